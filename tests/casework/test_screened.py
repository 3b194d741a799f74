"""What a screening calls for is a task until it is done, and an officer's concern is kept."""

import pytest

from app.case import events
from app.casework.cases import queries
from app.casework.interviews import conflicts
from app.casework.lifecycle import referrals, tasks
from app.casework.session.session import EventAppender, Session
from app.seal.keys import fresh_id
from tests.people import Person, keeps_a_case
from tests.ui.office import finished

TO_REFER = {"name": "Sunita Tamang", "hours": "14", "passport_now": "kept", "limits": "locked"}
TO_TALK = {"name": "Maya Sample", "threats": "shame"}
REQUEST = referrals.ReferralRequest("shelter", "accommodation", "needs a bed", "3h", override="danger")


def of_screening(session) -> list[str]:
    return [task.kind for task in tasks.tasks(session) if task.kind in ("refer", "talk")]


@pytest.mark.parametrize(
    ("facts", "result", "kind", "days"), [(TO_REFER, "refer", "refer", 1), (TO_TALK, "talk_again", "talk", 7)]
)
def test_what_a_screening_calls_for_is_a_task_with_a_day(layla: Person, facts, result, kind, days):
    session = layla.sets_up()
    done = finished(session, facts)
    page = queries.case(session, done.case_id)
    assert page.interviews[0].assessment["result"] == result
    (task,) = [task for task in tasks.tasks(session) if task.kind == kind]
    assert task.case_id == done.case_id
    assert (task.due - page.interviews[0].at).days == days


def test_a_referral_ends_the_task_and_a_weaker_talk_does_not(layla: Person):
    session = layla.sets_up()
    case = finished(session, TO_REFER).case_id
    assert of_screening(session) == ["refer"]
    referrals.refer(session, case, REQUEST)
    assert of_screening(session) == []


def test_only_a_referral_that_is_under_way_ends_the_task(layla: Person):
    session = layla.sets_up()
    case = keeps_a_case(session, "Sunita Tamang")
    screened(session, case, "refer")
    assert of_screening(session) == ["refer"]
    draft = referrals.refer(session, case, REQUEST, draft=True)
    assert of_screening(session) == ["refer"]
    referrals.set_status(session, case, draft, "sent", override="danger")
    assert of_screening(session) == []
    referrals.set_status(session, case, draft, "rejected", "no bed is free")
    assert of_screening(session) == ["refer"]  # nobody takes her
    other = referrals.refer(session, case, REQUEST)
    assert of_screening(session) == []
    for status in ("received", "accepted", "in-progress", "done"):
        referrals.set_status(session, case, other, status)
        assert of_screening(session) == []


def screened(session: Session, case: str, result: str) -> None:
    talk = fresh_id()
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, bytes.fromhex(case))
        pen.say(events.ANSWERS, {"interview": talk, "facts": {}, "answers": [], "restricted": 0})
        pen.say(events.ASSESSED, {"interview": talk, "assessment": {"result": result}})


def test_an_officers_concern_is_kept_raises_the_result_and_makes_a_task(layla: Person):
    session = layla.sets_up()
    done = finished(
        session,
        {"name": "Anna Grey", "hours": "8", "days": "6", "pay_last": "200", "limits": "none", "threats": "none"},
    )
    before = queries.case(session, done.case_id).interviews[0]
    queries.set_view(session, done.case_id, before.id, "looked at the door", concern=True)
    after = queries.case(session, done.case_id).interviews[0]
    assert after.view == "looked at the door"
    assert after.assessment["concern"] == 2
    assert after.assessment["result"] == "talk_again"
    assert "concern" in after.assessment["decided_by"]
    assert of_screening(session) == ["talk"]
    queries.set_view(session, done.case_id, before.id, "was calm later")
    assert queries.case(session, done.case_id).interviews[0].assessment["concern"] == 2
    for hours in ("7", "8"):  # an answer put right, and once more, takes it from nobody
        conflicts.correct(session, done.case_id, before.id, "/data/work/hours", hours)
        kept = queries.case(session, done.case_id).interviews[0].assessment
        assert (kept["concern"], kept["result"]) == (2, "talk_again")


def test_who_was_to_be_referred_is_so_after_a_talk_that_found_less(layla: Person):
    session = layla.sets_up()
    case = keeps_a_case(session, "Sunita Tamang")
    for result in ("refer", "talk_again"):
        layla.clock.pass_(hours=1)
        screened(session, case, result)
        assert of_screening(session) == ["refer"]
