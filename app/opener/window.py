"""The opener's one window: asks for a file, shows what it holds, shows one part.

Its title says "Sanad" and never anything of a case. No settings are kept, and no folder is made.
"""

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.errors import N_, SanadError
from app.language import Words
from app.opener.ask import Ask
from app.opener.contents_page import Contents
from app.opener.page import Page
from app.opener.received import Part, Received
from app.opener.viewer import Viewer
from app.settings import Preferences
from app.ui import fonts, labels, theme
from app.ui.app_context import Desk
from app.ui.parts import focus_ring
from app.ui.parts.arrow_keys import is_enter
from app.ui.parts.dialog import Answer, Dialog
from app.ui.workers import OffThread


class OpenerWindow(QWidget):
    """One page at a time."""

    def __init__(self, preferences: Preferences, file: Path | None = None) -> None:
        super().__init__()
        self.desk = Desk(home=Path(), off=OffThread(), preferences=preferences)
        self.desk.off.failed.connect(self.tell_trouble)
        self.received: Received | None = None
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
        self.ask(file)

    def tell(self) -> None:
        self.setWindowTitle(theme.words()(N_("Sanad")))

    # pages

    def ask(self, file: Path | None = None) -> None:
        """Which file, and what opens it."""
        self.received = None
        self._put(Ask(self.desk, self.show_contents, file))

    def show_contents(self, bundle: Received) -> None:
        """What a file holds."""
        self.received = bundle
        self._put(Contents(self.desk, bundle, self.look, self.ask))

    def look(self, part: Part) -> None:
        """One part of it."""
        bundle = self.received
        if bundle is not None:
            self._put(Viewer(self.desk, bundle, part, lambda: self.show_contents(bundle)))

    def _put(self, page: Page) -> None:
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
        """The dialogs that are open."""
        return [dialog for dialog in self.findChildren(Dialog) if not dialog.property("closed")]

    def tell_trouble(self, error: SanadError) -> None:
        """What no page had a place for."""
        Dialog(self, N_("That did not work"), lambda w: w.say(error), [Answer(N_("Close"))])

    # language, keys, size

    def other_language(self) -> None:
        """Arabic and English change places; nothing is lost."""
        current = self.desk.preferences
        self.desk.preferences = replace(
            current, language="en" if current.language == "ar" else "ar"
        )
        _speak(self.desk.preferences)
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
        self.received = None
        self.desk.off.finish()
        event.accept()


def _speak(preferences: Preferences) -> None:
    theme.choose(Words(preferences.language, preferences.digits), preferences.theme)


def _language_here() -> Preferences:
    """Arabic where this computer speaks it, else English; nothing is remembered."""
    arabic = QLocale.system().language() == QLocale.Language.Arabic
    return Preferences(language="ar" if arabic else "en")


def make_window(preferences: Preferences, file: Path | None = None) -> OpenerWindow:
    """The window in a language, with a file to begin with."""
    _speak(preferences)
    return OpenerWindow(preferences, file)


def open_window(file: Path | None) -> int:
    """Open the window and stay until it is closed."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("sanad-opener")
    app.setStyle("Fusion")
    fonts.load()
    window = make_window(_language_here(), file)
    app.installEventFilter(window)
    window.show()
    code = app.exec()
    app.removeEventFilter(window)
    return code
