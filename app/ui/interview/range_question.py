"""Questions for a number between two bounds: a line to drag, a field with steps, or stars to press."""

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.answer_format import marked
from app.form import Node, Range
from app.language import strip_marks
from app.ui import theme
from app.ui.interview.numbers import NumberQuestion, own, tidy
from app.ui.interview.scale import Scale, Scaled
from app.ui.labels import plain
from app.ui.parts import Chip, Flow, shapes
from app.ui.parts.arrow_keys import arrow, walk

_RATED = 11


class Star(Chip):
    """Filled up to the one that is chosen; its number stands in it."""

    def __init__(self, value: str, last: str) -> None:
        self.filled, self._last = False, last
        super().__init__(plain(own(value)))

    def tell(self) -> None:
        """Its number is seen; a screen reader is told of how many."""
        super().tell()
        w = theme.words()
        text = w("{number} of {total}", number=self.text(), total=own(self._last))
        self.setAccessibleName(strip_marks(text))

    def sizeHint(self) -> QSize:
        return QSize(56, 56)

    def fill(self, yes: bool) -> None:
        if yes != self.filled:
            self.filled = yes
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2 + 1)
        painter.setPen(QPen(theme.colour("primary" if self.filled else "edge"), 2))
        painter.setBrush(theme.colour("primary" if self.filled else "surface"))
        painter.drawPolygon(_star(middle, 24, 12.5))
        if self._ring:
            shapes.ring(painter, self)
        self._draw_inside(painter, "on_primary" if self.filled else "ink")


def _star(middle: QPointF, outer: float, inner: float) -> QPolygonF:
    turns = [(outer if at % 2 == 0 else inner, math.pi * at / 5 - math.pi / 2) for at in range(10)]
    return QPolygonF([middle + QPointF(r * math.cos(angle), r * math.sin(angle)) for r, angle in turns])


class RangeQuestion(NumberQuestion):
    """A line to drag over the field; `picker` has the field alone, `rating` stars."""

    def body(self, node: Node) -> None:
        self.scale: Scale | None = None
        self.rates: dict[str, Star] = {}
        limits = node.range
        if limits is not None and "rating" in node.appearance and self._few(limits):
            self._rating(limits)
        elif limits is not None and "picker" not in node.appearance and limits.start != limits.end:
            self.scale = Scale(limits, self._name, self._how(node))
            self.scale.moved.connect(self._moved)
            self.down.addWidget(self.scale)
        super().body(node)
        if self.rates:
            for widget in (self.less, self.line, self.more, self.bounds):
                widget.hide()

    @staticmethod
    def _few(limits: Range) -> bool:
        return 0 < abs(limits.end - limits.start) / (abs(limits.step) or 1) < _RATED

    @staticmethod
    def _how(node: Node) -> Scaled:
        return Scaled(
            upright="vertical" in node.appearance,
            ticks="no-ticks" not in node.appearance,
            every=_number(node.attributes.get("tick-interval", "")) or 0,
            said=_said(node),
            from_=_number(node.attributes.get("placeholder", "")),
        )

    def _rating(self, limits: Range) -> None:
        low, step = min(limits.start, limits.end), abs(limits.step) or 1
        flow = Flow(gap=4)
        count = round(abs(limits.end - limits.start) / step) + 1
        values = [tidy(round(low + at * step, 9)) for at in range(count)]
        for value in values:
            star = Star(value, values[-1])
            star.chosen.connect(lambda value=value: self._rate(value))
            self.rates[value] = star
            flow.add(star)
        self.down.addWidget(flow)

    def _rate(self, value: str) -> None:
        now = self.controller.node(self.ref).value
        self.give("" if now and float(now) == float(value) else value)
        self.refresh()

    def _moved(self, number: float) -> None:
        self.line.setText(own(tidy(number)))
        self.left()

    def parts(self) -> Iterable[QWidget]:
        return (*super().parts(), *self.rates.values())

    def first(self) -> QWidget | None:
        return self.scale or next(iter(self.rates.values()), None) or self.line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from star to star."""
        step = arrow(event)
        focused = next((star for star in self.rates.values() if star.hasFocus()), None)
        if not (step and focused is not None and walk(focused, step, Star)):
            super().keyPressEvent(event)

    def show_node(self, node: Node, second: Node | None) -> None:
        super().show_node(node, second)
        if self.scale is not None:
            self.scale.setEnabled(not node.readonly)
            self.scale.say(_said(node))
            self.scale.show_value(node.value)
        now = _number(node.value)
        for value, star in self.rates.items():
            star.setChecked(float(value) == now)
            star.fill(now is not None and float(value) <= now)
            star.setEnabled(not node.readonly)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _said(node: Node) -> dict[float, str]:
    """Words of the form at some of the numbers."""
    numbers = [(_number(choice.value), marked(choice.label)) for choice in node.choices]
    return {number: words for number, words in numbers if number is not None and words}
