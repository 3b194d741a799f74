"""Places to sign and to write by hand, side by side: above each line who signs, below it what belongs there."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, KeepTogether

from app.report.bidi import Direction
from app.report.structure import Element, marked
from app.report.styles import INK, INK2, Colour
from app.report.text_flowables import PlacedLine, Text, TextRow, is_blank, paint_beside

_ROOM, _APART = 46.0, 8.0


def signed_after(story: Sequence[Flowable], places: Sequence[Flowable]) -> list[Flowable]:
    """A story and the places to sign it, on the page of its last row, with the heading of that: nobody signs on
    a page that says nothing of what was signed."""
    last = max((n for n, flowable in enumerate(story) if isinstance(flowable, TextRow)), default=0)
    while last and getattr(story[last - 1], "keepWithNext", 0):
        last -= 1
    return [*story[:last], KeepTogether([*story[last:], *places])]


class _Places(Flowable):  # type: ignore[misc]
    """`between`: points between two lines."""

    direction: Direction
    count: int
    between: float
    width: float

    def _wide(self) -> float:
        return (self.width - self.between * (self.count - 1)) / self.count

    def _left_edge(self, number: int) -> float:
        at = number if self.direction == "ltr" else self.count - 1 - number
        return at * (self._wide() + self.between)

    def _rule(self, left_edge: float, y: float, colour: Colour, thickness: float) -> None:
        with marked(self.canv, None):
            self.canv.setStrokeColorRGB(*colour)
            self.canv.setLineWidth(thickness)
            self.canv.line(left_edge, y, left_edge + self._wide(), y)


@dataclass(frozen=True, slots=True)
class SignatureColumn:
    """Texts of one level stand on one line, each at its own side."""

    headings: tuple[Text, ...]
    levels: tuple[tuple[Text, ...], ...]


class SignatureBlock(_Places):
    between = 14.0

    def __init__(self, columns: Sequence[SignatureColumn], direction: Direction) -> None:
        super().__init__()
        self.columns, self.count, self.direction = tuple(columns), len(columns), direction

    def placed_in(self, parent: Element, page: Direction) -> None:
        for column in self.columns:
            part = parent.child("Div")
            for text in (*column.headings, *(text for level in column.levels for text in level)):
                text.placed_in(part, page)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self._above = max(sum(map(self._level, self._levels(column.headings))) for column in self.columns)
        levels_height = max(sum(map(self._level, self._under(column))) for column in self.columns)
        self.height = self._above + _ROOM + 3 + levels_height
        return width, self.height

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
            left_edge, top = self._left_edge(number), self.height
            for level in self._levels(column.headings):
                for text in level:
                    placed += text.standing(left_edge, top, wide)
                top -= self._level(level)
            top = self.height - self._above - _ROOM
            self._rule(left_edge, top, INK, 1)
            top -= 3
            for level in self._under(column):
                for text in level:
                    placed += text.standing(left_edge, top, wide)
                top -= self._level(level)
        paint_beside(canvas, placed)


class ByHand(_Places):
    """Lines to write on, each with its label under it. `room`: points above each line."""

    between = 18.0

    def __init__(self, labels: Sequence[Text], direction: Direction, room: float) -> None:
        super().__init__()
        self.labels, self.count, self.direction, self.room = labels, len(labels), direction, room

    def placed_in(self, parent: Element, page: Direction) -> None:
        part = parent.child("Div")
        for text in self.labels:
            text.placed_in(part, page)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self.height = self.room + max(text.wrap(self._wide(), 0)[1] for text in self.labels)
        return width, self.height

    def draw(self) -> None:
        placed_lines: list[PlacedLine] = []
        top = self.height - self.room
        for number, text in enumerate(self.labels):
            left_edge = self._left_edge(number)
            self._rule(left_edge, top, INK2, 0.8)
            placed_lines += text.standing(left_edge, top - 2, self._wide())
        paint_beside(self.canv, placed_lines)
