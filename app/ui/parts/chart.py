"""Horizontal bars beside the table of their numbers; both mirror."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.errors import N_
from app.language import strip_marks
from app.ui import theme
from app.ui.labels import Text
from app.ui.parts import layouts
from app.ui.parts.boxes import Box
from app.ui.parts.table import Column, Table

_ROW, _NUMBER = 40, 84
Bar = tuple[str, int]  # what it is called, and its number


class BarChart(Box):
    """A table of names and numbers, and a bar beside each row."""

    def __init__(self, title: Text, bars: Sequence[Bar]) -> None:
        super().__init__(margins=(0, 4, 16, 4) if not theme.rtl() else (16, 4, 0, 4))
        self.table, self.bars = Numbers(title, bars), Bars([number for _, number in bars])
        row = layouts.row((self.table, 7), (self.bars, 3), gap=12)
        self.inside.addLayout(row)


class Numbers(Table):
    """What a screen reader and the arrow keys go through."""

    def __init__(self, title: Text, bars: Sequence[Bar]) -> None:
        columns = (Column(), Column(weight=600, align="end"))
        super().__init__(title, len(bars), columns, _ROW)
        w = theme.words()
        self.setHorizontalHeaderLabels([strip_marks(w(N_("What"))), strip_marks(w(N_("How many")))])
        for row, (called, number) in enumerate(bars):
            for column, text in enumerate((called, w.number(number))):
                self.put(row, column, text, called)
        self.setStyleSheet("QTableWidget { border: 0; background: transparent; }")
        self.tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnWidth(1, _NUMBER)
        self.setColumnWidth(0, max(80, self.viewport().width() - _NUMBER))


class Bars(QWidget):
    """One a row, from the leading side; the longest fills the room. The numbers stand in the table."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        self._numbers = numbers
        self.setFixedHeight(_ROW * len(numbers) + 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def spans(self) -> list[tuple[int, int]]:
        """Left end and width of each bar."""
        maximum = max([*self._numbers, 1])
        wide = [round(self.width() * number / maximum) for number in self._numbers]
        return [(self.width() - length if theme.rtl() else 0, length) for length in wide]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for row, (left_x, wide) in enumerate(self.spans()):
            top = row * _ROW + (_ROW - 14) / 2
            painter.setBrush(theme.colour("track"))
            painter.drawRoundedRect(QRectF(0, top, self.width(), 14), 4, 4)
            painter.setBrush(theme.colour("primary"))
            if wide:
                painter.drawRoundedRect(QRectF(left_x, top, max(wide, 4), 14), 4, 4)
