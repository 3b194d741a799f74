"""Every way to lose what was acknowledged (promise 24): none does; without one of the rules some does; and
the shipped engine, with the shipped tables, comes to what the model comes to."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import cache

import pytest

from app.case import events
from app.casework.exchange import sync
from app.casework.session.session import EventAppender
from app.sync import conditions, wire
from app.sync.engine import CallResult, NoAnswer
from app.vault import sync_state as tables
from tests.chance import seeds
from tests.model import sync_model as model
from tests.model.exploration import Explored, explore
from tests.model.sync_model import ALL, MINE, Play, Rules, World
from tests.people import keeps_a_case
from tests.sync.simulation.memory import Laptop, Memory
from tests.sync.simulation.office import LAYLA, OMAR, Office
from tests.sync.simulation.server import Small, envelope_checks

HELD = "said to be held, and is not there"
NEVER = "what is here never comes to headquarters"
OPEN = "left open: a colleague’s record that a liar said it has, until its author calls"
HONEST, LIAR = Play(), Play(liar=True, most_records=2, most_disasters=3)
FEW, ONE = replace(HONEST, most_records=2), replace(LIAR, most_records=1)
HOLES = replace(LIAR, most_disasters=2)
FOUND = {
    "epochs": (FEW, HELD),
    "hashes": (FEW, NEVER),
    "tips_are_looked_at": (ONE, NEVER),
    "rows_before_cursors": (FEW, "a place counts as reached, and its record is not here"),
    "receipts_after_the_commit": (FEW, HELD),
    "receipts_over_no_hole": (HOLES, HELD),
    "receipts_are_needed": (ONE, HELD),
    "receipts_are_verified": (ONE, HELD),
    "receipts_are_of_an_epoch": (ONE, HELD),
}


def explored(play: Play, rules: Rules = ALL) -> Explored[World]:
    return explore(
        World(), lambda world: model.steps(world, play, rules), lambda world: model.breaks(world, play, rules)
    )


@pytest.mark.parametrize(
    ("play", "at_least"),
    [(FEW, 1000), pytest.param(HONEST, 7000, marks=pytest.mark.long), pytest.param(LIAR, 5000, marks=pytest.mark.long)],
    ids=["two records", "three records", "a liar"],
)
def test_no_way_leads_there(play: Play, at_least: int):
    outcome = explored(play)
    assert outcome.broken.keys() <= ({OPEN} if play.liar else set())
    assert outcome.states > at_least


@cache
def without(rule: str) -> Explored[World]:
    return explored(FOUND[rule][0], replace(ALL, **{rule: False}))


@pytest.mark.parametrize("rule", FOUND)
def test_without_a_rule_some_way_does(rule: str):
    assert FOUND[rule][1] in without(rule).broken


def test_every_rule_is_tried():
    assert {rule.name for rule in fields(Rules)} == set(FOUND)


# -- the program -----------------------------------------------------------------------------


@dataclass
class Shipped:
    """Layla's laptop and Omar's, one case that both read and that headquarters has; from there on a
    world of the model is carried out. `ids`: of its records."""

    people: Office
    server: Small = field(default_factory=Small)
    ids: list[bytes] = field(default_factory=list)
    raws: dict[bytes, bytes] = field(default_factory=dict)
    copy: Memory | None = None
    backup: Small | None = None

    def __post_init__(self) -> None:
        self.server.claim(self.people.claimed)
        self.layla, self.omar = (Laptop.new(self.people.templates[name]) for name in (LAYLA, OMAR))
        self.case = bytes.fromhex(keeps_a_case(self.layla.session, "Maya Sample"))
        for laptop in (self.layla, self.omar, self.layla):
            assert self.syncs(laptop).finished
        self.base = len(self.server.cases[self.case])

    def syncs(self, laptop: Laptop, breaks_at: str = "", *, lies: bool = False) -> sync.SyncSummary:
        lost = CallResult(NoAnswer(conditions.NetworkLost(), final=True))

        def carry(request: wire.Request) -> CallResult:
            match request:
                case wire.SayHello() if breaks_at == "no answer to hello":
                    return lost
                case wire.Push() if breaks_at == "push lost":
                    return lost
                case wire.Push() if lies:
                    ids = (envelope_checks.read(raw).id for raw in request.envelopes)
                    known = tuple((id_, wire.KNOWN) for id_ in ids)
                    return CallResult(wire.Pushed(self.server.epoch, known, ()))
                case wire.Feed() | wire.Pull() if breaks_at == "pull cut":
                    return lost
            answer = self.server.answer(laptop.stream, request)
            if isinstance(request, wire.Push) and breaks_at == "answer to push lost":
                return lost
            return CallResult(answer)

        return sync.sync(laptop.session, carry, wait=lambda _: None, rng=lambda: 0.5)

    def writes(self, laptop: Laptop) -> bytes:
        with laptop.session.vault.transaction() as writer:
            pen = EventAppender(laptop.session, writer, self.case)
            id_ = pen.say(events.NOTE, {"about": "view", "text": f"seen {len(self.ids)}"})
        self.ids.append(id_)
        (self.raws[id_],) = (raw for known, raw in tables.batch(laptop.database, 1 << 20) if known == id_)
        return id_

    def comes(self, laptop: Laptop, id_: bytes) -> None:
        answer = self.server.answer(laptop.stream, wire.Push((self.raws[id_],)))
        assert isinstance(answer, wire.Pushed)

    def does(self, label: str) -> None:
        match label.partition(": "):
            case ("Layla writes", _, _):
                self.writes(self.layla)
            case ("a colleague’s record comes to headquarters", _, _):
                self.comes(self.omar, self.writes(self.omar))
            case ("Layla syncs", _, breaks_at):
                self.syncs(self.layla, breaks_at)
            case ("Layla syncs with a liar", _, _):
                self.syncs(self.layla, lies=True)
            case ("Layla’s records are copied", _, _):
                self.copy = self.layla.database.copied()
            case ("the copy takes their place", _, _):
                assert self.copy
                self.layla.database = self.copy.copied()
                self.layla.opens()
            case ("headquarters is copied", _, _):
                self.backup = self.server.backed_up()
            case ("headquarters is restored", _, _):
                assert self.backup
                self.server = self.server.restored(self.backup)
            case (late, _, _):
                number = int(late.removeprefix("a lost push of ").removesuffix(" arrives"))
                self.comes(self.layla, self.ids[number])

    def agrees(self, world: World) -> None:
        numbers = {id_: number for number, id_ in enumerate(self.ids)}
        here, database = self.layla.envelopes(), self.layla.database
        assert {numbers[id_] for id_ in here if id_ in numbers} == set(world.laptop.has)
        there = self.server.cases[self.case][self.base :]
        assert [numbers[id_] for id_ in there] == list(world.headquarters.log)
        unsent = {row[0] for row in database.rows("SELECT id FROM unsent JOIN envelope USING (n)")}
        assert {numbers[id_] for id_ in unsent if id_ in numbers} == set(world.laptop.unsent)
        if world.laptop.epoch == world.headquarters.epoch:
            held = self.case not in tables.not_there(database) | tables.not_held(database)
            assert held == all(model.is_held(world, record) for record in world.laptop.has)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office.founded(tmp_path_factory.mktemp("office"))


BEGUN = World(laptop=model.Laptop(epoch=0))


def forked(world: World) -> bool:
    """An older copy lacks what was written since: then the program begins another stream with new keys,
    and waits for the desk. tests/sync"""
    mine = {n for n, record in enumerate(world.records) if record.author == MINE}
    return not mine <= set(world.laptop.has)


@contextmanager
def saying(way: list[str]) -> Iterator[None]:
    try:
        yield
    except AssertionError as error:
        raise AssertionError("\n".join(way)) from error


def walks(people: Office, play: Play, rng: random.Random, length: int) -> list[str]:
    shipped, world, way = Shipped(people), BEGUN, list[str]()
    for number in range(length):
        steps = [step for step in model.steps(world, play) if not forked(step[1])]
        label, world = rng.choice(steps) if number < length - 1 else ("Layla syncs", dict(steps)["Layla syncs"])
        way.append(label)
        shipped.does(label)
        with saying(way):
            shipped.agrees(world)
    return way


@pytest.mark.parametrize("seed", seeds(range(3), range(12)))
def test_the_engine_comes_to_what_the_model_comes_to(people: Office, seed: int):
    rng, labels = random.Random(seed), set[str]()
    for _ in range(6):
        plays = replace(HONEST, most_disasters=6), replace(LIAR, most_records=3, most_disasters=6)
        labels |= {label.partition(" of ")[0] for label in walks(people, rng.choice(plays), rng, 14)}
    assert len(labels) >= 8


@pytest.mark.parametrize("rule", [rule for rule in FOUND if rule not in ("hashes", "receipts_after_the_commit")])
def test_the_ways_that_a_rule_is_for_lead_nowhere_in_the_program(people: Office, rule: str):
    """Carried out on the engine: what the model comes to with all its rules. The two that are left out:
    a fork, which tests/sync follows to its end; and a server of ours that ends too early."""
    play, promise = FOUND[rule]
    way = without(rule).broken[promise]
    shipped, world = Shipped(people), BEGUN
    for label in (*way, "Layla syncs", "Layla syncs"):
        world = dict(model.steps(world, play))[label]
        shipped.does(label)
        with saying(way):
            shipped.agrees(world)
    assert promise not in [*model.breaks(world, play)]
