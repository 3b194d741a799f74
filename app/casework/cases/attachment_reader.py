"""A file of a case opened again, in memory: whole, or a few megabytes at a time."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from app.case.attachments import Attachment
from app.case.projection import Case
from app.casework.cases.queries import case_of
from app.casework.session.ids import begun_by
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.seal.attachment import ChunkRefused, FileKey
from app.seal.keys import Secret
from app.vault import chunks


class NoAttachment(SanadError):
    says = N_("This file is not in the case. Check the list of files.")


class NotHereYet(SanadError):
    says = N_(
        "This file is still on its way: part of it has not arrived from the server yet. "
        "Nothing is lost. Sync again, then open it."
    )


class FileHeld(NotHereYet):
    says = N_(
        "This file is too large to be downloaded automatically, so it is not here yet. "
        "Nothing is lost. Ask for it in the case’s list of files, then sync."
    )


def named(case_state: Case, file_id: str) -> Attachment:
    """By its id, or how it begins. NoAttachment."""
    return begun_by(case_state.attached.items(), file_id, NoAttachment)


def read(session: Session, case_id: str, file_id: str) -> bytes:
    """A file's bytes, in memory. NoAttachment, NotHereYet, ChunkRefused, NoCase."""
    return b"".join(pieces(session, case_id, file_id))


def pieces(session: Session, case_id: str, file_id: str) -> Iterator[bytes]:
    """The same a few megabytes at a time, for a thread that others wait for. Who uses a piece before
    the last has come trusts its chunks' seals alone; the whole file's hash is compared at the end."""
    case_state = case_of(session, case_id)
    attachment = named(case_state, file_id)
    key, hash_ = FileKey(attachment.file, Secret(attachment.key)), hashlib.sha256()

    def opened(first: int, sealed_chunks: list[bytes]) -> bytes:
        final = len(attachment.chunks) - 1
        piece = b"".join(
            key.open_part(number, sealed, attachment.size, last=number == final)
            for number, sealed in enumerate(sealed_chunks, first)
        )
        hash_.update(piece)
        return piece

    # one thread opens what was read while this one, to which the records belong, and of a large file a second
    # connection read on: what a database's own code costs is most of it
    ids = [id_ for id_, _ in attachment.chunks]
    with ThreadPoolExecutor(1) as opener, _read_beside(session, case_state.id, ids) as beside:
        waiting: Future[bytes] | None = None
        for first in range(0, len(ids), chunks.AT_ONCE):
            batch = [
                sealed if sealed is not None else _sealed(session, case_state.id, id_)
                for id_, sealed in zip(ids[first : first + chunks.AT_ONCE], beside(first), strict=True)
            ]
            following = opener.submit(opened, first, batch)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        last = waiting.result() if waiting is not None else b""
    if hash_.digest() != attachment.hash:
        raise ChunkRefused
    yield last


@contextmanager
def _read_beside(session: Session, case: bytes, ids: list[bytes]) -> Iterator[Callable[[int], list[bytes | None]]]:
    """Every other batch, by the place of its first chunk, read by a thread with a connection of its own; None for
    a chunk that it did not read."""
    if len(ids) <= chunks.AT_ONCE:
        yield lambda first: [None] * len(ids[first : first + chunks.AT_ONCE])
        return
    source = session.reading()
    with ThreadPoolExecutor(1) as reader:
        connection = reader.submit(source.again).result()

        def read(first: int) -> list[bytes | None]:
            return [chunks.content_of(connection, case, id_) for id_ in ids[first : first + chunks.AT_ONCE]]

        ahead: dict[int, Future[list[bytes | None]]] = {}

        def batch(first: int) -> list[bytes | None]:
            following = first + chunks.AT_ONCE
            if first not in ahead and following < len(ids):
                ahead[following] = reader.submit(read, following)
            known = ahead.pop(first, None)
            return known.result() if known else [None] * len(ids[first:following])

        try:
            yield batch
        finally:
            reader.submit(connection.close).result()


def _sealed(session: Session, case: bytes, id_: bytes) -> bytes:
    """A chunk, which its seal and its place hold against another. NotHereYet, FileHeld."""
    sealed = chunks.content_of(session.reading(), case, id_)
    if sealed is None:
        raise FileHeld if id_ in chunks.held(session.reading(), case) else NotHereYet
    return sealed
