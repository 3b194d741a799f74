"""The columns of the lists of cases. Each is one entry: its title, its widths, its words, how it is drawn.

The officer's list and the supervisor's board choose among them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.case import search_text
from app.casework.cases import categories
from app.casework.cases.field_labels import MARK
from app.casework.exchange.sync import State
from app.casework.lifecycle.tasks import TaskNames
from app.casework.pages import work_list
from app.casework.pages.work_list import NextStep, WorkRow
from app.clock import utc
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui import case_marks, icons, labels, text_lines, theme
from app.ui.parts import cells
from app.ui.parts.cells import (
    draw_box,
    draw_label,
    draw_line,
    draw_two,
    draw_with_icon,
    halves,
    without_leading,
    without_trailing,
)
from app.ui.sync.states import STATES

_DIFFER = N_("Conflict")
_RESTRICTED = N_("Restricted case")
_BARS = {"high": 3, "medium": 2, "low": 1}
_MATCHED = {
    search_text.REFERENCE: N_("number"), search_text.PHONE: N_("telephone"),
    search_text.CIVIL_ID: N_("identity number"), search_text.PASSPORT: N_("passport"),
    search_text.EMPLOYER: N_("employer"), search_text.SITE: N_("place"),
    search_text.OFFICER: N_("officer"), search_text.NATIONALITY: N_("nationality"),
    search_text.PERSON: N_("another person of the case"), search_text.PROCEEDING: N_("proceedings"),
    search_text.FILE: N_("file"), search_text.GROUP: N_("group"), search_text.ANSWER: N_("answer"),
    search_text.ALIKE: N_("similar-sounding name"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a row's words depend on besides. `place`: where the case is, with a headquarters; `names`: of
    tasks; `now`: seconds since 1970; `chosen`: is the case marked for an act?"""

    place: State | None = None
    names: TaskNames | None = None
    now: int = 0
    chosen: bool = False
    decides: bool = False  # is it whoever looks who decides on what waits?

    def step(self, row: WorkRow) -> NextStep | None:
        if self.names is None:
            return None
        return work_list.next_step(row, self.names, self.now, decides=self.decides)


Cell = cells.Cell[WorkRow, Context]
Column = cells.CellColumn[WorkRow, Context]


def same_as(references: tuple[str, ...]) -> str:
    """The numbers of the same person's other cases."""
    return theme.words()(
        N_("The same person: {numbers}"), numbers=", ".join(isolate_ltr(reference) for reference in references)
    )


# drawing


# danger and marks


def _level(row: WorkRow) -> str:
    return next(name for name, rank in work_list.DANGERS.items() if rank == row.danger)


def _marks(row: WorkRow) -> list[str]:
    """Urgent, child; danger stands beside."""
    return [mark for mark in row.marks if mark in ("urgent", "child", "child_suspected", "visit")]


def _danger(row: WorkRow, _context: Context) -> str:
    w = theme.words()
    level = w(work_list.DANGER_SAYS[row.danger])
    parts = [w(MARK[mark]) for mark in _marks(row)]
    return ", ".join([w(N_("Danger: {level}"), level=level), *parts])


def _draw_danger(cell: Cell, _text: str) -> None:
    w, row = theme.words(), cell.row
    marks = _marks(row)[:2]
    upper, lower = halves(cell.box)
    box = upper if marks else cell.box
    level, level_text = _level(row), w(work_list.DANGER_SAYS[row.danger])
    if level in ("signs", "not_assessed"):
        x = box.right() - 17 if theme.rtl() else box.left()
        icons.paint(cell.painter, "wait", x, box.center().y() - 9, 18, "wait")
    else:
        _draw_bars(cell.painter, box, _BARS[level])
    strong = level in ("high", "signs", "not_assessed")
    draw_line(
        cell.painter,
        level_text,
        "small",
        without_leading(box, 26),
        "ink" if strong else "ink2",
        600 if level == "high" else 500,
    )
    place = lower.adjusted(0, 0, 0, 2)
    for mark in marks:
        place = without_leading(place, _draw_mark(cell.painter, place, mark) + 6)


def _draw_bars(painter: QPainter, box: QRect, full: int) -> None:
    painter.setPen(theme.colour("ink"))
    bottom = box.center().y() + 6
    for bar in range(3):
        height = 5 + bar * 4
        x = box.right() - 5 - bar * 7 if theme.rtl() else box.left() + bar * 7
        painter.setBrush(theme.colour("ink" if bar < full else "surface"))
        painter.drawRect(x, bottom - height, 4, height)


def _draw_mark(painter: QPainter, box: QRect, mark: str) -> int:
    """Its width; nothing is drawn where there is no room."""
    icon = case_marks.LOOKS[mark][0]
    line = text_lines.lay(theme.words()(MARK[mark]), "small", 0, 600)
    width = line.width + 16 + 22
    if width > box.width():
        return 0
    x = box.right() - width + 1 if theme.rtl() else box.left()
    frame = QRectF(x + 0.5, box.center().y() - 11.5, width - 1, 24)
    urgent = mark == "urgent"
    ink = "surface" if urgent else "primary" if mark.startswith("child") else "ink2"
    painter.setBrush(theme.colour("ink" if urgent else "surface"))
    painter.setPen(theme.colour("ink" if urgent else ink))
    painter.drawRoundedRect(frame, 5, 5)
    inner = QRect(x + 8, int(frame.y()), width - 16, 24)
    icon_x = inner.right() - 15 if theme.rtl() else inner.left()
    icons.paint(painter, icon, icon_x, inner.center().y() - 7, 16, ink)
    text_lines.draw(painter, line, without_leading(inner, 20), ink)
    return width


# the person


def _person(row: WorkRow, _context: Context) -> str:
    w = theme.words()
    return w(_RESTRICTED) if row.restricted else row.name or w(N_("No name yet"))


def _spoken_of_person(row: WorkRow) -> list[str]:
    w = theme.words()
    return [
        *([w(_DIFFER)] if row.conflicts else []),
        *([case_marks.in_words(row.marks, w)] if row.marks else []),
        *([same_as(row.same_person)] if row.same_person else []),
        *([why(row, w)] if row.matched else []),
    ]


def why(row: WorkRow, w: Words) -> str:
    """By what a search found it; what stands in the row itself needs no words."""
    kinds = [w(_MATCHED[kind]) for kind in row.matched if kind in _MATCHED]
    return w(N_("Found by: {what}"), what=w(N_(", ")).join(kinds)) if kinds else ""


def _about(row: WorkRow) -> str:
    """Under the name: who it is, and why it was found, else what was done last."""
    w = theme.words()
    if row.same_person:
        return same_as(row.same_person)
    if row.restricted:
        return why(row, w)
    nationality = categories.name(categories.NATIONALITY, row.nationality, w)
    change = "" if row.matched else work_list.last_change(row)
    last = w(change) if change else ""
    state = w(N_("Closed")) if row.closed else ""
    return " · ".join(part for part in (state, nationality, why(row, w) or last) if part)


def _draw_person(cell: Cell, text: str) -> None:
    _draw_named(cell, text, _about(cell.row), marks=True)


def _draw_person_and_number(cell: Cell, text: str) -> None:
    parts = (isolate_ltr(cell.row.reference), why(cell.row, theme.words()))
    _draw_named(cell, text, " · ".join(part for part in parts if part), marks=False)


def _draw_named(cell: Cell, text: str, second: str, *, marks: bool) -> None:
    row, box, painter = cell.row, cell.box, cell.painter
    upper, lower = halves(box) if second else (box, box)
    drawn = [*(_marks(row)[:2] if marks else []), *(["conflict"] if row.conflicts else [])]
    for mark in drawn:
        upper = without_trailing(upper, _draw_at_end(painter, upper, mark))
    if row.restricted:
        x = upper.right() - 17 if theme.rtl() else upper.left()
        icons.paint(painter, "lock", x, upper.center().y() - 9, 18, "restricted")
        upper = without_leading(upper, 24)
    draw_line(painter, text, "label", upper, "restricted" if row.restricted else "ink", 500)
    if second:
        draw_line(painter, second, "small", lower, "ink2", 400)


def _draw_at_end(painter: QPainter, box: QRect, mark: str) -> int:
    """A mark at the end of the name, its icon alone where the name needs the room."""
    icon, tone = case_marks.LOOKS.get(mark, ("wait", "wait"))
    line = text_lines.lay(theme.words()(MARK.get(mark, _DIFFER)), "small", 0, 600)
    width = 22 + line.width
    if box.width() < width + 120:
        line, width = text_lines.lay("", "small"), 18
    place = QRect(box.left() if theme.rtl() else box.right() - width + 1, box.y(), width, box.height())
    x = place.right() - 16 if theme.rtl() else place.left()
    icons.paint(painter, icon, x, place.center().y() - 8, 16, tone)
    text_lines.draw(painter, line, without_leading(place, 22), tone)
    return width + 10


# the other columns


def _draw_stage(cell: Cell, text: str) -> None:
    if not text:  # of a place
        return
    painter = cell.painter
    upper, lower = halves(cell.box)
    draw_line(painter, text, "small", upper, "ink", 500)
    reached, y = case_marks.stage_place(cell.row.stage), lower.center().y() - 1
    painter.setPen(theme.colour("primary"))
    for dot in range(case_marks.how_many_stages()):
        x = lower.right() - 10 - dot * 14 if theme.rtl() else lower.left() + dot * 14
        painter.setBrush(theme.colour("primary" if dot <= reached else "surface"))
        painter.drawEllipse(x, y - 5, 9, 9)


def _officer(row: WorkRow, _context: Context) -> str:
    return row.officer_name or theme.words()(N_("Nobody yet"))


def _draw_officer(cell: Cell, text: str) -> None:
    w, row = theme.words(), cell.row
    if row.assigned:
        draw_two(cell.painter, cell.box, (text, w(N_("not accepted yet"))), weight=400)
    elif row.away_from <= cell.context.now <= row.away_until:
        draw_two(cell.painter, cell.box, (text, w(N_("away"))), weight=400)
    else:
        draw_line(cell.painter, text, "small", cell.box, "ink", 400)


def _next_day(step: NextStep, now: int) -> str:
    """How long it is late, how long it waits, else its day."""
    w = theme.words()
    moment = utc(now)
    if step.waiting is not None:
        return _how_long(w, moment - step.waiting, late=False)
    if step.due is None:
        return w(N_("No date"))
    if step.late:
        return _how_long(w, moment - step.due, late=True)
    time_left = step.due - moment
    if time_left < timedelta(hours=1):
        minutes = max(1, int(time_left.total_seconds()) // 60)
        return w.count("{n} minute left", "{n} minutes left", minutes)
    days = (step.due.astimezone().date() - moment.astimezone().date()).days
    if not days:
        return w(N_("Today"))
    day = step.due.astimezone().date()
    return w(N_("Tomorrow")) if days == 1 else _short(w, day, moment.astimezone().date())


def _short(w: Words, day: date, today: date) -> str:
    """Without the year, where it is this one."""
    text = w.date(day)
    return text.rpartition(" ")[0] or text if day.year == today.year else text


def _how_long(w: Words, time: timedelta, *, late: bool) -> str:
    time = max(time, timedelta())  # by a colleague's clock it may lie ahead
    if time < timedelta(hours=1):
        return w("less than an hour late") if late else w("waits less than an hour")
    if time.days:
        return (
            w.count("{n} day late", "{n} days late", time.days)
            if late
            else w.count("waits {n} day", "waits {n} days", time.days)
        )
    hours = int(time.total_seconds()) // 3600
    return (
        w.count("{n} hour late", "{n} hours late", hours)
        if late
        else w.count("waits {n} hour", "waits {n} hours", hours)
    )


def _next(row: WorkRow, context: Context) -> str:
    step = context.step(row)
    w = theme.words()
    return next_words(step, context.now) if step else w(N_("No date"))


def next_words(step: NextStep, now: int) -> str:
    """What is to be done, and when."""
    w = theme.words()
    return w(N_(", ")).join((step.says(w), _next_day(step, now)))


def _draw_next(cell: Cell, _text: str) -> None:
    step, w = cell.context.step(cell.row), theme.words()
    if step is None:
        draw_line(cell.painter, w(N_("No date")), "small", cell.box, "ink2", 400)
        return
    upper, lower = halves(cell.box)
    draw_line(cell.painter, step.says(w), "small", upper, "ink", 500)
    day = _next_day(step, cell.context.now)
    is_soon = step.due is not None and step.due.timestamp() - cell.context.now < 3600
    if step.late or is_soon:
        draw_with_icon(cell.painter, lower, "clock", "wait", day)
    else:
        draw_line(cell.painter, day, "small", lower, "ink2", 400)


def _changed(row: WorkRow, _context: Context) -> str:
    w, last = theme.words(), work_list.last_change(row)
    parts = [w(last) if last else "", row.changed_by, w.date(row.updated.astimezone().date())]
    return ", ".join([*([w(N_("unread"))] if row.unread else []), *(part for part in parts if part)])


def _draw_changed(cell: Cell, _text: str) -> None:
    w, row = theme.words(), cell.row
    last = work_list.last_change(row)
    inner = without_leading(cell.box, 18)
    upper, lower = halves(inner)
    if row.unread:
        x = cell.box.right() - 9 if theme.rtl() else cell.box.left()
        cell.painter.setPen(theme.colour("primary"))
        cell.painter.setBrush(theme.colour("primary"))
        cell.painter.drawEllipse(x, cell.box.center().y() - 4, 9, 9)
    ink, weight = ("ink", 600) if row.unread else ("ink2", 400)
    draw_line(cell.painter, w(last) if last else "", "small", upper, ink, weight)
    today = utc(cell.context.now).astimezone().date()
    day = row.updated.astimezone().date()
    moment = w.time(row.updated) if day == today else _short(w, day, today)
    first_name = isolate(row.changed_by.split(" ")[0])
    text = " · ".join(part for part in (first_name, moment) if part)
    draw_line(cell.painter, text, "small", lower, "ink2", 400)


def _place(_row: WorkRow, context: Context) -> str:
    return theme.words()(STATES[context.place][0]) if context.place is not None else ""


def _draw_place(cell: Cell, text: str) -> None:
    if cell.context.place is None:
        return
    _message, icon, tone = STATES[cell.context.place]
    draw_with_icon(cell.painter, cell.box, icon, tone, text)


def _chosen(row: WorkRow, context: Context) -> str:
    w = theme.words()
    if context.chosen:
        return w(N_("selected"))
    return w(N_("Select {name}"), name=row.name or isolate_ltr(row.reference))


def _stage(row: WorkRow, _context: Context) -> str:
    return "" if case_marks.VISIT in row.marks else labels.said(case_marks.stage_name(row.stage))


# where each column of the list stands
CASES: tuple[Column, ...] = (
    Column(
        title=N_("Person"),
        text=_person,
        draw=_draw_person,
        width=0,
        narrow=0,
        takes_rest=True,
        sort=work_list.Sort.PERSON,
        spoken=_spoken_of_person,
    ),
    Column(title=N_("Case number"), text=lambda row, _context: row.reference, draw=draw_label, width=196, narrow=190),
    Column(title=N_("Stage"), text=_stage, draw=_draw_stage, width=200, narrow=0, sort=work_list.Sort.STAGE),
    Column(title=N_("Next step"), text=_next, draw=_draw_next, width=190, narrow=180, sort=work_list.Sort.NEXT),
    Column(title=N_("Where stored"), text=_place, draw=_draw_place, width=165, narrow=165, needs_headquarters=True),
)
BOARD: tuple[Column, ...] = (
    Column(
        title="",
        text=_chosen,
        width=48,
        narrow=48,
        draw=lambda cell, _text: draw_box(cell.painter, cell.box, cell.context.chosen),
    ),
    Column(title=N_("Danger"), text=_danger, draw=_draw_danger, width=172, narrow=150, sort=work_list.Sort.DANGER),
    Column(
        title=N_("Person"),
        text=_person,
        draw=_draw_person_and_number,
        width=0,
        narrow=0,
        takes_rest=True,
        sort=work_list.Sort.PERSON,
        spoken=_spoken_of_person,
    ),
    Column(title=N_("Stage"), text=_stage, draw=_draw_stage, width=136, narrow=130, sort=work_list.Sort.STAGE),
    Column(
        title=N_("Case officer"), text=_officer, draw=_draw_officer, width=134, narrow=0, sort=work_list.Sort.OFFICER
    ),
    Column(title=N_("Next step"), text=_next, draw=_draw_next, width=174, narrow=150, sort=work_list.Sort.NEXT),
    Column(
        title=N_("Last change"), text=_changed, draw=_draw_changed, width=188, narrow=0, sort=work_list.Sort.CHANGED
    ),
)
