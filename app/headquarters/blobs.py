"""Encrypted chunks of attachments: kept in pieces as they come, whole once their hash is right.

They lie in the database, not in files beside it: nodes that share a PostgreSQL share them, one
snapshot holds events and chunks, and an order to erase is one transaction. A chunk belongs to a
case; who may have the case may fetch it, and bring it who wrote in the case too.
"""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from app.headquarters import erasure, problems, readers, tables
from app.headquarters.database import Database
from app.headquarters.directory import KnownDirectory
from app.seal.keys import digest
from app.sync import wire

_PAGE = 500
PATH = re.compile(r"/v1/blobs/([0-9a-f]{64})")
_QUERY = re.compile(r"case=([0-9a-f]{32})")
_CONTENT_RANGE = re.compile(r"bytes (\d{1,9})-(\d{1,9})/(\d{1,9})", re.ASCII)
_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{0,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes from `start` on of a chunk of `size`."""

    start: int
    size: int
    content: bytes

    @property
    def end(self) -> int:
        return self.start + len(self.content)


def named(path: str, query: str) -> tuple[bytes, bytes]:
    """(id, case) of /v1/blobs/{id}?case=…; Refused."""
    id_, case = PATH.fullmatch(path), _QUERY.fullmatch(query)
    if not id_ or not case:
        raise problems.refused("no_such_call")
    return bytes.fromhex(id_[1]), bytes.fromhex(case[1])


def piece(content_range: str, content: bytes) -> Piece:
    """What a PUT brings; Refused unless the header says just that."""
    match = _CONTENT_RANGE.fullmatch(content_range)
    if not match:
        raise problems.refused("wire_refused")
    first, last, size = map(int, match.groups())
    if size > wire.BLOB:
        raise problems.refused("too_large")
    if not content or last - first + 1 != len(content) or last >= size:
        raise problems.refused("wire_refused")
    return Piece(first, size, content)


def start_of(range_: str) -> int | None:
    """Where a GET goes on; None for the whole. Refused for any other range than `bytes=N-`."""
    match = _RANGE.fullmatch(range_)
    if (range_ and not match) or (match and match[2]):
        raise problems.refused("wire_refused")
    return int(match[1]) if match else None


# -- what is there ---------------------------------------------------------------------------


def missing(
    database: Database, stream: bytes, snapshot: KnownDirectory, blobs_have: wire.BlobsHave
) -> wire.BlobsMissing:
    """Of these chunks, those that are not whole, and how much of each is there."""
    b, ids, offsets = tables.blob.c, sorted(set(blobs_have.ids)), dict[bytes, int]()
    with database.look() as connection:
        _may_bring(connection, stream, snapshot, blobs_have.case)
        for at in range(0, len(ids), _PAGE):
            rows = connection.execute(
                select(b.id, b.there, b.whole).where(b.case_id == blobs_have.case, b.id.in_(ids[at : at + _PAGE]))
            )
            offsets |= {row.id: -1 if row.whole else row.there for row in rows}
        erased = erasure.ordered(connection, dict.fromkeys(ids, blobs_have.case))
    unerased_ids = [id_ for id_ in dict.fromkeys(blobs_have.ids) if id_ not in erased]
    return wire.BlobsMissing(
        snapshot.epoch, tuple((id_, offsets.get(id_, 0)) for id_ in unerased_ids if offsets.get(id_, 0) >= 0)
    )


def _may_fetch(connection: Connection, stream: bytes, snapshot: KnownDirectory, case: bytes) -> None:
    if not readers.readable(connection, snapshot.teams(stream), [case]):
        raise problems.refused("not_yours")


def _may_bring(connection: Connection, stream: bytes, snapshot: KnownDirectory, case: bytes) -> None:
    """Also who wrote in it: the files of a record follow it."""
    if not readers.wrote(connection, stream, case):
        _may_fetch(connection, stream, snapshot, case)


# -- bringing --------------------------------------------------------------------------------


def keep(
    database: Database, stream: bytes, snapshot: KnownDirectory, case: bytes, id_: bytes, piece: Piece, now: int
) -> wire.BlobTaken:
    """What is there once the piece is. Repeating it changes nothing. Refused: "offset" where
    something before it is missing, "blob_refused" where the whole has another hash: it is then
    forgotten; "erased"."""

    def work(connection: Connection) -> tuple[wire.BlobTaken, bool]:
        _may_bring(connection, stream, snapshot, case)
        _lock(connection, case)  # before the chunk, as where an order is carried out
        if erasure.ordered(connection, {id_: case}):
            raise problems.refused("erased")
        offset, is_complete = begun(connection, case, id_, piece, now)
        if is_complete or piece.end <= offset:
            return wire.BlobTaken(snapshot.epoch, offset, int(is_complete)), True
        if piece.start > offset:
            raise problems.refused("offset")
        new = piece.content[offset - piece.start :]
        if piece.end < piece.size:
            add(connection, case, id_, offset, new, now)
            return wire.BlobTaken(snapshot.epoch, piece.end, 0), True
        finish = _finish(connection, case, id_, new, now)
        return wire.BlobTaken(snapshot.epoch, piece.size, 1), finish

    blob_taken, is_valid = database.change(work)
    if not is_valid:
        raise problems.refused("blob_refused")
    return blob_taken


def _lock(connection: Connection, case: bytes) -> None:
    c = tables.case.c
    connection.execute(select(c.id).where(c.id == case).with_for_update()).all()


def begun(connection: Connection, case: bytes, id_: bytes, piece: Piece, now: int) -> tuple[int, bool]:
    """(bytes that are there, whole). One of another size is begun anew: the hash decides in the end,
    and who lied about the size must not be in the way."""
    b = tables.blob.c
    row = connection.execute(select(b.size, b.there, b.whole).where(b.case_id == case, b.id == id_)).one_or_none()
    if row and (row.whole or row.size == piece.size):
        return row.there, row.whole
    if row:
        forget(connection, case, id_)
    new = {"case_id": case, "id": id_, "size": piece.size, "there": 0, "whole": False, "moved": now}
    connection.execute(tables.blob.insert(), new)
    return 0, False


def add(connection: Connection, case: bytes, id_: bytes, start: int, content: bytes, now: int) -> None:
    row = {"case_id": case, "id": id_, "start": start, "content": content}
    connection.execute(tables.blob_part.insert(), row)
    _moved(connection, case, id_, there=start + len(content), moved=now)


def _moved(connection: Connection, case: bytes, id_: bytes, **values: int) -> None:
    b = tables.blob.c
    connection.execute(update(tables.blob).where(b.case_id == case, b.id == id_).values(**values))


def _finish(connection: Connection, case: bytes, id_: bytes, last: bytes, now: int) -> bool:
    chunk = content(connection, case, id_, last)
    if chunk is None:
        return False
    p = tables.blob_part.c
    connection.execute(delete(tables.blob_part).where(p.case_id == case, p.id == id_))
    add(connection, case, id_, 0, chunk, now)
    _moved(connection, case, id_, whole=True)
    return True


def content(connection: Connection, case: bytes, id_: bytes, last: bytes = b"") -> bytes | None:
    """All the pieces, and `last` after them; None where they have another hash: they are forgotten."""
    p = tables.blob_part.c
    rows = connection.execute(select(p.content).where(p.case_id == case, p.id == id_).order_by(p.start))
    joined = b"".join([*(row.content for row in rows), last])
    if digest(joined) == id_:
        return joined
    forget(connection, case, id_)
    return None


def forget(connection: Connection, case: bytes, id_: bytes) -> None:
    for table in (tables.blob_part, tables.blob):
        connection.execute(delete(table).where(table.c.case_id == case, table.c.id == id_))


# -- fetching --------------------------------------------------------------------------------


def give(
    database: Database, stream: bytes, snapshot: KnownDirectory, case: bytes, id_: bytes, start: int
) -> tuple[bytes, int]:
    """(the bytes from `start` on, the size of the whole). Refused where it is not whole."""
    b, p = tables.blob.c, tables.blob_part.c
    conditions = b.case_id == case, b.id == id_, b.whole
    with database.look() as connection:
        _may_fetch(connection, stream, snapshot, case)
        row = connection.execute(
            select(b.size, func.substr(p.content, start + 1).label("rest"))
            .join(tables.blob_part, (p.case_id == b.case_id) & (p.id == b.id))
            .where(*conditions)
        ).one_or_none()
        ordered = not row and erasure.ordered(connection, {id_: case})
    if ordered:
        raise problems.refused("erased")
    if row is None:
        raise problems.refused("not_there")
    if start >= row.size:
        raise problems.refused("offset")
    return bytes(row.rest), row.size
