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
