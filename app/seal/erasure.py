"""Orders to erase: which bodies and chunks of a case go, and when an order holds.

An order names envelopes and chunks of its own case; a confirmation names the order. Both are public
bodies of kind ERASE, as is what a computer says once it did as an order says. Two people must have signed: a supervisor or the desk the order, the desk the
confirmation. Headers and signatures stay and still prove the chain. docs/formats/envelope.md
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from app.seal import canonical
from app.seal.directory import Device
from app.seal.envelope import Envelope, EnvelopeRefused, Kind

_ORDER, _CONFIRMATION, _CARRIED = 1, 2, 3
MOST = 10_000  # ids in one order
ORDERS, CONFIRMS = frozenset({"supervisor", "desk"}), frozenset({"desk"})


class Roles(Protocol):
    """A directory, or colleagues."""

    def signer(self, author: bytes, stream: bytes) -> Device | None: ...
    def role_at(self, stream: bytes, seq: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Order:
    """`envelopes`: ids; `chunks`: SHA-256 of their ciphertext."""

    envelopes: tuple[bytes, ...]
    chunks: tuple[bytes, ...] = ()

    def to_bytes(self) -> bytes:
        return canonical.encode([_ORDER, sorted(self.envelopes), sorted(self.chunks)])


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`order`: the id of the order's envelope."""

    order: bytes

    def to_bytes(self) -> bytes:
        return canonical.encode([_CONFIRMATION, self.order])


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """A computer says that it did as an order says. `order`: as above."""

    order: bytes

    def to_bytes(self) -> bytes:
        return canonical.encode([_CARRIED, self.order])


def read(body: bytes) -> Order | Confirmation | ErasureReport:
    """EnvelopeRefused for another body than these write."""
    try:
        match canonical.decode(body):
            case [1, list(envelopes), list(chunks)] if _ids([*envelopes, *chunks]):
                return Order(tuple(envelopes), tuple(chunks))
            case [2, bytes(order)] if _ids([order]):
                return Confirmation(order)
            case [3, bytes(order)] if _ids([order]):
                return ErasureReport(order)
    except canonical.NotCanonical as error:
        raise EnvelopeRefused from error
    raise EnvelopeRefused


def holds(order: Envelope, confirmation: Envelope, people: Roles) -> bool:
    """Did two people who may do so sign these? Both were verified when they were taken in."""
    heads = order.header, confirmation.header
    devices = [people.signer(head.author, head.stream) for head in heads]
    roles = [people.role_at(head.stream, head.seq) for head in heads]
    try:
        ordered, confirmed = read(order.body), read(confirmation.body)
    except EnvelopeRefused:
        return False
    return (
        all(head.kind == Kind.ERASE for head in heads)
        and heads[0].case == heads[1].case
        and isinstance(ordered, Order)
        and confirmed == Confirmation(order.id)
        and devices[0] is not None
        and devices[1] is not None
        and devices[0].person != devices[1].person
        and roles[0] in ORDERS
        and roles[1] in CONFIRMS
    )


def _ids(values: Iterable[object]) -> bool:
    ids = list(values)
    return len(ids) <= MOST and all(type(id_) is bytes and len(id_) == 32 for id_ in ids)
