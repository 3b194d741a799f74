"""What staff note of an arrival is kept apart from the talk: a refusal ends the talk and leaves a bed."""

import pytest

from app.casework.cases.queries import case_of
from app.casework.interviews import interview
from app.casework.lifecycle import support_services
from app.casework.pages import shelter_day
from app.casework.questionnaires import apart_notes, forms, gates, screening
from app.casework.session.session import Session
from app.form import convert, open_form
from app.settings import FORMS
from tests.people import Person

SAFE = {"present": "nobody", "overheard": "no", "wants_here": "yes"}
ARRIVAL = {
    "referred_by": "Police, 112",
    "seen_on_arrival": "injured",
    "bed": "3, lower bed",
    "arrival_health": "burned hand",
    "arrival_contact": "by the embassy alone",
}


@pytest.fixture
def at_work(layla: Person) -> Session:
    session = layla.sets_up()
    forms.offer_shipped(session)
    return session


def arriving(session: Session, **answers: str) -> interview.LiveInterview:
    live = interview.start(session, forms.forms(session, "intake")[0].hash)
    entry, changes = live.interview.add("/data/arrival/thing")
    interview.keep(session, live.draft_id, changes.answers)
    places = {question.name: question.path for question in live.form.questions()}
    for name, value in {**ARRIVAL, **answers}.items():
        taken = live.interview.answer(places[name], value)
        interview.keep(session, live.draft_id, taken.answers)
    taken = live.interview.answer(f"{entry}/thing_what", "a blue bag")
    interview.keep(session, live.draft_id, taken.answers)
    return live


def kept(session: Session, outcome: interview.FinishedInterview | None):
    assert outcome is not None
    case = case_of(session, outcome.case_id)
    (talk,) = case.interviews.values()
    return case, talk


def test_a_refusal_keeps_the_arrival_and_nothing_that_the_person_said(at_work: Session):
    live = arriving(at_work, **SAFE, language="ne", sex="female", consent_talk="no")
    with pytest.raises(interview.ConsentRefused):
        interview.finish(at_work, live.draft_id)
    case, talk = kept(at_work, interview.refuse_consent(at_work, live.draft_id))
    assert {path.rpartition("/")[2] for path, text in talk.answers.items() if text} == {"thing_what", *ARRIVAL}
    assert case.facts["referred_by"] == "Police, 112"
    assert [one.bed for one in shelter_day.read(at_work, 1).people] == ["3, lower bed"]
    assert case.facts["hidden:contact_on_arrival"] == "by the embassy alone"
    assert not {"sex", "language"} & set(case.facts)
    assert case.facts["need_medical"] == "now"
    assert case.shown(("consent", "interview", "")) == "no"
    assert interview.drafts(at_work) == []
    assert interview.refusals(at_work) == 1


def test_it_is_no_interview(at_work: Session):
    live = arriving(at_work, **SAFE, consent_talk="no")
    case, talk = kept(at_work, interview.refuse_consent(at_work, live.draft_id))
    assert talk.apart
    assert talk.assessment is None
    assert support_services.finished(case, "intake") == []
    assert not case.ground(at_work.now()).interview


def test_a_moment_that_is_not_safe_keeps_it_too(at_work: Session):
    live = arriving(at_work, **{**SAFE, "wants_here": "no"})
    with pytest.raises(interview.NotSafe):
        interview.finish(at_work, live.draft_id)
    outcome = interview.close_unsafe(at_work, live.draft_id, "tomorrow", "here", "after sleep")
    case, talk = kept(at_work, outcome)
    assert "present" not in {path.rpartition("/")[2] for path in talk.answers}
    assert case.facts["shelter_bed"] == "3, lower bed"
    assert [visit.time for visit in interview.revisits(at_work)] == ["tomorrow"]


def test_where_nothing_was_noted_nothing_stays(at_work: Session):
    live = interview.start(at_work, forms.forms(at_work, "intake")[0].hash)
    places = {question.name: question.path for question in live.form.questions()}
    for name, value in {**SAFE, "consent_talk": "no"}.items():
        interview.keep(at_work, live.draft_id, live.interview.answer(places[name], value).answers)
    assert not interview.stays(live.interview)
    assert interview.refuse_consent(at_work, live.draft_id) is None


FORM = """
| survey | type | name | label | calculation | bind::sanad:aside | bind::sanad:apart | bind::sanad:gate |
| | text | seen | Seen? | | yes | yes | |
| | text | told | Tell us | | | yes | |
| | select_one yn | agree | Agree? | | yes | yes | |
| | calculate | gate | | if(${agree} = 'no', 'stop', '') | | | consent |
| | text | later | Later? | | yes | yes | |
| choices | list_name | name | label | | | | |
| | yn | yes | Yes | | | | |
| | yn | no | No | | | | |
| settings | form_title | form_id | version | namespaces | | | |
| | T | t | 1 | sanad="urn:sanad:form" | | | |
"""


def test_no_form_can_keep_what_the_person_said_by_calling_it_apart():
    form = open_form(convert(FORM.encode(), "t.md").xml)
    may = [question.name for question in apart_notes.marked(form) if apart_notes.is_apart(form, question)]
    assert may == ["seen"]
    wrong = [problem.question for problem in screening.problems(form) if problem.column == "apart"]
    assert wrong == ["/data/told", "/data/agree", "/data/later"]


def test_no_shipped_form_says_what_it_cannot_keep():
    for file in sorted((FORMS / "xforms").glob("*.xml")):
        form = open_form(file.read_text("utf-8"))
        marked = apart_notes.marked(form)
        assert all(apart_notes.is_apart(form, question) for question in marked), file.stem
        assert bool(marked) == (file.stem == "intake")
        assert not marked or gates.gates(form)
