"""What ties cases to each other: groups, people noted, links; made from the log case by case, never
the truth itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.vault.database import Database, Writer
from app.vault.table import Table, column, marks

GROUP, PERSON, CASE, PROCEEDING = "group", "person", "case", "proceeding"


@dataclass(frozen=True, slots=True)
class Tie:
    """`ref`: a group, person, other case or proceeding. `what`: the group's kind, the person's role, as
    what it is linked. `of`: the group that shares it, or b"". `others`: of a group. `at`: in seconds."""

    case: bytes = field(metadata=column("case_id"))
    kind: str
    ref: bytes
    what: str
    name: str = ""
    of: bytes = b""
    others: int = 0
    at: int = 0


_TIES = Table(Tie, "tie")


def keep(writer: Writer, case: bytes, ties: Iterable[Tie]) -> None:
    """Instead of what was kept of a case."""
    writer.run("DELETE FROM tie WHERE case_id = ?", (case,))
    _TIES.add(writer, ties)


def of_cases(database: Database, cases: Sequence[bytes]) -> list[Tie]:
    """What ties these cases, for up to some hundreds of them."""
    return _TIES.rows(database, f"WHERE case_id IN ({marks(cases)}) ORDER BY case_id, kind, ref", cases)


def to(database: Database, kind: str, ref: bytes) -> list[Tie]:
    """Cases that have this group, person, other case or proceeding."""
    return _TIES.rows(database, "WHERE kind = ? AND ref = ? ORDER BY case_id", (kind, ref))


def groups(database: Database) -> list[Tie]:
    """Every membership in a group."""
    return _TIES.rows(database, "WHERE kind = 'group' ORDER BY ref, case_id")


def shared(database: Database, group: bytes) -> list[Tie]:
    """People and proceedings that the cases of a group share, once a case; the case changed last comes
    first."""
    return _TIES.rows(database, "WHERE of = ? ORDER BY at DESC, case_id, ref", (group,))
