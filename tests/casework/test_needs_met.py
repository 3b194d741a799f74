"""A need is met by a service of the office or an agency that took the person on: not by a referral that
is prepared or was handed over."""

import pytest

from app.casework.cases.field_labels import VALUES
from app.casework.cases.queries import case_of
from app.casework.lifecycle import closure, referrals, support_services, tasks
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.session.session import Session
from tests.casework.test_caring import held
from tests.people import Person, keeps_a_case

SHELTER = ReferralRequest("shelter", "accommodation", "needs a bed", "3h", override="danger")
LEGAL = ReferralRequest("shelter", "legal aid", "needs a lawyer", "3d", override="danger")


@pytest.fixture
def case(at_work: Session) -> str:
    case_id = keeps_a_case(at_work, "Sunita Sample")
    held(at_work, case_id, "needs", need_accommodation="now", need_legal="days")
    return case_id


def needs(session: Session, case: str) -> dict[str, support_services.NeedView]:
    care = support_services.care_of(session, case_of(session, case))
    return {need.id: need for need in care.needs}


def test_a_need_stays_open_while_its_referral_is_prepared_and_after_it_was_handed_over(at_work: Session, case: str):
    made = {
        need: referrals.refer(at_work, case, request)
        for need, request in (("accommodation", SHELTER), ("legal", LEGAL))
    }
    for status in ("sent", "received", "accepted"):
        if status != "sent":
            for id_ in made.values():
                referrals.set_status(at_work, case, id_, status)
        found = needs(at_work, case)
        is_met = status == "accepted"
        assert {id_: need.open for id_, need in found.items()} == dict.fromkeys(made, not is_met)
        assert found["accommodation"].urgent is not is_met
        assert found["accommodation"].referred[0][2] == status
    assert needs(at_work, case)["legal"].due is None


def test_an_urgent_need_is_the_first_of_the_day_until_it_is_met(at_work: Session, case: str):
    other = keeps_a_case(at_work, "Maya Sample")
    late = referrals.refer(at_work, other, SHELTER)
    id_ = referrals.refer(at_work, case, SHELTER)
    at_work.clock.pass_(days=2)
    for status in ("sent", "received"):
        if status != "sent":
            referrals.set_status(at_work, case, id_, status)
        first = tasks.first(at_work, 3)[0]
        assert (first.case_id, first.kind, first.what) == (case, "urgent", "accommodation")
    referrals.set_status(at_work, case, id_, "accepted")
    assert "urgent" not in {task.kind for task in tasks.first(at_work, 9)}
    assert late in {task.ref for task in tasks.first(at_work, 9)}


def test_a_need_that_nobody_met_stays_open_in_a_case_that_was_closed(home):
    session = Person("Omar Sample", home, "supervisor", "en").sets_up()
    case = keeps_a_case(session, "Sunita Sample")
    held(session, case, "needs", need_food="now")
    closure.close(session, case, "she left")
    need = needs(session, case)["food"]
    assert (need.open, need.urgent) == (True, False)
    session.close()


def test_what_nobody_sent_is_called_prepared_and_then_handed_over():
    assert (VALUES["sent"], VALUES["received"]) == ("Prepared", "Handed over")
