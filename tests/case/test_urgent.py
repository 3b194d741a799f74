"""Marks of a case: a child, one that may be one, an age that is not known, and what is needed today."""

from datetime import UTC, datetime

import pytest

from app.case import events
from app.case.built_in_profiles import default
from app.case.child_age import age_mark
from app.case.urgency import marks, urgent_needs
from tests.case.colleagues import Colleague
from tests.case.test_course import KW

AT = int(datetime(2026, 11, 27, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("age", "born", "doubtful", "mark"),
    [
        ("16", "", "", "child"),
        ("16", "", "no", "child"),
        ("18", "", "", ""),
        ("30", "", "yes", "child_suspected"),
        ("30", "", "unknown", "child_suspected"),
        ("", "", "no", "age_unknown"),
        ("", "", "", "child_suspected"),
        ("", "", "yes", "child_suspected"),
        ("", "2008-11-28", "", "child"),
        ("", "2008-11-27", "", ""),
        ("22", "2010-01-01", "no", "child_suspected"),
        ("300", "", "no", "child_suspected"),
        ("old", "sometime", "no", "age_unknown"),
    ],
)
def test_what_age_and_doubt_make_of_a_person(age: str, born: str, doubtful: str, mark: str):
    assert age_mark(age, born, doubtful, AT) == mark


@pytest.fixture
def layla() -> Colleague:
    officer = Colleague("layla")
    officer.says(events.OPENED, reference="KW-1", profile="kw-2019", officer="layla")
    return officer


def kinds(officer: Colleague) -> list[str]:
    return [need.kind for need in urgent_needs(officer.case, default())]


def gives(officer: Colleague, need: str, id_: bytes = b"s" * 16) -> None:
    officer.says(events.SERVICE, service=id_, need=need, gave="a bed", note="", given=1, **KW)


def test_a_need_is_open_until_somebody_met_it_and_again_when_it_is_said_anew(layla: Colleague):
    layla.finishes({}, facts={"need_accommodation": "now", "need_wages": "days", "age": "30"})
    assert kinds(layla) == ["accommodation"]
    assert marks(layla.case, default(), AT) == ("urgent",)
    gives(layla, "medical")
    assert kinds(layla) == ["accommodation"]
    gives(layla, "accommodation", b"t" * 16)
    assert kinds(layla) == []
    layla.corrects("/data/a", "x", facts={"need_accommodation": "now"})
    assert kinds(layla) == ["accommodation"]


def test_a_referral_meets_a_need_once_it_was_accepted_not_while_it_is_only_sent(layla: Colleague):
    layla.finishes({}, facts={"need_accommodation": "now", "age": "30"})
    told = {"language": "ne", "mode": "signature", **KW}
    layla.says(events.CONSENT, purpose="share", agency="shelter", answer="yes", **told)
    layla.says(
        events.REFERRAL, referral=b"r" * 16, agency="shelter", service="accommodation", reason="r", urgency="1h", **KW
    )
    assert kinds(layla) == ["accommodation"]
    layla.says(events.REFERRED, referral=b"r" * 16, status="accepted", reason="", **KW)
    assert kinds(layla) == []
    layla.corrects("/data/a", "x", facts={"need_accommodation": "now"})  # and said anew
    assert kinds(layla) == ["accommodation"]


def test_a_service_that_was_taken_back_meets_nothing(layla: Colleague):
    layla.finishes({}, facts={"need_medical": "now"})
    gives(layla, "medical")
    layla.says(events.SERVICE, service=b"s" * 16, given=0, reason="of another case", **KW)
    assert kinds(layla) == ["medical"]


def test_what_one_colleague_met_and_another_says_anew_without_knowing_stays_open(layla: Colleague):
    layla.finishes({}, facts={"need_medical": "now"})
    sara = Colleague("sara", "shelter")
    sara.log = list(layla.log)
    gives(layla, "medical")
    sara.corrects("/data/a", "x", facts={"need_medical": "now"})
    layla.meets(sara)
    assert kinds(layla) == kinds(sara)


def test_danger_is_a_high_level_of_risk_and_a_closed_case_is_not_urgent(layla: Colleague):
    layla.finishes({}, facts={"risk_level": "high", "need_medical": "now", "age": "30"})
    assert marks(layla.case, default(), AT) == ("urgent", "danger")
    omar = Colleague("omar", "supervisor", list(layla.log))
    omar.says(events.CLOSED, reason="over", result="", **KW)
    assert marks(omar.case, default(), AT) == ()
