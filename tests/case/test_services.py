"""Services that the office gave and a longer time to recover: judged by what their author had seen."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.case import events, refusal
from app.case.event_log import merge
from app.case.kinds.support_services import recovery, services
from app.case.projection import fold
from tests.case.colleagues import CASE, Colleague

KW = ["kw-2019", 1]
IDS = [b"1" * 16, b"2" * 16]


def gives(who: Colleague, id_: bytes = IDS[0], **more: object) -> bytes:
    told = {"service": id_, "given": 1, "gave": "food", "need": "food", "profile": KW, **more}
    return who.says(events.SERVICE, **told).id


def takes_back(who: Colleague, id_: bytes = IDS[0], reason: str = "of another case") -> bytes:
    return who.says(events.SERVICE, service=id_, given=0, reason=reason, profile=KW).id


def extends(who: Colleague, days: object, reason: str = "in hospital") -> bytes:
    return who.says(events.RECOVERY, days=days, reason=reason, profile=KW).id


def begun(*names: str) -> list[Colleague]:
    first = Colleague(names[0], "supervisor")
    first.says(events.OPENED, reference="KW-1", profile="kw-2019")
    first.says(events.STATUS, at=100, status="possible", body="b", reason="r", profile=KW)
    rest = [Colleague(name, "shelter", list(first.log)) for name in names[1:]]
    return [first, *rest]


def why(who: Colleague, event: bytes) -> str:
    told = who.case.refused.get(event)
    return told.reason if told else ""


def test_a_service_is_given_once_and_taken_back_only_by_who_had_seen_it():
    layla, omar = begun("layla", "omar")
    gives(layla)
    assert why(layla, gives(layla)) == refusal.NOTHING
    assert why(layla, gives(layla, IDS[1], gave=" ")) == refusal.NOTHING
    unseen = takes_back(omar)
    assert why(omar, unseen) == refusal.NOTHING
    layla.meets(omar)
    assert why(omar, unseen) == refusal.NOTHING
    assert [service.what for service in services(omar.case)] == ["food"]
    assert why(omar, takes_back(omar, reason=" ")) == refusal.REASON
    assert why(omar, takes_back(omar)) == ""
    assert services(omar.case) == []


def test_the_time_to_recover_only_grows_and_two_who_did_not_know_of_each_other_differ():
    layla, omar = begun("layla", "omar")
    assert recovery(layla.case, 30) == (100, 30)
    for days in (30, 366, "45", None):
        assert why(layla, extends(layla, days)) == refusal.NOTHING
    assert why(layla, extends(layla, 45, " ")) == refusal.REASON
    extends(layla, 45)
    extends(omar, 60)
    layla.meets(omar)
    assert [conflict.field for conflict in layla.case.conflicts] == [("recovery",)]
    assert why(layla, extends(layla, 50)) == refusal.NOTHING
    layla.resolves(("recovery",), "45")
    assert layla.case.conflicts == []
    assert recovery(layla.case, 30) == (100, 45)
    layla.says(events.STATUS, status="presumed", body="b", reason="r", profile=KW)
    assert recovery(layla.case, 30) == (100, 45)
    assert recovery(layla.case, 0) is None


def test_in_a_case_that_its_author_saw_closed_neither_has_an_effect():
    layla, omar = begun("layla", "omar")
    layla.says(events.CLOSED, reason="left", result="", profile=KW)
    assert why(layla, gives(layla)) == refusal.WAS_CLOSED
    assert why(layla, extends(layla, 45)) == refusal.WAS_CLOSED
    assert why(omar, gives(omar)) == ""  # it had not seen the closing
    omar.meets(layla)
    assert len(services(omar.case)) == 1


def life(seed: int, size: int) -> list[Colleague]:
    rng = random.Random(seed)
    them = begun("layla", "omar", "desk")
    for n in range(size):
        one, other = rng.sample(them, 2)
        match rng.randrange(7):
            case 0 | 1:
                one.log = merge(one.log, rng.sample(other.log, rng.randrange(len(other.log) + 1)))
            case 2:
                gives(one, rng.choice(IDS), on=n)
            case 3:
                takes_back(one, rng.choice(IDS))
            case 4:
                extends(one, rng.choice([20, 45, 60, 90]))
            case 5:
                status = rng.choice(["possible", "presumed"])
                one.says(events.STATUS, status=status, body="b", reason="r", profile=KW)
            case _:
                told = {"check": "risk-review", "answer": "yes", "interview": IDS[0]}
                one.says(events.CHECKED, reason="", profile=KW, **told)
    return them


@given(st.integers(0, 2**32), st.integers(1, 30), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_in_whatever_order_they_come_it_is_one_case(seed, size, rng):
    them = life(seed, size)
    everything = [event for each in them for event in each.log]
    whole = fold(CASE, everything)
    rng.shuffle(everything)
    again = fold(CASE, everything)
    assert again == whole
    assert services(again) == services(whole)
    assert recovery(again, 30) == recovery(whole, 30)
    them[0].meets(*them[1:])
    assert them[2].case == whole
