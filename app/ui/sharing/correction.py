"""Putting an answer of a finished interview right, with the source; what it was stays in the case."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.casework.cases import file_replacement
from app.casework.cases.queries import InterviewView
from app.casework.interviews import conflicts
from app.casework.questionnaires.plain_text import marked
from app.errors import N_, SanadError
from app.form import Form, Node
from app.ui import text_lines, theme
from app.ui.labels import Label, plain
from app.ui.parts.fields import Field, Line
from app.ui.parts.frame import Screen
from app.ui.parts.grid import Grid
from app.ui.sharing.answer_correction import Anew, Righting, asked_as_then
from app.ui.sharing.hand_over import Done, Refused, ask
from app.ui.sharing.other_value import Another


def correct(
    screen: Screen,
    case_id: str,
    told: InterviewView,
    form: Form,
    node: Node,
    now: str,
    then: Callable[[], None],
) -> None:
    """Ask for the right value, whence it is known, and why. `now`: what stands there, in words."""
    if not asked_as_then(node):
        _ask(screen, case_id, told, node, now, then, Another(node))
        return

    def ready(draft_id: str) -> None:
        anew = Anew(Righting(screen, told, form, draft_id), node.ref)
        _ask(screen, case_id, told, node, now, then, anew, draft_id)

    if node.control != "upload":
        ready("")
        return
    session = screen.desk.session
    screen.desk.off.write(
        screen,
        lambda: file_replacement.begin(session, case_id, told.form_hash),
        ready,
        screen.trouble.emit,
    )


def _ask(
    screen: Screen,
    case_id: str,
    told: InterviewView,
    node: Node,
    now: str,
    then: Callable[[], None],
    another: Another | Anew,
    draft_id: str = "",
) -> None:
    source, reason = Line(N_("Source")), Line(N_("Reason"))
    help_ = N_("Such as: the person said so, a stamp, a contract.")
    why_and_whence = Grid(most=2, least_width=280, gap=16, equal=False)
    why_and_whence.add(Field(N_("Source"), source, help_=help_))
    why_and_whence.add(Field(N_("Reason"), reason))
    session = screen.desk.session

    def not_taken(error: SanadError) -> None:
        another.complain(theme.words().say(error))
        another.focus()

    def act(done: Done, refused: Refused) -> None:
        value = another.read()
        lacks = another.lacks(value)
        another.complain(lacks)
        if lacks:
            another.focus()
            return
        whence, why = source.text().strip(), reason.text().strip()
        screen.desk.off.write(
            screen,
            lambda: conflicts.correct(
                session, case_id, told.id, node.ref, value, source=whence, reason=why,
                draft_id=draft_id,
            ),
            done,
            not_taken,
        )  # fmt: skip

    def left() -> None:
        if draft_id:
            screen.desk.off.write(
                screen,
                lambda: file_replacement.leave(session, draft_id),
                failed=lambda _error: None,
            )

    ask(
        screen,
        plain(marked(node.label) or node.name),
        N_("What stood here before stays in the case, with who wrote it."),
        [*_stands(node, now), another, why_and_whence],
        N_("Keep the new value"),
        N_("Leave it as it is"),
        act,
        then,
        width=680,
        left=left,
        about=f"{told.id}{node.ref}",
    )
    another.focus()


def _stands(node: Node, now: str) -> list[QWidget]:
    """What is there in words; a file is shown by its own control."""
    if node.control == "upload":
        return []
    return [Label(lambda w: w("Now: {value}", value=text_lines.value(now)))]
