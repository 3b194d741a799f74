"""Closing a case with how it ended, reopening it, holding it beyond its time."""

from collections.abc import Callable

from app.casework.lifecycle import closure
from app.errors import N_
from app.ui.case.context import CasePageContext
from app.ui.labels import Text
from app.ui.parts.buttons import Kind
from app.ui.parts.form_dialog import Form, FormField, reason_field


def close(page: CasePageContext) -> None:
    outcome = FormField(
        name="outcome",
        label=N_("Result"),
        kind="cards",
        required=N_("Choose a result."),
        choices=[(id_, name) for id_, name, _ in page.course.results],
    )
    Form(
        kept_as="close",
        title=N_("Close this case?"),
        sentence=N_("It can still be read, and reopened with a reason. The retention period starts now."),
        parts=[*([outcome] if page.course.results else []), reason_field()],
        verb=N_("Close the case"),
        leave=N_("Leave it open"),
        save=lambda answers: closure.close(page.session, page.case_id, answers.text("reason"), answers.text("outcome")),
        width=680,
    ).ask(page.screen)


def reopen(page: CasePageContext) -> None:
    ask_reason(
        page,
        "reopen",
        N_("Reopen this case?"),
        N_("It continues from the stage where it stopped."),
        N_("Reopen the case"),
        lambda reason: closure.reopen(page.session, page.case_id, reason),
    )


def hold(page: CasePageContext) -> None:
    """On, or off where it is on."""
    hold_it = not page.course.retention.held
    ask_reason(
        page,
        "hold" if hold_it else "end_hold",
        N_("Place this case under legal hold?") if hold_it else N_("Lift the legal hold?"),
        N_("A case under legal hold is not due for erasure, however long it has been stored."),
        N_("Place under legal hold") if hold_it else N_("Lift the legal hold"),
        lambda reason: closure.hold(page.session, page.case_id, hold_it, reason),
        kind="primary" if hold_it else "grave",
    )


def ask_reason(
    page: CasePageContext, kept_as: str, title: str, sentence: str, verb: str, work: Callable[[str], object],
    *, leave: str = N_("Leave it as it is"), kind: Kind = "primary",
) -> None:  # fmt: skip
    """An act on the case that is not done without its reason. `work`: with the reason."""
    Form(
        kept_as=kept_as,
        title=title,
        sentence=sentence,
        parts=[reason_field()],
        verb=verb,
        kind=kind,
        leave=leave,
        save=lambda answers: work(answers.text("reason")),
    ).ask(page.screen)


def strike_off(page: CasePageContext, kept_as: str, title: Text, work: Callable[[str], object]) -> None:
    """Take back what was recorded by mistake. `work`: with the reason."""
    Form(
        kept_as=kept_as,
        title=title,
        sentence=N_("It leaves the list. What was recorded, and why it was withdrawn, stays in the history."),
        parts=[reason_field()],
        verb=N_("Undo this entry"),
        kind="grave",
        leave=N_("Leave it"),
        save=lambda answers: work(answers.text("reason")),
    ).ask(page.screen)
