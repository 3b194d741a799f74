"""What a letter of referral says beside its reason: until when an answer is wanted, and what few letters need."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.casework.cases.attachments import AttachmentView
from app.errors import N_
from app.language import isolate
from app.ui.labels import Label, Text, plain
from app.ui.parts import Chip, FieldProblem, Flow, Fold, Grid, layouts
from app.ui.parts.day_field import Day
from app.ui.parts.form_dialog import NOT_A_DAY, FieldAnswers, FieldControl, FormField

_ANOTHER = -1
_DAYS: tuple[tuple[int, Text], ...] = (
    (0, N_("Today")),
    (1, N_("Tomorrow")),
    (3, lambda w: w.count("{n} day", "{n} days", 3)),
    (_ANOTHER, N_("Another day")),
)


class AnswerDay(QWidget):
    """Until when an answer is wanted."""

    changed = Signal()

    def __init__(self, today: date, days: int) -> None:
        super().__init__()
        self._today, self.days = today, days
        self.chips = {number: Chip(text, question=N_("By when")) for number, text in _DAYS}
        line = Flow(gap=10)
        for number, chip in self.chips.items():
            chip.chosen.connect(partial(self.choose, number))
            line.add(chip)
        self.day, self.problem = Day(), FieldProblem()
        head = Label(N_("By when"), "heading")
        layouts.column(head, line, self.day, self.problem, layouts.Stretch(), gap=8, parent=self)
        layouts.wraps(self)
        self.choose(days)

    def choose(self, days: int) -> None:
        """So many days from now, or another."""
        self.days = days
        for number, chip in self.chips.items():
            chip.setChecked(number == days)
        self.problem.say("")
        self.changed.emit()
        self.day.setVisible(days == _ANOTHER)
        if days == _ANOTHER:
            self.day.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def value(self) -> date | None:
        """None where no day was written."""
        return self.day.day() if self.days == _ANOTHER else self._today + timedelta(self.days)

    def missing(self) -> bool:
        """Is it no day?"""
        self.problem.say("" if self.value() else NOT_A_DAY)
        return self.value() is None


class LetterDetails(Fold):
    """What few letters need, folded away."""

    def __init__(self, files: Sequence[AttachmentView], interpreter: str) -> None:
        choices = [(file.hash, plain(isolate(file.name))) for file in files]
        fields = (
            FormField(
                name="summary",
                label=N_("Information for the agency"),
                kind="area",
                help=N_("No more than the service needs."),
            ),
            FormField(
                name="withheld", label=N_("Left out"), help=N_("What they must not be told, for example: the address.")
            ),
            FormField(name="person", label=N_("Contact person")),
            FormField(name="phone", label=N_("Telephone number that is safe to call"), ltr=True),
            FormField(name="escort", label=N_("Companion")),
            FormField(name="interpreter", label=N_("Interpreter"), value=interpreter),
            FormField(
                name="files", label=N_("Files sent with the referral") if files else "", kind="ticks", choices=choices
            ),
        )
        self.controls = {field.name: FieldControl(field) for field in fields}
        *lines, ticks = self.controls.values()
        grid = Grid(columns=2, least_width=240, gap=10)
        for control in lines:
            grid.add(control.parts[0])
        says = N_("The letter lists them with their SHA-256; the files themselves are handed over separately.")
        hints = [Label(says, "small", "ink2")] if files else []
        second = N_("What they need to know, what is left out, who comes along, files")
        content = layouts.column_widget(grid, *ticks.parts, *hints, gap=10, wrap=True)
        super().__init__(N_("More for the letter"), second, content)

    def answers(self) -> FieldAnswers:
        return FieldAnswers({name: control.read() for name, control in self.controls.items()})
