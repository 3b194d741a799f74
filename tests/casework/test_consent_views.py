"""What the grid of consents says: of when, by whom, until when, and of whom a withdrawal must still reach."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.casework.cases import queries
from app.casework.lifecycle import consents
from app.casework.session.session import Session
from app.clock import utc
from app.language import Words
from tests.people import keeps_a_case

DETAILS = consents.ConsentDetails(language="ne", mode="spoken", witness="Witness Sample")


@pytest.fixture
def case(at_work: Session) -> str:
    return keeps_a_case(at_work, "Sunita Sample")


def cell(session: Session, case: str, purpose: str, agency: str = "") -> consents.ConsentView:
    cells = consents.grid(session, case)
    return next(each for each in cells if (each.purpose, each.agency) == (purpose, agency))


def test_a_consent_is_over_from_its_last_moment_on(at_work: Session, case: str):
    until = utc(at_work.now()) + timedelta(days=1)
    details = replace(DETAILS, expires=until)
    consents.record(at_work, case, "share", "yes", details, "shelter")
    at_work.clock.pass_(hours=24, seconds=-1)
    now = cell(at_work, case, "share", "shelter")
    assert (now.answer, now.over, now.allowed, now.given.expires) == ("yes", False, True, until)
    at_work.clock.pass_(seconds=1)
    now = cell(at_work, case, "share", "shelter")
    assert (now.answer, now.over, now.allowed) == ("yes", True, False)


def test_who_must_hear_of_a_withdrawal_is_told_apart_with_when_it_was_said(at_work: Session, case: str):
    for agency in ("shelter", "health"):
        consents.record(at_work, case, "share", "yes", DETAILS, agency)
        at_work.clock.pass_(hours=1)
        referred(at_work, case, agency)
    at_work.clock.pass_(hours=2)
    consents.record(at_work, case, "share", "withdrawn", DETAILS, "shelter")
    said = utc(at_work.now())
    at_work.clock.pass_(days=3)
    (notice,) = consents.to_tell(at_work, queries.case_of(at_work, case))
    assert (notice.agency, notice.purpose, notice.at) == ("shelter", "share", said)
    assert notice.consent == cell(at_work, case, "share", "shelter").event
    assert notice.agency_name(Words("en")) != notice.agency
    consents.told(at_work, case, notice.consent, notice.agency)
    assert consents.to_tell(at_work, queries.case_of(at_work, case)) == []


def referred(session: Session, case: str, agency: str) -> None:
    from app.casework.lifecycle import agency_directory, referrals

    service = next(row.service for row in agency_directory.entries(session) if row.agency == agency)
    referrals.refer(session, case, referrals.ReferralRequest(agency, service, "needs it", "3d"))


def test_a_paper_for_an_agency_says_of_talking_and_recording_alone(at_work: Session, case: str):
    consents.record(at_work, case, "share", "yes", DETAILS, "shelter")
    consents.base(at_work, case, "share", "duty", "article 5", "health")

    def said(*, whole: bool) -> set[tuple[str, str]]:
        return {(each.purpose, each.agency) for each in consents.said_of(at_work, case, whole=whole)}

    first = {("interview", ""), ("record", "")}
    assert said(whole=False) == first
    assert said(whole=True) == {*first, ("share", "shelter"), ("share", "health")}


def test_each_number_of_a_proceeding_has_who_entered_it_and_when(at_work: Session, case: str):
    from app.casework.cases import related_people

    entered = related_people.proceed(at_work, case, {"complaint": "77/2026"})
    first = utc(at_work.now())
    at_work.clock.pass_(days=2)
    related_people.proceed(at_work, case, {"court": "9/2026"}, proceeding=entered)
    (view,) = related_people.proceedings_of(at_work, queries.case_of(at_work, case))
    assert {name: at for name, (_, at) in view.entered.items()} == {"complaint": first, "court": utc(at_work.now())}
    assert {author for author, _ in view.entered.values()} == {at_work.officer.name}


def test_an_agency_that_the_referral_system_in_use_no_longer_has_is_named_by_its_id(at_work: Session, case: str):
    from app.casework.lifecycle import referrals

    consents.record(at_work, case, "share", "yes", DETAILS, "shelter")
    referred(at_work, case, "shelter")
    state = queries.case_of(at_work, case)
    [referral] = state.referrals.values()
    [view] = referrals.referrals_of(at_work, state)
    assert (view.agency, view.agency_name(Words("en")) != "shelter") == ("shelter", True)
    former = referrals._view(at_work, state, referral, None)
    assert (former.agency, *(name(Words("en")) for name in (former.agency_name, former.service_name))) == (
        "shelter",
        "shelter",
        referral.service,
    )
