"""Bodies that two people ordered to be destroyed: gone here, and not kept when they come again.

Headers and signatures stay: the chains still hold. docs/formats/envelope.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import SanadError
from app.seal import canonical, envelope, erasure
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Kind
from app.seal.erasure import Confirmation, Disposal, ErasureReport, Order
from app.seal.receipt import peek_unverified
from app.vault import apart, chunks, log
from app.vault.database import Database, Writer
from app.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order of a case that is here. `confirmed`: the streams whose confirmations hold;
    `carried`: the computers that say that they did as it says, and when they said so here."""

    envelope: Envelope
    order: Order
    confirmed: tuple[bytes, ...]
    carried: dict[bytes, int]

    @property
    def id(self) -> bytes:
        return self.envelope.id

    @property
    def by(self) -> bytes:
        """The stream of who ordered."""
        return self.envelope.header.stream


@dataclass(frozen=True, slots=True)
class CarriedOutOrder:
    """An order carried out here. `at`: seconds since 1970; `readers`: streams that could ever read the
    case; `copies`: what went out of the records, as casework.holders stores it."""

    order: bytes
    case: bytes
    reference: str
    reason: str
    at: int
    readers: tuple[bytes, ...]
    copies: Sequence[Sequence[Any]] = ()


def orders(source: Database | Writer, vault: Vault, case: bytes) -> list[StoredOrder]:
    """Every order of a case, also those that nobody has confirmed."""
    statements = _Statements.of(source, case)
    lineage = log.lineage(source)
    orders = []
    for sealed in statements.orders:
        order = _read(sealed)
        if isinstance(order, Order):
            confirmed = tuple(
                confirmation.header.stream
                for confirmation in statements.confirmations.get(sealed.id, [])
                if erasure.holds(sealed, confirmation, vault.directory, lineage)
            )
            carried = statements.carried.get(sealed.id, {})
            orders.append(StoredOrder(sealed, order, confirmed, carried))
    return orders


def unconfirmed(source: Database | Writer, vault: Vault, case: bytes) -> list[StoredOrder]:
    """The orders of who may give one that nobody has confirmed yet."""
    lineage, orders = log.lineage(source), list[StoredOrder]()
    statements = _Statements.of(source, case)
    for sealed in statements.orders:
        if vault.directory.role_at(sealed.header, sealed.id, lineage) not in erasure.ORDERS:
            continue
        is_confirmed = any(
            erasure.holds(sealed, confirmation, vault.directory, lineage)
            for confirmation in statements.confirmations.get(sealed.id, [])
        )
        order = None if is_confirmed else _read(sealed)
        if isinstance(order, Order):
            carried = statements.carried.get(sealed.id, {})
            orders.append(StoredOrder(sealed, order, (), carried))
    return orders


def dispose(writer: Writer, vault: Vault, case: bytes) -> None:
    """Do as the desk said of what is over a budget, and of orders that are open."""
    statements, lineage = _Statements.of(writer, case), log.lineage(writer)
    ids: set[bytes] = set()
    for sealed in statements.disposals:
        said, disposal = erasure.Said(sealed.id, sealed.header), _read(sealed)
        if isinstance(disposal, Disposal) and erasure.may_dispose(said, vault.directory, lineage):
            ids.update(disposal.envelopes)
    if new_ids := ids - apart.disposed_in(writer, case):
        confirmed = {order.id for order in orders(writer, vault, case) if order.confirmed}
        apart.dispose(writer, case, sorted(new_ids - confirmed))


def say(writer: Writer, vault: Vault, case: bytes, body: erasure.Statement) -> Envelope:
    """Sign an order, a confirmation, that an order was carried out, or that something is put away."""
    at = log.place(writer, vault, case)
    sealed = envelope.seal_public(body.to_bytes(), Kind.ERASE, at, vault.device)
    log.insert(writer, sealed)
    return sealed


def ids_of(source: Database | Writer, case: bytes) -> list[bytes]:
    """The envelopes of a case that have a body which could be erased."""
    rows = source.rows(
        "SELECT id FROM envelope WHERE case_id = ? AND kind <> ? AND body <> x''",
        (case, int(Kind.ERASE)),
    )
    return [row[0] for row in rows]


def carry_out(
    writer: Writer, vault: Vault, order: StoredOrder, erasure_record: CarriedOutOrder
) -> None:
    """Destroy what an order names, of what is here or waits, and remember it."""
    case = order.envelope.header.case
    for id_ in (*order.order.envelopes, *order.order.chunks):
        writer.run("INSERT OR IGNORE INTO erased VALUES (?, ?, ?)", (id_, case, order.id))
        _take_bare(writer, vault, id_)
    writer.run(
        "UPDATE envelope SET body = x'' WHERE case_id = ? AND kind <> ? AND body <> x'' "
        "AND id IN (SELECT id FROM erased WHERE case_id = ?)",
        (case, int(Kind.ERASE), case),
    )
    chunks.destroy(writer, case)
    apart.empty(writer, case)
    writer.run(
        "INSERT OR IGNORE INTO erasure VALUES (?, ?, ?, ?, ?, ?, ?)",
        (erasure_record.order, erasure_record.case, erasure_record.reference, erasure_record.reason, erasure_record.at,
         canonical.encode(sorted(erasure_record.readers)), canonical.encode([*erasure_record.copies])),
    )  # fmt: skip


def _take_bare(writer: Writer, vault: Vault, id_: bytes) -> None:
    """What waits of an envelope, with or without its body: its header belongs to the chain."""
    for (raw,) in writer.rows("SELECT raw FROM waiting WHERE about = ?", (id_,)):
        writer.run("DELETE FROM waiting WHERE about = ? AND raw = ?", (id_, raw))
        peeked_envelope = envelope.peek_unverified(raw)
        bare = canonical.encode([peeked_envelope.header_bytes, peeked_envelope.signature, b""])
        try:
            log.receive(writer, vault, bare, lambda _: 0)
        except SanadError as error:
            log.keep_waiting(writer, bare, error.kind(), id_)


def is_done(source: Database | Writer, order: bytes) -> bool:
    return source.row("SELECT 1 FROM erasure WHERE order_id = ?", (order,)) is not None


def done(source: Database | Writer) -> list[CarriedOutOrder]:
    """The orders that were carried out here, the latest first."""
    rows = source.rows(
        "SELECT order_id, case_id, reference, reason, at, readers, copies FROM erasure "
        "ORDER BY at DESC, order_id"
    )
    return [
        CarriedOutOrder(
            order=order,
            case=case,
            reference=reference,
            reason=reason,
            at=at,
            readers=tuple(canonical.decode(readers)),
            copies=canonical.decode(copies),
        )
        for order, case, reference, reason, at, readers, copies in rows
    ]


def with_orders(source: Database | Writer) -> list[bytes]:
    """The cases here in which something was ordered, and that are not erased: also such as came again."""
    rows = source.rows(
        "SELECT case_id FROM case_row WHERE case_id IN "
        "(SELECT case_id FROM envelope INDEXED BY envelope_erase WHERE kind = 4)"
    )
    return [row[0] for row in rows]


def confirmations(source: Database | Writer, vault: Vault, order: StoredOrder) -> list[bytes]:
    """The ids of what confirms an order."""
    statements, lineage = _Statements.of(source, order.envelope.header.case), log.lineage(source)
    return [
        confirmation.id
        for confirmation in statements.confirmations.get(order.id, [])
        if erasure.holds(order.envelope, confirmation, vault.directory, lineage)
    ]


def there_since(source: Database | Writer, case: bytes) -> int:
    """By when headquarters had everything that was ordered in a case, as a receipt of it or a later one
    says; 0 where it is not known to have it."""
    lacking = source.row(
        "SELECT 1 FROM unsent JOIN envelope USING (n) WHERE case_id = ? AND kind = ? LIMIT 1",
        (case, int(Kind.ERASE)),
    )
    times = [
        peek_unverified(raw).at
        for (raw,) in source.rows(
            "SELECT raw FROM receipt AS r WHERE EXISTS (SELECT 1 FROM envelope AS e WHERE "
            "e.case_id = ? AND e.kind = ? AND e.stream = r.stream AND e.seq <= r.seq)",
            (case, int(Kind.ERASE)),
        )
    ]
    return 0 if lacking else max(times, default=0)


def sent_to(source: Database | Writer, case: bytes, ids: Sequence[bytes], stream: bytes) -> int:
    """When one of these records was first written for the post to a computer; 0 for never."""
    marks = ", ".join("?" * len(ids))
    row = source.row(
        "SELECT min(p.made) FROM parcel AS p JOIN parcel_item AS i ON i.parcel = p.id "  # noqa: S608
        f"JOIN parcel_to AS t ON t.parcel = p.id WHERE i.item IN ({marks}) AND t.device = ? "
        "AND t.case_id = ?",
        (*ids, stream, case),
    )
    return int(row[0] or 0) if row else 0


def readers_of(source: Database | Writer, case: bytes) -> set[bytes]:
    """The computers that could read a case when an order was carried out here."""
    rows = source.rows("SELECT readers FROM erasure WHERE case_id = ?", (case,))
    return {stream for (readers,) in rows for stream in canonical.decode(readers)}


@dataclass(slots=True)
class _Statements:
    """What was said of erasures in a case, by what it names; read once. `carried`: by order, the
    computers that say that they did as it says, and when they said so here."""

    orders: list[Envelope] = field(default_factory=list)
    confirmations: dict[bytes, list[Envelope]] = field(default_factory=dict)
    carried: dict[bytes, dict[bytes, int]] = field(default_factory=dict)
    disposals: list[Envelope] = field(default_factory=list)

    @classmethod
    def of(cls, source: Database | Writer, case: bytes) -> "_Statements":
        statements = cls()
        rows: Sequence[tuple[bytes, bytes, bytes, int]] = source.rows(
            "SELECT header, signature, body, arrived FROM envelope INDEXED BY envelope_erase "
            "WHERE case_id = ? AND kind = 4 ORDER BY n",
            (case,),
        )
        for header, signature, body, arrived in rows:
            statements._sort(Envelope(Header.from_bytes(header), header, signature, body), arrived)
        return statements

    def _sort(self, sealed: Envelope, arrived: int) -> None:
        match erasure.sort_of(sealed.body):
            case erasure.ORDER:  # may be long: read where it is asked for
                self.orders.append(sealed)
            case erasure.CONFIRMATION | erasure.REPORT:
                statement = _read(sealed)
                if isinstance(statement, Confirmation):
                    self.confirmations.setdefault(statement.order, []).append(sealed)
                elif isinstance(statement, ErasureReport):
                    carried = self.carried.setdefault(statement.order, {})
                    carried[sealed.header.stream] = arrived
            case erasure.DISPOSAL:
                self.disposals.append(sealed)


def _read(envelope: Envelope) -> erasure.Statement | None:
    try:
        return erasure.read(envelope.body)
    except EnvelopeRefused:
        return None
