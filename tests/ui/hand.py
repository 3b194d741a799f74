"""A person's hand and eyes: finds by accessible name what is visible, presses, types, waits."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget
from shiboken6 import isValid

from app.casework.questionnaires import forms
from app.casework.records import unlock
from app.language import strip_marks
from app.settings import Language, Preferences
from app.ui import navigation, theme
from app.ui.file_chooser import FileDialog
from app.ui.interview.screen import InterviewScreen
from app.ui.labels import said
from app.ui.parts.fold import FoldHead
from app.ui.parts.frame import Screen
from app.ui.parts.offers import OfferButton
from app.ui.parts.tabs import Tab
from app.ui.plain_page import Page
from app.ui.plain_window import PlainWindow
from app.ui.window import Window, make_window
from tests.people import CHEAP, PHRASE, Wrist
from tests.ui import waiting

NAMES = {"ar": "ليلى السالم", "en": "Layla Al-Salem"}


class Hand:
    def __init__(
        self,
        qtbot: Any,
        home: Path,
        language: Language,
        size: tuple[int, int] = (1366, 768),
        *,
        window: Window | None = None,  # to practise in
        on_time: bool = False,  # by this computer's clock, as a server of its own goes by it
        **options: Any,
    ):
        self.bot, self.home, self.language = qtbot, home, language
        self.window: Window = window or make_window(home, Preferences(language=language, **options))
        if not on_time:
            self.window.context.clock = Wrist()
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    # arriving

    def unlocks_new(self, name: str = "", role: str = "inspector") -> "Hand":
        """A new vault, made on the vault's thread, as if she had just gone through first start."""
        created: list[unlock.NewVault] = []
        self.window.context.workers.write_vault(
            self.window,
            lambda: unlock.create(
                self.home,
                name or NAMES[self.language],
                role,
                self.language,
                PHRASE,
                cost=CHEAP,
                clock=self.window.context.clock,
            ),
            created.append,
        )
        self.until(lambda: bool(created))
        self.card = created[0].card
        self.window.go(navigation.Unlocked(created[0].session))
        return self

    def turns_to(self) -> "Hand":
        """Look at this window, of several."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        return self

    def does(self, work: Callable[[], Any]) -> Any:
        """Something done in the vault without the screen; a refusal is raised."""
        results: list[Any] = []
        refused: list[Exception] = []
        self.window.context.workers.write_vault(self.window, lambda: (work(),), results.append, refused.append)
        self.until(lambda: bool(results or refused))
        if refused:
            raise refused[0]
        return results[0][0]

    def adds_form(self, file: Path, text: str = "") -> str:
        """A questionnaire from a file, which is made of the text; its hash."""
        if text:
            file.write_text(text, "utf-8")
        session = self.window.context.session
        return self.does(lambda: forms.add(session, file).row.hash)

    def opens_form(self, file: Path, text: str = "") -> InterviewScreen:
        """An interview with that questionnaire."""
        self.window.go(navigation.StartInterview({}, self.adds_form(file, text)))
        return self.sees(InterviewScreen)

    def begins(self) -> InterviewScreen:
        self.window.go(navigation.StartInterview())
        return self.sees(InterviewScreen)

    def sees(self, kind: type[Any]) -> Any:
        self.until(lambda: isinstance(self.window.screen_now, kind))
        if folder := os.environ.get("SANAD_SCREEN_PICTURES"):  # ./run test --windows
            number = len(list(Path(folder).glob("*.png"))) + 1
            self.window.grab().save(str(Path(folder) / f"{number:03} {kind.__name__}.png"))
        return self.window.screen_now

    # eyes

    @property
    def screen(self) -> Screen:
        assert self.window.screen_now is not None
        return self.window.screen_now

    def says(self, message: str) -> str:
        return theme.words()(message)

    def shown(self) -> list[str]:
        labels = [
            strip_marks(label.text())
            for label in self.window.findChildren(QLabel)
            if label.isVisible() and label.text()
        ]
        heads = [head for head in self.window.findChildren(FoldHead) if head.isVisible()]
        return labels + [
            text for head in heads for text in (strip_marks(said(head.title)), head.accessibleDescription()) if text
        ]

    def visible(self, kind: type[Any], within: QWidget | None = None) -> list[Any]:
        """All of a kind that can be seen: what is hidden, or about to go, is no evidence."""
        return [w for w in (within or self.window).findChildren(kind) if w.isVisible()]

    def reads(self, part: str) -> bool:
        return any(part in text for text in self.shown())

    def find(self, name: str, kind: type[Any] = QWidget, within: QWidget | None = None) -> Any:
        """What is called so, once it has its place: before, a click would miss it."""
        called = self.called(name, kind, within)
        assert called, f"nothing called {name!r}; there is {self.names()}"
        if called[0].rect().isEmpty():
            self.until(lambda: any(not widget.rect().isEmpty() for widget in self.called(name, kind, within)[:1]))
            called = self.called(name, kind, within)
        return called[0]

    def called(self, name: str, kind: type[Any], within: QWidget | None = None) -> list[Any]:
        return [
            widget
            for widget in (within or self.window).findChildren(kind)
            if widget.isVisible() and widget.accessibleName() == name and not isinstance(widget, QLabel)
        ]

    def names(self) -> list[str]:
        return [
            widget.accessibleName()
            for widget in self.window.findChildren(QWidget)
            if widget.isVisible() and widget.accessibleName()
        ]

    # hands

    def press(self, message: str) -> None:
        """Click a button by its message, in the language on the screen."""
        self.click(self.find(strip_marks(self.says(message)), QAbstractButton))

    def opens_tab(self, message: str) -> None:
        """Turn to a tab of the case's page, by its message, until it is laid."""
        self.until(lambda: any(tab.isVisible() for tab in self._tabs(message)))
        (tab,) = self._tabs(message)
        self.click(tab)
        self.until(tab.isChecked)
        self.rests()

    def _tabs(self, message: str) -> list[Tab]:
        return [tab for tab in self.window.findChildren(Tab) if tab.of == message and tab.isVisible()]

    def sends(self, whom: str) -> None:
        """From a case's page to the page that sends something of it, and for whom it is."""
        opener = self.find(self.says("Send to…"))
        self.until(opener.isEnabled)  # once the case is read
        self.click(opener)
        self.press(whom)
        self.rests()

    def adds(self, message: str) -> None:
        """Choose one of the things that a case can be added."""
        self._offered("Add", message)

    def _offered(self, button: str, message: str) -> None:
        self.until(lambda: self.says(button) in self.names())
        opener = self.find(self.says(button), OfferButton)
        self.until(opener.isEnabled)  # once the case is read
        self.rests()  # and whether one has colleagues is known
        self.click(opener)
        assert opener.list_below is not None
        self.click(self.find(self.says(message), QAbstractButton, opener.list_below))

    def click(self, widget: QWidget) -> None:
        self.until(lambda: not widget.rect().isEmpty())
        heard: list[bool] = []
        listens = isinstance(widget, QAbstractButton) and widget.isEnabled() and not has_menu(widget)
        if listens:
            widget.clicked.connect(lambda: heard.append(True))
        place = f"{widget.rect()} of {widget.accessibleName()!r}"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        assert heard or not listens, f"a click was lost at {place}"
        self.follows()

    def picks(self, message: str) -> None:
        """Choose a line of the menu that is open, by its message."""
        wanted_text = strip_marks(self.says(message))
        menu = next(menu for menu in self.window.findChildren(QMenu) if menu.isVisible())
        action = next(action for action in menu.actions() if action.text() == wanted_text)
        self.click_at(menu, menu.actionGeometry(action).center())

    def click_at(self, widget: QWidget, place: QPoint) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        QApplication.processEvents()

    def type(self, message: str, text: str) -> None:
        field = self.find(strip_marks(self.says(message)), QLineEdit)
        field.setFocus()
        QTest.keyClicks(field, text) if text.isascii() else field.insert(text)
        QApplication.processEvents()

    def chooses(self, file: Path) -> None:
        """Write a file's or folder's place into the dialog that asks for it."""
        self.until(lambda: any(isinstance(dialog, FileDialog) for dialog in self.window.dialogs()))
        files = next(dialog for dialog in self.window.dialogs() if isinstance(dialog, FileDialog))
        files.line().setText(str(file))
        QTest.keyClick(files.line(), Qt.Key.Key_Return)
        self.until(lambda: files not in self.window.dialogs()[-1:] or files.problem.isVisible())

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.follows()

    def follows(self) -> None:
        """An interview that asks one question a screen has gone on by itself."""
        QApplication.processEvents()
        screen = self.window.screen_now
        if isinstance(screen, InterviewScreen) and screen.moment.timer.isActive():
            self.until(lambda: not (isValid(screen) and screen.moment.timer.isActive()))
            QApplication.processEvents()

    def stands_in(self, section: str) -> None:
        """The interview has come to a section."""
        self.until(lambda: self.screen.here.endswith(f"/{section}"))

    def offered_to_set_up(self) -> dict[str, Callable[[], None]]:
        """What the foot of the first page offers, by its message."""
        home = self.screen
        self.until(lambda: home.day is not None)
        return {item.says: item.act for item in home._to_set_up(home.day)}

    def rests(self) -> None:
        """All that the page asked for has come, and what followed from it is laid."""
        workers, quiet = self.window.context.workers, 0

        def still() -> bool:
            nonlocal quiet
            quiet = 0 if workers._under_way or workers._came else quiet + 1
            return quiet > 5

        self.until(still)

    def until(self, true: Callable[[], bool]) -> None:
        try:
            waiting.until(true)
        except waiting.NeverSo as never:
            never.add_note(f"shown: {self.shown()}")
            raise


class PlainHand(Hand):
    """Of a program without records: the opener, and the window in which a server is set up."""

    window: PlainWindow  # type: ignore[assignment]

    def __init__(self, qtbot: Any, window: PlainWindow, language: Language) -> None:
        self.bot, self.home, self.language, self.window = qtbot, Path(), language, window

    def follows(self) -> None:
        QApplication.processEvents()

    @property
    def screen(self) -> Page:  # type: ignore[override]
        assert self.window.shown is not None
        return self.window.shown


def has_menu(button: QWidget) -> bool:
    return isinstance(button, QPushButton) and button.menu() is not None
