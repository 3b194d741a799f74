"""The parent's side: a child is started, asked, and ended.

What comes back was made by a process that a stranger's file may have taken over: whoever asked
looks at it again."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any, Self

from app.broker import frames
from app.broker.rooms import room_of
from app.platform import Layer, system
from app.settings import ROOT


class ChildFailed(Exception):
    """It ended, took too long, or said what it should not; whoever asked knows what that means."""


def command(word: str) -> list[str]:
    """How this program is started as a child that does one kind of work."""
    if getattr(sys, "frozen", False):
        # on Windows the window's own program has no standard input or output
        program = Path(sys.executable)
        complete = program.with_name("sanad" + program.suffix)
        # the opener by itself has another beside it
        child = complete if complete.exists() else program.with_name("sanad-opener-child" + program.suffix)
        return [str(child), word]
    return [sys.executable, "-m", "app", word]


# of what this program was started with, all that a child needs; the rest may hold others' secrets
_KEPT = ("LANG", "LC_", "TZ", "PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP",
         "QT_", "PYTHON", "COVERAGE", "HOME", "XDG_RUNTIME_DIR", "PULSE_", "PIPEWIRE_")  # fmt: skip


def environment() -> dict[str, str]:
    """What a child is told of the world."""
    return {name: text for name, text in os.environ.items() if name.upper().startswith(_KEPT)}


class Child:
    """Started when it is first asked. `longest_s`: that an answer may take; `largest`: its bytes."""

    def __init__(self, word: str, *, longest_s: float, largest: int) -> None:
        self._word, self._longest_s, self._largest = word, longest_s, largest
        self._process: subprocess.Popen[bytes] | None = None
        self.layers: tuple[Layer, ...] = ()  # that its parent laid on it

    def start(self) -> None:
        """Let it load what it needs before it is asked; what fails is said when it is."""
        with suppress(ChildFailed):
            self._process = self._process or self._start()

    def ask(self, request: dict[str, Any], content: bytes = b"") -> frames.Message:
        """What it answers. ChildFailed, after which the next question is another child's."""
        process = self._process or self._start()
        watchdog = Timer(self._longest_s, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            frames.write(process.stdin, request, content)
            return frames.read(process.stdout, self._largest)
        except (OSError, frames.BadFrame) as error:
            self.close()
            raise ChildFailed from error
        except BaseException:
            self.close()
            raise
        finally:
            watchdog.cancel()

    def close(self) -> None:
        """It ends at once, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what is left in the buffer has nobody to go to
                    continue
        process.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        try:
            self._process = subprocess.Popen(
                command(self._word),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise ChildFailed from error
        # before it is handed anything: it waits for its first question
        self.layers = system.hold_child(self._process.pid, room=room_of(self._word))
        return self._process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def ask(word: str, request: dict[str, Any], content: bytes = b"", *, longest_s: float, largest: int) -> frames.Message:
    """One question to a child of its own. ChildFailed."""
    with Child(word, longest_s=longest_s, largest=largest) as child:
        return child.ask(request, content)
