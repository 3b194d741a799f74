"""Taking envelopes in: a position without a gap in each case, whatever two nodes do at once;
everything may be repeated; what is told was committed.

Locks are always taken in one order: streams, cases, shards, each by its id. No deadlock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from app.errors import SanadError
from app.headquarters import bulk_rows, chains, envelope_checks, erasure, readers, tables
from app.headquarters.budgets import Ledger, OrderCount
from app.headquarters.database import Database
from app.headquarters.directory import DirectoryCache, KnownDirectory
from app.headquarters.envelope_checks import Checkers, IncomingEnvelope
from app.headquarters.rate_limits import Limits
from app.seal import receipt
from app.seal.budgets import OverBudget
from app.seal.envelope import Header, Kind
from app.seal.lineage import Lineage
from app.sync import wire

_PAGE = 500
_SLICE = 256  # envelopes
_IN_CASES = 256  # places of a request that are looked at case by case


@dataclass(frozen=True, slots=True)
class _Done:
    """`forked`: streams that have two branches since. `erased`: how many bodies and chunks went."""

    forked: tuple[bytes, ...] = ()
    erased: int = 0


@dataclass(frozen=True, slots=True)
class PushResult:
    """`tips`: the ends of the branches of every stream in the request. `cases`: that have news.
    `answered`: the hash of the answer to which the desk's reply came."""

    epoch: bytes
    outcomes: tuple[tuple[bytes, str], ...]
    tips: dict[bytes, list[tuple[int, bytes]]]
    cases: frozenset[bytes] = frozenset()
    done: _Done = field(default_factory=_Done)
    answered: bytes = b""


@dataclass(slots=True)
class _Push:
    """A push under way, in the order of the request."""

    order: list[bytes] = field(default_factory=list)
    arrivals: dict[bytes, IncomingEnvelope] = field(default_factory=dict)
    outcomes: dict[bytes, str] = field(default_factory=dict)

    @property
    def streams(self) -> set[bytes]:
        return {arrival.envelope.header.stream for arrival in self.arrivals.values()}

    def read(self, raws: Sequence[bytes]) -> list[IncomingEnvelope]:
        """More of it; those that have the form of an envelope and did not come before."""
        arrivals = []
        for raw in raws:
            try:
                arrival = envelope_checks.read(raw)
            except SanadError as error:
                id_ = envelope_checks.id_of(raw)
                if id_ not in self.arrivals:  # its bytes may come twice, once spoilt
                    self.refuse(id_, error)
            else:
                id_ = arrival.id
                if id_ not in self.arrivals:
                    self.outcomes.pop(id_, None)
                    self.arrivals[id_] = arrival
                    arrivals.append(arrival)
            self.order.append(id_)
        return arrivals

    def refuse(self, id_: bytes, error: SanadError) -> None:
        self.outcomes[id_] = error.kind()


class Store:
    """`clock`: seconds since 1970, for what a computer may bring in a day and how long orders to erase
    wait, and for nothing else."""

    def __init__(
        self, database: Database, people: DirectoryCache, checkers: Checkers, clock: Callable[[], int], limits: Limits
    ) -> None:
        self.database, self.people, self.checkers = database, people, checkers
        self.clock, self.limits = clock, limits

    # -- taking in ---------------------------------------------------------------------------

    def push(self, raws: Sequence[bytes]) -> PushResult:
        """Refused where the database is away; a record that doesn't hold is an outcome."""
        incoming, snapshot = _Push(), self.people.known
        orders = OrderCount(self.limits.case)
        checks = []
        for at in range(0, len(raws), _SLICE):  # one is read while the one before is checked
            batch = incoming.read(raws[at : at + _SLICE])
            with self.database.look() as connection:
                emptied = self._sift(connection, incoming, batch)
            for arrival in batch:  # so many that no signature has to be looked at
                if arrival.id not in incoming.outcomes and orders.is_beyond(arrival):
                    incoming.refuse(arrival.id, OverBudget())
            pending = [arrival for arrival in batch if arrival.id not in incoming.outcomes]
            checks.append((pending, self.checkers.signatures(pending, snapshot.directory, emptied)))
        new = []
        for batch, outcomes in checks:
            for arrival, outcome in zip(batch, outcomes(), strict=True):
                if isinstance(outcome, IncomingEnvelope):
                    new.append(outcome)
                else:
                    incoming.refuse(arrival.id, outcome)
        if new:
            return self.database.change(lambda connection: self._take(connection, snapshot, incoming, new))
        with self.database.look() as connection:
            tips = chains.tips(connection, _held(incoming))
            return PushResult(snapshot.epoch, _outcomes(incoming), tips)

    def _sift(self, connection: Connection, incoming: _Push, batch: Sequence[IncomingEnvelope]) -> frozenset[bytes]:
        """Name what is here already; ids of those whose bodies were destroyed by order."""
        for id_ in _here(connection, [arrival.id for arrival in batch]):
            incoming.outcomes[id_] = wire.KNOWN
        bare = [arrival for arrival in batch if not arrival.envelope.body]
        orders = [arrival for arrival in bare if arrival.envelope.header.kind == Kind.ERASE]
        return erasure.ordered(connection, _cases(bare)) | erasure.disposed(connection, _cases(orders))

    def _take(
        self, connection: Connection, snapshot: KnownDirectory, incoming: _Push, new: list[IncomingEnvelope]
    ) -> PushResult:
        locked = chains.lock(connection, {arrival.envelope.header.stream for arrival in new})
        outcomes = _Push(incoming.order, incoming.arrivals, {**incoming.outcomes})
        for id_ in _here(connection, [arrival.id for arrival in new]):
            outcomes.outcomes[id_] = wire.KNOWN
        headers = _Headers(connection, {arrival.id: arrival.envelope.header for arrival in new})
        lineage = Lineage(headers.get)
        for arrival in new:
            wrong = envelope_checks.standing(arrival, snapshot.directory, lineage)
            if wrong and arrival.id not in outcomes.outcomes:
                outcomes.refuse(arrival.id, wrong)
        holding = [arrival for arrival in new if arrival.id not in outcomes.outcomes]
        last = _lock_cases(connection, {arrival.envelope.header.case for arrival in holding})
        ledger = Ledger.of(connection, holding, self.limits, self.clock())
        put_away = erasure.disposed(connection, _cases(holding))
        accepted = []
        for arrival in holding:
            stored = arrival if arrival.id not in put_away else _put_away(arrival, ledger)
            if wrong := ledger.take(stored):
                outcomes.refuse(arrival.id, wrong)
            else:
                accepted.append(stored)
        outcomes.outcomes |= {arrival.id: wire.NEW for arrival in accepted}
        last = {case: last[case] for case in {a.envelope.header.case for a in accepted}}
        insert = self._insert(connection, locked, accepted, snapshot, last)
        ledger.save(connection)
        return PushResult(
            snapshot.epoch,
            _outcomes(outcomes),
            _tips(connection, locked, _held(outcomes)),
            frozenset(arrival.envelope.header.case for arrival in accepted),
            insert,
        )

    def _insert(
        self,
        connection: Connection,
        locked: dict[bytes, chains.Chain],
        accepted: Sequence[IncomingEnvelope],
        snapshot: KnownDirectory,
        last: dict[bytes, int],
    ) -> _Done:
        """`last`: the position of the last of each case, whose rows are locked."""
        if not accepted:
            return _Done()
        caught: list[bytes] = []
        by_stream: dict[bytes, list[IncomingEnvelope]] = {}
        for arrival in accepted:
            by_stream.setdefault(arrival.envelope.header.stream, []).append(arrival)
        branch_counts = {id_: len(chain.tips) for id_, chain in locked.items()}
        for id_, stream_arrivals in by_stream.items():
            caught += chains.extend(connection, locked[id_], stream_arrivals)
        ids = {id_ for chain in locked.values() for id_ in chain.whole_ids}
        emptied = erasure.ordered(connection, _cases(accepted))
        rows = []
        for arrival in accepted:
            head = arrival.envelope.header
            last[head.case] += 1
            row = _row(arrival, last[head.case], is_whole=arrival.id in ids)
            rows.append(row | {"body": b""} if arrival.id in emptied else row)
        bulk_rows.copy(connection, tables.envelope, rows)
        chains.save(connection, locked.values(), caught)
        readers.note(connection, accepted, snapshot)
        now = self.clock()
        erasure.note(connection, accepted, now)
        destroyed_count = erasure.carry_out(connection, last, snapshot, now)
        _list(connection, last)
        return _Done(
            tuple(id_ for id_, chain in locked.items() if len(chain.tips) > max(1, branch_counts[id_])), destroyed_count
        )

    # -- giving out --------------------------------------------------------------------------

    def have(self, ids: Sequence[bytes]) -> wire.Missing:
        with self.database.look() as connection:
            stored_ids = _here(connection, ids)
            missing = tuple(id_ for id_ in dict.fromkeys(ids) if id_ not in stored_ids)
            return wire.Missing(self.people.known.epoch, missing)

    def held(self, places: Sequence[tuple[bytes, int, bytes]]) -> tuple[bytes, list[tuple[bytes, int, bytes, int]]]:
        """The epoch, and those places that are here from the stream's beginning; of the others, those
        that are here from the beginning of what their stream wrote in their case, by case_seq."""
        e = tables.envelope.c
        ids = sorted({id_ for _, _, id_ in places})
        connected_places: set[tuple[bytes, int, bytes]] = set()
        with self.database.look() as connection:
            for at in range(0, len(ids), _PAGE):
                column = bulk_rows.among(connection, e.id, ids[at : at + _PAGE])
                rows = connection.execute(select(e.stream, e.seq, e.id).where(column, e.whole))
                connected_places |= {(row.stream, row.seq, row.id) for row in rows}
            remaining_ids = [id_ for stream, seq, id_ in places if (stream, seq, id_) not in connected_places]
            in_case = chains.in_case(connection, remaining_ids[:_IN_CASES])
        held_places = [(*place, receipt.STREAM) for place in places if place in connected_places]
        return self.people.known.epoch, held_places + [(*case_place, receipt.CASE) for case_place in in_case]


# -- parts of taking in ----------------------------------------------------------------------


def _lock_cases(connection: Connection, ids: set[bytes]) -> dict[bytes, int]:
    """The last position of each case, its row locked until the commit."""
    c, ordered, last_positions = tables.case.c, sorted(ids), dict[bytes, int]()
    new = [{"id": id_, "shard": id_[0] % tables.SHARDS, "place": 0, "last": 0} for id_ in ordered]
    bulk_rows.add(connection, tables.case, new)
    for at in range(0, len(ordered), _PAGE):
        column = bulk_rows.among(connection, c.id, ordered[at : at + _PAGE])
        locked = select(c.id, c.last).where(column).order_by(c.id).with_for_update()
        last_positions |= {row.id: row.last for row in connection.execute(locked)}
    return last_positions


def _put_away(arrival: IncomingEnvelope, ledger: Ledger) -> IncomingEnvelope:
    """What the desk put away, without its body where that is an open order or over a budget: its
    header belongs to the chain. Of anything else the desk's word says nothing."""
    if not ledger.is_disposable(arrival):
        return arrival
    return replace(arrival, envelope=replace(arrival.envelope, body=b""))


def _list(connection: Connection, last: dict[bytes, int]) -> None:
    """Put each case at the end of its shard's feed. The shards' rows stay locked until the commit,
    so a place that can be read has none before it that is still to come."""
    s, numbers = tables.shard.c, sorted({case[0] % tables.SHARDS for case in last})
    locked = select(s.n, s.last).where(s.n.in_(numbers)).order_by(s.n).with_for_update()
    last_positions = {row.n: row.last for row in connection.execute(locked)}
    case_rows = []
    for case in sorted(last):
        n = case[0] % tables.SHARDS
        last_positions[n] += 1
        case_rows.append({"id": case, "place": last_positions[n], "last": last[case]})
    bulk_rows.change(connection, tables.shard, "n", [{"n": n, "last": last_positions[n]} for n in numbers])
    bulk_rows.change(connection, tables.case, "id", case_rows)


def _tips(
    connection: Connection, locked: dict[bytes, chains.Chain], streams: set[bytes]
) -> dict[bytes, list[tuple[int, bytes]]]:
    """Of the streams that were locked, as they are now; of the others, as they stand there."""
    tips = chains.tips(connection, streams - locked.keys())
    for id_ in streams & locked.keys():
        tips[id_] = chains.longest((seq, tip) for tip, seq in locked[id_].tips.items())
    return tips


def _outcomes(incoming: _Push) -> tuple[tuple[bytes, str], ...]:
    return tuple((id_, incoming.outcomes[id_]) for id_ in incoming.order)


def _held(incoming: _Push) -> set[bytes]:
    """The streams of what is here now."""
    return {
        arrival.envelope.header.stream
        for id_, arrival in incoming.arrivals.items()
        if incoming.outcomes.get(id_) in (wire.NEW, wire.KNOWN)
    }


def _here(connection: Connection, ids: Iterable[bytes]) -> set[bytes]:
    return bulk_rows.here(connection, tables.envelope, ids)


@dataclass(slots=True)
class _Headers:
    """Headers by id: of what comes, and of what is here."""

    connection: Connection
    headers: dict[bytes, Header]

    def get(self, id_: bytes) -> Header | None:
        if id_ in self.headers:
            return self.headers[id_]
        row = self.connection.execute(select(tables.envelope.c.header).where(tables.envelope.c.id == id_)).one_or_none()
        return Header.from_bytes(row.header) if row else None


def _cases(arrivals: Iterable[IncomingEnvelope]) -> dict[bytes, bytes]:
    return {arrival.id: arrival.envelope.header.case for arrival in arrivals}


def _row(arrival: IncomingEnvelope, position: int, *, is_whole: bool) -> dict[str, object]:
    envelope, head = arrival.envelope, arrival.envelope.header
    return {
        "id": arrival.id, "case_id": head.case, "position": position, "stream": head.stream,
        "seq": head.seq, "prev": head.prev, "kind": head.kind, "whole": is_whole,
        "header": envelope.header_bytes, "signature": envelope.signature, "body": envelope.body,
    }  # fmt: skip
