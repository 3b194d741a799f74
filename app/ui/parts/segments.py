"""Segments: two to four short answers joined in one line; the chosen one is told by tint, edge, tick and
weight, so that it reads without colour."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from app.language import strip_marks
from app.ui import icons, text_lines, theme
from app.ui.labels import Text, said
from app.ui.parts import layouts, shapes
from app.ui.parts.arrow_keys import arrow, digit, walk
from app.ui.parts.buttons import Toggles
from app.ui.parts.focus_ring import FocusRing

_HIGH, _TICK = 48, 18


class Segment(FocusRing, Toggles, QRadioButton):
    """One of the answers."""

    chosen = Signal()

    def __init__(self, value: str, text: Text, *, first: bool, last: bool) -> None:
        QRadioButton.__init__(self)
        self.value, self.of, self.asked = value, text, ""
        self._first, self._last = first, last
        self.listens()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tell()

    def tell(self) -> None:
        text = said(self.of)
        self.setText(str(text).replace("&", "&&"))
        self.setAccessibleName(strip_marks(text))
        self.setAccessibleDescription(strip_marks(self.asked))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(text_lines.lay(said(self.of), "body", 0, 600).width + _TICK + 34, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = arrow(event)
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select):
            super().keyPressEvent(event)
        elif not (step and walk(self, step, Segment)):
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            shapes.panel(painter, self, "primary_soft", "primary", width=2, radius=8)
        elif not self._first:  # a thin line parts it from the one before
            painter.setPen(QPen(theme.colour("line"), 1))
            x = self.width() - 1 if theme.rtl() else 0
            painter.drawLine(x, 1, x, self.height() - 2)
        if self._ring and self.hasFocus():
            shapes.ring(painter, self, 8)
        line = text_lines.lay(said(self.of), "body", 0, 600 if self.isChecked() else 400)
        room = self.rect()
        if self.isChecked():
            wide = line.width + _TICK + 8
            begin = (self.width() - wide) // 2
            tick = self.width() - begin - _TICK if theme.rtl() else begin
            icons.paint(painter, "check", tick, (self.height() - _TICK) // 2, _TICK, "primary")
            room = room.adjusted(0, 0, -_TICK - 8, 0) if theme.rtl() else room.adjusted(_TICK + 8, 0, 0, 0)
        text_lines.draw(painter, line, room, "ink", "center")


class Segments(QWidget):
    """The line of them. Pressing the chosen one again clears it."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, Text]], question: str = "") -> None:
        super().__init__()
        row = layouts.row(parent=self)
        self.parts: dict[str, Segment] = {}
        self._now = ""
        for at, (value, text) in enumerate(options):
            part = Segment(value, text, first=at == 0, last=at == len(options) - 1)
            part.chosen.connect(lambda value=value: self._pressed(value))
            self.parts[value] = part
            row.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.ask(question)

    def ask(self, question: str) -> None:
        """What a screen reader says beside each answer."""
        for part in self.parts.values():
            part.asked = question
            part.tell()

    def show_value(self, value: str) -> None:
        self._now = value
        for choice, part in self.parts.items():
            part.setChecked(choice == value)
            part.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus
                if choice == value or (value not in self.parts and part is self._at_first())
                else Qt.FocusPolicy.ClickFocus
            )

    def _at_first(self) -> Segment:
        return next(iter(self.parts.values()))

    def first(self) -> Segment:
        return self.parts.get(self._now) or self._at_first()

    def by_key(self, event: QKeyEvent) -> bool:
        """A digit chooses, where one stands among them."""
        parts = list(self.parts.values())
        number = digit(event, len(parts)) if any(part.hasFocus() for part in parts) else 0
        if number:
            parts[number - 1].click()
        return bool(number)

    def _pressed(self, value: str) -> None:
        self.chosen.emit("" if value == self._now else value)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
