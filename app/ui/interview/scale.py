"""A range on the screen: a line with a knob, or a few numbers to press; the field beside it stays."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from app.form import Node, Range
from app.language import strip_marks
from app.ui import look, text
from app.ui.interview.numbers import NumberQuestion, own, tidy
from app.ui.parts import shapes
from app.ui.parts.buttons import Chip
from app.ui.parts.grid import Flow
from app.ui.words import Text, name, plain

_HIGH, _KNOB, _TICKS, _RATED = 76, 11, 21, 11


class Scale(QSlider):
    """From the page's leading side; nothing is chosen before it is touched."""

    moved = Signal(float)

    def __init__(self, told: Range, of: Text) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.told, self._of, self.given, self._ring = told, of, False, False
        self.low, self.high = sorted((told.start, told.end))
        self.step = abs(told.step) or 1
        self.setRange(0, max(1, math.floor((self.high - self.low) / self.step + 1e-9)))
        self.setPageStep(max(1, self.maximum() // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(720)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.actionTriggered.connect(lambda _what: self._begin())
        self.valueChanged.connect(self._changed)
        self.tell()

    def tell(self) -> None:
        name(self, self._of)

    def _changed(self, at: int) -> None:
        self.setAccessibleDescription(strip_marks(own(tidy(self.number(at)))))
        self.given = True
        self.update()
        self.moved.emit(self.number(at))

    def _begin(self) -> None:
        """The first key on an empty line chooses where it stands."""
        if not self.given and self.sliderPosition() == self.value():
            self._changed(self.value())

    def number(self, at: int) -> float:
        """What a place on the line stands for."""
        return min(self.high, round(self.low + at * self.step, 9))

    def show_value(self, value: str) -> None:
        """As the engine says; "" is nothing chosen."""
        self.blockSignals(True)
        self.given = bool(value)
        try:
            self.setValue(round((float(value) - self.low) / self.step))
        except ValueError:
            self.setValue(0)
        self.blockSignals(False)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HIGH)

    def _x(self, at: float) -> float:
        room = self.width() - 4 * _KNOB
        share = at / self.maximum()
        return 2 * _KNOB + room * (1 - share if look.rtl() else share)

    def _at(self, x: float) -> int:
        share = max(0.0, min(1.0, (x - 2 * _KNOB) / max(1, self.width() - 4 * _KNOB)))
        return round(self.maximum() * (1 - share if look.rtl() else share))

    def _take(self, event: QMouseEvent) -> None:
        at = self._at(event.position().x())
        if at == self.value():
            self._changed(at)
        else:
            self.setValue(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._take(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Taken as it went."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """To the trailing side is more, and so is up."""
        more = Qt.Key.Key_Left if look.rtl() else Qt.Key.Key_Right
        less = Qt.Key.Key_Right if look.rtl() else Qt.Key.Key_Left
        by = {more: 1, Qt.Key.Key_Up: 1, less: -1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        elif not self.given:
            self._changed(self.value())
        else:
            self.setValue(self.value() + by)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y, ends = 24.0, sorted((self._x(0), self._x(self.maximum())))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("track"))
        painter.drawRoundedRect(QRectF(ends[0], y - 3, ends[1] - ends[0], 6), 3, 3)
        here = self._x(self.value())
        painter.setBrush(look.colour("primary"))
        if self.given:
            begin, end = sorted((self._x(0), here))
            painter.drawRoundedRect(QRectF(begin, y - 3, end - begin, 6), 3, 3)
        self._draw_ticks(painter, y)
        if self.given:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("primary"))
            painter.drawEllipse(QPointF(here, y), _KNOB, _KNOB)
        self._draw_ends(painter)
        if self._ring and self.hasFocus():
            shapes.ring(painter, self)

    def _draw_ticks(self, painter: QPainter, y: float) -> None:
        if self.maximum() >= _TICKS:
            return
        painter.setPen(look.colour("edge"))
        for at in range(self.maximum() + 1):
            x = self._x(at)
            painter.drawLine(QPointF(x, y + 8), QPointF(x, y + 14))

    def _draw_ends(self, painter: QPainter) -> None:
        for at in (0, self.maximum()):
            laid = text.lay(own(tidy(self.number(at))), "small")
            left = self._x(at) - laid.width / 2
            left = max(0.0, min(self.width() - laid.width, left))
            box = QRectF(left, 42, laid.width, laid.height).toRect()
            text.draw(painter, laid, box, "ink2", "center")


class RangeQuestion(NumberQuestion):
    """A line to drag over the field; `picker` has the field alone, `rating` a few numbers."""

    def body(self, node: Node) -> None:
        self.scale: Scale | None = None
        self.rates: dict[str, Chip] = {}
        told = node.range
        if told is not None and "rating" in node.appearance and self._few(told):
            self._rating(told)
        elif told is not None and "picker" not in node.appearance and told.start != told.end:
            self.scale = Scale(told, self._name)
            self.scale.moved.connect(self._moved)
            self.down.addWidget(self.scale)
        super().body(node)
        if self.rates:
            for each in (self.less, self.line, self.more, self.bounds):
                each.hide()

    @staticmethod
    def _few(told: Range) -> bool:
        return 0 < abs(told.end - told.start) / (abs(told.step) or 1) < _RATED

    def _rating(self, told: Range) -> None:
        low, step = min(told.start, told.end), abs(told.step) or 1
        flow = Flow()
        for at in range(round(abs(told.end - told.start) / step) + 1):
            value = tidy(round(low + at * step, 9))
            chip = Chip(plain(own(value)))
            chip.chosen.connect(lambda value=value: self._rate(value))
            self.rates[value] = chip
            flow.add(chip)
        self.down.addWidget(flow)

    def _rate(self, value: str) -> None:
        now = self.taking.node(self.ref).value
        self.give("" if now and float(now) == float(value) else value)
        self.refresh()

    def _moved(self, number: float) -> None:
        self.line.setText(own(tidy(number)))
        self.left()

    def first(self) -> QWidget | None:
        return self.scale or next(iter(self.rates.values()), None) or self.line

    def show_node(self, node: Node, other: Node | None) -> None:
        super().show_node(node, other)
        if self.scale is not None:
            self.scale.setEnabled(not node.readonly)
            self.scale.show_value(node.value)
        for value, chip in self.rates.items():
            chip.setChecked(bool(node.value) and float(node.value) == float(value))
            chip.setEnabled(not node.readonly)
