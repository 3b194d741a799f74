"""What this program's processes keep from others, and when they end."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.platform import Room, system, win32

ROOT = Path(__file__).resolve().parents[2]
_VM_READ, _ALL = 0x10, 0x1FFFFF
_MAY_WAIT = 0x100000


@pytest.fixture
def child() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a process of ours; whatever it is at afterwards, it ends."""
    processes: list[subprocess.Popen[str]] = []

    def start(code: str, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *words], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe and not pipe.closed:
                with suppress(OSError):
                    pipe.close()


def may_open(process: int, rights: int) -> bool:
    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(rights, False, process)
    if handle:
        kernel.CloseHandle(ctypes.c_void_p(handle))
    return bool(handle)


@pytest.mark.parametrize("closes", [True, False])
def test_other_programs_of_the_user_do_not_read_its_memory(closes: bool, child):
    code = (
        "import sys\nfrom app.platform import system\n"
        "if sys.argv[1] == 'True':\n    system.keep_memory_private()\n"
        "print(system.memory_is_private(), flush=True)\nsys.stdin.read()\n"
    )
    process = child(code, str(closes))
    assert process.stdout
    assert process.stdin
    assert process.stdout.readline().strip() == str(closes)
    assert may_open(process.pid, _VM_READ) is not closes
    assert may_open(process.pid, _ALL) is not closes
    assert may_open(process.pid, _MAY_WAIT)
    process.stdin.close()
    assert process.wait() == 0


def test_it_ends_when_the_one_that_started_it_is_killed(tmp_path: Path, child):
    ends = (
        "import sys, time, os\nfrom app.platform import system\n"
        "print(os.getpid(), system.end_with_parent(), flush=True)\n"
        "open(sys.argv[1], 'w').close()\nsys.stdin.read(); time.sleep(600)\n"
    )
    starts = (
        "import subprocess, sys\n"
        f"window = subprocess.Popen([sys.executable, '-c', {ends!r}, sys.argv[1]],\n"
        "    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)\n"
        "print(window.stdout.readline(), flush=True)\nsys.stdin.read()\n"
    )
    parent = child(starts, str(tmp_path / "began"))
    assert parent.stdout
    window, listens = parent.stdout.readline().split()
    assert listens == "True"
    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(kernel.OpenProcess(_MAY_WAIT, False, int(window)))
    assert handle
    parent.kill()
    assert kernel.WaitForSingleObject(handle, 60_000) == 0
    kernel.CloseHandle(handle)
    parent.wait()


def test_a_child_whose_parent_has_gone_does_not_begin(tmp_path: Path, child):
    """The parent ends before the child asks: its number is nobody's, or somebody else's."""
    asks = (
        "import sys, time\nfrom pathlib import Path\nfrom app.platform import system\n"
        "told = Path(sys.argv[1])\n"
        "while not (told / 'gone').exists():\n    time.sleep(0.05)\n"
        "(told / 'part').write_text(str(system.end_with_parent()))\n"
        "(told / 'part').rename(told / 'said')\n"
    )
    starts = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {asks!r}, sys.argv[1]])\n"
    parent = child(starts, str(tmp_path))
    parent.wait()
    (tmp_path / "gone").touch()
    waiting = child(
        "import sys, time\nfrom pathlib import Path\n"
        "for _ in range(1200):\n"
        "    if Path(sys.argv[1]).exists():\n        print(Path(sys.argv[1]).read_text())\n        break\n"
        "    time.sleep(0.05)\n",
        str(tmp_path / "said"),
    )
    assert waiting.communicate()[0].strip() == "False"


def test_a_lock_is_held_by_one_program_and_goes_with_it(tmp_path: Path, child):
    file = tmp_path / "قفل"
    file.write_bytes(b"what stands in it can be read meanwhile")
    holds = (
        "import os, sys\nfrom app.platform import system\n"
        "d = os.open(sys.argv[1], os.O_RDWR)\nprint(system.try_lock(d), flush=True)\nsys.stdin.read()\n"
    )
    other = child(holds, str(file))
    assert other.stdout
    assert other.stdout.readline().strip() == "True"
    with file.open("rb") as opened:
        assert not system.try_lock(opened.fileno())
        assert opened.read().startswith(b"what stands")
    other.kill()
    other.wait()
    with file.open("rb") as opened:
        assert system.try_lock(opened.fileno())


def test_one_at_a_time_where_programs_ask_for_the_same_lock(tmp_path: Path, child):
    file = tmp_path / "count"
    file.write_text("0")
    adds = (
        "import os, sys\nfrom app.platform import system\n"
        "for _ in range(40):\n"
        "    with open(sys.argv[1] + '.lock', 'a+') as held, system.locked(held.fileno()):\n"
        "        n = int(open(sys.argv[1]).read())\n"
        "        open(sys.argv[1], 'w').write(str(n + 1))\n"
    )
    processes = [child(adds, str(file)) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert file.read_text() == "120"


def test_a_secret_is_bound_to_the_user():
    bound = system.bind_secret(b"thirty-two bytes that nobody gets")
    assert bound
    assert b"nobody gets" not in bound
    assert system.read_bound(bound) == b"thirty-two bytes that nobody gets"
    assert system.read_bound(bound[:-1] + bytes([bound[-1] ^ 1])) is None


def test_a_child_that_reads_strangers_files_says_which_layers_hold(child):
    code = (
        "from app.platform import Room, system\n"
        "layers = system.confine(Room(seconds=20, memory_bytes=1 << 30))\n"
        "print([(each.name, each.holds) for each in (*layers, *system.refuse_calls())])\n"
    )
    said = child(code).communicate()[0]
    assert "no_new_privileges" in said
    assert system.hold_child(os.getpid(), room=Room(seconds=1, memory_bytes=1 << 30))


def test_a_planted_policy_is_an_administrators_only_if_one_owns_it(tmp_path: Path):
    file = tmp_path / "policy.toml"
    file.write_text("")
    assert win32.owner_is_administrator(file) in (True, False)
    assert not win32.owner_is_administrator(tmp_path / "not there")
