"""Notes for the next shift: writing one, and those of a case."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import shift
from app.casework.lifecycle.shift import NoteView
from app.errors import N_
from app.language import Words, isolate
from app.ui.labels import Text, plain
from app.ui.parts import Button, Row, Rows, group
from app.ui.parts.form_dialog import Form, FormField
from app.ui.parts.frame import Screen

ADD = N_("Note for the next shift")


def write(screen: Screen, case_id: str) -> None:
    """Ask for a note, and keep it."""
    session = screen.context.session
    Form(
        kept_as=f"write {case_id}",
        title=ADD,
        sentence=N_("It becomes part of the case and waits until a colleague takes it over."),
        parts=[
            FormField(
                name="note",
                label=ADD,
                kind="area",
                lines=4,
                required=N_("Enter what the next shift must know."),
                help=N_("What must be known tonight: medicine, worries, who might call."),
            )
        ],
        verb=N_("Save the note"),
        leave=N_("Cancel"),
        save=lambda answers: shift.note(session, case_id, answers.text("note")),
    ).ask(screen)


def of_case(notes: Sequence[NoteView], add: Button) -> QWidget | None:
    """A case's notes that nobody has taken over; None where there are none."""
    if not notes:
        return None
    rows = Rows()
    for note in notes:
        rows.add(Row(plain(note.text), who_and_when(note), "handover", tone="wait"))
    return group(N_("For the next shift"), rows, add)


def who_and_when(note: NoteView) -> Text:
    def sentence(w: Words) -> str:
        return f"{w.moment(note.at)} · {isolate(note.author)}"

    return sentence
