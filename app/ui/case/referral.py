"""Referring a case to an agency, and how the agency answers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.casework.cases.attachments import Attachment
from app.casework.export import referral_letter
from app.casework.lifecycle import referrals as referrals_module
from app.casework.lifecycle.agency_directory import PlaceView
from app.casework.lifecycle.referrals import ReferralView, Request
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation
from app.ui.attachments import file_kinds
from app.ui.case import consent
from app.ui.case.agency_picker import Whom
from app.ui.case.context import Cards, Page, or_override
from app.ui.labels import Label, Text, plain
from app.ui.parts.badges import Badge
from app.ui.parts.boxes import Row, Rows, group, tight, wraps
from app.ui.parts.buttons import Button
from app.ui.parts.cards import CheckCard
from app.ui.parts.fields import Area, Field, Line
from app.ui.parts.grid import Grid
from app.ui.sharing.hand_over import Done, Refused, ask

STATUS: dict[str, str] = {
    "draft": N_("Draft"), "sent": N_("Sent"), "received": N_("Received"),
    "accepted": N_("Accepted"), "rejected": N_("Rejected"), "in-progress": N_("In progress"),
    "done": N_("Done"), "revoked": N_("Revoked"), "expired": N_("Expired"),
}  # fmt: skip
_URGENCY: tuple[tuple[str, str], ...] = (
    ("1h", N_("Within an hour")), ("3h", N_("Within 3 hours")), ("1d", N_("Within a day")),
    ("3d", N_("Within 3 days")),
)  # fmt: skip
_WITH_REASON = {"rejected", "revoked"}
_GOOD = {"accepted", "in-progress", "done"}


def referrals(page: Page) -> QWidget | None:
    """The last first; nothing where there are none."""
    if not page.course.referrals:
        return None
    rows = Rows()
    for each in page.course.referrals:
        rows.add(_row(page, each))
    return group(N_("Referrals"), rows)


def _row(page: Page, each: ReferralView) -> QWidget:
    if each.next:
        last: QWidget = Button(N_("Say how it goes"), "second")
        last.clicked.connect(lambda: answer(page, each))  # type: ignore[attr-defined]
        last.setAccessibleDescription(each.reference)
    else:
        last = Badge(STATUS.get(each.status, each.status), "check", "ink2", tinted=False)
    trailing = QWidget()
    across = QHBoxLayout(trailing)
    tight(across, 4)
    if each.status in referral_letter.UNDER_WAY:
        to_paper = Button(N_("Print the letter"), "quiet")
        to = navigation.ReferralLetter(page.case_id, each.id, each.reference)
        to_paper.clicked.connect(lambda: page.screen.wants.emit(to))
        to_paper.setAccessibleDescription(each.reference)
        across.addWidget(to_paper)
    across.addWidget(last)
    now = page.screen.desk.clock()
    tone = "wait" if each.overdue else "kept" if each.status in _GOOD else "ink2"
    return Row(_to(each), _state(each, now), "send", trailing, tone=tone)


def _to(each: ReferralView) -> Text:
    return lambda _w: f"{isolate(each.agency_name)} · {isolate(each.service_name)}"


def _state(each: ReferralView, now: datetime) -> Text:
    def told(w: Words) -> str:
        parts = [w(STATUS.get(each.status, each.status)), isolate_ltr(each.reference)]
        if each.due is not None and each.overdue:
            parts.append(w("no answer: overdue since {when}", when=w.moment(each.due)))
        elif each.due is not None:
            parts.append(w("answer wanted until {when}", when=w.moment(each.due)))
        if each.reason:
            parts.append(isolate(each.reason))
        return " · ".join(parts)

    return told


def refer(
    page: Page,
    agency: str = "",
    service: tuple[str, str] = ("", ""),
    reason_said: str = "",
    soon: str = "",
) -> None:
    """To whom, for what, how soon, and what they need to know. `service`: (agency, service) that is
    chosen beforehand, and so is `soon`; `reason_said`: what is filled in as the reason."""
    among = [each for each in page.course.directory if agency in ("", each.agency)]
    urgency = Cards(list(_URGENCY), most=4, least=150, asks=N_("How soon an answer is needed"))
    reason, summary = Area(N_("Reason"), lines=2), Area(N_("What they need to know"), lines=3)
    reason_field = Field(N_("Reason"), reason)
    reason.setPlainText(reason_said)
    if soon in urgency.cards:
        urgency.cards[soon].setChecked(True)
    summary_field = Field(N_("What they need to know"), summary, help_=N_("No more than the service needs."))  # fmt: skip
    phone, withheld = Line(N_("Telephone that is safe to call"), ltr=True), Line(N_("Held back"))
    escort, person = Line(N_("Who goes along")), Line(N_("Whom to ask for there"))
    interpreter, files = Line(N_("Interpreter")), Files(page.course.files)
    to = Whom(among, lambda place: _reach(phone, place))
    if any(service):
        to.to.choose(service)
    two = Grid(most=2, least_width=240, gap=16, equal=False)
    for part in (
        Field(N_("Whom to ask for there"), person),
        Field(N_("Telephone that is safe to call"), phone),
        Field(N_("Held back"), withheld, help_=N_("What they are not told, such as: the address.")),
        Field(N_("Who goes along"), escort), Field(N_("Interpreter"), interpreter),
    ):  # fmt: skip
        two.add(part)
    override = Line(N_("Reason to go on without consent"))
    over = Field(N_("Reason to go on without consent"), override, help_=N_("It is signed with your name, and a supervisor sees it."))  # fmt: skip
    over.hide()

    def act(done: Done, refused: Refused) -> None:
        chosen = to.chosen()
        to.field.complain("" if chosen else N_("Choose an agency and a service first."))
        how_soon = urgency.chosen(N_("Choose how soon an answer is needed."))
        why = reason.toPlainText().strip()
        reason_field.complain("" if why else N_("Write the reason first."))
        if chosen is not None and chosen.over:
            to.field.complain(N_("Choose another agency or service."))
        if chosen is None or chosen.over or not how_soon or not why:
            return
        request = Request(
            chosen.agency, chosen.service, why, how_soon, summary.toPlainText(),
            tuple(each for each in [withheld.text().strip()] if each), person.text(), phone.text(),
            interpreter.text(), escort.text(), files.chosen(),
            override.text() if over.isVisible() else "", to.place.id if to.place else "",
        )  # fmt: skip
        page.write(
            lambda: referrals_module.refer(page.session, page.case_id, request), done,
            or_override(over, refused),
        )  # fmt: skip

    def consent_first(error: SanadError) -> tuple[Text, Callable[[], None]] | None:
        """The person's answer is recorded, then one is back here with all that was typed."""
        chosen = to.chosen()
        if error.kind() != "consent" or chosen is None:
            return None
        of = chosen.agency, chosen.service
        urgent = next((each for each, card in urgency.cards.items() if card.isChecked()), "")

        def again() -> None:
            page.again()
            refer(page, agency, of, reason_said, urgent)

        ask_for = replace(page, again=again)
        return N_("Record the person’s answer"), lambda: consent.record(ask_for, "share", of[0])

    ask(
        page.screen,
        N_("Refer the case to an agency"),
        N_(
            "It gets a number and a clock. Nothing is sent by this program: take it there, or call."
        ),
        [_form(to, *urgency.parts(), reason_field, summary_field, two, files, over)],
        N_("Refer"),
        N_("Not now"),
        act,
        page.again,
        width=760,
        instead=consent_first,
    )


def _form(*parts: QWidget) -> QWidget:
    """One under the other, close: what is left of the room is below them."""
    made = QWidget()
    down = QVBoxLayout(made)
    tight(down, 12)
    for part in parts:
        down.addWidget(part)
    down.addStretch(1)
    wraps(made)
    return made


def _reach(phone: Line, place: PlaceView | None) -> None:
    """A place's telephone is written in; what a person wrote there is left."""
    before = phone.property("of_place") or ""
    if phone.text() == before:
        number = place.phone if place else ""
        phone.setProperty("of_place", number)
        phone.setText(number)


class Files(QWidget):
    """Which files of the case go along; none beforehand."""

    def __init__(self, files: Sequence[Attachment]) -> None:
        super().__init__()
        down = QVBoxLayout(self)
        tight(down, 8)
        self.cards: dict[str, CheckCard] = {}
        grid = Grid(most=2, least_width=240, gap=10)
        for each in {each.hash: each for each in files}.values():
            self.cards[each.hash] = CheckCard(plain(isolate(each.name)), _kind(each))
            grid.add(self.cards[each.hash])
        down.addWidget(Label(N_("Files that go along"), "label"))
        down.addWidget(Label(N_("The letter names them with their SHA-256; the files themselves are handed over apart."), "small", "ink2"))  # fmt: skip
        down.addWidget(grid)
        if not files:
            self.hide()
        wraps(self)

    def chosen(self) -> tuple[str, ...]:
        return tuple(hash_ for hash_, card in self.cards.items() if card.isChecked())


def _kind(each: Attachment) -> Text:
    return lambda w: f"{w(file_kinds.word(each))} · {file_kinds.size(w, each.size)}"


def answer(page: Page, each: ReferralView) -> None:
    """What became of it."""
    status = Cards(
        [(to, STATUS.get(to, to)) for to in each.next], asks=N_("What became of the referral")
    )
    reason = Area(N_("Reason or note"), lines=2)
    field = Field(N_("Reason or note"), reason)
    override = Line(N_("Reason to go on without consent"))
    over = Field(N_("Reason to go on without consent"), override)
    over.hide()

    def act(done: Done, refused: Refused) -> None:
        chosen = status.chosen(N_("Choose one of these first."))
        why = reason.toPlainText().strip()
        missing = chosen in _WITH_REASON and not why
        field.complain(N_("Write the reason first.") if missing else "")
        without = override.text() if over.isVisible() else ""
        if chosen and not missing:
            page.write(
                lambda: referrals_module.set_status(
                    page.session, page.case_id, each.id, chosen, why, without
                ),
                done,
                or_override(over, refused),
            )

    ask(
        page.screen,
        _to(each),
        _state(each, page.screen.desk.clock()),
        [_request(each), *status.parts(), field, over],
        N_("Record it"),
        N_("Not now"),
        act,
        page.again,
        width=680,
    )


def _request(each: ReferralView) -> QWidget:
    def told(w: Words) -> str:
        parts = [isolate(each.request.reason)]
        if each.request.summary:
            parts.append(isolate(each.request.summary))
        if each.request.withheld:
            parts.append(w("Held back: {what}", what=" · ".join(each.request.withheld)))
        if each.request.override:
            parts.append(w("Without consent, because: {reason}", reason=each.request.override))
        return "\n".join(parts)

    return Label(told, colour="ink2")
