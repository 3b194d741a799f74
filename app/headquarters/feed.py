"""Giving envelopes out: which cases a computer may have, what changed in them, and the rest of them.

A case stands once in the feed of its shard, at its last change. A cursor is the last place that its
owner knows of; the shard's row is locked until each commit, so nothing comes before it any more.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, union

from app.headquarters import bulk_rows, chains, tables
from app.headquarters.database import Database
from app.headquarters.directory import Known, People
from app.seal.keys import digest
from app.sync import wire

_PAGE = 500
_LISTED = 500  # cases in one answer of the feed
_MOST = 1 << 62
_SHARDS = range(tables.SHARDS)
_PACKED = f">{tables.SHARDS}Q"


def readable(
    connection: Connection, stream: bytes, known: Known, cases: Iterable[bytes]
) -> set[bytes]:
    """Of these cases, those that a team of the computer's officer reads, or in which it wrote."""
    ordered, found = sorted(set(cases)), set[bytes]()
    r, a = tables.reader.c, tables.author.c
    for at in range(0, len(ordered), _PAGE):
        some = ordered[at : at + _PAGE]
        reads = select(r.case_id).where(
            bulk_rows.among(connection, r.case_id, some),
            bulk_rows.among(connection, r.team, known.teams(stream)),
        )
        wrote = select(a.case_id).where(
            bulk_rows.among(connection, a.case_id, some), a.stream == stream
        )
        found.update(row.case_id for row in connection.execute(union(reads, wrote)))
    return found


# -- the feed --------------------------------------------------------------------------------


def scope(epoch: bytes, teams: Iterable[bytes]) -> bytes:
    """What cursors stand for: with other teams, or another history, they count for nothing."""
    return digest(b"sanad-scope-1", epoch, *sorted(teams))[:16]


def feed(database: Database, directory: People, stream: bytes, feed: wire.Feed) -> wire.Fed:
    """The cases with news, a page at a time, and the cursors to come back with."""
    with database.look() as connection:
        known = directory.now(connection)
        teams = known.teams(stream)
        now = scope(known.epoch, teams)
        counts = feed.scope == now
        cursors = {n: min(place, _MOST) for n, place in feed.cursors} if counts else {}
        # the shards first: a case that moves on meanwhile is listed further on the next time
        lasts = {row.n: row.last for row in connection.execute(select(tables.shard))}
        after = {n: cursors.get(n, 0) for n in sorted(lasts) if lasts[n] > cursors.get(n, 0)}
        rows = _listed(connection, stream, teams, after, lasts) if after else []
    reached = dict(lasts)
    more = len(rows) > _LISTED
    if more:
        rows = rows[:_LISTED]
        end = rows[-1]
        reached = {n: last if n < end.shard else cursors.get(n, 0) for n, last in lasts.items()}
        reached[end.shard] = end.place
    return wire.Fed(
        known.epoch,
        now,
        tuple((row.id, row.shard, row.place, row.last) for row in rows),
        tuple(sorted(reached.items())),
        int(more),
    )


def _listed(
    connection: Connection,
    stream: bytes,
    teams: Sequence[bytes],
    after: Mapping[int, int],
    upto: Mapping[int, int],
) -> list[Any]:
    c = tables.case.c
    news = or_(
        *(and_(c.shard == n, c.place > place, c.place <= upto[n]) for n, place in after.items())
    )
    rows = connection.execute(
        select(c.id, c.shard, c.place, c.last)
        .where(news, mine(stream, teams))
        .order_by(c.shard, c.place)
        .limit(_LISTED + 1)
    )
    return list(rows)


def mine(stream: bytes, teams: Sequence[bytes]) -> ColumnElement[bool]:
    r, a, c = tables.reader.c, tables.author.c, tables.case.c
    return or_(
        exists().where(r.case_id == c.id, r.team.in_(teams)),
        exists().where(a.case_id == c.id, a.stream == stream),
    )


def concerned(database: Database, cases: Iterable[bytes]) -> set[bytes]:
    """The teams and streams to which news of some cases matters."""
    ordered, found = sorted(cases), set[bytes]()
    r, a = tables.reader.c, tables.author.c
    with database.look() as connection:
        for at in range(0, len(ordered), _PAGE):
            some = ordered[at : at + _PAGE]
            teams = select(r.team.label("who")).where(bulk_rows.among(connection, r.case_id, some))
            streams = select(a.stream.label("who")).where(
                bulk_rows.among(connection, a.case_id, some)
            )
            found.update(row.who for row in connection.execute(union(teams, streams)))
    return found


# -- what the desk sees of computers ---------------------------------------------------------


def note(
    database: Database, stream: bytes, at: int, cursors: Mapping[int, int] | None, locked: int = 0
) -> None:
    """When a computer called, and how far it had fetched or when it was locked last, if it said so."""
    packed = struct.pack(_PACKED, *((cursors or {}).get(n, 0) for n in _SHARDS))
    row = {"stream": stream, "at": at, "cursors": packed, "locked": locked}
    new: dict[str, object] = {"at": at}
    if cursors is not None:
        new["cursors"] = packed
    if locked:
        new["locked"] = locked

    def work(connection: Connection) -> None:
        connection.execute(
            database.insert(tables.seen)
            .values(row)
            .on_conflict_do_update(index_elements=["stream"], set_=new)
        )

    database.change(work)


def devices(database: Database, directory: People) -> wire.DeviceStates:
    """How far each computer of the organisation is behind, counting to a thousand cases."""
    s = tables.seen.c
    told = []
    with database.look() as connection:
        known = directory.known
        rows = connection.execute(select(s.stream, s.at, s.cursors, s.locked))
        seen = {
            row.stream: (row.at, struct.unpack(_PACKED, row.cursors), row.locked) for row in rows
        }
        ends = chains.tips(connection, known.directory.devices)
        for stream, tips in ends.items():
            at, cursors, locked = seen.get(stream, (0, (0,) * tables.SHARDS, 0))
            behind = _behind(connection, stream, known.teams(stream), cursors)
            end, forked = tips[0][0] if tips else 0, int(len(tips) > 1)
            told.append((stream, at, end, behind, forked, locked))
    return wire.DeviceStates(tuple(told))


def _behind(
    connection: Connection, stream: bytes, teams: Sequence[bytes], cursors: Sequence[int]
) -> int:
    c = tables.case.c
    news = or_(*(and_(c.shard == n, c.place > cursors[n]) for n in _SHARDS))
    subquery = select(c.id).where(news, mine(stream, teams)).limit(1000).subquery()
    return int(connection.execute(select(func.count()).select_from(subquery)).scalar_one())
