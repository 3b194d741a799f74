"""A recording of 50 MB: how soon it is heard, and how late its buffers come. Aim: no gap of 100 ms."""

import io
import itertools
import os
import time
import wave
from collections.abc import Iterator

_SECONDS = 300


def _recording() -> bytes:
    recording = io.BytesIO()
    with wave.open(recording, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(44100)
        out.writeframes(bytes(range(256)) * (44100 * 4 * _SECONDS // 256))
    return recording.getvalue()


def measure(seconds: int = 10) -> Iterator[str]:
    """Played, and sought in once every second, in this process as in the player's own."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "*=false")
    from PySide6.QtCore import QCoreApplication, QTimer
    from PySide6.QtMultimedia import QAudioBufferOutput

    from app.ui.attachments.sound_worker import Playback

    app = QCoreApplication.instance() or QCoreApplication([])
    content, replies = _recording(), list[dict[str, object]]()
    buffers_played: list[tuple[float, float, float]] = []
    begun = time.perf_counter()
    playing, buffers = Playback(content, replies.append, quiet=True), QAudioBufferOutput()
    playing.player.setAudioBufferOutput(buffers)
    buffers.audioBufferReceived.connect(
        lambda buffer: buffers_played.append((time.perf_counter(), buffer.startTime() / 1e6, buffer.duration() / 1e6))
    )
    playing.do({"do": "play"})
    QTimer.singleShot(1000 * seconds, app.quit)
    app.exec()
    first, start, _ = buffers_played[0]
    yield f"{len(content) / 1e6:.0f} MB, first sound after {1000 * (first - begun):.0f} ms"
    late = [(at - first) - (of - start) for at, of, _ in buffers_played]
    gaps = [b[0] - a[0] - a[2] for a, b in itertools.pairwise(buffers_played)]
    yield f"{len(buffers_played)} buffers of {1000 * buffers_played[0][2]:.0f} ms: largest gap {1000 * max(gaps):.1f} ms, latest {1000 * max(late):.1f} ms"
    sought, waits = 0, list[float]()
    for n in range(10):
        before, at = len(buffers_played), time.perf_counter()
        playing.do({"do": "seek", "at": (n * 29_000 + 7_000) % (1000 * _SECONDS)})
        while len(buffers_played) == before and time.perf_counter() - at < 5:
            app.processEvents()
        sought += len(buffers_played) > before
        waits.append(1000 * (time.perf_counter() - at))
    yield f"{sought} of 10 places sought, heard after at most {max(waits):.0f} ms"
