"""A range on the screen: a line with a knob, lying or upright; the field beside it stays.

Source: ODK docs, "Range widgets" (vertical, no-ticks, tick_interval, tick_labelset, placeholder)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy

from app.form import Range
from app.language import strip_marks
from app.ui import text_lines, theme
from app.ui.interview.numbers import own, tidy
from app.ui.labels import Text, name
from app.ui.parts import shapes
from app.ui.parts.focus_ring import FocusRing

_EXACT = 9  # decimals
_KNOB, _TICKS = 11, 21
_LYING, _UPRIGHT, _WIDE = 76, 280, 720
_LINE = 24  # from the near edge to the middle of the line
_INSIDE = 8.0  # from the ring of the focus to the words
_WORDS, _ASIDE = 18, 22  # from the line's middle to the words, below or beside it


@dataclass(frozen=True, slots=True)
class Scaled:
    """How the form wants the line: `every`: a tick each so much, 0 as the screen sees fit; `said`: words
    at some of its numbers; `from_`: where the knob waits."""

    upright: bool = False
    ticks: bool = True
    every: float = 0
    said: Mapping[float, str] = field(default_factory=dict)
    from_: float | None = None


class Scale(FocusRing, QDoubleSpinBox):
    """From the page's leading side, or from below; nothing is chosen before it is touched.

    A slider of Qt has whole numbers alone, and a screen reader would say the step where it stands. Of
    this field only its number is used: nothing is typed into it, and it is drawn as a line."""

    moved = Signal(float)

    def __init__(self, limits: Range, text: Text, scaling: Scaled | None = None) -> None:
        super().__init__()
        self.lineEdit().hide()
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.limits, self.how, self._of = limits, scaling or Scaled(), text
        self.is_answered = False
        self.low, self.high = sorted((limits.start, limits.end))
        self.step = abs(limits.step) or 1
        self.last = max(1, math.floor((self.high - self.low) / self.step + 1e-9))
        self._count()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._size()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.valueChanged.connect(lambda _value: self._changed(self.at))
        self._wait()
        self.tell()

    def _count(self) -> None:
        self.setDecimals(_EXACT)
        self.setRange(self.low, self.number(self.last))
        self.setSingleStep(self.step)

    @property
    def at(self) -> int:
        """The step on which it stands, from 0 to `last`."""
        return self._nearest(self.value())

    def put(self, at: int) -> None:
        self.setValue(self.number(max(0, min(self.last, at))))

    def textFromValue(self, number: float) -> str:
        """What a screen reader says of its value."""
        return strip_marks(own(tidy(round(number, _EXACT))))

    def valueFromText(self, _text: str) -> float:
        return self.value()

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, place

    def _size(self) -> None:
        if self.how.upright:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.setMaximumWidth(_WIDE // 2)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.setMaximumWidth(_WIDE)

    def tell(self) -> None:
        name(self, self._of)
        self._describe()

    def _describe(self) -> None:
        """Where it stands, with the form's words; nothing before it is touched."""
        text, spoken = own(tidy(self.number(self.at))), self.how.said.get(self.number(self.at), "")
        text = f"{text} · {spoken}" if spoken else text
        self.setAccessibleDescription(strip_marks(text) if self.is_answered else "")

    def say(self, words: Mapping[float, str]) -> None:
        """Other words at its numbers."""
        if words != self.how.said:
            self.how = Scaled(self.how.upright, self.how.ticks, self.how.every, words, self.how.from_)
            self.update()

    def _wait(self) -> None:
        """Where the knob stands before it is touched."""
        waits = self.how.from_
        self.blockSignals(True)
        self.put(0 if waits is None else self._nearest(waits))
        self.blockSignals(False)

    def _nearest(self, number: float) -> int:
        return round((number - self.low) / self.step)

    def _changed(self, at: int) -> None:
        self.is_answered = True
        self._describe()
        self.update()
        self.moved.emit(self.number(at))

    def number(self, at: int) -> float:
        """What a place on the line stands for."""
        return min(self.high, round(self.low + at * self.step, _EXACT))

    def show_value(self, value: str) -> None:
        """As the engine says; "" is nothing chosen."""
        self.is_answered = bool(value)
        self.blockSignals(True)
        try:
            self.put(self._nearest(float(value)))
        except (ValueError, OverflowError):
            self._wait()
        self.blockSignals(False)
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_WIDE // 2, _UPRIGHT) if self.how.upright else QSize(480, _LYING)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    # where what stands

    def _turned(self) -> bool:
        """Does less stand to the right, or above?"""
        return not self.how.upright and theme.rtl()

    def _along(self) -> int:
        return self.height() if self.how.upright else self.width()

    def _on(self, at: float) -> float:
        """Along the line, from the left or from above."""
        share = at / self.last
        if self.how.upright or self._turned():
            share = 1 - share
        return 2 * _KNOB + (self._along() - 4 * _KNOB) * share

    def _point(self, position: float, offset: float = 0) -> QPointF:
        """A place along the line, `offset` to the side where the words stand."""
        if not self.how.upright:
            return QPointF(position, _LINE + offset)
        return QPointF(self.width() - _LINE - offset if theme.rtl() else _LINE + offset, position)

    def _at(self, place: QPointF) -> int:
        position = place.y() if self.how.upright else place.x()
        share = max(0.0, min(1.0, (position - 2 * _KNOB) / max(1, self._along() - 4 * _KNOB)))
        if self.how.upright or self._turned():
            share = 1 - share
        return round(self.last * share)

    # by hand and by key

    def _take(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if at == self.at:
            self._changed(at)
        else:
            self.put(at)

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
        more_key = Qt.Key.Key_Left if theme.rtl() else Qt.Key.Key_Right
        less_key = Qt.Key.Key_Right if theme.rtl() else Qt.Key.Key_Left
        page, end = max(1, self.last // 10), self.last
        step = {
            more_key: 1, Qt.Key.Key_Up: 1, less_key: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Home: -end,
            Qt.Key.Key_End: end, Qt.Key.Key_PageUp: page, Qt.Key.Key_PageDown: -page,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is None:
            event.ignore()
        else:
            self._walk(step)

    def _walk(self, step: int) -> None:
        """The first step on an empty line chooses where it stands, unless it goes to an end."""
        if not self.is_answered and (abs(step) == 1 or self.at == max(0, min(self.last, self.at + step))):
            self._changed(self.at)
        else:
            self.put(self.at + step)

    def stepBy(self, steps: int) -> None:
        """As a screen reader asks for."""
        self._walk(steps)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls: no answer is given by passing over it."""
        event.ignore()

    # drawn

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        begin, end, knob = self._on(0), self._on(self.last), self._on(self.at)
        self._draw_line(painter, begin, end, "track")
        if self.is_answered:
            self._draw_line(painter, begin, knob, "primary")
        self._draw_ticks(painter)
        self._draw_words(painter)
        if self.is_answered or self.how.from_ is not None:
            painter.setPen(QPen(theme.colour("primary"), 2) if not self.is_answered else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary" if self.is_answered else "surface"))
            radius = _KNOB if self.is_answered else _KNOB - 1
            painter.drawEllipse(self._point(knob), radius, radius)
        if self._ring and self.hasFocus():
            shapes.ring(painter, self)

    def _draw_line(self, painter: QPainter, begin: float, end: float, colour: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(colour))
        start, end_point = self._point(min(begin, end)), self._point(max(begin, end))
        painter.drawRoundedRect(QRectF(start, end_point).normalized().adjusted(-3, -3, 3, 3), 3, 3)

    def _ticked(self) -> list[int]:
        every = round(self.how.every / self.step) if self.how.every > 0 else 0
        if not self.how.ticks or (not every and self.last >= _TICKS):
            return []
        return list(range(0, self.last + 1, max(1, every)))

    def _draw_ticks(self, painter: QPainter) -> None:
        painter.setPen(theme.colour("edge"))
        for at in self._ticked():
            position = self._on(at)
            painter.drawLine(self._point(position, 8), self._point(position, 14))

    def _draw_words(self, painter: QPainter) -> None:
        """Numbers at both ends; where the form has words for numbers, those."""
        words_at = {self._nearest(number): words for number, words in self.how.said.items()}
        labels_at = words_at or {at: own(tidy(self.number(at))) for at in (0, self.last)}
        for at, words in sorted(labels_at.items()):
            if 0 <= at <= self.last:
                self._draw_word(painter, words, self._on(at), len(labels_at))

    def _draw_word(self, painter: QPainter, words: str, position: float, count: int) -> None:
        if self.how.upright:
            room = self.width() - _LINE - _ASIDE - 6
            line = text_lines.elided(words, "small", room)
            left_x = 6 if theme.rtl() else _LINE + _ASIDE
            box = QRect(left_x, round(position - line.height / 2), room, line.height)
            text_lines.draw(painter, line, box, "ink2")
            return
        line = text_lines.elided(words, "small", max(60, self.width() // max(1, count)))
        start = max(_INSIDE, min(self.width() - line.width - _INSIDE, position - line.width / 2))
        box = QRectF(start, _LINE + _WORDS, line.width, line.height).toRect()
        text_lines.draw(painter, line, box, "ink2", "center")
