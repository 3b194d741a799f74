"""The whole main path in Arabic, by what a person reads and presses, to the paper and the search."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.seal import passphrase
from app.ui import paper
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.home import Home
from app.ui.interview.language_choice import LanguageCard
from app.ui.interview.screen import InterviewScreen
from app.ui.lock import LockScreen
from app.ui.read_back import ReadBack
from app.ui.result import ResultScreen
from app.ui.review import ReviewScreen
from app.ui.sending.page import SendPage
from app.ui.thanks import Thanks
from tests.people import PHRASE
from tests.ui.conftest import *  # noqa: F403

pytestmark = pytest.mark.screen
OPENED = {"present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes", "consent_record": "yes"}


def cards(hand, question: str, *answers: str) -> None:
    """Press answers under a question, both as they are read in Arabic."""
    question_widget = next(q for q in hand.screen.page.questions() if q.pair.first.text() == question)
    for answer in answers:
        hand.click(next(c for c in question_widget.cards.values() if c.accessibleName() == answer))


def write(hand, question: str, text: str) -> None:
    question_widget = next(q for q in hand.screen.page.questions() if q.pair.first.text() == question)
    field = question_widget.first()
    field.setFocus()
    field.insert(text)
    field.textEdited.emit(text)
    hand.key(Qt.Key.Key_Tab)


def to_section(hand, name: str) -> None:
    row = next(r for r in hand.screen.contents.rows.values() if r.accessibleName() == name)
    hand.click(row)


def test_from_the_lock_to_the_result_the_paper_and_the_next_worker(opens):
    hand = opens("ar").unlocks_new()
    hand.sees(Home)
    hand.press("Start an interview")
    hand.sees(InterviewScreen)
    cards(hand, "من معكما الآن؟", "لا أحد غيرنا")
    cards(hand, "هل يمكن لأحد أن يسمع هذا الحديث؟", "لا أحد")
    cards(hand, "هل يريد الشخص الحديث هنا والآن؟", "نعم")
    hand.stands_in("language_used")
    [nepali] = [c for c in hand.screen.findChildren(LanguageCard) if "नेपाली" in c.accessibleName()]
    hand.click(nepali)
    hand.press("a woman")
    hand.stands_in("consent")
    cards(hand, "هل توافقين على أن نتحدث الآن؟", "نعم")
    cards(hand, "هل توافقين على أن نكتب إجاباتكِ ونحفظها؟", "نعم")
    hand.stands_in("today")
    to_section(hand, "العمل والأجر")
    write(hand, "كم ساعة تعملين في اليوم عادة؟", "١٤")
    to_section(hand, "الشخص")
    write(hand, "الاسم بالحروف اللاتينية، كما في جواز السفر", "Sunita Tamang")
    write(hand, "كم عمركِ؟", "٢٦")
    to_section(hand, "الوثائق ومكان العمل")
    write(hand, "مكان العمل", "موقع المنقف")
    hand.until(lambda: hand.screen.controller.state == "kept")
    to_section(hand, "رأي القائم بالمقابلة")
    hand.press("Next")
    hand.sees(ReviewScreen)
    hand.press("Read the answers back")
    hand.sees(ReadBack)
    assert hand.reads("Sunita Tamang")
    assert hand.reads("أنثى")
    hand.press("Agrees with what was read")
    hand.press("Finish")
    thanks = hand.sees(Thanks)
    assert hand.reads("شكرًا لك")
    assert not any(word in " ".join(hand.shown()) for word in ("ضحية", "مؤشر", "متحقق"))
    hand.press("Continue")
    [dialog] = hand.window.dialogs()
    dialog.line.insert(PHRASE)
    hand.press("I am alone: continue")
    hand.sees(ResultScreen)
    hand.until(lambda: hand.reads("Sunita Tamang"))
    hand.until(lambda: hand.reads(hand.says("Not enough was asked")))
    hand.press("Open the case")
    case = hand.sees(CaseScreen)
    hand.until(lambda: case.told is not None)
    hand.until(lambda: hand.reads("موقع المنقف"))
    assert hand.reads(hand.says("Not enough was asked"))  # in the page's language
    hand.sends("This office’s own file")
    printing = hand.sees(SendPage)
    hand.until(lambda: bool(printing.pages.pdf))
    assert paper.count(printing.pages.pdf) >= 1
    assert not printing.pages.sheet.image.isNull()
    file = hand.home / "record.pdf"
    printing.save_paper(file, passphrase.suggest("ar"))
    hand.until(file.exists)
    assert b"Sunita" not in file.read_bytes()
    hand.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    cases = hand.sees(Cases)
    QTest.keyClicks(QApplication.focusWidget(), "tam")
    hand.until(lambda: len(cases.model.rows) == 1)
    hand.key(Qt.Key.Key_Return)
    hand.sees(CaseScreen)
    assert thanks.controller.live.draft_id


def test_next_worker_here_keeps_the_place_and_nobodys_answers(opens):
    hand = opens("ar").unlocks_new()
    screen = hand.begins()
    paths = {q.extras.get("fact", q.name): q.path for q in screen.controller.form.questions()}
    for fact, value in {**OPENED, "name": "Sunita Tamang", "site": "موقع المنقف", "language": "ne"}.items():
        assert screen.controller.answer(paths[fact], value) == ""
    screen._to_section(screen.controller.pages()[-1].ref)
    hand.press("Next")
    hand.press("Read the answers back")
    hand.press("Was not read back")
    hand.press("Finish")
    hand.sees(Thanks)
    hand.press("Next worker here")
    hand.until(lambda: isinstance(hand.screen, InterviewScreen))
    now = hand.screen.controller.interview
    assert now.node(paths["site"]).value == "موقع المنقف"
    assert now.node(paths["language"]).value == ""  # may be another than the last person's
    assert now.node(paths["name"]).value == ""


def test_after_a_lock_the_draft_is_found_and_said_to_be_interrupted(opens, layla):
    hand = opens("en").unlocks_new()
    screen = hand.begins()
    paths = {q.extras.get("fact", q.name): q.path for q in screen.controller.form.questions()}
    for fact, value in {**OPENED, "name": "Sunita Tamang"}.items():
        assert screen.controller.answer(paths[fact], value) == ""
    hand.window.lock()
    hand_again = opens("en")
    lock = hand_again.sees(LockScreen)
    lock.line.insert(PHRASE)
    hand_again.key(Qt.Key.Key_Return)
    hand_again.sees(Home)
    hand_again.until(lambda: hand_again.reads("Sunita Tamang"))
    assert hand_again.reads("Interrupted")
