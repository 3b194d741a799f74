"""The first rows of a long list, and the way to all of them: a page with hundreds would stand still."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.ui.parts import layouts
from app.ui.parts.boxes import Rows
from app.ui.parts.buttons import Button
from app.ui.parts.grid import Flow
from app.ui.parts.layouts import wraps

_AT_ONCE = 8  # rows laid between two events


class Few(QWidget):
    """`make`: a row of each, made when it is shown."""

    def __init__(self, make: Sequence[Callable[[], QWidget]], limit: int) -> None:
        super().__init__()
        self._later = list(make[limit:])
        self.rows = Rows()
        for build in make[:limit]:
            self.rows.add(build())
        column = layouts.column(self.rows, gap=4, parent=self)
        self.every = Button(
            lambda w: w("Show all ({n})", n=len(make)), "quiet", "down", icon_after=True
        )
        self.every.clicked.connect(self.show_all)
        line = Flow()
        line.add(self.every)
        column.addWidget(line)
        self._line = line
        line.setVisible(bool(self._later))
        wraps(self)

    def show_all(self) -> None:
        """A few at a time, from above."""
        self._more()
        self._line.hide()  # the focus goes on to what follows

    def _more(self) -> None:
        batch, self._later = self._later[:_AT_ONCE], self._later[_AT_ONCE:]
        for build in batch:
            self.rows.add(build())
        if self._later:
            QTimer.singleShot(0, self, self._more)
