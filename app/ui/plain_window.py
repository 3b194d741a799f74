"""The one window of a program without records: a page at a time, dialogs over it, the other language."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.errors import N_, SanadError
from app.language import Words
from app.settings import Preferences
from app.ui import fonts, labels, theme
from app.ui.app_context import AppContext
from app.ui.parts import focus_ring
from app.ui.parts.arrow_keys import is_enter
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.plain_page import Page
from app.ui.workers import Workers


class PlainWindow(QWidget):
    """Its title says "Sanad", and nothing of what is shown. No settings are kept of it."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.context = AppContext(home=Path(), workers=Workers(), preferences=preferences)
        self.context.workers.failed.connect(self.tell_trouble)
        self.shown: Page | None = None
        self.resize(1100, 768)
        self.setMinimumSize(480, 400)
        keys = {
            "Ctrl+L": self.other_language,
            "Ctrl+Return": lambda: self._on_page("primary"),
            "Ctrl+Enter": lambda: self._on_page("primary"),
            "Alt+Left": lambda: self._on_page("back"),
            "Alt+Right": lambda: self._on_page("back"),
        }
        for key, call in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(call)
        self.tell()

    def tell(self) -> None:
        self.setWindowTitle(theme.words()(N_("Sanad")))

    def put(self, page: Page) -> None:
        previous, self.shown = self.shown, page
        page.other_language.connect(self.other_language)
        page.setParent(self)
        page.setGeometry(self.rect())
        if previous is not None:
            previous.setProperty("closed", True)  # what was read for it comes too late
            previous.forget()
            previous.hide()
            previous.deleteLater()
        page.show()
        page.arrive()

    def dialogs(self) -> list[Dialog]:
        return [dialog for dialog in self.findChildren(Dialog) if not dialog.property("closed")]

    def tell_trouble(self, error: SanadError) -> None:
        """What no page had a place for."""
        Dialog(self, N_("That did not work"), lambda w: w.say(error), [DialogButton(N_("Close"))])

    # language, keys, size

    def other_language(self) -> None:
        """Arabic and English change places; nothing is lost."""
        current = self.context.preferences
        self.context.preferences = replace(current, language="en" if current.language == "ar" else "ar")
        speak(self.context.preferences)
        labels.retell(self)

    def _on_page(self, act: str) -> None:
        dialogs = self.dialogs()
        if dialogs and act == "primary":
            dialogs[-1].primary()
        elif not dialogs and self.shown is not None:
            getattr(self.shown, act)()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what was opened last; Enter presses what has the focus."""
        dialogs, focused = self.dialogs(), self.focusWidget()
        if event.key() == Qt.Key.Key_Escape and dialogs:
            dialogs[-1].leave()
        elif is_enter(event) and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        focus_ring.follow(watched, event)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.shown is not None:
            self.shown.setGeometry(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.shown is not None:
            self.shown.setProperty("closed", True)
            self.shown.forget()
        self.context.workers.finish()
        event.accept()


def speak(preferences: Preferences) -> None:
    theme.choose(Words(preferences.language, preferences.digits), preferences.theme)


def show_whole(window: QWidget) -> None:
    """On a small screen all of it: a window beyond its edges has buttons that nobody sees."""
    room = window.screen().availableSize()
    is_small = room.width() <= 1400 or room.height() <= window.height() + 40  # with a title
    window.showMaximized() if is_small else window.show()


def language_here() -> Preferences:
    """Arabic where this computer speaks it, else English; nothing is remembered."""
    arabic = QLocale.system().language() == QLocale.Language.Arabic
    return Preferences(language="ar" if arabic else "en")


def open_plain_window(program: str, make: Callable[[], PlainWindow]) -> int:
    app = QApplication(sys.argv[:1])
    app.setApplicationName(program)
    app.setStyle("Fusion")
    fonts.load()
    window = make()
    app.installEventFilter(window)
    show_whole(window)
    code = app.exec()
    app.removeEventFilter(window)
    return code
