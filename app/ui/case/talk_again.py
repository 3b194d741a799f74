"""A task to talk again: begin it, asking only what is open; or set another day for it."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import talk_days
from app.casework.lifecycle.tasks import TaskView
from app.errors import N_
from app.ui import navigation
from app.ui.parts import layouts
from app.ui.parts.buttons import Button
from app.ui.parts.form_dialog import Form, ask
from app.ui.parts.form_fields import NOT_A_DAY, FieldAnswers, FormField, reason_field
from app.ui.parts.frame import Screen


def acts(screen: Screen, task: TaskView, show: Button) -> QWidget:
    """Beside what leads to the case."""
    begin = navigation.StartInterview(case_id=task.case_id, earlier_talk=task.ref)
    talk = Button(N_("Talk now"), "second", "person", on_click=lambda: screen.wants.emit(begin))
    another_day = Button(
        N_("Set a day"), "quiet", on_click=lambda: set_day(screen, task.case_id, task.due)
    )
    for button in (talk, another_day):
        button.setAccessibleDescription(show.accessibleDescription())
    return layouts.row_widget(another_day, talk, show, gap=8)


def set_day(screen: Screen, case_id: str, due: datetime | None = None) -> None:
    """Ask for the day, and why. `due`: by when it is to be so far."""
    session = screen.context.session

    def save(answers: FieldAnswers) -> None:
        day = answers.day("day")
        assert day is not None  # the field asks for it
        talk_days.set_day(session, case_id, day, answers.text("reason"))

    form = Form(
        kept_as="set_day",
        title=N_("When will you talk with the person again?"),
        sentence=N_("The day and the reason stand in the case."),
        parts=[
            FormField(
                name="day", label=N_("Day"), kind="day", value=due.date() if due else None,
                required=N_("Write the day first."), invalid=NOT_A_DAY,
            ),
            reason_field(),
        ],
        verb=N_("Set the day"),
        leave=N_("Leave it as it is"),
        save=save,
        after_save=screen.goes(navigation.Case(case_id)),
    )  # fmt: skip
    ask(screen, form)
