"""The child that plays: fed by `app.ui.attachments.sound_client`, which says what goes through the pipes."""

import json
import os
import sys
import threading
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from app.broker.rooms import SPEAKER, room_of
from app.platform import system

_LARGEST = 1 << 30


class _Orders(QObject):
    """What the parent wants, line by line, read on a thread of its own."""

    came = Signal(dict)
    over = Signal()

    def begin(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin.buffer:
            try:
                self.came.emit(json.loads(line))
            except (ValueError, TypeError):
                break
        self.over.emit()  # the parent is gone, or speaks another language


def child() -> int:
    """Its exit status."""
    os.closerange(3, 1024)  # whatever the window had open when it started this
    os.environ["QT_LOGGING_RULES"] = "*=false"
    room = room_of(SPEAKER)
    if room.connects_to is not None:  # what else might be looked for could not be reached
        os.environ["PULSE_SERVER"] = f"unix:{room.connects_to}"
        os.environ["QT_AUDIO_BACKEND"] = "pulseaudio"
    from app.ui.attachments.playback import Playback

    system.confine(room)
    system.refuse_calls()
    app = QCoreApplication([])
    source = sys.stdin.buffer
    header = json.loads(source.readline())
    size = int(header["bytes"])
    content = source.read(size) if size <= _LARGEST else b""
    if len(content) != size:
        return 1
    playing, orders, queued = (
        Playback(content, _tell, quiet=header.get("quiet") is True),
        _Orders(),
        Qt.ConnectionType.QueuedConnection,
    )
    orders.came.connect(playing.do, queued)
    orders.over.connect(app.quit, queued)
    orders.begin()
    app.exec()
    os._exit(0)  # a thread may still wait for the parent


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()
