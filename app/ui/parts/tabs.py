"""Tabs of one page: a word, how many, and a line under the one that is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.language import strip_marks
from app.ui import text_lines, theme
from app.ui.labels import Text, said
from app.ui.parts import layouts, shapes
from app.ui.parts.arrow_keys import arrow, walk
from app.ui.parts.buttons import Button, Toggles
from app.ui.parts.grid import Flow

_LINE, _GAP = 4, 8


@dataclass(frozen=True, slots=True)
class TabName:
    """`id`: what the page calls it."""

    id: str
    says: Text


class Tab(Toggles, Button):
    """One of them."""

    chosen = Signal()

    def __init__(self, text: Text) -> None:
        self.number, self.padding = 0, 16
        Button.__init__(self, text, "quiet")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.listens()

    def count(self, number: int) -> None:
        if number != self.number:
            self.number = number
            self.tell()
            self.updateGeometry()

    def narrow(self, padding: int) -> None:
        """Less room at the sides, where the page is narrow."""
        if padding != self.padding:
            self.padding = padding
            self.updateGeometry()

    def tell(self) -> None:
        super().tell()
        name = strip_marks(said(self.of))
        number = self._number()
        comma = "، " if theme.rtl() else ", "
        self.setAccessibleName(f"{name}{comma}{number}" if number else name)

    def _number(self) -> str:
        return theme.words().number(self.number) if self.number else ""

    def _wide(self) -> tuple[int, int]:
        words = text_lines.lay(said(self.of), "label", 0, 600).width
        number = text_lines.lay(self._number(), "label", 0, 400).width if self.number else 0
        return words, number

    def sizeHint(self) -> QSize:
        words, number = self._wide()
        return QSize(words + (number + _GAP if number else 0) + 2 * self.padding, 48)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = arrow(event)
        if not (step and walk(self, step, Tab)):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_open = self.isChecked()
        if self._over and not is_open:
            shapes.panel(painter, self, "primary_soft")
        if self._ring:
            shapes.ring(painter, self)
        words, number = self._wide()
        length = words + (number + _GAP if number else 0)
        left_x = (self.width() - length) // 2
        box = QRect(left_x, 0, words, self.height())
        number_box = QRect(left_x + words + _GAP, 0, number, self.height())
        if theme.rtl():
            box.moveLeft(left_x + length - words)
            number_box.moveLeft(left_x)
        ink = "primary" if is_open else "ink"
        line = text_lines.lay(said(self.of), "label", 0, 600 if is_open else 500)
        text_lines.draw(painter, line, box, ink, "center")
        if number:
            text_lines.draw(painter, text_lines.lay(self._number(), "label", 0, 400), number_box, "ink2")
        if is_open:
            underline = QRect(left_x - _GAP, self.height() - _LINE, length + 2 * _GAP, _LINE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary"))
            painter.drawRoundedRect(underline, 2, 2)


class Tabs(QWidget):
    """The line of them, with what belongs to the length page at its end; where both have no room side
    by side, the end goes below."""

    opened = Signal(str)

    def __init__(self, names: Sequence[TabName], last: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.by_id: dict[str, Tab] = {}
        line = Flow(gap=0)
        for tab_name in names:
            tab = Tab(tab_name.says)
            tab.chosen.connect(lambda id_=tab_name.id: self.open(id_))
            self.by_id[tab_name.id] = tab
            line.add(tab)
        self._line, self._end = line, layouts.row_widget(layouts.Stretch(), *last, gap=8)
        self.now = names[0].id
        self.by_id[self.now].setChecked(True)
        for part in (self._line, self._end):
            part.setParent(self)
        layouts.wraps(self)

    def open(self, id_: str) -> None:
        for name, tab in self.by_id.items():
            tab.setChecked(name == id_)
        if id_ != self.now:
            self.now = id_
            self.opened.emit(id_)

    def walk(self, step: int) -> None:
        """To the next one, or the one before, with the focus."""
        ids = [id_ for id_, tab in self.by_id.items() if not tab.isHidden()]
        self.open(ids[(ids.index(self.now) + step) % len(ids)])
        self.by_id[self.now].setFocus(Qt.FocusReason.TabFocusReason)

    def _natural(self) -> int:
        return sum(tab.sizeHint().width() for tab in self.by_id.values() if not tab.isHidden())

    def _beside(self, width: int) -> bool:
        return self._natural() + self._end.sizeHint().width() + 8 <= width

    def _fit(self, width: int) -> bool:
        """Narrower tabs before a second line; are all on one?"""
        for padding in (16, 12, 8):
            for tab in self.by_id.values():
                tab.narrow(padding)
            if self._beside(width):
                return True
        return False

    def heightForWidth(self, width: int) -> int:
        return 49 if self._fit(width) else 53 + self._line.heightForWidth(max(width, 1))

    def sizeHint(self) -> QSize:
        return QSize(min(self._natural(), 400), self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(self.width()) if self.width() > 1 else 49)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Tabs before, what belongs to the page after them or above them."""
        width = self.width()
        is_one_line = self._fit(width)
        end = self._end.sizeHint().width()
        line_width = width - end - 8 if is_one_line else width
        top = 0 if is_one_line else 52
        line_x = width - line_width if theme.rtl() else 0
        high = 48 if is_one_line else self._line.heightForWidth(max(width, 1))
        self._line.setGeometry(line_x, top, line_width, high)
        self._end.setGeometry(0 if theme.rtl() else width - end, 0, end, 48)
        self.updateGeometry()

    def tell(self) -> None:
        self.place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
