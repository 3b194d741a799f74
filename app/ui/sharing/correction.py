"""Putting an answer of a finished interview right, with the source; what it was stays in the case."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.cases import file_replacement
from app.casework.cases.queries import InterviewView
from app.casework.interviews import conflicts
from app.casework.interviews.interview import LiveInterview
from app.casework.questionnaires.answer_format import marked
from app.casework.questionnaires.answers import broken_rules
from app.errors import N_
from app.form import Form, Interview, Node
from app.ui import text_lines
from app.ui.interview.controller import InterviewController
from app.ui.interview.controls import question_for
from app.ui.interview.file_answer import FileQuestion
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import layouts, wraps
from app.ui.parts.form_dialog import FieldColumns, FormField, OwnField
from app.ui.parts.form_dialog import Form as DialogForm
from app.ui.parts.frame import Screen
from app.ui.sharing.other_value import MOST, Another

_BESIDE = 512  # of a window's height what stands in the dialog beside a sheet to draw on
_CONTROLS = frozenset(("upload", "rank", "range", "trigger"))
_TYPES = frozenset(("geopoint", "geotrace", "geoshape", "time", "dateTime"))


def asked_as_then(node: Node) -> bool:
    """Is its answer no line of text, no day and no choice among a few?"""
    if node.choices and node.control in ("select_one", "select_multiple"):
        return len(node.choices) > MOST
    return node.control in _CONTROLS or (node.control == "input" and node.type in _TYPES)


class CorrectionController(InterviewController):
    """The answers of a finished interview; what is given stays here."""

    def __init__(self, screen: Screen, interview: InterviewView, form: Form, draft_id: str) -> None:
        finished_interview = Interview(form, interview.values, now=screen.context.clock)
        super().__init__(screen.context, LiveInterview(draft_id, form, finished_interview, interview.started))
        self.second, self.high = "", screen.window().height()

    def node(self, ref: str) -> Node:
        """What an expression locked is put right all the same."""
        return replace(super().node(ref), readonly=False)

    def keep(self, answers: Mapping[str, str | None], place: str = "") -> None:
        """Not before it is signed."""


class Anew(QWidget):
    """The question's control, with what stands there now. `value` gives it, "" for none."""

    def __init__(self, righting: CorrectionController, ref: str) -> None:
        super().__init__()
        self.controller, self.ref = righting, ref
        self.before = righting.interview.value(ref)
        self.question = question_for(righting, ref)
        self.question.pair.hide()  # the dialog's title says it
        if isinstance(self.question, FileQuestion) and self.question.canvas is not None:
            self.question.canvas.fit(righting.high - _BESIDE)
        layouts.column(self.question, gap=6, parent=self)
        wraps(self)
        righting.changed.connect(lambda _changes: self.question.refresh())

    def value(self) -> str:
        self.question.flush()
        return self.controller.interview.value(self.ref)

    def lacks(self, value: str) -> Text:
        """What has to be done first, "" where it can be kept."""
        node = self.controller.node(self.ref)
        if not value:
            return N_("Enter the value first.") if node.control == "input" else _ANSWER
        sentence = self.question.problem.sentence.text()
        if sentence and not self.controller.told_of(self.ref):
            return plain(sentence)  # what was typed is no answer
        if value == self.before:
            return N_("This is the current value. Change it first.")
        wrong = dict(broken_rules(self.controller.interview)).get(self.ref)
        return (plain(wrong) if wrong else _RULE) if wrong is not None else ""

    def focus(self) -> None:
        if (first := self.question.first()) is not None:
            first.setFocus()

    def complain(self, text: Text) -> None:
        self.question.complain(said(text) if text else "")


_ANSWER = N_("Enter the answer first.")
_RULE = N_("This answer needs correcting. Check it, or leave it empty.")


def correct(screen: Screen, case_id: str, interview: InterviewView, form: Form, node: Node, now: str) -> None:
    """Ask for the right value, whence it is known, and why. `now`: what stands there, in words."""
    ask_for = partial(_ask, screen, case_id, interview, node, now)
    if not asked_as_then(node):
        ask_for(Another(node))
        return

    def ready(draft_id: str) -> None:
        anew = Anew(CorrectionController(screen, interview, form, draft_id), node.ref)
        ask_for(anew, draft_id)

    if node.control != "upload":
        ready("")
        return
    screen.write_vault(lambda session: file_replacement.begin(session, case_id, interview.form_hash), ready)


def _ask(
    screen: Screen,
    case_id: str,
    interview: InterviewView,
    node: Node,
    now: str,
    control: Another | Anew,
    draft_id: str = "",
) -> None:
    session = screen.context.session

    def leave() -> None:
        if draft_id:
            screen.write_vault(lambda session: file_replacement.leave(session, draft_id), failed=lambda _error: None)

    DialogForm(
        kept_as=f"correct {interview.id}{node.ref}",
        title=plain(marked(node.label) or node.name),
        sentence=N_("Earlier text stays in the case, with the name of its author."),
        parts=[
            *_stands(node, now),
            OwnField("value", control),
            FieldColumns(
                [
                    FormField(
                        name="source",
                        label=N_("Source"),
                        help=N_("For example: the person said so, a stamp, a contract."),
                    ),
                    FormField(name="reason", label=N_("Reason")),
                ],
                280,
            ),
        ],
        verb=N_("Save the new value"),
        leave=N_("Leave it as it is"),
        check=lambda answers: {"value": control.lacks(answers["value"])},
        save=lambda answers: conflicts.correct(
            session,
            case_id,
            interview.id,
            node.ref,
            answers["value"],
            source=answers.text("source"),
            reason=answers.text("reason"),
            draft_id=draft_id,
        ),
        first="value",
        refused_at="value",
        on_left=leave,
        width=680,
    ).ask(screen)


def _stands(node: Node, now: str) -> list[QWidget]:
    """What is there in words; a file is shown by its own control."""
    if node.control == "upload":
        return []
    return [Label(lambda w: w("Now: {value}", value=text_lines.value(now)))]
