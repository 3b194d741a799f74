"""How far something has come: a thin bar, and never without words beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.labels import Text, name


class Bar(QWidget):
    """8 high; it fills from the page's leading side."""

    def __init__(self, text: Text, colour: str = "primary") -> None:
        super().__init__()
        self.of, self.colour, self.share = text, colour, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(8)
        self.tell()

    def tell(self) -> None:
        name(self, self.of)

    def show_share(self, share: float) -> None:
        """From 0 to 1."""
        self.share = max(0.0, min(1.0, share))
        self.setAccessibleDescription(theme.words().number(f"{round(100 * self.share)}") + "%")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        filled = self.width() * self.share
        if filled:
            painter.setBrush(theme.colour(self.colour))
            left_x = self.width() - filled if theme.rtl() else 0.0
            painter.drawRoundedRect(QRectF(left_x, 0, filled, self.height()), 4, 4)


_ROW = 40


class Bars(QWidget):
    """One a row, from the leading side; the longest fills the room. The numbers stand in the table."""

    def __init__(self, numbers: Sequence[int], row: int = _ROW) -> None:
        """`row`: as high as a row of the table beside them."""
        super().__init__()
        self._numbers, self._row = numbers, row
        self.setFixedHeight(row * len(numbers) + 2)
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
            top = row * self._row + (self._row - 14) / 2
            painter.setBrush(theme.colour("track"))
            painter.drawRoundedRect(QRectF(0, top, self.width(), 14), 4, 4)
            painter.setBrush(theme.colour("primary"))
            if wide:
                painter.drawRoundedRect(QRectF(left_x, top, max(wide, 4), 14), 4, 4)
