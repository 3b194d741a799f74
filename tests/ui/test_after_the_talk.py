"""After the last question: read back in both languages, thanks, what is added, alone."""

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from app.casework.cases import queries
from app.casework.interviews import additions
from app.ui import navigation
from app.ui.case import waiting
from app.ui.case.page import CaseScreen
from app.ui.interview.screen import InterviewScreen
from app.ui.parts.dialog import AskPassphrase
from app.ui.read_back import BothLanguages, ReadBack
from app.ui.result import ResultScreen
from app.ui.thanks import Thanks
from tests.people import PHRASE
from tests.ui.hand import Hand

pytestmark = pytest.mark.screen
ANSWERS = {
    "present": "nobody", "overheard": "no", "wants_here": "yes", "sex": "female", "language": "ne",
    "consent_talk": "yes", "consent_record": "yes", "age": "26", "papers_now": "yes",
}  # fmt: skip


@pytest.fixture
def thanked(opens, language) -> Hand:
    hand = opens(language).unlocks_new()
    screen: InterviewScreen = hand.begins()
    paths = {q.extras.get("fact", q.name): q.path for q in screen.controller.form.questions()}
    for question, value in ANSWERS.items():
        assert screen.controller.answer(paths[question], value) == ""
    hand.window.go(navigation.ReadBack(screen.controller))
    read_back: ReadBack = hand.sees(ReadBack)
    pairs = hand.visible(BothLanguages, read_back)
    assert pairs
    assert all(pair.columns.count() == 2 for pair in pairs)
    hand.press("Agrees with what was read")
    hand.press("Finish")
    hand.sees(Thanks)
    return hand


def asked(hand: Hand) -> AskPassphrase:
    hand.press("Continue")
    [dialog] = hand.window.dialogs()
    assert isinstance(dialog, AskPassphrase)
    return dialog


def test_what_she_adds_after_the_thanks_is_in_the_record(thanked):
    page = thanked.screen
    thanked.press("Write down what is added")
    area = thanked.find(thanked.says("In the person’s words"), QPlainTextEdit)
    area.insertPlainText("मेरी बहिनी पनि त्यहीँ छिन्।")
    thanked.press("Save")
    thanked.until(lambda: thanked.reads(thanked.says("Added and saved")))
    session = thanked.window.context.session
    [interview] = thanked.does(lambda: queries.case(session, page.case_id)).interviews
    place = next(ref for ref in interview.values if ref.endswith(additions.QUESTION))
    assert interview.values[place] == "मेरी बहिनी पनि त्यहीँ छिन्।"


def test_what_she_adds_is_not_lost_where_it_was_not_saved(thanked):
    hand, page = thanked, thanked.screen
    hand.press("Write down what is added")
    area = hand.find(hand.says("In the person’s words"), QPlainTextEdit)
    hand.press("Save")
    hand.until(lambda: hand.reads(hand.says("Write down what was said first.")))
    area.insertPlainText("My sister is there too.")
    hand.press("Not now")
    hand.rests()
    hand.press("Write down what is added")
    hand.until(lambda: hand.visible(QPlainTextEdit)[0].toPlainText() != "")
    hand.window.go(navigation.Home())  # as the next thing after a lock, in the middle of it
    hand.rests()
    for dialog in hand.window.dialogs():
        dialog.close_down()
    hand.window.go(navigation.Case(page.case_id))
    case: CaseScreen = hand.sees(CaseScreen)
    hand.until(lambda: hand.reads(hand.says("What the person added is not saved yet")))
    beside = [step for step in waiting.steps(case) if step.verb == "Continue"]
    assert len(beside) == 1
    beside[0].act()
    hand.until(lambda: bool(hand.visible(QPlainTextEdit)))
    hand.until(lambda: hand.visible(QPlainTextEdit)[0].toPlainText() == "My sister is there too.")
    hand.rests()
    hand.press("Save")
    says = hand.says("What the person added is not saved yet")
    hand.until(lambda: says not in hand.shown() and not hand.window.dialogs())
    session = hand.window.context.session
    [interview] = hand.does(lambda: queries.case(session, page.case_id)).interviews
    added = next(ref for ref in interview.values if ref.endswith(additions.QUESTION))
    assert interview.values[added] == "My sister is there too."


def test_the_code_of_the_turned_screen_says_who_it_is(thanked):
    thanked.screen.controller.code = "271828"
    dialog = asked(thanked)
    dialog.line.insert("٢٧١٨٢٨")
    thanked.press("I am alone: continue")
    thanked.sees(ResultScreen)


def test_after_four_wrong_codes_only_the_passphrase_opens(thanked):
    thanked.screen.controller.code = "271828"
    dialog = asked(thanked)
    for typed in ("1", "22", "333", "444444", "271828"):
        dialog.line.clear()
        dialog.line.insert(typed)
        thanked.press("I am alone: continue")
        thanked.rests()
        assert isinstance(thanked.window.screen_now, Thanks)
    dialog.line.clear()
    dialog.line.insert(PHRASE)
    thanked.press("I am alone: continue")
    thanked.sees(ResultScreen)
