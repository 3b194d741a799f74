"""Texts as flowables of reportlab: `Text` splits across pages; `TextRow` sets several beside each
other and mirrors them where the page runs right to left. The side a text starts from is the page's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reportlab.platypus import Flowable

from app.language import direction_of, strip_marks
from app.report import text_layer
from app.report.bidi import Direction
from app.report.line_breaking import Line, Part, lines, steady
from app.report.line_drawing import draw
from app.report.structure import Element, marked
from app.report.styles import LINE, PRIMARY, Colour, Style

_SPOKEN: dict[Direction, str] = {"rtl": "ar", "ltr": "en"}
_KEPT_WHOLE = 150  # points: a row no higher than this goes to the next page whole
BASELINE = 0.68  # of the leading, from its top


def is_blank(canvas: Any) -> bool:
    """Is a page only laid out, and nothing drawn on it?"""
    return bool(getattr(canvas, "is_blank", False))


class Text(Flowable):  # type: ignore[misc]
    """A text in one style, of one or more paragraphs."""

    def __init__(
        self,
        text: str | Sequence[Part],
        style: Style,
        page: Direction,
        *,
        otherwise: Direction | None = None,
        tag: str = "P",
        language: str = "",
    ) -> None:
        """`otherwise`: the direction of a paragraph without a strong letter (a number, a phone). `tag`: what
        it is in the paper's structure; `language`: its code, "" for the page's."""
        super().__init__()
        self.parts: tuple[Part, ...] = (
            ((steady(text), style.bold),)
            if isinstance(text, str)
            else tuple((steady(words), bold) for words, bold in text)
        )
        self.style = style
        self.page = page
        self.otherwise: Direction = otherwise or page
        self.tag, self.language = tag, language
        self.element: Element | None = None
        self._fixed: tuple[tuple[Line, int], ...] | None = None

    def placed_in(self, parent: Element, page: Direction) -> None:
        """Belongs to an element from now on. `page`: the direction of the document; a text that begins
        the other way is in the other of the two languages, unless it says in which."""
        text = strip_marks("".join(words for words, _ in self.parts))
        runs = direction_of(text, self.page)
        second_language = "" if runs == page else _SPOKEN[runs]
        self.element = parent.child(self.tag, self.language or second_language)
        # where a line has Arabic in it, all its letters are drawn in another order than they are read
        self.element.actual = text

    def laid(self, width: float) -> tuple[tuple[Line, int], ...]:
        if self._fixed is not None:
            return self._fixed
        return lines(self.parts, width * 1000 / self.style.size, self.otherwise)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self.height = len(self.laid(width)) * self.style.leading
        return width, self.height

    def longest_line(self, width: float) -> float:
        """How wide the text is, in points, where it may be this wide."""
        return max(sum(token.width for token in line) * self.style.size / 1000 for line, _ in self.laid(width))

    def split(self, width: float, height: float) -> list[Flowable]:
        lines = self.laid(width)
        fitting = int(height / self.style.leading + 1e-6)
        if fitting >= len(lines):
            return [self]
        if fitting < 1:
            return []
        return [self._with(lines[:fitting]), self._with(lines[fitting:])]

    def _with(self, lines: tuple[tuple[Line, int], ...]) -> "Text":
        part = Text("", self.style, self.page, otherwise=self.otherwise, tag=self.tag)
        part.language, part.element = self.language, self.element
        part._fixed = lines
        return part

    def getSpaceBefore(self) -> float:
        return self.style.before

    def getSpaceAfter(self) -> float:
        return self.style.after

    def draw(self) -> None:
        if not is_blank(self.canv):
            self.paint(self.canv, 0, self.height, self.width)

    def paint(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        for placed_line in self.standing(x, top, width):
            placed_line.draw(canvas)

    def standing(self, x: float, top: float, width: float) -> Iterator["PlacedLine"]:
        """Where each line stands when the upper left corner is at (x, top)."""
        drop = self.style.leading * BASELINE  # texts of one leading share their baselines
        for n, (line, _) in enumerate(self.laid(width)):
            wide = sum(token.width for token in line) * self.style.size / 1000
            spare = width - wide
            indent = spare if self.page == "rtl" else 0
            if self.style.align == "centre":
                indent = spare / 2
            y = top - n * self.style.leading - drop
            yield PlacedLine(line, x + indent, y, self.style, self.element)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line at its place: left end and baseline."""

    line: Line
    x: float
    y: float
    style: Style
    element: Element | None = None

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.line)

    def draw(self, canvas: Any, overall: bool | None = None, read_before: str = "") -> None:
        if self.line:
            draw(canvas, self.line, self.x, self.y, self.style, overall, read_before=read_before, element=self.element)


def paint_beside(canvas: Any, placed_lines: Sequence[PlacedLine]) -> None:
    """Draw lines of several columns; those on one baseline are one line to a reader program."""
    level: dict[int, list[PlacedLine]] = {}
    for placed_line in placed_lines:
        level.setdefault(round(placed_line.y), []).append(placed_line)
    for row in level.values():
        # as a program takes them, whoever was drawn first
        row.sort(key=lambda placed_line: placed_line.x)
        overall = text_layer.runs_right_to_left(" ".join(placed_line.text for placed_line in row))
        read_before = ""
        for placed_line in reversed(row) if overall else row:
            placed_line.draw(canvas, overall, read_before)
            read_before += placed_line.text + " "


Heads = Literal["", "row", "ends", "column"]


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
        heads: Heads = "",
        boxed: bool = False,
    ) -> None:
        """`heads`: what heads something in a table: the "row" by its first cell, its "ends" where the row is
        in two languages, or each cell its "column".
        `boxed`: with a line around it."""
        super().__init__()
        self.heads: Heads = heads
        self.boxed = boxed
        self.alone = False  # no row of a table, though it has several cells
        self.inset = 8.0 if fill or boxed else 0.0
        self.kept_whole = float(_KEPT_WHOLE)
        self.cells = tuple(cells)
        self.page = page
        self.rule = rule
        self.fill = fill
        self.gap = gap
        self.padding = padding

    def _columns(self, width: float) -> list[tuple[float, float]]:
        """Left edge and width of each cell."""
        inset = self.inset
        room = width - 2 * inset - self.gap * (len(self.cells) - 1)
        total = sum(cell.share for cell in self.cells)
        at, columns = inset, []
        for cell in self.cells:
            wide = room * cell.share / total
            columns.append((at if self.page == "ltr" else width - at - wide, wide))
            at += wide + self.gap
        return columns

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        columns = self._columns(width)
        self.height = 2 * self.padding + max(
            lower + sum(text.wrap(wide, 0)[1] for text in cell.texts)
            for cell, lower, (_, wide) in zip(self.cells, self._lowered(), columns, strict=True)
        )
        return width, self.height

    def _lowered(self) -> list[float]:
        """By how much each cell begins lower, so that the first lines of all stand on one baseline: what stands a
        hair lower is another line to a program, which then turns its words round."""
        leadings = [cell.texts[0].style.leading if cell.texts else 0.0 for cell in self.cells]
        return [(max(leadings) - leading) * BASELINE if leading else 0.0 for leading in leadings]

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        if self.height <= height:
            return [self]
        if self.height <= self.kept_whole:
            return []
        room = height - 2 * self.padding - max(self._lowered())
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
        row = TextRow(
            cells, self.page, rule=self.rule, fill=self.fill, gap=self.gap, padding=self.padding,
            heads=self.heads, boxed=self.boxed,
        )  # fmt: skip
        row.alone, row.inset, row.kept_whole = self.alone, self.inset, self.kept_whole
        return row

    @property
    def in_table(self) -> bool:
        """Is it a row among others? What is filled stands by itself, unless it heads columns."""
        if self.alone or self.boxed or any(_is_heading(cell) for cell in self.cells):
            return False
        return self.fill is None or self.heads == "column"

    def placed_in(self, parent: Element, page: Direction) -> None:
        """A row of a table; of another element, a part with its texts."""
        if parent.tag != "Table":
            part = parent.child("Div")
            for cell in self.cells:
                for text in cell.texts:
                    text.placed_in(part, page)
            return
        row = parent.child("TR")
        for number, cell in enumerate(self.cells):
            is_first, is_last = not number, number == len(self.cells) - 1
            is_head = {"row": is_first, "ends": is_first or is_last, "column": True}.get(self.heads)
            scope = ("Column" if self.heads == "column" else "Row") if is_head else ""
            column = row.child("TH" if is_head else "TD", scope=scope)
            for text in cell.texts:
                text.placed_in(column, page)

    def draw(self) -> None:
        canvas = self.canv
        if is_blank(canvas):
            return
        if self.fill:
            with marked(canvas, None):
                canvas.setFillColorRGB(*self.fill)
                canvas.roundRect(0, 0, self.width, self.height, 4, stroke=0, fill=1)
        if self.boxed:
            with marked(canvas, None):
                canvas.setStrokeColorRGB(*PRIMARY)
                canvas.setLineWidth(0.8)
                canvas.roundRect(0, 0, self.width, self.height, 4, stroke=1, fill=0)
        placed_lines: list[PlacedLine] = []
        columns = zip(self.cells, self._lowered(), self._columns(self.width), strict=True)
        for cell, lower, (left_edge, wide) in columns:
            top = self.height - self.padding - lower
            for text in cell.texts:
                text.wrap(wide, 0)
                placed_lines += text.standing(left_edge, top, wide)
                top -= text.height
        paint_beside(canvas, placed_lines)
        if self.rule:
            with marked(canvas, None):
                canvas.setStrokeColorRGB(*LINE)
                canvas.setLineWidth(0.5)
                canvas.line(0, 0, self.width, 0)


def _is_heading(cell: Cell) -> bool:
    return any(text.tag.startswith("H") for text in cell.texts)


def _split(texts: Sequence[Text], width: float, room: float) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
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
