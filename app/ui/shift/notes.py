"""Notes for the next shift: writing one, and those of a case."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import shift
from app.casework.lifecycle.shift import NoteView
from app.errors import N_
from app.language import Words, isolate
from app.ui.labels import Text, plain
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Area, Field
from app.ui.parts.frame import Screen
from app.ui.sharing.hand_over import Done, Refused, ask

ADD = N_("Note for the next shift")


def write(screen: Screen, case_id: str, then: Callable[[], None]) -> None:
    """Ask for a note, and keep it."""
    text = Area(ADD, lines=4)
    field = Field(
        ADD, text, help_=N_("What must be known tonight: medicine, worries, who may call.")
    )

    def act(done: Done, refused: Refused) -> None:
        session, told = screen.desk.session, text.toPlainText()
        if not told.strip():
            field.complain(N_("Write what the next shift must know."))
            return
        screen.desk.off.write(screen, lambda: shift.note(session, case_id, told), done, refused)

    ask(
        screen, ADD, N_("It is part of the case, and waits until a colleague takes it over."), [field],
        N_("Keep the note"), N_("Cancel"), act, then, about=case_id,
    )  # fmt: skip


def of_case(notes: Sequence[NoteView], add: Button) -> QWidget | None:
    """A case's notes that nobody has taken over; None where there are none."""
    if not notes:
        return None
    rows = Rows()
    for each in notes:
        rows.add(Row(plain(each.text), who_and_when(each), "handover", tone="wait"))
    return group(N_("For the next shift"), rows, add)


def who_and_when(note: NoteView) -> Text:
    def told(w: Words) -> str:
        return f"{w.moment(note.at)} · {isolate(note.who)}"

    return told
