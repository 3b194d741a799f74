"""The officer's day: start an interview, finish what was begun, go where one wanted to try again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.case.tasks import URGENT
from app.casework.cases import queries
from app.casework.cases.field_labels import OUTCOME
from app.casework.cases.queries import CaseRow
from app.casework.exchange import sync
from app.casework.exchange.headquarters import PendingComputer, ServerCondition
from app.casework.exchange.sync import Overview
from app.casework.interviews import interview as work
from app.casework.interviews.interview import DraftRow, Revisit, RolledBackDraft
from app.casework.lifecycle import case_stages, shift, tasks
from app.casework.lifecycle.tasks import TaskView
from app.casework.organisation import administration, founding_papers
from app.casework.pages import office_setup, office_work, shelter_day, user_list
from app.casework.pages.office_work import OfficeToday
from app.casework.pages.shelter_day import ShelterDay
from app.casework.pages.user_list import UserList
from app.casework.pages.work_list import Sort, WorkFilter
from app.casework.questionnaires import beginnings as work_beginnings
from app.casework.records import safe_copies, unlock
from app.casework.records.safe_copies import SafeState
from app.casework.session import clock_check, colleagues
from app.casework.session.clock_check import Doubt
from app.casework.session.colleagues import MembershipStatus
from app.casework.session.session import Session
from app.casework.sharing import inbox, key_notices
from app.casework.sharing.inbox import InboxItem
from app.casework.sharing.key_notices import KeyNotice
from app.clock import utc
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui import beginnings, case_marks, holder_notices, navigation, office_day, safe_keeping
from app.ui.app_context import AppContext
from app.ui.case import due_list
from app.ui.case_list import ListingState
from app.ui.draft_group import DraftGroup
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import (
    Banner,
    Box,
    Button,
    Few,
    Flow,
    MenuButton,
    MenuItem,
    Row,
    Rows,
    counted,
    empty,
    group,
    layouts,
    shapes,
    tight,
    wraps,
)
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Office
from app.ui.parts.grid import BesideOrBelow
from app.ui.passphrase_choice import choose_pin
from app.ui.recovery_card import confirm_card
from app.ui.sharing.desk_page import for_the_field
from app.ui.sharing.received import GROUPS, who_and_what
from app.ui.shift import residents
from app.ui.sync import desk_section
from app.ui.sync.states import ALL_FINISHED_THERE, ALL_THERE, STATES
from app.ui.updates.server_box import update_found

_AT_MOST, _PEOPLE = 3, 8
_SILENT_DAYS = 7  # without a sync, until the page says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What the page shows."""

    drafts: list[DraftRow]
    revisits: list[Revisit]
    cases: list[CaseRow]
    count: int
    card_confirmed: bool
    papers: bool  # of the organisation: all are written down
    setting_up: bool  # of an office: begun and not finished
    membership: MembershipStatus
    arrivals: list[InboxItem]
    changed: int  # lines of changes by others that nobody has read
    overview: Overview | None  # with a headquarters
    stages: case_marks.StageNames
    needs: list[TaskView]  # what somebody needs today, the first of them; `needs_count` in all
    needs_count: int
    due: list[TaskView]
    to_do: int
    office: OfficeToday | None  # whose work it is to look after others'
    users: UserList | None  # who manages them
    shelter: ShelterDay | None  # of who works in one
    rolled_back: list[RolledBackDraft]
    clock: Doubt | None  # why the computer's clock can't be relied on
    keys: list[KeyNotice]  # what was done with holders' cards, and nobody has seen
    safe: SafeState  # the copies of these records
    shift: int | None  # notes of colleagues to be taken over; None where nobody works in shifts


class Home(Office):
    """Order is by what a day's work needs."""

    follows = frozenset({"draft", "draft_loss", "came_in", "revisit"})
    _joined = False
    due: list[TaskView] | None = None
    late: QVBoxLayout
    to_do = 0
    day: Day | None = None
    _key_events: set[str] = set()
    _is_silent = False  # does the page say that no sync came to its end for a week?

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "home", self._greeting, self._today)
        self.parts = work_beginnings.first(beginnings.work(context))
        first = beginnings.BEGINNINGS[self.parts[0]]
        self.begin = Button(first.verb, "primary", first.icon, tall=True, on_click=self.primary)
        self.now = layouts.column()
        self.body.addLayout(self.now)
        self.band = self._band()
        self.body.addWidget(self.band)
        self.band.setVisible(not context.status.supervises)
        self.notices = layouts.column(gap=12)
        self.body.addLayout(self.notices)
        self.columns = layouts.row(gap=24)
        self.leading, self.trailing = QVBoxLayout(), QVBoxLayout()
        for column in (self.leading, self.trailing):
            tight(column, 20)
        self.there, self.asking, self.server = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self.columns.addLayout(self.leading, 11)
        second = layouts.column(self.trailing, self.there, layouts.Stretch(1), gap=20)
        self.columns.addLayout(second, 9)
        self.body.addLayout(self.columns)
        self.quiet = QVBoxLayout()
        layouts.add(self.body, self.quiet, layouts.Stretch(1))
        self.newer: QVBoxLayout | None = None  # once the day is read
        if context.updating is not None:
            context.updating.changed.connect(self._show_update)
        self.load()

    def _greeting(self, w: Words) -> str:
        hour = self.context.clock().astimezone().hour
        session = self.context.open_session  # None of a page that is told once more after the lock
        name = session.officer.name.split(" ")[0] if session and session.officer.name else ""
        if hour < 12:
            return w("Good morning, {name}", name=name)
        return w("Good evening, {name}", name=name)

    def _today(self, w: Words) -> str:
        day = self.context.clock().astimezone().date()
        return f"{w.date(day, 'weekday')} · {w.hijri(day)}"

    def _band(self) -> QWidget:
        band = Box("primary_soft", "", margins=(22, 16, 22, 16))
        title, sentence = beginnings.BANDS[beginnings.work(self.context)]
        self.sentence = Label(sentence, colour="ink2")
        words = layouts.column_widget(Label(title, "heading"), self.sentence, wrap=True)
        second = self.parts[1]
        beginning = beginnings.BEGINNINGS[second]
        start_second = navigation.StartInterview(part=second)
        other = Button(
            beginning.verb, "second", beginning.icon, tall=True, on_click=lambda: self.wants.emit(start_second)
        )
        acts = Flow(gap=12).add(other, self.begin)
        band.inside.addWidget(BesideOrBelow(words, acts, least=200, gap=12))
        return band

    def load(self) -> None:
        in_shelter = beginnings.work(self.context) == "shelter"

        def read(session: Session) -> Day:
            membership = colleagues.membership_status(session)
            return Day(
                drafts=work.drafts(session),
                revisits=work.revisits(session),
                cases=queries.cases(session, limit=_AT_MOST + 1),
                count=queries.count(session),
                card_confirmed=unlock.card_confirmed(session),
                papers=founding_papers.waiting(session) is None,
                setting_up=office_setup.begun_and_open(session),
                membership=membership,
                arrivals=inbox.came_in(session) if membership.joined else [],
                changed=inbox.how_many(session) if membership.joined else 0,
                overview=sync.overview(session) if sync.address(session) else None,
                stages=case_stages.stages(session),
                needs=tasks.first(session, _AT_MOST, needs=True),
                needs_count=tasks.how_many(session, (URGENT,))[0],
                due=tasks.first(session, _AT_MOST, needs=False),
                to_do=tasks.how_many(session)[0],
                office=office_work.today(session) if office_work.may_see(session) else None,
                shelter=shelter_day.read(session, _PEOPLE) if in_shelter else None,
                users=user_list.read(session) if membership.desk else None,
                rolled_back=work.rolled_back(session),
                clock=clock_check.doubt(session),
                keys=key_notices.unseen(session),
                safe=safe_copies.state(session),
                shift=self._in_shifts(session),
            )

        self.read_vault(read, self._show)

    @staticmethod
    def _in_shifts(session: Session) -> int | None:
        n = shift.waiting(session)
        return n if n or session.officer.role == "shelter" else None

    def _show(self, day: Day) -> None:
        for column in (self.now, self.leading, self.trailing, self.notices, self.quiet):
            empty(column)
        self.band.setVisible(day.office is None)
        for place, share in enumerate((11, 9) if day.office is None else (9, 11)):
            self.columns.setStretch(place, share)
        self.day = day
        self._joined = day.membership.joined
        self._key_events = {line.event for line in day.keys}
        case_marks.know_stages(day.stages)
        if day.clock is not None and not day.clock.answered:
            self.notices.addWidget(self._clock(day.clock))
        for lost in day.rolled_back:
            self.notices.addWidget(self._draft_group().rolled_back(lost))
        for line in day.keys:
            self.notices.addWidget(holder_notices.banner(self, line))
        self._show_safety(day)
        if day.overview is not None:
            self._show_silence(day.overview)
        self.newer = layouts.column()
        self.notices.addLayout(self.newer)
        self._show_update()
        if not day.papers:
            action = Button(N_("Continue"), "second", on_click=self.goes(navigation.CreateOrganisation()))
            sentence = N_("The papers of the organisation are not written down yet.")
            self.notices.addWidget(Banner(sentence, "doc", "wait", action))
        if day.needs:
            self.now.addWidget(self._needs(day))
        if day.office is not None:
            self._lay_office(day, day.office)
        else:
            self._lay_own(day)
        self._lay_foot(day)

    def _lay_office(self, day: Day, office: OfficeToday) -> None:
        """For whoever looks after others' work: what waits, then the officers and the computers."""
        if day.users is not None:
            self.leading.addLayout(self.asking)
            if day.overview is not None:  # without a line to headquarters nobody knows
                session = self.context.session
                ask = partial(desk_section.asked_today, session)
                self.context.workers.slow(self, ask, self._heard)
        self.leading.addWidget(office_day.waits_for_you(self, office, self.show_cases))
        self.leading.addLayout(self.server)
        if day.arrivals or day.changed:
            self.leading.addWidget(self._came(day.arrivals, day.changed))
        if day.drafts:
            self.leading.addWidget(self._draft_group().widget(day.drafts))
        if day.revisits:
            self.leading.addWidget(self._revisits(day.revisits))
        self._lay_late(day)
        self.leading.addStretch(1)
        if day.shift is not None:
            self.trailing.addWidget(self._shift(day.shift))
        if day.users is not None and (amiss := office_day.computers(self, day.users)) is not None:
            self.trailing.addWidget(amiss)
        self.trailing.addWidget(office_day.officers(self, office, self.show_cases))
        if day.overview is not None:
            self._tell_there(day.overview)

    def _lay_own(self, day: Day) -> None:
        """An officer's own day; in a shelter people come first."""
        if day.shelter is not None:
            self.leading.addWidget(residents.arrivals(self, day.shelter))
            self.leading.addWidget(residents.people(self, day.shelter))
        self.leading.addWidget(self._draft_group().widget(day.drafts))
        if day.revisits:
            self.leading.addWidget(self._revisits(day.revisits))
        self._lay_late(day)
        self.leading.addStretch(1)
        if day.shift is not None:
            self.trailing.addWidget(self._shift(day.shift))
        if day.membership.joined:
            self.trailing.addWidget(self._came(day.arrivals, day.changed))
        if day.shelter is None:
            self.trailing.addWidget(self._cases(day.cases, day.count))
        if day.overview is not None:
            self._tell_there(day.overview)

    def _lay_late(self, day: Day) -> None:
        self.due, self.to_do = day.due, day.to_do
        place = QWidget()
        wraps(place)
        self.late = layouts.column(parent=place)
        self.leading.addWidget(place)
        self.tell()

    def _lay_foot(self, day: Day) -> None:
        """What is to be set up, in one line, and what is wanted seldom."""
        set_up = self._to_set_up(day)
        line = Flow(gap=12)
        if set_up:
            says = partial(_things_to_set_up, len(set_up))
            line.add(MenuButton(says, set_up))
        if day.office is not None:
            line.add(Button(self.begin.of, "quiet", "plus", on_click=self.primary))
        line.add(
            Button(N_("Rights and numbers to call"), "quiet", "book", on_click=self.goes(navigation.RightsSheet()))
        )
        self.quiet.addWidget(line)
        if day.safe.place is not None:
            self.quiet.addWidget(Label(safe_keeping.safety(day.safe), "small", "ink2"))
        if not day.membership.joined:
            self._alone(day.membership, founds=day.office is not None and not day.membership.asked)

    def _to_set_up(self, day: Day) -> list[MenuItem]:
        office = self.goes(navigation.CreateOrganisation())
        offered = (
            (not day.card_confirmed, N_("Confirm the recovery card on paper"), "doc",
             lambda: confirm_card(self, self.load)),
            (day.papers and day.setting_up, N_("Finish setting up the office"), "hq", office),
            (not self.context.pin, N_("Choose a PIN for the hidden screen"), "hide",
             lambda: choose_pin(self, self.load)),
        )  # fmt: skip
        return [MenuItem(says, icon, act) for is_open, says, icon, act in offered if is_open]

    def _needs(self, day: Day) -> QWidget:
        """People who need something today, before all else."""
        rows = Rows(*shapes.tone_fill("wait"))
        for task in day.needs:
            rows.add(due_list.row(self, task, officer=True))
        every = Button(N_("Show them"), "quiet", on_click=self.goes(navigation.Tasks((URGENT,))))
        trailing = every if day.needs_count > len(day.needs) else None
        heading = counted(N_("Now"), day.needs_count)
        return group(heading, rows, trailing, aligned=bool(trailing))

    def _heard(self, answer: tuple[list[PendingComputer] | None, ServerCondition]) -> None:
        requests, condition = answer
        if self.day is None:
            return
        empty(self.server)
        self.server.addWidget(office_day.server(condition))
        if requests is None:
            return
        self.context.joining = len(requests)
        self.show_status(self.context.status)
        empty(self.asking)
        if requests:
            self.asking.addWidget(desk_section.asking(requests, self._compare))

    def _compare(self, request: PendingComputer) -> None:
        def teams(session: Session) -> list[str]:
            membership = administration.membership_status(session)
            return for_the_field(administration.teams(session), membership)

        self.read_vault(teams, lambda names: self.wants.emit(navigation.NetworkAdmission(request, names)))

    def show_cases(self, chosen: WorkFilter) -> None:
        """The cases of a number."""
        self.context.listing = ListingState(chosen, Sort.DANGER, False)
        self.wants.emit(navigation.Cases())

    def _show_update(self) -> None:
        """A newer version was found since the day was read."""
        if self.newer is None:
            return
        empty(self.newer)
        line = update_found(self)
        if line is not None:
            self.newer.addWidget(line)

    def _now(self) -> int:
        return int(self.context.clock().timestamp())

    def _show_silence(self, overview: Overview) -> None:
        """For a week no sync came to its end, or for nobody knows how long: what is written meanwhile is
        not there."""
        now = self._now()
        self._is_silent = _is_silent(overview, now) and not self.context.status.withdrawn
        if not self._is_silent:
            return
        carry = Button(N_("USB transfer"), "second", on_click=self.goes(navigation.Post()))
        self.notices.addWidget(Banner(lambda w: _silence(w, now, overview), "hq", "wait", carry))

    def _show_safety(self, day: Day) -> None:
        """Who works alone is asked for a place once there is a case; who has chosen one, when it is late."""
        alone = day.count > 0 and day.overview is None and self.context.training is None
        if day.safe.place is not None or alone:
            reminder = safe_keeping.reminder(self, day.safe, self.load)
            if reminder is not None:
                self.notices.addWidget(reminder)

    def tell(self) -> None:
        """In the language on the screen: what is to be done was put into words with its values."""
        if self.due is not None:
            empty(self.late)
            self.late.addWidget(due_list.at_home(self, self.due, self.to_do, _AT_MOST))

    def _alone(self, membership: MembershipStatus, *, founds: bool) -> None:
        """Of who has joined nothing yet: a quiet line. `founds`: it is above, for whoever looks after others'
        work, and may be the one who sets an organisation up."""
        sentence = (
            N_("Join request saved. Waiting for the reply from user management.")
            if membership.asked
            else N_("You work alone on this computer. With colleagues, a case can be shared.")
        )
        join = Button(N_("Continue joining") if membership.asked else N_("Join"), "quiet", "person")
        join.clicked.connect(self.goes(navigation.Join()))
        set_up = Button(N_("Set up an organisation"), "second" if founds else "quiet", "hq")
        set_up.clicked.connect(self.goes(navigation.CreateOrganisation()))
        if membership.asked:
            set_up.hide()
        line = layouts.row_widget((Label(sentence, "small", "ink2"), 1), join, set_up, gap=8, wrap=True)
        if founds:
            self.notices.addWidget(Box(margins=(16, 8, 16, 8)).add(line))
        else:
            self.quiet.addWidget(line)

    def _shift(self, waiting: int) -> QWidget:
        """For who takes over from others."""
        show = Button(N_("Open"), "second", on_click=self.goes(navigation.Shift()))
        show.setAccessibleDescription(strip_marks(said(N_("Shift handover"))))

        def first(w: Words) -> str:
            n = waiting
            return w.count("{n} note to read", "{n} notes to read", n) if n else w("No notes waiting.")

        rows, tone = Rows(), "wait" if waiting else "ink2"
        rows.add(Row(first, N_("Notes from the previous shift, and what is coming up"), "handover", show, tone=tone))
        return group(N_("Shift handover"), rows, aligned=True)

    def _came(self, entries: list[InboxItem], changed: int) -> QWidget:
        title = counted(N_("Inbox"), max(len(entries), changed))
        if not entries and changed:
            rows, show = Rows(), Button(N_("Open"), "second")
            show.clicked.connect(self.goes(navigation.Inbox()))
            show.setAccessibleDescription(strip_marks(said(N_("What changed"))))
            rows.add(Row(_changes(changed), N_("By somebody else, in your cases"), "inbox", show))
            return group(title, rows, aligned=True)
        if not entries:
            return group(title, Label(N_("Nothing waiting."), colour="ink2"), aligned=True)
        rows, order = Rows(), list(GROUPS)
        for entry in sorted(entries, key=lambda entry: order.index(entry.kind))[:_AT_MOST]:
            message, icon, tone = GROUPS[entry.kind]
            rows.add(Row(who_and_what(entry), message, icon, self._open(entry), tone=tone))
        every = Button(N_("Show them"), "quiet", on_click=self.goes(navigation.Inbox()))
        return group(title, rows, every, aligned=True)

    def _there(self, overview: Overview) -> QWidget:
        n = overview.kept_count + overview.sent
        title = counted(N_("Not yet on the server"), n)
        show = Button(N_("Show what is waiting"), "quiet", on_click=self.goes(navigation.Sync()))
        if overview.is_all_there:
            sentence = ALL_FINISHED_THERE if overview.unfinished else ALL_THERE
            return group(title, Label(sentence, colour="ink2"), show, aligned=True)
        rows = Rows()
        for state, number in (("kept", overview.kept_count), ("sent", overview.sent)):
            if number:
                message, icon, tone = STATES[state]
                rows.add(Row(message, _how_many(number), icon, tone=tone))
        if not n:
            records = overview.waiting
            rows.add(Row(lambda w: w.count("{n} record waits", "{n} records wait", records), "", "wait"))
        return group(title, rows, show, aligned=True)

    def synced(self) -> None:
        """Only that group is laid anew: the rest stays under the hand."""
        super().synced()
        session = self.context.session
        if sync.address(session):
            self.read_vault(sync.overview, self._tell_there)
        self.read_vault(key_notices.unseen, self._tell_keys)

    def _tell_keys(self, lines: list[KeyNotice]) -> None:
        """What others' cards opened is said at once, whatever lies under the hand."""
        if {line.event for line in lines} - self._key_events:
            self.load()

    def _tell_there(self, overview: Overview) -> None:
        empty(self.there)
        self.there.addWidget(self._there(overview))
        if self._is_silent and not _is_silent(overview, self._now()):
            self._is_silent = False
            self.load()

    def _open(self, entry: InboxItem) -> Button:
        show = Button(N_("Open"), "second")
        show.clicked.connect(
            lambda: self.wants.emit(
                navigation.Conflict(entry.case_id)
                if entry.kind == "conflict"
                else navigation.Inbox()
                if entry.kind in ("handed over", "interview handed on")
                else navigation.Case(entry.case_id)
            )
        )
        return show

    def _draft_group(self) -> DraftGroup:
        return DraftGroup(self, may_hand_on=self._joined)

    def _clock(self, doubt: Doubt) -> QWidget:
        """Asked once: the answer is kept."""
        action = Button(N_("Check the clock"), "second", on_click=lambda: self._ask_about_clock(doubt))
        return Banner(_about_clock(doubt), "clock", "wait", action)

    def _ask_about_clock(self, doubt: Doubt) -> None:
        def answer(call: Callable[[Session], None]) -> None:
            self.write_vault(call, lambda _none: self.load())

        answers = [DialogButton(N_("Set the clock first"))]
        if doubt.may_be_right:
            right = DialogButton(N_("The clock is right"), lambda: answer(clock_check.say_right))
            answers.append(right)
        answers.append(DialogButton(N_("Continue with marked times"), lambda: answer(clock_check.go_on)))

        self.open_dialog(Dialog, N_("Is the computer’s clock right?"), _about_clock(doubt), answers, width=620)

    def _revisits(self, revisits: list[Revisit]) -> QWidget:
        rows = Few([partial(self._revisit, revisit) for revisit in revisits], _AT_MOST)
        return group(counted(N_("To try again"), len(revisits)), rows)

    def _revisit(self, revisit: Revisit) -> QWidget:
        done_button = Button(N_("Done"), "quiet", on_click=lambda: self._forget(revisit.n))
        first = plain(revisit.time) if revisit.time else N_("No time was noted")
        return Row(first, _tried(revisit), "clock", done_button, tone="wait")

    def _forget(self, n: int) -> None:
        self.write_vault(lambda session: work.forget_revisit(session, n))

    def _cases(self, cases: list[CaseRow], count: int) -> QWidget:
        if not cases:
            return group(N_("Recent cases"), Label(N_("No cases on this computer yet."), colour="ink2"), aligned=True)
        rows = Rows.of(self._case(case) for case in cases[:_AT_MOST])
        every = Button(lambda w: w("Show all ({n})", n=count), "quiet", on_click=self.goes(navigation.Cases()))
        return group(N_("Recent cases"), rows, every, aligned=True)

    def _case(self, case: CaseRow) -> QWidget:
        show = Button(N_("Open"), "second", on_click=self.goes(navigation.Case(case.id)))
        show.setAccessibleDescription(case.reference)
        if case.restricted:
            return Row(N_("Restricted case"), plain(case.reference), "lock", show, tone="restricted")
        title: Text = plain(case.name) if case.name else N_("No name yet")
        # a place has no stage
        state = N_("Site visit") if case_marks.VISIT in case.marks else case_marks.stage_name(case.stage)
        return Row(title, lambda _w: f"{case.reference} · {said(state)}", "folder", show)

    def arrive(self) -> None:
        if self.begin.isVisible():
            self.begin.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().arrive()

    def primary(self) -> None:
        self.wants.emit(beginnings.start_first(self.context))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layouts.lay(self.columns, beside=self.width() >= 1024)
        self.sentence.setVisible(self.height() >= 640)


def _is_silent(overview: Overview, now: int) -> bool:
    return overview.is_ahead(now) or overview.days_without(now) >= _SILENT_DAYS


def _silence(w: Words, now: int, overview: Overview) -> str:
    if overview.is_ahead(now):
        return w(
            "The last sync is dated {day}, which is in the future: the clock was wrong then. Nobody can say how old "
            "the records here are. Sync when you are online.",
            day=w.date(utc(overview.last).astimezone().date()),
        )
    days = overview.days_without(now)
    since = w.count("The last sync was {n} day ago.", "The last sync was {n} days ago.", days)
    what = (
        w("Colleagues’ changes since then are not here.")
        if overview.is_all_there
        else w("What was written since is not on the server yet. Carry it on a USB stick, or sync when you are online.")
    )
    return f"{since} {what}"


def _things_to_set_up(n: int, w: Words) -> str:
    return w.count("{n} thing to set up", "{n} things to set up", n)


def _how_many(n: int) -> Text:
    return lambda w: w.count("{n} case", "{n} cases", n)


def _changes(n: int) -> Text:
    return lambda w: w.count("{n} unread change", "{n} unread changes", n)


def _tried(revisit: Revisit) -> Text:
    """Where and how, and why no talk was held."""

    def sentence(w: Words) -> str:
        parts = [isolate(part) for part in (revisit.place, revisit.how) if part]
        parts += [w(OUTCOME[revisit.outcome])] if revisit.outcome in OUTCOME else []
        return " · ".join(parts)

    return sentence


def _about_clock(doubt: Doubt) -> Text:
    return lambda w: w.told(doubt.sentence)
