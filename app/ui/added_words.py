"""What a person adds after the last question, written down: on the page of thanks, or in the case where
that was interrupted."""

from collections.abc import Callable

from app.casework.interviews import additions
from app.errors import N_
from app.ui.parts.form_dialog import Form, FormField
from app.ui.parts.frame import Screen


def ask_for(screen: Screen, case_id: str, interview_id: str, after_save: Callable[[], None]) -> None:
    """What is typed stands there again until it is saved, also after a lock."""
    session = screen.context.session
    words = FormField(
        name="words",
        label=N_("In the person’s words"),
        kind="area",
        lines=4,
        required=N_("Write down what was said first."),
    )
    Form(
        title=N_("What is added?"),
        sentence=N_("It is added to the answers of this interview, with the time."),
        kept_as="added",
        place=additions.place(case_id, interview_id),
        parts=[words],
        verb=N_("Save"),
        save=lambda answers: additions.add(session, case_id, interview_id, answers.text("words")),
        after_save=after_save,
        width=640,
    ).ask(screen)
