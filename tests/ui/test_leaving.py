"""Sleep and the desktop's own lock, told over a real D-Bus or by Windows."""

import ctypes
import os
import shutil
import subprocess
import sys
from ctypes.wintypes import MSG

import pytest

from app.ui.suspend_lock import DepartureWatch, WindowsMessages

PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from app.ui.suspend_lock import DepartureWatch

app = QCoreApplication([])
leaving = DepartureWatch()
leaving.left.connect(lambda: app.exit(7))
leaving.listen()
other = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "other")
told = QDBusMessage.createSignal("/", "org.freedesktop.ScreenSaver", "ActiveChanged")
told.setArguments([True])
QTimer.singleShot(0, lambda: other.send(told))
QTimer.singleShot(10_000, lambda: app.exit(1))
sys.exit(app.exec())
"""


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="needs a D-Bus of its own")
def test_when_the_screen_saver_begins_the_program_hears_it():
    completed = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": "."}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert completed.returncode == 7, completed.stderr


def test_windows_saying_that_it_sleeps_or_is_locked_locks(qapp):
    heard = []
    watcher = DepartureWatch()
    watcher.left.connect(lambda: heard.append(1))
    windows = WindowsMessages(watcher)
    for number, word in ((0x0218, 4), (0x02B1, 7), (0x0218, 18), (0x02B1, 8), (0x0200, 4)):
        message = MSG(message=number, wParam=word)
        assert windows.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(message)) == (
            False,
            0,
        )
    assert len(heard) == 2
