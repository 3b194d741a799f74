"""The screens as a person meets them: keys and clicks, a real vault, no second of sleep."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QtMsgType
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.settings import Language
from app.ui.parts import Button
from app.ui.parts.dialog import Dialog
from app.ui.window import Window, application
from tests.ui.hand import Hand


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(autouse=True)
def a_qt_warning_fails(qtlog: Any) -> Iterator[None]:
    yield
    loud = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
    messages = [record.message for record in qtlog.records if record.type in loud]
    # a screenless platform can't raise a menu over others, and Qt brings no letters on Windows: both say so
    known = ("This plugin", *(("QFontDatabase: Cannot find",) if os.name == "nt" else ()))
    assert [message for message in messages if not message.startswith(known)] == []


class OtherWindows(QObject):
    """Sees whether anything but the one window was shown, if only for a moment."""

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if is_shown and watched.isWindow() and not isinstance(watched, Window | QMenu):
            self.seen.append(type(watched).__name__)
        return False


class DialogWatch(QObject):
    """Looks at each dialog as it goes: what can't be taken back has no petrol beside it, stands before the
    safe answer, and had not the focus."""

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self.wrong: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and isinstance(watched, Dialog):
            self._look(watched)
        return False

    def _look(self, dialog: Dialog) -> None:
        grave = [button for button in dialog.buttons if button.kind == "grave"]
        if not grave:
            return
        title = dialog.accessibleName()
        if any(button.kind == "primary" for button in dialog.findChildren(Button)):
            self.wrong.append(f"{title}: a primary beside {grave[0].text()}")
        if dialog.buttons[0].kind == "grave":
            self.wrong.append(f"{title}: Esc does what can't be taken back")
        if dialog.row.itemAt(dialog.row.count() - 1).widget() is not dialog.buttons[0]:
            self.wrong.append(f"{title}: the safe answer is not the last")


def whole(window: Window) -> None:
    """Whatever was done in a window, SQLite finds nothing wrong with the records."""
    session = window.context.open_session
    if session is not None and session.vault.file.exists():
        with closing(session.vault.reader()) as database:
            assert database.integrity(("structure",)) == []


@pytest.fixture
def opens(qtbot: Any, qapp: QApplication, home: Path) -> Iterator[Callable[..., Hand]]:
    """Opens the window on Layla's computer, and closes it afterwards."""
    application()
    windows: list[Window] = []

    spy = OtherWindows(qapp)
    qapp.installEventFilter(spy)

    def open_(language: Language = "ar", at: Path | None = None, **options: Any) -> Hand:
        hand = Hand(qtbot, at or home, language, **options)
        windows.append(hand.window)
        qapp.installEventFilter(hand.window)
        return hand

    watch = DialogWatch(qapp)
    qapp.installEventFilter(watch)
    yield open_
    qapp.removeEventFilter(spy)
    qapp.removeEventFilter(watch)
    assert spy.seen == []
    assert watch.wrong == []
    for window in windows:
        whole(window)
    for window in windows:
        qapp.removeEventFilter(window)
        window.close()
        window.deleteLater()
    qapp.processEvents()


@pytest.fixture(params=["ar", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return request.param
