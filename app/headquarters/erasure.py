"""Erasure by order of two: bodies and chunks go, headers and signatures stay and still prove the
chain. What was erased stays erased whoever brings it again. docs/formats/envelope.md

What was said of erasures stands in a table by its sort, so that an order finds its confirmation
without reading all of a case.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from app.headquarters import bulk_rows, tables
from app.headquarters.database import Database
from app.headquarters.directory import KnownDirectory
from app.headquarters.envelope_checks import IncomingEnvelope
from app.seal import erasure
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Kind
from app.seal.erasure import Said
from app.seal.lineage import Lineage

_PAGE = 500
_AWAITED = (erasure.ORDER, erasure.CONFIRMATION, erasure.DISPOSAL)  # what may still have an effect


def ordered(connection: Connection, cases: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Of these ids (id -> its case), those whose bodies were destroyed by order."""
    return _named(connection, tables.erased.c, cases)


def disposed(connection: Connection, cases: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Of these ids, those that the desk put away."""
    return _named(connection, tables.disposed.c, cases)


def _named(connection: Connection, columns: Any, cases: Mapping[bytes, bytes]) -> frozenset[bytes]:
    c, ids, named_ids = columns, sorted(cases), set[bytes]()
    for at in range(0, len(ids), _PAGE):
        column = bulk_rows.among(connection, c.id, ids[at : at + _PAGE])
        rows = connection.execute(select(c.id, c.case_id).where(column))
        named_ids.update(row.id for row in rows if cases[row.id] == row.case_id)
    return frozenset(named_ids)


def note(connection: Connection, accepted: Iterable[IncomingEnvelope]) -> None:
    """What these say of erasures, by its sort."""
    rows = []
    for arrival in accepted:
        envelope = arrival.envelope
        if envelope.header.kind == Kind.ERASE and envelope.body:
            sort, about = _read(envelope.body)
            rows.append({
                "id": arrival.id, "case_id": envelope.header.case,
                "stream": envelope.header.stream, "sort": sort, "about": about, "done": False,
            })  # fmt: skip
    bulk_rows.add(connection, tables.statement, rows)


def note_all(connection: Connection) -> None:
    """The same of everything that is here: for a migration."""
    e, erased_orders = tables.envelope.c, select(tables.erased.c.order_id).distinct()
    done = {row.order_id for row in connection.execute(erased_orders)}
    rows = []
    for row in connection.execute(
        select(e.id, e.case_id, e.stream, e.body).where(e.kind == Kind.ERASE, e.body != b"")
    ):
        sort, about = _read(row.body)
        rows.append({
            "id": row.id, "case_id": row.case_id, "stream": row.stream, "sort": sort,
            "about": about, "done": row.id in done or about in done,
        })  # fmt: skip
    bulk_rows.add(connection, tables.statement, rows)


def _read(body: bytes) -> tuple[int, bytes]:
    """(sort, the order that it names); what an order says is read when it is carried out."""
    if erasure.sort_of(body) == erasure.ORDER:
        return erasure.ORDER, b""
    try:
        match erasure.read(body):
            case erasure.Confirmation(order):
                return erasure.CONFIRMATION, order
            case erasure.ErasureReport(order):
                return erasure.REPORT, order
            case erasure.Disposal():
                return erasure.DISPOSAL, b""
    except EnvelopeRefused:
        pass
    return 0, b""


def carry_out(connection: Connection, cases: Iterable[bytes], snapshot: KnownDirectory) -> int:
    """Destroy what orders that hold by now name, in these cases; how many bodies and chunks. The
    cases' rows are locked: nothing of them comes in meanwhile."""
    ids = sorted(cases)
    destroyed_count = 0
    for at in range(0, len(ids), _PAGE):
        statements = _Statements.open_in(connection, ids[at : at + _PAGE])
        destroyed_count += statements.carry_out(connection, snapshot)
    return destroyed_count


@dataclass(slots=True)
class _Statements:
    """What was said of erasures in some cases and is not done. `pairs`: (order, confirmation)."""

    pairs: list[tuple[bytes, bytes]] = field(default_factory=list)
    disposals: list[bytes] = field(default_factory=list)

    @classmethod
    def open_in(cls, connection: Connection, cases: Sequence[bytes]) -> "_Statements":
        t, statements = tables.statement.c, cls()
        rows = connection.execute(
            select(t.id, t.case_id, t.sort, t.about)
            .where(bulk_rows.among(connection, t.case_id, cases), ~t.done, t.sort.in_(_AWAITED))
            .order_by(t.id)
        ).all()
        orders = {(row.case_id, row.id) for row in rows if row.sort == erasure.ORDER}
        for row in rows:
            if row.sort == erasure.DISPOSAL:
                statements.disposals.append(row.id)
            elif row.sort == erasure.CONFIRMATION and (row.case_id, row.about) in orders:
                statements.pairs.append((row.about, row.id))
        return statements

    def carry_out(self, connection: Connection, snapshot: KnownDirectory) -> int:
        if not self.pairs and not self.disposals:
            return 0
        ids = {id_ for pair in self.pairs for id_ in pair} | {*self.disposals}
        said = _said(connection, ids)
        lineage, directory = Lineage(lambda id_: _header(connection, id_)), snapshot.directory
        destroyed_count, done = 0, set[bytes]()
        for order, confirmation in self.pairs:
            if order in done:
                done.add(confirmation)
            elif erasure.may_order(said[order], said[confirmation], directory, lineage):
                done |= {order, confirmation}
                destroyed_count += _destroy(connection, _envelope(connection, order))
        for disposal in self.disposals:
            if erasure.may_dispose(said[disposal], directory, lineage):
                done.add(disposal)
                _dispose(connection, _envelope(connection, disposal), done)
        _mark_done(connection, sorted(done))
        return destroyed_count


def _said(connection: Connection, ids: Iterable[bytes]) -> dict[bytes, Said]:
    e, ordered_ids, said = tables.envelope.c, sorted(ids), dict[bytes, Said]()
    for at in range(0, len(ordered_ids), _PAGE):
        column = bulk_rows.among(connection, e.id, ordered_ids[at : at + _PAGE])
        for row in connection.execute(select(e.id, e.header).where(column)):
            said[row.id] = Said(row.id, Header.from_bytes(row.header))
    return said


def _header(connection: Connection, id_: bytes) -> Header | None:
    e = tables.envelope.c
    row = connection.execute(select(e.header).where(e.id == id_)).one_or_none()
    return Header.from_bytes(row.header) if row else None


def _envelope(connection: Connection, id_: bytes) -> Envelope:
    e = tables.envelope.c
    row = connection.execute(select(e.header, e.signature, e.body).where(e.id == id_)).one()
    return Envelope(Header.from_bytes(row.header), row.header, row.signature, row.body)


def _mark_done(connection: Connection, ids: Sequence[bytes]) -> None:
    for at in range(0, len(ids), _PAGE):
        column = bulk_rows.among(connection, tables.statement.c.id, ids[at : at + _PAGE])
        connection.execute(update(tables.statement).where(column).values(done=True))


def _destroy(connection: Connection, order: Envelope) -> int:
    try:
        statement = erasure.read(order.body)
    except EnvelopeRefused:
        return 0
    if not isinstance(statement, erasure.Order):
        return 0
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


def _dispose(connection: Connection, disposal: Envelope, done: set[bytes]) -> None:
    """Of the orders that are open: their bodies go, and they count no more. What is not here yet is
    remembered."""
    statement = erasure.read(disposal.body)
    assert isinstance(statement, erasure.Disposal)
    case, e, t = disposal.header.case, tables.envelope.c, tables.statement.c
    ids = [id_ for id_ in statement.envelopes if id_ not in done]
    bulk_rows.add(
        connection, tables.disposed, [{"id": id_, "case_id": case} for id_ in sorted({*ids})]
    )
    for at in range(0, len(ids), _PAGE):
        page = ids[at : at + _PAGE]
        rows = connection.execute(
            select(t.id).where(
                bulk_rows.among(connection, t.id, page), t.case_id == case,
                t.sort == erasure.ORDER, ~t.done,
            )
        )  # fmt: skip
        open_ids = [row.id for row in rows]
        column = bulk_rows.among(connection, e.id, open_ids)
        connection.execute(update(tables.envelope).where(column).values(body=b""))
        connection.execute(
            delete(tables.statement).where(bulk_rows.among(connection, t.id, open_ids))
        )


def scrub(database: Database) -> None:
    """Have the database let go of what was destroyed, as far as it does so at once."""
    with suppress(Exception), database.engine.connect() as connection:
        if database.sqlite:  # secure_delete has overwritten the pages; the log still holds them
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        else:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            free.execute(text("VACUUM envelope, blob_part"))
