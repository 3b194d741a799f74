"""Opens the desktop app, or hands the words of the command line to `app.cli`.

The desktop app runs in a child process. This parent holds no key, no Qt and no row; when the child
ends with the lock code it starts another at the lock screen, so that locking ends the process that
held the keys: Python can't wipe strings, and a living process would keep them. Whoever practises does
so in a child that is told of a folder of its own, and of no other.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from app.platform import system
from app.update.entry import hand_over, reopen

LOCKED = 75
PRACTICE = 76  # the exit code that asks for a window to practise in
UPDATED = 77  # the exit code that asks for the version that was put in use
_CHILD, _PRACTICE_CHILD = "--window", "--practice"


def _window() -> int:
    # an unlocked window outlives nobody who started it, however that ended
    if not system.end_with_parent():
        return 1
    from app import missing_library, settings

    try:
        from app.ui.window import open_window
    except ImportError as error:
        if missing_library.report(error):
            return 1
        raise
    return open_window(settings.home())


def _practice_window() -> int:
    """In the practice folder, which is all that this process is told of; nowhere else."""
    if not system.end_with_parent():
        return 1
    from app import practice_folder, settings
    from app.ui.window import open_practice_window

    folder = settings.home()
    return open_practice_window(folder) if practice_folder.is_practice(folder) else 1


def _command(word: str) -> list[str]:
    frozen = getattr(sys, "frozen", False)
    return [sys.executable, word] if frozen else [sys.executable, "-m", "app", word]


def _practise(wait: Callable[[str, dict[str, str]], int]) -> None:
    """A window in a folder of its own, which is there for it alone; then the lock screen again."""
    from app import practice_folder, settings
    from app.errors import SanadError

    with suppress(SanadError), practice_folder.laid(settings.home()) as folder:
        wait(_PRACTICE_CHILD, {**os.environ, "SANAD_HOME": str(folder)})


def _clear_practice() -> None:
    from app import practice_folder, settings

    practice_folder.clear(settings.home())


def _keep_opening(command: Callable[[str], list[str]] = _command) -> int:
    """Windows one after another, until one is closed. `command`: what starts a child of a word."""
    signal_numbers: list[int] = []
    windows: list[subprocess.Popen[bytes]] = []

    def end(number: int, _frame: object) -> None:
        signal_numbers.append(number)
        for process in windows[-1:]:
            process.terminate()

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)

    def wait(word: str, environment: dict[str, str] | None = None) -> int:
        child = subprocess.Popen(command(word), env=environment)
        windows.append(child)
        if signal_numbers:  # between two windows
            child.terminate()
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait()

    _clear_practice()
    while True:
        code = wait(_CHILD)
        if code == PRACTICE and not signal_numbers:
            _practise(wait)
        if signal_numbers:
            return 128 + signal_numbers[0]
        if code in (UPDATED, LOCKED):  # locked while one was put in use, too
            next_code = reopen([])
            if next_code is not None:
                return next_code
        if code not in (LOCKED, PRACTICE, UPDATED):
            return code if code >= 0 else 1


def _work_of(word: str) -> Callable[[], int] | None:
    """What a child does, where it is one; nothing that another kind needs is loaded."""
    match word:
        case "--sealer":
            from app.bundle.seal_worker import seal_child as work
        case "--opener":
            from app.bundle.seal_worker import open_child as work
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
        case "--tabulator":
            from app.casework.exchange.table_reader import child as work
        case "--stranger":
            from app.bundle.stranger_worker import child as work
        case "--matcher":
            from app.casework.exchange.match_worker import child as work
        case "--signer":
            from app.signing.sign_worker import child as work
        case "--multiplier":
            from app.casework.exchange.match_multiplier import child as work
        case "--trial":
            from app.casework.records.trial_child import child as work
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
    if words == [_PRACTICE_CHILD]:
        return _practice_window()
    if len(words) == 1 and words[0].startswith("--"):
        child = _work_of(words[0])
        if child is not None:
            return child()
    # a child is of the version that started it; whatever people start goes on as the version in use
    code = hand_over(words)
    if code is not None:
        return code
    if not words:
        return _keep_opening()
    from app.cli import main as command_line

    return command_line(words)


if __name__ == "__main__":
    sys.exit(main())
