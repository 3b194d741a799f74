"""What a file brings, taken in: the directory, then envelopes."""

from collections.abc import Iterator

from app.casework.exchange import record_intake
from app.casework.exchange.post.inbox import IncomingFile, Tally
from app.casework.session.session import Session
from app.errors import SanadError
from app.seal import envelope
from app.seal.envelope import CheckedEnvelope, Envelope, EnvelopeRefused, Kind
from app.seal.keys import digest
from app.vault.database import Writer
from app.vault.intake import Intake

_PIECE = 64  # envelopes a transaction
_PEEKED = 1024  # looked at without a transaction
_MOST_REFUSALS = 100  # of one file: what stands behind them in it is not looked at

Piece = tuple[IncomingFile, bytes, Envelope]


def learn(session: Session, writer: Writer, incoming_files: list[IncomingFile], tally: Tally) -> None:
    """The directory first: it says whose the rest is."""
    fromkeys = dict.fromkeys(raw for incoming_file in incoming_files for raw in incoming_file.parcel.entries)
    outcome = record_intake.learn(session, writer, fromkeys)
    tally.new += len(outcome.new)
    for error in outcome.refused:
        name = incoming_files[0].file if len(incoming_files) == 1 else ""
        tally.refuse(name, error)
    rows = {row[0] for row in writer.rows("SELECT id FROM organisation")}
    rows.update(digest(raw) for raw in outcome.early)
    for incoming in incoming_files:
        digests = {digest(raw) for raw in incoming.parcel.entries}
        incoming.items += sorted(digests & rows)
        incoming.spoilt |= not digests <= rows


def in_pieces(incoming_files: list[IncomingFile], tally: Tally) -> Iterator[list[Piece]]:
    """Their envelopes, some at a time; grants first, since they hold the keys of the rest. Nothing at
    all now and then, while they are told apart: others wait for this thread."""
    grants: list[Piece] = []
    other_pieces: list[Piece] = []
    for incoming_file in incoming_files:
        for number, raw in enumerate(incoming_file.parcel.envelopes, 1):
            if number % _PEEKED == 0:
                yield []
            if incoming_file.refusals > _MOST_REFUSALS:
                break
            try:
                peeked_envelope = envelope.peek_unverified(raw)
            except EnvelopeRefused as error:
                _refuse(tally, incoming_file, error)
                continue
            (grants if peeked_envelope.header.kind == Kind.GRANT else other_pieces).append(
                (incoming_file, raw, peeked_envelope)
            )
    together = grants + other_pieces
    for start in range(0, len(together), _PIECE):
        yield together[start : start + _PIECE]


def opened(session: Session, writer: Writer, pieces: list[Piece], tally: Tally) -> list[tuple[bytes, bytes]]:
    """Envelopes that are for this computer; (case, id) of what is new."""
    intake = record_intake.begun(session, writer, [envelope.id for _, _, envelope in pieces])
    new: list[tuple[bytes, bytes]] = []
    for incoming_file, raw, peeked_envelope in pieces:
        case = peeked_envelope.header.case
        if incoming_file.refusals > _MOST_REFUSALS:
            continue
        for_me = session.vault.stream in incoming_file.parcel.to.get(case, ())
        if peeked_envelope.header.kind == Kind.GRANT or for_me or intake.has(case):
            new += _receive(session, intake, incoming_file, raw, for_me, tally)
    intake.flush()
    return new


def _receive(
    session: Session, intake: Intake, incoming_file: IncomingFile, raw: bytes, for_me: bool, tally: Tally
) -> list[tuple[bytes, bytes]]:
    looked, new = CheckedEnvelope.at(raw, session.vault.directory), False
    try:
        new = record_intake.receive(intake, looked, for_us=for_me)
        tally.known += not new
    except record_intake.LATER:
        if not for_me:
            return []
    except record_intake.FOR_THE_DESK as error:
        tally.refuse(incoming_file.file, error)
    except SanadError as error:
        _refuse(tally, incoming_file, error)
        return []
    incoming_file.items.append(looked.id)
    return [(looked.envelope.header.case, looked.id)] if new else []


def _refuse(tally: Tally, incoming_file: IncomingFile, error: SanadError) -> None:
    tally.refuse(incoming_file.file, error)
    incoming_file.spoilt = True
    incoming_file.refusals += 1
