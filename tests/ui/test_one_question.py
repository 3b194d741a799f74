"""The rapid screening, one question a screen: a key answers and goes on, details open under their gate."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.settings import preferences
from app.ui import navigation
from app.ui.interview.page import PageView
from app.ui.interview.screen import InterviewScreen
from app.ui.interview.step_page import StepPage
from app.ui.review import ReviewScreen
from tests.ui.hand import Hand

pytestmark = pytest.mark.screen
_PRESS = QEvent.Type.KeyPress

GATED = """
| survey | | | | | | |
| | type | name | label | relevant | constraint | appearance |
| | begin_group | harm | Harm | | | |
| | select_one yn | hurt | Has anybody hurt you? | | | |
| | select_one who | who | Who? | ${hurt} = 'yes' | | |
| | select_multiple what | what | What? | ${hurt} = 'yes' | not(selected(., 'nothing') and count-selected(.) > 1) | |
| | select_one yn | again | Again? | ${hurt} = 'yes' | | |
| | integer | times | How often? | | . <= 9 | |
| | select_one un | times_unsaid | No number | ${times} = '' | | unsaid |
| | text | why | Why so often? | ${times} > 3 | | |
| | select_multiple what | other | What else? | | not(selected(., 'nothing') and count-selected(.) > 1) | |
| | end_group | | | | | |
| | begin_group | person | Person | | | field-list |
| | text | name | Name | | | |
| | select_one yn | adult | Adult? | | | |
| | end_group | | | | | |
| choices | | | |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| | yn | unknown | I don't know |
| | yn | refused | I'd rather not say |
| | who | employer | Employer |
| | who | agent | Agent |
| | what | nothing | Nothing |
| | what | hit | Hit me |
| | what | locked | Locked me in |
| | un | unknown | I don't know |
| | un | refused | I'd rather not say |
| settings | | |
| | form_id | style |
| | gated | pages |
"""

ASKED = """
| survey | | | | | |
| | type | name | label | calculation | bind::sanad:gate |
| | begin_group | consent | Consent | | |
| | select_one yn | talk | May we talk? | | |
| | select_one yn | record | May we write? | | |
| | calculate | agreed | | if(${talk} = 'no' or ${record} = 'no', 'stop', '') | consent |
| | end_group | | | | |
| | begin_group | life | Life | | |
| | text | home | Home | | |
| | end_group | | | | |
| choices | | | |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| settings | | | |
| | form_id | style | namespaces |
| | asked | pages | sanad="urn:sanad:form" |
"""


@pytest.fixture
def gated(opens, tmp_path: Path, language) -> Hand:
    hand = opens(language).unlocks_new()
    hand.opens_form(tmp_path / "gated.md", GATED)
    return hand


@pytest.fixture
def rapid(opens, language) -> Hand:
    hand = opens(language).unlocks_new()
    hand.begins()
    return hand


def asked(hand: Hand) -> str:
    """The question in which the focus is."""
    question = hand.screen.page.question_with(QApplication.focusWidget())
    return question.ref.rpartition("/")[2] if question is not None else ""


def shown(hand: Hand) -> list[str]:
    return [question.ref.rpartition("/")[2] for question in hand.screen.page.questions()]


def value(hand: Hand, name: str) -> str:
    return hand.screen.controller.interview.value(f"/data/harm/{name}")


def presses(hand: Hand, *keys: str | Qt.Key) -> None:
    """One key after the other, each once what came of the one before is seen."""
    for key in keys:
        target = QApplication.focusWidget() or hand.window
        if isinstance(key, str) and not key.isascii():
            QApplication.sendEvent(target, QKeyEvent(_PRESS, 0, Qt.KeyboardModifier.NoModifier, key))
        else:
            QTest.keyClick(target, key)
        hand.follows()


def test_seven_keys_lead_from_start_to_the_first_question_of_substance(rapid: Hand):
    met = [asked(rapid)]
    for key in ("1", "1", "1", "2", "1", "1", "1"):
        presses(rapid, key)
        met.append(asked(rapid))
    assert met == [
        "present",
        "overheard",
        "wants_here",
        "language",
        "language",
        "consent_talk",
        "consent_record",
        "needs_any",
    ]
    assert rapid.screen.controller.fact("sex") == "female"
    assert rapid.screen.here == "/data/today"
    says = rapid.says("Question {number} of about {total}").split("{number}")[0].strip()
    assert any(text.startswith(says) for text in rapid.shown())


def test_who_is_here_is_asked_about_before_one_goes_on(rapid: Hand):
    presses(rapid, "3", Qt.Key.Key_Return)  # the interpreter; Enter goes to whether that is safe
    row = rapid.screen.page.questions()[0].rows["interpreter"]
    assert row.segments.parts["yes"].hasFocus()
    presses(rapid, "1")
    assert rapid.screen.controller.interview.value("/data/safety/interpreter_safe") == "yes"
    assert asked(rapid) == "overheard"


def test_a_closed_gate_lets_nobody_by(rapid: Hand):
    presses(rapid, "1", "2")  # somebody may hear
    presses(rapid, "1")
    assert rapid.screen.here == "/data/safety"
    assert rapid.screen.banner.isVisible()
    for page in rapid.screen.controller.pages()[1:]:
        rapid.screen.contents.chosen.emit(page.ref)
        assert rapid.screen.here == "/data/safety"
    rapid.press("Next")
    assert rapid.screen.here == "/data/safety"


def test_details_open_under_their_gate_which_does_not_move(gated: Hand):
    assert (shown(gated), asked(gated)) == (["hurt"], "hurt")
    gate = gated.screen.page.questions()[0]
    assert [card.digit for card in gate.cards.values()] == [1, 2, 3, 4]
    gated.rests()
    before = [card.mapTo(gated.window, QPoint(0, 0)) for card in gate.cards.values()]
    presses(gated, "1")
    gated.rests()
    assert (shown(gated), asked(gated)) == (["hurt", "who", "what", "again"], "who")
    assert [card.mapTo(gated.window, QPoint(0, 0)) for card in gate.cards.values()] == before
    presses(gated, "2")
    assert asked(gated) == "what"
    presses(gated, "2", "3")  # ticks stay
    assert (asked(gated), value(gated, "what")) == ("what", "hit locked")
    presses(gated, Qt.Key.Key_Return)
    assert asked(gated) == "again"
    presses(gated, "2")
    assert (shown(gated), asked(gated)) == (["times"], "times")


def test_a_no_is_one_key_and_what_stands_alone_goes_on_at_once(gated: Hand):
    presses(gated, "٢")
    assert asked(gated) == "times"
    presses(gated, "2", Qt.Key.Key_Return)
    assert (value(gated, "times"), asked(gated)) == ("2", "other")
    presses(gated, "2", "1")  # "nothing" clears the tick, by the form's own rule
    assert gated.screen.controller.interview.value("/data/harm/other") == "nothing"
    assert (gated.screen.here, asked(gated)) == ("/data/person", "name")
    presses(gated, "M", Qt.Key.Key_Return)
    assert (shown(gated), asked(gated)) == (["name", "adult"], "adult")
    presses(gated, "1")
    gated.sees(ReviewScreen)


def test_a_number_opens_details_or_is_corrected_before_one_goes_on(gated: Hand):
    presses(gated, "2", "1", "0", Qt.Key.Key_Return)
    assert asked(gated) == "times"
    assert gated.screen.page.questions()[0].problem.sentence.text()
    presses(gated, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace, "5", Qt.Key.Key_Return)
    assert (shown(gated), asked(gated)) == (["times", "why"], "why")


def test_what_is_said_in_place_of_a_number_goes_on(gated: Hand):
    presses(gated, "2")
    gated.click(gated.screen.page.questions()[0].quiet["refused"])
    gated.until(lambda: asked(gated) == "other")
    assert value(gated, "times_unsaid") == "refused"


def test_backspace_goes_back_and_the_same_key_or_another_goes_on_again(gated: Hand):
    presses(gated, "2", Qt.Key.Key_Backspace)  # nothing is typed in the number's field
    assert asked(gated) == "hurt"
    presses(gated, "2")
    assert (asked(gated), value(gated, "hurt")) == ("times", "no")
    presses(gated, "3", Qt.Key.Key_Backspace)  # takes the digit away, and stays
    assert asked(gated) == "times"
    presses(gated, Qt.Key.Key_Backspace, "3")
    assert (asked(gated), value(gated, "hurt")) == ("times", "unknown")
    gated.press("Back")
    gated.click(gated.screen.page.questions()[0].cards["unknown"])  # by hand, the chosen one
    gated.until(lambda: asked(gated) == "times")
    assert value(gated, "hurt") == "unknown"
    presses(gated, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
    assert value(gated, "hurt") == ""


def test_from_a_section_one_goes_back_to_the_last_question_of_the_one_before(gated: Hand):
    gated.screen.contents.chosen.emit("/data/person")
    assert shown(gated) == ["name", "adult"]
    gated.press("Back")
    assert shown(gated) == ["other"]


def test_a_key_that_comes_before_the_next_question_is_seen_answers_nothing(gated: Hand):
    QTest.keyClick(QApplication.focusWidget(), "2")
    QTest.keyClick(QApplication.focusWidget(), "1")
    gated.until(lambda: asked(gated) == "times")
    assert (value(gated, "hurt"), value(gated, "times")) == ("no", "")


def test_the_screen_is_hidden_at_once_whatever_was_just_answered(gated: Hand):
    QTest.keyClick(QApplication.focusWidget(), "2")
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert gated.window.cover.isVisible()
    assert not gated.screen.moment.timer.isActive()  # nothing goes on under the cover


def test_one_lands_on_the_question_that_was_asked_for(gated: Hand):
    controller = gated.screen.controller
    gated.window.go(navigation.Interview(controller, ref="/data/harm/times_unsaid"))
    gated.sees(InterviewScreen)
    gated.until(lambda: asked(gated) == "times")
    presses(gated, "4")
    controller.stands_at("/data/harm/other")  # where a crash left it
    gated.window.go(navigation.Interview(controller))
    gated.until(lambda: shown(gated) == ["other"])
    gated.screen._undo()
    gated.until(lambda: shown(gated) == ["times"])


def test_a_whole_section_stands_on_the_screen_where_the_officer_likes_that_better(gated: Hand):
    presses(gated, "2")
    assert isinstance(gated.screen.page, StepPage)
    gated.press("Whole section")
    assert type(gated.screen.page) is PageView
    assert (shown(gated), asked(gated)) == (["hurt", "times", "other"], "times")
    assert preferences(gated.home).one_question is False
    cards = gated.screen.page.questions()[0].cards
    gated.click(cards["no"])  # as in every other questionnaire: pressed again, it is cleared
    assert value(gated, "hurt") == ""
    gated.press("One question")
    assert isinstance(gated.screen.page, StepPage)
    assert preferences(gated.home).one_question is True


def test_what_a_gate_misses_is_found_on_another_screen(opens, tmp_path: Path, language):
    hand = opens(language).unlocks_new()
    screen = hand.opens_form(tmp_path / "asked.md", ASKED)
    assert shown(hand) == ["talk"]
    hand.press("Next")
    assert shown(hand) == ["talk"]
    presses(hand, "1")
    assert shown(hand) == ["record"]
    hand.press("Next")
    assert (screen.here, shown(hand)) == ("/data/consent", ["record"])
    hand.press("Back")
    screen.contents.chosen.emit("/data/life")
    assert (screen.here, screen.banner.isVisible()) == ("/data/consent", True)
    hand.press("Go there")
    assert shown(hand) == ["record"]
    presses(hand, "1")
    assert shown(hand) == ["home"]


def test_what_labour_law_says_is_read_before_one_goes_on(rapid: Hand):
    for place, answer in (
        ("safety/present", "nobody"),
        ("safety/overheard", "no"),
        ("safety/wants_here", "yes"),
        ("consent/consent_talk", "yes"),
        ("consent/consent_record", "yes"),
    ):
        assert rapid.screen.controller.answer(f"/data/{place}", answer) == ""
    rapid.screen.open_page("/data/work", "/data/work/hours")
    presses(rapid, "1", "4", Qt.Key.Key_Return)
    assert asked(rapid) == "hours"
    assert rapid.screen.controller.law("/data/work/hours")
    presses(rapid, Qt.Key.Key_Return)
    assert asked(rapid) == "days"
