"""A stream's chain as far as it is here: which envelopes follow from the first without a hole, and
where its branches end. A receipt is given for these ends and for nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, select, tuple_, update

from app.headquarters import bulk_rows, tables
from app.headquarters.envelope_checks import IncomingEnvelope
from app.seal.envelope import Header

_PAGE = 1000
MOST_BRANCHES = 16  # that are told of: more than a handful is an attack
_FIRST = bytes(32)


@dataclass(slots=True)
class Chain:
    """One stream under its lock. `whole_ids`: of what comes, and of what hung and now follows."""

    stream: bytes
    tips: dict[bytes, int] = field(default_factory=dict)
    whole_ids: set[bytes] = field(default_factory=set)
    gone_ids: set[bytes] = field(default_factory=set)
    arrivals: dict[bytes, int] = field(default_factory=dict)
    lowest: int = 1 << 63
    highest: int = 0

    def follow(self, id_: bytes, seq: int, prev: bytes) -> None:
        """This envelope follows: a tip moves on, or a branch begins."""
        self.whole_ids.add(id_)
        self.lowest, self.highest = min(self.lowest, seq), max(self.highest, seq)
        if prev in self.tips:
            del self.tips[prev]
            if prev in self.arrivals:
                del self.arrivals[prev]
            else:
                self.gone_ids.add(prev)
        self.tips[id_] = self.arrivals[id_] = seq


def lock(connection: Connection, streams: Iterable[bytes]) -> dict[bytes, Chain]:
    """The streams' rows, made where they are new, in one order for everybody: no deadlock."""
    ids = sorted(streams)
    bulk_rows.add(connection, tables.stream, [{"id": id_} for id_ in ids])
    connection.execute(
        select(tables.stream.c.id)
        .where(bulk_rows.among(connection, tables.stream.c.id, ids))
        .order_by(tables.stream.c.id)
        .with_for_update()
    ).all()
    chains = {id_: Chain(id_) for id_ in ids}
    query = select(tables.branch).where(bulk_rows.among(connection, tables.branch.c.stream, ids))
    for row in connection.execute(query):
        chains[row.stream].tips[row.tip] = row.seq
    return chains


def extend(connection: Connection, chain: Chain, arrivals: Sequence[IncomingEnvelope]) -> list[bytes]:
    """Say of each that comes whether it follows from the first; ids of those already here that now
    follow too."""
    ordered = sorted(arrivals, key=lambda arrival: arrival.envelope.header.seq)
    prevs = {arrival.envelope.header.prev for arrival in ordered} - {arrival.id for arrival in ordered}
    tips = _whole(connection, prevs - chain.tips.keys() - {_FIRST}) | chain.tips.keys()
    caught: list[bytes] = []
    while True:  # what comes may follow what hung until now, and the other way round
        number = len(chain.whole_ids)
        for arrival in ordered:
            head = arrival.envelope.header
            first = head.seq == 1 and head.prev == _FIRST
            follows = first or head.prev in tips or head.prev in chain.whole_ids
            if follows and arrival.id not in chain.whole_ids:
                chain.follow(arrival.id, head.seq, head.prev)
        if len(chain.whole_ids) == number:
            return caught
        caught += _catch_up(connection, chain)


def in_case(connection: Connection, ids: Sequence[bytes]) -> list[tuple[bytes, int, bytes]]:
    """(stream, case_seq, id) of those that are here from the first that their stream wrote in their
    case, by case_prev: what came of a colleague who never calls has holes between cases."""
    e, connected = tables.envelope.c, []
    named = connection.execute(
        select(e.id, e.stream, e.case_id).where(bulk_rows.among(connection, e.id, ids)).order_by(e.case_id)
    ).all()
    heads = _Heads(connection)
    for id_, stream, case in named:
        headers = heads.of(case, stream)
        number, at = headers[id_].case_seq, id_
        for expected_seq in range(number, 0, -1):
            head = headers.get(at)
            if head is None or head.case_seq != expected_seq:
                break
            at = head.case_prev
        else:
            if at == _FIRST:
                connected.append((stream, number, id_))
    return connected


@dataclass(slots=True)
class _Heads:
    """What each stream wrote in each case, read once."""

    connection: Connection
    case: bytes = b""
    streams: dict[bytes, dict[bytes, Header]] = field(default_factory=dict)

    def of(self, case: bytes, stream: bytes) -> dict[bytes, Header]:
        """By id. The whole case is read: by a stream's index all that it ever wrote would be."""
        if case != self.case:
            e = tables.envelope.c
            rows = self.connection.execute(select(e.id, e.stream, e.header).where(e.case_id == case))
            self.case, self.streams = case, {}
            for row in rows:
                head = Header.from_bytes(row.header)
                self.streams.setdefault(row.stream, {})[row.id] = head
        return self.streams[stream]


def _whole(connection: Connection, ids: set[bytes]) -> set[bytes]:
    if not ids:
        return set()
    e = tables.envelope.c
    query = select(e.id).where(bulk_rows.among(connection, e.id, ids), e.whole)
    return {row.id for row in connection.execute(query)}


def _catch_up(connection: Connection, chain: Chain) -> list[bytes]:
    """What hung in the air and follows now, walked once in the order of its numbers."""
    followers: list[bytes] = []
    at = (chain.lowest, b"")
    e = tables.envelope.c
    while True:
        page = connection.execute(
            select(e.id, e.seq, e.prev)
            .where(e.stream == chain.stream, ~e.whole, tuple_(e.seq, e.id) > at)
            .order_by(e.seq, e.id)
            .limit(_PAGE)
        ).all()
        for row in page:
            if row.seq > chain.highest + 1:
                return followers
            if row.prev in chain.whole_ids and row.id not in chain.whole_ids:
                followers.append(row.id)
                chain.follow(row.id, row.seq, row.prev)
        if len(page) < _PAGE:
            return followers
        at = (page[-1].seq, page[-1].id)


def save(connection: Connection, chains: Iterable[Chain], caught: Sequence[bytes]) -> None:
    e, b = tables.envelope.c, tables.branch.c
    for at in range(0, len(caught), _PAGE):
        column = bulk_rows.among(connection, e.id, caught[at : at + _PAGE])
        connection.execute(update(tables.envelope).where(column).values(whole=True))
    branch_rows: list[dict[str, object]] = []
    for chain in chains:
        if chain.gone_ids:
            condition = bulk_rows.among(connection, b.tip, chain.gone_ids)
            connection.execute(delete(tables.branch).where(b.stream == chain.stream, condition))
        branch_rows += [{"stream": chain.stream, "tip": tip, "seq": seq} for tip, seq in chain.arrivals.items()]
    bulk_rows.add(connection, tables.branch, branch_rows)


def tips(
    connection: Connection, streams: Iterable[bytes], limit: int = MOST_BRANCHES
) -> dict[bytes, list[tuple[int, bytes]]]:
    """(seq, id) of the ends of each stream's branches, the longest first."""
    tips_by_stream: dict[bytes, list[tuple[int, bytes]]] = {id_: [] for id_ in sorted(streams)}
    query = select(tables.branch).where(bulk_rows.among(connection, tables.branch.c.stream, tips_by_stream))
    for row in connection.execute(query) if tips_by_stream else ():
        tips_by_stream[row.stream].append((row.seq, row.tip))
    return {id_: longest(stream_tips, limit) for id_, stream_tips in tips_by_stream.items()}


def longest(branch_tips: Iterable[tuple[int, bytes]], limit: int = MOST_BRANCHES) -> list[tuple[int, bytes]]:
    return sorted(branch_tips, key=lambda end: (-end[0], end[1]))[:limit]
