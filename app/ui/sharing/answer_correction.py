"""An answer of a finished interview under the interview's own control, to be put right: nothing of it is kept
before it is signed."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.casework.cases.queries import InterviewView
from app.casework.interviews.interview import LiveInterview
from app.casework.questionnaires.answers import broken_rules
from app.errors import N_
from app.form import Form, Interview, Node
from app.ui.interview.controller import InterviewController
from app.ui.interview.controls import question_for
from app.ui.interview.file_answer import FileQuestion
from app.ui.labels import Text, plain, said
from app.ui.parts import layouts, wraps
from app.ui.parts.frame import Screen
from app.ui.sharing.other_value import MOST

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
