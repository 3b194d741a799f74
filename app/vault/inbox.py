"""Events of colleagues that this officer should see, and which of them she has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.vault.database import Database, Writer


@dataclass(frozen=True, slots=True)
class InboxRow:
    """`what`: the event's kind. `at`: when it came here, seconds since 1970."""

    event: bytes
    case: bytes
    what: str
    at: int
    read: bool


def add(writer: Writer, event: bytes, case: bytes, kind: str, at: int) -> None:
    """Once, however often it comes."""
    writer.run(
        "INSERT OR IGNORE INTO came_in (event, case_id, what, at) VALUES (?, ?, ?, ?)",
        (event, case, kind, at),
    )


def rows(
    database: Database,
    limit: int,
    *,
    unread: bool = False,
    kinds: Sequence[str] = (),
    but: Sequence[str] = (),
) -> list[InboxRow]:
    """The last that came first. `kinds`: of these alone; `but`: without these."""
    conditions, values = ["1"], list[object]()
    if unread:
        conditions.append("read = 0")
    if kinds:
        conditions.append(f"what IN ({', '.join('?' * len(kinds))})")
        values += kinds
    if but:
        conditions.append(f"what NOT IN ({', '.join('?' * len(but))})")
        values += but
    rows = database.rows(
        "SELECT event, case_id, what, at, read FROM came_in "  # noqa: S608
        f"WHERE {' AND '.join(conditions)} ORDER BY at DESC, rowid DESC LIMIT ?",
        (*values, limit),
    )
    return [_row(row) for row in rows]


def one(database: Database, event: bytes) -> InboxRow | None:
    row = database.row(
        "SELECT event, case_id, what, at, read FROM came_in WHERE event = ?", (event,)
    )
    return _row(row) if row else None


def unread(database: Database, but: Sequence[str]) -> int:
    marks = ", ".join("?" * len(but))
    return database.number(
        f"SELECT count(*) FROM came_in WHERE read = 0 AND what NOT IN ({marks})",  # noqa: S608
        tuple(but),
    )


def mark(writer: Writer, ids: Sequence[bytes], *, read: bool) -> None:
    for event in ids:
        writer.run("UPDATE came_in SET read = ? WHERE event = ?", (int(read), event))


def read_case(writer: Writer, case: bytes, but: Sequence[str]) -> None:
    """All lines of a case, but those of some kinds."""
    marks = ", ".join("?" * len(but))
    writer.run(
        f"UPDATE came_in SET read = 1 WHERE case_id = ? AND what NOT IN ({marks})",  # noqa: S608
        (case, *but),
    )


def answered(writer: Writer, case: bytes, kinds: Sequence[str]) -> None:
    """What waited for an answer in a case waits no more."""
    marks = ", ".join("?" * len(kinds))
    writer.run(
        f"UPDATE came_in SET read = 1 WHERE case_id = ? AND what IN ({marks})",  # noqa: S608
        (case, *kinds),
    )


def _row(row: Sequence[Any]) -> InboxRow:
    event, case, kind, at, read = row
    return InboxRow(event, case, kind, at, bool(read))
