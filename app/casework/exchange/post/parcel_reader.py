"""What a file brings, taken in: the directory, then envelopes."""

from collections.abc import Iterator

from app.casework.exchange import record_intake
from app.casework.exchange.post.inbox import Coming, Refused, Tally
from app.casework.session.session import Session
from app.errors import SanadError
from app.seal import envelope
from app.seal.envelope import Envelope, EnvelopeRefused, Kind, Looked
from app.seal.keys import digest
from app.vault.database import Writer
from app.vault.log import Intake

_PIECE = 128  # envelopes a transaction

Piece = tuple[Coming, bytes, Envelope]


def learn(session: Session, writer: Writer, coming: list[Coming], tally: Tally) -> None:
    """The directory first: it says whose the rest is."""
    fromkeys = dict.fromkeys(raw for each in coming for raw in each.parcel.entries)
    taken = record_intake.learn(session, writer, fromkeys)
    tally.new += len(taken.new)
    for error in taken.refused:
        name = coming[0].file if len(coming) == 1 else ""
        tally.refused.append(Refused(name, error))
    rows = {row[0] for row in writer.rows("SELECT id FROM organisation")}
    rows.update(digest(raw) for raw in taken.early)
    for each in coming:
        digests = {digest(raw) for raw in each.parcel.entries}
        each.items += sorted(digests & rows)
        each.spoilt |= not digests <= rows


def in_pieces(coming: list[Coming], tally: Tally) -> Iterator[list[Piece]]:
    """Their envelopes, some at a time; grants first, since they hold the keys of the rest."""
    grants: list[Piece] = []
    others: list[Piece] = []
    for each in coming:
        for raw in each.parcel.envelopes:
            try:
                told = envelope.peek_unverified(raw)
            except EnvelopeRefused as error:
                tally.refused.append(Refused(each.file, error))
                each.spoilt = True
                continue
            (grants if told.header.kind == Kind.GRANT else others).append((each, raw, told))
    together = grants + others
    for start in range(0, len(together), _PIECE):
        yield together[start : start + _PIECE]


def opened(
    session: Session, writer: Writer, pieces: list[Piece], tally: Tally
) -> list[tuple[bytes, bytes]]:
    """Envelopes that are for this computer; (case, id) of what is new."""
    intake = record_intake.intake(session, writer, [envelope.id for _, _, envelope in pieces])
    new: list[tuple[bytes, bytes]] = []
    for each, raw, told in pieces:
        case = told.header.case
        for_me = session.vault.stream in each.parcel.to.get(case, ())
        if told.header.kind == Kind.GRANT or for_me or intake.has(case):
            new += _receive(session, intake, each, raw, for_me, tally)
    intake.flush()
    return new


def _receive(
    session: Session, intake: Intake, each: Coming, raw: bytes, for_me: bool, tally: Tally
) -> list[tuple[bytes, bytes]]:
    looked, new = Looked.at(raw, session.vault.directory), False
    try:
        new = record_intake.receive(intake, looked, for_us=for_me)
        tally.known += not new
    except record_intake.LATER:
        if not for_me:
            return []
    except record_intake.FOR_THE_DESK as error:
        tally.refused.append(Refused(each.file, error))
    except SanadError as error:
        tally.refused.append(Refused(each.file, error))
        each.spoilt = True
        return []
    each.items.append(looked.id)
    return [(looked.told.header.case, looked.id)] if new else []
