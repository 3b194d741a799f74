"""Bodies that were ordered to be destroyed: gone here, and not kept when they come again.

Headers and signatures stay: the chains still hold. docs/formats/envelope.md"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.errors import SanadError
from app.seal import canonical, envelope, erasure
from app.seal.directory import Colleagues, Device
from app.seal.envelope import Envelope, EnvelopeRefused, Kind
from app.seal.erasure import Disposal, OrderState, Statement
from app.seal.lineage import Lineage
from app.seal.receipt import peek_unverified
from app.vault import apart, case_keys, chunks, intake, log, waiting
from app.vault.database import Source, Writer
from app.vault.table import Table, column, marks
from app.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class _Authors:
    """Who signed, as this vault's directory says."""

    colleagues: Colleagues
    lineage: Lineage

    def signer(self, author: bytes, stream: bytes) -> Device | None:
        return self.colleagues.signer(author, stream)

    def role_of(self, envelope: Envelope) -> str:
        return self.colleagues.role_at(envelope.header, envelope.id, self.lineage)

    def let_in_by(self, stream: bytes, role: str) -> frozenset[bytes]:
        return self.colleagues.organisation.let_in_by(stream, role)

    def registrar_key(self, registrar: bytes) -> bytes | None:
        return self.colleagues.organisation.registrar_key(registrar)

    def counts(self, registrar: bytes) -> bool:
        return self.colleagues.organisation.counts(registrar)


@dataclass(frozen=True, slots=True)
class CaseOrders:
    """Every order of a case, and when each public body of it arrived here (envelope -> seconds)."""

    orders: tuple[OrderState, ...]
    arrived: Mapping[bytes, int]

    def by_id(self, order: bytes) -> OrderState | None:
        return next((state for state in self.orders if state.id == order), None)


def _encoded(items: Iterable[Any]) -> bytes:
    return canonical.encode([*items])


def _decoded(raw: bytes) -> tuple[bytes, ...]:
    return tuple(canonical.decode(raw))


@dataclass(frozen=True, slots=True)
class CarriedOutOrder:
    """An order carried out here. `at`: seconds since 1970; `readers`: streams that could ever read the
    case; `copies`: what went out of the records, as app.casework.cases.copy_holders stores it."""

    order: bytes = field(metadata=column("order_id"))
    case: bytes = field(metadata=column("case_id"))
    reference: str
    reason: str
    at: int
    readers: tuple[bytes, ...] = field(metadata=column("readers", _encoded, _decoded))
    copies: Sequence[Sequence[Any]] = field(default=(), metadata=column("copies", _encoded, canonical.decode))


_CARRIED_OUT = Table(CarriedOutOrder, "erasure")


def orders(source: Source, vault: Vault, case: bytes) -> CaseOrders:
    """The orders of a case that somebody gave who may, also those that nobody has confirmed."""
    statements = _said(source, case)
    arrived = {public.id: at for public, at in statements}
    authors = _Authors(vault.directory, log.lineage(source))
    return CaseOrders(tuple(erasure.judge((public for public, _ in statements), authors)), arrived)


def _said(source: Source, case: bytes) -> list[tuple[Envelope, int]]:
    """What was said of erasures in a case, and when it arrived."""
    rows = source.rows(
        f"{case_keys.STORED} INDEXED BY envelope_erase WHERE case_id = ? AND kind = 4 AND body <> x'' ORDER BY n",
        (case,),
    )
    return [(case_keys.stored_public(row), row[-1]) for row in rows]


def ordered_by(source: Source, case: bytes, stream: bytes) -> set[bytes]:
    """The ids of a computer's orders in a case, whether or not it may give any."""
    return {
        public.id
        for public, _ in _said(source, case)
        if public.header.stream == stream and erasure.sort_of(public.body) == erasure.ORDER
    }


def dispose(writer: Writer, vault: Vault, case: bytes) -> None:
    """Do as the desk said of what is over a budget, and of orders that are open."""
    authors, ids = _Authors(vault.directory, log.lineage(writer)), set[bytes]()
    for public, _ in _said(writer, case):
        if erasure.sort_of(public.body) == erasure.DISPOSAL:
            ids.update(_disposed(public, authors))
    if new_ids := ids - apart.disposed_in(writer, case):
        confirmed = {order.id for order in orders(writer, vault, case).orders if order.confirmed}
        apart.dispose(writer, case, sorted(new_ids - confirmed))


def _disposed(public: Envelope, authors: _Authors) -> tuple[bytes, ...]:
    try:
        disposal = erasure.read(public.body)
    except EnvelopeRefused:
        return ()
    if not isinstance(disposal, Disposal) or not erasure.may_dispose(public, authors):
        return ()
    return disposal.envelopes


def came_first(source: Source, case: bytes) -> int | None:
    """When the first record of a case arrived here that is not about its erasure; None for never."""
    return source.value(
        "SELECT min(arrived) FROM envelope WHERE case_id = ? AND kind <> ? AND body <> x''", (case, int(Kind.ERASE))
    )


def say(writer: Writer, vault: Vault, case: bytes, body: Statement) -> Envelope:
    """Sign an order, something that is said of one, or that something is put away."""
    at = log.place(writer, vault, case)
    sealed = envelope.seal_public(body.to_bytes(), Kind.ERASE, at, vault.device)
    log.insert(writer, vault, sealed)
    return sealed


def ids_of(source: Source, case: bytes) -> list[bytes]:
    """The envelopes of a case that have a body which could be erased."""
    return source.column(
        "SELECT id FROM envelope WHERE case_id = ? AND kind <> ? AND body <> x''", (case, int(Kind.ERASE))
    )


def carry_out(writer: Writer, vault: Vault, order: OrderState, erasure_record: CarriedOutOrder) -> None:
    """Destroy what an order names, of what is here or waits, and remember it."""
    case = order.case
    notes = [id_ for stream, id_ in order.notes if not _is_of_another(writer, id_, stream)]
    for id_ in (*order.order.envelopes, *order.order.chunks, *notes):
        writer.run("INSERT OR IGNORE INTO erased VALUES (?, ?, ?)", (id_, case, order.id))
        _take_bare(writer, vault, id_)
    writer.run(
        "UPDATE envelope SET body = x'' WHERE case_id = ? AND kind <> ? AND body <> x'' "
        "AND id IN (SELECT id FROM erased WHERE case_id = ?)",
        (case, int(Kind.ERASE), case),
    )
    chunks.destroy(writer, case)
    apart.empty(writer, case)
    if not is_done(writer, erasure_record.order):
        readers = tuple(sorted(erasure_record.readers))
        _CARRIED_OUT.keep(writer, replace(erasure_record, readers=readers))


def _is_of_another(source: Source, id_: bytes, stream: bytes) -> bool:
    """Whoever says something of an order takes along what is their own alone."""
    row = source.row("SELECT stream, kind FROM envelope WHERE id = ?", (id_,))
    return row is not None and tuple(row) != (stream, int(Kind.EVENT))


def _take_bare(writer: Writer, vault: Vault, id_: bytes) -> None:
    """What waits of an envelope, with or without its body: its header belongs to the chain."""
    for (raw,) in writer.rows("SELECT raw FROM waiting WHERE about = ?", (id_,)):
        writer.run("DELETE FROM waiting WHERE about = ? AND raw = ?", (id_, raw))
        peeked_envelope = envelope.peek_unverified(raw)
        bare = canonical.encode([peeked_envelope.header_bytes, peeked_envelope.signature, b""])
        try:
            intake.receive(writer, vault, bare, lambda _: 0)
        except SanadError as error:
            waiting.keep(writer, vault, bare, error.kind(), id_)


def is_done(source: Source, order: bytes) -> bool:
    return source.has("SELECT 1 FROM erasure WHERE order_id = ?", (order,))


def done(source: Source) -> list[CarriedOutOrder]:
    """The orders that were carried out here, the latest first."""
    return _CARRIED_OUT.rows(source, "ORDER BY at DESC, order_id")


def with_orders(source: Source) -> list[bytes]:
    """The cases here in which something was ordered, and that are not erased: also such as came again."""
    return source.column(
        "SELECT case_id FROM case_row WHERE case_id IN "
        "(SELECT case_id FROM envelope INDEXED BY envelope_erase WHERE kind = 4)"
    )


def there_since(source: Source, case: bytes) -> int:
    """By when headquarters had everything that was ordered in a case, as a receipt of it or a later one
    says; 0 where it is not known to have it."""
    lacking = source.row(
        "SELECT 1 FROM unsent JOIN envelope USING (n) WHERE case_id = ? AND kind = ? LIMIT 1", (case, int(Kind.ERASE))
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


def sent_to(source: Source, case: bytes, ids: Sequence[bytes], stream: bytes) -> int:
    """When one of these records was first written for the post to a computer; 0 for never."""
    return source.number(
        "SELECT min(p.made) FROM parcel AS p JOIN parcel_item AS i ON i.parcel = p.id "  # noqa: S608
        f"JOIN parcel_to AS t ON t.parcel = p.id WHERE i.item IN ({marks(ids)}) AND t.device = ? "
        "AND t.case_id = ?",
        (*ids, stream, case),
    )


def readers_of(source: Source, case: bytes) -> set[bytes]:
    """The computers that could read a case when an order was carried out here."""
    rows = source.rows("SELECT readers FROM erasure WHERE case_id = ?", (case,))
    return {stream for (readers,) in rows for stream in canonical.decode(readers)}
