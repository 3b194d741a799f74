"""What the engine needs of whoever keeps the records. Each method is one transaction.

A method that returned has made its change durable; one that raised has changed nothing.
"""

from dataclasses import dataclass
from typing import Protocol

from app.errors import SanadError
from app.sync import wire


@dataclass(frozen=True, slots=True)
class HelloResult:
    """`new`: a history not seen before, so that everything is asked and offered again."""

    new: bool = False
    problems: tuple[SanadError, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectoryOffer:
    """Of the directory: the ends of its chains here; entries that headquarters lacks, each after
    those that it follows; and whether it has some that are not here."""

    heads: tuple[bytes, ...]
    entries: tuple[bytes, ...]
    behind: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Envelopes to push: their ids, and as they are sent."""

    ids: tuple[bytes, ...]
    raws: tuple[bytes, ...]

    @property
    def size(self) -> int:
        return sum(map(len, self.raws))


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What a push came to. `done`: how many need not be sent again in this run."""

    arrived: int = 0
    done: int = 0
    receipts: int = 0
    problems: tuple[SanadError, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeOutcome:
    """What became of some envelopes. `strangers`: cases of which one is said to be this computer's own
    and isn't here; it and what follows were not taken, and it has to be shown in full. `seconds`: that it
    took."""

    new: int = 0
    strangers: frozenset[bytes] = frozenset()
    problems: tuple[SanadError, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class KeptReceipts:
    number: int = 0
    problems: tuple[SanadError, ...] = ()


@dataclass(frozen=True, slots=True)
class Cursors:
    scope: bytes = wire.NO_SCOPE
    places: tuple[tuple[int, int], ...] = ()


Position = tuple[int, bytes]  # in a case, and the envelope there


@dataclass(frozen=True, slots=True)
class Part:
    """What came of a case, in its order. `last`: nothing follows for now."""

    case: bytes
    positions: tuple[Position, ...]
    last: bool


class Fetching(Protocol):
    """What came of the one thing that is fetched in pieces, so that the next sync goes on there."""

    def begun(self, id_: bytes) -> bytes:
        """Its first bytes; none where another was begun."""

    def keep_piece(self, id_: bytes, start: int, piece: bytes) -> None:
        """From 0 on another is forgotten; an empty piece: it came to its end."""


class Chunks(Protocol):
    """Encrypted chunks of attachments, as the engine sees them."""

    def unsent(self, limit: int) -> tuple[bytes, tuple[bytes, ...]] | None:
        """Some of one case that headquarters has not said to have: (case, ids)."""

    def are_there(self, case: bytes, ids: tuple[bytes, ...]) -> None: ...
    def content(self, case: bytes, id_: bytes) -> bytes | None:
        """None for what was erased meanwhile."""

    def wanted(self, but: frozenset[bytes], limit: int) -> tuple[tuple[bytes, bytes, int], ...]:
        """(case, id, size)"""

    def keep(self, case: bytes, id_: bytes, content: bytes) -> bool:
        """False where it has another name than its hash."""


class Store(Fetching, Protocol):
    """The records of one computer, as the engine sees them."""

    @property
    def chunks(self) -> Chunks | None: ...

    # -- meeting
    def locked(self) -> int:
        """When these records were locked last before now; 0 where that isn't known."""

    def steady(self) -> bytes:
        """The epoch of a headquarters that was met moments ago, where nothing is in doubt that meeting it
        settles: its directory, what it may have already, what is to be offered or fetched again; else b""."""

    def meet(self, hello: wire.Hello) -> HelloResult: ...
    def unshown(self) -> bool:
        """Did headquarters name an end of this computer's own stream that it never showed?"""

    def history_lost(self) -> None:
        """Headquarters has less than it had: count nothing as there, and fetch from the start."""

    # -- the directory
    def offer(self, remote_heads: tuple[bytes, ...]) -> DirectoryOffer:
        """`remote_heads`: the ends of the chains that headquarters has."""

    def learn(self, entries: tuple[bytes, ...]) -> KeptReceipts:
        """Take entries in; the number of new ones."""

    # -- sending
    def unsure(self, limit: int) -> tuple[bytes, ...]:
        """Envelopes that may be there already: ask before they are sent."""

    def asked(self, ids: tuple[bytes, ...], missing: tuple[bytes, ...]) -> None: ...
    def batch(self, size: int, skip: int = 0) -> Batch:
        """What is to be sent next, after the first `skip` of it."""

    def pushed(self, batch: Batch, answer: wire.Pushed) -> PushOutcome: ...

    # -- fetching
    def cursors(self) -> Cursors: ...
    def fed(self, fed: wire.Fed) -> bool:
        """Note which cases have more; False where one has less than was fetched already."""

    def verified(self, cases: frozenset[bytes]) -> frozenset[bytes]:
        """Of these, those of which a record is here that holds."""

    def caught_up(self) -> None:
        """What the last feed listed has been fetched, as far as it could be."""

    def due(self, limit: int, but: frozenset[bytes]) -> dict[bytes, tuple[int, int]]:
        """Cases with more there than was fetched: position reached, and that of the last."""

    def in_full(self) -> frozenset[bytes]:
        """Cases of which what was written here is wanted too: it isn't here any more."""

    def holes(self, limit: int) -> tuple[tuple[bytes, int], ...]:
        """(case, position) of what came and was not to be used."""

    def coming(self, raws: tuple[bytes, ...]) -> None:
        """These are about to be taken: their signatures may be looked at meanwhile."""

    def take(self, parts: tuple[Part, ...]) -> IntakeOutcome:
        """In their order, and the places reached with them."""

    def patch(self, case: bytes, position: int, raw: bytes) -> IntakeOutcome:
        """What stands in a hole now."""

    def not_ours(self, case: bytes) -> None: ...
    def settle(self) -> bool:
        """One piece of what is to be done with what came in; False where nothing is left."""

    # -- receipts
    def unreceipted(self, limit: int) -> tuple[tuple[bytes, int, bytes], ...]: ...
    def keep_receipts(self, raws: tuple[bytes, ...]) -> KeptReceipts: ...
    def without_receipt(self) -> bool:
        """Is something of one's own there by its word and under no receipt?"""
