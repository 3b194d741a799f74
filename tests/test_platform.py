"""One interface, two implementations: neither lacks what the other has."""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.platform import Platform, Room, system
from app.platform.windows import Windows

POSIX = pytest.mark.skipif(os.name == "nt", reason="not of this system")


def calls(class_: type) -> dict[str, list[str]]:
    return {
        name: list(inspect.signature(of).parameters)
        for name, of in inspect.getmembers(class_, inspect.isfunction)
        if not name.startswith("_")
    }


def test_both_answer_all_that_is_asked_of_a_system():
    from app.platform import posix

    asked = calls(Platform)
    assert asked == calls(Windows) == calls(posix.Posix)
    assert len(asked) > 5
    for name in inspect.get_annotations(Platform):
        assert isinstance(getattr(Windows, name), bool)
        assert isinstance(getattr(posix.Posix, name), bool)


def test_the_administrators_file_of_windows_lies_where_users_may_not_write(monkeypatch):
    monkeypatch.setenv("PROGRAMDATA", "/somewhere/ProgramData")
    assert Windows().policy_file() == Path("/somewhere/ProgramData/Sanad/policy.toml")


@POSIX
def test_a_lock_is_held_by_one_program(tmp_path: Path):
    file = tmp_path / "file"
    file.touch()
    with file.open() as first, file.open() as second:
        assert system.try_lock(first.fileno())
        assert not system.try_lock(second.fileno())
    with file.open() as third:
        assert system.try_lock(third.fileno())


@POSIX
def test_a_worker_that_gave_up_its_rights_writes_no_file(tmp_path: Path):
    script = (
        "from app.platform import system\n"
        "import signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "system.limit_worker(seconds=20, memory_bytes=1 << 30)\n"
        "try:\n    open(sys.argv[1], 'wb', buffering=0).write(b'x')\n"
        "except OSError:\n    print('refused')\n"
        "try:\n    bytearray(2 << 30)\n"
        "except MemoryError:\n    print('no memory')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "file")],
        capture_output=True, text=True, check=False, cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    assert done.stdout.split("\n")[:2] == ["refused", "no memory"]


def test_only_windows_knows_its_calls(tmp_path: Path):
    """Elsewhere each says that it did not succeed."""
    from app.platform import win32

    if sys.platform != "win32":
        assert not win32.lower_integrity()
        assert not win32.remove_privileges()
        assert not win32.mitigate()
        assert not win32.put_into_job(os.getpid(), 1, 1 << 30)
        assert not win32.close_to_lower_integrity(tmp_path)
    room = Room(seconds=1, memory_bytes=1 << 30)
    for layers in (Windows().confine(room), Windows().hold_child(0, room=room)):
        assert layers
        assert sys.platform == "win32" or not any(layer.holds for layer in layers)


def test_nobody_else_asks_which_system_it_is():
    """Where something differs by system, app/platform says so: other code asks that."""
    app = Path(__file__).resolve().parents[1] / "app"
    asking = {
        file.relative_to(app).as_posix()
        for file in app.rglob("*.py")
        if "platform/" not in file.relative_to(app).as_posix()
        and any(word in file.read_text("utf-8") for word in ("sys.platform", "os.name"))
    }
    assert asking == {"ui/suspend_lock.py"}  # Qt's own ways to hear of it
