"""One hand everywhere: the ring is where the keyboard is, Enter presses, Esc closes what was opened last."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.errors import N_
from app.ui import navigation, theme
from app.ui.home import Home
from app.ui.labels import plain
from app.ui.parts import Button, CheckCard, Chip, Choose, Field, LineInput, RadioCard, focus_ring, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.scroll_bar import OverlaidBar
from app.ui.parts.scroll_body import Fitted
from app.ui.parts.table import Column as TableColumn
from app.ui.parts.table import Table
from app.ui.settings import Settings
from tests.ui.hand import Hand
from tests.ui.test_case_pages import ENLARGED, reached
from tests.ui.test_interview import answer
from tests.ui.test_layout import out_of_reach

pytestmark = pytest.mark.screen


def ask(hand: Hand, body: QWidget | None = None, answers: list[DialogButton] | None = None) -> Dialog:
    answers = answers or [DialogButton(N_("Cancel")), DialogButton(N_("Continue"), kind="primary")]
    dialog = Dialog(hand.window, plain("Which way?"), "", answers, body=body)
    QApplication.processEvents()
    return dialog


def at_home(opens, language="en") -> Hand:
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    hand.rests()
    return hand


def test_the_ring_goes_with_a_press_of_the_mouse_and_comes_with_a_key(opens, language):
    hand = at_home(opens, language)
    hand.key(Qt.Key.Key_Tab)
    button = QApplication.focusWidget()
    assert isinstance(button, Button)
    assert button._ring
    hand.click_at(hand.screen, hand.screen.rect().bottomLeft())
    assert not focus_ring.by_keyboard()
    assert not button._ring
    hand.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget()._ring


def test_a_key_that_does_nothing_alone_shows_no_ring(opens):
    hand = at_home(opens)
    hand.click_at(hand.screen, hand.screen.rect().bottomLeft())
    hand.key(Qt.Key.Key_Shift)
    assert not focus_ring.by_keyboard()


def test_after_a_press_on_next_no_answer_reads_as_chosen(opens, language):
    hand = opens(language).unlocks_new()
    screen = hand.begins()
    answer(hand, present="nobody", overheard="no", wants_here="yes")
    before = screen.here
    hand.click(screen.foot.next)
    hand.until(lambda: screen.here != before)
    focused = QApplication.focusWidget()
    assert isinstance(focused, focus_ring.FocusRing)
    assert not focused._ring
    hand.key(Qt.Key.Key_Down)
    assert QApplication.focusWidget()._ring


def test_a_field_has_the_ring_by_key_and_a_plain_edge_by_mouse(opens):
    hand = at_home(opens)
    line = LineInput(N_("Search"))
    ask(hand, line)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert line.hasFocus()
    assert not line.property("ring")
    hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_Backtab)
    assert line.hasFocus()
    assert line.property("ring")


def test_the_safe_answer_has_the_ring_where_keys_opened_the_dialog(opens, language):
    hand = at_home(opens, language)
    for by_key in (True, False):
        if by_key:
            hand.key(Qt.Key.Key_Tab)
        else:
            hand.click_at(hand.screen, hand.screen.rect().bottomLeft())
        dialog = ask(hand)
        assert dialog.buttons[0].hasFocus()
        assert dialog.buttons[0]._ring is by_key
        dialog.close_down()


def test_enter_presses_whatever_button_has_the_focus(opens):
    hand = at_home(opens)
    pressed: list[str] = []
    chip, radio, check = Chip(plain("Chip")), RadioCard(plain("Radio")), CheckCard(plain("Check"))
    button = Button(plain("Button"), on_click=lambda: pressed.append("button"))
    ask(hand, layouts.column_widget(chip, radio, check, button))
    for widget in (chip, radio, check, button):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        hand.key(Qt.Key.Key_Return)
    assert chip.isChecked()
    assert radio.isChecked()
    assert check.isChecked()
    assert pressed == ["button"]


def test_enter_that_is_held_down_presses_once(opens):
    hand = at_home(opens)
    pressed: list[bool] = []
    button = Button(plain("Button"), on_click=lambda: pressed.append(True))
    ask(hand, button)
    button.setFocus()
    for repeated in (False, True, True):
        QApplication.sendEvent(
            button, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeated)
        )
    assert pressed == [True]


def test_enter_in_a_field_goes_to_the_next_and_from_the_last_to_the_act(opens, language):
    hand = at_home(opens, language)
    first, last = LineInput(plain("First")), LineInput(plain("Last"))
    dialog = ask(hand, layouts.column_widget(first, last))
    assert first.hasFocus()
    hand.key(Qt.Key.Key_Return)
    assert last.hasFocus()
    hand.key(Qt.Key.Key_Return)
    assert dialog.buttons[-1].hasFocus()
    hand.key(Qt.Key.Key_Return)
    assert hand.window.dialogs() == []


def test_enter_that_opens_a_page_presses_nothing_on_it(opens):
    hand = at_home(opens)
    done: list[bool] = []
    target = Button(plain("Later"), on_click=lambda: done.append(True))
    line = LineInput(plain("Field"))
    ask(hand, layouts.column_widget(line, target))
    line.returnPressed.connect(target.setFocus)
    line.setFocus()
    hand.key(Qt.Key.Key_Return)
    assert target.hasFocus()
    assert done == []


def test_escape_closes_dialogs_from_the_last_that_was_opened(opens):
    hand = at_home(opens)
    first = ask(hand)
    ask(hand)
    hand.key(Qt.Key.Key_Escape)
    assert hand.window.dialogs() == [first]
    hand.window._escaped = 0.0  # a while later
    hand.window.setFocus()  # where nothing of the dialog has the focus
    hand.key(Qt.Key.Key_Escape)
    assert hand.window.dialogs() == []


def test_escape_clears_a_search_and_can_be_undone(opens, language):
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Cases())
    hand.rests()
    search = next(line for line in hand.screen.findChildren(LineInput) if line.finds)
    search.setFocus()
    QTest.keyClicks(search, "sunita")
    hand.key(Qt.Key.Key_Escape)
    assert search.text() == ""
    search.undo()
    assert search.text() == "sunita"


def test_escape_never_takes_what_was_written(opens):
    hand = at_home(opens)
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    line = LineInput(plain("Notes"), parent=hand.screen)
    line.show()
    line.setFocus()
    QTest.keyClicks(line, "no food")
    hand.key(Qt.Key.Key_Escape)
    assert line.text() == "no food"


def test_a_dialog_that_goes_gives_the_focus_back(opens, language):
    hand = at_home(opens, language)
    hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    dialog = ask(hand)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        inside = reached(dialog.card)
        walked = []
        for _ in inside:
            walked.append(QApplication.focusWidget())
            hand.key(key)
        assert set(walked) == set(inside)
    hand.key(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is focused


@pytest.mark.both_languages
def test_the_bar_of_a_page_shifts_nothing_when_it_appears(opens, language):
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Settings())
    page = hand.sees(Settings)
    widths = set()
    for height in (4000, 500):
        hand.window.resize(1366, height)
        hand.rests()
        widths.add(page.area.viewport().width())
    bar = page.area.findChild(OverlaidBar)
    assert page.area.verticalScrollBar().maximum() > 0
    assert bar.isVisible()
    assert len(widths) == 1
    assert bar.x() == (0 if language == "ar" else page.area.width() - bar.width())
    bar.setValue(bar.maximum())
    assert page.area.verticalScrollBar().value() == page.area.verticalScrollBar().maximum()


@pytest.mark.both_languages
def test_the_bar_of_a_dialog_stands_beside_what_is_asked(opens, language):
    hand = at_home(opens, language)
    fields = layouts.column_widget(*(Field(plain(f"Field {at}"), LineInput(plain("Field"))) for at in range(9)), gap=12)
    fitted = Fitted(fields)
    answers = [DialogButton(N_("Cancel"))]
    Dialog(hand.window, plain("Which?"), body=fitted, answers=answers, fits=lambda height: fitted.room(height - 240))
    widths = set()
    for height in (1100, 500):
        hand.window.resize(1366, height)
        hand.rests()
        widths.add(fields.width())
    bar = hand.window.dialogs()[-1].findChild(OverlaidBar)
    hand.until(bar.isVisible)
    assert len(widths) == 1
    area = fitted.geometry()
    assert not bar.geometry().intersects(area)
    assert (bar.x() < area.x()) == (language == "ar")


def test_a_list_that_folds_out_has_rows_for_a_thumb_and_keeps_to_its_field(opens, language):
    hand = at_home(opens, language)
    short, long = (
        Choose(plain("To whom"), [(at, plain(f"{words} {at}")) for at in range(12)])
        for words in ("Shelter", "The ministry with a name that has no room in a field of this width" * 3)
    )
    for choose in (short, long):
        choose.setMaximumWidth(300)
    ask(hand, layouts.column_widget(short, long))
    hand.rests()
    assert short.view().sizeHintForRow(0) >= 44
    left, width = short.popup_span()
    assert (left, width) == (short.mapTo(hand.window, short.rect().topLeft()).x(), short.width())
    left, width = long.popup_span()
    assert width > long.width()
    assert left >= 0
    assert left + width <= hand.window.width()


def test_the_row_where_the_keyboard_stands_has_the_ring(opens):
    hand = at_home(opens)
    table = Table(plain("Numbers"), 3, [TableColumn()], 48)
    for row in range(3):
        table.put(row, 0, f"row {row}")
    ask(hand, table)
    table.setFocus(Qt.FocusReason.TabFocusReason)
    focus = QColor(theme.colour("focus"))

    def ringed() -> bool:
        image = table.viewport().grab().toImage()
        box = table.visualRect(table.currentIndex())
        return any(image.pixelColor(image.width() // 2, box.top() + y) == focus for y in range(6))

    hand.key(Qt.Key.Key_Down)
    assert table.currentRow() == 1
    assert ringed()
    hand.click_at(hand.window.dialogs()[-1], hand.window.rect().topLeft())
    assert not ringed()


def test_tab_goes_as_the_eye_and_brings_into_sight_what_it_comes_to(opens):
    """Enlarged to 200 %: parts that were read later, and places at the side that have to be scrolled to."""
    hand = at_home(opens, "ar")
    hand.window.resize(*ENLARGED)
    hand.window.go(navigation.Settings())
    page: Settings = hand.sees(Settings)
    hand.rests()
    hand.until(lambda: not out_of_reach(hand))
    status = hand.window.context.status  # so many places at the side that some are scrolled away
    page.show_status(replace(status, joined=True, supervises=True, desk=True))
    hand.rests()
    canvas, hidden, widgets = page.area.widget(), list[str](), list[QWidget]()
    assert canvas.isAncestorOf(page.focusWidget())
    while len(widgets) == len(set(widgets)) < 200:
        hand.key(Qt.Key.Key_Tab)
        widgets.append(page.focusWidget())
        height = widgets[-1].visibleRegion().boundingRect().height()
        if height < min(widgets[-1].height(), 48):
            hidden.append(widgets[-1].accessibleName())
    widgets.pop()
    assert hidden == []
    side = [widget for widget in widgets if page.rail.isAncestorOf(widget)]
    assert side == [*page.rail.named.values(), page.rail.lock]
    first = min(at for at, widget in enumerate(widgets) if page.rail.isAncestorOf(widget))
    before = [widget for widget in widgets[:first] if canvas.isAncestorOf(widget)]
    tops = [widget.mapTo(canvas, QPoint(0, 0)).y() for widget in before]
    assert len(tops) > 10
    assert tops == sorted(tops)
    (places,) = hand.visible(QScrollArea, page.rail)
    [bar] = hand.visible(OverlaidBar, places)
    for place in page.rail.named.values():  # no word of a place stands under the bar
        at_window = QRect(place.mapTo(hand.window, QPoint(0, 0)), place.size())
        assert not at_window.intersects(QRect(bar.mapTo(hand.window, QPoint(0, 0)), bar.size()))
    places.verticalScrollBar().setValue(0)
    page.top.corner.language.setFocus()
    hand.key(Qt.Key.Key_Backtab)
    assert page.focusWidget() is page.rail.lock
