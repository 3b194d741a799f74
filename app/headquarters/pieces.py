"""Records that come or go in pieces, since a line breaks before it has carried one whole.

What a computer has begun to bring lies where chunks do, under its own stream in place of a case, until
it is whole. Then it is taken in as any other push, and forgotten.
"""

from sqlalchemy import Connection, func, select

from app.headquarters import blobs, chains, organisation_calls, problems, readers, tables
from app.headquarters.blobs import Piece
from app.headquarters.database import Database
from app.headquarters.directory import KnownDirectory
from app.headquarters.envelope_checks import LARGEST
from app.headquarters.store import PushResult, Store
from app.seal import split
from app.seal.keys import digest
from app.sync import wire

# of one computer: beyond, what it left longest ago is forgotten
BEGUN, BEGUN_BYTES = 1000, 64 << 20
_TAKEN = wire.NEW, wire.KNOWN
_ENTRY, ENTRY_REFUSED = b"\x82", "entry_refused"  # how an entry begins: a list of two


def push(
    store: Store, stream: bytes, request: wire.PushPiece, now: int
) -> tuple[int, PushResult | None]:
    """(bytes that are there, what came of the envelope once it is whole). Refused: "offset" where
    something before it is missing, "blob_refused" where the whole has another hash."""
    if not 0 < request.size <= LARGEST or len(request.piece) > wire.BLOB:
        raise problems.refused("too_large")
    piece = Piece(request.start, request.size, request.piece)
    if piece.end > piece.size:
        raise problems.refused("wire_refused")
    content, offset = store.database.change(
        lambda connection: _kept(connection, stream, request.hash, piece, now)
    )
    if content is None:
        return offset, None
    if not content:
        raise problems.refused("blob_refused")
    device = store.people.known.device(stream)
    is_entry = content[:1] == _ENTRY and device is not None and not device.revoked
    taken_in = _learnt(store, content) if is_entry else store.push([content])
    if all(outcome in _TAKEN for _, outcome in taken_in.outcomes):
        store.database.change(
            lambda connection: blobs.forget(connection, stream, request.hash)
        )  # what was refused may be taken later
    return offset, taken_in


def _learnt(store: Store, raw: bytes) -> PushResult:
    """What comes of an entry of the directory."""
    request = wire.Directory((), (raw,), 1)
    new = organisation_calls.directory(store.database, store.people, request)[2]
    known, id_ = store.people.known, digest(raw)
    outcome = ENTRY_REFUSED if id_ not in known.directory.known else wire.NEW if new else wire.KNOWN
    return PushResult(known.epoch, ((id_, outcome),), {})


def _kept(
    connection: Connection, stream: bytes, hash_: bytes, piece: Piece, now: int
) -> tuple[bytes | None, int]:
    """(the whole, b"" where it has another hash, None where it isn't whole; bytes that are there)"""
    chains.lock(connection, [stream])
    _make_room(connection, stream, hash_, piece.size)
    offset, _ = blobs.begun(connection, stream, hash_, piece, now)
    if piece.start > offset:
        raise problems.refused("offset")
    if piece.end > offset:
        new = piece.content[offset - piece.start :]
        blobs.add(connection, stream, hash_, offset, new, now)
        offset = piece.end
    if offset < piece.size:
        return None, offset
    return blobs.content(connection, stream, hash_) or b"", offset


def _make_room(connection: Connection, stream: bytes, hash_: bytes, size: int) -> None:
    b = tables.blob.c
    rows = connection.execute(
        select(b.id, b.there).where(b.case_id == stream, b.id != hash_).order_by(b.moved, b.id)
    ).all()
    number, total = len(rows) + 1, size + sum(row.there for row in rows)
    for row in rows:
        if number <= BEGUN and total <= BEGUN_BYTES:
            return
        blobs.forget(connection, stream, row.id)
        number, total = number - 1, total - row.there


def give(
    database: Database, stream: bytes, snapshot: KnownDirectory, request: wire.GetPiece
) -> wire.Piece:
    """Of an envelope, a chunk or an entry of the directory. Refused as a pull or a chunk would be."""
    e, start, limit = tables.envelope.c, request.start, max(1, min(request.most, wire.BLOB))
    entry = snapshot.directory.known.get(request.id) if request.case == wire.NO_CASE else None
    if start > LARGEST or (entry and start >= len(entry.raw)):
        raise problems.refused("offset")
    if entry:
        return wire.Piece(len(entry.raw), entry.raw[start : start + limit])
    with database.look() as connection:
        if not readers.readable(connection, snapshot.teams(stream), [request.case]):
            raise problems.refused("not_yours")
        conditions = e.id == request.id, e.case_id == request.case
        length = func.length(e.body).label("size")
        row = connection.execute(
            select(e.header, e.signature, length).where(*conditions)
        ).one_or_none()
        if row is not None:
            head = split.before_last(row.header, row.signature, size=row.size)
            if start >= len(head) + row.size:
                raise problems.refused("offset")
            part = func.substr(e.body, max(0, start - len(head)) + 1, limit)
            body = connection.execute(select(part).where(*conditions)).scalar_one()
            content = head[start:] + bytes(body)
            return wire.Piece(len(head) + row.size, content[:limit])
    content, size = blobs.give(database, stream, snapshot, request.case, request.id, start)
    return wire.Piece(size, content[:limit])
