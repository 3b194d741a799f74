"""The window ends with what started it, however that ends: an unlocked one would stay open to anybody."""

import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.people import Person

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def started(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    home = {"SANAD_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    parent = subprocess.Popen([sys.executable, "-m", "app"], env={**os.environ, **home})
    yield parent
    parent.kill()
    parent.wait()


def window_of(parent: subprocess.Popen[bytes]) -> int:
    """Once it is itself, and no copy of its parent any more."""
    while parent.poll() is None:
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        for child in map(int, children):
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            # it draws: what it does first, as to end with its parent, is done
            if b"--window" in words and b"libQt6Gui" in Path(f"/proc/{child}/maps").read_bytes():
                return child
        os.sched_yield()
    raise AssertionError("it ended before a window came")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_window_ends_with_what_started_it(started: subprocess.Popen[bytes], how: signal.Signals):
    opened = os.pidfd_open(window_of(started))
    started.send_signal(how)
    code = started.wait()
    assert select.select([opened], [], [])[0]  # a window that stays hangs here
    os.close(opened)
    assert code == (-how if how == signal.SIGKILL else 128 + how)


LOCKED = """
import os, sys
from pathlib import Path
from app.ui.window import application, make_window
application()
window = make_window(Path(sys.argv[1]))
window.show()
print(type(window.screen_now).__name__, *sorted(sys.modules), flush=True)
os._exit(0)
"""


@pytest.mark.screen
def test_the_lock_screen_comes_before_what_works_with_records_is_loaded(tmp_path: Path):
    Person("Layla Sample", tmp_path).sets_up().close()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    shown, *modules = subprocess.run(
        [sys.executable, "-c", LOCKED, str(tmp_path)], env=env, capture_output=True, text=True, check=True
    ).stdout.split()
    assert shown == "LockScreen"
    of_records = ("app.case.", "app.form", "app.vault.database", "app.casework.session.session", "sqlcipher3")
    assert not [name for name in modules if name.startswith(of_records)]


@pytest.mark.long
def test_without_a_network_the_entrance_says_one_sentence(tmp_path: Path):
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copyfile(ROOT / "run", tmp_path / "run")
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:1", "PIP_RETRIES": "0", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        ["sh", "run"],
        cwd=tmp_path,
        env=nowhere | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (preparing, says) = done.stderr.splitlines()
    assert preparing.startswith("Preparing Sanad")
    assert "Is there a network?" in says
    assert Path(says.rpartition(" ")[2]).is_file()
