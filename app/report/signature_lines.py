"""Lines to write on by hand, side by side, each with its label under it."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from app.report.bidi import Direction
from app.report.structure import Element, marked
from app.report.styles import INK2
from app.report.text_flowables import PlacedLine, Text, paint_beside

_BETWEEN = 18


class ByHand(Flowable):  # type: ignore[misc]
    """`room`: points above each line."""

    def __init__(self, labels: Sequence[Text], direction: Direction, room: float) -> None:
        super().__init__()
        self.labels, self.direction, self.room = labels, direction, room

    def placed_in(self, parent: Element, page: Direction) -> None:
        part = parent.child("Div")
        for text in self.labels:
            text.placed_in(part, page)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self.height = self.room + max(text.wrap(self._wide(), 0)[1] for text in self.labels)
        return width, self.height

    def _wide(self) -> float:
        return (self.width - _BETWEEN * (len(self.labels) - 1)) / len(self.labels)

    def draw(self) -> None:
        canvas, wide = self.canv, self._wide()
        placed_lines: list[PlacedLine] = []
        canvas.setStrokeColorRGB(*INK2)
        canvas.setLineWidth(0.8)
        for n, text in enumerate(self.labels):
            at = n if self.direction == "ltr" else len(self.labels) - 1 - n
            left_edge, top = at * (wide + _BETWEEN), self.height - self.room
            with marked(canvas, None):
                canvas.line(left_edge, top, left_edge + wide, top)
            placed_lines += text.standing(left_edge, top - 2, wide)
        paint_beside(canvas, placed_lines)
