"""Files as answers: a photograph, a sound, a drawn signature. Sealed in chunks into the draft, opened in
memory; attachments of the case once its interview is finished. Nothing is written to a disk in plain."""

import hashlib
import io
import mimetypes
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from app.case import events
from app.casework.cases import attachment_reader, attachments
from app.casework.cases.attachment_copy import LARGEST_PICTURE
from app.casework.cases.attachments import LARGEST, FileChanged, FileTooLarge, NoSuchFile
from app.casework.cases.queries import NoCase
from app.casework.questionnaires.answer_format import marked
from app.casework.session.session import EventAppender, Session
from app.casework.session.stepped_work import carried_out
from app.casework.session.transfer_places import refuse_elsewhere
from app.form import Interview
from app.photo import photo_client
from app.seal.attachment import CHUNK, ChunkRefused, FileKey, sealed
from app.seal.canonical import nfc
from app.seal.keys import Secret, digest, fresh_id
from app.vault import chunks, draft_files, drafts
from app.vault.database import Writer

_LONGEST_STEM, _LONGEST_END = 48, 8
_Opens = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file that is an answer."""

    name: str
    kind: str
    size: int


def new_name(file_name: str) -> str:
    """What the answer says: the file's own name with four letters that no other has."""
    stem, _, end = file_name.rpartition(".") if "." in file_name else (file_name, "", "")
    stem = re.sub(r"[^\w.-]+", "_", nfc(stem)).strip("._")[:_LONGEST_STEM] or "file"
    end = re.sub(r"[^a-z0-9]", "", end.lower())[:_LONGEST_END]
    return f"{stem}-{fresh_id().hex()[:4]}{'.' + end if end else ''}"


def bringing(session: Session, draft_id: str, file: Path, name: str) -> Generator[tuple[int, int], None, AnswerFile]:
    """Keep a copy of a file under a name, a few megabytes at a time: (bytes kept, of how many) after
    each. NoSuchFile, FileTooLarge, FileChanged, NoDraft, PlaceNotAllowed; then nothing is kept of it."""
    refuse_elsewhere(file)
    try:
        if not file.is_file():
            raise NoSuchFile
        size = file.stat().st_size
        if size > LARGEST:
            raise FileTooLarge
        photo = photo_client.traces(file.read_bytes()) if _is_picture(name, size) else {}
        return (yield from _keep(session, draft_id, lambda: file.open("rb"), name, size, photo))
    except OSError as error:
        raise NoSuchFile from error


def keep_drawn(session: Session, draft_id: str, content: bytes, name: str) -> AnswerFile:
    """Keep what was drawn on the screen. NoDraft."""
    steps = _keep(session, draft_id, lambda: io.BytesIO(content), name, len(content), {})
    return carried_out(steps)


def _keep(
    session: Session, draft_id: str, opens: _Opens, name: str, size: int, photo: dict[str, str]
) -> Generator[tuple[int, int], None, AnswerFile]:
    draft, key, reading = bytes.fromhex(draft_id), FileKey(), _Reading()
    drafts.one(session.vault.database, draft)
    chunk_refs: list[tuple[bytes, int]] = []
    batch: list[tuple[bytes, bytes]] = []

    def flush() -> tuple[int, int]:
        with session.vault.transaction() as writer:
            for id_, chunk in batch:
                draft_files.put_chunk(writer, draft, id_, chunk)
        batch.clear()
        return min(len(chunk_refs) * CHUNK, size), size

    for part in sealed(key, reading.parts(opens)):
        chunk_refs.append((part[0], len(part[1])))
        batch.append(part)
        if reading.size > LARGEST:
            raise FileTooLarge
        if len(batch) == chunks.AT_ONCE:
            yield flush()
    yield flush()
    if reading.size != size:
        raise FileChanged
    draft_file = draft_files.DraftFile(
        name=name,
        file=key.file,
        key=bytes(key.key),
        kind=_kind(name),
        size=size,
        hash=reading.state.digest(),
        chunks=tuple(chunk_refs),
        photo=photo,
    )
    with session.vault.transaction() as writer:
        drafts.one(session.vault.database, draft)  # it may have been discarded meanwhile
        draft_files.name_it(writer, draft, draft_file)
    return AnswerFile(name, draft_file.kind, size)


@dataclass(slots=True)
class _Reading:
    """How much of a file was read, and its hash so far."""

    size: int = 0
    state: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def parts(self, opens: _Opens) -> Iterator[bytes]:
        with opens() as opened:
            while part := opened.read(CHUNK):
                self.state.update(part)
                self.size += len(part)
                yield part


def tidy(session: Session, draft_id: str) -> None:
    """Away with what was kept of a file that was left off."""
    with session.vault.transaction() as writer:
        draft_files.tidy(writer, bytes.fromhex(draft_id))


def told_of(session: Session, draft_id: str, name: str) -> AnswerFile | None:
    """What is told of an answer's file; of one that lies in the case already, where the interview was
    taken up; None where it isn't here."""
    draft = bytes.fromhex(draft_id)
    if draft_file := draft_files.one(session.reading(), draft, name):
        return AnswerFile(name, draft_file.kind, draft_file.size)
    attachment = _in_case(session, draft, name)
    return AnswerFile(name, attachment.type, attachment.size) if attachment else None


def read(session: Session, draft_id: str, name: str) -> bytes:
    """A file's bytes, in memory. NoAttachment, NotHereYet, ChunkRefused."""
    draft = bytes.fromhex(draft_id)
    draft_file = draft_files.one(session.reading(), draft, name)
    if draft_file is None:
        attachment = _in_case(session, draft, name)
        if attachment is None:
            raise attachment_reader.NoAttachment
        case = drafts.one(session.reading(), draft).meta["case"]
        assert isinstance(case, bytes)
        return attachment_reader.read(session, case.hex(), attachment.id)
    key, parts = FileKey(draft_file.file, Secret(draft_file.key)), list[bytes]()
    for number, (id_, _) in enumerate(draft_file.chunks):
        content = draft_files.chunk(session.reading(), draft, id_)
        if content is None or digest(content) != id_:
            raise ChunkRefused
        last = number == len(draft_file.chunks) - 1
        parts.append(key.open_part(number, content, draft_file.size, last=last))
    return b"".join(parts)


def _in_case(session: Session, draft: bytes, name: str) -> attachments.AttachmentView | None:
    case = drafts.one(session.reading(), draft).meta.get("case")
    if not isinstance(case, bytes) or not name:
        return None
    try:
        case_files = attachments.of(session, case.hex())
    except NoCase:  # it begins with this interview
        return None
    return next((attachment for attachment in case_files if attachment.name == name), None)


def into_case(writer: Writer, pen: EventAppender, draft_id: str, interview: Interview, case: bytes) -> None:
    """The files that answers name become attachments; what was replaced goes with the draft."""
    lay(writer, pen, draft_id, _asked(interview), case)


def lay(writer: Writer, pen: EventAppender, draft_id: str, named: Mapping[str, str], case: bytes) -> None:
    """Those of these names, each with its question, into a case."""
    draft = bytes.fromhex(draft_id)
    for draft_file in draft_files.of(writer, draft):
        if draft_file.name not in named:
            continue
        for id_, _ in draft_file.chunks:
            content = draft_files.chunk(writer, draft, id_)
            assert content is not None
            chunks.put(writer, case, id_, content)
        pen.say(
            events.ATTACHED,
            {
                "file": draft_file.file,
                "key": draft_file.key,
                "name": nfc(draft_file.name),
                "type": draft_file.kind,
                "size": draft_file.size,
                "hash": draft_file.hash,
                "chunks": [list(chunk) for chunk in draft_file.chunks],
                "note": nfc(named[draft_file.name]),
                **({"photo": {key: nfc(text) for key, text in draft_file.photo.items()}} if draft_file.photo else {}),
            },
        )


def _asked(interview: Interview) -> Mapping[str, str]:
    """The names that relevant answers give, each with its question."""
    uploads = {definition.path for definition in interview.form.questions() if definition.control == "upload"}
    labels_by_name = {}
    for ref, value in interview.values().items():
        if value and re.sub(r"\[[^\]]*\]", "", ref) in uploads:
            labels_by_name[value] = marked(interview.node(ref).label)[:200]
    return labels_by_name


def _kind(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _is_picture(name: str, size: int) -> bool:
    return _kind(name).startswith("image/") and size <= LARGEST_PICTURE
