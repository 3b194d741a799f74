"""A folder's post passed on to headquarters by a computer that has a network, for those that have
none; and headquarters' receipts laid into the folder for them.

Whoever passes it on can't read what isn't theirs: headquarters checks each record for itself.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.casework.exchange import post
from app.casework.session.colleagues import known_of
from app.casework.session.session import Session
from app.disk import BadFolder
from app.errors import SanadError
from app.seal.receipt import peek_unverified
from app.sync import conditions, wire
from app.sync.engine import CallResult, NoAnswer

_AT_ONCE = 256 << 10  # bytes of one request, about
_TRIES = 4


@dataclass(slots=True)
class RelaySummary:
    """`records`: that headquarters has now; `refused`: that it did not take; `streams`: computers
    whose receipts were laid into the folder."""

    files: int = 0
    records: int = 0
    refused: int = 0
    streams: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0


Passing = Generator[wire.Request, CallResult, RelaySummary]


def forward(session: Session, folder: Path, carry: Callable[[wire.Request], CallResult]) -> RelaySummary:
    """Pass a folder's post on. Files stay as they are; doing it again does no harm. NotJoined,
    BadFolder, and the line's conditions: then nothing is laid into the folder."""
    script = passing(session, folder)
    try:
        request = next(script)
        while True:
            request = script.send(carry(request))
    except StopIteration as stop:
        forwarded: RelaySummary = stop.value
        return forwarded


def passing(session: Session, folder: Path) -> Passing:
    """The same in pieces, for a thread that others wait for: yields each request, and is sent what
    came of it."""
    known_of(session)
    if not folder.is_dir():
        raise BadFolder
    forwarded = RelaySummary()
    receipts: dict[bytes, dict[bytes, bytes]] = {}
    epoch = b""
    for parcel in post.parcels(session, folder):
        forwarded.files += 1
        for batch in _batches(parcel.entries):
            yield from _ask(forwarded, wire.Directory((), batch, 1))
        for batch in _batches(parcel.envelopes):
            answer = yield from _ask(forwarded, wire.Push(batch))
            if not isinstance(answer, wire.Pushed):
                raise conditions.AnswerOdd
            epoch = answer.epoch
            outcomes = [outcome in (wire.NEW, wire.KNOWN) for _, outcome in answer.outcomes]
            forwarded.records += sum(outcomes)
            forwarded.refused += len(outcomes) - sum(outcomes)
            for raw in answer.receipts:
                receipt = peek_unverified(raw)
                receipts.setdefault(receipt.stream, {})[receipt.tip] = raw
    forwarded.streams = len(receipts)
    if receipts:
        raws = [raw for receipt in receipts.values() for raw in receipt.values()]
        post.lay_receipts(session, folder, epoch, raws)
    return forwarded


def _ask(forwarded: RelaySummary, request: wire.Request) -> Generator[wire.Request, CallResult, wire.Message]:
    error: SanadError = conditions.NetworkLost()
    for _ in range(_TRIES):
        carried = yield request
        forwarded.bytes_sent += carried.sent
        forwarded.bytes_received += carried.received
        if isinstance(carried.answer, wire.Refusal):
            raise conditions.refused(carried.answer.kind, carried.answer.retry_s)
        if not isinstance(carried.answer, NoAnswer):
            return carried.answer
        error = carried.answer.reason
        if carried.answer.final:
            break
    raise error


def _batches(raws: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    batch: list[bytes] = []
    for raw in raws:
        if batch and sum(map(len, batch)) + len(raw) > _AT_ONCE:
            yield tuple(batch)
            batch = []
        batch.append(raw)
    if batch:
        yield tuple(batch)
