"""What waits for a supervisor: counted in the rows of cases, none of which is opened."""

from dataclasses import dataclass

from app.vault.database import Database


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that waits for a supervisor, with what the list says of it."""

    case: bytes
    reference: str
    name: str
    restricted: bool
    waits: str
    since: int
    marks: tuple[str, ...] = ()


def uncounted(database: Database) -> int:
    """Cases whose rows an earlier version made, or another referral system."""
    [(count,)] = database.rows("SELECT count(*) FROM case_to_remake JOIN case_row USING (case_id)")
    return int(count)


def waiting(database: Database, limit: int) -> list[WaitingCase]:
    """Needs of today first, then danger, then children; of each those handed over, and the longest
    waiting."""
    return [
        WaitingCase(
            case=row[0],
            reference=row[1],
            name=row[2],
            restricted=bool(row[3]),
            waits=row[4],
            since=row[5],
            marks=tuple(row[6].split()),
        )
        for row in database.rows(
            "SELECT case_id, reference, name, restricted, waits, waiting_since, marks FROM case_row "
            "WHERE waits <> '' ORDER BY urgent = 0, instr(marks, 'danger') = 0, "
            "instr(marks, 'child') = 0, waits <> 'handed', waiting_since, case_id LIMIT ?",
            (limit,),
        )
    ]


def how_many_wait(database: Database) -> int:
    [(count,)] = database.rows("SELECT count(*) FROM case_row WHERE waits <> ''")
    return int(count)
