"""Refer and print the letter: to whom, whether they may know who the person is, by when, why."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.casework.cases import queries
from app.casework.cases.queries import CasePage
from app.casework.lifecycle import agency_directory, referrals
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.pages import lifecycle_page
from app.casework.pages.lifecycle_page import LifecyclePage
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.case.agency_card import Agencies, AgencyCard
from app.ui.case.agency_consent import AgencyConsent
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import layouts
from app.ui.parts.buttons import Button, Chip
from app.ui.parts.day_field import Day
from app.ui.parts.fields import FieldProblem
from app.ui.parts.fold import Fold
from app.ui.parts.form_fields import NOT_A_DAY, FieldAnswers, FieldControl, FormField, reason_field
from app.ui.parts.frame import Office
from app.ui.parts.grid import Flow, Grid
from app.ui.parts.layouts import wraps
from app.ui.parts.remembered_text import Remembered, place_of

_ANOTHER, _WIDE = -1, 1000
_DAYS: tuple[tuple[int, Text], ...] = (
    (0, N_("Today")), (1, N_("Tomorrow")), (3, lambda w: w.count("{n} day", "{n} days", 3)),
    (_ANOTHER, N_("Another day")),
)  # fmt: skip


class AnswerDay(QWidget):
    """Until when an answer is wanted."""

    def __init__(self, today: date, days: int) -> None:
        super().__init__()
        self._today, self.days = today, days
        self.chips = {number: Chip(text, question=N_("By when")) for number, text in _DAYS}
        line = Flow(gap=10)
        for number, chip in self.chips.items():
            chip.chosen.connect(partial(self.choose, number))
            line.add(chip)
        self.day, self.problem = Day(), FieldProblem()
        head = Label(N_("By when"), "heading")
        layouts.column(head, line, self.day, self.problem, layouts.Stretch(), gap=8, parent=self)
        wraps(self)
        self.choose(days)

    def choose(self, days: int) -> None:
        """So many days from now, or another."""
        self.days = days
        for number, chip in self.chips.items():
            chip.setChecked(number == days)
        self.problem.say("")
        self.day.setVisible(days == _ANOTHER)
        if days == _ANOTHER:
            self.day.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def value(self) -> date | None:
        """None where no day was written."""
        return self.day.day() if self.days == _ANOTHER else self._today + timedelta(self.days)

    def missing(self) -> bool:
        """Is it no day?"""
        self.problem.say("" if self.value() else NOT_A_DAY)
        return self.value() is None


class ReferScreen(Office):
    """One page; the letter and the number to call come at once. `need`: what is to be met; `agency`: the
    one that the next stage asks for; `reason`: what is filled in; `origin`: where one came from."""

    case: CasePage | None = None

    def __init__(
        self, context: AppContext, case_id: str, need: str = "", agency: str = "", reason: str = "",
        origin: object = None,
    ) -> None:  # fmt: skip
        super().__init__(context, "cases", N_("Refer"), self._who)
        self.case_id, self._need, self._agency, self._reason = case_id, need, agency, reason
        self.back_to = origin or navigation.Case(case_id)
        self._course: LifecyclePage | None = None
        self.agencies = Agencies()
        self.body.addWidget(self.agencies)
        leave = Button(N_("Back"), "second", "arrow_back", tall=True, on_click=self.back)
        verb = N_("Refer and print the letter")
        self.go = Button(verb, "primary", "print", tall=True, on_click=self.primary)
        self.page.addLayout(layouts.row(leave, layouts.Stretch(), self.go, margins=(32, 4, 32, 20)))
        self.read_vault(
            lambda session: (
                queries.case(session, case_id),
                lifecycle_page.course(session, queries.case_of(session, case_id)),
            ),
            self._loaded,
        )

    def _who(self, w: Words) -> str:
        if self.case is None:
            return ""
        name = isolate(self.case.name) if self.case.name else w(N_("No name yet"))
        return f"{name} · {isolate_ltr(self.case.reference)}"

    def _loaded(self, loaded: tuple[CasePage, LifecyclePage]) -> None:
        self.case, course = loaded
        self._course = course
        self.top.second.tell()
        self.top.second.setVisible(True)
        needs = [need for need in course.care.needs if need.open]
        needs.sort(key=lambda need: need.id != self._need)
        self.agreement = AgencyConsent(course)
        today = self.context.session.clock().astimezone().date()
        is_urgent = any(need.urgent for need in needs)
        self.by_when = AnswerDay(today, 0 if is_urgent else 1)
        self.columns = layouts.row((self.agreement, 1), (self.by_when, 1), gap=20)
        reason = (needs[0].words or said(needs[0].name)) if needs else self._reason
        self.reason = FieldControl(reason_field(kind="line", value=reason))
        texts = layouts.column_widget(*self.reason.parts, self._further(course), gap=8, wrap=True)
        layouts.add(self.body, self.columns, texts, layouts.Stretch())
        self.remembered = [
            Remembered(self, place_of(self, name), widget)
            for name, widget in (("reason", texts), ("answer", self.agreement))
        ]
        self._fit()
        self.agencies.chose.connect(self._ask_of_agency)
        self.tell()

    def _further(self, course: LifecyclePage) -> QWidget:
        """What few letters need, folded away."""
        files = {file.hash: plain(isolate(file.name)) for file in course.files}
        fields = (
            FormField(
                name="summary", label=N_("Information for the agency"), kind="area",
                help=N_("No more than the service needs."),
            ),
            FormField(
                name="withheld", label=N_("Left out"),
                help=N_("What they must not be told, for example: the address."),
            ),
            FormField(name="person", label=N_("Contact person")),
            FormField(name="phone", label=N_("Telephone number that is safe to call"), ltr=True),
            FormField(name="escort", label=N_("Companion")),
            FormField(name="interpreter", label=N_("Interpreter"), value=course.spoken[1]),
            FormField(
                name="files", label=N_("Files sent with the referral") if files else "",
                kind="ticks", choices=list(files.items()),
            ),
        )  # fmt: skip
        self.controls = {field.name: FieldControl(field) for field in fields}
        *lines, ticks = self.controls.values()
        grid = Grid(columns=2, least_width=240, gap=10)
        for control in lines:
            grid.add(control.parts[0])
        says = N_(
            "The letter lists them with their SHA-256; the files themselves are handed over separately."
        )
        hints = [Label(says, "small", "ink2")] if files else []
        second = N_("What they need to know, what stays out, who comes along, files")
        content = layouts.column_widget(grid, *ticks.parts, *hints, gap=10, wrap=True)
        return Fold(N_("More for the letter"), second, content)

    def tell(self) -> None:
        course = self._course
        if course is None:
            return
        needs = sorted(course.care.needs, key=lambda need: need.id != self._need)
        listed = [entry for entry in course.directory if self._agency in ("", entry.agency)]
        self.agencies.renew(listed, agency_directory.fitting(listed, needs))

    def _ask_of_agency(self) -> None:
        card = self.agencies.value()
        cells = [
            cell
            for cell in (self._course.consents if self._course else ())
            if card and (cell.purpose, cell.agency) == ("share", card.entry.agency)
        ]
        self.agreement.of_agency(cells[0] if cells else None)

    def primary(self) -> None:
        """The answer and the referral are recorded together; then the letter."""
        if self._course is None or not self.go.isEnabled():
            return
        parts = (self.agencies, self.agreement, self.by_when, self.reason)
        lacking = [part for part in parts if part.missing()]  # each says what it lacks
        card = self.agencies.value()
        if lacking or card is None:
            return
        self.go.setEnabled(False)
        then_print = partial(self._referred, card.place.phone if card.place else "")
        self.write_vault(self._recording(card), then_print, self._refused)

    def _recording(self, card: AgencyCard) -> Callable[[Session], tuple[str, str]]:
        """The referral's id and number, on the vault's thread."""
        case_id, request = self.case_id, self._request(card)
        answer, terms = self.agreement.said_now(), self.agreement.terms()

        def record(session: Session) -> tuple[str, str]:
            id_ = referrals.refer(session, case_id, request, answer=answer, terms=terms)
            return id_, referrals.find(queries.case_of(session, case_id), id_).reference

        return record

    def _request(self, card: AgencyCard) -> ReferralRequest:
        """The letter says a number of the agency only where it was checked, or written here."""
        texts = FieldAnswers({name: control.read() for name, control in self.controls.items()})
        withheld, place = texts.text("withheld"), card.place
        number = place.phone if place and place.checked else ""
        return ReferralRequest(
            agency=card.entry.agency, service=card.entry.service, reason=self.reason.read(), urgency="",
            answer_day=self.by_when.value(), summary=texts.text("summary"),
            withheld=(withheld,) if withheld else (), person=texts.text("person"),
            phone=texts.text("phone") or number, escort=texts.text("escort"),
            interpreter=texts.text("interpreter"), attached=tuple(texts["files"]),
            override=self.agreement.answers().text("override"), where=place.id if place else "",
        )  # fmt: skip

    def _referred(self, number: str, referral: tuple[str, str]) -> None:
        for remembered in self.remembered:
            remembered.said()
        self.wants.emit(navigation.ReferralLetter(self.case_id, *referral, number))

    def _refused(self, error: SanadError) -> None:
        self.go.setEnabled(True)
        if error.kind() == "consent":
            self.agreement.ask_reason()
        self.trouble.emit(error)

    def _fit(self) -> None:
        if self._course is not None:
            layouts.lay(self.columns, beside=self.width() >= _WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
