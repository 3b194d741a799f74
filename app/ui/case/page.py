"""One case: who, where on the road, what was answered, what happened, and who has it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.casework.cases import access_log, erasure, queries
from app.casework.cases import duplicates as likely
from app.casework.cases.duplicates import DuplicateCandidate
from app.casework.cases.queries import CasePage
from app.casework.exchange import sync
from app.casework.lifecycle.shift import NoteView
from app.casework.pages import attachment_list
from app.casework.pages.attachment_list import FileView
from app.casework.pages.case_page import CasePageContent, case_page
from app.casework.pages.lifecycle_page import LifecyclePage
from app.casework.sharing import case_access, inbox
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.settings import Language
from app.ui import case_marks, fact_rows, labels, navigation, theme
from app.ui.alone_check import ask_alone
from app.ui.app_context import Around, Desk
from app.ui.attachments.section import ADD, FilesSection
from app.ui.case import (
    actions,
    case_kind,
    consent,
    decision,
    duplicates,
    interviews,
    journey,
    needs,
    next_stage,
    people,
    recovery_period,
    referral,
    risk,
)
from app.ui.case.answers import Answered
from app.ui.case.context import Page
from app.ui.case.progress import road
from app.ui.groups import membership
from app.ui.parts import layouts
from app.ui.parts.badges import Badge
from app.ui.parts.boxes import empty
from app.ui.parts.buttons import Button
from app.ui.parts.frame import Office
from app.ui.parts.grid import Flow
from app.ui.parts.layouts import tight
from app.ui.parts.menu import Entry, MenuButton
from app.ui.sharing import case_section
from app.ui.sharing import erasure as erase
from app.ui.shift import notes
from app.ui.sync.states import STATES

_SHOWN = 4  # actions that have a button of their own


class CaseScreen(Office):
    """The primary action is the next thing that waits, then what is missing for the next stage."""

    told: CasePage | None = None

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "cases", self._name, self._second)
        self.case_id = case_id
        self.answered = Answered(self, case_id, self.load, self._fill, self.compare)
        self.decides = False
        self.course: dict[Language, LifecyclePage] = {}
        self._every_consent = False
        self.where = ""
        self.order: erasure.OpenOrder | None = None
        self.orders = False
        self.files: tuple[FileView, ...] = ()
        self.notes: tuple[NoteView, ...] = ()
        self.doubles: tuple[DuplicateCandidate, ...] = ()
        self.acts = layouts.column(gap=10)
        self.body.addLayout(self.acts)
        self.next: Button | None = None
        self.road = QVBoxLayout()
        self.body.addLayout(self.road)
        self.columns = layouts.row(gap=20)
        self.leading, self.trailing = QVBoxLayout(), QVBoxLayout()
        for column in (self.leading, self.trailing):
            tight(column, 18)
        self.columns.addLayout(self.leading, 11)
        self.columns.addLayout(self.trailing, 8)
        self.body.addLayout(self.columns)
        self.body.addStretch(1)
        self._adds = False  # a file was added by its button
        if desk.bringing is not None:
            desk.bringing.brought.connect(self._brought)
        self.load()

    def _name(self, w: Words) -> str:
        if self.told is None:
            return " "
        return self.told.name or w(N_("No name yet"))

    def _second(self, w: Words) -> str:
        if self.told is None:
            return ""
        today = self.desk.clock().astimezone().date()
        responsible = case_section.responsible(self.told, today)
        return f"{isolate_ltr(self.told.reference)} · {labels.said(responsible)}"

    def load(self) -> None:
        """Read the case, away from the screen."""
        session, case_id = self.desk.session, self.case_id
        self.desk.off.read(self, lambda: case_page(session, case_id), self._show, self._failed)

    def _show(self, loaded: CasePageContent) -> None:
        first = self.told is None
        self.told, self.answered.forms = loaded.page, loaded.forms
        self.answered.changed, self.decides, self.where = (
            loaded.changed,
            loaded.decides,
            loaded.where,
        )
        self.course = loaded.course
        self.order, self.orders, self.files = loaded.order, loaded.orders, loaded.files
        self.notes = loaded.notes
        self.top.title.tell()
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        self._fill()
        self._read_alike()
        if first:
            self.arrive()
            if loaded.page.restricted:
                session, case_id = self.desk.session, self.case_id
                self.desk.off.write(
                    self, lambda: access_log.seen(session, case_id), lambda _new: None
                )
            if self.desk.around.joined:
                session, case_id = self.desk.session, self.case_id
                self.desk.off.write(self, lambda: inbox.seen(session, case_id), self._seen)

    def _read_alike(self) -> None:
        """Cases that may be the same person's: looked for when the page is there already."""
        session, case_id = self.desk.session, self.case_id
        self.desk.off.read(
            self, lambda: tuple(likely.doubles(session, case_id, 3)), self._tell_alike
        )

    def _tell_alike(self, doubles: tuple[DuplicateCandidate, ...]) -> None:
        if doubles != self.doubles:
            self.doubles = doubles
            self._show_alike()

    def _show_alike(self) -> None:
        empty(self.alike)
        if (widget := duplicates.may_be(self.of_course(), self.doubles)) is not None:
            self.alike.addWidget(widget)

    def _seen(self, _none: None) -> None:
        self.look_around()

    def tell(self) -> None:
        if self.told is not None:
            self._fill()

    def _fill(self) -> None:
        if self.told is None:
            return
        self.hold_place()
        for place in (self.acts, self.road, self.leading, self.trailing):
            empty(place)
        self._show_acts(self.told)
        page = self.of_course()
        of_a_person = case_marks.VISIT not in self.told.marks
        if of_a_person:
            self.road.addWidget(road(page.course.road, self.desk.clock()))
            if (missing := next_stage.ahead(page)) is not None:
                self.leading.addWidget(missing)
            if (parts := interviews.interviews(page)) is not None:
                self.leading.addWidget(parts)
        if (needed := needs.needs(page)) is not None:
            self.leading.addWidget(needed)
        self.alike = QVBoxLayout()
        self.leading.addLayout(self.alike)
        self._show_alike()
        if (referred := referral.referrals(page)) is not None:
            self.leading.addWidget(referred)
        if (services_group := needs.services(page)) is not None:
            self.leading.addWidget(services_group)
        note = Button(notes.ADD, "quiet", "plus")
        note.clicked.connect(lambda: notes.write(self, self.case_id, self.load))
        if (told_next := notes.of_case(self.notes, note)) is not None:
            self.leading.addWidget(told_next)
        if self.told.unfinished:
            self.leading.addWidget(
                case_section.unfinished(self, self.case_id, self.told.unfinished)
            )
        for at, interview in enumerate(reversed(self.told.interviews)):
            self.leading.addWidget(self.answered.group_of(interview, folded=at > 0))
        self.leading.addStretch(1)
        facts = self.answered.facts_in_words(self.told)
        self.trailing.addWidget(
            fact_rows.of_person(facts) if of_a_person else fact_rows.of_place(facts)
        )
        for widget in (
            risk.risk(page),
            recovery_period.recovery(page),
            journey.journey(page, facts),
        ):
            self.trailing.addWidget(widget) if widget is not None else None
        self._show_course(page)
        decide = self.decide if self.decides and self.desk.around.joined else None
        self.trailing.addWidget(self._files())
        if (reviews := case_section.reviews(self.told, decide)) is not None:
            self.trailing.addWidget(reviews)
        self.trailing.addWidget(case_section.timeline(self.told.timeline))
        self.trailing.addStretch(1)

    def of_course(self) -> Page:
        return Page(self, self.case_id, self.course[theme.words().language], self.load)

    def _show_course(self, page: Page) -> None:
        if (waiting := consent.told_of(page, page.course.to_tell)) is not None:
            self.trailing.addWidget(waiting)
        if self.told is not None and case_marks.VISIT in self.told.marks:
            if (section := membership.section(page)) is not None:
                self.trailing.addWidget(section)
            return
        every = Button(N_("Show fewer") if self._every_consent else N_("Show all"), "quiet")
        every.clicked.connect(self._turn_consents)
        self.trailing.addWidget(consent.consents(page, every=self._every_consent, show_every=every))
        self.trailing.addWidget(decision.decisions(page))
        self.trailing.addWidget(case_kind.kind(page))
        self.trailing.addWidget(people.people(page))
        if (proceedings := people.proceedings(page)) is not None:
            self.trailing.addWidget(proceedings)
        for widget in (duplicates.linked(page, page.course.linked), membership.section(page)):
            self.trailing.addWidget(widget) if widget is not None else None

    def _turn_consents(self) -> None:
        self._every_consent = not self._every_consent
        self._fill()

    def _files(self) -> QWidget:
        section = FilesSection(self, self.case_id, list(self.files))
        if self._adds:  # the focus stays on its button
            self._adds = False
            QTimer.singleShot(
                0, section.add, lambda: section.add.setFocus(Qt.FocusReason.OtherFocusReason)
            )
        return section

    def _brought(self, case_id: str) -> None:
        if case_id == self.case_id:
            focused = self.focusWidget()
            self._adds = focused is None or focused.objectName() == ADD
            self.load()

    def _show_acts(self, page: CasePage) -> None:
        """The primary one first: what lies with me, then what differs, then the paper."""
        if (band := needs.urgent(self.of_course())) is not None:
            self.acts.addWidget(band)
        if self.order:
            self.acts.addWidget(erase.banner(self, self.case_id, self.order, self.load))
        line = Flow()
        for button in self._buttons(page):
            line.add(button)
        self.acts.addWidget(line)
        if (badges := case_section.badges(page, self.where)) is not None:
            self.acts.addWidget(badges)

    def _buttons(self, page: CasePage) -> list[Button]:
        """As many as a row or two hold; the rest, in the same order, behind one of them."""
        offered = [Entry(text, icon, action) for text, icon, action in actions.possible(self, page)]
        buttons = []
        for at, act in enumerate(offered[:_SHOWN] if len(offered) > _SHOWN + 1 else offered):
            button = Button(act.says, "second" if at else "primary", act.icon, on_click=act.does)
            buttons.append(button)
        if len(buttons) < len(offered):
            buttons.append(MenuButton(N_("More"), offered[len(buttons) :]))
        self.next = buttons[0]
        return buttons

    def _failed(self, error: SanadError) -> None:
        if isinstance(error, queries.NoCase) and self.told is not None:
            self.gone()  # it was erased while it lay open
        else:
            self.desk.off.failed.emit(error)

    def gone(self) -> None:
        """The case was erased: there is no page of it any more."""
        self.wants.emit(navigation.Cases())

    def synced(self) -> None:
        """The page stays as it is read; only where the case is may be another."""
        super().synced()
        session, case_id = self.desk.session, self.case_id
        if self.where:
            self.desk.off.read(self, lambda: sync.state(session, case_id), self._tell_where)
        if self.files:
            self.desk.off.read(self, lambda: attachment_list.files(session, case_id), self._tell_files, lambda _error: None)  # fmt: skip

    def _tell_where(self, place: str) -> None:
        self.where = place
        for badge in self.findChildren(Badge, case_section.WHERE):
            badge.say(*STATES[place])

    def _tell_files(self, files: list[FileView]) -> None:
        if tuple(files) != self.files:
            self.load()

    def around(self, status: Around) -> None:
        changed = status.joined != self.desk.around.joined
        super().around(status)
        if changed:
            self._fill()

    def accept(self, handover: str) -> None:
        session, case_id = self.desk.session, self.case_id
        self.desk.off.write(
            self,
            lambda: case_access.accept(session, case_id, handover),
            lambda _none: self.load(),
            self.trouble.emit,
        )

    def decide(self) -> None:
        """A supervisor's decision."""
        case_section.decide(self, self.case_id, self.load)

    def compare(self, ref: str = "") -> None:
        self.wants.emit(navigation.Conflict(self.case_id, ref))

    def print_it(self) -> None:
        if self.told is not None:
            self.wants.emit(navigation.PrintCase(self.case_id, self.told.reference))

    def arrive(self) -> None:
        if self.next is not None:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        if self.next is not None:
            self.next.click()

    def show_result(self) -> None:
        if self.told is None:
            return
        weighed = [
            interview for interview in self.told.interviews if interview.assessment is not None
        ]
        result = navigation.Result(self.case_id, weighed[-1].id)
        ask_alone(self, lambda: self.wants.emit(result))

    def back(self) -> None:
        self.wants.emit(navigation.Cases())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 1024
        self.columns.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )
