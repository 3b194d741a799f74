"""Sleep and the desktop's own lock, told over a real D-Bus."""

import os
import shutil
import subprocess
import sys

import pytest

PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from app.ui.leaving import Leaving

app = QCoreApplication([])
leaving = Leaving()
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
    told = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": "."}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 7, told.stderr
