"""A file of a case opened again, in memory: whole, or a few megabytes at a time."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from app.case.attachments import Attachment
from app.case.projection import Case
from app.casework.cases.queries import case_of
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.seal.attachment import ChunkRefused, FileKey
from app.seal.keys import Secret, digest
from app.vault import chunks


@dataclass(eq=False)
class NoAttachment(SanadError):
    """No file of this id in the case, or more than one."""

    says = N_("This file is not in the case. Check the list of files.")


@dataclass(eq=False)
class NotHereYet(SanadError):
    """Its chunks are still on their way."""

    says = N_(
        "This file is still on its way: part of it has not arrived from the server yet. "
        "Nothing is lost. Sync again, then open it."
    )


@dataclass(eq=False)
class FileHeld(NotHereYet):
    """It is more than comes unasked."""

    says = N_(
        "This file is too large to be downloaded automatically, so it is not here yet. "
        "Nothing is lost. Ask for it in the case’s list of files, then sync."
    )


def named(case_state: Case, file_id: str) -> Attachment:
    """By its id, or how it begins. NoAttachment."""
    prefix = file_id.strip().lower()
    attachments = [
        attachment
        for id_, attachment in case_state.attached.items()
        if id_.hex().startswith(prefix or "-")
    ]
    if len(attachments) != 1:
        raise NoAttachment
    return attachments[0]


def read(session: Session, case_id: str, file_id: str) -> bytes:
    """A file's bytes, in memory. NoAttachment, NotHereYet, ChunkRefused, NoCase."""
    return b"".join(pieces(session, case_id, file_id))


def pieces(session: Session, case_id: str, file_id: str) -> Iterator[bytes]:
    """The same a few megabytes at a time, for a thread that others wait for. Who uses a piece before
    the last has come trusts its chunks' seals alone; the whole file's hash is compared at the end."""
    case_state = case_of(session, case_id)
    attachment = named(case_state, file_id)
    key, state, plaintexts = (
        FileKey(attachment.file, Secret(attachment.key)),
        hashlib.sha256(),
        list[bytes](),
    )
    for number, (id_, _) in enumerate(attachment.chunks):
        sealed = chunks.content_of(session.reading(), case_state.id, id_)
        if sealed is None:
            is_held = id_ in chunks.held(session.reading(), case_state.id)
            raise FileHeld if is_held else NotHereYet
        if digest(sealed) != id_:
            raise ChunkRefused
        last = number == len(attachment.chunks) - 1
        plaintexts.append(key.open_part(number, sealed, attachment.size, last=last))
        state.update(plaintexts[-1])
        if len(plaintexts) == chunks.AT_ONCE:
            yield b"".join(plaintexts)
            plaintexts.clear()
    if state.digest() != attachment.hash:
        raise ChunkRefused
    yield b"".join(plaintexts)
