"""A referral with what the person says of the agency, by a day; and which agencies come first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.case import built_in_profiles
from app.case.profile import AgencyPlace
from app.casework.cases import queries
from app.casework.cases.refusals import ConsentIncomplete, OutsideConsent
from app.casework.export import referral_letter
from app.casework.lifecycle import agency_directory, consents, referrals, support_services
from app.casework.lifecycle.agency_directory import entries_of, fitting
from app.casework.session.session import Session
from app.language import Words, strip_marks
from tests.casework.test_caring import held
from tests.casework.test_letter import text_of
from tests.people import keeps_a_case

SPOKEN = consents.ConsentDetails(language="ne", mode="spoken", witness="Witness Sample")
ASKED = referrals.ReferralRequest("shelter", "accommodation", "needs a bed", "1d")
NOW = 1_790_000_000  # of the directory's age


@pytest.fixture
def case(at_work: Session) -> str:
    return keeps_a_case(at_work, "Sunita Sample")


def said(session: Session, case: str) -> tuple[str, bool]:
    """What the person said of the shelter, and whether it may know."""
    cells = consents.grid(session, case)
    return next((cell.answer, cell.allowed) for cell in cells if cell.agency == "shelter")


def kinds(session: Session, case: str) -> list[str]:
    return [entry.what for entry in queries.case(session, case).timeline]


def letter(session: Session, case: str, referral: str) -> str:
    (text,) = text_of(referral_letter.preview(session, case, referral, "en"))
    return text


def test_a_yes_is_recorded_before_the_referral_that_it_carries(at_work: Session, case: str):
    id_ = referrals.refer(at_work, case, ASKED, answer="yes", terms=SPOKEN)
    assert said(at_work, case) == ("yes", True)
    assert kinds(at_work, case)[-2:] == ["consent recorded", "referral made"]
    assert "Sunita Sample" in letter(at_work, case, id_)


def test_an_answer_is_not_recorded_where_the_referral_is_refused(at_work: Session, case: str):
    before = kinds(at_work, case)
    for request, answer in ((replace(ASKED, reason=" "), "yes"), (ASKED, "no")):
        with pytest.raises(Exception, match=r"."):
            referrals.refer(at_work, case, request, answer=answer, terms=SPOKEN)
        assert kinds(at_work, case) == before
    assert said(at_work, case) == ("not_asked", False)


def test_nobody_is_referred_by_a_yes_of_which_nobody_says_how_it_was_given(at_work: Session, case: str):
    for terms in (None, replace(SPOKEN, witness=""), replace(SPOKEN, language="")):
        with pytest.raises(ConsentIncomplete):
            referrals.refer(at_work, case, ASKED, answer="yes", terms=terms)
    assert referrals.referrals(at_work, case) == []


def test_after_a_no_it_goes_by_a_signed_reason_alone_and_names_nobody(at_work: Session, case: str):
    with pytest.raises(OutsideConsent):
        referrals.refer(at_work, case, ASKED, answer="no", terms=SPOKEN)
    in_danger = replace(ASKED, override="in danger tonight")
    id_ = referrals.refer(at_work, case, in_danger, answer="no", terms=SPOKEN)
    assert said(at_work, case) == ("no", False)
    assert "Sunita Sample" not in letter(at_work, case, id_)


def test_a_no_takes_back_what_was_agreed_before(at_work: Session, case: str):
    referrals.refer(at_work, case, ASKED, answer="yes", terms=SPOKEN)
    with pytest.raises(OutsideConsent):
        referrals.refer(at_work, case, ASKED, answer="no", terms=SPOKEN)
    referrals.refer(at_work, case, replace(ASKED, override="danger"), answer="no", terms=SPOKEN)
    assert said(at_work, case) == ("withdrawn", False)


@pytest.mark.parametrize(("days", "urgency"), [(0, "3h"), (1, "1d"), (3, "3d"), (9, "3d")])
def test_an_answer_is_wanted_until_a_day_ends(at_work: Session, case: str, days: int, urgency: str):
    day = at_work.clock().astimezone().date() + timedelta(days=days)
    request = replace(ASKED, urgency="", answer_day=day, override="danger")
    id_ = referrals.refer(at_work, case, request)
    (view,) = referrals.referrals(at_work, case)
    assert view.due is not None
    due = view.due.astimezone()
    assert (due.date(), due.hour, view.request.urgency) == (day, 23, urgency)
    assert view.request.answer_day == day
    assert f"Until {strip_marks(Words('en').date(day))}" in letter(at_work, case, id_)


def test_a_day_that_is_over_is_refused(at_work: Session, case: str):
    yesterday = at_work.clock().astimezone().date() - timedelta(days=1)
    with pytest.raises(referrals.DayOver):
        referrals.refer(at_work, case, replace(ASKED, answer_day=yesterday, override="danger"))


def test_two_agencies_come_first_by_what_is_open_and_most_urgent(at_work: Session, case: str):
    def first() -> list[tuple[str, str]]:
        care = support_services.care_of(at_work, queries.case_of(at_work, case))
        listed = agency_directory.entries(at_work)
        return [(entry.agency, entry.service) for entry in fitting(listed, care.needs)]

    assert first() == [("prosecution", "investigation"), ("shelter", "accommodation")]
    held(at_work, case, "needs", need_legal="days", need_medical="now")
    assert first() == [("health", "medical examination"), ("shelter", "legal aid")]
    support_services.give(at_work, case, "a doctor came", "medical")
    assert first() == [("shelter", "legal aid"), ("ngo", "legal aid")]


def test_no_agency_comes_first_with_whom_the_agreement_is_over():
    profile = built_in_profiles.default()
    agencies = tuple(
        replace(agency, until=NOW - 1) if agency.id in ("prosecution", "shelter") else agency
        for agency in profile.agencies
    )
    listed = entries_of(replace(profile, agencies=agencies), NOW)
    assert [entry.agency for entry in fitting(listed, [])] == ["interior", "health"]


@pytest.mark.parametrize(
    ("phone", "age", "left", "who", "checked"),
    [
        ("1888688", 0, 90, "Huda Desk", True),
        ("1888688", 365, 0, "Huda Desk", True),
        ("1888688", 365, -1, "Huda Desk", False),
        ("1888688", 0, 90, "", False),
        ("1888688", -2, 90, "Huda Desk", False),
        ("", 0, 90, "Huda Desk", False),
    ],
)
def test_a_number_counts_as_checked_once_somebody_confirmed_it_and_until_its_end(
    phone: str, age: int, left: int, who: str, checked: bool
):
    profile = built_in_profiles.default()
    place: AgencyPlace = next(place for place in profile.places if place.agency == "shelter")
    dated = replace(place, phone=phone, as_of=NOW - age * 86400, reviewed=who, check_by=NOW + left * 86400)
    listed = entries_of(replace(profile, places=(dated,)), NOW)
    entry = next(entry for entry in listed if entry.agency == "shelter")
    assert [place.checked for place in entry.places] == [checked]
