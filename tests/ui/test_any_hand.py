"""Somebody presses whatever is there, in a campaign for minutes: nothing breaks, and the records stay whole.

The seed says what is pressed; what lies where is made anew each time. What a run did stands in the
error.
"""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from app import bug_records
from app.language import strip_marks
from app.platform.volumes import Volume
from app.ui import navigation
from app.ui.file_chooser import FileDialog
from tests.chance import IN_CAMPAIGNS, fresh, times
from tests.headquarters_setup.conftest import opens as opens_setup  # noqa: F401
from tests.indexed import stale
from tests.opener.conftest import folder, prosecutor, window  # noqa: F401
from tests.opener.test_opener import contents, key  # noqa: F401
from tests.people import PHRASE
from tests.ui.hand import Hand, PlainHand
from tests.ui.office import Office, opened
from tests.ui.test_case_pages import ENLARGED, full
from tests.ui.test_layout import SIZES, out_of_shape
from tests.ui.test_practice import practises  # noqa: F401

pytestmark = [pytest.mark.screen, pytest.mark.long, *IN_CAMPAIGNS]
STEPS = times(60, 250)
TYPED = ("Sample", "سارة", "12", "2026-11-20", "x", "99887766", "0", "")
KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_F1)
_SIZES = (SIZES[0], ENLARGED, (911, 512))
# the rest of the window would be another's, or none
LEFT_ALONE = ("Lock", "End practice", "Hide", "Take a break")


class AnyHand:
    def __init__(self, hand: Hand, seed: int) -> None:
        self.hand, self.window, self.chance = hand, hand.window, random.Random(seed)
        self.done: list[str] = []
        self._pressed: dict[tuple[str, str], int] = {}

    def goes_on(self, steps: int) -> None:
        """In windows of three sizes in turns. After each step no bug is recorded, nothing on the screen
        is cut, too small or out of reach, and the keys reach something."""
        before = bug_records.kept()
        for at in range(steps):
            if at % 15 == 0:
                self.window.resize(*_SIZES[at // 15 % len(_SIZES)])
                self.hand.rests()
            self.step()
            assert bug_records.kept() == before, self.done[-12:]
            wrong = out_of_shape(self.hand)
            if self.window.focusWidget() is None:
                wrong.append("the focus is nowhere")
            assert wrong == [], self.done[-12:]

    def step(self) -> None:
        if self._unlocks() or self._leaves_files_alone() or self._chooses_from_menu():
            return
        scope = (self.window.dialogs() or [self.window])[-1]
        act = self.chance.choices(
            (self._types, self._picks_row, self._chooses, self._hits_key, self._scrolls), (18, 8, 6, 5, 2)
        )[0]
        if self.chance.random() > 0.4 or not act(scope):
            self._presses(scope)
        QApplication.processEvents()
        self.hand.rests()

    def _note(self, act: str, widget: QWidget | None = None) -> bool:
        name = strip_marks(widget.accessibleName()) if widget is not None else ""
        self.done.append(f"{type(self.hand.screen).__name__}: {act} {name}".rstrip())
        return True

    def _reachable(self, scope: QWidget, kind: type[QWidget]) -> list[QWidget]:
        found = []
        for widget in scope.findChildren(kind):
            if widget.isVisible() and widget.isEnabled() and not widget.rect().isEmpty():
                top = self.window.childAt(widget.mapTo(self.window, widget.rect().center()))
                if top is widget or (top is not None and widget.isAncestorOf(top)):
                    found.append(widget)
        return found

    def _any(self, scope: QWidget, *kinds: type[QWidget]) -> QWidget | None:
        found = [widget for kind in kinds for widget in self._reachable(scope, kind)]
        return self.chance.choice(found) if found else None

    # what is answered in one way only

    def _unlocks(self) -> bool:
        """A cover, or a passphrase asked for before a result."""
        for field in self._reachable(self.window, QLineEdit):
            if field.echoMode() == QLineEdit.EchoMode.Password and not self.window.dialogs():
                field.setText(PHRASE)
                QTest.keyClick(field, Qt.Key.Key_Return)
                self.hand.rests()
                return self._note("unlocks")
        return False

    def _leaves_files_alone(self) -> bool:
        """What is on this computer's disk is none of a test's."""
        asked = [dialog for dialog in self.window.dialogs() if isinstance(dialog, FileDialog)]
        if asked:
            asked[-1].close_down()  # by Esc a second one soon after would hide the window
            self.hand.rests()
        return bool(asked) and self._note("asks for no file")

    def _chooses_from_menu(self) -> bool:
        menu = next((menu for menu in self.window.findChildren(QMenu) if menu.isVisible()), None)
        if menu is None:
            return False
        lines = [line for line in menu.actions() if line.isEnabled() and line.text()]
        if lines:
            line = self.chance.choice(lines)
            self.hand.click_at(menu, menu.actionGeometry(line).center())
            self._note(f"chooses {line.text()}")
        else:
            QTest.keyClick(menu, Qt.Key.Key_Escape)
        self.hand.rests()
        return True

    # what a hand does

    def _presses(self, scope: QWidget) -> None:
        never = {strip_marks(self.hand.says(message)) for message in LEFT_ALONE}
        screen = type(self.hand.screen).__name__
        buttons = [
            button
            for button in self._reachable(scope, QAbstractButton)
            if strip_marks(button.accessibleName()) not in never
        ]
        if not buttons:
            self.hand.key(Qt.Key.Key_Escape)
            return
        places = [(screen, button.accessibleName()) for button in buttons]
        # the less often pressed, the likelier: so that one comes everywhere
        weights = [1 / (1 + self._pressed.get(place, 0)) for place in places]
        at = self.chance.choices(range(len(buttons)), weights)[0]
        self._pressed[places[at]] = self._pressed.get(places[at], 0) + 1
        self._note("presses", buttons[at])
        QTest.mouseClick(buttons[at], Qt.MouseButton.LeftButton)

    def _types(self, scope: QWidget) -> bool:
        field, text = self._any(scope, QLineEdit, QPlainTextEdit), self.chance.choice(TYPED)
        if field is None:
            return False
        self._note(f"types {text!r} into", field)
        field.setFocus()
        if isinstance(field, QPlainTextEdit):
            field.insertPlainText(text)
        elif isinstance(field, QLineEdit):
            field.insert(text)
            if self.chance.random() < 0.3:
                QTest.keyClick(field, Qt.Key.Key_Return)
        return True

    def _picks_row(self, scope: QWidget) -> bool:
        view = self._any(scope, QAbstractItemView)
        if not isinstance(view, QAbstractItemView) or not view.model().rowCount():
            return False
        row = self.chance.randrange(view.model().rowCount())
        place: QPoint = view.visualRect(view.model().index(row, 0)).center()
        if not view.viewport().rect().contains(place):
            return False
        self._note(f"picks row {row} of", view)
        self.hand.click_at(view.viewport(), place)
        return True

    def _chooses(self, scope: QWidget) -> bool:
        combo = self._any(scope, QComboBox)
        if not isinstance(combo, QComboBox) or not combo.count():
            return False
        at = self.chance.randrange(combo.count())
        self._note(f"chooses {at} of", combo)
        combo.setCurrentIndex(at)
        combo.activated.emit(at)
        return True

    def _hits_key(self, _scope: QWidget) -> bool:
        pressed = self.chance.choice(KEYS)
        self._note(pressed.name)
        self.hand.key(pressed)
        return True

    def _scrolls(self, scope: QWidget) -> bool:
        bar = self._any(scope, QScrollBar)
        if not isinstance(bar, QScrollBar):
            return False
        bar.setValue(self.chance.randint(bar.minimum(), bar.maximum()))
        return self._note("scrolls")


@pytest.fixture
def office(opens, tmp_path, language) -> Office:
    return opened(opens, tmp_path, language)


@pytest.mark.parametrize("who", ["desk", "layla", "omar"])
def test_whatever_is_pressed_nothing_breaks(office: Office, who: str):
    full(office)
    office.layla.interviews(name="Sunita Rai", age="16")
    hand = getattr(office, who).hand.turns_to()
    hand.window.go(navigation.Home())
    hand.rests()
    session, any_hand = hand.window.context.session, AnyHand(hand, fresh(len(who)))
    any_hand.goes_on(STEPS)
    if hand.window.context.open_session is None:
        return  # three wrong passphrases
    assert hand.does(lambda: stale(session.vault)) == {}, any_hand.done


@pytest.mark.parametrize("place", ["first start", "an organisation", "joining"])
def test_nor_where_everything_begins(opens, tmp_path, language, place: str):
    hand = opens(language)
    stick = Volume(tmp_path / "USB", "stick", "SANAD")
    stick.path.mkdir()
    hand.window.context.volumes = lambda: (stick,)
    if place != "first start":
        hand.unlocks_new(role="supervisor" if place == "an organisation" else "inspector")
        begun = navigation.Join() if place == "joining" else navigation.CreateOrganisation()
        hand.window.go(begun)
        hand.rests()
    AnyHand(hand, fresh(len(place))).goes_on(STEPS // 2)


def test_nor_in_practice(practises, language):  # noqa: F811
    AnyHand(practises(language), fresh(1)).goes_on(STEPS // 2)


def test_nor_in_the_opener(contents, window, qtbot, language):  # noqa: F811
    AnyHand(PlainHand(qtbot, window, language), fresh(1)).goes_on(STEPS // 2)


def test_nor_while_a_server_is_set_up(opens_setup, qtbot, language, tmp_path):  # noqa: F811
    eye = opens_setup(language, tmp_path / "server")
    AnyHand(PlainHand(qtbot, eye.window, language), fresh(1)).goes_on(STEPS // 4)
