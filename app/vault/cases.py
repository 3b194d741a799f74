"""What the case list shows and what search finds: made from the log, never the truth itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.language import fold
from app.vault.database import Database, Writer

_TOKENS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One case in the list. `updated` in seconds since 1970, UTC."""

    id: bytes
    reference: str
    name: str
    stage: str
    updated: int
    restricted: bool = False
    conflicts: int = 0
    received: bool = False  # read by the desk, as it stands
    marks: tuple[str, ...] = ()  # of app.case.urgency


def keep(writer: Writer, row: IndexRow, searched: str) -> None:
    """Show a case, found by any word that begins in `searched`."""
    writer.run(
        "INSERT INTO case_row (case_id, reference, name, stage, updated, restricted, conflicts, "
        "received, marks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET reference = "
        "excluded.reference, name = excluded.name, stage = excluded.stage, "
        "updated = excluded.updated, restricted = excluded.restricted, "
        "conflicts = excluded.conflicts, received = excluded.received, marks = excluded.marks",
        (row.id, row.reference, row.name, row.stage, row.updated, int(row.restricted),
         row.conflicts, int(row.received), " ".join(row.marks)),
    )  # fmt: skip
    case_row = writer.row("SELECT n FROM case_row WHERE case_id = ?", (row.id,))
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


_COLUMNS = "case_id, reference, name, stage, updated, restricted, conflicts, received, marks"


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


def _rows(rows: list[tuple[bytes, str, str, str, int, int, int, int, str]]) -> list[IndexRow]:
    return [
        IndexRow(*row[:5], bool(row[5]), row[6], bool(row[7]), tuple(row[8].split()))
        for row in rows
    ]
