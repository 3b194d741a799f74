"""Erasure by order: bodies and chunks go once the waiting time is over, headers and signatures stay
and still prove the chain. What was erased stays erased whoever brings it again.
docs/formats/envelope.md

What was said of erasures stands in a table by its sort and its order, so that an order is judged
without reading all of a case.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, delete, select, text, update

from app.headquarters import bulk_rows, tables
from app.headquarters.database import Database
from app.headquarters.directory import KnownDirectory
from app.headquarters.envelope_checks import IncomingEnvelope
from app.seal import erasure
from app.seal.directory import Device, Directory
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Kind
from app.seal.erasure import OrderState
from app.seal.lineage import Lineage

_PAGE = 500


@dataclass(frozen=True, slots=True)
class _Authors:
    """Who signed, as the directory says."""

    directory: Directory
    lineage: Lineage

    @classmethod
    def of(cls, connection: Connection, snapshot: KnownDirectory) -> "_Authors":
        return cls(snapshot.directory, Lineage(lambda id_: _header(connection, id_)))

    def signer(self, author: bytes, stream: bytes) -> Device | None:
        return self.directory.signer(author, stream)

    def role_of(self, envelope: Envelope) -> str:
        return self.directory.role_at(envelope.header, envelope.id, self.lineage)

    def let_in_by(self, stream: bytes, role: str) -> frozenset[bytes]:
        return self.directory.let_in_by(stream, role)

    def registrar_key(self, registrar: bytes) -> bytes | None:
        return self.directory.registrar_key(registrar)

    def counts(self, registrar: bytes) -> bool:
        return self.directory.counts(registrar)


def ordered(connection: Connection, cases: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Of these ids (id -> its case), those whose bodies were destroyed by order."""
    return _named(connection, tables.erased, cases)


def disposed(connection: Connection, cases: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Of these ids, those that the desk put away."""
    return _named(connection, tables.disposed, cases)


def _named(connection: Connection, table: Table, cases: Mapping[bytes, bytes]) -> frozenset[bytes]:
    c, named_ids = table.c, set[bytes]()
    ids = sorted(bulk_rows.here(connection, table, cases))  # of nearly every push, none
    for at in range(0, len(ids), _PAGE):
        column = bulk_rows.among(connection, c.id, ids[at : at + _PAGE])
        rows = connection.execute(select(c.id, c.case_id).where(column))
        named_ids.update(row.id for row in rows if cases[row.id] == row.case_id)
    return frozenset(named_ids)


def note(connection: Connection, accepted: Iterable[IncomingEnvelope], now: int) -> None:
    """What these say of erasures, by its sort, and when it came: an order waits from then on."""
    rows = []
    for arrival in accepted:
        envelope = arrival.envelope
        if envelope.header.kind == Kind.ERASE and envelope.body:
            sort, order_id = _read(envelope.body)
            rows.append({
                "id": arrival.id, "case_id": envelope.header.case,
                "stream": envelope.header.stream, "sort": sort, "about": order_id, "done": False,
                "at": now,
            })  # fmt: skip
    bulk_rows.add(connection, tables.statement, rows)


def note_all(connection: Connection) -> None:
    """The same of everything that is here: for a migration."""
    e, erased_orders = tables.envelope.c, select(tables.erased.c.order_id).distinct()
    erased_ids = {row.order_id for row in connection.execute(erased_orders)}
    rows, now = [], int(time.time())
    for row in connection.execute(select(e.id, e.case_id, e.stream, e.body).where(e.kind == Kind.ERASE, e.body != b"")):
        sort, order_id = _read(row.body)
        rows.append({
            "id": row.id, "case_id": row.case_id, "stream": row.stream, "sort": sort,
            "about": order_id, "done": row.id in erased_ids or order_id in erased_ids, "at": now,
        })  # fmt: skip
    bulk_rows.add(connection, tables.statement, rows)


def _read(body: bytes) -> tuple[int, bytes]:
    """(sort, the order that it names); what an order says is read when it is carried out."""
    sort = erasure.sort_of(body)
    if sort == erasure.ORDER:
        return sort, b""
    try:
        statement = erasure.read(body)
    except EnvelopeRefused:
        return 0, b""
    return sort, getattr(statement, "order", b"")


def carry_out(connection: Connection, cases: Iterable[bytes], snapshot: KnownDirectory, now: int) -> int:
    """Destroy what is due by now in these cases, and put away what the desk said; how many bodies and
    chunks. The cases' rows are locked: nothing of them comes in meanwhile."""
    t, ids, destroyed_count = tables.statement.c, sorted(cases), 0
    authors = _Authors.of(connection, snapshot)
    for at in range(0, len(ids), _PAGE):
        rows = connection.execute(
            select(t.id, t.case_id, t.sort, t.about, t.at)
            .where(bulk_rows.among(connection, t.case_id, ids[at : at + _PAGE]), ~t.done)
            .where(t.sort != erasure.REPORT)
            .order_by(t.id)
        ).all()
        by_case: dict[bytes, list[Any]] = {}
        for row in rows:
            by_case.setdefault(row.case_id, []).append(row)
        for case_rows in by_case.values():
            destroyed_count += _carry_out(connection, case_rows, authors, now)
            _put_away(connection, case_rows, authors)
    return destroyed_count


def settle(database: Database, snapshot: KnownDirectory, now: int) -> int:
    """Destroy what has become due; how many bodies and chunks. Refused where the database is away."""
    t = tables.statement.c
    with database.look() as connection:
        confirmed = select(t.case_id).where(t.sort == erasure.CONFIRMATION, ~t.done).distinct()
        cases = sorted(connection.execute(confirmed).scalars())

    def work(case: bytes, connection: Connection) -> int:
        row = tables.case.c
        connection.execute(select(row.id).where(row.id == case).with_for_update())
        return carry_out(connection, [case], snapshot, now)

    return sum(database.change(partial(work, case)) for case in cases)


def _carry_out(connection: Connection, rows: Sequence[Any], authors: _Authors, now: int) -> int:
    """Of the orders of one case: those of which something was said that lets them go, or ends them."""
    orders = {row.id for row in rows if row.sort == erasure.ORDER}
    statements = [row for row in rows if row.about in orders]
    named = {row.about for row in statements if row.sort in (erasure.CONFIRMATION, erasure.RULING)}
    pending = [row for row in rows if row.id in named or row.about in named]
    if not pending:
        return 0
    arrived = {row.id: row.at for row in pending}
    destroyed_count, carried_out = 0, set[bytes]()
    for state in erasure.judge(_envelopes(connection, sorted(arrived)), authors):
        due = state.due(arrived)
        if due is not None and due <= now:
            destroyed_count += _destroy(connection, state)
        elif state.stopped is None:
            continue
        carried_out |= {row.id for row in pending if state.id in (row.id, row.about)}
    _mark_done(connection, sorted(carried_out))
    return destroyed_count


def _put_away(connection: Connection, rows: Sequence[Any], authors: _Authors) -> None:
    disposals = [row.id for row in rows if row.sort == erasure.DISPOSAL]
    if not disposals:
        return
    carried_out = [
        disposal.id for disposal in _envelopes(connection, disposals) if erasure.may_dispose(disposal, authors)
    ]
    for disposal in _envelopes(connection, carried_out):
        _dispose(connection, disposal, authors)
    _mark_done(connection, carried_out)


def _envelopes(connection: Connection, ids: Sequence[bytes]) -> list[Envelope]:
    e, envelopes = tables.envelope.c, list[Envelope]()
    for at in range(0, len(ids), _PAGE):
        column = bulk_rows.among(connection, e.id, ids[at : at + _PAGE])
        rows = connection.execute(select(e.header, e.signature, e.body).where(column))
        envelopes += [Envelope(Header.from_bytes(row.header), row.header, row.signature, row.body) for row in rows]
    return envelopes


def _header(connection: Connection, id_: bytes) -> Header | None:
    e = tables.envelope.c
    row = connection.execute(select(e.header).where(e.id == id_)).one_or_none()
    return Header.from_bytes(row.header) if row else None


def _mark_done(connection: Connection, ids: Sequence[bytes]) -> None:
    for at in range(0, len(ids), _PAGE):
        column = bulk_rows.among(connection, tables.statement.c.id, ids[at : at + _PAGE])
        connection.execute(update(tables.statement).where(column).values(done=True))


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
        destroyed_count += connection.execute(update(tables.envelope).where(*conditions).values(body=b"")).rowcount
    for at in range(0, len(order.chunks), _PAGE):
        for table in (tables.blob_part, tables.blob):
            chunks = bulk_rows.among(connection, table.c.id, order.chunks[at : at + _PAGE])
            rowcount = connection.execute(delete(table).where(table.c.case_id == case, chunks)).rowcount
        destroyed_count += rowcount
    return destroyed_count


def _notes(connection: Connection, state: OrderState) -> list[bytes]:
    """Events that were written beside what was said of an order, each of the same computer: none of
    which it is known that another one wrote it."""
    e, streams = tables.envelope.c, {id_: stream for stream, id_ in state.notes}
    rows = connection.execute(select(e.id, e.stream, e.kind).where(e.id.in_(sorted(streams))))
    not_events = {row.id for row in rows if (row.stream, row.kind) != (streams[row.id], Kind.EVENT)}
    return sorted(streams.keys() - not_events)


def _dispose(connection: Connection, disposal: Envelope, authors: _Authors) -> None:
    """Of the orders that are open and that nobody has confirmed: their bodies go, and they count no
    more. What is not here yet is remembered."""
    statement = erasure.read(disposal.body)
    assert isinstance(statement, erasure.Disposal)
    case, e, t = disposal.header.case, tables.envelope.c, tables.statement.c
    confirmed = {
        state.id for state in erasure.judge(_about(connection, case, statement.envelopes), authors) if state.confirmed
    }
    ids = [id_ for id_ in statement.envelopes if id_ not in confirmed]
    bulk_rows.add(connection, tables.disposed, [{"id": id_, "case_id": case} for id_ in sorted({*ids})])
    for at in range(0, len(ids), _PAGE):
        page = ids[at : at + _PAGE]
        rows = connection.execute(
            select(t.id).where(
                bulk_rows.among(connection, t.id, page), t.case_id == case, t.sort == erasure.ORDER, ~t.done
            )
        )
        open_ids = [row.id for row in rows]
        column = bulk_rows.among(connection, e.id, open_ids)
        connection.execute(update(tables.envelope).where(column).values(body=b""))
        connection.execute(delete(tables.statement).where(bulk_rows.among(connection, t.id, open_ids)))


def _about(connection: Connection, case: bytes, orders: Sequence[bytes]) -> list[Envelope]:
    """These orders, and their confirmations."""
    t = tables.statement.c
    confirmed = connection.execute(select(t.id, t.about).where(t.case_id == case, t.sort == erasure.CONFIRMATION)).all()
    named = {*orders}
    pairs = [(row.id, row.about) for row in confirmed if row.about in named]
    return _envelopes(connection, sorted({id_ for pair in pairs for id_ in pair}))


def scrub(database: Database) -> None:
    """Have the database let go of what was destroyed, as far as it does so at once."""
    with suppress(Exception), database.engine.connect() as connection:
        if database.sqlite:  # secure_delete has overwritten the pages; the log still holds them
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        else:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            free.execute(text("VACUUM envelope, blob_part"))
