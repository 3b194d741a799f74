"""Python's collection of cycles, on the screen's thread only.

Python collects on whatever thread happens to allocate. On the vault's thread that would destroy
widgets and painters there, and Qt ends the process for it.
"""

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 400
_LIMITS = (2000, 10, 10)  # objects, then collections of the generation before
_QUIET_S = 30.0  # nobody has touched the computer: a second is nobody's


class Tidy(QObject):
    """Collects when there is something to collect."""

    def __init__(self, parent: QObject, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        gc.disable()
        gc.freeze()  # modules stay as long as the process; a first collection only delays the screen
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due; all that was set aside, when nobody is there."""
        if _aside.since >= _SET_ASIDE_MOST and self._clock() - _aside.touched > _QUIET_S:
            _aside.look_through()
            return
        generations = gc.get_count()
        for generation in (2, 1, 0):
            if generations[generation] > _LIMITS[generation]:
                gc.collect(generation)
                return


_SET_ASIDE_MOST, _AT_ONCE = (12, 48)  # openings: then all is looked through at a quiet moment, or at once


class _Aside:
    """What stands out of the collector's sight: it is the process's, and so is this."""

    since, touched = 0, 0.0  # openings since all was looked through; when somebody was last there

    def look_through(self) -> None:
        self.since = 0
        gc.unfreeze()
        gc.collect()
        gc.freeze()


_aside = _Aside()


def touched() -> float:
    """Somebody is there. Gives the time, in seconds."""
    _aside.touched = time.monotonic()
    return _aside.touched


def set_aside() -> None:
    """Take what lives on, such as a large questionnaire, out of the collector's sight: looking through
    it costs a second in the middle of an answer. After so many times all of it is looked through when
    nobody is at the keyboard, so that what nobody holds any more goes. On the screen's thread only."""
    _aside.since += 1
    if _aside.since >= _AT_ONCE:
        _aside.look_through()
    else:
        gc.freeze()
