"""What ties cases to each other: groups, people noted, links; made from the log case by case, never
the truth itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.vault.database import Database, Writer

GROUP, PERSON, CASE, PROCEEDING = "group", "person", "case", "proceeding"


@dataclass(frozen=True, slots=True)
class Tie:
    """`ref`: a group, person, other case or proceeding. `what`: the group's kind, the person's role, as
    what it is linked. `of`: the group that shares it, or b"". `others`: of a group. `at`: in seconds."""

    case: bytes
    kind: str
    ref: bytes
    what: str
    name: str = ""
    of: bytes = b""
    others: int = 0
    at: int = 0


_COLUMNS = "case_id, kind, ref, what, name, of, others, at"


def keep(writer: Writer, case: bytes, ties: Iterable[Tie]) -> None:
    """Instead of what was kept of a case."""
    writer.run("DELETE FROM tie WHERE case_id = ?", (case,))
    writer.run_all(
        f"INSERT OR REPLACE INTO tie ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [(case, tie.kind, tie.ref, tie.what, tie.name, tie.of, tie.others, tie.at) for tie in ties],
    )


def of_cases(database: Database, cases: Sequence[bytes]) -> list[Tie]:
    """What ties these cases, for up to some hundreds of them."""
    marks = ", ".join("?" * len(cases))
    return _ties(
        database.rows(
            f"SELECT {_COLUMNS} FROM tie WHERE case_id IN ({marks}) ORDER BY case_id, kind, ref",  # noqa: S608
            tuple(cases),
        )
    )


def to(database: Database, kind: str, ref: bytes) -> list[Tie]:
    """Cases that have this group, person, other case or proceeding."""
    return _ties(
        database.rows(
            f"SELECT {_COLUMNS} FROM tie WHERE kind = ? AND ref = ? ORDER BY case_id",  # noqa: S608
            (kind, ref),
        )
    )


def groups(database: Database) -> list[Tie]:
    """Every membership in a group."""
    return _ties(
        database.rows(
            f"SELECT {_COLUMNS} FROM tie WHERE kind = 'group' ORDER BY ref, case_id"  # noqa: S608
        )
    )


def shared(database: Database, group: bytes) -> list[Tie]:
    """People and proceedings that the cases of a group share, once a case; the case changed last comes
    first."""
    return _ties(
        database.rows(
            f"SELECT {_COLUMNS} FROM tie WHERE of = ? ORDER BY at DESC, case_id, ref",  # noqa: S608
            (group,),
        )
    )


def _ties(rows: Sequence[tuple[bytes, str, bytes, str, str, bytes, int, int]]) -> list[Tie]:
    return [Tie(*row) for row in rows]
