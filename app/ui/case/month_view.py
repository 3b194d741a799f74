"""A month of what is to be done, in both calendars: the days as buttons, walked by keys."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from app.errors import N_
from app.language import strip_marks
from app.ui import text_lines, theme
from app.ui.labels import Label, plain
from app.ui.parts import shapes, wraps
from app.ui.parts.focus_ring import FocusRing

_STEPS = {Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class DayCell(FocusRing, QPushButton):
    """A day: its number, the other calendar's, and how much is due on it."""

    walked = Signal(object)  # the day that an arrow leads to

    def __init__(self, day: date, due: int, *, today: bool) -> None:
        super().__init__()
        self.day, self.due, self.today = day, due, today
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setMinimumHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tell()

    def tell(self) -> None:
        w = theme.words()
        self._there = w.hijri(self.day)
        parts = [w.date(self.day, "weekday"), self._there, self._says()]
        if self.today:
            parts.insert(0, w(N_("Today")))
        self.setAccessibleName(strip_marks(" · ".join(part for part in parts if part)))

    def _says(self) -> str:
        n = self.due
        return theme.words().count("{n} task", "{n} tasks", n) if n else ""

    def sizeHint(self) -> QSize:
        return QSize(72, 64)

    def minimumSizeHint(self) -> QSize:
        return QSize(52, 64)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        sideways = abs(step) == 1
        self.walked.emit(self.day + timedelta(days=-step if sideways and theme.rtl() else step))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, w = QPainter(self), theme.words()
        fill = "primary_soft" if self.isChecked() else "surface" if self.due else "sunken"
        edge = "primary" if self.isChecked() or self.today else "edge" if self.due else "line"
        shapes.panel(painter, self, fill, edge, width=2 if self.isChecked() or self.today else 1)
        inner = self.rect().adjusted(10, 6, -10, -6)
        number = text_lines.lay(w.number(self.day.day), "body", 0, 600 if self.today else 500)
        line = text_lines.lay(self._there.partition(" ")[0], "small", 0)
        wide, top = inner.width(), inner.top()
        text_lines.draw(painter, number, QRect(inner.left(), top, wide, number.height), "ink")
        text_lines.draw(painter, line, QRect(inner.left(), top + 2, wide, line.height), "ink2", "end")
        if self.due:
            says = text_lines.lay(self._says(), "small", 0, 500)
            if says.width > wide:
                says = text_lines.lay(w.number(self.due), "small", 0, 500)
            low = QRect(inner.left(), inner.bottom() - says.height, wide, says.height)
            text_lines.draw(painter, says, low, "primary")
        if self._ring:
            shapes.ring(painter, self)


class Month(QWidget):
    """The weeks of a month from Sunday on. `chose`: a day; `beyond`: an arrow led out of the month."""

    chose = Signal(object)
    beyond = Signal(object)

    def __init__(self, first: date, due: Mapping[date, int], today: date) -> None:
        super().__init__()
        self.cells: dict[date, DayCell] = {}
        self.grid = QGridLayout(self)
        self.grid.setSpacing(6)
        self.grid.setContentsMargins(0, 0, 0, 0)
        sunday = first - timedelta(days=(first.weekday() + 1) % 7)
        for column in range(7):
            name = theme.words().date(sunday + timedelta(days=column), "weekday").split()[0]
            self.grid.addWidget(Label(plain(name.rstrip("،,")), "small", "ink2", wrap=False), 0, column)
            self.grid.setColumnStretch(column, 1)
        for n in range(monthrange(first.year, first.month)[1]):
            day = first + timedelta(days=n)
            cell = self.cells[day] = DayCell(day, due.get(day, 0), today=day == today)
            cell.clicked.connect(lambda _=False, day=day: self.choose(day))
            cell.walked.connect(self._walk)
            at = (day - sunday).days
            self.grid.addWidget(cell, 1 + at // 7, at % 7)
        wraps(self)

    def choose(self, day: date) -> None:
        for cell_day, cell in self.cells.items():
            cell.setChecked(cell_day == day)
        self.chose.emit(day)

    def _walk(self, day: date) -> None:
        cell = self.cells.get(day)
        if cell is None:
            self.beyond.emit(day)
        else:
            cell.setFocus(Qt.FocusReason.TabFocusReason)
