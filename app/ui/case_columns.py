"""The columns of the case list. Each is one entry: its title, its widths, its words, how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.casework.cases.queries import CaseRow
from app.casework.cases.terms import MARK
from app.casework.exchange.sync import State
from app.errors import N_
from app.language import isolate_ltr
from app.ui import case_marks, icons, labels, stages, text_lines, theme
from app.ui.sync.states import STATES

_DIFFER = N_("Conflict")
_MARKS = 2  # of a case that its row has room for
_LEAST_WIDTH = 160  # of the column that takes what the others leave
_WIDE = 800  # from this width on, and without a headquarters, all columns have room


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is drawn where. `place`: where the case is, with a headquarters."""

    painter: QPainter
    box: QRect
    row: CaseRow
    place: State | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`width`, `narrow`: in a wide and in a narrow window; 0 of the first column, which takes what the
    others leave, and of a column that is not shown. `spoken`: what a screen reader says besides."""

    title: str
    text: Callable[[CaseRow, State | None], str]
    draw: Callable[[Cell, str], None]
    width: int
    narrow: int
    needs_headquarters: bool = False
    spoken: Callable[[CaseRow], list[str]] = lambda _row: []


def widths(room: int, viewport: int, *, headquarters: bool) -> list[int]:
    """Of each column; 0: it is not shown."""
    columns = [
        column if headquarters or not column.needs_headquarters else None for column in COLUMNS
    ]
    extra = sum(column.width for column in columns if column and column.needs_headquarters)
    wide = room >= _WIDE + extra
    fixed = [(column.width if wide else column.narrow) if column else 0 for column in columns]
    return [max(_LEAST_WIDTH, viewport - sum(fixed)), *fixed[1:]]


def same_as(references: tuple[str, ...]) -> str:
    """The numbers of the same person's other cases."""
    return theme.words()(
        N_("The same person: {numbers}"),
        numbers=", ".join(isolate_ltr(reference) for reference in references),
    )


# the person


def _person(row: CaseRow, _place: State | None) -> str:
    w = theme.words()
    return w(N_("Restricted case")) if row.restricted else row.name or w(N_("No name yet"))


def _spoken_of_person(row: CaseRow) -> list[str]:
    w = theme.words()
    return [
        *([w(_DIFFER)] if row.conflicts else []),
        *([case_marks.in_words(row.marks, w)] if row.marks else []),
        *([same_as(row.same)] if row.same else []),
    ]


def _draw_person(cell: Cell, text: str) -> None:
    painter, row, box = cell.painter, cell.row, cell.box
    for mark in row.marks[:_MARKS]:
        icon, tone = case_marks.LOOKS[mark]
        box = _draw_mark(painter, box, icon, tone, MARK[mark], gap=24, least_width=110, weight=600)
    if row.conflicts:
        box = _draw_mark(painter, box, "wait", "wait", _DIFFER, gap=26, least_width=120, weight=500)
    if row.restricted:
        x = box.right() - 24 if theme.rtl() else box.left()
        icons.paint(painter, "lock", x, box.center().y() - 10, 20, "restricted")
        box = _without_leading(box, 34)
    elif row.same:
        lower = QRect(box.x(), box.center().y() + 2, box.width(), box.height() // 2 - 6)
        numbers = text_lines.elided(same_as(row.same), "small", box.width())
        text_lines.draw(painter, numbers, lower, "ink2")
        box = QRect(box.x(), box.y() + 6, box.width(), box.height() // 2 - 4)
    line = text_lines.elided(text, "body", box.width(), 500)
    text_lines.draw(painter, line, box, "restricted" if row.restricted else "ink")


def _draw_mark(
    painter: QPainter,
    box: QRect,
    icon: str,
    tone: str,
    message: str,
    *,
    gap: int,
    least_width: int,
    weight: int,
) -> QRect:
    """An icon and words at the end of the name; the room that remains. `least_width`: for the name, else the icon alone."""
    line = text_lines.lay(theme.words()(message), "small", 0, weight)
    width = gap + line.width
    if box.width() < width + least_width:
        line, width = text_lines.lay("", "small"), 18
    x = box.left() if theme.rtl() else box.right() - width
    icon_x = x + width - 18 if theme.rtl() else x
    icons.paint(painter, icon, icon_x, box.center().y() - 9, 18, tone)
    words_x = x if theme.rtl() else x + gap
    text_lines.draw(painter, line, QRect(words_x, box.top(), line.width, box.height()), tone)
    room = width + 12
    return box.adjusted(room, 0, 0, 0) if theme.rtl() else box.adjusted(0, 0, -room, 0)


# the other columns


def _draw_number(cell: Cell, text: str) -> None:
    line = text_lines.elided(text, "body", cell.box.width(), 500)
    text_lines.draw(cell.painter, line, cell.box, "ink")


def _draw_day(cell: Cell, text: str) -> None:
    line = text_lines.elided(text, "body", cell.box.width(), 400)
    text_lines.draw(cell.painter, line, cell.box, "ink2")


def _draw_stage(cell: Cell, text: str) -> None:
    painter, box = cell.painter, cell.box
    upper = QRect(box.x(), box.y() + 6, box.width(), box.height() // 2)
    text_lines.draw(painter, text_lines.elided(text, "small", box.width(), 500), upper, "ink")
    reached, y = stages.place(cell.row.stage), box.y() + 46
    painter.setPen(theme.colour("primary"))
    for dot in range(stages.how_many()):
        x = box.right() - 10 - dot * 14 if theme.rtl() else box.left() + dot * 14
        painter.setBrush(theme.colour("primary" if dot <= reached else "surface"))
        painter.drawEllipse(x, y - 5, 9, 9)


def _draw_place(cell: Cell, text: str) -> None:
    if cell.place is None:
        return
    _message, icon, tone = STATES[cell.place]
    x = cell.box.right() - 18 if theme.rtl() else cell.box.left()
    icons.paint(cell.painter, icon, x, cell.box.center().y() - 9, 18, tone)
    box = _without_leading(cell.box, 26)
    text_lines.draw(cell.painter, text_lines.elided(text, "small", box.width(), 500), box, tone)


def _without_leading(box: QRect, room: int) -> QRect:
    return box.adjusted(0, 0, -room, 0) if theme.rtl() else box.adjusted(room, 0, 0, 0)


COLUMNS: tuple[Column, ...] = (
    Column(
        title=N_("Person"), text=_person, draw=_draw_person, width=0, narrow=0,
        spoken=_spoken_of_person,
    ),
    Column(
        title=N_("Case number"), text=lambda row, _place: row.reference, draw=_draw_number,
        width=228, narrow=210,
    ),
    Column(
        title=N_("Stage"), text=lambda row, _place: labels.said(stages.name(row.stage)),
        draw=_draw_stage, width=210, narrow=190,
    ),
    Column(
        title=N_("Last change"),
        text=lambda row, _place: theme.words().date(row.updated.astimezone().date()),
        draw=_draw_day, width=180, narrow=0,
    ),
    Column(
        title=N_("Where stored"),
        text=lambda _row, place: theme.words()(STATES[place][0]) if place is not None else "",
        draw=_draw_place, width=170, narrow=170, needs_headquarters=True,
    ),
)  # fmt: skip
