"""Orders to erase: which bodies and chunks of a case go, and when an order holds.

An order names envelopes and chunks of its own case; a confirmation names the order. Both are public
bodies of kind ERASE, as is what a computer says once it did as an order says. Two people must have
signed: a supervisor or the desk the order, the desk the confirmation. Headers and signatures stay
and still prove the chain. A disposal by the desk alone puts away what destroys nothing: orders that
nobody confirmed, and what is over a computer's budget. docs/formats/envelope.md
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from app.seal import canonical
from app.seal.directory import Device
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Kind
from app.seal.lineage import Lineage, Link

ORDER, CONFIRMATION, REPORT, DISPOSAL = 1, 2, 3, 4
_BEGINNINGS = {b"\x83\x01": ORDER, b"\x82\x02": CONFIRMATION, b"\x82\x03": REPORT,
               b"\x82\x04": DISPOSAL}  # fmt: skip
MOST = 10_000  # ids in one order
ORDERS, CONFIRMS = frozenset({"supervisor", "desk"}), frozenset({"desk"})


class Roles(Protocol):
    """A directory, or colleagues."""

    def signer(self, author: bytes, stream: bytes) -> Device | None: ...
    def role_at(self, link: Link, id_: bytes, lineage: Lineage) -> str: ...


@dataclass(frozen=True, slots=True)
class Order:
    """`envelopes`: ids; `chunks`: SHA-256 of their ciphertext."""

    envelopes: tuple[bytes, ...]
    chunks: tuple[bytes, ...] = ()

    def to_bytes(self) -> bytes:
        return canonical.encode([ORDER, sorted(self.envelopes), sorted(self.chunks)])


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`order`: the id of the order's envelope."""

    order: bytes

    def to_bytes(self) -> bytes:
        return canonical.encode([CONFIRMATION, self.order])


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """A computer says that it did as an order says. `order`: as above."""

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


Statement = Order | Confirmation | ErasureReport | Disposal


def sort_of(body: bytes) -> int:
    """Which of these a body claims to be, by how it begins; 0 for none. Nothing is decoded: an order
    may be long."""
    return _BEGINNINGS.get(body[:2], 0)


def read(body: bytes) -> Statement:
    """EnvelopeRefused for another body than these write."""
    try:
        match canonical.decode(body):
            case [1, list(envelopes), list(chunks)] if _ids([*envelopes, *chunks]):
                return Order(tuple(envelopes), tuple(chunks))
            case [2, bytes(order)] if _ids([order]):
                return Confirmation(order)
            case [3, bytes(order)] if _ids([order]):
                return ErasureReport(order)
            case [4, list(envelopes)] if _ids(envelopes):
                return Disposal(tuple(envelopes))
    except canonical.NotCanonical as error:
        raise EnvelopeRefused from error
    raise EnvelopeRefused


@dataclass(frozen=True, slots=True)
class Said:
    """Who said something of kind ERASE, without what was said."""

    id: bytes
    header: Header


def may_order(order: Said, confirmation: Said, people: Roles, lineage: Lineage) -> bool:
    """Are these by two people, of whom one may order and the other confirm? Both were verified when
    they were taken in."""
    heads = order.header, confirmation.header
    if any(head.kind != Kind.ERASE for head in heads) or heads[0].case != heads[1].case:
        return False
    devices = [people.signer(head.author, head.stream) for head in heads]
    return (
        devices[0] is not None
        and devices[1] is not None
        and devices[0].person != devices[1].person
        and people.role_at(heads[1], confirmation.id, lineage) in CONFIRMS
        and people.role_at(heads[0], order.id, lineage) in ORDERS
    )


def may_dispose(disposal: Said, people: Roles, lineage: Lineage) -> bool:
    """Was it the desk that put something away?"""
    head = disposal.header
    signer = people.signer(head.author, head.stream)
    return signer is not None and people.role_at(head, disposal.id, lineage) in CONFIRMS


def holds(order: Envelope, confirmation: Envelope, people: Roles, lineage: Lineage) -> bool:
    """Does this confirmation let this order be carried out? What costs most is asked last."""
    try:
        if read(confirmation.body) != Confirmation(order.id):
            return False
    except EnvelopeRefused:
        return False
    both = Said(order.id, order.header), Said(confirmation.id, confirmation.header)
    return may_order(*both, people, lineage) and is_order(order.body)


def is_order(body: bytes) -> bool:
    """Does a body order something, in the form of one?"""
    try:
        return isinstance(read(body), Order)
    except EnvelopeRefused:
        return False


def _ids(values: Iterable[object]) -> bool:
    ids = list(values)
    return len(ids) <= MOST and all(type(id_) is bytes and len(id_) == 32 for id_ in ids)
