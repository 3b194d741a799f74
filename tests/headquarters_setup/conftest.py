"""The window of whoever runs a server, on a computer that has no service manager."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.errors import SanadError
from app.headquarters_setup.window import SetupWindow, make_window
from app.language import strip_marks
from app.platform.volumes import Volume
from app.settings import Language, Preferences
from app.ui import theme
from app.ui.file_chooser import FileDialog
from app.ui.window import application
from tests import ports
from tests.ui.waiting import until


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(params=["ar", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "server"


@pytest.fixture
def free_port() -> int:
    return ports.free_port()


class Eye:
    """Reads and presses, as whoever sits before it."""

    def __init__(self, qtbot: Any, window: SetupWindow) -> None:
        self.bot, self.window = qtbot, window

    def says(self, message: str) -> str:
        return strip_marks(theme.words()(message))

    def names(self) -> list[str]:
        return [
            widget.accessibleName()
            for widget in self.window.findChildren(QWidget)
            if widget.isVisible() and widget.accessibleName()
        ]

    def reads(self, message: str) -> bool:
        labels = [label for label in self.window.findChildren(QLabel) if label.isVisible()]
        return any(self.says(message) in strip_marks(label.text()) for label in labels)

    def reads_condition(self, condition: SanadError) -> bool:
        """What is wrong, with its values."""
        sentence = strip_marks(theme.words().say(condition))
        labels = [label for label in self.window.findChildren(QLabel) if label.isVisible()]
        return any(sentence in strip_marks(label.text()) for label in labels)

    def titled(self, message: str) -> bool:
        """Nothing else but that: in Arabic one sentence may begin like another."""
        labels = [label for label in self.window.findChildren(QLabel) if label.isVisible()]
        return any(self.says(message) == strip_marks(label.text()) for label in labels)

    def until(self, is_true: Callable[[], bool]) -> None:
        until(is_true)

    def press(self, message: str) -> None:
        name = self.says(message)
        buttons: list[QAbstractButton] = []

        def is_there() -> bool:
            buttons[:] = [
                button
                for button in self.window.findChildren(QAbstractButton)
                if button.isVisible() and button.isEnabled() and button.accessibleName() == name
            ]
            return bool(buttons)

        self.until(is_there)
        buttons[-1].click()
        QApplication.processEvents()

    def chooses(self, file: Path) -> None:
        self.until(lambda: any(isinstance(dialog, FileDialog) for dialog in self.window.dialogs()))
        [dialog] = [dialog for dialog in self.window.dialogs() if isinstance(dialog, FileDialog)]
        dialog.line().setText(str(file))
        dialog.confirm()
        self.until(lambda: dialog not in self.window.dialogs())


@pytest.fixture
def opens(qtbot: Any, qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Eye]]:
    """The window, on a computer whose stick lies in tmp_path/stick."""
    monkeypatch.setenv("SANAD_HOME", str(tmp_path / "home"))
    application()
    windows: list[SetupWindow] = []

    def open_(language: Language = "en", folder: Path | None = None) -> Eye:
        window = make_window(Preferences(language=language), folder)
        stick = tmp_path / "stick"
        window.context.volumes = lambda: (Volume(stick, "stick", "SANAD"),) if stick.is_dir() else ()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1180, 768)
        window.show()
        window.activateWindow()
        until(window.isActiveWindow)
        return Eye(qtbot, window)

    yield open_
    for window in windows:
        window.close()
