"""Erasure by order of two: bodies and chunks go, headers and signatures stay and still prove the
chain. What was erased stays erased whoever brings it again. docs/formats/envelope.md
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from sqlalchemy import Connection, delete, select, text, update

from app.headquarters import bulk_rows, tables
from app.headquarters.database import Database
from app.headquarters.directory import KnownDirectory
from app.headquarters.envelope_checks import IncomingEnvelope
from app.seal import erasure
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Kind

_PAGE = 500


def ordered(connection: Connection, cases: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Of these ids (id -> its case), those whose bodies were destroyed by order."""
    e, ids, erased_ids = tables.erased.c, sorted(cases), set[bytes]()
    for at in range(0, len(ids), _PAGE):
        column = bulk_rows.among(connection, e.id, ids[at : at + _PAGE])
        rows = connection.execute(select(e.id, e.case_id).where(column))
        erased_ids.update(row.id for row in rows if cases[row.id] == row.case_id)
    return frozenset(erased_ids)


def carry_out(
    connection: Connection, accepted: Iterable[IncomingEnvelope], snapshot: KnownDirectory
) -> int:
    """Destroy what orders that hold since these came name; how many bodies and chunks. The cases'
    rows are locked: nothing of them comes in meanwhile."""
    destroyed_count = 0
    for arrival in accepted:
        if arrival.envelope.header.kind == Kind.ERASE:
            for order in _holding(connection, arrival.envelope, snapshot):
                destroyed_count += _destroy(connection, order)
    return destroyed_count


def _holding(
    connection: Connection, envelope: Envelope, snapshot: KnownDirectory
) -> list[Envelope]:
    """The orders that hold by what came: itself, or the one that it confirms."""
    try:
        statement = erasure.read(envelope.body)
    except EnvelopeRefused:
        return []
    envelopes = _erases(connection, envelope.header.case)
    if isinstance(statement, erasure.Order):
        pairs = [(envelope, candidate) for candidate in envelopes]
    else:
        pairs = [(candidate, envelope) for candidate in envelopes]
    orders = {
        order.id: order
        for order, confirmation in pairs
        if erasure.holds(order, confirmation, snapshot.directory)
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
    statement = erasure.read(order.body)
    assert isinstance(statement, erasure.Order)
    case, destroyed_count = order.header.case, 0
    ids = sorted({*statement.envelopes, *statement.chunks})
    named = [{"id": id_, "case_id": case, "order_id": order.id} for id_ in ids]
    bulk_rows.add(connection, tables.erased, named)
    e = tables.envelope.c
    for at in range(0, len(statement.envelopes), _PAGE):
        column = bulk_rows.among(connection, e.id, statement.envelopes[at : at + _PAGE])
        conditions = column, e.case_id == case, e.kind != Kind.ERASE, e.body != b""
        destroyed_count += connection.execute(
            update(tables.envelope).where(*conditions).values(body=b"")
        ).rowcount
    for at in range(0, len(statement.chunks), _PAGE):
        for table in (tables.blob_part, tables.blob):
            chunks = bulk_rows.among(connection, table.c.id, statement.chunks[at : at + _PAGE])
            rowcount = connection.execute(
                delete(table).where(table.c.case_id == case, chunks)
            ).rowcount
        destroyed_count += rowcount
    return destroyed_count


def scrub(database: Database) -> None:
    """Have the database let go of what was destroyed, as far as it does so at once."""
    with suppress(Exception), database.engine.connect() as connection:
        if database.sqlite:  # secure_delete has overwritten the pages; the log still holds them
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        else:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            free.execute(text("VACUUM envelope, blob_part"))
