"""A number that nobody knows, or that the person would rather not say: one question with its number in
every form, and unknown in every reading, never a no."""

from datetime import date

import pytest
from openpyxl import load_workbook

from app.casework.interviews.turned_questions import NotForThePerson, may_touch, turned_questions
from app.casework.questionnaires import answers, screening, unsaid_numbers
from app.casework.questionnaires.answer_player import give
from app.form import Interview, convert, open_form
from app.language import Words
from app.settings import FORMS
from tests.screening.test_labour_thresholds import answered, place

TODAY = date(2026, 11, 27)
NUMBERS = ("integer", "decimal")
ENGLISH = "English (en)"


@pytest.fixture(scope="module")
def rapid():
    return open_form((FORMS / "xforms" / "rapid-screening.xml").read_text("utf-8"))


def test_every_number_that_a_person_is_asked_has_both_quiet_answers_beside_it():
    paired = 0
    for file in sorted(FORMS.glob("*.xlsx")):
        book = load_workbook(file, read_only=True)
        head, *rows = book["survey"].iter_rows(values_only=True)
        survey = [dict(zip(head, row, strict=True)) for row in rows]
        numbers = [row["name"] for row in survey if row["type"] in NUMBERS and not row.get("bind::sanad:aside")]
        form = open_form((FORMS / "xforms" / f"{file.stem}.xml").read_text("utf-8"))
        names = [path.rpartition("/")[2] for path in unsaid_numbers.pairs(form)]
        assert names == numbers, file.stem
        for question in form.questions():
            if unsaid_numbers.is_beside(form, question.path):
                assert [choice.value for choice in question.choices] == ["unknown", "refused"]
                paired += 1
    assert paired == 29


@pytest.mark.parametrize("state", ["unknown", "refused"])
def test_it_stays_open_in_every_reading_and_is_no_no(rapid, state):
    live = answered(rapid, job="farm", hours_unsaid=state)
    result = screening.assess(rapid, live, TODAY)
    assert result.evidence["LL01"][0] == (place(rapid, "hours"), state)
    assert "LL01" not in result.readings.labour
    stored = screening.to_stored(result)
    labour = next(row for row in stored["readings"] if row["id"] == "labour")
    assert labour["state"] == "open"
    assert place(rapid, "hours") in labour["would_decide"]


def test_the_one_that_is_answered_takes_the_place_of_the_other(rapid):
    hours, unsaid = place(rapid, "hours"), place(rapid, "hours_unsaid")
    live = answered(rapid, job="farm", hours="14")
    give(live, unsaid, "refused")
    assert (live.value(hours), live.value(unsaid)) == ("", "refused")
    give(live, hours, "14")
    assert (live.value(hours), live.value(unsaid)) == ("14", "")
    assert not live.node(unsaid).relevant


def test_it_is_one_question_wherever_answers_are_read_and_counted(rapid):
    hours = place(rapid, "hours")
    live = answered(rapid, job="farm", hours_unsaid="unknown")
    lines = {
        line.ref: line
        for section in answers.readback(live, ENGLISH, Words("en"), unasked=True)
        for line in section.lines
    }
    assert lines[hours].answer.replace("'", "’") == "I don’t know"
    assert lines[hours].state == "unknown"
    assert not any(ref.endswith(unsaid_numbers.SUFFIX) for ref in lines)
    review = answers.review(live)
    assert hours in review.unknown
    assert hours not in review.unanswered
    assert not any(ref.endswith(unsaid_numbers.SUFFIX) for ref in review.unanswered)
    assert live.values()[place(rapid, "hours_unsaid")] == "unknown"  # as other tools export it


def test_the_person_may_touch_it_where_she_may_touch_its_number(rapid):
    live = answered(rapid, job="farm")
    refs = [item.ref for item in turned_questions(live, ENGLISH)]
    assert place(rapid, "hours") in refs
    assert place(rapid, "hours_unsaid") not in refs
    may_touch(live, ENGLISH, place(rapid, "hours_unsaid"))
    with pytest.raises(NotForThePerson):
        may_touch(live, ENGLISH, f"{place(rapid, 'name')}{unsaid_numbers.SUFFIX}")


def test_other_tools_ask_it_after_an_empty_number():
    form = open_form(
        convert(
            b"""
| survey | type | name | label | relevant |
| | integer | hours | Hours? | |
| | select_one unsaid | hours_unsaid | If not? | ${hours} = '' |
| choices | list_name | name | label |
| | unsaid | unknown | Not known |
| | unsaid | refused | Refused |
| settings | form_title | form_id | version |
| | T | t | 1 |
""",
            "t.md",
        ).xml
    )
    live = Interview(form)
    assert live.node("/data/hours_unsaid").relevant
    live.answer("/data/hours", "9")
    assert not live.node("/data/hours_unsaid").relevant


def test_an_answer_that_is_taken_away_takes_the_place_of_none(rapid):
    hours, unsaid = place(rapid, "hours"), place(rapid, "hours_unsaid")
    live = answered(rapid, job="farm", hours="14")
    assert unsaid_numbers.gives_way(live, unsaid, unsaid, "refused") == hours
    assert unsaid_numbers.gives_way(live, unsaid, unsaid, "") == ""
