"""Waiting for what is to be so on a screen. Never for a time: however busy the computer is, it ends when
it is so, or when the program has come to rest without it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.ui.workers import Workers

# rounds of the event loop: in so many of them nothing was under way, or it goes on for ever
AT_REST, FOR_EVER = 1_500, 15_000
_ROUND_MS = 10
_AT_WORK_S = 0.002  # of the processor, by all threads, in a round


class NeverSo(AssertionError):
    """What was waited for did not come."""


def _workers() -> list[Workers]:
    """Of each window."""
    contexts = [getattr(window, "context", None) for window in QApplication.topLevelWidgets()]
    return [context.workers for context in contexts if context is not None]


def _at_work(workers: Workers) -> bool:
    return bool(workers._under_way or workers._came or workers._on_the_line)


def _round() -> None:
    """As the program's own loop goes round: `QTest.qWait` would delete beforehand what deletes itself later."""
    loop = QEventLoop()
    QTimer.singleShot(_ROUND_MS, loop.quit)
    loop.exec()


def until(true: Callable[[], bool], *workers: Workers) -> None:
    """`workers` of no window."""
    quiet = 0
    for _ in range(FOR_EVER):
        if true():
            return
        before = time.process_time()
        _round()
        rested = time.process_time() - before < _AT_WORK_S
        quiet += rested and not any(map(_at_work, (*_workers(), *workers)))
        if quiet > AT_REST:
            raise NeverSo("the program has come to rest, and it is not so")
    raise NeverSo("the program goes on and on, and it is not so")
