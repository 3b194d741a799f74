"""What of each case goes into exchange files: made from the log, never the truth itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.vault.database import Database, Writer

_ID = 32
_AT_ONCE = 500
_SHOWN_AT_ONCE = 4000


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """`heads`: what a next event of the case has seen. `record`: as `app.casework.cases.exchange_record`
    wrote it. `shared`: somebody stands or stood in, or a last event isn't among these, so that a next one needs more than
    these."""

    case: bytes
    reference: str
    opened: int
    restricted: bool
    heads: tuple[bytes, ...]
    record: bytes
    shared: bool


def keep(writer: Writer, case: bytes, heads: Sequence[bytes], record: bytes) -> None:
    writer.run("INSERT OR REPLACE INTO case_record VALUES (?, ?, ?)", (case, b"".join(heads), record))
    writer.run("DELETE FROM case_left WHERE case_id = ?", (case,))


def remove(writer: Writer, case: bytes) -> None:
    for table in ("case_record", "case_left"):
        writer.run(f"DELETE FROM {table} WHERE case_id = ?", (case,))  # noqa: S608


def remake_without_questionnaire(writer: Writer) -> None:
    """Later: the rows of cases of which a questionnaire was not here, so that answers were not read."""
    writer.run(
        "INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_record "
        "WHERE json_extract(CAST(record AS TEXT), '$[1].questionnaires') > 0"
    )


def set_heads_each(writer: Writer, heads: Mapping[bytes, Sequence[bytes]]) -> None:
    """Case to its last events."""
    writer.run_all(
        "UPDATE case_record SET heads = ? WHERE case_id = ?", [(b"".join(ids), case) for case, ids in heads.items()]
    )


def note_left(writer: Writer, events: Mapping[bytes, bytes], at: int) -> None:
    """Case to the event that says that it left: its lists say so once `show_left` was called."""
    writer.run_all(
        "INSERT OR REPLACE INTO case_left VALUES (?, ?, ?)", [(case, event, at) for case, event in events.items()]
    )


def any_left(database: Database) -> bool:
    return database.has("SELECT 1 FROM case_left LIMIT 1")


def show_rows_left(writer: Writer, last: int, change: str, author: str) -> int:
    """Of some thousand rows the last change, in the order in which they lie on disk: a page of them is sealed
    once, and not once for each row. The last of them, 0 for none."""
    rows = writer.rows(
        "SELECT c.n, l.at FROM case_row AS c CROSS JOIN case_left AS l ON l.case_id = c.case_id "
        "WHERE c.n > ? ORDER BY c.n LIMIT ?",
        (last, _SHOWN_AT_ONCE),
    )
    writer.run_all(
        "UPDATE case_row SET updated = max(updated, ?), changed_what = ?, changed_by = ?, received = 0 WHERE n = ?",
        [(at, change, author, n) for n, at in rows],
    )
    return int(rows[-1][0]) if rows else 0


def show_heads_left(writer: Writer, last: int) -> int:
    """The same of what a next event has seen; then nothing of them is left to show."""
    rows = writer.rows(
        "SELECT r.rowid, l.event, l.case_id FROM case_record AS r CROSS JOIN case_left AS l "
        "ON l.case_id = r.case_id WHERE r.rowid > ? ORDER BY r.rowid LIMIT ?",
        (last, _SHOWN_AT_ONCE),
    )
    writer.run_all("UPDATE case_record SET heads = ? WHERE rowid = ?", [(event, n) for n, event, _ in rows])
    writer.run_all("DELETE FROM case_left WHERE case_id = ?", [(case,) for _, _, case in rows])
    return int(rows[-1][0]) if rows else 0


def pages(database: Database, opened_from: int = 0, opened_until: int = 0) -> Iterator[list[StoredRecord]]:
    """All of them that list a person's case, some hundreds at a time, in the order of their ids: so that
    no file tells which came first. Opened from a moment until before another; 0: whenever."""
    last = b""
    while True:
        rows = database.rows(
            f"{_RECORDS} WHERE r.case_id > ? AND c.visit = 0 AND c.opened >= ? "
            "AND (?3 = 0 OR c.opened < ?3) ORDER BY r.case_id LIMIT ?",
            (last, opened_from, opened_until, _AT_ONCE),
        )
        if not rows:
            return
        last = rows[-1][0]
        yield [_record(row) for row in rows]


def by_id(database: Database, case: bytes) -> StoredRecord | None:
    row = database.row(f"{_RECORDS} WHERE r.case_id = ?", (case,))
    return _record(row) if row else None


_RECORDS = (
    "SELECT r.case_id, c.reference, c.opened, c.restricted, r.heads, r.record, EXISTS (SELECT 1 FROM stand_in AS s "
    "WHERE s.case_id = r.case_id) OR EXISTS (SELECT 1 FROM case_left AS l WHERE l.case_id = r.case_id) FROM "
    "case_record AS r JOIN case_row AS c ON c.case_id = r.case_id"
)


def _record(row: tuple[object, ...]) -> StoredRecord:
    case, reference, opened, restricted, heads, record, shared = row
    assert isinstance(case, bytes)
    assert isinstance(opened, int)
    assert isinstance(heads, bytes)
    assert isinstance(record, bytes)
    return StoredRecord(
        case=case,
        reference=str(reference),
        opened=opened,
        restricted=bool(restricted),
        heads=tuple(heads[at : at + _ID] for at in range(0, len(heads), _ID)),
        record=record,
        shared=bool(shared),
    )
