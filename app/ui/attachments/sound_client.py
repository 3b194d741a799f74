"""A sound of a case, played by a child that can reach nothing but the sound server.

standard input   a line of JSON {"bytes", "quiet"}, so many bytes, then lines of orders:
                 {"do": "play"}, {"do": "pause"}, {"do": "seek", "at"}, {"do": "speed", "rate"}
standard output  lines {"state": "playing" | "still" | "broken", "at", "length", "device"}; times in
                 milliseconds; device: is there anything to hear it with?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QObject, QProcess, Signal
from shiboken6 import isValid

from app.broker.client import command, environment
from app.broker.rooms import SPEAKER, room_of
from app.casework.cases import attachments
from app.errors import N_, SanadError
from app.platform import system
from app.settings import ROOT
from app.ui.app_context import AppContext

State = Literal["reading", "playing", "still", "broken"]
_LONGEST_LINE = 4096
_LONGEST_MS = 1 << 31  # more than a bar of the window counts


class NotPlayed(SanadError):
    says = N_(
        "This sound can’t be played here: it may be damaged, or this computer cannot play sound. The sound itself was "
        "not changed. Save a copy to listen to it in another program."
    )


@dataclass(frozen=True, slots=True)
class PlaybackState:
    """`at` and `length`: milliseconds. `read`: the share of it that has gone to the player."""

    state: State = "reading"
    at: int = 0
    length: int = 0
    device: bool = False
    read: float = 0.0


def told_in(line: bytes) -> PlaybackState | None:
    """What a child says that read a stranger's file, looked at twice; None for what no player says."""
    try:
        message = json.loads(line)
        state, at, length = (message[name] for name in ("state", "at", "length"))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if state == "broken" or type(at) is not int or type(length) is not int or length > _LONGEST_MS:
        return None
    known_state: State = "playing" if state == "playing" else "still"
    at, length = max(0, min(at, length)), max(0, length)
    return PlaybackState(known_state, at, length, message.get("device") is True, 1.0)


class Sound(QObject):
    """Begun at once; `close` ends the child."""

    changed = Signal()
    failed = Signal(object)  # a SanadError

    def __init__(
        self, context: AppContext, case_id: str, file_id: str, size: int, parent: QObject, *, quiet: bool = False,
        pieces: Iterator[bytes] | None = None,
    ) -> None:  # fmt: skip
        """`quiet`: to go on even where nothing can be heard. `pieces`: of a sound of no case."""
        super().__init__(parent)
        self.playback, self._context, self._size, self._sent = PlaybackState(), context, size, 0
        self._pieces: Iterator[bytes] | None = pieces or attachments.pieces(context.session, case_id, file_id)
        self._rest, self._closed = b"", False
        self._child = QProcess(self)
        self._child.setStandardErrorFile(QProcess.nullDevice())  # it would say what is in the file
        self._child.setWorkingDirectory(str(ROOT))
        self._child.setEnvironment([f"{name}={text}" for name, text in environment().items()])
        self._child.readyReadStandardOutput.connect(self._hear)
        self._child.bytesWritten.connect(lambda _n: self._feed())
        self._child.finished.connect(lambda *_details: self._ended())
        self._child.errorOccurred.connect(lambda _error: self._ended())
        self._child.started.connect(lambda: system.hold_child(self._child.processId(), room=room_of(SPEAKER)))
        program, *words = command(SPEAKER)
        self._child.start(program, words)
        self._line({"bytes": size, "quiet": quiet})

    # orders

    def play(self) -> None:
        self._line({"do": "play"})

    def pause(self) -> None:
        self._line({"do": "pause"})

    def seek(self, at: int) -> None:
        self._line({"do": "seek", "at": at})

    def speed(self, rate: float) -> None:
        self._line({"do": "speed", "rate": rate})

    def close(self) -> None:
        """It falls silent at once."""
        self._pieces = None
        if self._closed:
            return
        self._closed = True
        self._child.kill()
        self._child.waitForFinished(2000)

    # the pipes

    def _line(self, message: dict[str, Any]) -> None:
        if self._child.state() != QProcess.ProcessState.NotRunning:
            self._child.write(json.dumps(message).encode() + b"\n")

    def _feed(self) -> None:
        """The next piece when the one before has gone: never more than one is held here."""
        pieces = self._pieces
        if pieces is None or self._child.bytesToWrite():
            return
        self._pieces = None  # until this one has come

        def come(piece: bytes | None) -> None:
            if piece is None or self._closed:
                return
            self._pieces, self._sent = pieces, self._sent + len(piece)
            self._child.write(piece)
            self._now(PlaybackState(read=self._sent / self._size if self._size else 1.0))

        self._context.workers.read_vault(self, lambda: next(pieces, None), come, self._fail)

    def _hear(self) -> None:
        self._rest += bytes(self._child.readAllStandardOutput().data())
        *lines, self._rest = self._rest.split(b"\n")
        if len(self._rest) > _LONGEST_LINE or not all(self._take(line) for line in lines):
            self._fail(NotPlayed())

    def _take(self, line: bytes) -> bool:
        status = told_in(line)
        if status is None:
            return False
        self._now(status)
        return True

    def _now(self, status: PlaybackState) -> None:
        if status != self.playback and self.playback.state != "broken":
            self.playback = status
            self.changed.emit()

    def _ended(self) -> None:
        if isValid(self) and not self._closed:  # else it is the child that goes with its window
            self._fail(NotPlayed())

    def _fail(self, error: SanadError) -> None:
        if self.playback.state == "broken":
            return
        self._now(PlaybackState("broken"))
        self.close()
        self.failed.emit(error)
