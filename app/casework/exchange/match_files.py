"""The sealed files of a matching: written to the partner alone, and opened where a partner of ours made them."""

from pathlib import Path

from app.bundle import sealer
from app.bundle.keys import Opener, lock_for, opener_from
from app.casework.exchange import match_client, match_overview, match_partners
from app.casework.exchange.match_partners import Agreement, Matcher, NoAgreement
from app.casework.exchange.match_terms import filled_up
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import BadFolder, condition, in_words, written_whole
from app.seal import matching
from app.seal.matching import POINT, SLOTS, MatchFileRefused, Message

_ROUND = 1 << 16  # bytes around what a message holds: its head and what sealing adds
_HEADER = 256  # bytes by which age's file is known


def at_work(session: Session, *files: Path) -> Matcher:
    """NotMatching, NotInPractice, BadFolder, PlaceNotAllowed."""
    keys = match_partners.own_keys(session)
    for file in files:
        if not file.parent.is_dir() or file.is_dir():
            raise BadFolder
        refuse_elsewhere(file)
    match_overview.end_over(session)
    return keys


def write(file: Path, content: bytes, agreement: Agreement) -> None:
    """Sealed to the partner. SealingFailed, and what a disk refuses."""
    with in_words(), written_whole(file) as opened:
        sealer.seal_into(opened, [content], lock_for([agreement.age]))


def open_message(session: Session, keys: Matcher, file: Path) -> tuple[Agreement, Message]:
    """What is in a file of a partner with whom there is an agreement. As `read_message`, NoFile and what a
    sealed file is refused for."""
    agreements = match_partners.known(session)
    persons = max((filled_up(agreement.terms.persons) for agreement in agreements), default=0)
    largest = persons * sum(SLOTS.values()) * (POINT + matching.MARK) + _ROUND
    return read_message(session, keys, _unsealed(file, opener_from(keys.age.encode()), largest))


def read_message(session: Session, keys: Matcher, raw: bytes) -> tuple[Agreement, Message]:
    """Nothing is made of what it holds before its signature was looked at. NoAgreement where nobody of ours
    signed it; MatchFileRefused."""
    for agreement in match_partners.known(session):
        try:
            body = matching.body_of(raw, agreement.public)
        except MatchFileRefused:
            continue
        message = match_client.message_of(body)
        if (message.head.sender, message.head.receiver) != (agreement.public, keys.public):
            raise MatchFileRefused
        return agreement, message
    raise NoAgreement


def _unsealed(file: Path, opener: Opener, largest: int) -> bytes:
    """MatchFileRefused before more is opened than any agreement allows."""
    blocks, size = list[bytes](), 0
    try:
        with file.open("rb") as source:
            beginning = source.read(_HEADER)
            source.seek(0)
            for block in sealer.open_sealed(beginning, iter(lambda: source.read(1 << 20), b""), opener):
                size += len(block)
                if size > largest:
                    raise MatchFileRefused
                blocks.append(block)
    except OSError as error:
        raise condition(error) from error
    return b"".join(blocks)
