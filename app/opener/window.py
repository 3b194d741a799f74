"""The opener's one window: asks for a file, shows what it holds, shows one part.

Its title says "Sanad" and never anything of a case. No settings are kept, and no folder is made.
"""

from pathlib import Path

from PySide6.QtGui import QCloseEvent

from app.opener.ask import Ask
from app.opener.contents_page import ContentsPage
from app.opener.received import Part, Received
from app.opener.viewer import Viewer
from app.settings import Preferences
from app.ui.plain_window import PlainWindow, language_here, open_plain_window, speak


class OpenerWindow(PlainWindow):
    """One page at a time."""

    def __init__(self, preferences: Preferences, file: Path | None = None) -> None:
        super().__init__(preferences)
        self.received: Received | None = None
        self.ask(file)

    # pages

    def ask(self, file: Path | None = None) -> None:
        """Which file, and what opens it."""
        self.received = None
        self.put(Ask(self.context, self.show_contents, file))

    def show_contents(self, bundle: Received) -> None:
        """What a file holds."""
        self.received = bundle
        self.put(ContentsPage(self.context, bundle, self.look, self.ask))

    def look(self, part: Part) -> None:
        """One part of it."""
        bundle = self.received
        if bundle is not None:
            self.put(Viewer(self.context, bundle, part, lambda: self.show_contents(bundle)))

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.received = None


def make_window(preferences: Preferences, file: Path | None = None) -> OpenerWindow:
    """The window in a language, with a file to begin with."""
    speak(preferences)
    return OpenerWindow(preferences, file)


def open_window(file: Path | None) -> int:
    """Open the window and stay until it is closed."""
    return open_plain_window("sanad-opener", lambda: make_window(language_here(), file))
