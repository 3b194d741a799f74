"""The one window of setting up a headquarters: its steps, or, once it is set up, how it is."""

from pathlib import Path

from PySide6.QtGui import QCloseEvent

from app.headquarters_setup import answers
from app.headquarters_setup.serving import Trial
from app.headquarters_setup.setup_page import SetupPage, Step
from app.headquarters_setup.state_page import StatePage
from app.settings import Preferences
from app.ui.plain_window import PlainWindow, language_here, open_plain_window, speak


class SetupWindow(PlainWindow):
    """`folder`: of a headquarters, None for the one that is known here."""

    def __init__(self, preferences: Preferences, folder: Path | None = None) -> None:
        super().__init__(preferences)
        self.trial: Trial | None = None
        self._closed = False
        self.resize(1180, 768)
        folder = folder or answers.known_folder()
        if folder is not None and (folder / "settings.json").is_file():
            self.show_state(folder)
        else:
            self.set_up(folder)

    def set_up(self, folder: Path | None = None, step: Step | None = None) -> None:
        """The steps, from the first that is not done, or from another."""
        self.put(SetupPage(self, folder, step))

    def change(self, folder: Path, step: Step) -> None:
        """One step of a server that is set up, and back to how it is."""
        self.put(SetupPage(self, folder, step, alone=True))

    def show_state(self, folder: Path) -> None:
        self.put(StatePage(self, folder))

    def begin_trial(self, folder: Path) -> None:
        """Serve for as long as the window is open; not on the screen's thread. As `Trial`."""
        if self.trial is None or not self.trial.runs:
            self.trial = Trial(folder)
        if self._closed:  # while it was starting
            self.end_trial()

    def end_trial(self) -> None:
        """Before a service takes its place. Not on the screen's thread."""
        trial, self.trial = self.trial, None
        if trial is not None:
            trial.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._closed = True
        super().closeEvent(event)
        self.end_trial()


def make_window(preferences: Preferences, folder: Path | None = None) -> SetupWindow:
    speak(preferences)
    return SetupWindow(preferences, folder)


def open_window(folder: Path | None) -> int:
    return open_plain_window("sanad-headquarters", lambda: make_window(language_here(), folder))
