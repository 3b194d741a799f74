"""What waits in a case, the most pressing first, and with whom it lies: decided below the screens."""

import pytest

from app.casework.cases import queries, reviews
from app.casework.interviews import conflicts
from app.casework.interviews import interview as interviews
from app.casework.interviews.interview import Agreement
from app.casework.lifecycle import consents, decisions, referrals, support_services, tasks
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.pages import case_page, waiting
from app.casework.pages.case_page import case_page as read
from app.casework.questionnaires.form_parts import RISK, SAFETY_PLAN
from app.casework.session.session import Session
from tests.casework.test_caring import held
from tests.casework.test_conflicts import LAYLA, Two, two
from tests.people import Person, keeps_a_case
from tests.ui.office import begun

__all__ = ["two"]


def kinds(session: Session, case: str, *, mine: bool = True) -> list[str]:
    entries = read(session, case).waiting
    return [entry.kind for entry in entries if entry.is_mine is mine]


@pytest.fixture
def case(layla: Person) -> tuple[Session, str]:
    session = layla.sets_up()
    return session, keeps_a_case(session, "Sunita Sample")


def test_a_need_of_today_comes_before_all_else_and_holds_the_next_stage_back(case: tuple[Session, str]):
    session, id_ = case
    held(session, id_, "risk", risk_level="high", risk_why="threats", risk_review="2026-12-30")
    before = kinds(session, id_)
    assert before[0] == waiting.SAFETY
    held(session, id_, "needs", need_food="now")
    after = kinds(session, id_)
    assert after[:2] == [waiting.URGENT, waiting.SAFETY]
    assert waiting.MOVE not in after
    support_services.give(session, id_, "food basket", "food")
    assert waiting.URGENT not in kinds(session, id_)
    session.clock.pass_(days=40)  # past the day on which the risks were to be looked at again
    entries = read(session, id_).waiting
    assert [(entry.ref, entry.overdue) for entry in entries if entry.kind == waiting.SAFETY] == [
        (SAFETY_PLAN, False),
        (RISK, True),
    ]


def test_a_need_of_today_is_late_once_its_hour_is_over(case: tuple[Session, str]):
    session, id_ = case
    held(session, id_, "needs", need_food="now")

    def lateness() -> list[bool]:
        entries = read(session, id_).waiting
        return [entry.overdue for entry in entries if entry.kind == waiting.URGENT]

    session.clock.pass_(hours=1)
    assert lateness() == [False]
    session.clock.pass_(seconds=1)
    assert lateness() == [True]
    support_services.give(session, id_, "food basket", "food")
    (need,) = read(session, id_).course.care.needs
    assert not need.overdue


def test_the_next_stage_waits_behind_what_this_one_expects(case: tuple[Session, str]):
    session, id_ = case
    order = kinds(session, id_)
    assert waiting.PARTS in order
    assert order.index(waiting.PARTS) < order.index(waiting.MOVE)
    held(session, id_, "needs", need_food="no")
    held(session, id_, "risk", risk_level="low", risk_why="none", risk_review="2026-12-30")
    assert waiting.PARTS not in kinds(session, id_)


def test_what_lies_with_a_supervisor_with_whoever_has_the_case_and_with_a_second_person(two: Two):
    assert waiting.REVIEW in kinds(two.omar, two.case)
    assert waiting.REVIEW not in kinds(two.layla, two.case)
    reviews.review(two.omar, two.case, reviews.RETURNED, "the stamp of entry")
    assert waiting.REVIEW not in kinds(two.omar, two.case)
    two.meet()
    assert waiting.RETURNED in kinds(two.layla, two.case)
    two.people[LAYLA].clock.pass_(minutes=5)
    held(two.layla, two.case, "needs", need_food="no")  # which answers what was wanted
    assert waiting.RETURNED not in kinds(two.layla, two.case)
    decisions.decide(two.omar, two.case, "identified", "the committee", "strong signs")
    assert waiting.CONFIRM in kinds(two.omar, two.case, mine=False)  # a second person's
    assert waiting.CONFIRM not in kinds(two.omar, two.case)


def test_who_was_sent_the_case_is_told_of_a_withdrawal(case: tuple[Session, str]):
    session, id_ = case
    terms = ConsentDetails("ne")
    consents.record(session, id_, "share", "yes", terms, "shelter")
    referrals.refer(session, id_, ReferralRequest("shelter", "accommodation", "no place", "3h"))
    assert waiting.TELL not in kinds(session, id_)
    consents.record(session, id_, "share", "withdrawn", terms, "shelter")
    assert waiting.TELL in kinds(session, id_)


def test_only_the_open_tab_is_read(case: tuple[Session, str]):
    session, id_ = case
    overview = read(session, id_)
    assert overview.interviews == overview.timeline == overview.files == ()
    assert overview.page.interviews == overview.page.timeline == ()
    whole = queries.case(session, id_)
    talks = read(session, id_, case_page.INTERVIEWS)
    assert [talk.id for talk in talks.interviews] == [talk.id for talk in whole.interviews]
    assert {talk.id: talk.values for talk in talks.interviews} == {talk.id: talk.values for talk in whole.interviews}
    assert read(session, id_, case_page.HISTORY).timeline == whole.timeline
    assert overview.counts[case_page.HISTORY] == len(whole.timeline)


def test_what_the_person_wants_corrected_waits_until_an_answer_is_put_right(layla: Person):
    session = layla.sets_up()
    draft = begun(session, {"name": "Sunita Sample"})
    wanted = Agreement(agreed="no", corrections="I am 27, not 26")
    done = interviews.finish(session, draft, wanted)
    assert kinds(session, done.case_id)[0] == waiting.CORRECT
    (task,) = tasks.tasks(session, ["correct"])
    assert (task.case_id, task.ref) == (done.case_id, done.interview_id)
    assert "correct" in [entry.kind for entry in tasks.first(session, 3)]
    held(session, done.case_id, "needs", need_food="no")  # another talk is no correction
    assert waiting.CORRECT in kinds(session, done.case_id)
    (talk,) = [talk for talk in queries.case(session, done.case_id).interviews if talk.corrections]
    age = next(ref for ref in talk.values if ref.endswith("/age"))
    conflicts.correct(session, done.case_id, done.interview_id, age, "27", source="the person")
    assert waiting.CORRECT not in kinds(session, done.case_id)
    assert not tasks.tasks(session, ["correct"])
    agreed = interviews.finish(session, begun(session, {"name": "Maya Sample"}), Agreement(agreed="yes"))
    assert waiting.CORRECT not in kinds(session, agreed.case_id)
