"""Every way to use a role that is over (row 3): none leads there; without one of the rules some does;
and the program says what the model says."""

import random
from dataclasses import fields, replace
from functools import cache

import pytest

from app.seal import directory as people
from app.seal.directory import Directory
from app.seal.envelope import Header
from app.seal.keys import digest
from app.seal.lineage import Lineage
from tests.headquarters.office import Computer, Organisation
from tests.model import roles_model as model
from tests.model.exploration import Explored, explore
from tests.model.roles_model import ALL, Record, Rules, World

ROW_3 = "row 3: written late, with the former role"
FOUND = {
    "by_hash": ROW_3,
    "case_by_case": ROW_3,
    "what_lies_between_is_waited_for": "a reader takes back what was said",
    "two_desks_add_up": "written in time and seen, and has lost its role",
    "named": "put below the end and not named",
}
ARCHIVE = b"\x01" * 16, b"\x02" * 16


def explored(rules: Rules, most_records: int = 3) -> Explored[World]:
    return explore(World(), lambda world: model.steps(world, most_records), lambda world: model.breaks(world, rules))


@pytest.mark.parametrize("most_records", [3, pytest.param(4, marks=pytest.mark.long)])
def test_no_way_leads_to_a_role_that_is_over(most_records: int):
    outcome = explored(ALL, most_records)
    assert outcome.broken == {}
    assert outcome.states > (1000 if most_records == 3 else 20_000)


@pytest.mark.parametrize("rule", FOUND)
def test_without_a_rule_some_way_does(rule: str):
    outcome = explored(replace(ALL, **{rule: False}))
    assert FOUND[rule] in outcome.broken, outcome.broken


def test_every_rule_is_tried():
    assert {rule.name for rule in fields(Rules)} == set(FOUND)


# -- the program -----------------------------------------------------------------------------


class Shipped:
    """The same person, the same two desks, with real keys."""

    def __init__(self) -> None:
        self.organisation = Organisation(bytes(32))
        self.omar: Computer = self.organisation.joins("Omar Sample", model.FORMER)
        self.entries = self.organisation.entries
        self.directory = cache(self._directory)

    def headers(self, world: World) -> list[Header]:
        headers: list[Header] = []
        for n, record in enumerate(world.records):
            before = headers[record.before] if record.before is not None else None
            headers.append(
                Header(
                    case=ARCHIVE[model.CASES.index(record.case)],
                    stream=self.omar.stream,
                    seq=n + 1,
                    prev=bytes(32),
                    case_seq=model.number(world, n),
                    case_prev=id_of(before) if before else bytes(32),
                    author=self.omar.stream,
                    key_number=1,
                    kind=1,
                    body_hash=digest(bytes([n])),
                )
            )
        return headers

    def directory_of(self, world: World, headers: list[Header]) -> Directory:
        listed = (
            tuple((headers[tip].case, headers[tip].case_seq, id_of(headers[tip])) for tip in sorted(tips))
            for tips in world.ends
        )
        return self.directory(tuple(listed))

    def _directory(self, ends: tuple[tuple[tuple[bytes, int, bytes], ...], ...]) -> Directory:
        directory = Directory.read(self.entries, trusted=True)
        desks = self.organisation.registrar, self.organisation.second
        for keys, listed in zip(desks, ends, strict=False):
            rows = [[self.omar.stream, *place] for place in listed]
            directory.add(keys, people.PERSON, [self.omar.person, self.omar.name, model.NEW, 2, rows])
        return directory


def id_of(header: Header) -> bytes:
    return digest(header.to_bytes())


@pytest.fixture(scope="module", name="shipped")
def _shipped() -> Shipped:
    return Shipped()


def agrees(shipped: Shipped, world: World) -> set[str]:
    """The roles that both say of every record to every reader."""
    headers, roles = shipped.headers(world), set[str]()
    directory, everything = shipped.directory_of(world, headers), range(len(world.records))
    for part in model.parts(everything):
        known = {id_of(headers[n]): headers[n] for n in part}
        lineage = Lineage(known.get)
        for n in everything:
            expected = model.role(world, n, part)
            assert directory.role_at(headers[n], id_of(headers[n]), lineage) == expected, (world, n, part)
            roles.add(expected)
    whole = Lineage({id_of(header): header for header in headers}.get)
    for n in everything:
        named = directory.is_after_role(headers[n], id_of(headers[n]), whole)
        assert named == model.is_named(world, n), (world, n)
    return roles


def test_the_program_says_what_the_model_says(shipped: Shipped):
    """Of worlds made by chance, larger than those of which every one was tried."""
    rng, roles = random.Random(3), set[str]()
    for _ in range(150):
        world = World()
        for _ in range(rng.randrange(2, 9)):
            world = rng.choice([*model.steps(world, 6)])[1]
        roles |= agrees(shipped, world)
    assert roles == {model.FORMER, model.NEW, model.NOBODY_KNOWS}


@pytest.mark.parametrize("rule", FOUND)
def test_the_ways_that_a_rule_is_for_lead_nowhere_in_the_program(shipped: Shipped, rule: str):
    end = explored(replace(ALL, **{rule: False})).ends[FOUND[rule]]
    assert model.breaks(end, replace(ALL, **{rule: False}))
    assert not list(model.breaks(end, ALL))
    agrees(shipped, end)


def test_row_3_a_second_record_below_the_end_has_no_former_role(shipped: Shipped):
    """The shortest way that was found: he wrote, the role ended there, an old laptop writes again."""
    world = World((Record("a", None), Record("a", None, late=True)), (frozenset({0}),))
    headers = shipped.headers(world)
    directory = shipped.directory_of(world, headers)
    lineage = Lineage({id_of(header): header for header in headers}.get)
    roles = [directory.role_at(header, id_of(header), lineage) for header in headers]
    assert roles == [model.FORMER, model.NEW]
    assert directory.is_after_role(headers[1], id_of(headers[1]), lineage)
