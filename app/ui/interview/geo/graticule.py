"""A typed place, way or ground on a net of degrees, over the country's outline: to see a slip at once.

No map: nothing is loaded. North is up and east is right in both languages."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from app.casework.questionnaires.country_outline import Area, Place
from app.errors import N_
from app.ui import text_lines, theme
from app.ui.labels import name
from app.ui.parts import shapes

_WIDE, _HIGH, _EDGE = 420, 300, 34
_STEPS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 45.0)
_LEAST = 0.004  # degrees that are shown at least


class Graticule(shapes.Drawn):
    """`closed`: the points are the corners of a ground."""

    def __init__(self, *, closed: bool = False) -> None:
        super().__init__()
        self.points: tuple[Place, ...] = ()
        self.area: Area | None = None
        self._closed = closed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_WIDE)
        self.setFixedHeight(_HIGH)
        self.tell()

    def tell(self) -> None:
        name(self, N_("The place on a grid of degrees, north up"))

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HIGH)

    def show_points(self, points: Sequence[Place], area: Area | None) -> None:
        """Nothing is shown where there is no point."""
        self.points, self.area = tuple(points), area
        self.setVisible(bool(points))
        self.update()

    def _shown(self) -> QRectF:
        """Degrees: x is longitude, y is latitude."""
        outline = self.area.outline if self.area and len(self.points) == 1 else ()
        every = (*self.points, *outline)
        south, north = min(a for a, _ in every), max(a for a, _ in every)
        west, east = min(b for _, b in every), max(b for _, b in every)
        wide, high = max(east - west, _LEAST) * 1.24, max(north - south, _LEAST) * 1.24
        squeeze = max(0.1, math.cos(math.radians((south + north) / 2)))
        room = (self.width() - 2 * _EDGE) / max(1, self.height() - 2 * _EDGE)
        wide, high = max(wide, high * room / squeeze), max(high, wide * squeeze / room)
        return QRectF((west + east - wide) / 2, (south + north - high) / 2, wide, high)

    def _at(self, area: QRectF, place: Place) -> QPointF:
        wide, high = self.width() - 2 * _EDGE, self.height() - 2 * _EDGE
        return QPointF(
            _EDGE + wide * (place[1] - area.x()) / area.width(),
            _EDGE + high * (1 - (place[0] - area.y()) / area.height()),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shapes.panel(painter, self, "surface", "line", radius=8)
        if not self.points:
            return
        area = self._shown()
        self._draw_net(painter, area)
        painter.setClipRect(self.rect().adjusted(1, 1, -1, -1))
        if self.area is not None:
            painter.setPen(QPen(theme.colour("ink2"), 1.5))
            painter.setBrush(theme.colour("sunken"))
            painter.drawPolygon(QPolygonF([self._at(area, point) for point in self.area.outline]))
            self._draw_net(painter, area)
        self._draw_points(painter, [self._at(area, point) for point in self.points])

    def _draw_net(self, painter: QPainter, area: QRectF) -> None:
        step = next((size for size in _STEPS if area.width() / size <= 6), _STEPS[-1])
        for at in _marks(area.left(), area.right(), step):
            x = self._at(area, (area.y(), at)).x()
            self._draw_mark(painter, QPointF(x, 1), QPointF(x, self.height() - 24), at, "E", "W")
        for at in _marks(area.top(), area.bottom(), step):
            y = self._at(area, (at, area.x())).y()
            self._draw_mark(painter, QPointF(1, y), QPointF(self.width() - 1, y), at, "N", "S")

    def _draw_mark(self, painter: QPainter, start: QPointF, end: QPointF, at: float, plus: str, minus: str) -> None:
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(start, end)
        text = f"{abs(at):.4f}".rstrip("0").rstrip(".") + f"°{plus if at >= 0 else minus}"
        line = text_lines.lay(text, "small")
        upright = start.x() == end.x()
        left_x = end.x() - line.width / 2 if upright else 6
        top = self.height() - 25 if upright else start.y() - line.height + 2
        box = QRectF(left_x, top, line.width, line.height).toRect()
        text_lines.draw(painter, line, box, "ink2", "center")

    def _draw_points(self, painter: QPainter, places: list[QPointF]) -> None:
        painter.setPen(QPen(theme.colour("primary"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(places) > 1:
            (painter.drawPolygon if self._closed else painter.drawPolyline)(QPolygonF(places))
        painter.setBrush(theme.colour("primary"))
        for place in places:
            painter.drawEllipse(place, 5 if len(places) > 1 else 8, 5 if len(places) > 1 else 8)


def _marks(first: float, last: float, step: float) -> list[float]:
    begin = math.ceil(first / step)
    return [number * step for number in range(begin, min(math.floor(last / step), begin + 40) + 1)]
