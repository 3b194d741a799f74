"""Nobody is at the keyboard: Sanad covers, then locks. The computer goes to sleep, or its own session is
locked: it locks at once.

Linux tells it through logind and the screen saver on D-Bus; Windows through messages to the
window. Where neither can be heard, the idle clock remains.
"""

import sys
from typing import Any

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QEvent,
    QObject,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QWidget

from app.ui import gc_control

TOUCHES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    )
)


class Idle(QObject):
    """Watches keys, mouse and touch. The cover doesn't stop the clock of the lock."""

    cover = Signal()
    lock = Signal()

    def __init__(self, cover_after_s: float, lock_after_s: float, parent: QObject) -> None:
        super().__init__(parent)
        self._cover, self._lock = QTimer(self), QTimer(self)
        for timer, call in ((self._cover, self.cover), (self._lock, self.lock)):
            timer.setSingleShot(True)
            timer.timeout.connect(call)
        self._touched = 0.0
        self.set_times(cover_after_s, lock_after_s)

    def set_times(self, cover_after_s: float, lock_after_s: float) -> None:
        self._cover.setInterval(int(cover_after_s * 1000))
        self._lock.setInterval(int(lock_after_s * 1000))

    def start(self) -> None:
        """Begin to watch, once a session is open."""
        self._cover.start()
        self._lock.start()

    def stop(self) -> None:
        self._cover.stop()
        self._lock.stop()

    def saw(self) -> None:
        """Somebody is there. Restarted at most once a quarter of a second: mice move often."""
        if not self._lock.isActive():
            return
        now = gc_control.touched()
        if now - self._touched > 0.25:
            self._touched = now
            self.start()


# Any, because the stubs ask for bytes, which the binding refuses (PySide6 6.12)
_SLEEPS: Any = SLOT("sleeps(bool)")
_LOCKED: Any = SLOT("locked()")
_LOGIND = "org.freedesktop.login1"
_WINDOWS_POWER, _WINDOWS_SUSPEND = 0x0218, 4
_WINDOWS_SESSION, _WINDOWS_LOCK = 0x02B1, 7


class DepartureWatch(QObject):
    """Tells when the person leaves the computer."""

    left = Signal()

    def listen(self) -> None:
        """Subscribe where it is possible."""
        if sys.platform.startswith("linux"):
            self._listen_on_dbus()
        elif sys.platform == "win32":
            self._listen_on_windows()

    def _listen_on_windows(self) -> None:
        app, window = QCoreApplication.instance(), self.parent()
        self._messages = WindowsMessages(self)
        if app is not None:
            app.installNativeEventFilter(self._messages)
        if sys.platform == "win32" and isinstance(window, QWidget):
            import ctypes

            # without it the lock of the Windows session isn't told to a window
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(window.winId()), 0)

    def _listen_on_dbus(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        system = QDBusConnection.systemBus()
        if system.isConnected():
            manager = f"{_LOGIND}.Manager"
            system.connect(_LOGIND, "/org/freedesktop/login1", manager, "PrepareForSleep", self, _SLEEPS)
            system.connect("", "", f"{_LOGIND}.Session", "Lock", self, _LOCKED)
        session = QDBusConnection.sessionBus()
        if session.isConnected():
            for service in ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"):
                session.connect("", "", service, "ActiveChanged", self, _SLEEPS)

    @Slot(bool)
    def sleeps(self, starts: bool) -> None:
        """PrepareForSleep and ActiveChanged: true when it begins."""
        if starts:
            self.left.emit()

    @Slot()
    def locked(self) -> None:
        """The desktop's own lock."""
        self.left.emit()

    def windows_message(self, number: int, word: int) -> None:
        """A message that Windows sent to the window."""
        if (number, word) in ((_WINDOWS_POWER, _WINDOWS_SUSPEND), (_WINDOWS_SESSION, _WINDOWS_LOCK)):
            self.left.emit()


class WindowsMessages(QAbstractNativeEventFilter):
    """Shows every message of Windows to who listens, and takes none."""

    def __init__(self, lock_watch: DepartureWatch) -> None:
        super().__init__()
        self._leaving = lock_watch

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Qt's own signature: (taken, result)."""
        if QByteArray(kind).startsWith(b"windows_") and message:
            self._leaving.windows_message(*number_and_word(int(message)))
        return False, 0


def number_and_word(address: int) -> tuple[int, int]:
    """Of a Windows MSG in memory: which message it is, and its first parameter."""
    from ctypes.wintypes import MSG

    msg = MSG.from_address(address)
    return int(msg.message), int(msg.wParam)
