"""What an office's work is counted by: made from the log case by case, never the truth itself."""

from dataclasses import astuple, dataclass

from app.vault.database import Database, Writer

DAY = 86400


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """`opened`, `since`: seconds since 1970. `waits`: handed, review, or ""."""

    case: bytes
    opened: int
    closed: bool
    kinds: str
    waits: str
    since: int


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


def keep(writer: Writer, row: OfficeRow) -> None:
    """Instead of what was kept of the case."""
    writer.run("INSERT OR REPLACE INTO office_row VALUES (?, ?, ?, ?, ?, ?)", astuple(row))


def by_stage(database: Database) -> dict[str, int]:
    """Open cases."""
    return dict(
        database.rows(
            "SELECT stage, count(*) FROM case_row JOIN office_row USING (case_id) "
            "WHERE closed = 0 GROUP BY stage"
        )
    )


def by_age(database: Database, now: int, days: tuple[int, ...]) -> list[int]:
    """Open cases at most so many days old, by the first of `days` that fits; the older ones last."""
    count = [0] * (len(days) + 1)
    for age, number in database.rows(
        "SELECT max(0, ? - opened) / ?, count(*) FROM office_row WHERE closed = 0 GROUP BY 1",
        (now, DAY),
    ):
        count[next((n for n, day in enumerate(days) if age <= day), len(days))] += number
    return count


def by_kinds(database: Database) -> dict[str, int]:
    """Open cases by all that each is said to be."""
    return dict(
        database.rows("SELECT kinds, count(*) FROM office_row WHERE closed = 0 GROUP BY kinds")
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


def how_many(database: Database) -> tuple[int, int]:
    """Open cases and closed ones."""
    row = database.row("SELECT count(*), coalesce(sum(closed), 0) FROM office_row")
    every, closed = (int(row[0]), int(row[1])) if row else (0, 0)
    return every - closed, closed


def uncounted(database: Database) -> int:
    """Cases that nobody has counted yet."""
    row = database.row(
        "SELECT count(*) FROM case_row WHERE case_id NOT IN (SELECT case_id FROM office_row)"
    )
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
            "SELECT case_id, reference, name, restricted, waits, since, marks FROM office_row "
            "JOIN case_row USING (case_id) WHERE waits <> '' "
            "ORDER BY instr(marks, 'urgent') = 0, instr(marks, 'danger') = 0, "
            "instr(marks, 'child') = 0, waits <> 'handed', since, case_id LIMIT ?",
            (limit,),
        )
    ]


def how_many_wait(database: Database) -> int:
    row = database.row("SELECT count(*) FROM office_row WHERE waits <> ''")
    return int(row[0]) if row else 0
