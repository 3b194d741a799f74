"""What comes or goes in pieces, since a line breaks before it has carried it whole: records, entries of the
directory, files of joining.

What a computer has begun to bring lies where chunks do, under its own stream in place of a case, until
it is whole. Then it is taken in as any other push, and forgotten. Who isn't known yet brings an answer
under the invitation's id, if the desk named it, else in a room that all strangers share.
"""

from sqlalchemy import Connection, func, select

from app.headquarters import blobs, chains, enrolment, organisation_calls, problems, readers, tables
from app.headquarters.blobs import Piece
from app.headquarters.database import Database
from app.headquarters.directory import KnownDirectory
from app.headquarters.envelope_checks import LARGEST
from app.headquarters.store import PushResult, Store
from app.seal import enrolment as sealed
from app.seal import split
from app.seal.keys import digest
from app.sync import wire

# of one computer: beyond, what it left longest ago is forgotten
BEGUN, BEGUN_BYTES = 1000, 64 << 20
STRANGE, STRANGE_BYTES = 64, 16 << 20  # to one invitation; to all that the desk never named
_TAKEN = wire.NEW, wire.KNOWN
_ENTRY, ENTRY_REFUSED = b"\x82", "entry_refused"  # how an entry begins: a list of two


def push(
    store: Store, stream: bytes, request: wire.PushPiece, now: int, *, is_desk: bool = False
) -> tuple[int, PushResult | None]:
    """(bytes that are there, what came of the envelope once it is whole). Refused: "offset" where
    something before it is missing, "blob_refused" where the whole has another hash."""
    piece = _checked(request, wire.ANSWER if is_desk else LARGEST)
    content, offset = store.database.change(
        lambda connection: _kept(connection, stream, request.hash, piece, now, (BEGUN, BEGUN_BYTES))
    )
    if content is None:
        return offset, None
    if not content:
        raise problems.refused("blob_refused")
    device = store.people.known.device(stream)
    is_there = device is not None and not device.revoked
    answered = sealed.answer_of(content) if is_desk and is_there else b""
    if answered:
        epoch = enrolment.reply(store.database, answered, content)
        outcomes = ((digest(content), wire.NEW),)
        taken_in = PushResult(epoch, outcomes, {}, answered=answered)
    elif content[:1] == _ENTRY and is_there:
        taken_in = _learnt(store, content)
    else:
        taken_in = store.push([content])
    if all(outcome in _TAKEN for _, outcome in taken_in.outcomes):
        store.database.change(
            lambda connection: blobs.forget(connection, stream, request.hash)
        )  # what was refused may be taken later
    return offset, taken_in


def push_answer(database: Database, request: wire.EnrolPiece, now: int) -> tuple[int, bool]:
    """(bytes of an answer that are there, whole). Refused as `push`, and as a whole answer is."""
    piece = _checked(request, enrolment.LARGEST)

    def work(connection: Connection) -> tuple[bytes, bytes | None, int]:
        is_named = enrolment.is_named(connection, request.invitation)
        room = request.invitation if is_named else wire.NO_CASE
        return room, *_kept(connection, room, request.hash, piece, now, (STRANGE, STRANGE_BYTES))

    room, content, offset = database.change(work)
    if content is None:
        return offset, False
    if not content:
        raise problems.refused("blob_refused")
    enrolment.keep(database, request.invitation, content, now)
    database.change(lambda connection: blobs.forget(connection, room, request.hash))
    return offset, True


def _checked(request: wire.PushPiece | wire.EnrolPiece, largest: int) -> Piece:
    if not 0 < request.size <= largest or len(request.piece) > wire.BLOB:
        raise problems.refused("too_large")
    piece = Piece(request.start, request.size, request.piece)
    if piece.end > piece.size:
        raise problems.refused("wire_refused")
    return piece


def _learnt(store: Store, raw: bytes) -> PushResult:
    """What comes of an entry of the directory."""
    request = wire.Directory((), (raw,), 1)
    new = organisation_calls.directory(store.database, store.people, request)[2]
    known, id_ = store.people.known, digest(raw)
    outcome = ENTRY_REFUSED if id_ not in known.directory.known else wire.NEW if new else wire.KNOWN
    return PushResult(known.epoch, ((id_, outcome),), {})


def _kept(
    connection: Connection, stream: bytes, hash_: bytes, piece: Piece, now: int, limits: tuple[int, int]
) -> tuple[bytes | None, int]:
    """(the whole, b"" where it has another hash, None where it isn't whole; bytes that are there)"""
    chains.lock(connection, [stream])
    _make_room(connection, stream, hash_, piece.size, limits)
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


def _make_room(connection: Connection, stream: bytes, hash_: bytes, size: int, limits: tuple[int, int]) -> None:
    b = tables.blob.c
    rows = connection.execute(
        select(b.id, b.there).where(b.case_id == stream, b.id != hash_).order_by(b.moved, b.id)
    ).all()
    number, total = len(rows) + 1, size + sum(row.there for row in rows)
    for row in rows:
        if number <= limits[0] and total <= limits[1]:
            return
        blobs.forget(connection, stream, row.id)
        number, total = number - 1, total - row.there


def give_file(
    database: Database, snapshot: KnownDirectory, request: wire.GetPiece, *, is_desk: bool
) -> wire.Piece | None:
    """Of an entry of the directory, or a file of joining; None where it is neither."""
    entry, start = snapshot.directory.known.get(request.id), request.start
    raw = entry.raw if entry else enrolment.file_named(database, request.id, for_desk=is_desk)
    if raw is None:
        return None
    if start >= len(raw):
        raise problems.refused("offset")
    return wire.Piece(len(raw), raw[start : start + max(1, min(request.most, wire.BLOB))])


def give(database: Database, stream: bytes, snapshot: KnownDirectory, request: wire.GetPiece) -> wire.Piece:
    """Of an envelope or a chunk. Refused as a pull or a chunk would be."""
    e, start, limit = tables.envelope.c, request.start, max(1, min(request.most, wire.BLOB))
    if start > LARGEST:
        raise problems.refused("offset")
    with database.look() as connection:
        if not readers.readable(connection, snapshot.teams(stream), [request.case]):
            raise problems.refused("not_yours")
        conditions = e.id == request.id, e.case_id == request.case
        length = func.length(e.body).label("size")
        row = connection.execute(select(e.header, e.signature, length).where(*conditions)).one_or_none()
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
