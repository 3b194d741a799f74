"""Events of colleagues that this officer should see, and which of them she has read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.vault.database import Database, Source, Writer
from app.vault.table import Table, column, marks


@dataclass(frozen=True, slots=True)
class InboxRow:
    """`what`: the event's kind. `at`: when it came here, seconds since 1970. The rest is as its case stood
    when it changed last: `waits`: something is asked of this officer; `outcome`: the kind and what came of
    it, as app.casework.cases.event_outcomes keeps it, "" where nothing was kept yet; `urgent`: a need of
    today stands in it; `author`, `role`, `written_at`: whose it is, what that was then, and when; `team`: whom it is offered to, b"" where to a person."""

    event: bytes
    case: bytes = field(metadata=column("case_id"))
    what: str
    at: int
    read: bool
    waits: bool = False
    outcome: str = ""
    urgent: bool = False
    author: bytes = b""
    role: str = ""
    written_at: int = 0
    subject: str = ""
    note: str = ""
    interview: bytes = b""
    team: bytes = b""


_INBOX = Table(InboxRow, "came_in", key="event")


def add(writer: Writer, event: bytes, case: bytes, kind: str, at: int) -> None:
    """Once, however often it comes."""
    writer.run("INSERT OR IGNORE INTO came_in (event, case_id, what, at) VALUES (?, ?, ?, ?)", (event, case, kind, at))


def rows(
    database: Database, limit: int, *, unread: bool = False, kinds: Sequence[str] = (), but: Sequence[str] = ()
) -> list[InboxRow]:
    """The last that came first. `kinds`: of these alone; `but`: without these."""
    conditions, values = ["1"], list[object]()
    if unread:
        conditions.append("read = 0")
    if kinds:
        conditions.append(f"what IN ({marks(kinds)})")
        values += kinds
    if but:
        conditions.append(f"what NOT IN ({marks(but)})")
        values += but
    where = f"WHERE {' AND '.join(conditions)} ORDER BY at DESC, rowid DESC LIMIT ?"
    return _INBOX.rows(database, where, (*values, limit))


def one(database: Database, event: bytes) -> InboxRow | None:
    return _INBOX.row(database, "WHERE event = ?", (event,))


def unread(database: Database, but: Sequence[str]) -> int:
    return database.number(
        "SELECT (SELECT count(*) FROM came_in WHERE read = 0) - "  # noqa: S608
        f"(SELECT count(*) FROM came_in WHERE read = 0 AND what IN ({marks(but)}))",
        but,
    )


def mark(writer: Writer, ids: Sequence[bytes], *, read: bool) -> None:
    for event in ids:
        writer.run("UPDATE came_in SET read = ? WHERE event = ?", (int(read), event))


def read_case(writer: Writer, case: bytes, but: Sequence[str]) -> None:
    """All lines of a case, but those of some kinds."""
    writer.run(
        f"UPDATE came_in SET read = 1 WHERE case_id = ? AND what NOT IN ({marks(but)})",  # noqa: S608
        (case, *but),
    )


def answered(writer: Writer, case: bytes, kinds: Sequence[str]) -> None:
    """What waited for an answer in a case is read."""
    writer.run(
        f"UPDATE came_in SET read = 1 WHERE case_id = ? AND what IN ({marks(kinds)})",  # noqa: S608
        (case, *kinds),
    )


def of_case(source: Source, case: bytes) -> list[InboxRow]:
    return _INBOX.rows(source, "WHERE case_id = ?", (case,))


def waiting(database: Database, until_answered: Sequence[str]) -> list[InboxRow]:
    """What waits and nobody has read; of the kinds `until_answered` also what was read."""
    clause = f"WHERE waits = 1 AND (read = 0 OR what IN ({marks(until_answered)})) ORDER BY at DESC, rowid DESC"
    return _INBOX.rows(database, clause, until_answered)


def keep(writer: Writer, row: InboxRow) -> None:
    _INBOX.keep(writer, row)
