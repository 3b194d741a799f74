"""A file of a case opened again, in memory: whole, or a few megabytes at a time."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

from app.case.attachments import Attachment
from app.case.projection import Case
from app.casework.cases.queries import case_of
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.seal.attachment import ChunkRefused, FileKey
from app.seal.keys import Secret
from app.vault import chunks

_FEW = 4  # times that something is read, which need no further connection


class NoAttachment(SanadError):
    """No file of this id in the case, or more than one."""

    says = N_("This file is not in the case. Check the list of files.")


class NotHereYet(SanadError):
    """Its chunks are still on their way."""

    says = N_(
        "This file is still on its way: part of it has not arrived from the server yet. "
        "Nothing is lost. Sync again, then open it."
    )


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
    key, hash_ = FileKey(attachment.file, Secret(attachment.key)), hashlib.sha256()
    final = len(attachment.chunks) - 1

    def opened(first: int) -> bytes:
        ids = [id_ for id_, _ in attachment.chunks[first : first + chunks.AT_ONCE]]
        return b"".join(
            key.open_part(
                number, _sealed(session, case_state.id, id_), attachment.size, last=number == final
            )
            for number, id_ in enumerate(ids, first)
        )

    firsts = range(0, len(attachment.chunks), chunks.AT_ONCE)
    # what is not committed yet stands on this thread's connection alone
    is_large = len(firsts) > _FEW and session.reading().mark() is not None
    piece = b""
    for number, following in enumerate(
        _by_several(session, opened, firsts) if is_large else map(opened, firsts)
    ):
        if number:
            yield piece
        piece = following
        hash_.update(piece)
    if hash_.digest() != attachment.hash:
        raise ChunkRefused
    yield piece


def _by_several(
    session: Session, opened: Callable[[int], bytes], firsts: Sequence[int]
) -> Iterator[bytes]:
    """In their order, each read by one of two threads: what the records' own encryption takes is twice
    what sealing it takes."""
    with ExitStack() as readers:
        threads = [readers.enter_context(ThreadPoolExecutor(1)) for _ in range(2)]
        for thread in threads:
            readers.callback(thread.submit, session.close_reader)
        waiting = deque[Future[bytes]]()
        for number, first in enumerate(firsts):
            waiting.append(threads[number % 2].submit(opened, first))
            if len(waiting) > 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _sealed(session: Session, case: bytes, id_: bytes) -> bytes:
    """A chunk, which its seal and its place hold against another. NotHereYet, FileHeld."""
    sealed = chunks.content_of(session.reading(), case, id_)
    if sealed is None:
        raise FileHeld if id_ in chunks.held(session.reading(), case) else NotHereYet
    return sealed
