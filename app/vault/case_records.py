"""What of each case goes into exchange files: made from the log, never the truth itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.vault.database import Database, Writer

_ID = 32
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """`heads`: what a next event of the case has seen. `record`: as `app.casework.cases.exchange_record`
    wrote it. `shared`: somebody stands or stood in, so that a next event needs more than these."""

    case: bytes
    reference: str
    opened: int
    restricted: bool
    heads: tuple[bytes, ...]
    record: bytes
    shared: bool


def keep(writer: Writer, case: bytes, heads: Sequence[bytes], record: bytes) -> None:
    writer.run(
        "INSERT OR REPLACE INTO case_record VALUES (?, ?, ?)", (case, b"".join(heads), record)
    )


def remove(writer: Writer, case: bytes) -> None:
    writer.run("DELETE FROM case_record WHERE case_id = ?", (case,))


def set_heads_each(writer: Writer, heads: Mapping[bytes, Sequence[bytes]]) -> None:
    """Case to its last events."""
    writer.run_all(
        "UPDATE case_record SET heads = ? WHERE case_id = ?",
        [(b"".join(ids), case) for case, ids in heads.items()],
    )


def pages(database: Database, opened_from: int = 0, opened_until: int = 0) -> Iterator[list[StoredRecord]]:  # fmt: skip
    """All of them that list a person's case, some hundreds at a time, in the order of their ids: so that
    no file tells which came first. Opened from a moment until before another; 0: whenever."""
    last = b""
    while True:
        rows = database.rows(
            "SELECT r.case_id, c.reference, c.opened, c.restricted, r.heads, r.record, "
            "EXISTS (SELECT 1 FROM stand_in AS s WHERE s.case_id = r.case_id) "
            "FROM case_record AS r JOIN case_row AS c ON c.case_id = r.case_id "
            "WHERE r.case_id > ? AND c.visit = 0 AND c.opened >= ? AND (?3 = 0 OR c.opened < ?3) "
            "ORDER BY r.case_id LIMIT ?",
            (last, opened_from, opened_until, _AT_ONCE),
        )  # fmt: skip
        if not rows:
            return
        last = rows[-1][0]
        yield [_record(row) for row in rows]


def count(database: Database) -> int:
    row = database.row("SELECT count(*) FROM case_record")
    return int(row[0]) if row else 0


def by_id(database: Database, case: bytes) -> StoredRecord | None:
    row = database.row(
        "SELECT r.case_id, c.reference, c.opened, c.restricted, r.heads, r.record, "
        "EXISTS (SELECT 1 FROM stand_in AS s WHERE s.case_id = r.case_id) "
        "FROM case_record AS r JOIN case_row AS c ON c.case_id = r.case_id WHERE r.case_id = ?",
        (case,),
    )
    return _record(row) if row else None


def _record(row: tuple[object, ...]) -> StoredRecord:
    case, reference, opened, restricted, heads, record, shared = row
    assert isinstance(heads, bytes)
    return StoredRecord(
        case=bytes(case), reference=str(reference), opened=int(opened), restricted=bool(restricted),  # type: ignore[call-overload]
        heads=tuple(heads[at : at + _ID] for at in range(0, len(heads), _ID)),
        record=bytes(record), shared=bool(shared),  # type: ignore[call-overload]
    )  # fmt: skip
