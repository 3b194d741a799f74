"""A real window on a virtual screen, and what a thief with the computer could look at."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def x_server() -> tuple[subprocess.Popen[bytes], str]:
    """An X server of one's own and its display."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        # -noreset: else the server starts anew whenever its last client went
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as stream:  # to the end of the line: the server dies of a closed pipe
        return server, f":{stream.readline().strip()}"


class Desktop:
    """An X server of its own with Sanad in it. Keys and clicks go through xdotool."""

    def __init__(self, home: Path, folder: Path) -> None:
        self._server, display = x_server()
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self._env = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "SANAD_HOME": str(home),
            "TMPDIR": str(self.temporary),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "NO_AT_BRIDGE": "1",
        }
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "app"], cwd=ROOT, env=self._env, stdout=log, stderr=log
            )

    def close(self) -> None:
        for pid in self.processes():
            if pid != self._parent.pid:
                os.kill(pid, 9)
        self._parent.kill()
        self._parent.wait()
        self._server.terminate()
        self._server.wait()

    def do(self, *words: str) -> str:
        """One xdotool command."""
        return subprocess.run(
            ["xdotool", *words], env=self._env, check=True, capture_output=True, text=True, timeout=30
        ).stdout

    def wait_for_window(self, within_s: float = 30) -> None:
        """A window that vanishes while xdotool looks at it makes xdotool give up: look again."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            try:
                self.do("search", "--sync", "--onlyvisible", "--name", ".")
                return
            except subprocess.CalledProcessError:
                continue
        raise AssertionError(f"no window: {self.log.read_text(errors='replace')[-500:]}")

    def titles(self) -> set[str]:
        parts = self.do("search", "--onlyvisible", "--name", ".").split()
        return {self.do("getwindowname", window_id).strip() for window_id in parts}

    def types(self, text: str) -> None:
        self.do("type", "--delay", "15", text)

    def presses(self, *keys: str) -> None:
        self.do("key", *keys)

    def clicks(self, x: int, y: int) -> None:
        self.do("mousemove", str(x), str(y), "click", "1")

    def child(self) -> int:
        """The process that shows the window."""
        return max(pid for pid in self.processes() if pid != self._parent.pid)

    def processes(self) -> list[int]:
        """Ours: the parent and whatever it started."""
        pairs = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                text = (folder / "stat").read_text()
            except OSError:  # it ended while we looked
                continue
            pairs.append((int(folder.name), int(text.rpartition(")")[2].split()[1])))
        pids = [self._parent.pid]
        for pid in pids:
            pids += [child for child, parent in pairs if parent == pid]
        return pids

    def remembers(self, pid: int, text: str) -> bool:
        """Does a process's memory hold a text, in any encoding that a program uses?"""
        data = [text.encode(code) for code in ("utf-8", "utf-16-le", "utf-32-le")]
        try:
            with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
                for line in maps:
                    place, rights, *_ = line.split()
                    if "r" not in rights or "[v" in line:
                        continue
                    start, end = (int(part, 16) for part in place.split("-"))
                    try:
                        memory.seek(start)
                        memory_part = memory.read(end - start)
                    except (OSError, ValueError, OverflowError):
                        continue
                    if any(pattern in memory_part for pattern in data):
                        return True
        except FileNotFoundError:
            return False
        return False

    def comes_to_remember(self, text: str, within_s: float = 40) -> int:
        """Look again until the window's process holds the text; that process."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            pid = self.child()
            if self.remembers(pid, text):
                return pid
        raise AssertionError("the window never showed it")

    @staticmethod
    def ends(pid: int, within_s: float = 20) -> None:
        """Wait until a process is gone."""
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        try:
            assert select.select([handle], [], [], within_s)[0], "the process lives on"
        finally:
            os.close(handle)
