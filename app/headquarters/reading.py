"""Giving envelopes out: which cases a computer may have, what changed in them, and the rest of them.

A case stands once in the feed of its shard, at its last change. A cursor is the last place that its
owner knows of; the shard's row is locked until each commit, so nothing comes before it any more.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select, union

from app.headquarters import chains, rows, tables
from app.headquarters.database import Database
from app.headquarters.people import Known, People
from app.seal import canonical
from app.seal.keys import digest
from app.sync import wire

_PAGE = 500
_CASES_AT_ONCE = 50
_ROWS_AT_ONCE = 2048
_LISTED = 500  # cases in one answer of the feed
_OVERHEAD = 300  # bytes of an envelope beside its body, about
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
            rows.among(connection, r.case_id, some),
            rows.among(connection, r.team, known.teams(stream)),
        )
        wrote = select(a.case_id).where(rows.among(connection, a.case_id, some), a.stream == stream)
        found.update(row.case_id for row in connection.execute(union(reads, wrote)))
    return found


# -- pull ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Rest:
    """What is given of a case: up to which position, and whether that is all."""

    after: int
    upto: int = 0
    more: bool = False
    items: list[tuple[int, bytes]] = field(default_factory=list)


def pull(database: Database, stream: bytes, known: Known, asked: wire.Pull) -> wire.Pulled:
    """At least one envelope where there is any, and no more bytes than asked for, about."""
    left = max(1, min(asked.most, wire.REQUEST))
    cases = {case: min(after, _MOST) for case, after in asked.cases}
    own = b"" if asked.own else stream
    rests: dict[bytes, _Rest] = {}
    with database.look() as connection:
        mine = sorted(readable(connection, stream, known, cases))
        for at in range(0, len(mine), _CASES_AT_ONCE):
            some = {case: _Rest(cases[case]) for case in mine[at : at + _CASES_AT_ONCE]}
            rests |= some
            if left > 0:
                left = _measure(connection, some, own, left)
                _fill(connection, some, own)
            else:
                for rest in some.values():
                    rest.more = True
    return wire.Pulled(known.epoch, tuple(_told(case, rests.get(case)) for case in cases))


def _told(case: bytes, rest: _Rest | None) -> tuple[bytes, tuple[tuple[int, bytes], ...], int]:
    if rest is None:
        return case, (), wire.NOT_YOURS
    return case, tuple(rest.items), wire.MORE if rest.more else wire.DONE


def _measure(connection: Connection, rests: dict[bytes, _Rest], own: bytes, left: int) -> int:
    """Say how far each goes before a body is read; the bytes that are left to give."""
    e = tables.envelope.c
    rows = connection.execute(
        select(e.case_id, e.position, e.stream, func.length(e.body).label("size"))
        .where(or_(*(_after(case, rest) for case, rest in rests.items())))
        .order_by(e.case_id, e.position)
        .limit(_ROWS_AT_ONCE)
    ).all()
    for row in rows:
        rest = rests[row.case_id]
        if left <= 0:
            rest.more = True
            continue
        rest.upto = row.position
        left -= 32 if row.stream == own else row.size + _OVERHEAD
    if len(rows) == _ROWS_AT_ONCE:  # of what stands behind nothing is known
        for case, rest in rests.items():
            rest.more = rest.more or case >= rows[-1].case_id
    return left


def _after(case: bytes, rest: _Rest) -> ColumnElement[bool]:
    e = tables.envelope.c
    return and_(e.case_id == case, e.position > rest.after)


def _fill(connection: Connection, rests: dict[bytes, _Rest], own: bytes) -> None:
    e = tables.envelope.c
    wanted = [
        and_(_after(case, rest), e.position <= rest.upto)
        for case, rest in rests.items()
        if rest.upto
    ]
    rows = connection.execute(
        select(e.case_id, e.position, e.id, e.stream, e.header, e.signature, e.body)
        .where(or_(false(), *wanted))
        .order_by(e.case_id, e.position)
    )
    for row in rows:
        raw = (
            row.id if row.stream == own else canonical.encode([row.header, row.signature, row.body])
        )
        rests[row.case_id].items.append((row.position, raw))


# -- the feed --------------------------------------------------------------------------------


def scope(epoch: bytes, teams: Iterable[bytes]) -> bytes:
    """What cursors stand for: with other teams, or another history, they count for nothing."""
    return digest(b"sanad-scope-1", epoch, *sorted(teams))[:16]


def feed(database: Database, directory: People, stream: bytes, asked: wire.Feed) -> wire.Fed:
    """The cases with news, a page at a time, and the cursors to come back with."""
    with database.look() as connection:
        known = directory.now(connection)
        teams = known.teams(stream)
        now = scope(known.epoch, teams)
        counts = asked.scope == now
        cursors = {n: min(place, _MOST) for n, place in asked.cursors} if counts else {}
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
        .where(news, _mine(stream, teams))
        .order_by(c.shard, c.place)
        .limit(_LISTED + 1)
    )
    return list(rows)


def _mine(stream: bytes, teams: Sequence[bytes]) -> ColumnElement[bool]:
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
            teams = select(r.team.label("who")).where(rows.among(connection, r.case_id, some))
            streams = select(a.stream.label("who")).where(rows.among(connection, a.case_id, some))
            found.update(row.who for row in connection.execute(union(teams, streams)))
    return found


# -- what the desk sees of computers ---------------------------------------------------------


def note(database: Database, stream: bytes, at: int, cursors: Mapping[int, int] | None) -> None:
    """When a computer called, and how far it had fetched, if it said so."""
    packed = struct.pack(_PACKED, *((cursors or {}).get(n, 0) for n in _SHARDS))
    row = {"stream": stream, "at": at, "cursors": packed}
    new = {"at": at} if cursors is None else {"at": at, "cursors": packed}

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
        rows = connection.execute(select(s.stream, s.at, s.cursors))
        seen = {row.stream: (row.at, struct.unpack(_PACKED, row.cursors)) for row in rows}
        ends = chains.tips(connection, known.directory.devices)
        for stream, tips in ends.items():
            at, cursors = seen.get(stream, (0, (0,) * tables.SHARDS))
            behind = _behind(connection, stream, known.teams(stream), cursors)
            told.append((stream, at, tips[0][0] if tips else 0, behind, int(len(tips) > 1)))
    return wire.DeviceStates(tuple(told))


def _behind(
    connection: Connection, stream: bytes, teams: Sequence[bytes], cursors: Sequence[int]
) -> int:
    c = tables.case.c
    news = or_(*(and_(c.shard == n, c.place > cursors[n]) for n in _SHARDS))
    some = select(c.id).where(news, _mine(stream, teams)).limit(1000).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())
