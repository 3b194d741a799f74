"""Erasure by order: bodies and chunks go once the waiting time is over, headers and signatures stay
and still prove the chain. What was erased stays erased whoever brings it again.
docs/formats/envelope.md
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, delete, select, text, update

from app.headquarters import bulk_rows, tables
from app.headquarters.database import Database
from app.headquarters.directory import KnownDirectory
from app.headquarters.envelope_checks import IncomingEnvelope
from app.seal import erasure
from app.seal.directory import Device, Directory
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Kind
from app.seal.erasure import Order, OrderState

_PAGE = 500


@dataclass(frozen=True, slots=True)
class _Authors:
    """Who signed, as the directory says."""

    directory: Directory

    def signer(self, author: bytes, stream: bytes) -> Device | None:
        return self.directory.signer(author, stream)

    def role_of(self, envelope: Envelope) -> str:
        return self.directory.role_at(envelope.header.stream, envelope.header.seq)

    def let_in_by(self, stream: bytes, role: str) -> frozenset[bytes]:
        return self.directory.let_in_by(stream, role)

    def registrar_key(self, registrar: bytes) -> bytes | None:
        return self.directory.registrar_key(registrar)

    def counts(self, registrar: bytes) -> bool:
        return self.directory.counts(registrar)


def ordered(connection: Connection, cases: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Of these ids (id -> its case), those whose bodies were destroyed by order."""
    e, ids, erased_ids = tables.erased.c, sorted(cases), set[bytes]()
    for at in range(0, len(ids), _PAGE):
        column = bulk_rows.among(connection, e.id, ids[at : at + _PAGE])
        rows = connection.execute(select(e.id, e.case_id).where(column))
        erased_ids.update(row.id for row in rows if cases[row.id] == row.case_id)
    return frozenset(erased_ids)


def take_in(
    connection: Connection,
    accepted: Iterable[IncomingEnvelope],
    snapshot: KnownDirectory,
    now: int,
) -> int:
    """Note when orders and what is said of them came, and destroy what is due; how many bodies and
    chunks. The cases' rows are locked: nothing of them comes in meanwhile."""
    arrivals = [
        arrival.envelope for arrival in accepted if arrival.envelope.header.kind == Kind.ERASE
    ]
    if not arrivals:
        return 0
    rows = [{"id": public.id, "case_id": public.header.case, "at": now} for public in arrivals]
    bulk_rows.add(connection, tables.erase_arrival, rows)
    new = [
        {"order_id": public.id, "case_id": public.header.case}
        for public in arrivals
        if _is_order(public)
    ]
    bulk_rows.add(connection, tables.open_order, new)
    cases = sorted({public.header.case for public in arrivals})
    return sum(_carry_out(connection, case, snapshot, now) for case in cases)


def settle(database: Database, snapshot: KnownDirectory, now: int) -> int:
    """Destroy what has become due; how many bodies and chunks. Refused where the database is away."""
    with database.look() as connection:
        cases = sorted(connection.execute(select(tables.open_order.c.case_id).distinct()).scalars())

    def work(case: bytes, connection: Connection) -> int:
        row = tables.case.c
        connection.execute(select(row.id).where(row.id == case).with_for_update())
        return _carry_out(connection, case, snapshot, now)

    return sum(database.change(partial(work, case)) for case in cases)


def _carry_out(connection: Connection, case: bytes, snapshot: KnownDirectory, now: int) -> int:
    o = tables.open_order.c
    pending = set(connection.execute(select(o.order_id).where(o.case_id == case)).scalars())
    if not pending:
        return 0
    arrived = _arrived(connection, case)
    states = {
        state.id: state
        for state in erasure.judge(_erases(connection, case), _Authors(snapshot.directory))
    }
    destroyed_count, settled = 0, set[bytes]()
    for id_ in sorted(pending):
        state = states.get(id_)
        if state is None or state.stopped:
            settled.add(id_)
        elif (due := state.due(arrived)) is not None and due <= now:
            destroyed_count += _destroy(connection, state)
            settled.add(id_)
    if settled:
        connection.execute(delete(tables.open_order).where(o.order_id.in_(sorted(settled))))
    return destroyed_count


def _is_order(envelope: Envelope) -> bool:
    try:
        return isinstance(erasure.read(envelope.body), Order)
    except EnvelopeRefused:
        return False


def _arrived(connection: Connection, case: bytes) -> dict[bytes, int]:
    a = tables.erase_arrival.c
    rows = connection.execute(select(a.id, a.at).where(a.case_id == case))
    return {row.id: row.at for row in rows}


def _erases(connection: Connection, case: bytes) -> list[Envelope]:
    e = tables.envelope.c
    rows = connection.execute(
        select(e.header, e.signature, e.body).where(e.case_id == case, e.kind == Kind.ERASE)
    )
    return [
        Envelope(Header.from_bytes(row.header), row.header, row.signature, row.body) for row in rows
    ]


def _destroy(connection: Connection, state: OrderState) -> int:
    case, order, destroyed_count = state.case, state.order, 0
    notes = _notes(connection, state)
    ids = sorted({*order.envelopes, *order.chunks, *notes})
    named = [{"id": id_, "case_id": case, "order_id": state.id} for id_ in ids]
    bulk_rows.add(connection, tables.erased, named)
    e = tables.envelope.c
    envelopes = *order.envelopes, *notes
    for at in range(0, len(envelopes), _PAGE):
        column = bulk_rows.among(connection, e.id, envelopes[at : at + _PAGE])
        conditions = column, e.case_id == case, e.kind != Kind.ERASE, e.body != b""
        destroyed_count += connection.execute(
            update(tables.envelope).where(*conditions).values(body=b"")
        ).rowcount
    for at in range(0, len(order.chunks), _PAGE):
        for table in (tables.blob_part, tables.blob):
            chunks = bulk_rows.among(connection, table.c.id, order.chunks[at : at + _PAGE])
            rowcount = connection.execute(
                delete(table).where(table.c.case_id == case, chunks)
            ).rowcount
        destroyed_count += rowcount
    return destroyed_count


def _notes(connection: Connection, state: OrderState) -> list[bytes]:
    """Events that were written beside what was said of an order, each of the same computer: none of
    which it is known that another one wrote it."""
    e, streams = tables.envelope.c, {id_: stream for stream, id_ in state.notes}
    rows = connection.execute(select(e.id, e.stream, e.kind).where(e.id.in_(sorted(streams))))
    others = {row.id for row in rows if (row.stream, row.kind) != (streams[row.id], Kind.EVENT)}
    return sorted(streams.keys() - others)


def scrub(database: Database) -> None:
    """Have the database let go of what was destroyed, as far as it does so at once."""
    with suppress(Exception), database.engine.connect() as connection:
        if database.sqlite:  # secure_delete has overwritten the pages; the log still holds them
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        else:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            free.execute(text("VACUUM envelope, blob_part"))
