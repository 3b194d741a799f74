"""One seed: people write, give, sync and lose laptops; networks, disks, nodes and clocks fail; then
all is healed, and whoever may read a case has all of it."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from app.case import events
from app.case.reference import reference
from app.casework.exchange import purge
from app.casework.exchange.sync import SyncSteps, SyncSummary
from app.casework.exchange.sync_store import VaultSyncStore
from app.casework.organisation import administration, membership
from app.casework.session.registrar import DirectorySigner, key_of
from app.casework.session.session import EventAppender, Session
from app.casework.sharing import case_access
from app.errors import SanadError
from app.seal import case_grant, envelope
from app.seal.directory import Device
from app.seal.envelope import Kind, LaterMissing
from app.seal.lineage import Lineage
from app.seal.receipt import peek_unverified
from app.sync import conditions, wire
from app.sync.engine import CallResult, NextRequest, NoAnswer, Wait, synchronise
from app.sync.store import Store
from app.vault import cases
from app.vault import sync_state as tables
from app.vault.database import DiskFull
from tests.sync.simulation import memory
from tests.sync.simulation.memory import FULL, KILL_AFTER, KILL_BEFORE, NOTHING, Killed, Laptop
from tests.sync.simulation.office import DESK, JAHRA, OMAR, SALMA, Office
from tests.sync.simulation.rng import loaded
from tests.sync.simulation.server import Server, Small

TICKS, ROUNDS = 70, 12
YEAR = 365 * 86400.0
LONGEST = (4 << 20) - 1_000  # bytes of a text that fits into an event
# problems that an honest headquarters gives cause for, in the end
EXPECTED = {"device_withdrawn", "stream_forked", "record_refused"}


class Broken(AssertionError):
    """A rule that didn't hold."""


@dataclass
class Weather:
    """How bad it is, from the seed."""

    lost_request: float
    lost_answer: float
    doubled: float
    late: float
    slow: float
    killed: float
    full: float

    @classmethod
    def of(cls, rng: random.Random) -> "Weather":
        def some(most: float) -> float:
            return rng.choice((0.0, most / 4, most))

        return cls(some(0.3), some(0.3), some(0.2), some(0.2), some(0.5), some(0.08), some(0.05))


CALM = Weather(0, 0, 0, 0, 0, 0, 0)


@dataclass
class Going:
    """A sync under way. `pending`: a push that a node has begun and not committed; `ahead`: what was
    asked before it was wanted, and what became of it."""

    laptop: Laptop
    steps: SyncSteps
    carried: CallResult | None = None
    pending: tuple[int, Any, Server] | None = None
    ahead: tuple[wire.Request, CallResult] | None = None


@dataclass
class Simulation:
    office: Office
    seed: int
    server: Server = field(default_factory=Small)
    ledger: Callable[..., Store] = VaultSyncStore
    engine: Callable[..., Any] = synchronise
    ticks: int = TICKS
    clears: bool = True
    cut: int = 0  # bytes that the line carries before it breaks, 0 for any; then records are long, too
    reports: bool = False  # each computer tells the desk of itself: other disasters by the same seed
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.weather = Weather.of(self.rng)
        self.now = 0
        self.going: dict[str, Going] = {}
        self.left: dict[str, int] = {}  # bytes until a laptop's line breaks
        self.late: list[tuple[int, bytes, wire.Request]] = []
        self.backup: Server | None = None
        self.expected: set[bytes] = set()
        self.revoked: set[str] = set()
        self.readers: dict[bytes, set[bytes]] = {}
        self.met: dict[str, Session] = {}  # a sync came to its end, and nothing of it was wrong
        self.laptops = {name: Laptop.new(template) for name, template in self.office.templates.items()}
        for laptop in self.laptops.values():
            laptop.database.fate = self._fate
        self.server.claim(self.office.claimed)

    @property
    def desk(self) -> Laptop:
        return self.laptops[DESK]

    def say(self, *words: object) -> None:
        self.said.append(f"{self.now:3} " + " ".join(map(str, words)))

    # -- a seed ------------------------------------------------------------------------------

    def run(self) -> None:
        """Broken."""
        with loaded(self.seed):
            for _ in range(3 * self.ticks if self.cut else self.ticks):
                self.now += 1
                self._deliver_late()
                self._tick()
            self._heal()
            self._quiet_end()
            self._all_is_there()

    def close(self) -> None:
        for server in (self.server, self.backup):
            if server:
                server.close()

    def _tick(self) -> None:
        busy = [name for name in self.going if name in self.laptops]
        if busy and self.rng.random() < 0.7:
            self._advance(self.going[self.rng.choice(busy)])
            return
        acts = [
            (self._writes, 14), (self._syncs, 14), (self._gives, 6), (self._clock, 2),
            (self._backs_up, 1), (self._restores, 0.5), (self._clones, 0.4),
            (self._hq_backs_up, 2), (self._hq_restored, 2), (self._revokes, 0.3),
            (self._admits, 2), (self._into_team, 1.5),
        ]  # fmt: skip
        acts += [(self._clears, 1.5), (self._fetches, 1)] if self.clears else []
        (act,) = self.rng.choices([each for each, _ in acts], [weight for _, weight in acts])
        act(self.laptops[self.rng.choice(sorted(self.laptops))])

    def _fate(self) -> int:
        roll = self.rng.random()
        if roll < self.weather.killed:
            return self.rng.choice((KILL_BEFORE, KILL_AFTER))
        return FULL if roll < self.weather.killed + self.weather.full else NOTHING

    @contextmanager
    def _doing(self, laptop: Laptop, what: str) -> Iterator[None]:
        """Whatever happens meanwhile, the laptop is opened again."""
        self.say(laptop.name, what)
        try:
            yield
        except Killed:
            self.say(laptop.name, "is killed")
            self.going.pop(laptop.name, None)
            laptop.opens()
        except DiskFull:
            self.say(laptop.name, "has a full disk")
        self.expected |= laptop.envelopes().keys()

    # -- work --------------------------------------------------------------------------------

    def _writes(self, laptop: Laptop) -> None:
        session = laptop.session
        known = [row[0] for row in laptop.database.rows("SELECT case_id FROM case_row ORDER BY 1")]
        with self._doing(laptop, "writes"):
            if known and self.rng.random() < 0.6:
                case = self.rng.choice(known)
                with session.vault.transaction() as writer:
                    EventAppender(session, writer, case).say(events.NOTE, {"about": "view", "text": self._text()})
                return
            case, restricted = session.vault.new_case(), self.rng.random() < 0.4
            with session.vault.transaction() as writer:
                pen = EventAppender(session, writer, case, restricted=restricted)
                number = reference(case, 2026, "KW")
                pen.say(events.OPENED, {"reference": number, "officer": laptop.name})
                row = cases.IndexRow(case, number, "", "identification", session.now(), restricted)
                cases.keep(writer, row, number)

    def _text(self) -> str | bytes:
        if not self.cut:
            return "seen"
        sizes = (100, 9_000, 3 * self.cut, 8 * self.cut, LONGEST)
        (size,) = self.rng.choices(sizes, (40, 30, 20, 9.5, 0.5))
        return self.rng.randbytes(size)

    def _breaks(self, laptop: Laptop, request: wire.Request, answer: wire.Message | None) -> bool:
        """Does the line break under these bytes? A new connection costs some for itself."""
        if not self.cut or self.weather is CALM:
            return False
        size = 700 + len(answer.encode() if answer else request.encode())
        left = self.left.get(laptop.name, self.cut - 2_400) - size
        self.left[laptop.name] = left if left > 0 else self.cut - 2_400
        return left <= 0

    def _gives(self, laptop: Laptop) -> None:
        known = [row[0] for row in laptop.database.rows("SELECT case_id FROM case_row ORDER BY 1")]
        to = sorted(case_access.recipients(laptop.session), key=lambda each: each.name)
        if known and to:
            with self._doing(laptop, "gives a case"), suppress(case_access.NoRecipient):
                jahra = [each for each in to if each.name == JAHRA and self.rng.random() < 0.4]
                case, who = self.rng.choice(known), self.rng.choice(jahra or to)
                case_access.grant(laptop.session, case.hex(), who)

    def _clears(self, laptop: Laptop) -> None:
        """Send and clear: a sync, and what headquarters holds leaves the laptop."""
        if laptop.name in self.going or laptop is self.desk:
            return
        self._syncs(laptop)
        done = None
        for _ in range(200):
            self.now += laptop.name in self.going and self.going[laptop.name].pending is not None
            going = self.going.get(laptop.name)
            if going is None or (done := self._advance(going)) is not None:
                break
        ids = purge.clearable(laptop.session)
        if done and done.finished and not done.problems and ids:
            # where a full disk kept it from noting that it synced, it is told to sync first
            with self._doing(laptop, "clears a case"), suppress(purge.SyncFirst):
                purge.clear(laptop.session, [self.rng.choice(sorted(ids))])

    def _fetches(self, laptop: Laptop) -> None:
        for each in purge.purged_cases(laptop.session)[:1]:
            with self._doing(laptop, "wants a case back"):
                purge.fetch(laptop.session, each.case_id)

    def _revokes(self, _: Laptop) -> None:
        victims = sorted(set(self.laptops) & {SALMA, OMAR} - self.revoked)
        if victims and self.now > TICKS // 2 and not self.revoked:
            name = self.rng.choice(victims)
            # with keys that the desk doesn't know yet there is nobody to withdraw
            with self._doing(self.desk, f"withdraws {name}"), suppress(case_access.NoRecipient):
                administration.revoke(self.desk.session, self.laptops[name].stream.hex())
                self.revoked.add(name)

    def _into_team(self, laptop: Laptop) -> None:
        """Somebody comes into a team that has had cases for a while."""
        session, device = self.desk.session, laptop.session.vault
        known = session.vault.directory.organisation
        team = next(each for each in known.teams.values() if each.name == JAHRA)
        keys = key_of(session)
        if keys and device.stream in known.devices and device.person not in team.members:
            with self._doing(self.desk, f"takes {laptop.name} into a team"):
                book = DirectorySigner.of(session.vault, keys)
                with session.vault.transaction() as writer:
                    book.join(device.person, known.devices[device.stream], team.id, writer)
                    book.mend(writer)
                    book.learn(writer)

    def _admits(self, laptop: Laptop) -> None:
        known = self.desk.session.vault.directory.organisation.devices
        if laptop.stream in known or laptop is self.desk:
            return
        with self._doing(self.desk, f"lets {laptop.name} in again"):
            admit(self.desk, laptop)
        if laptop.stream in self.desk.session.vault.directory.organisation.devices:
            with self._doing(laptop, "takes the desk's reply"):
                settle(self.desk, laptop)

    # -- disasters ---------------------------------------------------------------------------

    def _clock(self, laptop: Laptop) -> None:
        seconds = self.rng.choice((-10 * YEAR, 10 * YEAR, 86400.0, 3600.0))
        self.say(laptop.name, "clock moves by", int(seconds))
        laptop.wrist.pass_(seconds=seconds)

    def _backs_up(self, laptop: Laptop) -> None:
        if laptop is not self.desk:
            self.say(laptop.name, "is backed up")
            laptop.backs_up()

    def _restores(self, laptop: Laptop) -> None:
        if laptop.backup:
            self.say(laptop.name, "is restored from its backup")
            self.going.pop(laptop.name, None)
            laptop.restores()
            self.expected = self._union()

    def _clones(self, laptop: Laptop) -> None:
        if len(self.laptops) < 6 and laptop is not self.desk and laptop.name not in self.revoked:
            name = f"{laptop.name} twin {len(self.laptops)}"
            self.say(laptop.name, "is copied:", name)
            self.laptops[name] = laptop.cloned(name)
            self.laptops[name].database.fate = self._fate

    def _hq_backs_up(self, _: Laptop) -> None:
        self.say("headquarters is backed up")
        if self.backup:
            self.backup.close()
        self.backup = self.server.backed_up()

    def _hq_restored(self, _: Laptop) -> None:
        if self.backup:
            self.say("headquarters is restored")
            self.server = self.server.restored(self.backup)  # type: ignore[arg-type]
            self.expected = self._union()

    # -- the network -------------------------------------------------------------------------

    def _syncs(self, laptop: Laptop) -> None:
        if laptop.name in self.going:
            return
        self.say(laptop.name, "begins to sync")
        soon = laptop.session is self.met.pop(laptop.name, None) and self.rng.random() < 0.5
        steps = SyncSteps(laptop.session, self.rng.random, 0, soon, timer=lambda: 0.0, reports=self.reports)
        if self.ledger is not VaultSyncStore or self.engine is not synchronise:
            steps._ledger = self.ledger(laptop.session, lambda: 0.0)  # type: ignore[assignment]
            steps._script = self.engine(steps._ledger, steps.run, self.rng.random, 0, soon=soon)
        self.going[laptop.name] = Going(laptop, steps)

    def _advance(self, going: Going) -> SyncSummary | None:
        """To the next answer, or the end."""
        if going.pending:
            due, begun, server = going.pending
            if self.now < due:
                return None
            going.pending = None
            lost = server is not self.server
            told = NoAnswer(conditions.NetworkLost()) if lost else server.commit(begun)
            going.carried = self._answered(told)
            return None
        done: SyncSummary | None = None
        with self._doing(going.laptop, "goes on"):
            step = going.steps.next(going.carried)
            going.carried = None
            while step is not None and not isinstance(step, wire.Request):
                if isinstance(step, NextRequest) and self.rng.random() < 0.7:
                    self._carries(going, step.request)
                    going.ahead, going.carried = (step.request, going.carried), None
                if isinstance(step, Wait) and self.rng.random() < 0.5:
                    return None  # others first; the same step is taken up with `next` alone
                step = going.steps.next()
            ahead, going.ahead = going.ahead, None
            if step is None:
                done = self._ends(going)
            elif ahead and ahead[0] == step:
                going.carried = ahead[1]
            else:
                self._drops(going)
                self._carries(going, step)
        return done

    def _drops(self, going: Going) -> None:
        """What went ahead and was not asked for: it arrives all the same."""
        if going.pending:
            _, begun, server = going.pending
            going.pending = None
            if server is self.server:
                server.commit(begun)

    def _carries(self, going: Going, request: wire.Request) -> None:
        stream, weather, rng = going.laptop.stream, self.weather, self.rng
        name = type(request).__name__
        request = type(request).decode(request.encode())
        if self._breaks(going.laptop, request, None) or rng.random() < weather.lost_request:
            self.say(" ", name, "is lost")
            if rng.random() < weather.late:
                self.late.append((self.now + rng.randrange(5, 60), stream, request))
            going.carried = CallResult(NoAnswer(conditions.NetworkLost()))
            return
        if rng.random() < weather.doubled:
            self.say(" ", name, "comes twice")
            self.server.answer(stream, request)
        device = self.server.known().device(stream)
        slow = isinstance(request, wire.Push) and device is not None
        if slow and rng.random() < weather.slow:
            self.say(" ", name, "is being written")
            due = self.now + rng.randrange(1, 12)
            going.pending = (due, self.server.begin(request), self.server)  # type: ignore[arg-type]
            return
        self.say(" ", name)
        answer = self.server.answer(stream, request)
        broke = self._breaks(going.laptop, request, answer)
        going.carried = self._answered(NoAnswer(conditions.NetworkLost()) if broke else answer)

    def _answered(self, told: wire.Message | NoAnswer) -> CallResult:
        if isinstance(told, NoAnswer) or self.rng.random() < self.weather.lost_answer:
            self.say("  the answer is lost")
            return CallResult(NoAnswer(conditions.NetworkLost()))
        if not isinstance(told, wire.Refusal):
            told = type(told).decode(told.encode())
        return CallResult(told, 100, 100)

    def _deliver_late(self) -> None:
        due = [each for each in self.late if each[0] <= self.now]
        self.late = [each for each in self.late if each[0] > self.now]
        for _, stream, request in due:
            self.say(type(request).__name__, "arrives late")
            self.server.answer(stream, request)

    def _ends(self, going: Going) -> SyncSummary:
        self.going.pop(going.laptop.name, None)
        told = going.steps.done()
        self.say(going.laptop.name, "ends:", [problem.kind() for problem in told.problems])
        if told.finished and not told.problems:
            self.met[going.laptop.name] = going.laptop.session
        if told.new_device:
            self.say(going.laptop.name, "has new keys")
        self._states_are_true(going.laptop)
        return told

    # -- the end -----------------------------------------------------------------------------

    def _heal(self) -> None:
        self.say("all is well from here on")
        self.weather = CALM
        self.going.clear()
        for _, stream, request in self.late:
            self.server.answer(stream, request)
        self.late = []

    def _quiet_end(self) -> None:
        """Everybody syncs until nothing is left to say."""
        for laptop in self.laptops.values():
            for each in purge.purged_cases(laptop.session):
                purge.fetch(laptop.session, each.case_id)
        for number in range(ROUNDS):
            self.now += 1
            noisy = False
            for laptop in list(self.laptops.values()):
                if laptop.name.split(" twin")[0] not in self.revoked:
                    self._admits(laptop)
            self._vouches()
            self.met.clear()  # in the end it is about what comes of meeting headquarters
            for laptop in self.laptops.values():
                laptop.wrist.at = memory.Wrist().at
                if laptop.name.split(" twin")[0] in self.revoked:
                    # it can't hear that the desk vouched: it offers again once a day
                    laptop.wrist.pass_(days=number)
                told = self._syncs_whole(laptop)
                kinds = {problem.kind() for problem in told.problems}
                unknown = kinds & {"device_unknown"}
                noisy |= bool(told.pushed or told.pulled or kinds - EXPECTED - unknown)
                noisy |= told.new_device
            if not noisy:
                return
        raise Broken("it never becomes quiet")

    def _vouches(self) -> None:
        """For what a withdrawn computer had written before, and others had built upon."""
        for device in list(self.desk.session.vault.directory.organisation.devices.values()):
            if device.revoked:
                administration.accept_late(self.desk.session, device.id.hex())

    def _syncs_whole(self, laptop: Laptop) -> SyncSummary:
        self._syncs(laptop)
        going = self.going[laptop.name]
        for asked in range(2000):
            told = self._advance(going)
            if told is not None:
                if laptop.name.split(" twin")[0] in self.revoked or asked < 400:
                    return told
                break
        raise Broken("a sync that does not end")

    # -- what must hold ----------------------------------------------------------------------

    def _union(self) -> set[bytes]:
        found = set(self.server.ids())
        for laptop in self.laptops.values():
            found |= laptop.envelopes().keys()
        return found

    def _states_are_true(self, laptop: Laptop) -> None:
        """Whatever is said to be there, is; whatever a receipt covers, is there from the first."""
        database = laptop.database
        if tables.state(database, tables.EPOCH) != self.server.epoch:
            return
        there, here = self.server.ids(), laptop.envelopes()
        kept, sent = tables.not_there(database), tables.not_held(database)
        for id_, case in here.items():
            if case not in kept and id_ not in there:
                raise Broken("said to be sent, and is not there")
            if case not in kept | sent and id_ not in there:
                raise Broken("said to be held, and is not there")
        for (raw,) in database.rows("SELECT raw FROM receipt WHERE epoch = ?", (self.server.epoch,)):
            at = peek_unverified(raw).tip
            while any(at):
                head = self.server.header(at)
                if head is None:
                    raise Broken("a receipt covers what is not there")
                at = head.prev

    def _acceptable(self) -> dict[bytes, bytes]:
        """(id -> case) of everything that headquarters must take, as the directory stands."""
        headers: dict[bytes, envelope.Header] = {}
        raws: dict[bytes, envelope.Envelope] = {}
        for laptop in self.laptops.values():
            for id_, header, signature, body in laptop.database.rows(
                "SELECT id, header, signature, body FROM envelope"
            ):
                headers[id_] = envelope.Header.from_bytes(header)
                raws[id_] = envelope.Envelope(headers[id_], header, signature, body)
        directory, lineage = self.desk.session.vault.directory.organisation, Lineage(headers.get)
        found = {}
        for id_, told in raws.items():
            try:
                device = envelope.check_envelope(told, directory)
                envelope.check_standing(told, device, lineage)
            except LaterMissing:
                continue
            except SanadError:
                continue
            found[id_] = told.header.case
            if told.header.kind == Kind.GRANT:
                self.readers[id_] = {item.team for item in case_grant.read(told.body)}
        return found

    def _all_is_there(self) -> None:
        if not self.expected <= self._union():
            raise Broken("something is lost")
        there, must = self.server.ids(), self._acceptable()
        if missing := must.keys() - there:
            raise Broken(f"{len(missing)} records never came to headquarters")
        for laptop in self.laptops.values():
            device = self.server.known().device(laptop.stream)
            if device is None or device.revoked:
                continue
            here = laptop.envelopes().keys()
            for case in self.server.readable(laptop.stream) & self._given(laptop, must):
                # two copies of one vault that went on apart read their own part of its log of keys
                # under a newer key; the desk reads both
                if case_grant.is_key_log(case) and laptop is not self.desk:
                    continue
                wanted = {id_ for id_ in self.server.of_case(case) if id_ in must}
                if wanted - here:
                    self._explain(laptop, case, wanted - here)
                    raise Broken(f"{laptop.name} lacks {len(wanted - here)} records of a case")
            self._states_are_true(laptop)
            unheld = tables.not_held(laptop.database)
            left = {c for i, c in laptop.envelopes().items() if i in must} & unheld
            if left - self._gone_for_good(laptop, there) - self._never_held(laptop, must, there):
                raise Broken(f"{laptop.name} has cases without a receipt")

    def _gone_for_good(self, laptop: Laptop, there: set[bytes]) -> set[bytes]:
        """The cases of which something was cleared here, then lost with a restored headquarters."""
        away = laptop.database.rows("SELECT id, case_id FROM away")
        return {case for id_, case in away if id_ not in there}

    def _never_held(self, laptop: Laptop, must: dict[bytes, bytes], there: set[bytes]) -> set[bytes]:
        """The cases in which somebody wrote who was withdrawn before headquarters heard of it: also where
        its officer, let in again, has given such a case to a team since."""
        return {case for id_, case in laptop.envelopes().items() if id_ not in must and id_ not in there}

    def _given(self, laptop: Laptop, must: dict[bytes, bytes]) -> set[bytes]:
        """The cases that a laptop may read by what it can take in: not by a grant that came after
        its author was withdrawn."""
        known = self.server.known()
        # an own team's key is on one computer alone, also where its officer has another
        shared = {t for t in known.teams(laptop.stream) if not known.directory.teams[t].personal}
        teams = shared | {team for team, _ in laptop.session.vault.keyring}
        found = set()
        for id_, case in must.items():
            head = self.server.header(id_)
            if head and head.kind == Kind.GRANT and teams & self.readers[id_]:
                found.add(case)
        return found

    def _explain(self, laptop: Laptop, case: bytes, missing: set[bytes]) -> None:
        waits = dict(laptop.database.rows("SELECT about, why FROM waiting"))
        whose = {laptop.stream: laptop.name for laptop in self.laptops.values()}
        at = laptop.database.row("SELECT after, last FROM fetched WHERE case_id = ?", (case,))
        positions = {id_: n for n, id_ in enumerate(self._positions(case), 1)}
        self.say("case", case.hex()[:6], "fetched", at)
        for id_ in missing:
            head = self.server.header(id_)
            assert head
            self.say(
                "lacks", whose.get(head.stream, "?"), "kind", head.kind, "number", head.seq,
                head.case_seq, "key", head.key_number, "at", positions.get(id_), waits.get(id_, ""),
            )  # fmt: skip

    def _positions(self, case: bytes) -> list[bytes]:
        return self.server.cases.get(case, []) if isinstance(self.server, Small) else []


def admit(desk: Laptop, laptop: Laptop) -> None:
    """The desk signs a computer's new keys into the directory, as when it is let in again."""
    session = desk.session
    keys = key_of(session)
    assert keys
    vault = laptop.session.vault
    book = DirectorySigner.of(session.vault, keys)
    heard = membership.about_me(laptop.session, bytes(32), bytes(32))
    device = Device(vault.stream, vault.person, vault.device.public, vault.device.receiving_public)
    book.device(device, session.now() + 2 * int(YEAR), 0)
    book.former(heard)
    book.own_team(heard)
    home = vault.home_team
    with session.vault.transaction() as writer:
        book.join(vault.person, device, home, writer)
        book.mend(writer)
        book.learn(writer)


def settle(desk: Laptop, laptop: Laptop) -> None:
    """And the computer takes the reply."""
    vault = laptop.session.vault
    with vault.transaction() as writer:
        vault.learn(writer, desk.session.vault.directory.organisation.entries)
        membership.settle(laptop.session, writer, vault.home_team)
