"""A dialog that asks for fields and stays until its act has been done.

It is declared: the fields (name, label, kind, what is said where one is missing, when it is asked at
all), and what is done with the answers. What is missing, refusals, what was typed and not said yet, the
focus, and a second press while the act is under way are seen to here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QLayout, QLineEdit, QPlainTextEdit, QScrollArea, QWidget
from shiboken6 import isValid

from app.errors import N_, SanadError
from app.ui.labels import Label, Text, name, said
from app.ui.parts import layouts
from app.ui.parts.buttons import Button, Kind
from app.ui.parts.cards import CheckCard, RadioCard
from app.ui.parts.day_field import Day
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.fields import KEPT_AS, Area, Choose, Field, FieldProblem, LineInput
from app.ui.parts.frame import IN_CASE, Screen
from app.ui.parts.grid import Grid
from app.ui.parts.remembered_text import Remembered, forgetting, place_of
from app.ui.parts.scroll_body import Fitted

NOT_A_DAY = N_("This date does not exist.")
_NOT_NOW = N_("Not now")
FieldKind = Literal["line", "area", "day", "choose", "cards", "ticks"]


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
    kind: FieldKind = "line"
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


def reason_field(*, lines: int = 2, help_: Text = "", kind: FieldKind = "area", value: str = "") -> FormField:
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


def first_in(body: QWidget) -> QWidget | None:
    """The first that can be written in or chosen, in reading order."""
    return next((widget for widget in _inside(body) if _takes_focus(widget)), None)


def forgives(body: QWidget) -> None:
    """A field's complaint goes as soon as something is written or chosen in it."""
    for field in body.findChildren(Field):
        if isinstance(field.field, Choose):
            field.field.currentIndexChanged.connect(lambda _at, field=field: field.complain(""))
        elif isinstance(field.field, QLineEdit | QPlainTextEdit):
            field.field.textChanged.connect(lambda *_, field=field: field.complain(""))


def point_at_what_is_missing(body: QWidget) -> None:
    """The focus goes to the first complaint: it may stand where nobody has scrolled to."""
    widget: QWidget | None = None
    for laid_out in _inside(body):
        if isinstance(laid_out, FieldProblem) and not laid_out.isHidden():
            if widget is not None:
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
            _scroll_to(laid_out)
            return
        if _takes_focus(laid_out) and (widget is None or widget.parent() is not laid_out.parent()):
            widget = laid_out


def bring_into_sight(body: QWidget) -> None:
    """What has the focus, once it is laid."""
    QTimer.singleShot(0, body, lambda: _scroll_to(body.window().focusWidget()))


def _scroll_to(widget: QWidget | None) -> None:
    parent = widget.parentWidget() if widget is not None else None
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if isinstance(parent, QScrollArea) and widget is not None:
        canvas = parent.widget()
        if canvas is not None and (layout := canvas.layout()) is not None:
            layout.activate()
        parent.ensureWidgetVisible(widget, 0, 80)


def _takes_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def _inside(widget: QWidget) -> Iterator[QWidget]:
    """What is laid out in it and not hidden, in reading order."""
    if isinstance(widget, Grid):  # it lays them out itself
        for child in widget.children_shown():
            yield child
            yield from _inside(child)
    elif (layout := widget.layout()) is not None:
        yield from _laid(layout)


def _laid(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if (inner := item.layout()) is not None:
            yield from _laid(inner)
        elif (widget := item.widget()) is not None and not widget.isHidden():
            yield widget
            yield from _inside(widget)


_AROUND = 280  # of a dialog, around what is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a dialog asks, and what becomes of it.

    `save`: on the vault's thread, with the answers; `after_save`: once that is done. `go_on`: instead of
    both, with the answers, where nothing is kept. `check`: what else is wrong, by the names of the
    fields. `first`: the field that has the focus at first, where it isn't the first one. `refused_at`: the field beside which a refusal is said; under all of them otherwise.
    `on_left`: it was closed without. `kept_as`: by which
    what was typed stands there again the next time; "" where nothing is kept, as of what opens
    something. `place`: where it stands again, if that is more than one page. `success`: what the page says once it is done. `kind`: "grave" for what can't be taken back;
    `grave_when`: by what is answered.
    """

    title: Text
    sentence: Text = ""
    kept_as: str
    place: str = ""
    parts: Sequence[Part] = ()
    verb: Text
    leave: Text = _NOT_NOW
    save: Callable[[FieldAnswers], object] = lambda _answers: None
    after_save: Callable[[], None] = lambda: None
    go_on: Callable[[FieldAnswers], None] | None = None
    check: Callable[[FieldAnswers], Mapping[str, Text]] = lambda _answers: {}
    first: str = ""
    refused_at: str = ""
    on_left: Callable[[], None] = lambda: None
    width: int = 600
    kind: Kind = "primary"
    grave_when: Callable[[FieldAnswers], bool] = lambda _answers: False
    success: Callable[[FieldAnswers], Text] = lambda _answers: IN_CASE

    def ask(self, screen: Screen) -> None:
        screen.open_dialog(FormDialog, screen, self)


class FormDialog(Dialog):
    """The dialog of a form."""

    def __init__(self, window: QWidget, screen: Screen, form: Form) -> None:
        self.page, self.form = screen, form
        self._busy = self._pressed = False
        self._answers = FieldAnswers({})
        self.confirm_button: Button | None = None
        self.controls: dict[str, FieldControl] = {}
        self.problem = FieldProblem()
        self.body = QWidget()
        layouts.column(*self._widgets(form.parts), gap=12, parent=self.body)
        self._ask_what_depends()
        forgives(self.body)
        fitted = Fitted(self.body)
        super().__init__(
            window,
            form.title,
            form.sentence,
            [DialogButton(form.leave, form.on_left)],
            tall=form.kind == "grave",
            body=fitted,
            width=form.width,
            fits=lambda height: fitted.room(height - _AROUND),
        )
        for control in self.controls.values():
            control.changed.connect(self._ask_what_depends)
        column = self.card.inside
        column.insertWidget(column.count() - 1, self.problem)
        grave = form.kind == "grave"
        self.confirm_button = confirm = Button(form.verb, form.kind, on_click=self.confirm, tall=grave)
        self.buttons.append(confirm)
        self._ask_what_depends()
        # of what can't be taken back, the safe answer stands where a primary would
        self.row.insertWidget(1, confirm) if grave else self.row.addWidget(confirm)
        self.remembered: Remembered | None = None
        if form.kept_as:
            place = form.place or place_of(screen, form.kept_as)
            self.remembered = Remembered(screen, place, self.body)
        if grave:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif form.first:
            self.controls[form.first].focus()
        elif (first := first_in(self.body)) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _widgets(self, parts: Sequence[Part]) -> Iterator[QWidget]:
        for part in parts:
            match part:
                case FormField() | OwnField():
                    yield from self._control(part).parts
                case FieldColumns():
                    grid = Grid(columns=2, least_width=part.least_width, gap=16, equal=part.equal)
                    for field in part.fields:
                        grid.add(self._control(field).parts[0])
                    yield grid
                case QWidget():
                    yield part

    def _control(self, field: FormField | OwnField) -> FieldControl:
        control = self.controls[field.name] = FieldControl(field)
        return control

    def _ask_what_depends(self) -> None:
        for control in self.controls.values():
            if control.when is not None:
                control.show_parts(control.when(self.answers()))
                if not control.shown():
                    control.complain("")
        if self.confirm_button is not None and self.form.kind != "grave":
            self._show_kind("grave" if self.form.grave_when(self.answers()) else self.form.kind)

    def _show_kind(self, kind: Kind) -> None:
        button = self.confirm_button
        if button is not None and button.kind != kind:
            button.show_kind(kind)
            self.row.removeWidget(button)
            self.row.insertWidget(1 if kind == "grave" else self.row.count(), button)

    def answers(self) -> FieldAnswers:
        """As they stand now, without what is not asked."""
        return FieldAnswers({name: control.read() for name, control in self.controls.items() if control.shown()})

    def confirm(self) -> None:
        """Do the act, where nothing is missing; pressed while it is under way, again if it is refused."""
        if self._busy:
            self._pressed = True
            return
        self.problem.say("")
        complete = self._complete()
        answers, save = self.answers(), self.form.save
        if complete and self.form.go_on is not None:
            self._leave()
            self.form.go_on(answers)
        elif complete:
            self._busy, self._answers = True, answers
            if self.remembered is None:  # before any records are open, too
                self.page.context.workers.write_vault(self.page, lambda: save(answers), self._done, self._refused)
                return
            work = forgetting([self.remembered], lambda _session: save(answers))
            self.page.write_vault(work, self._done, self._refused)
        else:
            point_at_what_is_missing(self.body)

    def _complete(self) -> bool:
        controls = [control for control in self.controls.values() if control.shown()]
        missing = {control.name for control in controls if control.missing()}
        complaints = self.form.check(self.answers())
        for field, sentence in complaints.items():
            if field not in missing:
                self.controls[field].complain(sentence)
        return not missing and not any(complaints.values())

    def _done(self, _value: object) -> None:
        if isValid(self):  # it may have been closed meanwhile
            self._leave()
        # first: what came of the act is shown by what follows, and stays
        self.page.say_done(self.form.success(self._answers))
        self.form.after_save()

    def _leave(self) -> None:
        if self.remembered is not None:
            self.remembered.said()
        self.close_down()

    def _refused(self, error: SanadError) -> None:
        if not isValid(self):
            self.page.trouble.emit(error)
            return
        self._busy, pressed = False, self._pressed
        self._pressed = False
        if pressed:  # with what was put right meanwhile
            self.confirm()
            return
        for control in self.controls.values():
            if control.after and control.after == error.kind():
                control.show_parts(True)
                control.focus()
        if self.form.refused_at:
            self.controls[self.form.refused_at].complain(lambda w: w.say(error))
            self.controls[self.form.refused_at].focus()
            return
        self.problem.say(lambda w: w.say(error))
        bring_into_sight(self.body)
