"""Dialogs keep to the window, and arrow keys walk among the cards in them; where leaving leads."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.labels import Label, plain
from app.ui.parts import Chip, Grid, RadioCard
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.scroll_body import Fitted
from tests.ui.office import Colleague
from tests.ui.test_case_pages import ENLARGED
from tests.ui.test_layout import out_of_shape

pytestmark = pytest.mark.screen


def asks(hand, count=3, lines=0):
    """A dialog with cards and so many lines of words, as wide and high as it likes."""
    cards = [RadioCard(plain(f"Way {at}")) for at in range(count)]

    def build(window):
        body, grid = QWidget(), Grid(columns=2, least_width=160)
        column = QVBoxLayout(body)
        for _ in range(lines):
            column.addWidget(Label(plain("A line of words that says something."), "small"))
        for card in cards:
            grid.add(card)
        column.addWidget(grid)
        fitted = Fitted(body)
        return Dialog(
            window,
            plain("Which way?"),
            "",
            [DialogButton("Close")],
            body=fitted,
            width=900,
            fits=lambda high: fitted.room(high - 240),
        )

    build(hand.window)
    hand.until(lambda: bool(hand.window.dialogs()))
    QApplication.processEvents()
    return hand.window.dialogs()[0], cards


def test_a_dialog_is_fitted_again_when_the_window_changes(opens):
    hand = opens("ar").unlocks_new()
    hand.sees(Home)
    dialog, cards = asks(hand, lines=12)
    full_height = dialog.card.height()
    for width, height in ((700, 520), (1366, 768), (600, 480)):
        hand.window.resize(width, height)
        QApplication.processEvents()
        assert dialog.card.width() == min(900, width - 32)
        assert dialog.card.geometry().bottom() <= height
        assert dialog.buttons[0].isVisible()
    hand.window.resize(1366, 768)
    QApplication.processEvents()
    assert dialog.card.height() == full_height
    assert cards[-1].isVisible()


def test_words_that_have_no_room_are_read_by_page_keys(opens):
    """What a person says in practice, at 200 %: the only button is to close."""
    hand = opens("ar").unlocks_new()
    hand.window.resize(*ENLARGED)
    hand.rests()
    story = plain("A line of words that says something, and goes on for a while. " * 12)
    close = [DialogButton("Close")]
    hand.screen.open_dialog(Dialog, plain("What she says"), story, close)
    hand.until(lambda: bool(hand.window.dialogs()))
    assert out_of_shape(hand) == []
    [dialog] = hand.window.dialogs()
    assert dialog.card.height() <= ENLARGED[1] - 32
    bar = dialog.findChild(Fitted).verticalScrollBar()
    assert bar.maximum() > 0
    hand.key(Qt.Key.Key_PageDown)
    assert bar.value() == min(bar.pageStep(), bar.maximum())
    hand.key(Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_the_languages_of_a_talk_are_chosen_in_a_low_window(opens, language):
    hand = opens(language).unlocks_new()
    screen = hand.begins()
    hand.window.resize(911, 512)
    hand.rests()
    hand.click(screen.bar.languages)
    [dialog] = hand.window.dialogs()
    chips = dialog.findChildren(Chip)
    assert len(chips) > 12
    assert out_of_shape(hand) == []
    hand.click(next(chip for chip in chips if chip.text() == "Bahasa Indonesia"))
    assert out_of_shape(hand) == []  # the longest of them has room in the bar


def test_arrow_keys_walk_among_the_cards_of_a_dialog(opens, language):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    _, cards = asks(hand)
    cards[0].setFocus()
    onward = {"ar": Qt.Key.Key_Left, "en": Qt.Key.Key_Right}[language]
    key = {"en": Qt.Key.Key_Left, "ar": Qt.Key.Key_Right}[language]
    hand.key(onward)
    assert cards[1].hasFocus()
    hand.key(Qt.Key.Key_Down)
    hand.key(onward)
    assert cards[0].hasFocus()
    hand.key(key)
    assert cards[2].hasFocus()
    hand.key(Qt.Key.Key_Space)
    assert cards[2].isChecked()


def test_a_part_that_is_left_half_way_leads_back_to_its_case(opens, tmp_path):
    hand = opens("en").unlocks_new()
    case = Colleague(hand, tmp_path).interviews(name="Sunita Tamang").case_id
    hand.window.go(navigation.StartInterview({}, case_id=case, part="risk"))
    hand.sees(InterviewScreen)
    hand.press("Close")
    assert hand.sees(CaseScreen).case_id == case
    hand.window.go(navigation.StartInterview())
    hand.sees(InterviewScreen)
    hand.press("Close")
    hand.sees(Home)
