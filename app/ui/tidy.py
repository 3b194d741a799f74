"""Python's collection of cycles, on the screen's thread only.

Python collects on whatever thread happens to allocate. On the vault's thread that would destroy
widgets and painters there, and Qt ends the process for it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 400
_LIMITS = (2000, 10, 10)  # objects, then collections of the generation before


class Tidy(QObject):
    """Collects when there is something to collect."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > _LIMITS[generation]:
                gc.collect(generation)
                return


_SET_ASIDE_MOST = 12
_set_aside = 0


def set_aside() -> None:
    """Take what lives on, such as a large questionnaire, out of the collector's sight: looking through
    it costs a second in the middle of an answer. Every so many times all of it is looked through, so that
    what nobody holds any more goes. On the screen's thread only."""
    global _set_aside  # noqa: PLW0603 - the collector is the process's
    _set_aside += 1
    if _set_aside % _SET_ASIDE_MOST == 0:
        gc.unfreeze()
        gc.collect()
    gc.freeze()
