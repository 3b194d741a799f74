"""What is to be done in all cases, overdue first, by day in both calendars."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.case.tasks import URGENT
from app.casework.lifecycle import talk_days, tasks
from app.casework.lifecycle.tasks import TaskView
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import navigation, text_lines, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import Button, Chip, Flow, Row, Rows, counted, empty, group, layouts, shapes, wraps
from app.ui.parts.focus_ring import FocusRing
from app.ui.parts.form_dialog import NOT_A_DAY, FieldAnswers, Form, FormField, reason_field
from app.ui.parts.frame import Office, Screen

_STEPS = {Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class DayCell(FocusRing, QPushButton):
    """A day: its number, the other calendar's, and how much is due on it."""

    walked = Signal(object)  # the day that an arrow leads to

    def __init__(self, day: date, due: int, *, today: bool) -> None:
        super().__init__()
        self.day, self.due, self.today = day, due, today
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setMinimumHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tell()

    def tell(self) -> None:
        w = theme.words()
        self._there = w.hijri(self.day)
        parts = [w.date(self.day, "weekday"), self._there, self._says()]
        if self.today:
            parts.insert(0, w(N_("Today")))
        self.setAccessibleName(strip_marks(" · ".join(part for part in parts if part)))

    def _says(self) -> str:
        n = self.due
        return theme.words().count("{n} task", "{n} tasks", n) if n else ""

    def sizeHint(self) -> QSize:
        return QSize(72, 64)

    def minimumSizeHint(self) -> QSize:
        return QSize(52, 64)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        sideways = abs(step) == 1
        self.walked.emit(self.day + timedelta(days=-step if sideways and theme.rtl() else step))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, w = QPainter(self), theme.words()
        fill = "primary_soft" if self.isChecked() else "surface" if self.due else "sunken"
        edge = "primary" if self.isChecked() or self.today else "edge" if self.due else "line"
        shapes.panel(painter, self, fill, edge, width=2 if self.isChecked() or self.today else 1)
        inner = self.rect().adjusted(10, 6, -10, -6)
        number = text_lines.lay(w.number(self.day.day), "body", 0, 600 if self.today else 500)
        line = text_lines.lay(self._there.partition(" ")[0], "small", 0)
        wide, top = inner.width(), inner.top()
        text_lines.draw(painter, number, QRect(inner.left(), top, wide, number.height), "ink")
        text_lines.draw(painter, line, QRect(inner.left(), top + 2, wide, line.height), "ink2", "end")
        if self.due:
            says = text_lines.lay(self._says(), "small", 0, 500)
            if says.width > wide:
                says = text_lines.lay(w.number(self.due), "small", 0, 500)
            low = QRect(inner.left(), inner.bottom() - says.height, wide, says.height)
            text_lines.draw(painter, says, low, "primary")
        if self._ring:
            shapes.ring(painter, self)


class Month(QWidget):
    """The weeks of a month from Sunday on. `chose`: a day; `beyond`: an arrow led out of the month."""

    chose = Signal(object)
    beyond = Signal(object)

    def __init__(self, first: date, due: Mapping[date, int], today: date) -> None:
        super().__init__()
        self.cells: dict[date, DayCell] = {}
        self.grid = QGridLayout(self)
        self.grid.setSpacing(6)
        self.grid.setContentsMargins(0, 0, 0, 0)
        sunday = first - timedelta(days=(first.weekday() + 1) % 7)
        for column in range(7):
            name = theme.words().date(sunday + timedelta(days=column), "weekday").split()[0]
            self.grid.addWidget(Label(plain(name.rstrip("،,")), "small", "ink2", wrap=False), 0, column)
            self.grid.setColumnStretch(column, 1)
        for n in range(monthrange(first.year, first.month)[1]):
            day = first + timedelta(days=n)
            cell = self.cells[day] = DayCell(day, due.get(day, 0), today=day == today)
            cell.clicked.connect(lambda _=False, day=day: self.choose(day))
            cell.walked.connect(self._walk)
            at = (day - sunday).days
            self.grid.addWidget(cell, 1 + at // 7, at % 7)
        wraps(self)

    def choose(self, day: date) -> None:
        for cell_day, cell in self.cells.items():
            cell.setChecked(cell_day == day)
        self.chose.emit(day)

    def _walk(self, day: date) -> None:
        cell = self.cells.get(day)
        if cell is None:
            self.beyond.emit(day)
        else:
            cell.setFocus(Qt.FocusReason.TabFocusReason)


def acts(screen: Screen, task: TaskView, show: Button) -> QWidget:
    """Beside what leads to the case."""
    begin = navigation.StartInterview(case_id=task.case_id, earlier_talk=task.ref)
    talk = Button(N_("Talk now"), "second", "person", on_click=lambda: screen.wants.emit(begin))
    day = Button(N_("Set a day"), "quiet", on_click=lambda: set_day(screen, task.case_id, task.due))
    for button in (talk, day):
        button.setAccessibleDescription(show.accessibleDescription())
    return layouts.row_widget(day, talk, show, gap=8)


def set_day(screen: Screen, case_id: str, due: datetime | None = None) -> None:
    """Ask for the day, and why. `due`: by when it is to be so far."""
    session = screen.context.session

    def save(answers: FieldAnswers) -> None:
        day = answers.day("day")
        assert day is not None  # the field asks for it
        talk_days.set_day(session, case_id, day, answers.text("reason"))

    Form(
        kept_as="set_day",
        title=N_("When will you talk with the person again?"),
        sentence=N_("The day and the reason are recorded in the case."),
        parts=[
            FormField(
                name="day",
                label=N_("Day"),
                kind="day",
                value=due.date() if due else None,
                required=N_("Write the day first."),
                invalid=NOT_A_DAY,
            ),
            reason_field(),
        ],
        verb=N_("Set the day"),
        leave=N_("Leave it as it is"),
        save=save,
        after_save=screen.goes(navigation.Case(case_id)),
    ).ask(screen)


# -- due list -----------------------------------------------------------------------------------

MOST, _AT_FIRST = 200, 40  # that are listed, and before somebody asks for more
_ICONS = {
    "urgent": "urgent",
    "stage": "folder", "referral": "send", "consent": "pen", "withdrawal": "flag",
    "decision": "super", "recovery": "shield", "retention": "minus",
    "hearing": "super", "risk": "shield", "contact": "person",
    "shift": "handover", "erasure": "minus",
    "erasure_waits": "minus", "erasure_objection": "flag",
    "talk": "person", "refer": "flag", "deadline": "super", "release": "lock", "correct": "pen",
    "revisit": "eye", "record": "clock",
}  # fmt: skip


def row(screen: Screen, task: TaskView, *, dated: bool = True, officer: bool = False) -> Row:
    """One task; Open goes to its case. `officer`: it says whose case that is, of a colleague's."""
    show = Button(N_("Open"), "second", on_click=screen.goes(navigation.Case(task.case_id)))
    show.setAccessibleDescription(strip_marks(f"{said(task.says)} {task.reference}"))
    tone = "wait" if task.overdue or task.kind == "urgent" else "ink2"
    icon = _ICONS.get(task.kind, "clock")
    officer = officer and task.officer != screen.context.officer.name
    # whoever has the case talks again; beside a colleague's there is no room for it either
    trailing = acts(screen, task, show) if task.kind == "talk" and not officer else show
    return Row(task.says, _second(task, dated=dated, officer=officer), icon, trailing, tone=tone)


def _second(task: TaskView, *, dated: bool, officer: bool = False) -> Text:
    def sentence(w: Words) -> str:
        parts = [isolate(task.name) if task.name else isolate_ltr(task.reference)]
        if officer and task.officer:
            parts.append(isolate(task.officer))
        if task.due is not None:
            moment = w.moment(task.due) if dated or task.overdue else w.time(task.due)
            parts.append(w("overdue since {when}", when=moment) if task.overdue else moment)
        return " · ".join(parts)

    return sentence


class TasksScreen(Office):
    """All of them: as a list, or a month of them."""

    due: list[TaskView] | None = None
    numbers = 0, 0  # of all tasks, and of those that are overdue
    month: Month | None = None

    def __init__(self, context: AppContext, kinds: tuple[str, ...] = ()) -> None:
        super().__init__(context, "home", N_("Tasks"), self._count)
        self.kinds, self.listed = kinds, _AT_FIRST
        self.ways = {"list": Chip(N_("As a list")), "month": Chip(N_("As a calendar"))}
        self.way, self.first = "list", self._today().replace(day=1)
        self.chosen = self._today()
        line = Flow(gap=8)
        for view, chip in self.ways.items():
            chip.chosen.connect(lambda view=view: self.by(view))
            line.add(chip)
        self.list = layouts.column(gap=18)
        layouts.add(self.body, line, self.list, layouts.Stretch())
        self.tasks_by_day: dict[date, list[TaskView]] | None = None
        self.by("list")

    def _today(self) -> date:
        return self.context.clock().astimezone().date()

    def _count(self, w: Words) -> str:
        late = self.numbers[1]
        return w.count("{n} overdue", "{n} overdue", late) if late else ""

    def by(self, view: str) -> None:
        self.way = view
        for name, chip in self.ways.items():
            chip.setChecked(name == view)
        self.load()

    def load(self) -> None:
        first, kinds = self.first, self.kinds
        last = first + timedelta(days=monthrange(first.year, first.month)[1] - 1)

        def tasks_read(session: Session) -> tuple[list[TaskView], tuple[int, int]]:
            numbers = tasks.how_many(session, kinds)
            if kinds and kinds != (URGENT,):
                return tasks.tasks(session, kinds, limit=MOST), numbers
            return tasks.first(session, MOST, needs=True if kinds else None), numbers

        self.read_vault(tasks_read, self._show)
        if self.way == "month":
            self.read_vault(lambda session: tasks.by_day(session, first, last), self._show_month)

    def _show(self, tasks_read: tuple[list[TaskView], tuple[int, int]]) -> None:
        self.due, self.numbers = tasks_read
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        if self.way == "list":
            self._fill()

    def _show_month(self, tasks_by_day: dict[date, list[TaskView]]) -> None:
        self.tasks_by_day = tasks_by_day
        if self.way == "month":
            self._fill()

    def tell(self) -> None:
        self._fill()

    def _fill(self) -> None:
        if self.way == "month":
            self._fill_month()
        elif self.due is not None:
            self._fill_list(self.due)

    def _list_all(self) -> None:
        self.listed = MOST
        self._fill()

    def _fill_list(self, every_task: Sequence[TaskView]) -> None:
        self.hold_place()
        empty(self.list)
        task_views = every_task[: self.listed]
        if not task_views:
            self.list.addWidget(Label(N_("No tasks."), colour="ink2"))
        for title, day_tasks in _by_day(task_views):
            is_now = title == _NOW
            rows = Rows.of(row(self, task, dated=is_now, officer=True) for task in day_tasks)
            self.list.addWidget(group(title, rows))
        if len(every_task) > len(task_views):
            more = Button(N_("Show more"), "quiet", "down", on_click=self._list_all)
            self.list.addWidget(more, 0, Qt.AlignmentFlag.AlignLeading)
        elif (unlisted := self.numbers[0] - len(task_views)) > 0:
            says = N_("And {n} more.")
            self.list.addWidget(Label(lambda w: w(says, n=unlisted), "small", "ink2"))

    def _fill_month(self) -> None:
        if self.tasks_by_day is None:
            return
        self.hold_place()
        empty(self.list)
        by_day = self.tasks_by_day
        self.month = Month(self.first, {day: len(day_tasks) for day, day_tasks in by_day.items()}, self._today())
        self.month.chose.connect(self._show_day)
        self.month.beyond.connect(lambda day: self.turn(day, walking=True))
        self.of_day = QVBoxLayout()
        layouts.add(self.list, self._head(), self.month, self.of_day)
        if self.chosen not in self.month.cells:
            self.chosen = self.first
        self.month.choose(self.chosen)
        if self._walking:
            self._walking = False
            self.month.cells[self.chosen].setFocus(Qt.FocusReason.TabFocusReason)

    _walking = False

    def _head(self) -> QWidget:
        """The month in both calendars, and the ones beside it."""
        first = self.first
        last = first + timedelta(days=monthrange(first.year, first.month)[1] - 1)
        previous = Button(N_("Previous month"), "quiet", "arrow_back")
        following = Button(N_("Next month"), "quiet", "arrow_fwd", icon_after=True)
        previous.clicked.connect(lambda: self.turn(first - timedelta(days=1)))
        following.clicked.connect(lambda: self.turn(last + timedelta(days=1)))
        names = Label(lambda w: f"{w.month(first)} · {w.hijri_months(first, last)}", "heading")
        return layouts.row_widget((names, 1), previous, following, gap=8, wrap=True)

    def turn(self, day: date, *, walking: bool = False) -> None:
        self.first, self.chosen, self._walking = day.replace(day=1), day, walking
        self.load()

    def _show_day(self, day: date) -> None:
        self.chosen = day
        empty(self.of_day)
        day_tasks = (self.tasks_by_day or {}).get(day, [])
        if not day_tasks:
            label = Label(N_("Nothing is due on this day."), colour="ink2")
            self.of_day.addWidget(group(_both(day), label))
            return
        rows = Rows.of(row(self, task, dated=False) for task in day_tasks)
        self.of_day.addWidget(group(_both(day), rows))

    def synced(self) -> None:
        super().synced()
        self.load()


_NOW, _LATE, _NO_DAY = N_("Now"), N_("Overdue"), N_("No date set")


def _by_day(every_task: Sequence[TaskView]) -> Iterator[tuple[Text, list[TaskView]]]:
    """What somebody needs today comes first, in the order in which it is given."""
    if needs := [task for task in every_task if task.kind == URGENT]:
        yield _NOW, needs
    task_views = [task for task in every_task if task.kind != URGENT]
    late = [task for task in task_views if task.overdue]
    if late:
        yield _LATE, late
    dated = [task for task in task_views if not task.overdue and task.due is not None]
    for day, day_tasks in groupby(dated, key=lambda task: _day(task.due)):
        yield _both(day), list(day_tasks)
    undated = [task for task in task_views if task.due is None]
    if undated:
        yield _NO_DAY, undated


def _day(due: datetime | None) -> date:
    assert due is not None
    return due.astimezone().date()


def _both(day: date) -> Text:
    """Gregorian and Hijri."""

    def sentence(w: Words) -> str:
        hijri = w.hijri(day)
        return f"{w.date(day, 'weekday')} · {hijri}" if hijri else w.date(day, "weekday")

    return sentence


def at_home(screen: Screen, due: list[TaskView], number: int, limit: int) -> QWidget:
    """The first few, at the day's page."""
    title = counted(N_("Tasks"), number)
    if not due:
        return group(title, Label(N_("No overdue tasks."), colour="ink2"), aligned=True)
    rows = Rows.of(row(screen, task, officer=True) for task in due[:limit])
    every = Button(lambda w: w("Show all ({n})", n=number), "quiet", on_click=screen.goes(navigation.Tasks()))
    every.setAccessibleDescription(strip_marks(said(N_("Tasks"))))
    return group(title, rows, every, aligned=True)
