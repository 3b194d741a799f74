"""A form that needs too much computing says so at the question, for as long as it is so."""

import pytest
from PySide6.QtWidgets import QApplication

from app.form import NOT_WHOLE, TOO_MUCH
from app.language import strip_marks
from tests.form.test_budget import _rows_by_rows
from tests.ui.test_interview import kept, question

pytestmark = pytest.mark.screen
_ROWS = "instance('l')/root/item"
_GREEDY = _rows_by_rows(f"count({_ROWS}[count({_ROWS}[x > 3]) > 1])")
_HEAD = "| choices | list_name | name | label | x |"


@pytest.fixture
def greedy(opens, tmp_path, language):
    """An interview whose first question makes it too much: `a` as text or as a choice."""

    def open_(kind):
        text = _GREEDY.replace("| text | a | A |", f"| {kind} | a | A |")
        text = text.replace(_HEAD, f"{_HEAD}\n| | k | many | Many | 1 |\n| | k | few | Few | 2 |")
        hand = opens(language).unlocks_new()
        hand.opens_form(tmp_path / "greedy.md", text)
        return hand

    return open_


def said(hand, name):
    problem = question(hand, name).problem
    return problem.isVisible() and problem.sentence.text() == hand.says(TOO_MUCH)


def tells(hand, name):
    status = question(hand, name).not_whole
    return status is not None and status.isVisible() and status.text() == hand.says(NOT_WHOLE)


def test_it_stays_said_at_a_choice_and_where_choices_are_missing_until_that_is_over(greedy):
    hand = greedy("select_one k")
    assert question(hand, "d").not_whole is None
    hand.click(question(hand, "a").cards["many"])
    assert said(hand, "a")
    hand.until(lambda: tells(hand, "d"))
    assert kept(hand)["/data/a"] == "many"
    hand.click(question(hand, "a").cards["many"])
    assert not said(hand, "a")
    assert not tells(hand, "d")


@pytest.mark.long
def test_it_is_said_once_typing_pauses_and_after_leaving(greedy):
    hand = greedy("text")
    question_widget = question(hand, "a")
    question_widget.line.setFocus()
    question_widget.line.insert("many")
    question_widget.line.textEdited.emit("many")
    hand.until(lambda: said(hand, "a"))
    question(hand, "c").line.setFocus()
    QApplication.processEvents()
    assert said(hand, "a")
    assert strip_marks(hand.says(TOO_MUCH)) in hand.shown()
