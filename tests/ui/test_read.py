"""What was answered is read as people read it: at the question, when it is read back, in the case."""

import itertools

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel

from app.casework.export import case_print
from app.language import strip_marks
from app.ui import navigation, theme
from app.ui.case.page import CaseScreen
from app.ui.parts import Button, Chip
from app.ui.read_back import ReadBack
from app.ui.review import ReviewScreen
from app.ui.thanks import Thanks
from tests.casework.test_printing import text_of
from tests.ui.forms_read import READ
from tests.ui.test_interview import question

pytestmark = pytest.mark.screen

TOLD = {
    "en": {
        "Day of arrival": "26 November 2026",
        "Month of hiring": "March 2024",
        "Year of birth": "1998",
        "Day of leaving": "10 Mangsir 2083 · 26 November 2026",
        "Day of the contract": "1 Shawwal 1447 · 20 March 2026",
        "Woken at": "04:30",
        "Left at": "20 November 2026 · 23:15",
        "Hours of work": "16.5",
        "Wage": "12,500",
        "How many people": "4",
        "Phone": "96555123456",
        "Pain": "7.5",
        "The place": "29.3759, 47.9774 · Height in metres: 12",
        "The way": "2 points\n29.1, 47.5\n29.2, 47.6",
        "Where she lives": "A house",
        "Where she worked": "A farm · A house",
        "The worst first": "1. A building site\n2. A farm\n3. A house",
        "She heard this": "Read",
    },
    "ar": {
        "يوم الوصول": "٢٦ نوفمبر ٢٠٢٦",
        "شهر التوظيف": "مارس ٢٠٢٤",
        "سنة الميلاد": "١٩٩٨",
        "يوم السفر": "١٠ مانغسير ٢٠٨٣ · ٢٦ نوفمبر ٢٠٢٦",
        "يوم العقد": "١ شوال ١٤٤٧ · ٢٠ مارس ٢٠٢٦",
        "وقت الاستيقاظ": "٠٤:٣٠",
        "وقت الخروج": "٢٠ نوفمبر ٢٠٢٦ · ٢٣:١٥",
        "ساعات العمل": "١٦٫٥",
        "الأجر": "١٢٬٥٠٠",
        "كم شخصا": "٤",
        "الهاتف": "96555123456",
        "الألم": "٧٫٥",
        "المكان": "29.3759, 47.9774 · الارتفاع بالأمتار: ١٢",
        "الطريق": "نقطتان\n29.1, 47.5\n29.2, 47.6",
        "أين تسكن": "بيت",
        "أين عملت": "مزرعة · بيت",
        "الأسوأ أولا": "١. موقع بناء\n٢. مزرعة\n٣. بيت",
        "سمعت ذلك": "قُرئ",
    },
}
NEPALI = {
    "आइपुगेको दिन": "26 नोभेम्बर 2026",
    "हिँडेको दिन": "10 मंसिर 2083 · 26 नोभेम्बर 2026",
    "सबैभन्दा खराब पहिले": "1. निर्माण स्थल\n2. खेत\n3. घर",
}


@pytest.fixture
def answered(opens, tmp_path, language):
    """The form at its first page; the day of leaving is typed in the calendar of Nepal."""

    def open_(**options):
        hand = opens(language, **options).unlocks_new()
        hand.opens_form(tmp_path / "read.md", READ)
        writes(hand, "sambat", day="١٠", month="8", year="2083")
        writes(hand, "woken", hour="4", minute="٣٠")
        writes(hand, "fled", day="20", month="11", year="2026", hour="23", minute="15")
        question(hand, "hijri").first().setFocus()
        value = hand.screen.controller.interview.value
        hand.until(lambda: value("/data/told/sambat") == "2026-11-26")
        hand.until(lambda: value("/data/told/fled") == "2026-11-20T23:15:00")
        return hand

    return open_


def writes(hand, name, **parts):
    """Into the small fields of a day or a time, in any digits."""
    question_widget = question(hand, name)
    for key, part in parts.items():
        question_widget.lines[key].setFocus()
        question_widget.lines[key].insert(part)
        question_widget.lines[key].textEdited.emit(part)


def told(hand, within=None):
    """Each question with what stands beneath it."""
    labels = [
        strip_marks(button.text())
        for button in (within or hand.screen).findChildren(QLabel)
        if button.isVisible() and button.text()
    ]
    return dict(itertools.pairwise(labels))


def reads_back(hand):
    hand.window.go(navigation.Review(hand.screen.controller))
    hand.sees(ReviewScreen)
    hand.press("Read the answers back")
    return hand.sees(ReadBack)


def test_every_answer_is_read_back_as_people_say_it(answered, language):
    hand = answered()
    reads_back(hand)
    answers = told(hand)
    assert {label: answers.get(label) for label in TOLD[language]} == TOLD[language]


def test_in_the_language_of_the_worker_days_have_its_names(answered, language):
    hand = answered()
    hand.click(hand.screen.bar.languages)
    hand.click(hand.find("नेपाली", Chip))
    reads_back(hand)
    assert hand.reads("यहाँ लेखिएको सबै कुरा ठीक छ?")
    answers = told(hand)
    assert {label: answers.get(label) for label in TOLD[language]} == TOLD[language]
    assert {label: answers.get(label) for label in NEPALI} == NEPALI


def test_the_case_its_corrections_and_its_paper_say_it_in_the_same_words(answered, language):
    hand = answered()
    reads_back(hand)
    hand.click(hand.screen.cards[2])
    hand.press("Finish")
    case = hand.sees(Thanks).case_id
    hand.window.go(navigation.Case(case))
    hand.sees(CaseScreen)
    hand.opens_tab("Interviews")
    first, last = next(iter(TOLD[language])), list(TOLD[language])[-1]
    hand.until(lambda: last in told(hand))
    answers = told(hand)
    assert {label: answers.get(label) for label in TOLD[language]} == TOLD[language]
    hand.press("Correct an answer")
    hand.until(lambda: hand.says("Correct") in hand.names())
    buttons = [button for button in hand.window.findChildren(Button) if button.isVisible()]
    hand.click(next(button for button in buttons if button.accessibleDescription() == first))
    hand.until(lambda: bool(hand.window.dialogs()))
    now = strip_marks(theme.words()("Now: {value}", value=TOLD[language][first]))
    assert hand.reads(now)
    session = hand.window.context.session
    paper = hand.does(lambda: text_of(case_print.preview(session, case, language)))
    assert "2026-11-26" not in paper
    if language == "en":  # Arabic is shaped: its letters are no longer its text
        assert "10 Mangsir 2083" in paper
        assert "12,500" in paper


def test_a_line_of_half_steps_says_the_value_itself_to_a_screen_reader(answered, language):
    hand = answered()
    scale = question(hand, "pain").scale
    heard = QAccessible.queryAccessibleInterface(scale)
    number, words = heard.valueInterface(), {"en": "7.5", "ar": "٧٫٥"}[language]
    assert (number.currentValue(), number.minimumValue(), number.maximumValue()) == (7.5, 0, 10)
    assert heard.text(QAccessible.Text.Value) == words
    scale.setFocus()
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_PageUp)
    assert number.currentValue() == 9
    hand.key(Qt.Key.Key_Home)
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_7)  # nothing is typed into a line
    assert hand.screen.controller.interview.value("/data/told/pain") == "0.5"
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(scale, wheel)
    assert hand.screen.controller.interview.value("/data/told/pain") == "0.5"
