"""A role ends where its holder's last records lie, by their hash: never by a number alone."""

import copy
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.seal import directory as people
from app.seal import envelope
from app.seal.envelope import Envelope, Header
from app.seal.keys import fresh_id
from app.seal.lineage import Descent, Lineage
from tests.headquarters.office import Computer, Organisation


@dataclass
class Reader:
    """Somebody who has some of Omar's records, and the directory."""

    office: Organisation
    here: dict[bytes, Header] = field(default_factory=dict)
    looked_up: int = 0

    def takes(self, *records: Envelope) -> None:
        self.here |= {record.id: record.header for record in records}

    def find(self, id_: bytes) -> Header | None:
        self.looked_up += 1
        return self.here.get(id_)

    def role(self, record: Envelope, lineage: Lineage | None = None) -> str:
        lineage = lineage or Lineage(self.find)
        return self.office.directory.role_at(record.header, record.id, lineage)

    def is_after_role(self, record: Envelope) -> bool:
        return self.office.directory.is_after_role(record.header, record.id, Lineage(self.find))


@dataclass
class Office:
    organisation: Organisation
    omar: Computer
    reader: Reader
    case: bytes = field(default_factory=fresh_id)

    def writes(self, number: int, omar: Computer | None = None, case: bytes = b"") -> list[Envelope]:
        omar, case = omar or self.omar, case or self.case
        if case not in omar.case_keys:
            omar.opens(case)
        return [envelope.peek_unverified(omar.says(case)) for _ in range(number)]

    def ends(self, *last: Envelope, role: str = "inspector", version: int = 2) -> None:
        """The desk says that Omar is something else after these."""
        heads = [(record.header, record.id) for record in last]
        listed = [[head.stream, head.case, head.case_seq, id_] for head, id_ in heads]
        self.organisation.say(people.PERSON, [self.omar.person, self.omar.name, role, version, listed])


@pytest.fixture
def office() -> Office:
    organisation = Organisation(bytes(32))
    omar = organisation.joins("Omar Sample", "supervisor")
    office = Office(organisation, omar, Reader(organisation))
    first = envelope.peek_unverified(omar.opens(office.case)[1])
    office.reader.takes(first)
    return office


def test_what_came_before_the_end_of_a_role_keeps_it_and_what_comes_after_has_the_new_one(office: Office):
    before = office.writes(3)
    office.ends(before[-1])
    after = office.writes(2)
    office.reader.takes(*before, *after)
    assert [office.reader.role(each) for each in before] == ["supervisor"] * 3
    assert [office.reader.role(each) for each in after] == ["inspector"] * 2
    assert not any(office.reader.is_after_role(each) for each in (*before, *after))


def test_a_second_record_below_the_number_at_which_a_role_ended_has_the_new_one_and_is_named(office: Office):
    old_laptop = copy.deepcopy(office.omar)  # a copy of it, that goes on from its beginning
    before = office.writes(4)
    office.ends(before[-1])
    forked = office.writes(3, old_laptop)
    assert [each.header.case_seq for each in forked] == [each.header.case_seq for each in before[:3]]
    office.reader.takes(*before, *forked)
    assert [office.reader.role(each) for each in forked] == ["inspector"] * 3
    assert all(office.reader.is_after_role(each) for each in forked)
    assert not any(office.reader.is_after_role(each) for each in before)


def test_in_a_case_in_which_the_desk_had_seen_nothing_of_it_there_is_no_former_role(office: Office):
    old_laptop = copy.deepcopy(office.omar)
    before = office.writes(4)
    office.ends(before[-1])
    case = fresh_id()
    begun = envelope.peek_unverified(old_laptop.opens(case)[1])
    elsewhere = [begun, *office.writes(1, old_laptop, case)]
    assert [each.header.case_seq for each in elsewhere] == [1, 2]
    office.reader.takes(*before, *elsewhere)
    assert [office.reader.role(each) for each in elsewhere] == ["inspector"] * 2
    assert not any(office.reader.is_after_role(each) for each in elsewhere)


def test_what_two_desks_had_seen_at_once_adds_up(office: Office):
    first, second = office.writes(2), office.writes(2)
    office.ends(first[-1])
    office.ends(second[-1])
    after = office.writes(1)
    office.reader.takes(*first, *second, *after)
    assert [office.reader.role(each) for each in (*first, *second)] == ["supervisor"] * 4
    assert office.reader.role(after[0]) == "inspector"


def test_a_role_that_came_back_counts_from_there_on(office: Office):
    before = office.writes(2)
    office.ends(before[-1])
    between = office.writes(2)
    office.ends(between[-1], role="supervisor", version=3)
    again = office.writes(1)
    office.reader.takes(*before, *between, *again)
    roles = [office.reader.role(each) for each in (*before, *between, *again)]
    assert roles == ["supervisor"] * 2 + ["inspector"] * 2 + ["supervisor"]


@settings(max_examples=60)
@given(st.integers(1, 6), st.integers(0, 4), st.integers(0, 3), st.randoms(use_true_random=False))
def test_in_any_order_of_arrival_every_reader_comes_to_the_same_roles(
    before_count: int, after_count: int, fork_count: int, rng: st.DataObject
):
    organisation = Organisation(bytes(32))
    omar = organisation.joins("Omar Sample", "supervisor")
    office = Office(organisation, omar, Reader(organisation))
    first = envelope.peek_unverified(omar.opens(office.case)[1])
    old_laptop = copy.deepcopy(omar)
    before = [first, *office.writes(before_count)]
    office.ends(before[-1])
    after, forked = office.writes(after_count), office.writes(fork_count, old_laptop)
    expected = {each.id: "supervisor" for each in before}
    expected |= {each.id: "inspector" for each in (*after, *forked)}
    records = [*before, *after, *forked]
    rng.shuffle(records)  # type: ignore[attr-defined]
    for at, record in enumerate(records):
        office.reader.takes(record)
        for known in records[: at + 1]:  # never more than it comes to in the end
            assert office.reader.role(known) in (expected[known.id], "")
    assert {record.id: office.reader.role(record) for record in records} == expected


def test_each_chain_is_walked_once_however_many_are_asked_about(office: Office):
    before = office.writes(200)
    office.ends(before[-1])
    office.reader.takes(*before)
    lineage = Lineage(office.reader.find)
    assert {office.reader.role(each, lineage) for each in before} == {"supervisor"}
    assert office.reader.looked_up <= 200


def test_what_was_missing_is_looked_for_again(office: Office):
    before = office.writes(3)
    lineage = Lineage(office.reader.find)
    tips = {before[-1].id: before[-1].header.case_seq}
    office.reader.takes(before[0], before[2])
    assert lineage.descent(tips, before[0].header.case_seq, before[0].id) is Descent.MISSING
    office.reader.takes(before[1])
    assert lineage.descent(tips, before[0].header.case_seq, before[0].id) is Descent.FOLLOWED
