"""Keys by which cases are matched with a partner's, and the runs of such matchings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.seal import canonical
from app.vault.database import Database, Source, Writer
from app.vault.table import Table, marks

ASKED, ANSWERED, FINISHED, ENDED = ("asked", "answered", "finished", "ended")
# under way, or broken off there: its first file, its answer, what comes out of it
BEGUN, ANSWERING, FINISHING = UNFINISHED = ("begun", "answering", "finishing")
OPEN = (*UNFINISHED, ASKED, ANSWERED)
PART, COMMON = "part", "common"  # of what cases said
_AT_ONCE = 500
_ID = 16


@dataclass(frozen=True, slots=True)
class MatchedCase:
    """`marks`: of app.case.urgency. `keys`: as app.case.match_keys made them."""

    case: bytes
    restricted: bool
    marks: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class MatchRun:
    """A row: as the migration says."""

    run: bytes
    agreement: str
    began: bool
    made: int
    expires: int
    state: str
    persons: int
    message: bytes
    secret: bytes
    places: bytes
    marks: bytes
    points: int
    common: bytes = b""
    purpose: str = ""
    asked: bytes = b""

    @property
    def cases(self) -> list[bytes]:
        """That both know."""
        return [self.common[at : at + _ID] for at in range(0, len(self.common), _ID)]


def keep(writer: Writer, case: bytes, agencies: str, keys: list[tuple[str, ...]]) -> None:
    encoded = canonical.encode([list(key) for key in keys])
    writer.run("INSERT OR REPLACE INTO match_key VALUES (?, ?, ?)", (case, agencies, encoded))


def remove(writer: Writer, case: bytes) -> None:
    writer.run("DELETE FROM match_key WHERE case_id = ?", (case,))


def pages(database: Database, agency: str) -> Iterator[list[MatchedCase]]:
    """Cases of persons in which something is said of sharing with an agency, some hundreds at a time, in the
    order of their ids: so that nothing tells which came first."""
    last = b""
    while True:
        rows = database.rows(
            "SELECT m.case_id, c.restricted, c.marks, m.keys FROM match_key AS m "
            "JOIN case_row AS c ON c.case_id = m.case_id WHERE m.case_id > ? AND c.visit = 0 "
            "AND ' ' || m.agencies || ' ' LIKE '% ' || ? || ' %' ORDER BY m.case_id LIMIT ?",
            (last, agency, _AT_ONCE),
        )
        if not rows:
            return
        last = rows[-1][0]
        yield [
            MatchedCase(case, bool(restricted), tuple(marks.split()), tuple(map(tuple, canonical.decode(keys))))
            for case, restricted, marks, keys in rows
        ]


_RUNS = Table(MatchRun, "match_run")


def put(writer: Writer, run: MatchRun) -> None:
    _RUNS.keep(writer, run)


def run_of(database: Database, run: bytes) -> MatchRun | None:
    return _RUNS.row(database, "WHERE run = ?", (run,))


def runs(database: Database) -> list[MatchRun]:
    """The last first, without what is secret or large."""
    columns = _RUNS.columns.replace("secret, places, marks", "x'', x'', x''")
    rows = database.rows(f"SELECT {columns} FROM match_run ORDER BY made DESC, run")  # noqa: S608
    return list(_RUNS.read(rows))


def since(database: Database, agreement: str, at: int) -> int:
    """How many runs of an agreement were made from a moment on."""
    return database.number("SELECT count(*) FROM match_run WHERE agreement = ? AND made >= ?", (agreement, at))


def put_new(writer: Writer, run: MatchRun) -> bool:
    """Keep it where nothing of it is here yet; True where something was."""
    if writer.row("SELECT 1 FROM match_run WHERE run = ?", (run.run,)):
        return True
    put(writer, run)
    return False


def is_in(writer: Writer, run: bytes, state: str) -> bool:
    return writer.has("SELECT 1 FROM match_run WHERE run = ? AND state = ?", (run, state))


def end(writer: Writer, run: bytes, state: str, common: bytes = b"") -> None:
    """Nothing secret of it stays; the freed pages are overwritten (secure_delete)."""
    writer.run(
        "UPDATE match_run SET state = ?, common = ?, secret = x'', places = x'', marks = x'' WHERE run = ?",
        (state, common, run),
    )
    forget_said(writer, run)


def give_up(writer: Writer, run: bytes) -> None:
    """End it before it came to its end; what cases said of it by then stays known."""
    end(writer, run, ENDED, b"".join(all_said(writer, run, COMMON)))


def under_way(source: Source, agreement: str) -> list[bytes]:
    """Runs of an agreement that are not over."""
    return source.column(
        f"SELECT run FROM match_run WHERE agreement = ? AND state IN ({marks(OPEN)})",  # noqa: S608
        (agreement, *OPEN),
    )


def note_said(writer: Writer, run: bytes, step: str, events: Mapping[bytes, bytes]) -> None:
    """Case to the event by which it says it."""
    writer.run_all(
        "INSERT OR REPLACE INTO match_said VALUES (?, ?, ?, ?)",
        [(run, step, case, event) for case, event in events.items()],
    )


def said(source: Source, run: bytes, step: str, cases: Sequence[bytes]) -> set[bytes]:
    """Which of these cases have said it."""
    return {
        case
        for case in cases
        if source.row("SELECT 1 FROM match_said WHERE run = ? AND step = ? AND case_id = ?", (run, step, case))
    }


def all_said(source: Source, run: bytes, step: str) -> list[bytes]:
    return source.column("SELECT case_id FROM match_said WHERE run = ? AND step = ? ORDER BY case_id", (run, step))


def number_said(database: Database, run: bytes) -> int:
    """Cases that said that they take part."""
    return database.number("SELECT count(*) FROM match_said WHERE run = ? AND step = ?", (run, PART))


def changed_since_said(database: Database, run: bytes) -> list[bytes]:
    """Cases of those in which something was written after it, or that are here no more."""
    return database.column(
        "SELECT s.case_id FROM match_said AS s LEFT JOIN case_record AS r ON r.case_id = s.case_id "
        "WHERE s.run = ? AND s.step = ? AND r.heads IS NOT s.event",
        (run, PART),
    )


def forget_said(writer: Writer, run: bytes) -> None:
    writer.run("DELETE FROM match_said WHERE run = ?", (run,))


def over(database: Database, now: int) -> list[bytes]:
    """Runs whose time went by before they came to their end."""
    return database.column(
        f"SELECT run FROM match_run WHERE state IN ({marks(OPEN)}) AND expires < ?",  # noqa: S608
        (*OPEN, now),
    )
