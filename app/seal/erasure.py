"""Orders to erase: which bodies and chunks of a case go, and when.

An order names envelopes and chunks of its own case; everything else names the order. All are public
bodies of kind ERASE, signed by a computer. One person orders, and one of the desk confirms whose
key did not let the other in; whoever has the case may object until the waiting time is over, and
then a third person decides. Headers and signatures stay and still prove the chain. A disposal by the desk
alone puts away what destroys nothing: orders that nobody confirmed, and what is over a computer's
budget.
docs/formats/envelope.md, docs/decisions/0026-erasing-is-slow-seen-and-contestable.md"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any, Protocol, TypeVar

from app.seal import canonical
from app.seal.directory import Device
from app.seal.envelope import Envelope, EnvelopeRefused, Kind
from app.seal.keys import ID, DeviceKeys, digest, key_id, verify

ORDER, CONFIRMATION, REPORT, OBJECTION, RULING, DISPOSAL = range(1, 7)
_BEGINNINGS = {b"\x86\x01": ORDER, b"\x84\x02": CONFIRMATION, b"\x82\x03": REPORT,
               b"\x83\x04": OBJECTION, b"\x86\x05": RULING, b"\x82\x06": DISPOSAL}  # fmt: skip
MOST = 10_000  # ids in one order
ORDERS, CONFIRMS = frozenset({"supervisor", "desk"}), frozenset({"desk"})
SHORTEST_WAIT_S = 86_400
LONGEST_WAIT_S = 366 * 86_400
_SIGNED = b"sanad-erasure-1"


class Authors(Protocol):
    """Who wrote what, as a directory says."""

    def signer(self, author: bytes, stream: bytes) -> Device | None: ...
    def role_of(self, envelope: Envelope) -> str: ...
    def let_in_by(self, stream: bytes, role: str) -> frozenset[bytes]: ...
    def registrar_key(self, registrar: bytes) -> bytes | None: ...
    def counts(self, registrar: bytes) -> bool: ...


@dataclass(frozen=True, slots=True)
class Countersignature:
    """A desk holder's registrar key signs too: it says whose word this is, whoever certified the
    computer. `registrar`: the key's id."""

    registrar: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """`envelopes`: ids; `chunks`: SHA-256 of their ciphertext. `wait_s`: how long it may be objected to
    from its confirmation on. `urgent`: for a person's safety: not at all, once three have signed."""

    envelopes: tuple[bytes, ...]
    chunks: tuple[bytes, ...] = ()
    wait_s: int = SHORTEST_WAIT_S
    urgent: bool = False
    countersigned: Countersignature | None = None

    def content(self) -> list[Any]:
        return [ORDER, sorted(self.envelopes), sorted(self.chunks), self.wait_s, int(self.urgent)]

    def to_bytes(self) -> bytes:
        return _encoded(self.content(), self.countersigned)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`order`: the id of the order's envelope; `note`: of its author's own event beside it, which goes
    with the rest, or b""."""

    order: bytes
    note: bytes = b""
    countersigned: Countersignature | None = None

    def content(self) -> list[Any]:
        return [CONFIRMATION, self.order, self.note]

    def to_bytes(self) -> bytes:
        return _encoded(self.content(), self.countersigned)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A third person's word after an objection: the case goes all the same, or stays. `objections`: the
    ids that were heard."""

    order: bytes
    goes_on: bool
    objections: tuple[bytes, ...] = ()
    note: bytes = b""
    countersigned: Countersignature | None = None

    def content(self) -> list[Any]:
        return [RULING, self.order, int(self.goes_on), sorted(self.objections), self.note]

    def to_bytes(self) -> bytes:
        return _encoded(self.content(), self.countersigned)


@dataclass(frozen=True, slots=True)
class Objection:
    """Whoever has the case says that it must not go. `note`: as above; it says why."""

    order: bytes
    note: bytes = b""

    def to_bytes(self) -> bytes:
        return canonical.encode([OBJECTION, self.order, self.note])


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """A computer says that it did as an order says."""

    order: bytes

    def to_bytes(self) -> bytes:
        return canonical.encode([REPORT, self.order])


@dataclass(frozen=True, slots=True)
class Disposal:
    """The desk puts away envelopes of this case that are over a budget, or orders that are open:
    their bodies go. Of anything else it says nothing. `envelopes`: ids."""

    envelopes: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        return canonical.encode([DISPOSAL, sorted(self.envelopes)])


Statement = Order | Confirmation | ErasureReport | Objection | Ruling | Disposal
_OfAnOrder = Confirmation | ErasureReport | Objection | Ruling
_Countersigned = TypeVar("_Countersigned", Order, Confirmation, Ruling)


def countersigned(statement: _Countersigned, keys: DeviceKeys, case: bytes, stream: bytes) -> _Countersigned:
    """The same, signed by a registrar's key too: for this case, from this computer alone."""
    signature = keys.sign(_message(statement, case, stream))
    return replace(statement, countersigned=Countersignature(key_id(keys.public), signature))


def sort_of(body: bytes) -> int:
    """Which of these a body claims to be, by how it begins; 0 for none. Nothing is decoded: an order
    may be long."""
    return _BEGINNINGS.get(body[:2], 0)


def read(body: bytes) -> Statement:
    """EnvelopeRefused for another body than these write."""
    try:
        match canonical.decode(body):
            case [1, list(envelopes), list(chunks), int(wait_s), 0 | 1 as urgent, list(second)] if (
                _ids(envelopes, chunks) and 0 <= wait_s <= LONGEST_WAIT_S
            ):
                return Order(tuple(envelopes), tuple(chunks), wait_s, bool(urgent), _second(second))
            case [2, bytes(order), bytes(note), list(second)] if _ids([order]) and _note(note):
                return Confirmation(order, note, _second(second))
            case [3, bytes(order)] if _ids([order]):
                return ErasureReport(order)
            case [4, bytes(order), bytes(note)] if _ids([order]) and _note(note):
                return Objection(order, note)
            case [5, bytes(order), 0 | 1 as goes_on, list(objections), bytes(note), list(second)] if _ids(
                [order], objections
            ) and _note(note):
                return Ruling(order, bool(goes_on), tuple(objections), note, _second(second))
            case [6, list(envelopes)] if _ids(envelopes):
                return Disposal(tuple(envelopes))
    except canonical.NotCanonical as error:
        raise EnvelopeRefused from error
    raise EnvelopeRefused


def may_dispose(disposal: Envelope, authors: Authors) -> bool:
    """Was it the desk that put something away?"""
    head = disposal.header
    signer = authors.signer(head.author, head.stream)
    return signer is not None and authors.role_of(disposal) in CONFIRMS


# -- what comes of an order ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """Who signed something of an order, by right. `keys`: the registrars who could have made this
    signature up alone; `lapsed`: the computer or the registrar's key that signed was withdrawn since;
    `note`: the id of an event of the same computer that goes with the rest, or b""."""

    envelope: Envelope
    person: bytes
    keys: frozenset[bytes] = frozenset()
    lapsed: bool = False
    note: bytes = b""

    @property
    def stream(self) -> bytes:
        return self.envelope.header.stream

    def is_independent_of(self, party: "Party") -> bool:
        return self.person != party.person and not self.keys & party.keys


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order and all that was said of it. `confirmed`: by whom, each of them independent of who
    ordered; `objections`: those that no ruling has answered; `overruled`: those that one has;
    `stopped`: by whom it was ended for good. `reports`: the computers that did as it says, and their
    envelopes."""

    ordered: Party
    order: Order
    confirmed: tuple[Party, ...]
    objections: tuple[Party, ...]
    overruled: tuple[Party, ...]
    rulings: tuple[Party, ...]
    stopped: Party | None
    reports: Mapping[bytes, Envelope]

    @property
    def id(self) -> bytes:
        return self.ordered.envelope.id

    @property
    def case(self) -> bytes:
        return self.ordered.envelope.header.case

    @property
    def open(self) -> bool:
        """Can it still be carried out, or be confirmed?"""
        return self.stopped is None and not self.ordered.lapsed

    @property
    def notes(self) -> tuple[tuple[bytes, bytes], ...]:
        """(stream, id) of what was written beside these: to be destroyed where that computer wrote it."""
        parties = *self.confirmed, *self.objections, *self.overruled, *self.rulings
        return tuple((party.stream, party.note) for party in parties if party.note)

    @property
    def standing(self) -> tuple[Party, ...]:
        """The confirmations that still count."""
        return tuple(party for party in self.confirmed if not party.lapsed)

    def due(self, arrived: Mapping[bytes, int], wait_s: int = 0) -> int | None:
        """When it is to be carried out by whom these reached then (envelope -> seconds since 1970): the
        waiting time after order and confirmation, or `wait_s` where that is longer; at once where it
        is urgent and three independent people signed. None: not as things stand."""
        if not self.open or self.objections or not self.standing:
            return None
        since = {party.envelope.id: max(arrived[party.envelope.id], arrived[self.id]) for party in self.standing}
        wait_s = max(wait_s, self.order.wait_s, SHORTEST_WAIT_S)
        times = [min(since.values()) + wait_s]
        if self.order.urgent:
            times += [
                max(since[first.envelope.id], since[second.envelope.id])
                for first, second in combinations(self.standing, 2)
                if first.is_independent_of(second)
            ]
        return min(times)


def judge(envelopes: Iterable[Envelope], authors: Authors) -> list[OrderState]:
    """The orders among a case's envelopes that somebody gave who may, and what came of each. The same
    for the same envelopes, in whatever order they came; each is looked at once."""
    orders: dict[bytes, tuple[Envelope, Order]] = {}
    statements: dict[bytes, list[tuple[Envelope, _OfAnOrder]]] = {}
    for envelope in envelopes:
        sort = sort_of(envelope.body)
        if sort == ORDER and authors.role_of(envelope) not in ORDERS:
            continue  # a long body is not read for nothing
        statement = _read(envelope)
        if isinstance(statement, Order):
            orders[envelope.id] = envelope, statement
        elif statement is not None and not isinstance(statement, Disposal):
            statements.setdefault(statement.order, []).append((envelope, statement))
    states = (_state(envelope, order, statements.get(id_, ()), authors) for id_, (envelope, order) in orders.items())
    return [state for state in states if state is not None]


def _state(
    envelope: Envelope, order: Order, statements: Iterable[tuple[Envelope, _OfAnOrder]], authors: Authors
) -> OrderState | None:
    ordered = _party(envelope, order, authors, ORDERS)
    if ordered is None:
        return None
    ordered_statements = sorted(statements, key=lambda pair: pair[0].id)
    confirmed = tuple(
        party
        for party, _ in _parties(ordered_statements, Confirmation, authors, CONFIRMS)
        if party.is_independent_of(ordered)
    )
    rulings = [pair for pair in _parties(ordered_statements, Ruling, authors, ORDERS) if not pair[0].lapsed]
    stops = [party for party, ruling in rulings if not ruling.goes_on]
    continuing = [
        (party, ruling)
        for party, ruling in rulings
        if ruling.goes_on and all(party.is_independent_of(opponent) for opponent in (ordered, *confirmed))
    ]
    objections = _objections(ordered_statements, authors)
    heard = {
        objection.person
        for objection in objections
        for party, ruling in continuing
        if objection.envelope.id in ruling.objections and party.person != objection.person
    }
    first = {objection.person: objection for objection in reversed(objections)}.values()
    return OrderState(
        ordered=ordered,
        order=order,
        confirmed=confirmed,
        objections=tuple(party for party in first if party.person not in heard),
        overruled=tuple(party for party in first if party.person in heard),
        rulings=tuple(party for party, _ in continuing),
        stopped=stops[0] if stops else None,
        reports={
            envelope.header.stream: envelope
            for envelope, statement in ordered_statements
            if isinstance(statement, ErasureReport)
        },
    )


def _parties(
    statements: Iterable[tuple[Envelope, _OfAnOrder]],
    kind: type[_Countersigned],
    authors: Authors,
    roles: frozenset[str],
) -> Iterator[tuple[Party, _Countersigned]]:
    for envelope, statement in statements:
        if isinstance(statement, kind) and (party := _party(envelope, statement, authors, roles)):
            yield party, statement


def _objections(statements: Iterable[tuple[Envelope, _OfAnOrder]], authors: Authors) -> list[Party]:
    """Whatever the role. A computer's that was withdrawn since counts: else whoever withdraws computers
    could silence who objects."""
    parties = []
    for envelope, statement in statements:
        device = authors.signer(envelope.header.author, envelope.header.stream)
        if isinstance(statement, Objection) and device:
            parties.append(Party(envelope, device.person, note=statement.note))
    return parties


def _party(
    envelope: Envelope, statement: Order | Confirmation | Ruling, authors: Authors, roles: frozenset[str]
) -> Party | None:
    """Who signed this, where that person may; None otherwise. Of the desk only with a registrar's key."""
    head = envelope.header
    device, role = authors.signer(head.author, head.stream), authors.role_of(envelope)
    if device is None or role not in roles:
        return None
    lapsed, second = device.revoked and device.known is not None, statement.countersigned
    note = b"" if isinstance(statement, Order) else statement.note
    if second is None:
        keys = authors.let_in_by(head.stream, role)
        return None if role in CONFIRMS else Party(envelope, device.person, keys, lapsed, note)
    public = authors.registrar_key(second.registrar)
    message = _message(statement, head.case, head.stream)
    if public is None or not verify(public, second.signature, message):
        return None
    lapsed = lapsed or not authors.counts(second.registrar)
    return Party(envelope, device.person, frozenset({second.registrar}), lapsed, note)


# -- bytes -----------------------------------------------------------------------------------


def _read(envelope: Envelope) -> Statement | None:
    if envelope.header.kind != Kind.ERASE:
        return None
    try:
        return read(envelope.body)
    except EnvelopeRefused:
        return None


def _message(statement: Order | Confirmation | Ruling, case: bytes, stream: bytes) -> bytes:
    content = digest(canonical.encode(statement.content()))
    return _SIGNED + canonical.encode([case, stream, content])


def _encoded(content: list[Any], second: Countersignature | None) -> bytes:
    return canonical.encode([*content, [second.registrar, second.signature] if second else []])


def _second(pair: list[Any]) -> Countersignature | None:
    match pair:
        case []:
            return None
        case [bytes(registrar), bytes(signature)] if (len(registrar), len(signature)) == (ID, 64):
            return Countersignature(registrar, signature)
    raise EnvelopeRefused


def _note(id_: bytes) -> bool:
    return len(id_) in (0, 32)


def _ids(*lists: list[Any]) -> bool:
    """Ids, each list of them sorted and none twice."""
    return sum(map(len, lists)) <= MOST and all(
        all(type(id_) is bytes and len(id_) == 32 for id_ in ids)
        and all(lesser < greater for lesser, greater in pairwise(ids))
        for ids in lists
    )
