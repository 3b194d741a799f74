"""The app in a real window, driven through the names that a screen reader would speak."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.people import PHRASE, Person

WALK = Path(__file__).with_name("walk_by_names.py")
SYSTEM_PYTHON = "/usr/bin/python3"


def can_walk() -> bool:
    tools = all(shutil.which(tool) for tool in ("Xvfb", "xvfb-run", "dbus-run-session"))
    command = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"]
    return tools and subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.long
@pytest.mark.screen
@pytest.mark.skipif(not can_walk(), reason="needs xvfb, at-spi2-core, gir1.2-atspi-2.0, python3-gi")
def test_an_interview_begins_is_left_and_resumed_by_names_alone(layla: Person, tmp_path: Path):
    layla.sets_up().close()
    script = tmp_path / "walk.sh"
    script.write_text(
        f'"{sys.executable}" -m app & app=$!\n'
        f'"{SYSTEM_PYTHON}" "{WALK}" "$1"; code=$?\n'
        'for child in $(ps -o pid= --ppid $app); do kill "$child"; done\n'
        "wait $app\nexit $code\n",
        "utf-8",
    )
    env = {
        **{name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"},
        "SANAD_HOME": str(layla.home),
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    completed = subprocess.run(
        ["dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1366x768x24", "sh", str(script), PHRASE],
        env=env,
        capture_output=True,
        check=False,
        text=True,
        timeout=180,
    )
    assert "walked" in completed.stdout, completed.stdout + completed.stderr
