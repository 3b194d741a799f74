"""Erasure by order of two: bodies and chunks go, headers and signatures stay and still prove the
chain. What was erased stays erased whoever brings it again. docs/formats/envelope.md
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from sqlalchemy import Connection, delete, select, text, update

from app.headquarters import bulk_rows, tables
from app.headquarters.database import Database
from app.headquarters.directory import Known
from app.headquarters.envelope_checks import Told
from app.seal import erasure
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Kind

_PAGE = 500


def ordered(connection: Connection, cases: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Of these ids (id -> its case), those whose bodies were destroyed by order."""
    e, ids, found = tables.erased.c, sorted(cases), set[bytes]()
    for at in range(0, len(ids), _PAGE):
        column = bulk_rows.among(connection, e.id, ids[at : at + _PAGE])
        rows = connection.execute(select(e.id, e.case_id).where(column))
        found.update(row.id for row in rows if cases[row.id] == row.case_id)
    return frozenset(found)


def carry_out(connection: Connection, taken: Iterable[Told], known: Known) -> int:
    """Destroy what orders that hold since these came name; how many bodies and chunks. The cases'
    rows are locked: nothing of them comes in meanwhile."""
    gone = 0
    for each in taken:
        if each.envelope.header.kind == Kind.ERASE:
            for order in _holding(connection, each.envelope, known):
                gone += _destroy(connection, order)
    return gone


def _holding(connection: Connection, envelope: Envelope, known: Known) -> list[Envelope]:
    """The orders that hold by what came: itself, or the one that it confirms."""
    try:
        told = erasure.read(envelope.body)
    except EnvelopeRefused:
        return []
    envelopes = _erases(connection, envelope.header.case)
    if isinstance(told, erasure.Order):
        pairs = [(envelope, other) for other in envelopes]
    else:
        pairs = [(other, envelope) for other in envelopes]
    orders = {
        order.id: order
        for order, confirmation in pairs
        if erasure.holds(order, confirmation, known.directory)
    }
    return list(orders.values())


def _erases(connection: Connection, case: bytes) -> list[Envelope]:
    e = tables.envelope.c
    rows = connection.execute(
        select(e.header, e.signature, e.body).where(e.case_id == case, e.kind == Kind.ERASE)
    )
    return [
        Envelope(Header.from_bytes(row.header), row.header, row.signature, row.body) for row in rows
    ]


def _destroy(connection: Connection, order: Envelope) -> int:
    told = erasure.read(order.body)
    assert isinstance(told, erasure.Order)
    case, gone = order.header.case, 0
    ids = sorted({*told.envelopes, *told.chunks})
    named = [{"id": id_, "case_id": case, "order_id": order.id} for id_ in ids]
    bulk_rows.add(connection, tables.erased, named)
    e = tables.envelope.c
    for at in range(0, len(told.envelopes), _PAGE):
        column = bulk_rows.among(connection, e.id, told.envelopes[at : at + _PAGE])
        those = column, e.case_id == case, e.kind != Kind.ERASE, e.body != b""
        gone += connection.execute(update(tables.envelope).where(*those).values(body=b"")).rowcount
    for at in range(0, len(told.chunks), _PAGE):
        for table in (tables.blob_part, tables.blob):
            chunks = bulk_rows.among(connection, table.c.id, told.chunks[at : at + _PAGE])
            rowcount = connection.execute(
                delete(table).where(table.c.case_id == case, chunks)
            ).rowcount
        gone += rowcount
    return gone


def scrub(database: Database) -> None:
    """Have the database let go of what was destroyed, as far as it does so at once."""
    with suppress(Exception), database.engine.connect() as connection:
        if database.sqlite:  # secure_delete has overwritten the pages; the log still holds them
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        else:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            free.execute(text("VACUUM envelope, blob_part"))
