"""Which screen follows where a screen wants to go, and what is read or begun on the way."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import N_
from app.ui import goto
from app.ui.parts.boxes import tight
from app.ui.parts.buttons import Button
from app.ui.parts.dialog import Answer, Dialog

if TYPE_CHECKING:
    from app.casework.interviews.interview import Live
    from app.casework.questionnaires.forms import FormRow
    from app.casework.session.session import Session
    from app.ui.window import Window


def follow(window: "Window", to: object) -> None:
    """Go there, by way of what is to be read or begun first."""
    if isinstance(to, goto.LockScreen | goto.FirstStart | goto.Recover | goto.Unlocked):
        _before_the_desk(window, to)
    elif isinstance(to, goto.Begin | goto.Resume | goto.TakeUp):
        _begin_or_resume(window, to)
    else:
        from app.ui.screens import screen_of

        window.show_screen(screen_of(window.desk, to))


def _before_the_desk(window: "Window", to: object) -> None:
    from app.ui.lock import lock_or_first

    match to:
        case goto.LockScreen():
            window.show_screen(lock_or_first(window.desk))
        case goto.FirstStart():
            from app.ui.first_start import FirstStart

            window.show_screen(FirstStart(window.desk))
        case goto.Recover(vault_id):
            from app.ui.recovery import Recover

            window.show_screen(Recover(window.desk, vault_id))
        case goto.Unlocked(session):
            _unlocked(window, session)


def _unlocked(window: "Window", session: "Session") -> None:
    from app.ui.attachments.import_queue import Bringing
    from app.ui.sync.driver import Syncing

    window.desk.open_session = session
    window.desk.bringing = Bringing(window.desk, window)
    window.desk.syncing = Syncing(window.desk, window)
    window.desk.syncing.ended.connect(window.synced)
    window.desk.syncing.begin()
    window.idle.start()
    window.go(goto.Home())
    _look_for_damage(window, session)
    _settle_tasks(window, session)


def _settle_tasks(window: "Window", session: "Session") -> None:
    """What is to be done in cases of an earlier version: some at a time, others go between."""
    from app.casework.lifecycle import tasks

    def again(more: bool) -> None:
        if more:
            _settle_tasks(window, session)

    window.desk.off.write(window, lambda: tasks.settle(session), again)


def _look_for_damage(window: "Window", session: "Session") -> None:
    from app.casework.records import unlock

    window.desk.off.slow(window, lambda: unlock.look_for_damage(session), lambda _none: None)


def _begin_or_resume(window: "Window", to: "goto.Begin | goto.Resume | goto.TakeUp") -> None:
    from app.casework.interviews import interview as work
    from app.casework.questionnaires import forms

    session = window.desk.session
    match to:
        case goto.Resume(draft_id):
            window.desk.off.write(
                window, lambda: work.resume(session, draft_id), lambda live: _open(window, live)
            )
        case goto.TakeUp(case_id, interview_id):
            window.desk.off.write(
                window,
                lambda: work.take_up(session, case_id, interview_id),
                lambda live: _open(window, live),
            )
        case goto.Begin(form_hash=form_hash) if form_hash:
            _start(window, form_hash, to)
        case goto.Begin():
            window.desk.off.write(
                window,
                lambda: forms.forms(session, to.part),
                lambda rows: _choose_form(window, rows, to),
            )


def _choose_form(window: "Window", rows: "list[FormRow]", to: goto.Begin) -> None:
    """One questionnaire starts at once; of several, one is chosen."""
    if len(rows) == 1:
        _start(window, rows[0].hash, to)
        return
    body = QWidget()
    down = QVBoxLayout(body)
    tight(down, 8)
    dialog: list[Dialog] = []

    def chosen(row: "FormRow") -> None:
        dialog[-1].close_down()
        _start(window, row.hash, to)

    for row in rows:
        button = Button(lambda w, row=row: row.title(w.language), "second", "doc")  # type: ignore[misc]
        button.clicked.connect(lambda _=False, row=row: chosen(row))
        down.addWidget(button)
    title = N_("Which questionnaire?") if rows else N_("There is no questionnaire here")
    sentence = "" if rows else N_("Add one in the settings.")
    dialog.append(Dialog(window, title, sentence, [Answer(N_("Not now"))], body=body))


def _start(window: "Window", form_hash: str, to: goto.Begin) -> None:
    from app.casework.interviews import interview as work

    session = window.desk.session
    window.desk.off.write(
        window,
        lambda: work.start(
            session, form_hash, to.carried, case_id=to.case_id, group_id=to.group_id
        ),
        lambda live: _open(window, live),
    )


def _open(window: "Window", live: "Live") -> None:
    from app.ui.interview.controller import Taking

    window.go(goto.Interview(Taking(window.desk, live)))
