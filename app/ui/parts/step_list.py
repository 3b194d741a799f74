"""Steps at the side of a page: what is done, what is being done, what comes, and about how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import Words, strip_marks
from app.ui import icons, text_lines, theme
from app.ui.labels import Label, Text, said
from app.ui.parts import layouts
from app.ui.parts.boxes import Box

StepState = Literal["later", "running", "done", "refused"]
STATES: dict[StepState, str] = {
    "later": N_("not yet"),
    "running": N_("running"),
    "done": N_("done"),
    "refused": N_("stopped"),
}


class StepMark(QWidget):
    """A circle of 26: a tick, a dot, nothing, or a sign to wait."""

    def __init__(self, state: StepState) -> None:
        super().__init__()
        self.state = state
        self.setFixedSize(28, 28)

    def sizeHint(self) -> QSize:
        return QSize(28, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(1.5, 1.5, 25, 25)
        if self.state == "done":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary"))
            painter.drawEllipse(circle)
            icons.paint(painter, "check", 5, 5, 18, "surface")
            return
        if self.state == "refused":
            icons.paint(painter, "wait", 1, 1, 26, "wait")
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        running = self.state == "running"
        painter.setPen(QPen(theme.colour("primary" if running else "edge"), 2.4 if running else 1.4))
        painter.drawEllipse(circle)
        if running:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary"))
            painter.drawEllipse(QRectF(9, 9, 10, 10))


@dataclass(frozen=True, slots=True)
class ListedStep:
    """`minutes`: about how long it takes."""

    title: Text
    minutes: int


class _StepLine(QWidget):
    """Said by a screen reader as "step 3 of 9, done, ..."."""

    def __init__(self, step: ListedStep, number: int, step_count: int) -> None:
        super().__init__()
        self.step, self.number, self.step_count = step, number, step_count
        self.mark = StepMark("later")
        self.title = Label(step.title)
        self.second = Label(self._minutes, "small", "ink2")
        words = layouts.column(self.title, self.second, gap=0)
        mark = layouts.column(self.mark, layouts.Stretch(1))
        layouts.row(mark, (words, 1), gap=12, margins=(14, 4, 14, 4), parent=self)
        layouts.wraps(self)

    def show_state(self, state: StepState) -> None:
        self.mark.state = state
        self.mark.update()
        self.title.set_weight(600 if state == "running" else 400)
        self.title.say(self.step.title, "ink2" if state == "later" else "ink")
        self.second.setVisible(state != "done")
        self.tell()

    def tell(self) -> None:
        self.setAccessibleName(strip_marks(said(self._spoken)))

    def _spoken(self, w: Words) -> str:
        parts = [
            w(N_("step {n} of {of}"), n=self.number, of=self.step_count),
            w(STATES[self.mark.state]),
            said(self.step.title),
            "" if self.mark.state == "done" else self._minutes(w),
        ]
        return ("، " if w.language == "ar" else ", ").join(part for part in parts if part)

    def _minutes(self, w: Words) -> str:
        return w.count("about {n} minute", "about {n} minutes", self.step.minutes)


class StepNumber(QWidget):
    """A step's number in a circle of 30."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setFixedSize(32, 32)

    def show_number(self, number: int) -> None:
        self._number = number
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("primary"), 1.4))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(QRectF(1, 1, 30, 30))
        line = text_lines.lay(theme.words().number(self._number), "small", 0, 600)
        text_lines.draw(painter, line, self.rect(), "primary", "center")


class StepList(Box):
    """All steps of a page, one below the other, and how long the rest takes."""

    def __init__(self, steps: Sequence[ListedStep]) -> None:
        super().__init__(margins=(4, 12, 4, 12), gap=2)
        self.steps = tuple(steps)
        self.setFixedWidth(300)
        self._minutes = 0
        self.rest = Label(self._told, "small", "ink2")
        self.inside.addWidget(layouts.row_widget((self.rest, 1), margins=(14, 0, 14, 6), wrap=True))
        self.lines = [_StepLine(step, number, len(self.steps)) for number, step in enumerate(self.steps, 1)]
        self.add(*self.lines)
        self.show_states(["later"] * len(self.steps))

    def show_states(self, states: Sequence[StepState]) -> None:
        for line, state in zip(self.lines, states, strict=True):
            line.show_state(state)
        pairs = zip(self.steps, states, strict=True)
        self._minutes = sum(step.minutes for step, state in pairs if state != "done")
        self.rest.tell()

    def _told(self, w: Words) -> str:
        if not self._minutes:
            return w(N_("All steps are done."))
        return w.count(
            "{n} minute remains. You can stop after each step and go on later.",
            "{n} minutes remain. You can stop after each step and go on later.",
            self._minutes,
        )
