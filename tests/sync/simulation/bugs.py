"""Mistakes that a sync can make, each of which some seed must find: most were made by somebody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from app.casework.exchange.sync_store import VaultSyncStore
from app.errors import SanadError
from app.headquarters import envelope_checks
from app.seal import envelope
from app.seal.envelope import Kind
from app.sync import wire
from app.sync.engine import NoAnswer, synchronise
from app.sync.store import Batch, HelloResult, IntakeOutcome, Part, PushOutcome, Store
from app.vault import sync_state as tables
from app.vault import waiting
from tests.sync.simulation.disasters import Simulation
from tests.sync.simulation.office import Office
from tests.sync.simulation.server import Small

# -- at the computer -------------------------------------------------------------------------


@dataclass(slots=True)
class CursorBeforeRows(VaultSyncStore):
    """The feed's cursor is kept when it comes; what it stands for is kept in mind alone."""

    listed: dict[bytes, int] = field(default_factory=dict)

    def fed(self, told: wire.Fed) -> bool:
        good = VaultSyncStore.fed(self, told)
        self.listed |= {case: last for case, _, _, last in told.cases}
        with self.session.vault.transaction() as writer:
            tables.caught_up(writer)
            writer.run("UPDATE fetched SET last = after")
        return good

    def due(self, most: int, but: frozenset[bytes]) -> dict[bytes, tuple[int, int]]:
        at = {case: tables.fetched(self.session.vault.database, case) for case in self.listed}
        found = {case: (at[case], last) for case, last in self.listed.items() if at[case] < last}
        return {case: told for case, told in found.items() if case not in but}


class PositionBeforeRows(VaultSyncStore):
    """How far a case was fetched is kept in a transaction of its own, before its records."""

    def take(self, parts: tuple[Part, ...]) -> IntakeOutcome:
        with self.session.vault.transaction() as writer:
            for part in parts:
                for at, _ in part.positions:
                    tables.reached(writer, part.case, at)
        return super().take(parts)


class AckByNumber(VaultSyncStore):
    """Headquarters has number 7 of my stream: so it has all my records up to 7."""

    def meet(self, hello: wire.Hello) -> HelloResult:
        met = super().meet(hello)
        highest = max((seq for seq, _ in hello.tips), default=0)
        with self.session.vault.transaction() as writer:
            writer.run(
                "DELETE FROM unsent WHERE n IN (SELECT n FROM envelope WHERE stream = ? AND seq <= ?)",
                (self.session.vault.stream, highest),
            )
        return met


class EpochIgnored(VaultSyncStore):
    """A new history of headquarters is taken for the old one."""

    def meet(self, hello: wire.Hello) -> HelloResult:
        with self.session.vault.transaction() as writer:
            if tables.state(writer, tables.EPOCH):
                tables.put(writer, tables.EPOCH, hello.epoch)
                writer.run("UPDATE receipt SET epoch = ?", (hello.epoch,))
        super().meet(hello)
        return HelloResult()

    def history_lost(self) -> None:
        return


class RefusedIsSent(VaultSyncStore):
    """Whatever was answered for was taken."""

    def pushed(self, batch: Batch, answer: wire.Pushed) -> PushOutcome:
        good = tuple((id_, wire.KNOWN) for id_, _ in answer.outcomes)
        return super().pushed(batch, replace(answer, outcomes=good))


class SentWhenSent(VaultSyncStore):
    """A record counts as there once it was sent, whatever becomes of the answer."""

    def batch(self, size: int, skip: int = 0) -> Batch:
        told = super().batch(size, skip)
        with self.session.vault.transaction() as writer:
            for id_ in told.ids:
                tables.arrived(writer, id_)
        return told


class WaitingForgotten(VaultSyncStore):
    """What can't be used yet is thrown away, and its place counts as fetched."""

    def _taken(self, page: Any, case: bytes, at: int, raw: bytes, problems: list[SanadError]) -> int:
        told, writer = envelope.peek_unverified(raw), page.writer
        before = {row[0] for row in writer.rows("SELECT id FROM waiting")}
        new = super()._taken(page, case, at, raw, problems)
        for (id_,) in writer.rows("SELECT id FROM waiting WHERE about = ?", (told.id,)):
            if id_ not in before:
                waiting.remove(writer, id_)
        tables.fill(writer, case, at)
        return new


class NeverTriedAgain(VaultSyncStore):
    """What waited stays waiting when what it waited for has come."""

    def settle(self) -> bool:
        self._new = False
        return super().settle()


class OnlyOwnIsSent(VaultSyncStore):
    """A computer hands up what it wrote, and nothing that it holds of others."""

    def batch(self, size: int, skip: int = 0) -> Batch:
        self._drop()
        return super().batch(size, skip)

    def unsure(self, most: int) -> tuple[bytes, ...]:
        self._drop()
        return super().unsure(most)

    def _drop(self) -> None:
        with self.session.vault.transaction() as writer:
            writer.run(
                "DELETE FROM unsent WHERE n IN (SELECT n FROM envelope WHERE stream <> ?)", (self.session.vault.stream,)
            )


def resending(store: Store, *rest: Any, **more: Any) -> Any:
    """A lost answer is taken for a good one: everything was known there."""
    script = synchronise(store, *rest, **more)
    told: Any = None
    while True:
        try:
            step = script.send(told)
        except StopIteration:
            return
        told = yield step
        if isinstance(told, NoAnswer) and isinstance(step, wire.Push):
            ids = tuple((envelope.peek_unverified(raw).id, wire.KNOWN) for raw in step.envelopes)
            epoch = tables.state(store.session.vault.database, tables.EPOCH)  # type: ignore[attr-defined]
            told = wire.Pushed(epoch, ids, ())


# -- at headquarters -------------------------------------------------------------------------


@dataclass
class PlaceBeforeCommit(Small):
    """The feed's places are given when a push begins, as by a sequence, and seen when it ends."""

    given: dict[int, dict[bytes, tuple[int, int]]] = field(default_factory=dict)

    def begin(self, asked: wire.Push) -> list[envelope_checks.IncomingEnvelope]:
        coming = super().begin(asked)
        places: dict[bytes, tuple[int, int]] = {}
        for case in sorted({each.envelope.header.case for each in coming}):
            super().bump(case)
            places[case] = self.feeds.pop(case)
        self.given[id(coming)] = places
        return coming

    def commit(self, coming: list[envelope_checks.IncomingEnvelope]) -> wire.Message:
        self.now = self.given.pop(id(coming), {})
        return super().commit(coming)

    def bump(self, case: bytes) -> None:
        self.feeds[case] = self.now[case]


@dataclass
class ForkOverwritten(Small):
    """One place of a stream, one record: the later one takes the earlier one's place."""

    def keep(self, each: envelope_checks.IncomingEnvelope) -> None:
        head = each.envelope.header
        for id_, (told, _) in list(self.held.items()):
            if (told.header.stream, told.header.seq) == (head.stream, head.seq):
                del self.held[id_]
                self.whole.discard(id_)
                self.tips.get(head.stream, {}).pop(id_, None)
                self.cases[told.header.case].remove(id_)
        super().keep(each)


@dataclass
class ForkRefused(Small):
    """One place of a stream, one record: the first stays."""

    def take(self, each: envelope_checks.IncomingEnvelope, headers: dict[bytes, envelope.Header]) -> str:
        head = each.envelope.header
        for id_, (told, _) in self.held.items():
            if id_ != each.id and (told.header.stream, told.header.seq) == (head.stream, head.seq):
                return wire.KNOWN
        return super().take(each, headers)


@dataclass
class ReceiptForUnheld(Small):
    """A receipt for the highest number that came, whatever is missing before it."""

    def receipts(self, streams: Iterable[bytes]) -> tuple[bytes, ...]:
        found = []
        for stream in streams:
            ends = [(told.header.seq, id_) for id_, (told, _) in self.held.items() if told.header.stream == stream]
            found += [self.signed(stream, *max(ends))] if ends else []
        return tuple(found)


@dataclass
class GrantWithoutNews(Small):
    """A grant is kept and nobody is told: who may read the case since never hears of it."""

    def commit(self, coming: list[envelope_checks.IncomingEnvelope]) -> wire.Message:
        self.quiet = {
            each.envelope.header.case
            for each in coming
            if all(
                other.envelope.header.kind == Kind.GRANT
                for other in coming
                if other.envelope.header.case == each.envelope.header.case
            )
        }
        return super().commit(coming)

    def bump(self, case: bytes) -> None:
        if case not in self.quiet or case not in self.feeds:
            super().bump(case)


@dataclass
class ScopeOfNothing(Small):
    """Cursors stand for the same, whatever teams their owner came into."""

    def scope(self, stream: bytes) -> bytes:
        return self.epoch


@dataclass
class AnsweredBeforeCommit(Small):
    """It says that it has what it never wrote, once in a while."""

    pushes: int = 0

    def commit(self, coming: list[envelope_checks.IncomingEnvelope]) -> wire.Message:
        self.pushes += 1
        if self.pushes % 5:
            return super().commit(coming)
        return wire.Pushed(self.epoch, tuple((each.id, wire.NEW) for each in coming), ())


Make = Callable[[Office, int], Simulation]


def _client(ledger: type[VaultSyncStore]) -> Make:
    return lambda office, seed: Simulation(office, seed, Small(), ledger, clears=False)


def _server(server: type[Small]) -> Make:
    return lambda office, seed: Simulation(office, seed, server(), clears=False)


BUGS: dict[str, Make] = {
    **{
        each.__name__: _client(each)
        for each in (
            CursorBeforeRows, PositionBeforeRows, AckByNumber, EpochIgnored, RefusedIsSent,
            SentWhenSent, WaitingForgotten, NeverTriedAgain, OnlyOwnIsSent,
        )
    },
    "LostIsKnown": lambda office, seed: Simulation(office, seed, Small(), engine=resending, clears=False),
    **{
        each.__name__: _server(each)
        for each in (
            PlaceBeforeCommit, ForkOverwritten, ForkRefused, ReceiptForUnheld, GrantWithoutNews,
            ScopeOfNothing, AnsweredBeforeCommit,
        )
    },
}  # fmt: skip

# Where the rarer ones first show: each seed before it survives them.
SHOWS = {"OnlyOwnIsSent": 119, "ReceiptForUnheld": 286, "ScopeOfNothing": 1050}
