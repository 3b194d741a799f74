"""Giving envelopes out: which cases a computer may have, what changed in them, and the rest of them.

A case stands once in the feed of its shard, at its last change. A cursor is the last place that its
owner knows of; the shard's row is locked until each commit, so nothing comes before it any more.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from app.headquarters import chains, readers, tables
from app.headquarters.database import Database
from app.headquarters.directory import DirectoryCache
from app.seal.case_grant import bound
from app.seal.keys import digest
from app.sync import wire

_LISTED = 250  # cases in one answer of the feed, and computers: some 8 KB
_MOST = 1 << 62
_SHARDS = range(tables.SHARDS)
_PACKED = f">{tables.SHARDS}Q"


# -- the feed --------------------------------------------------------------------------------


def scope(epoch: bytes, teams: Iterable[bytes]) -> bytes:
    """What cursors stand for: with other teams, or another history, they count for nothing."""
    return digest(b"sanad-scope-1", epoch, *sorted(teams))[:16]


def feed(database: Database, directory: DirectoryCache, stream: bytes, feed: wire.Feed) -> wire.Fed:
    """The cases with news, a page at a time, and the cursors to come back with."""
    with database.look() as connection:
        snapshot = directory.now(connection)
        teams = snapshot.teams(stream)
        now = scope(snapshot.epoch, teams)
        is_same_scope = feed.scope == now
        cursors = {n: min(place, _MOST) for n, place in feed.cursors} if is_same_scope else {}
        # the shards first: a case that moves on meanwhile is listed further on the next time
        last_positions = {row.n: row.last for row in connection.execute(select(tables.shard))}
        positions = {n: cursors.get(n, 0) for n in sorted(last_positions) if last_positions[n] > cursors.get(n, 0)}
        rows = _listed(connection, teams, positions, last_positions) if positions else []
    reached = dict(last_positions)
    has_more = len(rows) > _LISTED
    if has_more:
        rows = rows[:_LISTED]
        end = rows[-1]
        reached = {n: last if n < end.shard else cursors.get(n, 0) for n, last in last_positions.items()}
        reached[end.shard] = end.place
    return wire.Fed(
        snapshot.epoch,
        now,
        tuple((row.id, row.shard, row.place, row.last) for row in rows),
        tuple(sorted(reached.items())),
        int(has_more),
    )


def _listed(
    connection: Connection, teams: Sequence[bytes], positions: Mapping[int, int], upto: Mapping[int, int]
) -> list[Any]:
    c = tables.case.c
    news = or_(*(and_(c.shard == n, c.place > place, c.place <= upto[n]) for n, place in positions.items()))
    rows = connection.execute(
        select(c.id, c.shard, c.place, c.last)
        .where(news, readers.mine(teams))
        .order_by(c.shard, c.place)
        .limit(_LISTED + 1)
    )
    return list(rows)


# -- what the desk sees of computers ---------------------------------------------------------


def note(database: Database, stream: bytes, at: int, cursors: Mapping[int, int] | None, locked: int = 0) -> None:
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
            database.insert(tables.seen).values(row).on_conflict_do_update(index_elements=["stream"], set_=new)
        )

    database.change(work)


def devices(database: Database, directory: DirectoryCache, last_stream: bytes | None = None) -> wire.DeviceStates:
    """How far each computer of the organisation is behind, counting to a thousand cases; with `last_stream` a
    page of those whose streams come behind it."""
    s = tables.seen.c
    device_states = []
    with database.look() as connection:
        snapshot = directory.known
        rows = connection.execute(select(s.stream, s.at, s.cursors, s.locked))
        calls = {row.stream: (row.at, struct.unpack(_PACKED, row.cursors), row.locked) for row in rows}
        streams = sorted(snapshot.directory.devices)
        if last_stream is not None:
            streams = [stream for stream in streams if stream > last_stream][:_LISTED]
        tips_by_stream = chains.tips(connection, streams)
        for stream, tips in tips_by_stream.items():
            at, cursors, locked = calls.get(stream, (0, (0,) * tables.SHARDS, 0))
            backlog = _behind(connection, snapshot.teams(stream), cursors)
            end, forked = tips[0][0] if tips else 0, int(len(tips) > 1)
            device_states.append((stream, at, end, backlog, forked, locked))
    return wire.DeviceStates(tuple(device_states))


def _behind(connection: Connection, teams: Sequence[bytes], cursors: Sequence[int]) -> int:
    """Cases alone: a vault's journal and what a team shares stand in the feed too."""
    c = tables.case.c
    news = or_(*(and_(c.shard == n, c.place > cursors[n]) for n in _SHARDS))
    rows = connection.execute(select(c.id).where(news, readers.mine(teams)).limit(1000))
    return sum(bound(row.id) for row in rows)
