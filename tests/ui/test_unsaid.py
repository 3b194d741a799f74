"""A number on both screens with the two quiet answers beside it; what the law says to it, on the officer's."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.language import strip_marks
from app.ui.turned.screen import TurnedScreen
from tests.ui.test_controls import opens_form, types, value
from tests.ui.test_interview import kept, question

__all__ = ["opens_form"]
pytestmark = pytest.mark.screen
CODE = "246810"

HOURS = """
| survey | type | name | label::العربية (ar) | label::English (en) | relevant | appearance | bind::sanad:threshold | bind::sanad:indicator | bind::sanad:unit |
| | begin_group | work | العمل | Work | | | | | |
| | integer | hours | كم ساعة تعمل؟ | How many hours do you work? | | | 'hours-domestic' | EX01 LL01 | hours |
| | select_one unsaid | hours_unsaid | إذا لم يُذكر رقم | If no number was given | ${hours} = '' | unsaid | | | |
| | end_group | | | | | | | | |
| choices | list_name | name | label::العربية (ar) | label::English (en) | | | | | |
| | unsaid | unknown | لا أعرف | I don’t know | | | | | |
| | unsaid | refused | أفضّل عدم الإجابة | I’d rather not say | | | | | |
| settings | form_title | form_id | version | default_language | namespaces | | | | |
| | Hours | hours | 1 | English (en) | sanad="urn:sanad:form" | | | | |
"""
LAW = {
    "en": "More than 12 hours of work a day: Law 68 of 2015 on domestic workers, article 22",
    "ar": "أكثر من ١٢ ساعة عمل في اليوم: القانون رقم ٦٨ لسنة ٢٠١٥ في شأن العمالة المنزلية، المادة ٢٢",
}


def shown(window):
    labels = (label for label in window.findChildren(QLabel) if label.isVisible())
    return {strip_marks(label.text()) for label in labels}


def test_the_quiet_answers_and_the_number_take_each_others_place(opens_form, language):
    hand = opens_form(HOURS, language)
    hours = question(hand, "hours")
    assert [item.ref for item in hand.screen.page.questions()] == ["/data/work/hours"]
    types(hours.line, "14")
    hours.left()
    assert value(hand, "hours") == "14"
    assert hand.reads({"en": "hours", "ar": "ساعة"}[language])
    hand.click(hours.quiet["unknown"])
    assert kept(hand)["/data/work/hours_unsaid"] == "unknown"
    assert value(hand, "hours") == ""
    assert hours.line.text() == ""
    assert hours.quiet["unknown"].isChecked()
    assert not hours.quiet["refused"].isChecked()
    types(hours.line, "9")
    hours.left()
    assert value(hand, "hours") == "9"
    assert hand.reads({"en": "hours", "ar": "ساعات"}[language])
    assert not hours.quiet["unknown"].isChecked()
    hand.click(hours.quiet["refused"])
    hand.click(hours.quiet["refused"])
    assert not hours.quiet["refused"].isChecked()


def test_what_the_law_says_stands_quietly_beside_the_answer_and_never_before_the_person(opens_form, language):
    hand = opens_form(HOURS, language)
    hours = question(hand, "hours")
    types(hours.line, "12")
    hours.left()
    assert LAW[language] not in shown(hand.window)
    types(hours.line, "13")
    hours.left()
    assert LAW[language] in shown(hand.window)
    assert not hours.problem.sentence.text()
    hand.key(Qt.Key.Key_F8)
    hand.type("Return code", CODE)
    hand.press("Turn it now")
    screen = hand.sees(TurnedScreen)
    hand.rests()
    assert screen.keypad is not None
    assert screen.keypad.value == "13"
    assert LAW[language] not in shown(hand.window)


def test_what_the_law_says_moves_no_answer_under_the_pointer(opens_form, language):
    hand = opens_form(HOURS, language)
    hours = question(hand, "hours")
    hand.rests()
    high = hours.height()
    types(hours.line, "13")
    hours.left()
    hand.rests()
    assert LAW[language] in shown(hand.window)
    assert hours.height() == high


def test_the_person_says_it_by_touch(opens_form):
    hand = opens_form(HOURS, "en")
    hand.key(Qt.Key.Key_F8)
    hand.type("Return code", CODE)
    hand.press("Turn it now")
    screen = hand.sees(TurnedScreen)
    hand.rests()
    screen.keypad.press("7")
    assert screen.controller.interview.value("/data/work/hours") == "7"
    hand.click(screen.answers["refused"])
    assert screen.controller.interview.value("/data/work/hours_unsaid") == "refused"
    assert screen.keypad.value == ""
    assert screen.answers["refused"].isChecked()
    screen.keypad.press("8")
    assert not screen.answers["refused"].isChecked()
    assert screen.controller.interview.value("/data/work/hours") == "8"
