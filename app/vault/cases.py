"""What the case list shows and what search finds: made from the log, never the truth itself."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

from app.language import fold
from app.vault.database import Database, Writer

_TOKENS = re.compile(r"[^\W_]+")


def _unchanged(value: Any) -> Any:
    return value


def _words(column: str) -> tuple[str, ...]:
    return tuple(column.split())


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One case in the list: each field is the column of `case_row` of its name, or the one named
    here. A new column is a line here, a migration, and what it is made of
    (app.casework.cases.index). `changed`: seconds since 1970, UTC."""

    case: bytes = field(metadata={"column": "case_id"})
    reference: str
    name: str
    stage: str
    changed: int = field(metadata={"column": "updated"})
    restricted: bool = False
    conflicts: int = 0
    received: bool = False  # read by the desk, as it stands
    marks: tuple[str, ...] = ()  # of app.case.urgency


_NAMES = [row_field.metadata.get("column", row_field.name) for row_field in fields(IndexRow)]
_COLUMNS = ", ".join(_NAMES)
_KEEP = (
    f"INSERT INTO case_row ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))}) "  # noqa: S608
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
    """Show a case, found by any word that begins in `searched`."""
    values = (getattr(row, row_field.name) for row_field in fields(row))
    writer.run(_KEEP, [stored(value) for stored, value in zip(_STORED, values, strict=True)])
    case_row = writer.row("SELECT n FROM case_row WHERE case_id = ?", (row.case,))
    assert case_row is not None
    writer.run(
        "INSERT OR REPLACE INTO case_search (rowid, text) VALUES (?, ?)",
        (case_row[0], " ".join(_TOKENS.findall(fold(searched)))),
    )


def mark(writer: Writer, case: bytes, marks: Iterable[str]) -> None:
    """The marks of a case that is listed."""
    writer.run("UPDATE case_row SET marks = ? WHERE case_id = ?", (" ".join(marks), case))


def remove(writer: Writer, case: bytes) -> None:
    """Neither listed nor found any more, and nothing is to be done in it."""
    for table in ("task", "untold", "likeness", "office_row", "tie"):
        writer.run(f"DELETE FROM {table} WHERE case_id = ?", (case,))  # noqa: S608
    writer.run(
        "DELETE FROM case_search WHERE rowid IN (SELECT n FROM case_row WHERE case_id = ?)", (case,)
    )
    writer.run("DELETE FROM case_row WHERE case_id = ?", (case,))


def listed(database: Database, limit: int = 200, offset: int = 0) -> list[IndexRow]:
    """The latest first."""
    return _rows(
        database.rows(
            f"SELECT {_COLUMNS} FROM case_row ORDER BY updated DESC, n DESC LIMIT ? OFFSET ?",  # noqa: S608
            (limit, offset),
        )
    )


def references(database: Database) -> dict[bytes, str]:
    """The reference of each case in the list."""
    return dict(database.rows("SELECT case_id, reference FROM case_row"))


def search(database: Database, text: str, limit: int = 200, offset: int = 0) -> list[IndexRow]:
    """Cases in which every word of `text` begins a word; the latest opened first."""
    query = _query(text)
    if not query:
        return listed(database, limit, offset)
    return _rows(
        database.rows(
            f"SELECT {_COLUMNS} FROM (SELECT rowid AS found FROM case_search "  # noqa: S608
            "WHERE case_search MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?) "
            "JOIN case_row ON case_row.n = found ORDER BY found DESC",
            (query, limit, offset),
        )
    )


def count(database: Database, text: str = "") -> int:
    query = _query(text)
    row = (
        database.row("SELECT count(*) FROM case_search WHERE case_search MATCH ?", (query,))
        if query
        else database.row("SELECT count(*) FROM case_row")
    )
    return int(row[0]) if row else 0


def in_conflict(database: Database) -> list[IndexRow]:
    """Cases in which two colleagues wrote different values."""
    return _rows(
        database.rows(
            f"SELECT {_COLUMNS} FROM case_row WHERE conflicts > 0 ORDER BY updated DESC, n DESC"  # noqa: S608
        )
    )


def received(database: Database) -> list[tuple[bytes, bool]]:
    """(case, whether the desk has read it as it stands) of every case in the list."""
    rows = database.rows("SELECT case_id, received FROM case_row")
    return [(row[0], bool(row[1])) for row in rows]


def is_received(database: Database, case: bytes) -> bool:
    row = database.row("SELECT received FROM case_row WHERE case_id = ?", (case,))
    return row is not None and bool(row[0])


def _query(text: str) -> str:
    # quoted, so that a word such as OR or NEAR is a word and no operator
    return " AND ".join(f'"{token}"*' for token in _TOKENS.findall(fold(text))[:12])


def _rows(rows: Iterable[tuple[Any, ...]]) -> list[IndexRow]:
    return [
        IndexRow(*(read(value) for read, value in zip(_READ, row, strict=True))) for row in rows
    ]


def by_ids(database: Database, cases: Sequence[bytes]) -> list[IndexRow]:
    """What the list says of these cases, by their references."""
    marks = ", ".join("?" * len(cases))
    return _rows(
        database.rows(
            f"SELECT {_COLUMNS} FROM case_row WHERE case_id IN ({marks}) ORDER BY reference, case_id",  # noqa: S608
            tuple(cases),
        )
    )
