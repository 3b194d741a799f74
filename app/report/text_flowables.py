"""Texts as flowables of reportlab: `Text` splits across pages; `TextRow` sets several beside each
other and mirrors them where the page runs right to left. The side a text starts from is the page's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable

from app.report import text_layer
from app.report.bidi import Direction
from app.report.line_breaking import Line, Part, lines, steady
from app.report.line_drawing import draw
from app.report.styles import LINE, Colour, Style

_KEPT_WHOLE = 150  # points: a row no higher than this goes to the next page whole
BASELINE = 0.68  # of the leading, from its top


class Text(Flowable):  # type: ignore[misc]
    """A text in one style, of one or more paragraphs."""

    def __init__(
        self,
        text: str | Sequence[Part],
        style: Style,
        page: Direction,
        *,
        otherwise: Direction | None = None,
    ) -> None:
        """`otherwise`: the direction of a paragraph without a strong letter (a number, a phone)."""
        super().__init__()
        self.parts: tuple[Part, ...] = (
            ((steady(text), style.bold),)
            if isinstance(text, str)
            else tuple((steady(words), bold) for words, bold in text)
        )
        self.style = style
        self.page = page
        self.otherwise: Direction = otherwise or page
        self._fixed: tuple[tuple[Line, int], ...] | None = None

    def laid(self, width: float) -> tuple[tuple[Line, int], ...]:
        if self._fixed is not None:
            return self._fixed
        return lines(self.parts, width * 1000 / self.style.size, self.otherwise)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self.height = len(self.laid(width)) * self.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        lines = self.laid(width)
        fitting = int(height / self.style.leading + 1e-6)
        if fitting >= len(lines):
            return [self]
        if fitting < 1:
            return []
        return [self._with(lines[:fitting]), self._with(lines[fitting:])]

    def _with(self, lines: tuple[tuple[Line, int], ...]) -> "Text":
        part = Text("", self.style, self.page, otherwise=self.otherwise)
        part._fixed = lines
        return part

    def getSpaceBefore(self) -> float:
        return self.style.before

    def getSpaceAfter(self) -> float:
        return self.style.after

    def draw(self) -> None:
        self.paint(self.canv, 0, self.height, self.width)

    def paint(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        for placed_line in self.standing(x, top, width):
            draw(canvas, placed_line.line, placed_line.x, placed_line.y, self.style)

    def standing(self, x: float, top: float, width: float) -> Iterator["PlacedLine"]:
        """Where each line stands when the upper left corner is at (x, top)."""
        drop = self.style.leading * BASELINE  # texts of one leading share their baselines
        for n, (line, _) in enumerate(self.laid(width)):
            wide = sum(token.width for token in line) * self.style.size / 1000
            spare = width - wide
            indent = spare if self.page == "rtl" else 0
            if self.style.align == "centre":
                indent = spare / 2
            yield PlacedLine(line, x + indent, top - n * self.style.leading - drop, self.style)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line at its place: left end and baseline."""

    line: Line
    x: float
    y: float
    style: Style

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.line)


def paint_beside(canvas: Any, placed_lines: Sequence[PlacedLine]) -> None:
    """Draw lines of several columns; those on one baseline are one line to a reader program."""
    level: dict[int, list[PlacedLine]] = {}
    for placed_line in placed_lines:
        level.setdefault(round(placed_line.y), []).append(placed_line)
    for row in level.values():
        overall = text_layer.runs_right_to_left(" ".join(placed_line.text for placed_line in row))
        for placed_line in row:
            draw(canvas, placed_line.line, placed_line.x, placed_line.y, placed_line.style, overall)


@dataclass(frozen=True, slots=True)
class Cell:
    texts: tuple[Text, ...]
    share: float  # of the row's width


class TextRow(Flowable):  # type: ignore[misc]
    """Texts beside each other, the first at the side where the page begins."""

    def __init__(
        self,
        cells: Sequence[Cell],
        page: Direction,
        *,
        rule: bool = True,
        fill: Colour | None = None,
        gap: float = 12,
        padding: float = 4,
    ) -> None:
        super().__init__()
        self.cells = tuple(cells)
        self.page = page
        self.rule = rule
        self.fill = fill
        self.gap = gap
        self.padding = padding

    def _columns(self, width: float) -> list[tuple[float, float]]:
        """Left edge and width of each cell."""
        inset = 8 if self.fill else 0
        room = width - 2 * inset - self.gap * (len(self.cells) - 1)
        total = sum(cell.share for cell in self.cells)
        at, columns = float(inset), []
        for cell in self.cells:
            wide = room * cell.share / total
            columns.append((at if self.page == "ltr" else width - at - wide, wide))
            at += wide + self.gap
        return columns

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        columns = self._columns(width)
        self.height = 2 * self.padding + max(
            sum(text.wrap(wide, 0)[1] for text in cell.texts)
            for cell, (_, wide) in zip(self.cells, columns, strict=True)
        )
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        if self.height <= height:
            return [self]
        if self.height <= _KEPT_WHOLE:
            return []
        room = height - 2 * self.padding
        cells: list[Cell] = []
        overflow_cells: list[Cell] = []
        for cell, (_, wide) in zip(self.cells, self._columns(width), strict=True):
            texts, overflow = _split(cell.texts, wide, room)
            cells.append(Cell(texts, cell.share))
            overflow_cells.append(Cell(overflow, cell.share))
        if not any(cell.texts for cell in cells):
            return []
        return [self._with(cells), self._with(overflow_cells)]

    def _with(self, cells: Sequence[Cell]) -> "TextRow":
        return TextRow(
            cells, self.page, rule=self.rule, fill=self.fill, gap=self.gap, padding=self.padding
        )

    def draw(self) -> None:
        canvas = self.canv
        if self.fill:
            canvas.setFillColorRGB(*self.fill)
            canvas.roundRect(0, 0, self.width, self.height, 4, stroke=0, fill=1)
        placed_lines: list[PlacedLine] = []
        for cell, (left_edge, wide) in zip(self.cells, self._columns(self.width), strict=True):
            top = self.height - self.padding
            for text in cell.texts:
                text.wrap(wide, 0)
                placed_lines += text.standing(left_edge, top, wide)
                top -= text.height
        paint_beside(canvas, placed_lines)
        if self.rule:
            canvas.setStrokeColorRGB(*LINE)
            canvas.setLineWidth(0.5)
            canvas.line(0, 0, self.width, 0)


def _split(
    texts: Sequence[Text], width: float, room: float
) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    fitting: list[Text] = []
    for i, text in enumerate(texts):
        _, height = text.wrap(width, 0)
        if height <= room:
            fitting.append(text)
            room -= height
            continue
        halves = text.split(width, room)
        if len(halves) == 2:
            return (*fitting, halves[0]), (halves[1], *texts[i + 1 :])
        return tuple(fitting), tuple(texts[i:])
    return tuple(fitting), ()
