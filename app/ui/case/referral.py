"""Referring a case to an agency, and how the agency answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.case.referral import RECEIVED, SENT
from app.casework.cases.attachments import AttachmentView
from app.casework.export import referral_letter
from app.casework.lifecycle import referrals as referrals_module
from app.casework.lifecycle.agency_directory import PlaceView, ServiceEntry
from app.casework.lifecycle.consents import ConsentView
from app.casework.lifecycle.referrals import ReferralRequest, ReferralView
from app.casework.pages import lifecycle_page
from app.casework.pages.lifecycle_page import LifecyclePage
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.settings import Language
from app.ui import navigation, theme
from app.ui.attachments import file_kinds
from app.ui.case import consent
from app.ui.case.agency_picker import Whom
from app.ui.case.context import CasePageContext
from app.ui.labels import Label, Text, plain
from app.ui.parts import layouts
from app.ui.parts.badges import Badge
from app.ui.parts.boxes import Banner, Row, Rows, empty, group
from app.ui.parts.buttons import Button
from app.ui.parts.cards import CheckCard
from app.ui.parts.fields import LineInput
from app.ui.parts.form_dialog import Form, FormDialog, ask
from app.ui.parts.form_fields import (
    FieldAnswers,
    FieldColumns,
    FormField,
    OwnField,
    Part,
    reason_field,
)
from app.ui.parts.grid import Grid
from app.ui.parts.layouts import wraps

STATUS: dict[str, str] = {
    "draft": N_("Draft"), "sent": N_("Prepared"), "received": N_("Handed over"),
    "accepted": N_("Accepted"), "rejected": N_("Rejected"), "in-progress": N_("In progress"),
    "done": N_("Done"), "revoked": N_("Cancelled"), "expired": N_("Expired"),
}  # fmt: skip
_URGENCY: tuple[tuple[str, str], ...] = (
    ("1h", N_("Within an hour")), ("3h", N_("Within 3 hours")), ("1d", N_("Within a day")),
    ("3d", N_("Within 3 days")),
)  # fmt: skip
HANDED_OVER = N_("It was handed over")
RECORD = N_("Record the person’s answer")
_WITH_REASON = {"rejected", "revoked"}
_GOOD = {"accepted", "in-progress", "done"}


def referrals(page: CasePageContext) -> QWidget | None:
    """The last first; nothing where there are none."""
    if not page.course.referrals:
        return None
    rows = Rows.of(_row(page, referral) for referral in page.course.referrals)
    return group(N_("Referrals"), rows)


def _row(page: CasePageContext, referral: ReferralView) -> QWidget:
    if referral.next:
        last: QWidget = Button(N_("Update state"), "second")
        last.clicked.connect(lambda: answer(page, referral))  # type: ignore[attr-defined]
        last.setAccessibleDescription(referral.reference)
    else:
        last = Badge(STATUS.get(referral.status, referral.status), "check", "ink2", tinted=False)
    trailing = QWidget()
    row = layouts.row(gap=4, parent=trailing)
    if referral.status in referral_letter.UNDER_WAY:
        to_paper = Button(N_("Print the letter"), "quiet")
        letter = navigation.ReferralLetter(page.case_id, referral.id, referral.reference)
        to_paper.clicked.connect(lambda: page.screen.wants.emit(letter))
        to_paper.setAccessibleDescription(referral.reference)
        row.addWidget(to_paper)
    if referral.status == SENT:
        handed = Button(HANDED_OVER, "second", on_click=lambda: hand_over(page, referral))
        handed.setAccessibleDescription(referral.reference)
        row.addWidget(handed)
    row.addWidget(last)
    now = page.screen.context.clock()
    tone = "wait" if referral.overdue else "kept" if referral.status in _GOOD else "ink2"
    return Row(_to(referral), _state(referral, now), "send", trailing, tone=tone)


def hand_over(page: CasePageContext, referral: ReferralView) -> None:
    """Somebody gave the letter to the agency, or called it: nothing leaves by itself."""
    page.write(
        lambda: referrals_module.set_status(page.session, page.case_id, referral.id, RECEIVED),
        lambda _event: page.reload(),
        page.screen.trouble.emit,
    )


def _to(referral: ReferralView) -> Text:
    return lambda _w: f"{isolate(referral.agency_name)} · {isolate(referral.service_name)}"


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


def refer(
    page: CasePageContext,
    agency: str = "",
    service: tuple[str, str] = ("", ""),
    reason_said: str = "",
    how_soon: str = "",
) -> None:
    """To whom, for what, how soon, and what they need to know. `service`: (agency, service) that is
    chosen beforehand, and so is `how_soon`; `reason_said`: what is filled in as the reason."""
    entries = [entry for entry in page.course.directory if agency in ("", entry.agency)]
    phone = LineInput(N_("Telephone number that is safe to call"), ltr=True)
    asks_first = ConsentQuestion(page)
    whom = Whom(entries, lambda place: _reach(phone, place), asks_first.ask)
    if any(service):
        whom.to.choose(service)

    def ended(answers: FieldAnswers) -> dict[str, Text]:
        chosen = answers["to"]
        is_over = chosen and chosen.entry.over
        return {"to": N_("Choose another agency or service.")} if is_over else {}

    def record_and_return(answers: FieldAnswers) -> None:
        entry, urgency = answers["to"].entry, answers.text("urgency")
        chosen = (entry.agency, entry.service)
        _record_first(
            page, entry.agency, lambda at: refer(at, agency, chosen, reason_said, urgency)
        )

    def consent_first(
        error: SanadError, answers: FieldAnswers
    ) -> tuple[Text, Callable[[], None]] | None:
        if error.kind() != "consent" or not answers["to"]:
            return None
        return RECORD, lambda: record_and_return(answers)

    def leave_for_consent(dialog: FormDialog) -> None:
        answers = dialog.answers()
        dialog.leave_for(lambda: record_and_return(answers))

    asks_first.record = leave_for_consent
    form = Form(
        kept_as="refer",
        title=N_("Refer the case to an agency"),
        sentence=N_(
            "It gets a number and a deadline. Sanad sends nothing: deliver it by hand, or call."
        ),
        parts=_asked(page, whom, phone, reason_said, how_soon, asks_first),
        verb=N_("Refer"),
        leave=N_("Not now"),
        check=ended,
        save=lambda answers: referrals_module.refer(page.session, page.case_id, _wanted(answers)),
        success=lambda answers: (
            lambda w: w("Referred to {agency}.", agency=isolate(answers["to"].entry.agency_name))
        ),
        after_save=page.reload,
        remedy=consent_first,
        width=760,
    )
    ask(page.screen, form)


def _record_first(
    page: CasePageContext, agency: str, refer_again: Callable[[CasePageContext], None]
) -> None:
    """The person's answer is recorded, then one is back here with all that was typed."""

    def ask_again(courses: Mapping[Language, LifecyclePage]) -> None:
        refer_again(replace(page, course=courses[theme.words().language]))

    def come_back() -> None:
        page.reload()
        session, case_id = page.session, page.case_id
        page.screen.context.workers.read_vault(
            page.screen, lambda: lifecycle_page.course(session, case_id), ask_again
        )

    consent.record(replace(page, reload=come_back), "share", agency)


def _asked(
    page: CasePageContext,
    whom: Whom,
    phone: LineInput,
    reason: str,
    how_soon: str,
    asks_first: "ConsentQuestion",
) -> list[Part]:
    return [
        OwnField("to", whom, N_("Choose an agency and a service first.")),
        asks_first,
        FormField(
            name="urgency",
            label=N_("How soon a reply is needed"),
            kind="cards",
            required=N_("Choose how soon a reply is needed."),
            value=how_soon,
            choices=_URGENCY,
            columns=4,
            least_width=150,
        ),
        replace(reason_field(), value=reason),
        FormField(
            name="summary",
            label=N_("Information for the agency"),
            kind="area",
            lines=3,
            help=N_("No more than the service needs."),
        ),
        FieldColumns(
            [
                FormField(name="person", label=N_("Contact person")),
                FormField(
                    name="phone", label=N_("Telephone number that is safe to call"), input=phone
                ),
                FormField(
                    name="withheld",
                    label=N_("Left out"),
                    help=N_("What they must not be told, for example: the address."),
                ),
                FormField(name="escort", label=N_("Companion")),
                FormField(name="interpreter", label=N_("Interpreter")),
            ]
        ),
        OwnField("files", Files(page.course.files)),
        _override(N_("It is signed with your name, and a supervisor sees it.")),
    ]


class ConsentQuestion(QWidget):
    """Before anything else is asked: what the person said of the agency that was chosen, where it does
    not carry a referral, with the way to ask. What was typed stands there again afterwards."""

    def __init__(self, page: CasePageContext) -> None:
        super().__init__()
        self._page = page
        self.record: Callable[[FormDialog], None] = lambda _dialog: None
        self.inside = layouts.column(parent=self)
        wraps(self)

    def ask(self, entry: ServiceEntry | None) -> None:
        """Of this agency."""
        empty(self.inside)
        cells = [
            cell
            for cell in self._page.course.consents
            if entry and (cell.purpose, cell.agency) == ("share", entry.agency)
        ]
        if cells and not cells[0].allowed:
            act = Button(RECORD, "second", on_click=self._go)
            self.inside.addWidget(Banner(_not_carried(cells[0]), "wait", "wait", act))

    def _go(self) -> None:
        widget: QWidget | None = self
        while widget is not None and not isinstance(widget, FormDialog):
            widget = widget.parentWidget()
        if widget is not None:
            self.record(widget)


def _not_carried(cell: ConsentView) -> Text:
    if cell.answer in ("no", "withdrawn"):
        return lambda w: w("The person said no to {agency}.", agency=isolate(cell.agency_name))
    return lambda w: w(
        "The person has not agreed to share with {agency} yet: ask first.",
        agency=isolate(cell.agency_name),
    )


def _wanted(answers: FieldAnswers) -> ReferralRequest:
    chosen, withheld = answers["to"], answers.text("withheld")
    return ReferralRequest(
        agency=chosen.entry.agency,
        service=chosen.entry.service,
        reason=answers.text("reason"),
        urgency=answers.text("urgency"),
        summary=answers.text("summary"),
        withheld=(withheld,) if withheld else (),
        person=answers.text("person"),
        phone=answers.text("phone"),
        interpreter=answers.text("interpreter"),
        escort=answers.text("escort"),
        attached=answers["files"],
        override=answers.text("override"),
        where=chosen.place,
    )


def _override(help_: str = "") -> FormField:
    """Where consent is missing, the reason to go on without it is asked for."""
    return FormField(
        name="override",
        label=N_("Reason to go ahead without consent"),
        help=help_,
        after_refusal="consent",
    )


def _reach(phone: LineInput, place: PlaceView | None) -> None:
    """A place's telephone is written in; what a person wrote there is left."""
    filled_in = phone.property("of_place") or ""
    if phone.text() == filled_in:
        number = place.phone if place else ""
        phone.setProperty("of_place", number)
        phone.setText(number)


class Files(QWidget):
    """Which files of the case go along; none beforehand."""

    def __init__(self, files: Sequence[AttachmentView]) -> None:
        super().__init__()
        column = layouts.column(gap=8, parent=self)
        self.cards: dict[str, CheckCard] = {}
        grid = Grid(columns=2, least_width=240, gap=10)
        for attachment in {attachment.hash: attachment for attachment in files}.values():
            self.cards[attachment.hash] = CheckCard(
                plain(isolate(attachment.name)), _kind(attachment)
            )
            grid.add(self.cards[attachment.hash])
        column.addWidget(Label(N_("Files sent with the referral"), "label"))
        column.addWidget(Label(N_("The letter lists them with their SHA-256; the files themselves are handed over separately."), "small", "ink2"))  # fmt: skip
        column.addWidget(grid)
        if not files:
            self.hide()
        wraps(self)

    def complain(self, text: Text) -> None:
        """Nothing can be wrong with it."""

    def value(self) -> tuple[str, ...]:
        return tuple(hash_ for hash_, card in self.cards.items() if card.isChecked())


def _kind(attachment: AttachmentView) -> Text:
    return lambda w: f"{w(file_kinds.word(attachment))} · {file_kinds.size(w, attachment.size)}"


def answer(page: CasePageContext, referral: ReferralView) -> None:
    """What became of it."""

    def reason_missing(answers: FieldAnswers) -> dict[str, Text]:
        missing = answers.text("status") in _WITH_REASON and not answers.text("reason")
        return {"reason": N_("Enter the reason first.") if missing else ""}

    form = Form(
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
            _override(),
        ],
        verb=N_("Record it"),
        leave=N_("Not now"),
        check=reason_missing,
        save=lambda answers: referrals_module.set_status(
            page.session,
            page.case_id,
            referral.id,
            answers.text("status"),
            answers.text("reason"),
            answers.text("override"),
        ),
        after_save=page.reload,
        width=680,
    )
    ask(page.screen, form)


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
