"""What a person is, decided by a named body; by a second person where the referral system asks."""

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import decisions as decisions_module
from app.casework.lifecycle.decisions import DecisionView
from app.errors import N_
from app.language import Words, isolate
from app.ui import theme
from app.ui.case.context import CasePageContext
from app.ui.labels import Label, Text
from app.ui.parts import Badge, Button, Row, Rows, group
from app.ui.parts.form_dialog import Form, FormField, reason_field

STATUS: dict[str, str] = {
    "possible": N_("Potential victim"),
    "presumed": N_("Presumed victim"),
    "identified": N_("Identified victim"),
    "not-identified": N_("Not identified as a victim"),
}
_STATES: dict[str, tuple[str, str, str]] = {
    "in force": (N_("In force"), "check", "kept"),
    "waiting": (N_("Waiting for confirmation by a second person"), "wait", "wait"),
    "earlier": (N_("Earlier"), "clock", "ink2"),
}


def decisions(page: CasePageContext) -> QWidget:
    """Those that were made, the last first, and the way to make one."""
    button = Button(N_("Decide"), "quiet", "super", on_click=lambda: decide(page))
    trailing = None if page.course.road.closed else button
    if not page.course.decisions:
        says = Label(N_("Nobody has decided yet. A screening never decides alone."), colour="ink2")
        return group(N_("Status of the person"), says, trailing)
    rows = Rows.of(_row(page, decision) for decision in page.course.decisions)
    return group(N_("Status of the person"), rows, trailing)


def _row(page: CasePageContext, decision: DecisionView) -> QWidget:
    trailing: QWidget = Badge(*_STATES.get(decision.state, _STATES["earlier"]), tinted=False)
    if decision.may_decide:
        trailing = Button(N_("Confirm"), "second", on_click=lambda: confirm(page, decision))
        trailing.setAccessibleDescription(theme.words()(STATUS.get(decision.status, decision.status)))
    return Row(STATUS.get(decision.status, decision.status), about(decision), "super", trailing)


def about(decision: DecisionView) -> Text:
    """Who decided, when, who confirmed it, and why."""

    def sentence(w: Words) -> str:
        parts = [isolate(decision.body), isolate(decision.author), w.date(decision.at.astimezone().date(), "medium")]
        if decision.second:
            parts.append(w("confirmed by {name}", name=decision.second))
        return " · ".join([part for part in parts if part] + ([isolate(decision.reason)] if decision.reason else []))

    return sentence


def decide(page: CasePageContext) -> None:
    """The decision, its body and its reason. Who may not decide further may say possible."""
    statuses = STATUS if page.course.decides else {"possible": STATUS["possible"]}
    Form(
        kept_as="decide",
        title=N_("Status decision"),
        sentence=N_("It is signed with your name. Some decisions count only once a second person has confirmed them."),
        parts=[
            FormField(
                name="status", kind="cards", required=N_("Choose one of these first."), choices=list(statuses.items())
            ),
            FormField(
                name="body",
                label=N_("Deciding body"),
                required=N_("Enter the deciding body first."),
                help=N_("Enter the body and its meeting or letter, not just a person."),
            ),
            reason_field(lines=3),
        ],
        verb=N_("Record the decision"),
        leave=N_("Not yet"),
        save=lambda answers: decisions_module.decide(
            page.session, page.case_id, answers.text("status"), answers.text("body"), answers.text("reason")
        ),
        width=680,
    ).ask(page.screen)


def confirm(page: CasePageContext, decision: DecisionView) -> None:
    """As the second person."""
    Form(
        kept_as=f"confirm {decision.id}",
        title=lambda w: w("Confirm: {status}?", status=w(STATUS.get(decision.status, decision.status))),
        sentence=about(decision),
        verb=N_("Confirm"),
        leave=N_("Not yet"),
        save=lambda _answers: decisions_module.confirm(page.session, page.case_id, decision.id),
    ).ask(page.screen)
