"""A screen reader says at once what was kept, refused, found, finished, wherever its user is."""

import pytest
from PySide6.QtTest import QTest

from app.errors import N_
from app.ui import navigation
from app.ui.case_list import Cases
from app.ui.home import Home
from app.ui.interview.controller import InterviewController
from app.ui.labels import plain
from app.ui.parts import FieldProblem, Notice, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.notice import announcer
from app.ui.sharing.post import Post
from tests.people import keeps_a_case
from tests.ui.office import opened

pytestmark = pytest.mark.screen


@pytest.fixture
def spoken():
    sentences: list[str] = []
    announcer.spoken.connect(sentences.append)
    yield sentences
    announcer.spoken.disconnect(sentences.append)


def test_what_is_asked_is_heard_when_a_dialog_opens(opens, spoken, language):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    question = N_("A file with this name already exists")
    Dialog(hand.window, question, plain("It stays."), [DialogButton(N_("Close"))])
    assert spoken[-1] == f"{hand.says(question)} It stays."


def test_a_refusal_is_heard_once_and_what_was_done_too(opens, spoken):
    opens("en")
    holder = layouts.column_widget(problem := FieldProblem(), notice := Notice())
    spoken.clear()
    for _ in range(2):
        problem.say(plain("Too little room."))
    notice.say(plain("Done."))
    assert spoken == ["Too little room.", "Done."]
    holder.deleteLater()


def test_what_was_found_is_heard(opens, spoken, language):
    hand = opens(language).unlocks_new()
    hand.does(lambda: keeps_a_case(hand.window.context.session, "Sunita Tamang"))
    hand.window.go(navigation.Cases())
    cases = hand.sees(Cases)
    hand.rests()
    spoken.clear()
    QTest.keyClicks(cases.search, "tamang")
    hand.until(lambda: len(cases.model.rows) == 1 and bool(spoken))
    hand.rests()
    assert spoken[-1] == cases.count_line.accessibleName()
    QTest.keyClicks(cases.search, "qqq")
    hand.until(lambda: cases.model.rows == [])
    hand.until(lambda: spoken[-1] == cases.no_match.accessibleName())


def test_that_an_answer_is_late_and_then_kept_is_heard_and_no_other_answer(opens, spoken):
    hand = opens("en").unlocks_new()
    screen = hand.begins()
    controller: InterviewController = screen.controller
    spoken.clear()
    for state in ("writing", "kept", "writing", "late", "kept", "writing", "kept"):
        controller.state = state
        controller.badge.emit()
    assert spoken == ["Not saved yet", "Saved"]


def test_that_the_stick_can_be_taken_out_is_heard(opens, tmp_path, spoken):
    office = opened(opens, tmp_path, "en")
    office.layla.interviews(name="Sunita Tamang")
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Post())
    hand.sees(Post).use_folder(office.layla.stick)
    hand.until(hand.screen.write.isEnabled)
    hand.press("Export to USB stick")
    hand.until(lambda: "Files written. You can remove the USB stick." in spoken)
