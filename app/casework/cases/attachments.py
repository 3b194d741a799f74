"""Files of a case: photographs, scans, sound. Sealed in chunks before they are kept; opened in memory.

A file that somebody chose on a disk stays there as it was: the vault has a copy."""

import hashlib
import mimetypes
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.case import events
from app.case.projection import Case
from app.casework.cases import attachment_copy
from app.casework.cases.attachment_copy import CopyForbidden, may_save, saving
from app.casework.cases.attachment_reader import FileHeld, NoAttachment, NotHereYet, named, pieces, read
from app.casework.cases.queries import case_of
from app.casework.session.session import EventAppender, Session
from app.casework.session.stepped_work import carried_out
from app.casework.session.transfer_places import refuse_elsewhere
from app.clock import utc
from app.errors import N_, SanadError
from app.photo import photo_client
from app.photo.photo_client import PlaceStays
from app.seal.attachment import CHUNK, ChunkRefused, FileKey, sealed
from app.seal.canonical import nfc
from app.seal.keys import Secret
from app.vault import chunks

__all__ = [
    "ChunkRefused", "CopyForbidden", "FileHeld", "NoAttachment", "NotHereYet", "PlaceStays",
    "may_save", "pieces", "read", "saving",
]  # fmt: skip

LARGEST = 512 << 20
_LONGEST_NAME = 200


class NoSuchFile(SanadError):
    says = N_("This file can’t be read. Nothing was attached. Choose another file.")


class FileTooLarge(SanadError):
    says = N_("This file is larger than 512 MB. Nothing was attached. Attach a shorter or smaller one.")


class FileChanged(SanadError):
    says = N_(
        "Another program changed this file while it was being read. Nothing was "
        "attached. Close it there, then attach it again."
    )


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """`here`: can it be opened on this computer? `held`: it waits until somebody here asks for it. `photo`: place, taken, camera as noted in a picture."""

    id: str
    name: str
    type: str
    size: int
    note: str
    author: str
    at: datetime
    hash: str
    here: bool
    held: bool = False
    photo: Mapping[str, str] = field(default_factory=dict)


def add(
    session: Session,
    case_id: str,
    file: Path,
    note: str = "",
    step: Callable[[int, int], None] = lambda _processed, _total: None,
) -> str:
    """Attach a copy of a file; its id. The same file again in one case is kept once, and said once
    more. `step`: told bytes done and of how many. NoSuchFile, FileTooLarge, FileChanged, NoCase,
    PlaceNotAllowed."""
    return carried_out(adding(session, case_id, file, note), lambda sizes: step(*sizes))


def adding(session: Session, case_id: str, file: Path, note: str = "") -> Generator[tuple[int, int], None, str]:
    """The same a few megabytes at a time, for a thread that others wait for: (bytes kept, of how
    many) after each. Left off, nothing is attached; then `tidy`."""
    state = case_of(session, case_id)
    refuse_elsewhere(file)
    try:
        size, hash_ = yield from _measured(file)
        attachment = next((attachment for attachment in state.attached.values() if attachment.hash == hash_), None)
        key = FileKey(attachment.file, Secret(attachment.key)) if attachment else FileKey()
        photo = dict(attachment.photo) if attachment else _noted(file, size)
        yield 0, size
        _clear(session, state)
        if attachment:
            chunks = list(attachment.chunks)
        else:
            chunks = yield from _keep(session, state.id, file, key, size, hash_)
    except OSError as error:
        raise NoSuchFile from error
    _say(session, case_id, file, key=key, manifest=(size, hash_, chunks), note=note, photo=photo)
    return key.file.hex()


def _say(
    session: Session,
    case_id: str,
    file: Path,
    key: FileKey,
    manifest: tuple[int, bytes, list[tuple[bytes, int]]],
    note: str,
    photo: dict[str, str],
) -> None:
    case_state = case_of(session, case_id)  # it may be gone meanwhile
    size, hash_, chunk_refs = manifest
    content = {
        "file": key.file,
        "key": bytes(key.key),
        "name": nfc(file.name[-_LONGEST_NAME:]),
        "type": _kind(file),
        "size": size,
        "hash": hash_,
        "chunks": [list(chunk_ref) for chunk_ref in chunk_refs],
        "note": nfc(note.strip()),
        **({"photo": {name: nfc(text) for name, text in photo.items()}} if photo else {}),
    }
    with session.vault.transaction() as writer:
        EventAppender(session, writer, case_state.id).say(events.ATTACHED, content)


def tidy(session: Session, case_id: str) -> None:
    """Away with what was kept of a file that was left off. NoCase."""
    _clear(session, case_of(session, case_id))


def fetch(session: Session, case_id: str, file_id: str = "") -> int:
    """Ask for a file that waits because it is larger than what comes unasked, or for all of a case:
    the next sync or folder brings them. How many files. NoCase, NoAttachment."""
    case_state = case_of(session, case_id)
    held_ids = chunks.held(session.reading(), case_state.id)
    files = [named(case_state, file_id)] if file_id else list(case_state.attached.values())
    asked_files = [file for file in files if held_ids & {id_ for id_, _ in file.chunks}]
    if asked_files:
        with session.vault.transaction() as writer:
            for file in asked_files:
                chunks.ask_for(writer, case_state.id, [id_ for id_, _ in file.chunks])
    return len(asked_files)


def of(session: Session, case_id: str) -> list[AttachmentView]:
    """The files of a case, the first attached first. NoCase."""
    case_state = case_of(session, case_id)
    stored_ids = chunks.here(session.reading(), case_state.id)
    held_ids = chunks.held(session.reading(), case_state.id)
    return [
        AttachmentView(
            id=attachment.file.hex(), name=attachment.name, type=attachment.kind, size=attachment.size, note=attachment.note,
            author=session.vault.directory.name_of(attachment.stream), at=utc(attachment.at),
            hash=attachment.hash.hex(), here=all(id_ in stored_ids for id_, _ in attachment.chunks),
            held=any(id_ in held_ids for id_, _ in attachment.chunks), photo=attachment.photo,
        )
        for attachment in case_state.attached.values()
    ]  # fmt: skip


# -- parts -----------------------------------------------------------------------------------


def _kind(file: Path) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _noted(file: Path, size: int) -> dict[str, str]:
    """Where and when a picture was taken, as its file notes it, kept apart from it."""
    if not _kind(file).startswith("image/") or size > attachment_copy.LARGEST_PICTURE:
        return {}
    return photo_client.traces(file.read_bytes())


def _measured(file: Path) -> Generator[tuple[int, int], None, tuple[int, bytes]]:
    if not file.is_file():
        raise NoSuchFile
    state, size, st_size = hashlib.sha256(), 0, file.stat().st_size
    for number, part in enumerate(_parts(file)):
        state.update(part)
        size += len(part)
        if size > LARGEST:
            raise FileTooLarge
        if number % chunks.AT_ONCE == chunks.AT_ONCE - 1:
            yield 0, st_size
    return size, state.digest()


def _parts(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while part := opened.read(CHUNK):
            yield part


def _keep(
    session: Session, case: bytes, file: Path, key: FileKey, size: int, hash_: bytes
) -> Generator[tuple[int, int], None, list[tuple[bytes, int]]]:
    """Seal and keep a file's chunks; those of a file that is never named are cleared at the next."""
    chunk_refs: list[tuple[bytes, int]] = []
    batch: list[tuple[bytes, bytes]] = []
    state = hashlib.sha256()

    def flush() -> tuple[int, int]:
        with session.vault.transaction() as writer:
            for id_, chunk in batch:
                chunks.put(writer, case, id_, chunk)
        batch.clear()
        return min(len(chunk_refs) * CHUNK, size), size

    for id_, chunk in sealed(key, _hashed(file, state)):
        chunk_refs.append((id_, len(chunk)))
        batch.append((id_, chunk))
        if len(batch) == chunks.AT_ONCE:
            yield flush()
    yield flush()
    if state.digest() != hash_:
        raise FileChanged
    return chunk_refs


def _hashed(file: Path, state: "hashlib._Hash") -> Iterator[bytes]:
    for part in _parts(file):
        state.update(part)
        yield part


def _clear(session: Session, case_state: Case) -> None:
    """Away with what a killed program had sealed and not named."""
    named = {id_ for attachment in case_state.attached.values() for id_, _ in attachment.chunks}
    named |= {
        id_ for form_files in case_state.form_files.values() for form_file in form_files for id_ in form_file.chunks
    }
    if set(chunks.ids_of(session.reading(), case_state.id)) - named:
        with session.vault.transaction() as writer:
            chunks.keep_only(writer, case_state.id, named)
