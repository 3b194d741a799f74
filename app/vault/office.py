"""How much of what there is in an office: counted in the rows of cases, none of which is opened. A visit to
a place has no person, and is in no count of cases; one that waits for a decision waits all the same."""

from dataclasses import dataclass

from app.vault.database import Database

DAY = 86400
_OPEN = "closed = 0 AND visit = 0"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for a supervisor, with what the list says of it."""

    case: bytes
    reference: str
    name: str
    restricted: bool
    waits: str
    since: int
    marks: tuple[str, ...] = ()


def by_stage(database: Database) -> dict[str, int]:
    """Open cases."""
    return dict(
        database.rows(
            f"SELECT stage, count(*) FROM case_row WHERE {_OPEN} GROUP BY stage"  # noqa: S608
        )
    )


def by_age(database: Database, now: int, days: tuple[int, ...]) -> list[int]:
    """Open cases at most so many days old, by the first of `days` that fits; the older ones last."""
    count = [0] * (len(days) + 1)
    for age, number in database.rows(
        f"SELECT max(0, ? - opened) / ?, count(*) FROM case_row WHERE {_OPEN} GROUP BY 1",  # noqa: S608
        (now, DAY),
    ):
        count[next((n for n, day in enumerate(days) if age <= day), len(days))] += number
    return count


def by_kinds(database: Database) -> dict[str, int]:
    """Open cases by all that each is said to be."""
    return _words(database, "kinds")


def by_exploitation(database: Database) -> dict[str, int]:
    """Open cases by all forms of exploitation of each."""
    return _words(database, "exploitation")


def _words(database: Database, column: str) -> dict[str, int]:
    return dict(
        database.rows(
            f"SELECT {column}, count(*) FROM case_row WHERE {_OPEN} GROUP BY {column}"  # noqa: S608
        )
    )


def overdue(database: Database, now: int) -> dict[str, int]:
    """Tasks whose day has passed, by kind."""
    return dict(
        database.rows(
            "SELECT kind, count(*) FROM task WHERE since <= ? AND due > 0 AND due <= ? "
            "GROUP BY kind",
            (now, now),
        )
    )


def uncounted(database: Database) -> int:
    """Cases whose rows an earlier version made, or another referral system."""
    row = database.row("SELECT count(*) FROM untold JOIN case_row USING (case_id)")
    return int(row[0]) if row else 0


def waiting(database: Database, limit: int) -> list[Waiting]:
    """Needs of today first, then danger, then children; of each those handed over, and the longest
    waiting."""
    return [
        Waiting(
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
    row = database.row("SELECT count(*) FROM case_row WHERE waits <> ''")
    return int(row[0]) if row else 0
