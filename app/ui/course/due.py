"""What is to be done in all cases, overdue first, by day in both calendars."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import get_args

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.casework import tasks
from app.casework.session import Session
from app.casework.tasks import TaskView
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.settings import Language
from app.ui import goto, look
from app.ui.desk import Desk
from app.ui.parts.boxes import Row, Rows, counted, empty, group, tight
from app.ui.parts.buttons import Button
from app.ui.parts.frame import Office, Screen
from app.ui.words import Label, Text, plain, said

MOST = 200
Due = dict[Language, list[TaskView]]
_ICONS = {
    "stage": "folder", "referral": "send", "consent": "pen", "withdrawal": "flag",
    "decision": "super", "recovery": "shield", "retention": "minus",
    "hearing": "super", "risk": "shield", "contact": "person",
    "shift": "handover",
}  # fmt: skip


def read(session: Session, most: int) -> Due:
    """In each language, so that the page can change it without reading again."""
    return {code: tasks.tasks(session, limit=most, language=code) for code in get_args(Language)}


def row(screen: Screen, task: TaskView, *, dated: bool = True) -> Row:
    """One task; Open goes to its case."""
    show = Button(N_("Open"), "second")
    show.clicked.connect(lambda: screen.wants.emit(goto.Case(task.case_id)))
    show.setAccessibleDescription(strip_marks(f"{task.says} {task.reference}"))
    tone = "wait" if task.overdue else "ink2"
    icon = _ICONS.get(task.kind, "clock")
    return Row(plain(task.says), _second(task, dated=dated), icon, show, tone=tone)


def _second(task: TaskView, *, dated: bool) -> Text:
    def told(w: Words) -> str:
        who = isolate(task.name) if task.name else isolate_ltr(task.reference)
        if task.due is None:
            return who
        when = w.moment(task.due) if dated or task.overdue else w.time(task.due)
        return f"{who} · {w('overdue since {when}', when=when) if task.overdue else when}"

    return told


class TasksScreen(Office):
    """All of them."""

    due: Due | None = None

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "home", N_("To be done"), self._count)
        self.list = QVBoxLayout()
        tight(self.list, 18)
        self.body.addLayout(self.list)
        self.body.addStretch(1)
        self.load()

    def _count(self, w: Words) -> str:
        late = sum(each.overdue for each in self.due[w.language]) if self.due else 0
        return w.count("{n} is overdue", "{n} are overdue", late) if late else ""

    def load(self) -> None:
        session = self.desk.session
        self.desk.off.read(self, lambda: read(session, MOST), self._show)

    def _show(self, due: Due) -> None:
        self.due = due
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        self._fill()

    def tell(self) -> None:
        self._fill()

    def _fill(self) -> None:
        if not self.due:
            return
        self.hold_place()
        empty(self.list)
        found = self.due[look.words().language]
        if not found:
            self.list.addWidget(Label(N_("Nothing is to be done."), colour="ink2"))
        for title, some in _by_day(found):
            rows = Rows()
            for each in some:
                rows.add(row(self, each, dated=False))
            self.list.addWidget(group(title, rows))

    def synced(self) -> None:
        super().synced()
        self.load()


_LATE, _NO_DAY = N_("Overdue"), N_("Without a day")


def _by_day(found: Sequence[TaskView]) -> Iterator[tuple[Text, list[TaskView]]]:
    late = [each for each in found if each.overdue]
    if late:
        yield _LATE, late
    dated = [each for each in found if not each.overdue and each.due is not None]
    for day, some in groupby(dated, key=lambda each: _day(each.due)):
        yield _both(day), list(some)
    rest = [each for each in found if each.due is None]
    if rest:
        yield _NO_DAY, rest


def _day(due: datetime | None) -> date:
    assert due is not None
    return due.astimezone().date()


def _both(day: date) -> Text:
    """Gregorian and Hijri."""

    def told(w: Words) -> str:
        there = w.hijri(day)
        return f"{w.date(day, 'weekday')} · {there}" if there else w.date(day, "weekday")

    return told


def at_home(screen: Screen, due: Due, number: int, most: int) -> QWidget:
    """The first few, at the day's page."""
    title = counted(N_("To be done"), number)
    found = due[look.words().language]
    if not found:
        return group(title, Label(N_("Nothing is late."), colour="ink2"), beside=True)
    rows = Rows()
    for each in found[:most]:
        rows.add(row(screen, each))
    every = Button(lambda w: w("Show all ({n})", n=number), "quiet")
    every.clicked.connect(lambda: screen.wants.emit(goto.Tasks()))
    every.setAccessibleDescription(strip_marks(said(N_("To be done"))))
    return group(title, rows, every, beside=True)
