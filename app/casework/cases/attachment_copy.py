"""A file of a case written outside the records, after the event that it was: a picture without the place
where it was taken, unless a person wants it."""

import hashlib
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from app import settings
from app.case import events
from app.case.attachments import Attachment
from app.casework.cases import attachment_reader
from app.casework.cases.event_writer import attempt, going, say_in
from app.casework.cases.queries import case_of
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import BadFolder, condition, written_whole
from app.errors import N_, SanadError
from app.photo import photo_client

LARGEST_PICTURE = 64 << 20
_NO_NOTES = ("image/gif", "image/svg+xml")  # kinds that cameras don't write


class CopyForbidden(SanadError):
    says = N_(
        "Nothing may be saved unencrypted on this computer, so this file can only be viewed here. Nothing was written. "
        "Ask the administrator, or hand over a sealed file."
    )


def may_save() -> bool:
    """Does the administrator allow files that everybody can read?"""
    return settings.policy().plain_files


def is_cleared(kind: str) -> bool:
    """Does something go out of a file of this media type where the place is not asked for?"""
    return kind.startswith("image/") and kind not in _NO_NOTES


def outgoing(kind: str, content: bytes) -> bytes:
    """What goes out of a file of this media type where the place is not asked for: the same bytes where
    nothing is noted beside a picture. PlaceStays."""
    if not is_cleared(kind):
        return content
    return photo_client.cleared(content)


def hash_outgoing(session: Session, case_id: str, attachment: Attachment) -> bytes:
    """SHA-256 of what goes out of a file where the place is not asked for; of the file itself where that
    can't be known: it is not here, or its notes can't be taken out."""
    if not is_cleared(attachment.kind):
        return attachment.hash
    try:
        content = attachment_reader.read(session, case_id, attachment.file.hex())
        return hashlib.sha256(outgoing(attachment.kind, content)).digest()
    except (attachment_reader.NotHereYet, photo_client.PlaceStays):
        return attachment.hash


def saving(
    session: Session,
    case_id: str,
    file_id: str,
    path: Path,
    agency: str = "",
    override: str = "",
    *,
    place: bool = False,
) -> Generator[None, None, bytes]:
    """Write a file outside the records, after the event that it was; SHA-256 of what was written.
    `place`: a picture with everything that is noted in it. `agency`: to whom it goes, where it leaves the
    organisation: only with the person's consent, a legal basis, or `override`, a reason. A few megabytes at
    a time, for a thread that others wait for; left off, or refused on the way, nothing is written.
    CopyForbidden, BadFolder, PlaceNotAllowed, PlaceStays, and as `opening.read`; OutsideConsent, NoAgency, AgreementOver."""
    if not may_save():
        raise CopyForbidden
    if not path.parent.is_dir() or path.is_dir():
        raise BadFolder
    refuse_elsewhere(path)
    attachment = attachment_reader.named(case_of(session, case_id), file_id)
    disclosure = going(session, agency, override)
    if agency:
        attempt(session, case_of(session, case_id), events.EXPORTED, disclosure)
    if not place and attachment.kind.startswith("image/"):
        content = outgoing(attachment.kind, attachment_reader.read(session, case_id, file_id))
        hash_ = hashlib.sha256(content).digest()
        _say(session, case_id, attachment, hash_, disclosure, place=False)
        yield from _write(path, [content])
        return hash_
    for _ in attachment_reader.pieces(session, case_id, file_id):  # whole and sound, before anything is said
        yield
    _say(session, case_id, attachment, attachment.hash, disclosure, place=place)
    yield from _write(path, attachment_reader.pieces(session, case_id, file_id))
    return attachment.hash


def _say(
    session: Session, case_id: str, attachment: Attachment, hash_: bytes, disclosure: dict[str, Any], *, place: bool
) -> None:
    content = {
        "file": attachment.file,
        "protected": 0,
        "original": attachment.hash,
        "hash": hash_,
        "place": int(place),
        **disclosure,
    }
    with session.vault.transaction() as writer:
        case = case_of(session, case_id)
        say_in(session, writer, case, events.EXPORTED, content)


def _write(path: Path, pieces: Iterable[bytes]) -> Iterator[None]:
    """Whole or not at all, and for good."""
    try:
        with written_whole(path) as opened:
            for piece in pieces:
                opened.write(piece)
                yield
    except OSError as error:
        raise condition(error) from error
