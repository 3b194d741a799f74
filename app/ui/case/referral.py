"""Referring a case to an agency, and how the agency answers."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.case.referral import RECEIVED, SENT
from app.casework.export import referral_letter
from app.casework.lifecycle import referrals as referrals_module
from app.casework.lifecycle.referrals import ReferralView
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation
from app.ui.case.context import CasePageContext
from app.ui.labels import Label, Text, both
from app.ui.parts import Badge, Button, Row, Rows, group, layouts
from app.ui.parts.form_dialog import FieldAnswers, Form, FormField

STATUS: dict[str, str] = {
    "draft": N_("Draft"), "sent": N_("Prepared"), "received": N_("Handed over"),
    "accepted": N_("Accepted"), "rejected": N_("Rejected"), "in-progress": N_("In progress"),
    "done": N_("Done"), "revoked": N_("Cancelled"), "expired": N_("Expired"),
}  # fmt: skip
HANDED_OVER = N_("It was handed over")
_WITH_REASON = {"rejected", "revoked"}
_GOOD = {"accepted", "in-progress", "done"}


def referrals(page: CasePageContext) -> QWidget | None:
    """The last first; nothing where there are none."""
    if not page.course.referrals:
        return None
    rows = Rows.of(_row(page, referral) for referral in page.course.referrals)
    return group(N_("Referrals"), rows)


def _row(page: CasePageContext, referral: ReferralView) -> QWidget:
    reference, buttons = referral.reference, list[QWidget]()
    if referral.status in referral_letter.UNDER_WAY:
        letter = page.screen.goes(navigation.ReferralLetter(page.case_id, referral.id, referral.reference))
        buttons.append(Button(N_("Print the letter"), "quiet", on_click=letter, about=reference))
    if referral.next:
        update = partial(answer, page, referral)
        buttons.append(Button(N_("Update state"), "second", on_click=update, about=reference))
    else:
        says = STATUS.get(referral.status, referral.status)
        buttons.append(Badge(says, "check", "ink2", tinted=False))
    lines: list[layouts.Item] = [layouts.row(*buttons, gap=4)]
    if referral.status == SENT:
        give = partial(hand_over, page, referral)
        handed = Button(HANDED_OVER, "second", on_click=give, about=reference)
        lines.append((handed, 0, Qt.AlignmentFlag.AlignTrailing))
    trailing = layouts.column_widget(*lines, gap=4)
    now = page.screen.context.clock()
    tone = "wait" if referral.overdue else "kept" if referral.status in _GOOD else "ink2"
    return Row(_to(referral), _state(referral, now), "send", trailing, tone=tone)


def hand_over(page: CasePageContext, referral: ReferralView) -> None:
    """Somebody gave the letter to the agency, or called it: nothing leaves by itself."""
    page.screen.write_vault(lambda session: referrals_module.set_status(session, page.case_id, referral.id, RECEIVED))


def _to(referral: ReferralView) -> Text:
    return both(referral.agency_name, referral.service_name)


def _state(referral: ReferralView, now: datetime) -> Text:
    def sentence(w: Words) -> str:
        parts = [w(STATUS.get(referral.status, referral.status)), isolate_ltr(referral.reference)]
        if referral.due is not None and referral.overdue:
            parts.append(w("no reply: overdue since {when}", when=w.moment(referral.due)))
        elif referral.due is not None:
            parts.append(w("reply requested by {when}", when=w.moment(referral.due)))
        if referral.reason:
            parts.append(isolate(referral.reason))
        return " · ".join(parts)

    return sentence


def answer(page: CasePageContext, referral: ReferralView) -> None:
    """What became of it."""

    def reason_missing(answers: FieldAnswers) -> dict[str, Text]:
        missing = answers.text("status") in _WITH_REASON and not answers.text("reason")
        return {"reason": N_("Enter the reason first.") if missing else ""}

    Form(
        kept_as=f"answer {referral.id}",
        title=_to(referral),
        sentence=_state(referral, page.screen.context.clock()),
        parts=[
            _request(referral),
            FormField(
                name="status",
                label=N_("Referral outcome"),
                kind="cards",
                required=N_("Choose one of these first."),
                choices=[(status, STATUS.get(status, status)) for status in referral.next],
            ),
            FormField(name="reason", label=N_("Reason or note"), kind="area"),
            FormField(name="override", label=N_("Reason to go ahead without consent"), after_refusal="consent"),
        ],
        verb=N_("Record it"),
        check=reason_missing,
        save=lambda answers: referrals_module.set_status(
            page.session,
            page.case_id,
            referral.id,
            answers.text("status"),
            answers.text("reason"),
            answers.text("override"),
        ),
        width=680,
    ).ask(page.screen)


def _request(referral: ReferralView) -> QWidget:
    def sentence(w: Words) -> str:
        parts = [isolate(referral.request.reason)]
        if referral.request.summary:
            parts.append(isolate(referral.request.summary))
        if referral.request.withheld:
            parts.append(w("Left out: {what}", what=" · ".join(referral.request.withheld)))
        if referral.request.override:
            parts.append(w("Without consent, because: {reason}", reason=referral.request.override))
        return "\n".join(parts)

    return Label(sentence, colour="ink2")
