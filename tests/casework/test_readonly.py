"""A question that an expression locks was asked all the same: it is read back, printed, and corrected."""

from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.interviews import conflicts, interview
from app.casework.questionnaires import answer_player, answers, forms
from app.casework.session.session import Session
from app.form import Interview

FORM = """
| survey   |             |        |                     |                   |             |
|          | type        | name   | label::English (en) | readonly          | calculation |
|          | text        | who    | Who                 | ${sure} = 'yes'   |             |
|          | integer     | age    | Age                 | ${sure} = 'yes'   |             |
|          | text        | sure   | Sure                |                   |             |
|          | note        | told   | Told                |                   |             |
|          | text        | fixed  | Fixed               | yes               |             |
|          | integer     | twice  | Twice               | yes               | ${age} * 2  |
|          | begin_group | later  | Later               | ${sure} = 'yes'   |             |
|          | text        | where  | Where               |                   |             |
|          | text        | when   | When                |                   |             |
|          | end_group   |        |                     |                   |             |
| settings |             |        |                     |                   |             |
|          | form_title  | form_id| version             |                   |             |
|          | Locked      | locked | 1                   |                   |             |
"""
GIVEN = {"who": "Maya Sample", "age": "31", "later/where": "Farwaniya", "sure": "yes"}


@pytest.fixture
def form(at_work: Session, tmp_path: Path) -> str:
    (tmp_path / "locked.md").write_text(FORM, "utf-8")
    return forms.add(at_work, tmp_path / "locked.md").row.hash


def held(session: Session, form: str) -> Interview:
    interview = Interview(forms.load(session, form), now=session.clock)
    for name, value in GIVEN.items():
        interview.answer(f"/data/{name}", value)
    return interview


def test_a_locked_question_is_read_back_and_a_note_is_not(at_work: Session, form: str):
    told = held(at_work, form)
    assert told.node("/data/who").readonly
    assert told.node("/data/who").kind == "question"
    lines = [
        (line.question, line.answer) for section in answers.readback(told, "English (en)") for line in section.lines
    ]
    assert lines == [("Who", "Maya Sample"), ("Age", "31"), ("Sure", "yes"), ("Where", "Farwaniya")]


def test_review_asks_for_nothing_that_can_t_be_answered_now(at_work: Session, form: str):
    told = held(at_work, form)
    assert answers.review(told).unanswered == ()  # `when` is locked and empty
    told.answer("/data/sure", "no")
    assert answers.review(told).unanswered == ("/data/later/when",)


def test_a_locked_answer_is_nobody_s_calculation_and_keeps_its_conflicts(at_work: Session, form: str):
    assert answers.computed(held(at_work, form)) == ["/data/told", "/data/fixed", "/data/meta/instanceID"]


def test_the_case_shows_it_and_its_correction(at_work: Session, form: str):
    live = interview.start(at_work, form)
    for name, value in GIVEN.items():
        interview.keep(at_work, live.draft_id, answer_player.give(live.interview, f"/data/{name}", value))
    case = interview.finish(at_work, live.draft_id).case_id
    (told,) = queries.case(at_work, case).interviews
    assert told.values["/data/who"] == "Maya Sample"
    conflicts.correct(at_work, case, told.id, "/data/who", "Maya S. Sample", reason="passport")
    (told,) = queries.case(at_work, case).interviews
    assert told.values["/data/who"] == "Maya S. Sample"
