"""The fields of a dialog as they are declared, and the controls that ask for them.

A field says its name, label, kind, what is said where it is missing, and when it is asked at all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.ui.labels import Label, Text, name, said
from app.ui.parts.cards import CheckCard, RadioCard
from app.ui.parts.day_field import Day
from app.ui.parts.fields import KEPT_AS, Area, Choose, Field, FieldProblem, LineInput
from app.ui.parts.grid import Grid

NOT_A_DAY = N_("This date does not exist.")
Kind = Literal["line", "area", "day", "choose", "cards", "ticks"]


class FieldAnswers:
    """What was answered, by the names of the fields; "" of one that was not asked."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, field: str) -> Any:
        """As its control gives it: a date, the value of a choice, what an own control holds."""
        return self._values.get(field, "")

    def text(self, field: str) -> str:
        """Stripped; a day as it is stored, "?" where it is none."""
        value = self._values.get(field, "")
        return value.isoformat() if isinstance(value, date) else str(value or "").strip()

    def day(self, field: str) -> date | None:
        """The day, None where nothing or no day was written."""
        value = self._values.get(field)
        return value if isinstance(value, date) else None

    def changed(self, facts: Iterable[str], known_facts: Mapping[str, str]) -> dict[str, str]:
        """Of these facts, those that were written or blanked."""
        return {fact: self.text(fact) for fact in facts if self.text(fact) != known_facts.get(fact, "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing that is asked.

    `kind`: "cards" is one of a few, nothing chosen beforehand; "ticks" any of them. `label`: of cards
    and ticks "", where the dialog's title says it. `required`: what is said where it is missing.
    `invalid`: what is said of a day that is none. `value`: what stands there at first. `asked_if`: whether it is asked, given what is answered so far.
    `after_refusal`: asked only once the act was refused by an error of this kind. `input`: its own input,
    made by the dialog's module.
    """

    name: str
    label: Text = ""
    kind: Kind = "line"
    required: Text = ""
    invalid: Text = ""
    help: Text = ""
    value: Any = ""
    choices: Sequence[tuple[Any, Text]] = ()
    lines: int = 2
    ltr: bool = False
    columns: int = 2
    least_width: int = 200
    gap: int = 10
    asked_if: Callable[[FieldAnswers], bool] | None = None
    after_refusal: str = ""
    input: QWidget | None = None


class OwnControl(Protocol):
    """A control that a dialog's module makes itself."""

    def value(self) -> Any: ...

    def complain(self, text: Text, /) -> None: ...


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field whose control is its own widget."""

    name: str
    control: OwnControl
    required: Text = ""
    asked_if: Callable[[FieldAnswers], bool] | None = None
    after_refusal: str = ""


def reason_field(*, lines: int = 2, help_: Text = "", kind: Kind = "area", value: str = "") -> FormField:
    """Why, which has to be said."""
    return FormField(
        name="reason",
        label=N_("Reason"),
        kind=kind,
        lines=lines,
        help=help_,
        value=value,
        required=N_("Enter the reason first."),
    )


@dataclass(frozen=True, slots=True)
class FieldColumns:
    """Fields beside each other, as many as there is room for."""

    fields: Sequence[FormField]
    least_width: int = 240
    equal: bool = False


Part = FormField | OwnField | FieldColumns | QWidget


class RadioCards:
    """One of a few, as cards; nothing is chosen beforehand."""

    def __init__(
        self, options: Sequence[tuple[str, Text]], columns: int = 2, *, least_width: int = 200, asks: Text = ""
    ) -> None:
        """`asks`: what is asked, where the dialog's title doesn't say it."""
        self.grid = Grid(columns=columns, least_width=least_width, gap=10)
        self.problem = FieldProblem()
        self.label = Label(asks, "label")
        if asks:
            name(self.grid, asks)
        self.cards: dict[str, RadioCard] = {}
        for value, text in options:
            card = self.cards[value] = RadioCard(text)
            card.answers_to(asks)
            card.chosen.connect(lambda value=value: self.choose(value))
            self.grid.add(card)

    def parts(self) -> list[QWidget]:
        """One under the other."""
        return [*([self.label] if self.label.text() else []), self.grid, self.problem]

    def choose(self, value: str) -> None:
        self.problem.say("")
        for choice, card in self.cards.items():
            card.setChecked(choice == value)

    def value(self) -> str:
        return next((choice for choice, card in self.cards.items() if card.isChecked()), "")

    def chosen(self, otherwise: Text) -> str:
        """The one chosen, or "" after saying so."""
        choice = self.value()
        self.problem.say("" if choice else otherwise)
        return choice


class FieldControl(QObject):
    """A declared field as it stands in a dialog: its widgets, its value, its complaint."""

    changed = Signal()

    def __init__(self, field: FormField | OwnField) -> None:
        super().__init__()
        self.name = field.name
        self.required: Text = getattr(field, "required", "")
        self.invalid: Text = getattr(field, "invalid", "")
        self.when: Callable[[FieldAnswers], bool] | None = getattr(field, "asked_if", None)
        self.after: str = getattr(field, "after_refusal", "")
        self.read: Callable[[], Any] = lambda: ""
        self.complain: Callable[[Text], None]
        self.parts: list[QWidget] = []
        match field:
            case OwnField(control=control):
                assert isinstance(control, QWidget)
                self.parts, self.read = [control], control.value
                self.complain = control.complain
            case FormField(kind="cards"):
                self._cards(field)
            case FormField(kind="ticks"):
                self._ticks(field)
            case FormField():
                self._labelled(field)
        self.parts[0].setProperty(KEPT_AS, field.name)
        if self.after:
            self.show_parts(False)

    def _labelled(self, field: FormField) -> None:
        control = field.input if field.input is not None else _input(field)
        labelled = Field(field.label, control, help_=field.help)
        self.parts, self.complain = [labelled], labelled.complain
        match control:
            case Area():
                self.read = control.toPlainText
            case LineInput():
                self.read = control.text
                control.textEdited.connect(lambda _text: labelled.complain(""))
            case Choose():
                self.read = control.chosen
                control.currentIndexChanged.connect(lambda _at: self.changed.emit())
            case Day():
                self.read = lambda: control.day() or control.written()
                self.complain = lambda text: _complain_of_day(labelled, control, text)
                control.changed.connect(lambda: _complain_of_day(labelled, control, ""))

    def _cards(self, field: FormField) -> None:
        cards = RadioCards(field.choices, field.columns, least_width=field.least_width, asks=field.label)
        if field.value in cards.cards:
            cards.cards[field.value].setChecked(True)
        for card in cards.cards.values():
            card.chosen.connect(self.changed)
        self.parts, self.read, self.complain = cards.parts(), cards.value, cards.problem.say

    def _ticks(self, field: FormField) -> None:
        grid = Grid(columns=field.columns, least_width=field.least_width, gap=field.gap)
        problem = FieldProblem()
        ticks = {choice: CheckCard(text) for choice, text in field.choices}
        for choice, tick in ticks.items():
            tick.answers_to(field.label)
            tick.setChecked(choice in field.value)
            tick.toggled.connect(lambda _on: problem.say(""))
            grid.add(tick)
        self.read = lambda: [choice for choice, tick in ticks.items() if tick.isChecked()]
        label = [Label(field.label, "label")] if field.label else []
        self.parts, self.complain = [*label, grid, problem], problem.say

    def shown(self) -> bool:
        return isinstance(self.parts[0], FieldProblem) or not self.parts[0].isHidden()

    def show_parts(self, visible: bool) -> None:
        """Ask for it or not; a complaint shows itself."""
        for part in self.parts:
            if not isinstance(part, FieldProblem):
                part.setHidden(not visible)

    def focus(self) -> None:
        if isinstance(self.parts[0], Field):
            self.parts[0].field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif (focus := getattr(self.parts[0], "focus", None)) is not None:
            focus()

    def missing(self) -> bool:
        """Is something lacking, or no day? Then it is said at the field."""
        value = self.read()
        value = value.strip() if isinstance(value, str) else value
        sentence: Text = ""
        if value == "?":
            sentence = self.required or self.invalid
        elif self.required and value in (None, "", []):
            sentence = self.required
        if self.required or self.invalid:
            self.complain(sentence)
        return bool(sentence)


def _input(field: FormField) -> QWidget:
    match field.kind:
        case "area":
            area = Area(field.label, lines=field.lines)
            area.setPlainText(field.value)
            return area
        case "day":
            day = Day(field.value or None)
            for part in day.lines.values():  # several days may stand in one dialog
                part.setAccessibleDescription(said(field.label))
            return day
        case "choose":
            choose = Choose(field.label, list(field.choices))
            choose.choose(field.value)
            return choose
        case _:
            line = LineInput(field.label, ltr=field.ltr)
            line.setText(field.value)
            return line


def _complain_of_day(field: Field, day: Day, text: Text) -> None:
    day.complain(bool(text))
    field.complain(text)
