"""What a person is, decided by a named body; by a second person where the referral system asks."""

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import decisions as decisions_module
from app.casework.lifecycle.decisions import DecisionView
from app.errors import N_
from app.language import Words, isolate
from app.ui import theme
from app.ui.case.context import Cards, Page
from app.ui.labels import Label, Text
from app.ui.parts.badges import Badge
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Area, Field, Line
from app.ui.sharing.hand_over import Done, Refused, ask

STATUS: dict[str, str] = {
    "possible": N_("Possible victim"), "presumed": N_("Presumed victim"),
    "identified": N_("Formally identified"), "not-identified": N_("Not identified"),
}  # fmt: skip
_STATES: dict[str, tuple[str, str, str]] = {
    "in force": (N_("In force"), "check", "kept"),
    "waiting": (N_("Waits for a second person"), "wait", "wait"),
    "earlier": (N_("Earlier"), "clock", "ink2"),
}


def decisions(page: Page) -> QWidget:
    """Those that were made, the last first, and the way to make one."""
    button = Button(N_("Decide"), "quiet", "super")
    button.clicked.connect(lambda: decide(page))
    trailing = None if page.course.road.closed else button
    if not page.course.decisions:
        says = Label(N_("Nobody has decided yet. A screening never decides alone."), colour="ink2")
        return group(N_("Status of the person"), says, trailing)
    rows = Rows()
    for each in page.course.decisions:
        rows.add(_row(page, each))
    return group(N_("Status of the person"), rows, trailing)


def _row(page: Page, each: DecisionView) -> QWidget:
    trailing: QWidget = Badge(*_STATES.get(each.state, _STATES["earlier"]), tinted=False)
    if each.yours:
        trailing = Button(N_("Confirm"), "second")
        trailing.clicked.connect(lambda: _confirm(page, each))
        trailing.setAccessibleDescription(theme.words()(STATUS.get(each.status, each.status)))
    return Row(STATUS.get(each.status, each.status), _about(each), "super", trailing)


def _about(each: DecisionView) -> Text:
    def told(w: Words) -> str:
        parts = [
            isolate(each.body),
            isolate(each.who),
            w.date(each.at.astimezone().date(), "medium"),
        ]
        if each.second:
            parts.append(w("confirmed by {name}", name=each.second))
        return " · ".join(
            [part for part in parts if part] + ([isolate(each.reason)] if each.reason else [])
        )

    return told


def decide(page: Page) -> None:
    """The decision, its body and its reason. Who may not decide further may say possible."""
    open_ = STATUS if page.course.decides else {"possible": STATUS["possible"]}
    status = Cards(list(open_.items()))
    body, reason = Line(N_("Who decides")), Area(N_("Reason"), lines=3)
    body_field = Field(N_("Who decides"), body, help_=N_("The body and its meeting or letter, not a person alone."))  # fmt: skip
    reason_field = Field(N_("Reason"), reason)

    def act(done: Done, refused: Refused) -> None:
        chosen = status.chosen(N_("Choose one of these first."))
        by, why = body.text().strip(), reason.toPlainText().strip()
        body_field.complain("" if by else N_("Write who decides first."))
        reason_field.complain("" if why else N_("Write the reason first."))
        if chosen and by and why:
            page.write(
                lambda: decisions_module.decide(page.session, page.case_id, chosen, by, why),
                done,
                refused,
            )

    ask(
        page.screen,
        N_("What is this person, as decided?"),
        N_(
            "It is signed with your name. Some decisions count once a second person has confirmed them."
        ),
        [*status.parts(), body_field, reason_field],
        N_("Record the decision"),
        N_("Not yet"),
        act,
        page.again,
        width=680,
    )


def _confirm(page: Page, each: DecisionView) -> None:
    def act(done: Done, refused: Refused) -> None:
        page.write(
            lambda: decisions_module.confirm(page.session, page.case_id, each.id), done, refused
        )

    ask(
        page.screen,
        lambda w: w("Confirm: {status}?", status=w(STATUS.get(each.status, each.status))),
        _about(each),
        [],
        N_("Confirm"),
        N_("Not yet"),
        act,
        page.again,
    )
