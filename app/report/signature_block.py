"""Places to sign side by side: above each line who signs, below it the name and what is written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from app.report.bidi import Direction
from app.report.structure import Element, marked
from app.report.styles import INK
from app.report.text_flowables import PlacedLine, Text, is_blank, paint_beside

_BETWEEN, _ROOM, _APART = 14.0, 46.0, 8.0


@dataclass(frozen=True, slots=True)
class SignatureColumn:
    """Texts of one level stand on one line, each at its own side."""

    headings: tuple[Text, ...]
    levels: tuple[tuple[Text, ...], ...]


class SignatureBlock(Flowable):  # type: ignore[misc]
    def __init__(self, columns: Sequence[SignatureColumn], direction: Direction) -> None:
        super().__init__()
        self.columns, self.direction = tuple(columns), direction

    def placed_in(self, parent: Element, page: Direction) -> None:
        for column in self.columns:
            part = parent.child("Div")
            for text in (*column.headings, *(text for level in column.levels for text in level)):
                text.placed_in(part, page)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self._above = max(
            sum(map(self._level, self._levels(column.headings))) for column in self.columns
        )
        levels_height = max(sum(map(self._level, self._under(column))) for column in self.columns)
        self.height = self._above + _ROOM + 3 + levels_height
        return width, self.height

    def _wide(self) -> float:
        return (self.width - _BETWEEN * (len(self.columns) - 1)) / len(self.columns)

    def _level(self, texts: Sequence[Text]) -> float:
        wide = self._wide()
        return max((text.wrap(wide, 0)[1] for text in texts), default=0.0)

    def _under(self, column: SignatureColumn) -> list[tuple[Text, ...]]:
        return [level for texts in column.levels for level in self._levels(texts)]

    def _levels(self, texts: tuple[Text, ...]) -> list[tuple[Text, ...]]:
        """One under the other where they have no room beside each other."""
        if len(texts) < 2:
            return [texts]
        needed = sum(text.longest_line(self.width) for text in texts)
        return [texts] if needed + _APART <= self._wide() else [(text,) for text in texts]

    def draw(self) -> None:
        canvas, wide = self.canv, self._wide()
        if is_blank(canvas):
            return
        placed: list[PlacedLine] = []
        for number, column in enumerate(self.columns):
            at = number if self.direction == "ltr" else len(self.columns) - 1 - number
            left_edge = at * (wide + _BETWEEN)
            top = self.height
            for level in self._levels(column.headings):
                for text in level:
                    placed += text.standing(left_edge, top, wide)
                top -= self._level(level)
            top = self.height - self._above - _ROOM
            with marked(canvas, None):
                canvas.setStrokeColorRGB(*INK)
                canvas.setLineWidth(1)
                canvas.line(left_edge, top, left_edge + wide, top)
            top -= 3
            for level in self._under(column):
                for text in level:
                    placed += text.standing(left_edge, top, wide)
                top -= self._level(level)
        paint_beside(canvas, placed)
