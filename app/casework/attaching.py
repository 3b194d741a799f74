"""Files of a case: photographs, scans, sound. Sealed in chunks before they are kept; opened in memory.

A file that somebody chose on a disk stays there as it was: the vault has a copy.
"""

import hashlib
import mimetypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.case import events
from app.case.attached import Attached
from app.case.fold import Case
from app.casework import listing
from app.casework.reading import case_of
from app.casework.session import Pen, Session
from app.errors import N_, SanadError
from app.seal.attachment import CHUNK, ChunkRefused, FileKey, sealed
from app.seal.canonical import nfc
from app.seal.keys import Secret, digest
from app.vault import chunks
from app.vault.copies import BadFolder
from app.vault.folder import write_whole

__all__ = [
    "Attachment", "ChunkRefused", "FileTooLarge", "NoAttachment", "NoSuchFile", "NotHereYet", "add",
    "of", "read", "save",
]  # fmt: skip

LARGEST = 512 << 20
_LONGEST_NAME = 200
_AT_ONCE = 16  # chunks a transaction: other work goes between


@dataclass(eq=False)
class NoSuchFile(SanadError):
    """Nothing readable at this place."""

    says = N_("This file can’t be read. Nothing was attached. Choose another file.")


@dataclass(eq=False)
class FileTooLarge(SanadError):
    """More than a case should carry in one file."""

    says = N_(
        "This file is larger than 512 MB. Nothing was attached. Attach a shorter or smaller one."
    )


@dataclass(eq=False)
class NoAttachment(SanadError):
    """No file of this id in the case, or more than one."""

    says = N_("There is no such file in this case. Look at the list of its files.")


@dataclass(eq=False)
class NotHereYet(SanadError):
    """Its chunks are still on their way."""

    says = N_(
        "This file is still on its way: a part of it has not come from headquarters yet. Nothing is "
        "lost. Sync again, then open it."
    )


@dataclass(frozen=True, slots=True)
class Attachment:
    """`here`: can it be opened on this computer? `there`: has headquarters said to have all of it?"""

    id: str
    name: str
    type: str
    size: int
    note: str
    who: str
    at: datetime
    hash: str
    here: bool


def add(
    session: Session, case_id: str, file: Path, note: str = "",
    step: Callable[[int, int], None] = lambda _done, _of: None,
) -> str:  # fmt: skip
    """Attach a copy of a file; its id. The same file again in one case is kept once, and said once
    more. `step`: told bytes done and of how many. NoSuchFile, FileTooLarge, NoCase."""
    told = case_of(session, case_id)
    try:
        size, hash_ = _measured(file)
        known = next((each for each in told.attached.values() if each.hash == hash_), None)
        key = FileKey(known.file, Secret(known.key)) if known else FileKey()
        _clear(session, told)
        listed = list(known.chunks) if known else _keep(session, told.id, file, key, size, step)
    except OSError as error:
        raise NoSuchFile from error
    content = {
        "file": key.file, "key": bytes(key.key), "name": nfc(file.name[-_LONGEST_NAME:]),
        "type": mimetypes.guess_type(file.name)[0] or "application/octet-stream", "size": size,
        "hash": hash_, "chunks": [list(each) for each in listed], "note": nfc(note.strip()),
    }  # fmt: skip
    with session.vault.transaction() as writer:
        Pen(session, writer, told.id).say(events.ATTACHED, content)
        listing.refresh(session, writer, told.id)
    session.vault.say_head()
    return key.file.hex()


def of(session: Session, case_id: str) -> list[Attachment]:
    """The files of a case, the first attached first. NoCase."""
    told = case_of(session, case_id)
    here = chunks.here(session.reading(), told.id)
    return [
        Attachment(
            each.file.hex(), each.name, each.kind, each.size, each.note,
            session.vault.directory.name_of(each.stream), datetime.fromtimestamp(each.at, UTC),
            each.hash.hex(), all(id_ in here for id_, _ in each.chunks),
        )
        for each in told.attached.values()
    ]  # fmt: skip


def read(session: Session, case_id: str, file_id: str) -> bytes:
    """A file's bytes, in memory. NoAttachment, NotHereYet, ChunkRefused, NoCase."""
    told = case_of(session, case_id)
    each = _named(told, file_id)
    key, found = FileKey(each.file, Secret(each.key)), []
    for number, (id_, _) in enumerate(each.chunks):
        sealed_ = chunks.content_of(session.reading(), told.id, id_)
        if sealed_ is None:
            raise NotHereYet
        if digest(sealed_) != id_:
            raise ChunkRefused
        found.append(key.open(number, sealed_, last=number == len(each.chunks) - 1))
    whole = b"".join(found)
    if digest(whole) != each.hash:
        raise ChunkRefused
    return whole


def save(session: Session, case_id: str, file_id: str, out: Path) -> None:
    """Write a file outside the records, after the event that it was. BadFolder, and as `read`."""
    if not out.parent.is_dir() or out.is_dir():
        raise BadFolder
    content, told = read(session, case_id, file_id), case_of(session, case_id)
    with session.vault.transaction() as writer:
        Pen(session, writer, told.id).say(
            events.EXPORTED, {"file": _named(told, file_id).file, "protected": 0}
        )
    session.vault.say_head()
    try:
        write_whole(out, content)
    except OSError as error:
        raise BadFolder from error


# -- parts -----------------------------------------------------------------------------------


def _measured(file: Path) -> tuple[int, bytes]:
    if not file.is_file():
        raise NoSuchFile
    state, size = hashlib.sha256(), 0
    for part in _parts(file):
        state.update(part)
        size += len(part)
        if size > LARGEST:
            raise FileTooLarge
    return size, state.digest()


def _parts(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while part := opened.read(CHUNK):
            yield part


def _keep(
    session: Session, case: bytes, file: Path, key: FileKey, size: int,
    step: Callable[[int, int], None],
) -> list[tuple[bytes, int]]:  # fmt: skip
    """Seal and keep a file's chunks; those of a file that is never named are cleared at the next."""
    listed: list[tuple[bytes, int]] = []
    some: list[tuple[bytes, bytes]] = []
    done = 0

    def flush() -> None:
        with session.vault.transaction() as writer:
            for id_, chunk in some:
                chunks.put(writer, case, id_, chunk)
        some.clear()
        step(min(done, size), size)

    for id_, chunk in sealed(key, _parts(file)):
        listed.append((id_, len(chunk)))
        some.append((id_, chunk))
        done += CHUNK
        if len(some) == _AT_ONCE:
            flush()
    flush()
    return listed


def _clear(session: Session, told: Case) -> None:
    """Away with what a killed program had sealed and not named."""
    named = {id_ for each in told.attached.values() for id_, _ in each.chunks}
    if set(chunks.ids_of(session.reading(), told.id)) - named:
        with session.vault.transaction() as writer:
            chunks.keep_only(writer, told.id, named)


def _named(told: Case, file_id: str) -> Attached:
    wanted = file_id.strip().lower()
    found = [each for id_, each in told.attached.items() if id_.hex().startswith(wanted or "-")]
    if len(found) != 1:
        raise NoAttachment
    return found[0]
