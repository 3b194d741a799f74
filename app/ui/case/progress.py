"""The road of a case as it is drawn: the stages by name, done, now and later, and what runs beside."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.casework.lifecycle.case_stages import ProgressView, StepView
from app.casework.lifecycle.support_services import RecoveryView
from app.errors import N_
from app.language import Words, strip_marks
from app.ui import icons, text_lines, theme
from app.ui.labels import Label, Text, said
from app.ui.parts import Box, Icon, layouts

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
