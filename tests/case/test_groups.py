"""What a case says of the groups it is in, whoever says it in whatever order."""

import pytest

from app.case import events
from app.case.kinds.groups import Group, groups
from app.case.kinds.people import hearings, people, proceedings
from tests.case.colleagues import Colleague

ONE, TWO = b"1" * 16, b"2" * 16


def put(who: Colleague, kind: str = "site", name: str = "Block 4", others: object = 2, **more) -> bool:
    event = who.says(
        events.GROUPED, **{"group": ONE, "kind": kind, "name": name, "others": others, "reason": "", **more}
    )
    return event.id not in who.case.without_effect


def test_a_case_is_put_into_a_group_and_taken_out_with_a_reason():
    layla = Colleague("layla")
    assert not put(layla, "", reason="mistake")  # it is in none
    assert put(layla)
    assert groups(layla.case) == [Group(ONE, "site", "Block 4", 2)]
    assert not put(layla, "", reason=" ")
    assert layla.case.refused[layla.log[-1].id].reason == "reason"
    assert put(layla, "", reason="mistake")
    assert groups(layla.case) == []
    assert put(layla, "investigation", "1234/2026", 114)
    assert groups(layla.case) == [Group(ONE, "investigation", "1234/2026", 114)]


@pytest.mark.parametrize(
    "odd", [{"group": b"short"}, {"group": None}, {"kind": 1}, {"kind": "house"}, {"name": " "}, {"name": 3}]
)
def test_what_names_no_group_is_kept_and_says_nothing(odd):
    layla = Colleague("layla")
    assert not put(layla, **odd)
    assert groups(layla.case) == []


def test_who_added_and_who_took_out_apart_are_asked_and_who_had_seen_it_is_not():
    layla, omar = Colleague("layla"), Colleague("omar")
    put(layla, others=1)
    layla.meets(omar)
    put(layla, others=114)
    put(omar, "", reason="another site")
    layla.meets(omar)
    assert groups(layla.case) == groups(omar.case) == [Group(ONE, "site", "Block 4", 114)]
    (conflict,) = layla.case.conflicts
    assert conflict.field == ("group", ONE, "kind")
    layla.resolves(conflict.field, "")
    assert groups(layla.case) == [] == layla.case.conflicts


def test_a_number_of_others_that_is_none_counts_nobody():
    layla = Colleague("layla")
    for odd in (None, -1, "many", 2**40):
        put(layla, others=odd)
        assert groups(layla.case)[0].others == 0


def test_a_hearing_has_a_day_and_the_day_can_be_put_right():
    layla = Colleague("layla")

    def hears(facts: dict[str, str], hearing: object = ONE, proceeding: object = TWO) -> bool:
        event = layla.says(events.HEARING, hearing=hearing, proceeding=proceeding, facts=facts)
        return event.id not in layla.case.without_effect

    for odd in ({}, {"court": "3"}, {"date": "0001-01-01"}, {"date": "9999-12-31"}, {"date": "1.12.2026"}, {"date": "2026-W49-1"},
                {"date": "2026-12-01", "time": "T0930"}, {"date": "2026-12-01", "time": "9"}):  # fmt: skip
        assert not hears(odd)
    assert not hears({"date": "2026-12-01"}, hearing=b"x")
    assert not hears({"date": "2026-12-01"}, proceeding=None)
    assert hears({"date": "2026-12-02", "time": "09:30"})
    assert hears({"date": "2026-12-01"}, hearing=TWO)
    assert [each.id for _, each in hearings(layla.case)] == [TWO, ONE]
    assert hears({"outcome": "adjourned"})
    assert hearings(layla.case)[1][1].facts["outcome"] == "adjourned"
    assert hears({"date": ""}, hearing=TWO)
    assert [(of, each.id) for of, each in hearings(layla.case)] == [(TWO, ONE)]
    layla.says(events.PROCEEDING, proceeding=TWO, facts={"court": "9/2026"}, group=ONE)
    (told,) = proceedings(layla.case)
    assert (told.group, [hearing.id for hearing in told.hearings]) == (ONE, [ONE])


def test_somebody_is_shared_by_a_group_until_that_is_taken_back():
    layla = Colleague("layla")
    layla.says(events.PERSON, person=ONE, role="suspect", facts={"name": "Sample"}, group=TWO)
    assert people(layla.case)[0].group == TWO
    layla.says(events.PERSON, person=ONE, role="suspect", facts={}, group="odd")
    assert people(layla.case)[0].group == TWO
    layla.says(events.PERSON, person=ONE, role="suspect", facts={}, group=b"")
    assert people(layla.case)[0].group == b""
