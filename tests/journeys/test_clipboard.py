"""What was copied here is marked for Windows, and does not outlive the window: on a real display, since
Qt's own invisible one has no clipboard that anybody owns."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.desktop import x_server

ROOT = Path(__file__).resolve().parents[2]
COPIES = """
import sys
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from app.platform.windows import Windows
from app.ui.window import Clipboard

app = QApplication([])
board, parent = QApplication.clipboard(), QObject()
copied = Clipboard(parent, Windows.clipboard_marks if sys.argv[1] == "marked" else ())
board.setText("Sunita Tamang")
app.processEvents()
content = board.mimeData()
print(board.text())
for name, mark in Windows.clipboard_marks:
    kinds = [kind for kind in content.formats() if f'"{name}"' in kind]
    print([content.data(kind).data() == mark for kind in kinds])
copied.forget()
print(repr(board.text()))
"""


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb")
@pytest.mark.parametrize(("how", "marks"), [("marked", "[True]"), ("plain", "[]")])
def test_what_is_copied_is_marked_and_goes_with_the_window(how: str, marks: str):
    server, display = x_server()
    try:
        said = subprocess.run(
            [sys.executable, "-c", COPIES, how],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        ).stdout.splitlines()
    finally:
        server.terminate()
        server.wait()
    assert said == ["Sunita Tamang", marks, marks, marks, "''"]
