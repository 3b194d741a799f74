"""Interviews of a case after the first: what is known is not said anew; risk, needs, time to recover."""

from datetime import timedelta

import pytest

from app.case import events
from app.case.projection import Case
from app.casework.cases import history, queries
from app.casework.cases.refusals import CaseClosed, NothingSaid, ReasonWanted
from app.casework.interviews import conflicts, interview
from app.casework.interviews.interview import LiveInterview
from app.casework.lifecycle import consents, decisions, support_services, tasks
from app.casework.lifecycle.case_parts import parts_of
from app.casework.questionnaires import forms
from app.casework.session.colleagues import ColleagueOrTeam
from app.casework.session.session import Session, case_state_of
from tests.casework.test_conflicts import Two, two
from tests.people import keeps_a_case

__all__ = ["two"]
SAFE = {"present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes", "consent_record": "yes"}


def case_of(session: Session, two: Two) -> Case:
    return case_state_of(session, bytes.fromhex(two.case))


def begun(session: Session, case: str, part: str, **answers: str) -> LiveInterview:
    live = interview.start(session, forms.forms(session, part)[0].hash, case_id=case)
    answer(session, live, **SAFE, **answers)
    return live


def answer(session: Session, live: LiveInterview, **answers: str) -> None:
    paths = {question.name: question.path for question in live.form.questions()}
    for name, value in answers.items():
        kept = live.interview.answer(paths[name], value).answers
        interview.keep(session, live.draft_id, kept)


def held(session: Session, case: str, part: str, **answers: str) -> str:
    live = begun(session, case, part, **answers)
    return interview.finish(session, live.draft_id).interview_id


def test_a_service_given_stands_with_its_need_until_it_is_taken_back(two: Two):
    held(two.layla, two.case, "needs", need_food="now")
    one = support_services.give(two.layla, two.case, "food basket", "food", on=two.layla.clock().date())
    need = support_services.care_of(two.layla, case_of(two.layla, two)).needs[0]
    assert [each.what for each in need.given] == ["food basket"]
    with pytest.raises(ReasonWanted):
        support_services.take_back(two.layla, two.case, one, " ")
    support_services.take_back(two.layla, two.case, one, "of another case")
    care = support_services.care_of(two.layla, case_of(two.layla, two))
    assert (care.services, care.needs[0].given) == ((), ())
    with pytest.raises(NothingSaid):
        support_services.take_back(two.layla, two.case, one, "again")


def test_what_is_known_is_filled_in_and_left_as_it_is_says_nothing_new(two: Two):
    live = begun(two.layla, two.case, "risk", risk_level="medium", risk_review="2026-12-01")
    facts = case_of(two.layla, two).facts
    names = {live.interview.node(ref).name: known for ref, known in live.known.items()}
    assert {name: each.value for name, each in names.items()} == {
        name: facts[name] for name in ("language", "sex")
    }  # nobody else is here: no interpreter's code is asked for
    assert names["sex"].author == "Layla Sample"
    done = interview.finish(two.layla, live.draft_id)
    said = next(
        each
        for each in case_of(two.layla, two).timeline
        if each.content.get("interview") == bytes.fromhex(done.interview_id)
    )
    assert "sex" not in said.content["facts"]
    assert said.content["known"]["sex"] == facts["sex"]
    assert said.content["facts"]["risk_level"] == "medium"
    assert said.content["form"]["part"] == "risk"


def test_a_correction_that_came_meanwhile_is_neither_hidden_nor_contradicted(two: Two):
    live = begun(two.layla, two.case, "intake")
    interview.leave(two.layla, live.draft_id)
    two.correct(two.omar, "/data/person/name", "Maya Other", source="passport")
    two.meet()
    again = interview.resume(two.layla, live.draft_id)
    ref = next(ref for ref in again.known if again.interview.node(ref).name == "name")
    assert again.known[ref].value == again.interview.node(ref).value == "Maya Other"
    interview.finish(two.layla, live.draft_id)
    two.meet()
    for session in (two.layla, two.omar):
        assert queries.case(session, two.case).name == "Maya Other"
        assert conflicts.conflicts(session, two.case) == []


def test_a_known_answer_that_is_changed_is_a_writing_with_its_history(two: Two):
    before = case_of(two.layla, two).facts["employer"]
    held(two.layla, two.case, "intake", employer="Sample Trading")
    entries = [
        (entry.before, entry.after) for entry in history.entries(two.layla, two.case) if entry.field == "fact:employer"
    ]
    assert entries[-1] == (before, "Sample Trading")
    live = begun(two.omar, two.case, "follow-up")
    interview.discard(two.omar, live.draft_id)


def test_what_was_known_stays_known_through_a_hand_on(two: Two):
    live = begun(two.layla, two.case, "intake", employer="Sample Trading")
    omar = ColleagueOrTeam("person", two.omar.vault.person.hex(), "Omar Sample")
    interview.hand_on(two.layla, live.draft_id, omar)
    two.meet()
    (waiting,) = queries.case(two.omar, two.case).unfinished
    taken = interview.take_up(two.omar, two.case, waiting.interview_id)
    names = {taken.interview.node(ref).name for ref in taken.known}
    assert "name" in names
    assert "employer" not in names
    before = case_of(two.omar, two).facts
    interview.finish(two.omar, taken.draft_id)
    two.meet()
    assert case_of(two.layla, two).facts == before | {"employer": "Sample Trading"}
    assert queries.case(two.layla, two.case).conflicts == 0


def test_a_risk_review_confirms_what_the_stage_asks_for_and_comes_again_at_its_day(two: Two):
    held(two.layla, two.case, "risk", risk_level="high", risk_why="x", risk_review="2026-12-01")
    case = case_of(two.layla, two)
    assert case.shown(("check", "risk-review")) == "yes"
    checked = next(each for each in case.timeline if each.what == events.CHECKED)
    assert checked.content["interview"] in case.interviews
    two.meet()
    assert case_of(two.omar, two).shown(("check", "risk-review")) == "yes"
    (task,) = [task for task in tasks.tasks(two.omar) if task.kind == "risk"]
    assert (task.what, task.overdue) == ("high", False)
    two.people["Omar Sample"].clock.pass_(days=30)
    first = tasks.tasks(two.omar)[0]
    assert first.overdue
    risk = support_services.care_of(two.omar, case_of(two.omar, two)).risk
    assert risk is not None
    assert (risk.level, risk.overdue, risk.planned) == ("high", True, False)


def test_two_reviews_apart_differ_until_somebody_decides(two: Two):
    held(two.layla, two.case, "risk", risk_level="high", risk_why="x", risk_review="2026-12-01")
    held(two.omar, two.case, "risk", risk_level="low", risk_why="y", risk_review="2026-12-01")
    two.meet()
    risk = support_services.care_of(two.layla, case_of(two.layla, two)).risk
    assert risk is not None
    assert risk.differs
    (conflict,) = conflicts.conflicts(two.layla, two.case)
    assert conflict.fact == "risk_level"
    assert case_of(two.layla, two) == case_of(two.omar, two)


def test_a_follow_up_sets_the_next_contact_and_one_without_a_day_ends_it(two: Two):
    held(
        two.layla,
        two.case,
        "follow-up",
        reached="phone",
        next_contact="2026-12-10",
        safe_contact="the neighbour’s shop",
    )
    assert [task.kind for task in tasks.tasks(two.layla)].count("contact") == 1
    assert "safe_contact" not in queries.case(two.layla, two.case).facts
    again = begun(two.layla, two.case, "safety-plan", agreed="yes")
    assert "safe_contact" in {again.interview.node(ref).name for ref in again.known}
    interview.finish(two.layla, again.draft_id)
    held(two.layla, two.case, "follow-up", reached="phone")
    assert [task.kind for task in tasks.tasks(two.layla)].count("contact") == 0


def test_whoever_was_not_reached_is_followed_up_without_safety_or_consent(two: Two):
    agreed = consents.grid(two.layla, two.case)
    live = interview.start(two.layla, forms.forms(two.layla, "follow-up")[0].hash, case_id=two.case)
    answer(two.layla, live, reached="not_reached", tried_how="twice", worried="yes")
    interview.finish(two.layla, live.draft_id)
    assert consents.grid(two.layla, two.case) == agreed
    needs = support_services.care_of(two.layla, case_of(two.layla, two)).needs
    assert ("protection", "now") in [(need.id, need.urgency) for need in needs]


def test_what_was_seen_and_a_call_about_somebody_else_begin_a_case_to_which_nobody_agreed(two: Two):
    def begins(part: str, **answers: str) -> str:
        live = interview.start(two.layla, forms.forms(two.layla, part)[0].hash)
        answer(two.layla, live, **answers)
        return interview.finish(two.layla, live.draft_id).case_id

    for case_id in (
        begins("observation", site="Sample Camp", doors_locked="yes", injuries="yes"),
        begins("hotline", safe_now="yes", caller="other", caller_consent="yes", happens="locked"),
    ):
        assert {cell.answer for cell in consents.grid(two.layla, case_id)} == {"not_asked"}
        assert queries.case(two.layla, case_id).interviews[0].assessment is not None


def test_the_time_to_recover_is_only_made_longer_with_a_reason_and_while_it_runs(two: Two):
    with pytest.raises(NothingSaid):
        support_services.extend(two.layla, two.case, 45, "in hospital")
    decisions.decide(two.layla, two.case, "possible", "the inspector", "signs")
    for days, why, error in ((45, " ", ReasonWanted), (30, "x", NothingSaid), (999, "x", NothingSaid)):
        with pytest.raises(error):
            support_services.extend(two.layla, two.case, days, why)
    support_services.extend(two.layla, two.case, 45, "in hospital")
    recovery = support_services.care_of(two.layla, case_of(two.layla, two)).recovery
    assert recovery is not None
    assert (recovery.day, recovery.days) == (1, 45)
    assert recovery.last - recovery.first == timedelta(days=45)
    two.meet()
    support_services.extend(two.layla, two.case, 60, "still there")
    support_services.extend(two.omar, two.case, 50, "a week")
    two.meet()
    both = [support_services.care_of(each, case_of(each, two)).recovery for each in (two.layla, two.omar)]
    assert both[0] == both[1]
    assert both[0] is not None
    assert both[0].differs


def test_the_parts_that_the_stage_expects_come_first_and_a_draft_is_gone_on_with(two: Two):
    found = {part.id: part for part in parts_of(two.layla, case_of(two.layla, two))}
    assert (found["screening"].count, found["screening"].expected) == (1, False)
    assert found["risk"].expected
    assert "smuggling" not in found
    live = begun(two.layla, two.case, "risk")
    found = {part.id: part for part in parts_of(two.layla, case_of(two.layla, two))}
    assert found["risk"].draft == live.draft_id
    assert found["needs"].draft == ""


def test_a_closed_case_takes_no_service(two: Two):
    from app.casework.lifecycle import closure

    closure.close(two.omar, two.case, "moved away")
    with pytest.raises(CaseClosed):
        support_services.give(two.omar, two.case, "food basket")


def test_the_day_begins_with_whoever_is_in_danger_however_much_is_overdue(at_work: Session):
    for number in range(5):
        keeps_a_case(at_work, f"Sample Person {number}")
    at_work.clock.pass_(days=40)
    threatened = keeps_a_case(at_work, "Maya Sample")
    held(at_work, threatened, "risk", risk_level="high", risk_why="x", risk_review="2027-03-01")
    assert tasks.tasks(at_work, limit=4)[0].case_id != threatened  # the longest overdue first
    first = tasks.first(at_work, 4)
    assert first[0].case_id == threatened
    assert len({(task.case_id, task.kind, task.what) for task in first}) == 4
    hungry = keeps_a_case(at_work, "Sara Sample")
    held(at_work, hungry, "needs", need_food="now")
    (task,) = tasks.first(at_work, 1)
    assert (task.case_id, task.kind, task.name) == (hungry, "urgent", "Sara Sample")
    assert task.reference == queries.case(at_work, hungry).reference
