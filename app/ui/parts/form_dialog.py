"""A dialog that asks for fields and stays until its act has been done.

It is declared: the fields, and what is done with the answers. What is missing, refusals, what was
typed and not said yet, the focus, and a second press while the act is under way are seen to here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLayout, QLineEdit, QPlainTextEdit, QScrollArea, QWidget
from shiboken6 import isValid

from app.errors import SanadError
from app.ui.labels import Text
from app.ui.parts import layouts
from app.ui.parts.buttons import Button, Kind
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.fields import Choose, Field, FieldProblem
from app.ui.parts.form_fields import FieldAnswers, FieldColumns, FieldControl, FormField, OwnField, Part
from app.ui.parts.frame import IN_CASE, Screen
from app.ui.parts.grid import Grid
from app.ui.parts.remembered_text import Remembered, forgetting, place_of
from app.ui.parts.scroll_body import Fitted


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
    sentence: Text
    kept_as: str
    place: str = ""
    parts: Sequence[Part] = ()
    verb: Text
    leave: Text
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


def ask(screen: Screen, form: Form) -> None:
    screen.open_dialog(FormDialog, screen, form)


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
        for name, sentence in complaints.items():
            if name not in missing:
                self.controls[name].complain(sentence)
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
