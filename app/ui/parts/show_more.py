"""The first rows of a long list, and the way to all of them: a page with hundreds would stand still."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.ui.parts import layouts
from app.ui.parts.boxes import Box, Rows
from app.ui.parts.buttons import Button
from app.ui.parts.grid import Flow

_AT_ONCE = 8  # rows laid between two events


class Few(QWidget):
    """`make`: a row of each, made when it is count."""

    def __init__(self, make: Sequence[Callable[[], QWidget]], limit: int, *, framed: bool = True) -> None:
        """`framed`: in one card; else each stands by itself."""
        super().__init__()
        self._later = list(make[limit:])
        self.rows = Rows() if framed else Box("", "", gap=18)
        self.rows.add(*(build() for build in make[:limit]))
        column = layouts.column(self.rows, gap=4, parent=self)
        self.every = Button(lambda w: w("Show all ({n})", n=len(make)), "quiet", "down", icon_after=True)
        self.every.clicked.connect(self.show_all)
        line = Flow().add(self.every)
        column.addWidget(line)
        self._line = line
        line.setVisible(bool(self._later))
        layouts.wraps(self)

    def show_all(self) -> None:
        """A few at a time, from above; the focus goes on into what was count."""
        had_focus, count = self.every.hasFocus(), self.rows.inside.count()
        self._more()
        if had_focus:
            self._go_on_at(count)
        self._line.hide()

    def _go_on_at(self, count: int) -> None:
        for at in range(count, self.rows.inside.count()):
            item = self.rows.inside.itemAt(at)
            row = item.widget() if item is not None else None
            for widget in row.findChildren(QWidget) if row is not None else ():
                if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    widget.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    def _more(self) -> None:
        batch, self._later = self._later[:_AT_ONCE], self._later[_AT_ONCE:]
        self.rows.add(*(build() for build in batch))
        if self._later:
            QTimer.singleShot(0, self, self._more)
