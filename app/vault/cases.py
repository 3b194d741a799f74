"""What the case list shows and what search finds: made from the log, never the truth itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

from app.vault import typed_text
from app.vault.database import Database, Writer

NO_DAY = 1 << 40  # due: later than any day
HIGH, NOT_ASSESSED, MEDIUM, LOW = range(
    4
)  # danger, in the order of the list: unlooked at is not low


def _unchanged(value: Any) -> Any:
    return value


def _words(column: str) -> tuple[str, ...]:
    return tuple(column.split())


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One case in the list: each field is the column of `case_row` of its name, or the one named
    here. A new column is a line here, a migration, and what it is made of
    (app.casework.cases.case_rows). `changed`: seconds since 1970, UTC."""

    case: bytes = field(metadata={"column": "case_id"})
    reference: str
    name: str
    stage: str
    changed: int = field(metadata={"column": "updated"})
    restricted: bool = False
    conflicts: int = 0
    received: bool = False  # read by the desk, as it stands
    marks: tuple[str, ...] = ()  # of app.case.urgency
    closed: bool = False
    visit: bool = False  # of a place: no person's case
    danger: int = NOT_ASSESSED
    urgent: bool = False
    child: bool = False  # or to be treated as one
    officer: bytes = b""  # the person who has the case
    officer_name: str = ""
    assigned: bool = False  # and has not accepted it yet
    away_from: int = 0  # of that person, as the case says
    away_until: int = 0
    sort_name: str = ""
    nationality: str = ""
    sex: str = ""
    age_group: str = ""
    sector: str = ""
    site: str = ""
    exploitation: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    opened: int = 0
    changed_what: str = ""  # the last event, and what came of it
    changed_by: str = ""
    next_kind: str = ""
    next_what: str = ""
    next_agency: str = ""
    due: int = field(default=NO_DAY, metadata={"column": "next_due"})
    waits: str = ""  # handed, review, or ""
    waiting_since: int = 0
    closed_at: int = 0  # 0: it is open


_NAMES = [row_field.metadata.get("column", row_field.name) for row_field in fields(IndexRow)]
COLUMNS = ", ".join(_NAMES)
_KEEP = (
    f"INSERT INTO case_row ({COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))}) "  # noqa: S608
    "ON CONFLICT (case_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _NAMES if name != "case_id")
)
# By the type of a field: how it stands in its column, and back. Words have one space between.
_TO_COLUMN: dict[object, Callable[[Any], Any]] = {bool: int, tuple[str, ...]: " ".join}
_FROM_COLUMN: dict[object, Callable[[Any], Any]] = {bool: bool, tuple[str, ...]: _words}
_TYPES = list(get_type_hints(IndexRow).values())


_STORED = [_TO_COLUMN.get(type_, _unchanged) for type_ in _TYPES]
_READ = [_FROM_COLUMN.get(type_, _unchanged) for type_ in _TYPES]


def keep(writer: Writer, row: IndexRow, searched: str) -> None:
    """Show a case, and have it found (app.vault.case_search) by `searched`."""
    values = (getattr(row, row_field.name) for row_field in fields(row))
    writer.run(_KEEP, [stored(value) for stored, value in zip(_STORED, values, strict=True)])
    case_row = writer.row("SELECT n FROM case_row WHERE case_id = ?", (row.case,))
    assert case_row is not None
    # most changes of a case change no word of it, and a text written anew costs milliseconds
    writer.run(
        "INSERT OR REPLACE INTO case_search (rowid, text) SELECT ?1, ?2 "
        "WHERE NOT EXISTS (SELECT 1 FROM case_search WHERE rowid = ?1 AND text = ?2)",
        (case_row[0], searched),
    )


def touched_each(writer: Writer, cases: Iterable[bytes], at: int, what: str, by: str) -> None:
    """What happened last in them is something that changes no other column of their rows."""
    writer.run_all(
        "UPDATE case_row SET updated = max(updated, ?), changed_what = ?, changed_by = ?, received = 0 "
        "WHERE case_id = ?",
        [(at, what, by, case) for case in cases],
    )


def latest_change(database: Database) -> int:
    """Seconds since 1970, of the case that stands first; 0 where there is none."""
    return database.number("SELECT coalesce(max(updated), 0) FROM case_row")


def bring_back(writer: Writer, latest: int) -> None:
    """What says that it changed after that moment changed then: the case that came last stays first."""
    writer.run("UPDATE case_row SET updated = ? WHERE updated > ?", (latest, latest))


def remove(writer: Writer, case: bytes) -> None:
    """Neither listed nor found any more, and nothing is to be done in it."""
    for table in (
        "task",
        "case_to_remake",
        "likeness",
        "tie",
        "stand_in",
        "text_review",
        "match_key",
        "match_said",
    ):
        writer.run(f"DELETE FROM {table} WHERE case_id = ?", (case,))  # noqa: S608
    writer.run(
        "DELETE FROM case_search WHERE rowid IN (SELECT n FROM case_row WHERE case_id = ?)", (case,)
    )
    writer.run("DELETE FROM case_row WHERE case_id = ?", (case,))
    typed_text.forget_about(writer, case)


def listed(database: Database, limit: int = 200, offset: int = 0) -> list[IndexRow]:
    """The latest first."""
    return read_rows(
        database.rows(
            f"SELECT {COLUMNS} FROM case_row ORDER BY updated DESC, n DESC LIMIT ? OFFSET ?",  # noqa: S608
            (limit, offset),
        )
    )


def references(database: Database) -> dict[bytes, str]:
    """The reference of each case in the list."""
    return dict(database.rows("SELECT case_id, reference FROM case_row"))


def count(database: Database) -> int:
    return database.number("SELECT count(*) FROM case_row")


def in_conflict(database: Database) -> list[IndexRow]:
    """Cases in which two colleagues wrote different values."""
    return read_rows(
        database.rows(
            f"SELECT {COLUMNS} FROM case_row WHERE conflicts > 0 ORDER BY updated DESC, n DESC"  # noqa: S608
        )
    )


def received(database: Database) -> list[tuple[bytes, bool]]:
    """(case, whether the desk has read it as it stands) of every case in the list."""
    rows = database.rows("SELECT case_id, received FROM case_row")
    return [(row[0], bool(row[1])) for row in rows]


def is_received(database: Database, case: bytes) -> bool:
    row = database.row("SELECT received FROM case_row WHERE case_id = ?", (case,))
    return row is not None and bool(row[0])


def read_rows(rows: Iterable[tuple[Any, ...]]) -> list[IndexRow]:
    """Of `COLUMNS`."""
    return [
        IndexRow(*(read(value) for read, value in zip(_READ, row, strict=True))) for row in rows
    ]


def by_ids(database: Database, cases: Sequence[bytes]) -> list[IndexRow]:
    """What the list says of these cases, by their references."""
    marks = ", ".join("?" * len(cases))
    return read_rows(
        database.rows(
            f"SELECT {COLUMNS} FROM case_row WHERE case_id IN ({marks}) ORDER BY reference, case_id",  # noqa: S608
            tuple(cases),
        )
    )
