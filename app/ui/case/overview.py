"""The first tab of a case: what comes first, the stages, what follows, the result; beside them the
person and what she or he agreed to. It holds on one screen: whatever is long stands in its own tab."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.casework.lifecycle.case_stages import ProgressView, StepView
from app.casework.lifecycle.consents import ConsentView
from app.casework.lifecycle.support_services import RecoveryView
from app.casework.pages import case_page
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui import case_marks, fact_rows, icons, text_lines, theme
from app.ui.case import consent, next_stage, waiting
from app.ui.case.safe_number import SafeNumber
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import Banner, Box, Button, Icon, IconButton, Row, Rows, group, layouts
from app.ui.sharing import erasure as erase

if TYPE_CHECKING:
    from app.ui.case.page import CaseScreen


_FEW_CONSENTS = 5


class Overview(QWidget):
    """`next`: the page's one primary button, None where nothing waits for this officer."""

    def __init__(self, screen: "CaseScreen") -> None:
        super().__init__()
        self.case_screen = screen
        page, case = screen.of_course(), screen.told
        assert case is not None
        is_visit = case_marks.VISIT in case.marks
        body = layouts.column(gap=10, parent=self)
        steps = waiting.steps(screen)
        first = next((step for step in steps if step.acts), None)
        self.next: Button | None = None
        order = screen.order
        if order is not None and not (order.rules or order.confirms):
            body.addWidget(erase.banner(screen, screen.case_id, order))
        if page.course.road.closed:
            body.addWidget(Banner(next_stage.closed(page), "folder", "ink2"))
        if first is not None:
            band = waiting.Band(first)
            self.next = band.act
            body.addWidget(band)
        if not is_visit:
            body.addWidget(road(page.course.road, screen.context.clock(), page.course.care.recovery))
        self.columns = layouts.row(gap=20)
        leading, trailing = layouts.column(gap=8), layouts.column(gap=8)
        layouts.add(self.columns, (leading, 11), (trailing, 8))
        body.addLayout(self.columns)
        following = [step for step in steps if step is not first]
        show_progress = partial(screen.tabs.open, case_page.PROGRESS)
        if following:
            leading.addWidget(waiting.after_that(following, show_progress))
        elif first is None:
            sentence = N_("Nothing waits for you in this case.")
            leading.addWidget(group(N_("After that"), Label(sentence, colour="ink2")))
        self.alike = layouts.column()
        leading.addLayout(self.alike)
        if (result := screen.content.result) is not None:
            leading.addWidget(_result(screen, result))
        leading.addStretch(1)
        facts = screen.facts()
        level = waiting.are_many(following)  # its heading has a button, so that the other is as high
        trailing.addWidget(fact_rows.of_place(facts) if is_visit else _person(screen, facts, level=level))
        if not is_visit:
            trailing.addWidget(_consents(page.course.consents))
        trailing.addStretch(1)
        layouts.wraps(self)

    def show_alike(self, widget: QWidget | None) -> None:
        """Cases that may be the same person's."""
        if widget is not None:
            self.alike.addWidget(widget)

    def fit(self, width: int) -> None:
        """One column where the page is narrow."""
        layouts.lay(self.columns, beside=width >= 820)


def _result(screen: "CaseScreen", result: case_page.ResultView) -> QWidget:
    """Its words and whose reading gave it; the page of it opens when the officer is alone."""

    def second(w: Words) -> str:
        day = w.date(result.at.astimezone().date(), "medium")
        if not result.readings:
            return day
        first, *further = result.readings
        name, number = isolate(w(first)), len(further)
        if number:
            name = w.count("{name} and {n} more", "{name} and {n} more", number, name=name)
        return f"{name} · {day}"

    show = IconButton(N_("What the answers point to"), "chevron", "quiet")
    show.clicked.connect(screen.show_result)
    rows = Rows()
    rows.add(Row(result.outcome, second, "flag", show, tone="primary", least_height=58))
    is_visit = screen.told is not None and case_marks.VISIT in screen.told.marks
    return group(N_("What the visit showed") if is_visit else N_("Screening result"), rows)


def _box(rows: list[QWidget]) -> Box:
    return Box(margins=(16, 8, 16, 8), gap=4).add(*rows)


def _person(screen: "CaseScreen", facts: Mapping[str, str], *, level: bool) -> QWidget:
    """What tells her or him apart, and how to speak; everything that is known stands with people."""
    rows: list[QWidget] = []
    person = [_short(facts.get(name, "")) for name in ("nationality", "sex")]
    if age := facts.get("age", ""):
        person.append(theme.words()(N_("age {n}"), n=text_lines.fact(age)))
    spoken = [_short(facts.get("language", "")), _short(facts.get("interpreter", ""))]
    for label, parts in (
        (N_("From") if facts.get("nationality") else N_("Sex and age"), person),
        (N_("Language"), spoken),
        (N_("Employer"), [text_lines.fact(facts.get("employer", ""))]),
        (N_("Place"), [text_lines.fact(facts.get("site", ""))]),
    ):
        if texts := [part for part in parts if part]:
            rows.append(_fact(label, Label(plain(" · ".join(texts)), weight=500)))
    if phone := facts.get("phone", ""):
        rows.append(SafeNumber(screen, phone, lambda value, turn: _fact(N_("Safe number"), value, turn)))
    if not rows:
        rows.append(Label(N_("Nothing is known yet."), colour="ink2"))
    return group(N_("The person"), _box(rows), aligned=level, gap=0 if level else 8)


def _short(text: str) -> str:
    return text_lines.fact(text) if text else ""


def _fact(label: str, value: QWidget, trailing: QWidget | None = None) -> QWidget:
    name = Label(label, "small", "ink2")
    name.setFixedWidth(104)
    buttons = [trailing] if trailing is not None else []
    return layouts.row_widget(name, (value, 1), *buttons, gap=12, wrap=True)


def _consents(cells: tuple[ConsentView, ...]) -> QWidget:
    """What was asked first, then what the next stage asks for; only a recorded answer is a yes."""
    listed = [cell for cell in cells if cell.answer != "not_asked" or cell.basis or cell.purpose in consent.AT_FIRST]
    rows: list[QWidget] = [_consent(cell) for cell in listed[:_FEW_CONSENTS]]
    return group(N_("Consent"), _box(rows))


def _consent(cell: ConsentView) -> QWidget:
    return layouts.row_widget((Label(consent.subject(cell), "body"), 1), consent.badge(cell), gap=8, wrap=True)


# -- road ----------------------------------------------------------------------------------------
# The stages by name, done, now and later, and what runs beside.


_TOP, _RADIUS = 17, 12
_STATES = {"done": N_("done"), "here": N_("now"), "left out": N_("left out"), "later": N_("later")}


def road(road: ProgressView, now: datetime, recovery: RecoveryView | None = None) -> QWidget:
    """The card on a case's page. `recovery`: the time to recover, where it runs."""
    box = Box(margins=(8, 6, 8, 6))
    box.inside.addWidget(Road(road, now))
    if road.beside:
        line = layouts.row(
            Icon("shield", "kept", 20),
            (Label(_beside(road), "small", "kept", weight=500), 1),
            gap=10,
            margins=(16, 2, 16, 4),
        )
        if recovery is not None:
            line.addWidget(Label(_recovering(recovery), "small", "ink2", wrap=False))
        box.inside.addLayout(line)
    return box


def _recovering(recovery: RecoveryView) -> Text:
    return lambda w: w(
        "Recovery and reflection period: day {n} of {days}", n=w.number(recovery.day), days=w.number(recovery.days)
    )


def _beside(road: ProgressView) -> Text:
    def says(w: Words) -> str:
        running = w("{what}: alongside every stage, from the first day", what=road.beside)
        return f"{running} · {road.beside_agency(w)}" if road.beside_agency else running

    return says


def under(road: ProgressView, step: StepView, now: datetime, w: Words) -> str:
    """The small line below a stage's name: when it was, or until when."""
    if step.state == "here":
        return until(road, now, w) if road.due else w("Now")
    if step.state == "done" and step.since is not None:
        return w.date(step.since.astimezone().date(), "medium")
    return w("Skipped") if step.state == "left out" else ""


def until(road: ProgressView, now: datetime, w: Words) -> str:
    """How long the stage may still take."""
    assert road.due is not None
    days = (road.due.astimezone().date() - now.astimezone().date()).days
    if days < 0:
        return w.count("{n} day overdue", "{n} days overdue", -days)
    if days == 0:
        return w("Due today")
    return w.count("{n} day left", "{n} days left", days)


class Road(QWidget):
    """Dots joined by a line, each with its name under it."""

    def __init__(self, road: ProgressView, now: datetime) -> None:
        super().__init__()
        self._told, self._now = road, now
        self._steps: Sequence[StepView] = road.steps
        self._at = next((n for n, step in enumerate(road.steps) if step.state == "here"), 0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.tell()

    def tell(self) -> None:
        w = theme.words()
        text = w("Stage {number} of {total}: {name}", number=self._at + 1, total=len(self._steps), name=self._told.name)
        stages_text = ", ".join(f"{step.name(w)}: {w(_STATES[step.state])}" for step in self._steps)
        self.setAccessibleName(strip_marks(text))
        self.setAccessibleDescription(strip_marks(stages_text))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(1060, 42 + 2 * theme.measure("small").line)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 80)  # its height follows its width, and a narrow one would keep its own

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        step = self._step(width)
        names = max((text_lines.lay(said(stage.name), "small", step, 600).height for stage in self._steps), default=0)
        return 42 + names + theme.measure("small").line

    def _step(self, width: int) -> int:
        return max(round(width / max(len(self._steps), 1)) - 12, 40)

    def _centre(self, at: int) -> float:
        step = self.width() / len(self._steps)
        x = step * (at + 0.5)
        return self.width() - x if theme.rtl() else x

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(len(self._steps) - 1):
            colour, width = ("primary", 3) if at < self._at else ("edge", 1.5)
            painter.setPen(QPen(theme.colour(colour), width))
            start, end = self._centre(at), self._centre(at + 1)
            painter.drawLine(QPointF(start, _TOP), QPointF(end, _TOP))
        for at, step in enumerate(self._steps):
            self._draw_stage(painter, at, step)

    def _draw_stage(self, painter: QPainter, at: int, step: StepView) -> None:
        x, is_done, is_current = self._centre(at), step.state == "done", step.state == "here"
        painter.setPen(QPen(theme.colour("primary" if is_done or is_current else "edge"), 2.5 if is_current else 1.5))
        painter.setBrush(theme.colour("primary" if is_done else "surface"))
        painter.drawEllipse(QPointF(x, _TOP), _RADIUS, _RADIUS)
        if is_done:
            icons.paint(painter, "check", round(x) - 9, _TOP - 9, 18, "on_primary")
        elif is_current:
            painter.setBrush(theme.colour("primary"))
            painter.drawEllipse(QPointF(x, _TOP), 4, 4)
        width = self._step(self.width())
        left_x, ink = round(x - width / 2), "ink" if is_done or is_current else "ink2"
        name = text_lines.lay(said(step.name), "small", width, 600 if is_current else 400)
        text_lines.draw(painter, name, QRect(left_x, 34, width, name.height), ink, "center")
        line = under(self._told, step, self._now, theme.words())
        late = is_current and self._told.overdue
        label_line = text_lines.lay(line, "small", width, 600 if late else 400)
        note_box = QRect(left_x, 35 + name.height, width, label_line.height)
        text_lines.draw(
            painter, label_line, note_box, "wait" if late else "primary" if is_current else "ink2", "center"
        )
