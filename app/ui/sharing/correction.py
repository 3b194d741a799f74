"""Putting an answer of a finished interview right, with the source; what it was stays in the case."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.cases import file_replacement
from app.casework.cases.queries import InterviewView
from app.casework.interviews import conflicts
from app.casework.questionnaires.answer_format import marked
from app.errors import N_
from app.form import Form, Node
from app.ui import text_lines
from app.ui.labels import Label, plain
from app.ui.parts.form_dialog import FieldColumns, FormField, OwnField
from app.ui.parts.form_dialog import Form as DialogForm
from app.ui.parts.frame import Screen
from app.ui.sharing.answer_correction import Anew, CorrectionController, asked_as_then
from app.ui.sharing.other_value import Another


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
