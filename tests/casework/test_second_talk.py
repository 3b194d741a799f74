"""Another talk asks only what is open and would decide; what was said before stays the earlier talk's."""

import tomllib
from datetime import timedelta

import pytest

from app.case import events
from app.case.projection import FinishedInterview as EarlierTalk
from app.casework.cases import queries
from app.casework.cases.queries import case_of
from app.casework.cases.refusals import ReasonWanted
from app.casework.interviews import interview, second_talk
from app.casework.interviews.turned_questions import turned_questions
from app.casework.lifecycle import talk_days, tasks
from app.casework.questionnaires import answers as read_answers
from app.casework.questionnaires import forms, gates, screening, situation
from app.casework.session.session import EventAppender, Session
from app.form import Interview
from app.seal.keys import fresh_id
from tests.forms.bank_answers import TODAY, answered
from tests.forms.people import HARMLESS
from tests.gate_answers import with_gates
from tests.people import Person, keeps_a_case
from tests.ui.office import finished

FIRST = {"name": "Maya Sample", "job": "domestic", "hours": "9", "limited": "unknown", "threats": "shame"}
SAFE = {"present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes", "consent_record": "yes"}


@pytest.fixture
def talked(layla: Person) -> tuple[Session, str, str]:
    session = layla.sets_up()
    done = finished(session, FIRST)
    return session, done.case_id, done.interview_id


def place(form, name: str) -> str:
    return next(question.path for question in form.questions() if question.name == name and question.kind == "question")


def gives(session: Session, live: interview.LiveInterview, **values: str) -> None:
    for name, value in with_gates(values).items():
        taken = live.interview.answer(place(live.form, name), value).answers
        interview.keep(session, live.draft_id, taken)


def asked(live: interview.LiveInterview) -> set[str]:
    """What this talk asks, by the names of the questions."""
    return {
        node.name
        for page in live.interview.pages()
        for ref in page.refs
        if (node := live.interview.node(ref)).kind == "question"
        and node.control not in ("", "note")
        and ref not in live.known
        and gates.plain(ref) not in live.skipped
        and not ref.endswith("_unsaid")
    }


def test_it_asks_safety_consent_and_what_would_decide_and_little_else(talked):
    session, case, first = talked
    stored = queries.case(session, case).interviews[0].assessment
    assert stored["result"] == "talk_again"
    deciding = {ref.rpartition("/")[2] for ref in stored["would_decide"]}
    live = interview.talk_again(session, case, first)
    before = asked(live)
    assert {"present", "overheard", "wants_here", "consent_talk", "consent_record"} <= before
    assert "limited" in before | deciding
    everything = {question.name for question in live.form.questions() if question.kind == "question"}
    assert len(before) < len(everything) / 2
    assert not {"hours", "job", "threats", "name"} & before


def test_no_earlier_yes_opens_a_gate(talked):
    session, case, first = talked
    live = interview.talk_again(session, case, first)
    with pytest.raises(interview.GateOpen):
        interview.finish(session, live.draft_id)
    with pytest.raises(interview.GateOpen):
        interview.keep(session, live.draft_id, {place(live.form, "limits"): "locked"})
    assert live.interview.value(place(live.form, "consent_talk")) == ""


def test_what_was_said_before_counts_and_stays_the_earlier_talks(talked):
    session, case, first = talked
    live = interview.talk_again(session, case, first)
    hours = place(live.form, "hours")
    assert live.known[hours].value == "9"
    assert live.known[hours].author == session.officer.name
    gives(session, live, **SAFE, limits="locked")
    assert live.earlier[place(live.form, "limited")].value == "unknown"
    second = interview.finish(session, live.draft_id)
    state = case_of(session, case)
    talk = state.interviews[bytes.fromhex(second.interview_id)]
    assert talk.answers[hours] == "9"
    assert talk.origins[hours] == "carried"
    assert talk.origins.get(place(live.form, "limits"), "typed") == "typed"
    said = next(
        event for event in state.timeline if event.what == "answers given" and event.content["interview"] == talk.id
    )
    assert said.content["again"] == bytes.fromhex(first)
    assert "name" not in said.content["facts"]
    assert state.facts["name"] == "Maya Sample"
    seen = {row["code"] for reading in talk.assessment["readings"] for row in reading["seen"]}
    assert "CD03" in seen
    assert talk.assessment["result"] == "refer"
    earlier = state.interviews[bytes.fromhex(first)]
    assert earlier.answers[place(live.form, "limited")] == "unknown"


def test_left_and_taken_up_it_is_the_same_short_talk(talked):
    session, case, first = talked
    live = interview.talk_again(session, case, first)
    gives(session, live, **SAFE, hours="13")
    interview.leave(session, live.draft_id)
    again = interview.resume(session, live.draft_id)
    assert again.skipped == live.skipped
    assert place(live.form, "hours") not in again.known  # it was changed: this talk's
    assert place(live.form, "job") in again.known
    assert asked(again) - {"hours"} >= {"limited"} & asked(live)
    turned = {
        item.ref for item in turned_questions(again.interview, "English (en)", frozenset(again.known) | again.skipped)
    }
    assert place(live.form, "job") not in turned
    review = read_answers.review(again.interview, again.skipped)
    assert not set(review.unanswered) & again.skipped


def test_what_an_answer_opens_is_asked_too(talked):
    session, case, first = talked
    live = interview.talk_again(session, case, first)
    gives(session, live, **SAFE)
    before = asked(live)
    gives(session, live, job="entertain", made_to="sex")
    assert asked(live) - before - {"job", "made_to"}


def test_what_nobody_was_asked_is_asked_now_and_then_it_is_enough(layla: Person):
    session = layla.sets_up()
    left_out = {"debt_any": "no", "forced_any": "no", "view": "no_concern"}
    unasked = {*left_out, "fees", "debt_now", "made_to"}
    answers = {name: text for name, text in HARMLESS.items() if name not in unasked}
    first = finished(session, answers | {"name": "Maya Sample"})
    (task,) = [task for task in tasks.tasks(session) if task.kind == "talk"]
    assert task.ref == first.interview_id
    kept = case_of(session, first.case_id).interviews[bytes.fromhex(first.interview_id)].assessment
    assert (kept["result"], kept["strict"]) == ("not_enough", "NOT_ASKED")
    live = interview.talk_again(session, first.case_id, first.interview_id)
    assert left_out.keys() <= asked(live)
    assert not {"can_leave", "harmed", "pay_trouble"} & asked(live)
    gives(session, live, **SAFE, **left_out)
    second = interview.finish(session, live.draft_id)
    talk = case_of(session, first.case_id).interviews[bytes.fromhex(second.interview_id)]
    assert set(talk.assessment["coverage"].values()) == {"asked"}
    assert talk.assessment["result"] == "none"


def test_there_is_nothing_to_go_on_from(layla: Person):
    session = layla.sets_up()
    done = finished(session, {"name": "Anna Grey"})
    with pytest.raises(second_talk.NoOpenTalk):
        interview.talk_again(session, done.case_id, "00" * 16)


def test_an_officer_sets_the_day_of_the_next_talk_with_a_reason(talked):
    session, case, first = talked
    (task,) = [task for task in tasks.tasks(session) if task.kind == "talk"]
    assert talk_days.due(session, case) == first == task.ref
    today = session.clock().astimezone().date()
    day = today + timedelta(days=2)
    with pytest.raises(ReasonWanted):
        talk_days.set_day(session, case, day, "  ")
    with pytest.raises(talk_days.NoTalkDue):
        talk_days.set_day(session, case, today - timedelta(days=1), "too late")
    talk_days.set_day(session, case, day, "she is off on Friday")
    (moved,) = [task for task in tasks.tasks(session) if task.kind == "talk"]
    assert moved.due.astimezone().date() == day
    note = case_of(session, case).timeline[-1].content
    assert (note["about"], note["reason"]) == ("talk day", "she is off on Friday")


def test_no_day_is_set_where_no_talk_is_due(layla: Person):
    session = layla.sets_up()
    case = keeps_a_case(session, "Quiet Sample")
    if talk_days.due(session, case) == "":
        with pytest.raises(talk_days.NoTalkDue):
            talk_days.set_day(session, case, session.clock().date() + timedelta(days=1), "why")


def test_of_a_talk_that_was_nearly_complete_few_questions_are_left(talked):
    """Those described situations that call for another talk, answered in the real form."""
    session, _, _ = talked
    form = forms.load(session, forms.forms(session)[0].hash)
    entries = tomllib.loads(situation.BANK.read_text("utf-8"))["situation"]
    counts: list[int] = []
    for entry in [entry for entry in entries if entry["label"] == "talk_again"]:
        live = answered(form, entry)
        result = screening.assess(form, live, TODAY)
        if result.readings.result != "talk_again":
            continue
        talk = EarlierTalk(b"\1" * 16, answers=live.values(), assessment=screening.to_stored(result))
        plan = second_talk.plan(form, talk, TODAY)
        would_decide = {gates.plain(ref) for ref in result.would_decide}
        assert would_decide <= plan.asked_paths
        again = Interview(form, plan.saved)
        for path in (question.path for question in form.questions()):
            if path in plan.asked_paths and again.node(path).relevant:
                assert not again.value(path), path
        counts.append(len(plan.asked_paths))
    assert len(counts) > 5
    assert sorted(counts)[len(counts) // 2] <= 15


def test_it_goes_on_from_the_last_talk_and_asks_a_number_again_that_nobody_knew(layla: Person):
    session = layla.sets_up()
    facts = {name: text for name, text in FIRST.items() if name != "hours"}
    first = finished(session, {**facts, "hours_unsaid": "unknown"})
    live = interview.talk_again(session, first.case_id, "")
    hours, unsaid = place(live.form, "hours"), place(live.form, "hours_unsaid")
    talk = case_of(session, first.case_id).interviews[bytes.fromhex(first.interview_id)]
    assert talk.answers[unsaid] == "unknown"
    if "hours" in asked(live):
        assert live.interview.value(unsaid) == ""
    plan = second_talk.plan(live.form, talk, TODAY)
    assert (unsaid in plan.saved) == (hours not in plan.asked_paths)
    session.clock.pass_(hours=1)
    gives(session, live, **SAFE, limits="locked")
    second = interview.finish(session, live.draft_id)
    case = case_of(session, first.case_id)
    assert second_talk.talk_of(case, "").id.hex() == second.interview_id
    assert second_talk.talk_of(case, first.interview_id).id.hex() == first.interview_id


def test_a_talk_may_be_set_for_today(at_work: Session):
    case = keeps_a_case(at_work, "Maya Sample")
    talk = fresh_id()
    with at_work.vault.transaction() as writer:
        pen = EventAppender(at_work, writer, bytes.fromhex(case))
        pen.say(events.ANSWERS, {"interview": talk, "facts": {}, "answers": [], "restricted": 0})
        pen.say(events.ASSESSED, {"interview": talk, "assessment": {"result": "talk_again"}})
    today = at_work.clock().astimezone().date()
    with pytest.raises(talk_days.NoTalkDue):
        talk_days.set_day(at_work, case, today - timedelta(days=1), "too late")
    talk_days.set_day(at_work, case, today, "she comes this evening")
    (task,) = [task for task in tasks.tasks(at_work) if task.kind == "talk"]
    assert task.due.astimezone().date() == today
    assert not task.overdue
