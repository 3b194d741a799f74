"""The first page of whoever looks after others' work: what waits, the officers, the computers."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.exchange.headquarters import ServerCondition
from app.casework.pages import office_work
from app.casework.pages.office_work import OfficeToday, WorkQueue
from app.casework.pages.user_list import ComputerLine, UserList
from app.casework.pages.work_list import WorkFilter
from app.errors import N_
from app.language import Words, isolate
from app.ui import navigation
from app.ui.figures import OfficerRows
from app.ui.labels import Label, Text, isolated, plain
from app.ui.parts import Box, Button, Row, Rows, counted, group, layouts
from app.ui.parts.frame import Screen
from app.ui.users.columns import backup_words, contact_words, days_ago

_OFFICERS, _COMPUTERS = 6, 3
Show = Callable[[WorkFilter], None]


def waits_for_you(screen: Screen, today: OfficeToday, show_cases: Show) -> QWidget:
    """What this officer decides, confirms or approves, with the day since when the first waits."""
    reviews = WorkFilter(review=True)
    queues: list[tuple[WorkQueue, Callable[[Words, int], str], str, Callable[[], None]]] = [
        (today.reviews, _reviews, "super", lambda: show_cases(reviews)),
        (today.approvals, _approvals, "lock", _to_tasks(screen, office_work.APPROVALS)),
        (today.decisions, _decisions, "check", _to_tasks(screen, office_work.DECISIONS)),
        (today.erasures, _erasures, "minus", _to_tasks(screen, office_work.ERASURES)),
        (today.facts, _facts, "book", screen.goes(navigation.LegalFacts())),
    ]
    waiting = [queue for queue in queues if queue[0].count]
    if not waiting:
        sentence = Label(N_("Nothing waits for you."), colour="ink2")
        return group(N_("Waits for you"), sentence, aligned=True)
    rows = Rows()
    for queue, says, icon, act in waiting:
        button = Button(N_("Open"), "second", on_click=act)
        row = Row(partial(_counted, says, queue.count), _since(queue), icon, button, tone="wait")
        button.setAccessibleDescription(row.title.text())
        rows.add(row)
    return group(N_("Waits for you"), rows, aligned=True)


def _to_tasks(screen: Screen, kinds: tuple[str, ...]) -> Callable[[], None]:
    return screen.goes(navigation.Tasks(kinds))


def _counted(says: Callable[[Words, int], str], n: int, w: Words) -> str:
    return says(w, n)


def _reviews(w: Words, n: int) -> str:
    return w.count("{n} case to review", "{n} cases to review", n)


def _approvals(w: Words, n: int) -> str:
    return w.count("{n} file to approve", "{n} files to approve", n)


def _decisions(w: Words, n: int) -> str:
    return w.count("{n} decision to confirm", "{n} decisions to confirm", n)


def _erasures(w: Words, n: int) -> str:
    return w.count("{n} erasure to decide on", "{n} erasures to decide on", n)


def _facts(w: Words, n: int) -> str:
    return w.count("{n} legal or local fact to confirm", "{n} legal and local facts to confirm", n)


def _since(queue: WorkQueue) -> Text:
    oldest = queue.oldest
    if oldest is None:
        return ""
    return lambda w: w(N_("the longest since {day}"), day=w.date(oldest.astimezone().date()))


def officers(screen: Screen, today: OfficeToday, show_cases: Show) -> QWidget:
    """Those first with somebody who needs something today."""
    works = today.officers[:_OFFICERS]
    box = Box(margins=(0, 4, 0, 4))
    now = screen.context.clock()
    box.inside.addWidget(OfficerRows(show_cases, works, OfficerRows.of_today, now))
    every = Button(N_("Officers and figures"), "quiet", on_click=screen.goes(navigation.Figures()))
    return group(counted(N_("Officers"), len(today.officers)), box, every, aligned=True)


# -- user management ---------------------------------------------------------------------------


def computers(screen: Screen, users: UserList) -> QWidget | None:
    """Those from which nothing came for long, and those that made no backup."""
    parts = []
    for title, trouble, says in (
        (N_("No contact for 2 weeks"), "silent", contact_words),
        (N_("No backup for a week"), "no_backup", backup_words),
    ):
        lines = [line for line in users.computers if line.has(trouble, users.now)]  # type: ignore[arg-type]
        if not lines:
            continue
        rows = Rows.of(
            Row(isolated(plain(line.name)), partial(_of_computer, line, says, users), "hq")
            for line in lines[:_COMPUTERS]
        )
        every = Button(N_("Show them"), "quiet", on_click=screen.goes(navigation.People()))
        parts.append(group(counted(title, len(lines)), rows, every, aligned=True))
    return layouts.column_widget(*parts, gap=20, wrap=True) if parts else None


def server(condition: ServerCondition) -> QWidget:
    """How long its certificate holds and when it was backed up; what nobody said is not known."""
    rows = Rows.of(
        Row(title, says, icon, tone="wait" if is_amiss else "ink2")
        for title, says, icon, is_amiss in (
            (N_("Certificate"), partial(_certificate, condition), "shield", condition.ends_soon),
            (N_("Last backup"), partial(_backup, condition), "usb", condition.is_backup_amiss),
        )
    )
    return group(N_("Server"), rows, aligned=True)


def _certificate(condition: ServerCondition, w: Words) -> str:
    days = condition.days_left
    if condition.certificate is None or days is None:
        return w(N_("Not known"))
    if days < 0:
        day = w.date(condition.certificate.astimezone().date())
        return w(N_("Ended on {day}. Tell whoever looks after the server."), day=day)
    return w.count("{n} day left", "{n} days left", days)


def _backup(condition: ServerCondition, w: Words) -> str:
    backup, day = condition.backup, w(N_("Not known"))
    if backup:
        day = days_ago(w, backup, condition.at, clock=True)
    if condition.failed:
        return w(N_("The last try failed. Last complete backup: {when}"), when=day)
    if backup or condition.plans_backups is None:
        return day
    if condition.plans_backups:
        return w(N_("The first backup has not been made yet"))
    return w(N_("Not known: the server makes no automatic backups"))


def _of_computer(line: ComputerLine, says: Callable[..., tuple[str, bool]], users: UserList, w: Words) -> str:
    parts = (isolate(line.person) if line.person else "", says(line, users.now, w)[0])
    return " · ".join(part for part in parts if part)
