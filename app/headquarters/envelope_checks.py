"""Looking at envelopes as they come, without any key: form, author, signature, body, standing.

Signatures are checked in threads: checking releases the interpreter's lock.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from app.errors import N_, SanadError
from app.seal import case_grant, envelope
from app.seal.directory import Directory
from app.seal.envelope import Envelope, EnvelopeRefused, Kind, LaterMissing
from app.seal.keys import digest
from app.seal.lineage import Lineage

LARGEST = 5 << 20  # bytes of one envelope: an event of 4 MB that does not compress, and its header
_MOST = 2**62  # of numbers in a header: databases count to 2**63
_AT_ONCE = 32
_OF_NOTHING = digest(b"")


class BodyMissing(EnvelopeRefused):
    """It came without its body, and no order that holds says so here (yet)."""

    problem: str = N_("its content is missing")


@dataclass(frozen=True, slots=True)
class IncomingEnvelope:
    """An envelope as it came. `readers`: the teams that a grant lets fetch the case, once it was
    checked who signed for that."""

    id: bytes
    envelope: Envelope
    readers: tuple[bytes, ...] = ()


def read(raw: bytes) -> IncomingEnvelope:
    """Its parts; EnvelopeRefused for what has not the form of one."""
    if len(raw) > LARGEST:
        raise EnvelopeRefused
    peeked_envelope = envelope.peek_unverified(raw)
    head = peeked_envelope.header
    places = head.seq, head.case_seq
    if min(places) < 1 or max(*places, head.key_number) > _MOST or head.kind > 1000:
        raise EnvelopeRefused
    if type(peeked_envelope.signature) is not bytes or type(peeked_envelope.body) is not bytes:
        raise EnvelopeRefused
    return IncomingEnvelope(peeked_envelope.id, peeked_envelope)


def id_of(raw: bytes) -> bytes:
    """What an outcome names where `read` refused."""
    try:
        return envelope.peek_unverified(raw).id
    except SanadError:
        return digest(raw)


class Checkers:
    """Threads that verify. Each takes a handful of envelopes at a time."""

    def __init__(self, threads: int = 0) -> None:
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 2, "check")

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def signatures(
        self, arrivals: Sequence[IncomingEnvelope], directory: Directory, emptied: frozenset[bytes]
    ) -> Callable[[], list[IncomingEnvelope | SanadError]]:
        """Begins to look; ask later what is wrong with each, or for it with its readers. `emptied`:
        ids of those whose bodies were destroyed by order, which alone may come without one."""

        def handful(batch: Sequence[IncomingEnvelope]) -> list[IncomingEnvelope | SanadError]:
            return [
                _wrong(arrival, directory, empty=arrival.id in emptied) or with_readers(arrival) for arrival in batch
            ]

        if len(arrivals) <= _AT_ONCE:
            return lambda: handful(arrivals)
        handfuls = [arrivals[at : at + _AT_ONCE] for at in range(0, len(arrivals), _AT_ONCE)]
        looking = [self._pool.submit(handful, batch) for batch in handfuls]
        return lambda: [outcome for future in looking for outcome in future.result()]


def _wrong(arrival: IncomingEnvelope, directory: Directory, *, empty: bool) -> SanadError | None:
    sealed = arrival.envelope
    try:
        if not sealed.body and sealed.header.body_hash != _OF_NOTHING:
            envelope.check_header(sealed, directory)
            return None if empty else BodyMissing()
        envelope.check_envelope(sealed, directory)
    except SanadError as error:
        return error
    return None


def with_readers(arrival: IncomingEnvelope) -> IncomingEnvelope:
    """With the teams that a grant lets fetch its case."""
    head = arrival.envelope.header
    if head.kind != Kind.GRANT:
        return arrival
    return replace(arrival, readers=case_grant.teams(arrival.envelope.body, head.case, head.stream))


def standing(arrival: IncomingEnvelope, directory: Directory, lineage: Lineage) -> SanadError | None:
    """AuthorWithdrawn for what a revoked computer wrote beyond what the desk knew.

    Where what the desk knew isn't here (yet), a lower number is let in: whoever takes it out looks
    again.
    """
    head = arrival.envelope.header
    device = directory.signer(head.author, head.stream)
    if device is None:
        return envelope.AuthorUnknown()
    try:
        envelope.check_standing(arrival.envelope, device, lineage)
    except LaterMissing:
        return None
    except SanadError as error:
        return error
    return None
