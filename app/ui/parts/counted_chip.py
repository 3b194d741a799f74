"""A chip with a number: a filter, and how many it would leave."""

from collections.abc import Callable

from PySide6.QtGui import QKeyEvent

from app.language import Words
from app.ui.parts.arrow_keys import arrow, walk
from app.ui.parts.buttons import Chip


class CountedChip(Chip):
    """What `label` says of its number, -1 until it is counted; arrows walk from chip to chip."""

    def __init__(self, label: Callable[[Words, int], str], *, chosen: bool = False) -> None:
        self._label, self.number = label, -1
        super().__init__(self.says, chosen=chosen)

    def says(self, w: Words) -> str:
        return self._label(w, self.number)

    def count(self, number: int) -> None:
        self.number = number
        self.tell()
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = arrow(event)
        if not (step and walk(self, step, CountedChip)):
            super().keyPressEvent(event)
