"""Columns of a table whose rows have two lines: what each says, how wide it is, how its cells are drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.ui import icons, text_lines, theme
from app.ui.tokens import Role

RowT = TypeVar("RowT")
ContextT = TypeVar("ContextT")
LEAST_WIDTH = 172  # of the column that takes what the others leave
_TIGHT = 16  # so much less of it is better than a column that is not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Generic[RowT, ContextT]):
    """What is drawn where. `context`: what a row's words depend on besides the row."""

    painter: QPainter
    box: QRect
    row: RowT
    context: ContextT


@dataclass(frozen=True, slots=True, kw_only=True)
class CellColumn(Generic[RowT, ContextT]):
    """`width`, `narrow`: in a wide and in a narrow window; 0 of the column that takes what the others
    leave, and of one that is not shown. `sort`: by which order of the list its title sorts, "" for none.
    `spoken`: what a screen reader says besides."""

    title: str
    text: Callable[[RowT, ContextT], str]
    draw: Callable[[Cell[RowT, ContextT], str], None]
    width: int
    narrow: int
    sort: str = ""
    takes_rest: bool = False
    needs_headquarters: bool = False
    spoken: Callable[[RowT], list[str]] = lambda _row: []


def widths(
    columns: tuple[CellColumn[RowT, ContextT], ...], room: int, viewport: int, *, headquarters: bool
) -> list[int]:
    """Of each column; 0: it is not shown."""
    visible = [headquarters or not column.needs_headquarters for column in columns]
    fixed = sum(column.width for column, is_shown in zip(columns, visible, strict=True) if is_shown)
    wide = room >= fixed + LEAST_WIDTH
    sizes = [
        (column.width if wide else column.narrow) if is_shown else 0
        for column, is_shown in zip(columns, visible, strict=True)
    ]
    fixed_places = [at for at, size in enumerate(sizes) if size]
    # an end that lies outside can't be read: it stands in what opens with the row
    while len(fixed_places) > 1 and sum(sizes) + LEAST_WIDTH - _TIGHT > viewport:
        sizes[fixed_places.pop()] = 0
    remaining = max(LEAST_WIDTH, viewport - sum(sizes))
    return [remaining if column.takes_rest else size for column, size in zip(columns, sizes, strict=True)]


def halves(box: QRect) -> tuple[QRect, QRect]:
    """Of a cell with two lines."""
    middle = box.center().y()
    upper = QRect(box.x(), middle - 23, box.width(), 24)
    return upper, QRect(box.x(), middle + 1, box.width(), 22)


def draw_two(painter: QPainter, box: QRect, texts: tuple[str, str], *, weight: int = 500) -> None:
    """A line and a second one, which is smaller and quieter."""
    upper, lower = halves(box)
    draw_line(painter, texts[0], "label", upper, "ink", weight)
    draw_line(painter, texts[1], "small", lower, "ink2", 400)


def draw_line(painter: QPainter, text: str, role: Role, box: QRect, ink: str, weight: int = 0) -> int:
    """One line, elided; its width."""
    line = text_lines.elided(text, role, box.width(), weight)
    text_lines.draw(painter, line, box, ink)
    return line.width


def draw_label(cell: Cell[RowT, ContextT], text: str) -> None:
    """A cell of one line."""
    draw_line(cell.painter, text, "label", cell.box, "ink", 400)


def draw_with_icon(painter: QPainter, box: QRect, icon: str, tone: str, text: str) -> None:
    """Words of a state, with its icon before them."""
    x = box.right() - 15 if theme.rtl() else box.left()
    icons.paint(painter, icon, x, box.center().y() - 8, 16, tone)
    draw_line(painter, text, "small", without_leading(box, 22), tone, 600)


def without_leading(box: QRect, room: int) -> QRect:
    return box.adjusted(0, 0, -room, 0) if theme.rtl() else box.adjusted(room, 0, 0, 0)


def without_trailing(box: QRect, room: int) -> QRect:
    return box.adjusted(room, 0, 0, 0) if theme.rtl() else box.adjusted(0, 0, -room, 0)


def draw_box(painter: QPainter, box: QRect, state: bool | None) -> None:
    """A tick box of 22 in the middle; None: some of what it stands for is chosen."""
    square = QRectF(box.center().x() - 11, box.center().y() - 11, 22, 22)
    painter.setPen(theme.colour("primary" if state is not False else "edge"))
    painter.setBrush(theme.colour("primary" if state is not False else "surface"))
    painter.drawRoundedRect(square, 5, 5)
    if state is not False:
        name = "check" if state else "minus"
        icons.paint(painter, name, int(square.x()) + 2, int(square.y()) + 2, 18, "on_primary")


def draw_initial(painter: QPainter, box: QRect, letter: str) -> None:
    """The first letter of a name in a circle of 34 at the leading side."""
    x = box.right() - 34 if theme.rtl() else box.left()
    circle = QRectF(x + 0.5, box.center().y() - 16.5, 33, 33)
    painter.setPen(theme.colour("line"))
    painter.setBrush(theme.colour("primary_soft"))
    painter.drawEllipse(circle)
    line = text_lines.lay(letter, "small", 0, 600)
    text_lines.draw(painter, line, circle.toRect(), "primary", "center")
