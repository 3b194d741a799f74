"""Every way in which one person, or two, can try to erase: none leads there; without one of the rules
some does; and the program says what the model says."""

import random
from dataclasses import fields, replace

import pytest

from app.seal import directory as people
from app.seal import envelope, erasure
from app.seal.directory import Colleagues, Directory
from app.seal.envelope import Envelope, Kind
from app.seal.erasure import Confirmation, Objection, Ruling, countersigned
from app.seal.keys import DeviceKeys, digest, fresh_id, key_id
from app.seal.lineage import Lineage
from app.vault.erasures import _Authors
from tests.headquarters.office import Computer, Organisation
from tests.model import erasure_model as model
from tests.model.erasure_model import (
    ALL,
    DAY,
    EVERYBODY,
    INSPECTOR,
    R1,
    R2,
    SECOND,
    SUPERVISOR,
    Confirm,
    League,
    Order,
    Protest,
    Rule,
    Rules,
)

ALONE = [("first",), ("second",), ("supervisor",), ("vouched",), ("inspector",)]
HONEST = Order(SUPERVISOR), (Confirm(SECOND, R2), Protest(INSPECTOR))
HEARS = frozenset({INSPECTOR})


def erased_alone(rules: Rules) -> list[object]:
    """Ways in which one person destroys, whatever that one makes up."""
    return [
        (who, order, way)
        for who in ALONE
        for league in [League(who)]
        for order in league.orders()
        for way in league.ways(3)
        if model.due(order, way, rules) is not None
    ]


def overruled_alone(rules: Rules) -> list[object]:
    """Ways in which somebody who ordered or confirmed, or one who let them in, silences the inspector."""
    order, said = HONEST
    return [
        (who, way)
        for who in (("first",), ("second",), ("supervisor",), ("inspector",))
        for way in League(who, HEARS).ways(3)
        if model.due(order, (*said, *way), rules) is not None
    ]


def hurried_by_two(rules: Rules) -> list[object]:
    """Ways in which both desk holders together destroy before anybody can object."""
    league = League(("first", "second"))
    return [
        (order, way)
        for order in league.orders()
        for way in league.ways(2)
        if (model.due(order, way, rules) or DAY) < DAY or model.due(order, way, rules) == 0
    ]


def by_who_may_not(rules: Rules) -> list[object]:
    """Ways in which an inspector's order counts once the second desk holder is careless, or an
    inspector's word is the second one."""
    ways: list[object] = []
    if model.due(Order(INSPECTOR), [Confirm(SECOND, R2)], rules) is not None:
        ways.append("ordered")
    vouched = replace(SUPERVISOR, name="other", person="other", certified=frozenset({R1, R2}))
    if model.due(Order(SUPERVISOR), [Confirm(vouched)], rules) is not None:
        ways.append("confirmed")
    return ways


ATTACKS = {"alone": erased_alone, "overruled": overruled_alone, "hurried": hurried_by_two, "may not": by_who_may_not}


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_way_leads_there(attack: str):
    assert ATTACKS[attack](ALL) == []


@pytest.mark.parametrize(
    ("rule", "attack"),
    [
        ("other_key", "alone"),
        ("desk_signs_twice", "alone"),
        ("waits", "hurried"),
        ("urgent_by_three", "hurried"),
        ("third_depends_on_nobody", "overruled"),
        ("objections_stop", "overruled"),
        ("only_who_may_orders", "may not"),
        ("only_the_desk_confirms", "may not"),
    ],
)
def test_without_a_rule_some_way_does(rule: str, attack: str):
    assert ATTACKS[attack](replace(ALL, **{rule: False}))


def test_that_two_are_two_people_is_held_by_their_keys_as_well():
    """Of who has one key alone; two keys in one hand would be what `other_person` is for."""
    assert erased_alone(replace(ALL, other_person=False)) == []
    both = Order(model.FIRST, R1), [Confirm(model.FIRST, R2)]
    assert model.due(*both) is None
    assert model.due(*both, replace(ALL, other_person=False)) == DAY


def test_every_rule_is_tried():
    assert {field.name for field in fields(Rules)} == {
        "other_person",
        "other_key",
        "desk_signs_twice",
        "only_the_desk_confirms",
        "only_who_may_orders",
        "third_depends_on_nobody",
        "objections_stop",
        "waits",
        "urgent_by_three",
    }


# -- the program -----------------------------------------------------------------------------


class Shipped:
    """The same people with real keys, and what they say as envelopes; each made once."""

    def __init__(self) -> None:
        self.organisation = Organisation(bytes(32))
        self.keys = {R1: self.organisation.registrar, R2: self.organisation.second}
        self.case, self.made = fresh_id(), dict[object, Envelope]()
        self.computers = {each: self._joins(each) for each in EVERYBODY}

    def _joins(self, identity: model.Identity) -> Computer:
        """By each registrar who certified it, and by nobody else."""
        keys, person = DeviceKeys.fresh(), fresh_id()
        stream, directory = key_id(keys.public), self.organisation.directory
        for name in sorted(identity.certified):
            who = [person, identity.name, identity.role, 1, []]
            directory.add(self.keys[name], people.PERSON, who)
            certificate = [stream, person, keys.public, keys.receiving_public, 0, 0]
            directory.add(self.keys[name], people.DEVICE, certificate)
        own = self.organisation.desk.own
        return Computer(identity.name, identity.role, keys, person, own, stream)

    def says(self, statement: Order | model.Statement, order: Order) -> Envelope:
        at = (statement, order)
        if at not in self.made:
            self.made[at] = self._said(statement, order)
        return self.made[at]

    def _said(self, statement: Order | model.Statement, order: Order) -> Envelope:
        computer = self.computers[statement.by]
        match statement:
            case Order():
                told: erasure.Statement = erasure.Order((digest(b""),), urgent=statement.urgent)
            case Confirm():
                told = Confirmation(self.says(order, order).id)
            case Rule():
                heard = (self.says(Protest(each), order).id for each in statement.hears)
                told = Ruling(self.says(order, order).id, True, tuple(sorted(heard)))
            case Protest():
                told = Objection(self.says(order, order).id)
        key = getattr(statement, "key", "")
        if key:
            assert isinstance(told, erasure.Order | Confirmation | Ruling)
            told = countersigned(told, self.keys[key], self.case, computer.stream)
        raw = computer.orders(self.case, Kind.ERASE, told.to_bytes())
        return envelope.peek_unverified(raw)

    def due(self, order: Order, said: tuple[model.Statement, ...]) -> int | None:
        envelopes = [self.says(order, order), *(self.says(each, order) for each in said)]
        colleagues = Colleagues(Directory(), self.organisation.directory)
        authors = _Authors(colleagues, Lineage(lambda _: None))
        states = erasure.judge(envelopes, authors)
        return states[0].due({envelope.id: 0 for envelope in envelopes}) if states else None


@pytest.mark.parametrize("seed", range(3))
def test_the_program_says_what_the_model_says(seed: int):
    """Of everybody's words in any mixture, not only of what one league can say."""
    rng, shipped = random.Random(seed), Shipped()
    everybody = League(tuple({each.owner for each in EVERYBODY}), HEARS)
    orders, statements = [*everybody.orders()], [*everybody.statements()]
    outcomes = set[int | None]()
    for _ in range(700):
        order = rng.choice(orders)
        objections = [Protest(INSPECTOR)] if rng.random() < 0.4 else []
        said = (*objections, *rng.sample(statements, rng.randrange(12 if order.urgent else 5)))
        expected = model.due(order, said)
        assert shipped.due(order, said) == expected, (order, said)
        outcomes.add(expected)
    assert outcomes == {None, 0, DAY}
