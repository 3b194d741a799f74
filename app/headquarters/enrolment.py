"""Answers to invitations, kept for the desk, and the desk's replies, kept for who answered.

Both are sealed to the other side. Anybody may leave an answer, so there is room for few: more for an
invitation that the desk has named.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, func, or_, select, update

from app.headquarters import directory, problems, tables
from app.headquarters.database import Database
from app.seal.keys import digest
from app.sync import wire

LARGEST = 1 << 20
_NAMED, _STRANGE = 200, 64  # answers to one invitation; to all that the desk never named
_PAGE = 32
_THIN_PAGE = 8 << 10  # bytes that cross any line
_NONE = bytes(32)


def keep(database: Database, invitation: bytes, file: bytes, now: int) -> bytes:
    """The answer's hash. Repeating it changes nothing. Refused: "too_large", "full"."""
    if len(file) > LARGEST:
        raise problems.refused("too_large")
    hash_ = digest(file)
    a, i = tables.answer.c, tables.invitation.c

    def work(connection: Connection) -> None:
        if connection.execute(select(a.hash).where(a.hash == hash_)).first():
            return
        if is_named(connection, invitation):
            column, room = a.invitation == invitation, _NAMED
        else:
            column, room = a.invitation.not_in(select(i.id)), _STRANGE
        scalar_one = connection.execute(select(func.count()).where(column)).scalar_one()
        if scalar_one >= room:
            raise problems.refused("full")
        row = {"hash": hash_, "invitation": invitation, "came": now, "file": file, "reply": b"", "reply_hash": _NONE}
        connection.execute(database.insert(tables.answer).on_conflict_do_nothing(), row)

    database.change(work)
    return hash_


def name(database: Database, invitations: Sequence[bytes], now: int) -> None:
    """The desk's open invitations: their answers have room of their own."""
    i = tables.invitation.c
    with database.look() as connection:
        existing = {row.id for row in connection.execute(select(i.id).where(i.id.in_(invitations)))}
    new = sorted(set(invitations) - existing)
    if new:
        rows = [{"id": id_, "named": now} for id_ in new]
        insert = database.insert(tables.invitation).on_conflict_do_nothing()
        database.change(lambda connection: connection.execute(insert, rows))


def waiting(database: Database, request: wire.Answers) -> wire.AnswersWaiting:
    """Answers to these invitations that the desk doesn't have, the first to come first."""
    is_thin = isinstance(request, wire.AnswersNamed)
    page_bytes = _THIN_PAGE if is_thin else wire.REQUEST
    a = tables.answer.c
    with database.look() as connection:
        rows = connection.execute(
            select(a.hash, a.file)
            .where(a.invitation.in_(request.invitations), a.hash.not_in(request.known))
            .order_by(a.came, a.hash)
            .limit(_PAGE + 1)
        ).all()
    answers: list[tuple[bytes, bytes]] = []
    size = 0
    for row in rows[:_PAGE]:
        if answers and size + len(row.file) > page_bytes:
            break
        is_long = is_thin and len(row.file) > page_bytes
        answers.append((row.hash, wire.name_of(row.hash) if is_long else row.file))
        size += len(row.file)
    return wire.AnswersWaiting(tuple(answers), int(len(answers) < len(rows)))


def reply(database: Database, hash_: bytes, file: bytes) -> bytes:
    """Keep the desk's reply; the epoch. Refused where no such answer is here."""
    a = tables.answer.c

    def work(connection: Connection) -> bytes:
        answer_row = connection.execute(select(a.hash).where(a.hash == hash_)).first()
        if answer_row is None:
            raise problems.refused("not_yours")
        connection.execute(update(tables.answer).where(a.hash == hash_).values(reply=file, reply_hash=digest(file)))
        return directory.state(connection).epoch

    return database.change(work)


def reply_to(database: Database, hash_: bytes, known_hash: bytes) -> bytes:
    """The desk's reply, b"" where there is none but the one that is known."""
    a = tables.answer.c
    with database.look() as connection:
        row = connection.execute(select(a.reply).where(a.hash == hash_, a.reply_hash != known_hash)).one_or_none()
    return bytes(row.reply) if row else b""


def file_named(database: Database, id_: bytes, *, for_desk: bool) -> bytes | None:
    """The reply whose hash this is; for the desk an answer too."""
    a = tables.answer.c
    query = select(a.hash, a.file, a.reply)
    if id_ == _NONE:
        return None
    is_it = or_(a.reply_hash == id_, a.hash == id_) if for_desk else a.reply_hash == id_
    with database.look() as connection:
        row = connection.execute(query.where(is_it).limit(1)).one_or_none()
    return row and bytes(row.file if row.hash == id_ else row.reply)


def is_named(connection: Connection, invitation: bytes) -> bool:
    """Did the desk ask for answers to it?"""
    i = tables.invitation.c
    return connection.execute(select(i.id).where(i.id == invitation)).first() is not None
