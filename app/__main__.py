"""Opens the desktop app, or hands the words of the command line to `app.cli`.

The desktop app runs in a child process. This parent holds no key, no Qt and no row; when the child
ends with the lock code it starts another at the lock screen, so that locking ends the process that
held the keys: Python can't wipe strings, and a living process would keep them.
"""

import signal
import subprocess
import sys
from collections.abc import Callable

from app.platform import system

LOCKED = 75
_CHILD = "--window"


def _window() -> int:
    # an unlocked window outlives nobody who started it, however that ended
    if not system.end_with_parent():
        return 1
    from app import settings
    from app.ui.window import open_window

    return open_window(settings.home())


def _keep_opening() -> int:
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, _CHILD] if frozen else [sys.executable, "-m", "app", _CHILD]
    signal_numbers: list[int] = []
    windows: list[subprocess.Popen[bytes]] = []

    def end(number: int, _frame: object) -> None:
        signal_numbers.append(number)
        for process in windows[-1:]:
            process.terminate()

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    while True:
        child = subprocess.Popen(command)
        windows.append(child)
        if signal_numbers:  # between two windows
            child.terminate()
        try:
            code = child.wait()
        except KeyboardInterrupt:
            code = child.wait()
        if signal_numbers:
            return 128 + signal_numbers[0]
        if code != LOCKED:
            return code if code >= 0 else 1


def _work_of(word: str) -> Callable[[], int] | None:
    """What a child does, where it is one; nothing that another kind needs is loaded."""
    match word:
        case "--sealer":
            from app.bundle.sealer import seal_child as work
        case "--opener":
            from app.bundle.sealer import open_child as work
        case "--drawer":
            from app.ui.attachments.draw_worker import child as work
        case "--reader":
            from app.photo.photo_worker import child as work
        case "--speaker":
            from app.ui.attachments.sound_worker import child as work
        case "--converter":
            from app.casework.questionnaires.converter_worker import child as work
        case "--unpacker":
            from app.casework.exchange.unpacker_worker import child as work
        case "--probe":
            from app.broker.child import probe as work
        case _:
            return None
    return work


def main() -> int:
    """What `./run` and the packaged program start."""
    system.keep_memory_private()
    words = sys.argv[1:]
    if words == [_CHILD]:
        return _window()
    if len(words) == 1 and words[0].startswith("--"):
        child = _work_of(words[0])
        if child is not None:
            return child()
    if not words:
        return _keep_opening()
    from app.cli import main as command_line

    return command_line(words)


if __name__ == "__main__":
    sys.exit(main())
