"""An interview is started, resumed or taken up, and its pages open."""

from functools import partial

from app.casework.interviews import interview
from app.casework.questionnaires import forms
from app.errors import N_
from app.ui import navigation
from app.ui.interview.controller import InterviewController
from app.ui.parts import Button, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.window import Window


def resume(window: Window, destination: navigation.ResumeInterview) -> None:
    """Go on with one's own, unfinished."""
    draft_id = destination.draft_id
    window.context.write_vault(window, lambda session: interview.resume(session, draft_id), partial(_open, window))


def take_up(window: Window, destination: navigation.TakeUpInterview) -> None:
    """Go on with what a colleague handed on."""
    case_id = destination.case_id
    window.context.write_vault(
        window, lambda session: interview.take_up(session, case_id, destination.interview_id), partial(_open, window)
    )


def start(window: Window, destination: navigation.StartInterview) -> None:
    """With its questionnaire, or the one that is chosen."""
    if destination.earlier_talk:
        window.context.write_vault(
            window,
            lambda session: interview.talk_again(session, destination.case_id, destination.earlier_talk),
            partial(_open, window),
        )
        return
    if destination.form_hash:
        _start(window, destination, destination.form_hash)
        return
    window.context.write_vault(
        window, lambda session: forms.forms(session, destination.part), partial(_choose_form, window, destination)
    )


def _choose_form(window: Window, destination: navigation.StartInterview, rows: list[forms.FormRow]) -> None:
    """One questionnaire starts at once; of several, one is chosen."""
    if len(rows) == 1:
        _start(window, destination, rows[0].hash)
        return

    def choose(row: forms.FormRow) -> None:
        dialog.close_down()
        _start(window, destination, row.hash)

    def offered(row: forms.FormRow) -> Button:
        return Button(lambda w: row.title(w.language), "second", "doc", on_click=lambda: choose(row))

    body = layouts.column_widget(*(offered(row) for row in rows), gap=8)
    title = N_("Which questionnaire?") if rows else N_("No questionnaire here")
    sentence = "" if rows else N_("Add one in the settings.")
    dialog = Dialog(window, title, sentence, [DialogButton(N_("Not now"))], body=body)


def _start(window: Window, destination: navigation.StartInterview, form_hash: str) -> None:
    window.context.write_vault(
        window,
        lambda session: interview.start(
            session, form_hash, destination.carried, case_id=destination.case_id, group_id=destination.group_id
        ),
        partial(_open, window),
    )


def _open(window: Window, live: interview.LiveInterview) -> None:
    if window.context.training is not None:
        window.context.training.begin(live.draft_id)
    window.go(navigation.Interview(InterviewController(window.context, live)))
