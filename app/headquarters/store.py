"""Taking envelopes in: a position without a gap in each case, whatever two nodes do at once;
everything may be repeated; what is told was committed.

Locks are always taken in one order: streams, cases, shards, each by its id. No deadlock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select, update

from app.errors import SanadError
from app.headquarters import chains, checking, erasing, people, tables
from app.headquarters.checking import Checkers, Told
from app.headquarters.database import Database
from app.headquarters.people import Known, People, State
from app.seal.envelope import Header
from app.sync import wire

_PAGE = 500


@dataclass(frozen=True, slots=True)
class _Done:
    """`forked`: streams that have two branches since. `erased`: how many bodies and chunks went."""

    forked: tuple[bytes, ...] = ()
    erased: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """`tips`: the ends of the branches of every stream in the request. `cases`: that have news."""

    state: State
    outcomes: tuple[tuple[bytes, str], ...]
    tips: dict[bytes, list[tuple[int, bytes]]]
    cases: frozenset[bytes] = frozenset()
    done: _Done = field(default_factory=_Done)


@dataclass(slots=True)
class _Coming:
    """A push under way, in the order of the request."""

    order: list[bytes] = field(default_factory=list)
    told: dict[bytes, Told] = field(default_factory=dict)
    outcomes: dict[bytes, str] = field(default_factory=dict)

    @property
    def streams(self) -> set[bytes]:
        return {each.envelope.header.stream for each in self.told.values()}

    def refuse(self, id_: bytes, error: SanadError) -> None:
        self.outcomes[id_] = error.kind()


class Store:
    def __init__(self, database: Database, known: People, checkers: Checkers) -> None:
        self.database, self.people, self.checkers = database, known, checkers

    # -- taking in ---------------------------------------------------------------------------

    def push(self, raws: Sequence[bytes]) -> Taken:
        """Refused where the database is away; a record that doesn't hold is an outcome."""
        coming = _read(raws)
        with self.database.look() as connection:
            known, emptied = self._sift(connection, coming)
        new = [each for id_, each in coming.told.items() if id_ not in coming.outcomes]
        wrongs = self.checkers.signatures(new, known.directory, emptied)
        for each, wrong in zip(new, wrongs, strict=True):
            if wrong:
                coming.refuse(each.id, wrong)
        new = [each for each in new if each.id not in coming.outcomes]
        if new:
            return self.database.change(lambda connection: self._take(connection, coming, new))
        with self.database.look() as connection:
            tips = chains.tips(connection, _held(coming))
            return Taken(people.state(connection), _outcomes(coming), tips)

    def _sift(self, connection: Connection, coming: _Coming) -> tuple[Known, frozenset[bytes]]:
        known = self.people.upto(connection, people.state(connection).entries)
        for id_ in _here(connection, coming.told):
            coming.outcomes[id_] = wire.KNOWN
        bare = [each for each in coming.told.values() if not each.envelope.body]
        return known, erasing.ordered(connection, _cases(bare))

    def _take(self, connection: Connection, coming: _Coming, new: list[Told]) -> Taken:
        state = people.state(connection)
        known = self.people.upto(connection, state.entries)
        locked = chains.lock(
            connection, self.database, {each.envelope.header.stream for each in new}
        )
        outcomes = _Coming(coming.order, coming.told, {**coming.outcomes})
        for id_ in _here(connection, [each.id for each in new]):
            outcomes.outcomes[id_] = wire.KNOWN
        headers = _Headers(connection, {each.id: each.envelope.header for each in new})
        for each in new:
            wrong = checking.standing(each, known.directory, headers.get)
            if wrong and each.id not in outcomes.outcomes:
                outcomes.refuse(each.id, wrong)
        taken = [each for each in new if each.id not in outcomes.outcomes]
        outcomes.outcomes |= {each.id: wire.NEW for each in taken}
        done = self._insert(connection, locked, taken, known)
        return Taken(
            state,
            _outcomes(outcomes),
            chains.tips(connection, _held(outcomes)),
            frozenset(each.envelope.header.case for each in taken),
            done,
        )

    def _insert(
        self,
        connection: Connection,
        locked: dict[bytes, chains.Chain],
        taken: Sequence[Told],
        known: Known,
    ) -> _Done:
        if not taken:
            return _Done()
        caught: list[bytes] = []
        by_stream: dict[bytes, list[Told]] = {}
        for each in taken:
            by_stream.setdefault(each.envelope.header.stream, []).append(each)
        before = {id_: len(chain.tips) for id_, chain in locked.items()}
        for id_, some in by_stream.items():
            caught += chains.extend(connection, locked[id_], some)
        whole = {id_ for chain in locked.values() for id_ in chain.whole}
        last = self._lock_cases(connection, {each.envelope.header.case for each in taken})
        emptied = erasing.ordered(connection, _cases(taken))
        rows = []
        for each in taken:
            head = each.envelope.header
            last[head.case] += 1
            row = _row(each, last[head.case], whole=each.id in whole)
            rows.append(row | {"body": b""} if each.id in emptied else row)
        connection.execute(tables.envelope.insert(), rows)
        chains.save(connection, self.database, locked.values(), caught)
        self._say_who(connection, taken)
        gone = erasing.carry_out(connection, self.database, taken, known)
        self._list(connection, last)
        return _Done(
            tuple(id_ for id_, chain in locked.items() if len(chain.tips) > max(1, before[id_])),
            gone,
        )

    def _lock_cases(self, connection: Connection, ids: set[bytes]) -> dict[bytes, int]:
        """The last position of each case, its row locked until the commit."""
        c = tables.case.c
        ordered = sorted(ids)
        connection.execute(
            self.database.insert(tables.case).on_conflict_do_nothing(),
            [
                {"id": id_, "shard": id_[0] % tables.SHARDS, "place": 0, "last": 0}
                for id_ in ordered
            ],
        )
        found: dict[bytes, int] = {}
        for at in range(0, len(ordered), _PAGE):
            rows = connection.execute(
                select(c.id, c.last)
                .where(c.id.in_(ordered[at : at + _PAGE]))
                .order_by(c.id)
                .with_for_update()
            )
            found |= {row.id: row.last for row in rows}
        return found

    def _say_who(self, connection: Connection, taken: Iterable[Told]) -> None:
        readers = {(each.envelope.header.case, team) for each in taken for team in each.readers}
        authors = {(each.envelope.header.case, each.envelope.header.stream) for each in taken}
        for table, column, pairs in (
            (tables.reader, "team", readers),
            (tables.author, "stream", authors),
        ):
            if pairs:
                connection.execute(
                    self.database.insert(table).on_conflict_do_nothing(),
                    [{"case_id": case, column: other} for case, other in sorted(pairs)],
                )

    def _list(self, connection: Connection, last: dict[bytes, int]) -> None:
        """Put each case at the end of its shard's feed. The shards' rows stay locked until the
        commit, so a place that can be read has none before it that is still to come."""
        by_shard: dict[int, list[bytes]] = {}
        for case in sorted(last):
            by_shard.setdefault(case[0] % tables.SHARDS, []).append(case)
        rows = []
        for n, cases in sorted(by_shard.items()):
            place: int = connection.execute(
                update(tables.shard)
                .where(tables.shard.c.n == n)
                .values(last=tables.shard.c.last + len(cases))
                .returning(tables.shard.c.last)
            ).scalar_one()
            for offset, case in enumerate(reversed(cases)):
                rows.append({"i": case, "p": place - offset, "l": last[case]})
        c = tables.case.c
        connection.execute(
            update(tables.case)
            .where(c.id == bindparam("i"))
            .values(place=bindparam("p"), last=bindparam("l")),
            rows,
        )

    # -- giving out --------------------------------------------------------------------------

    def have(self, ids: Sequence[bytes]) -> wire.Missing:
        with self.database.look() as connection:
            here = _here(connection, ids)
            missing = tuple(id_ for id_ in dict.fromkeys(ids) if id_ not in here)
            return wire.Missing(people.state(connection).epoch, missing)

    def held(
        self, places: Sequence[tuple[bytes, int, bytes]]
    ) -> tuple[bytes, list[tuple[bytes, int, bytes]]]:
        """The epoch, and those places that are here from the stream's beginning."""
        e = tables.envelope.c
        ids = sorted({id_ for _, _, id_ in places})
        here: set[tuple[bytes, int, bytes]] = set()
        with self.database.look() as connection:
            for at in range(0, len(ids), _PAGE):
                rows = connection.execute(
                    select(e.stream, e.seq, e.id).where(e.id.in_(ids[at : at + _PAGE]), e.whole)
                )
                here |= {(row.stream, row.seq, row.id) for row in rows}
            epoch = people.state(connection).epoch
        return epoch, [place for place in places if place in here]


def _read(raws: Sequence[bytes]) -> _Coming:
    coming = _Coming()
    for raw in raws:
        try:
            told = checking.read(raw)
        except SanadError as error:
            id_ = checking.id_of(raw)
            coming.refuse(id_, error)
        else:
            id_ = told.id
            coming.told.setdefault(id_, told)
        coming.order.append(id_)
    for id_ in coming.told:  # its bytes may have come twice, once spoilt
        coming.outcomes.pop(id_, None)
    return coming


def _outcomes(coming: _Coming) -> tuple[tuple[bytes, str], ...]:
    return tuple((id_, coming.outcomes[id_]) for id_ in coming.order)


def _held(coming: _Coming) -> set[bytes]:
    """The streams of what is here now."""
    return {
        told.envelope.header.stream
        for id_, told in coming.told.items()
        if coming.outcomes.get(id_) in (wire.NEW, wire.KNOWN)
    }


def _here(connection: Connection, ids: Iterable[bytes]) -> set[bytes]:
    ordered, found = sorted(set(ids)), set[bytes]()
    for at in range(0, len(ordered), _PAGE):
        rows = connection.execute(
            select(tables.envelope.c.id).where(tables.envelope.c.id.in_(ordered[at : at + _PAGE]))
        )
        found.update(row.id for row in rows)
    return found


@dataclass(slots=True)
class _Headers:
    """Headers by id: of what comes, and of what is here."""

    connection: Connection
    coming: dict[bytes, Header]

    def get(self, id_: bytes) -> Header | None:
        if id_ in self.coming:
            return self.coming[id_]
        row = self.connection.execute(
            select(tables.envelope.c.header).where(tables.envelope.c.id == id_)
        ).one_or_none()
        return Header.from_bytes(row.header) if row else None


def _cases(some: Iterable[Told]) -> dict[bytes, bytes]:
    return {each.id: each.envelope.header.case for each in some}


def _row(told: Told, position: int, *, whole: bool) -> dict[str, object]:
    came, head = told.envelope, told.envelope.header
    return {
        "id": told.id, "case_id": head.case, "position": position, "stream": head.stream,
        "seq": head.seq, "prev": head.prev, "kind": head.kind, "whole": whole,
        "header": came.header_bytes, "signature": came.signature, "body": came.body,
    }  # fmt: skip
