"""Records that are made of their fields alone: noted whole or not at all, struck off by who had seen them."""

import pytest

from app.case import refusal
from app.case.built_in_profiles import built_in
from app.case.kinds.home_visit import HOME_VISIT
from app.case.kinds.records import LONGEST, records
from app.case.tasks import RECORD, tasks
from tests.case.colleagues import Colleague
from tests.case.test_services import begun, why

IDS = [b"1" * 16, b"2" * 16]
SAID = {"day": "2026-11-30", "by": "Huda Sample", "observed": "She eats well.", "next": "2026-12-14"}


def notes(who: Colleague, id_: object = IDS[0], noted: object = 1, **more: object) -> bytes:
    return who.says(HOME_VISIT.what, record=id_, noted=noted, **{**SAID, **more}).id


def strikes_off(who: Colleague, reason: str = "another person's") -> bytes:
    return who.says(HOME_VISIT.what, record=IDS[0], noted=0, reason=reason).id


def test_a_record_stands_with_what_was_said_until_who_had_seen_it_strikes_it_off():
    layla, omar = begun("layla", "omar")
    notes(layla)
    assert [record.values for record in records(layla.case)] == [SAID]
    assert why(layla, notes(layla)) == refusal.NOTHING  # of that id there is one
    assert why(omar, strikes_off(omar)) == refusal.NOTHING  # not seen
    layla.meets(omar)
    assert why(omar, strikes_off(omar, " ")) == refusal.REASON
    assert why(omar, strikes_off(omar)) == ""
    assert records(omar.case) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"day": ""}, {"by": " "}, {"observed": ""}, {"day": "2026-W49-1"}, {"next": "soon"},
        {"observed": "x" * (LONGEST + 1)}, {"id_": b"short"}, {"id_": "text"}, {"noted": 2}, {"observed": 3},
    ],
    ids=str,
)  # fmt: skip
def test_one_that_lacks_something_has_no_effect(odd: dict[str, object]):
    (layla,) = begun("layla")
    assert why(layla, notes(layla, **odd)) == refusal.NOTHING
    assert records(layla.case) == []


def test_nothing_is_noted_in_a_closed_case():
    (layla,) = begun("layla")
    layla.says("closed", result="left", reason="she left", profile=["kw-2019", 1])
    assert layla.case.closed
    assert why(layla, notes(layla)) == refusal.WAS_CLOSED


def test_the_next_one_is_a_task_until_a_later_one_is_noted():
    profile = built_in()["kw-2019", 1]

    def due(who: Colleague) -> list[bytes]:
        return [task.ref for task in tasks(who.case, profile) if task.kind == RECORD]

    (layla,) = begun("layla")
    notes(layla)
    assert due(layla) == [IDS[0]]
    notes(layla, IDS[1], next="")
    assert due(layla) == []
