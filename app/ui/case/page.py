"""One case on one screen: its header and tabs stay, and each tab is read and made when it is opened."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.casework.cases import access_log, erasure, groups, queries
from app.casework.cases import duplicates as likely
from app.casework.cases.duplicates import DuplicateCandidate
from app.casework.cases.queries import CasePage
from app.casework.exchange import sync
from app.casework.pages import attachment_list, case_page
from app.casework.session.session import Session
from app.casework.sharing import case_access, inbox
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation, theme
from app.ui.app_context import AppContext, StatusSummary
from app.ui.attachments.section import ADD, FilesSection
from app.ui.case import actions, duplicates, tab_pages
from app.ui.case.answers import Answered
from app.ui.case.context import CasePageContext
from app.ui.case.overview import Overview
from app.ui.labels import Text, said
from app.ui.parts import Badge, Button, Flow, Notice, empty, layouts
from app.ui.parts.frame import Office, RecordChanges, TopLine
from app.ui.parts.offers import OfferButton
from app.ui.parts.tabs import TabName, Tabs
from app.ui.sharing import case_section
from app.ui.sync.states import STATES

_NAMES = (
    TabName(case_page.OVERVIEW, N_("Overview")),
    TabName(case_page.INTERVIEWS, N_("Interviews")),
    TabName(case_page.PROGRESS, N_("Progress")),
    TabName(case_page.PAPERS, N_("Papers")),
    TabName(case_page.PEOPLE, N_("People and places")),
    TabName(case_page.HISTORY, N_("History")),
)
_LOW = 480  # of a page that has room for little more than its title
_READ_ALONE = frozenset({case_page.INTERVIEWS, case_page.PAPERS, case_page.HISTORY})
_MAKES: dict[str, Callable[["CaseScreen"], QWidget]] = {
    case_page.OVERVIEW: Overview,
    case_page.INTERVIEWS: tab_pages.interviews_of,
    case_page.PROGRESS: tab_pages.progress,
    case_page.PAPERS: tab_pages.papers,
    case_page.PEOPLE: tab_pages.people_and_places,
    case_page.HISTORY: tab_pages.history,
}


class CaseScreen(Office):
    """What waits first comes first, with the one primary button."""

    back_to = navigation.Cases()
    is_of_case = True
    told: queries.CasePage | None = None
    content: case_page.CasePageContent
    keeps_second_line = True

    def __init__(self, context: AppContext, case_id: str) -> None:
        super().__init__(context, "cases", self._name, self._second)
        self.case_id = case_id
        self.answered = Answered(self, case_id, self._fill, self.compare)
        self.every_consent = False
        self.doubles: tuple[DuplicateCandidate, ...] = ()
        self.header = CaseHeader(self.top)
        self.add = OfferButton(N_("Add"), "plus", lambda: actions.additions(self), "quiet")
        to = self.goes(navigation.Send(case_id))
        self.give = Button(N_("Send to…"), "second", "send", on_click=to)
        for button in (self.add, self.give):
            button.setEnabled(False)  # until the case is read
        self.tabs = Tabs(_NAMES, (self.add, self.give))
        self.tabs.opened.connect(self._turn)
        self.notice = Notice()
        self.notice.seen.connect(self.arrive)
        self._strip = layouts.column(self.tabs, self.notice, gap=8, margins=(32, 0, 32, 0))
        self.page.insertLayout(1, self._strip)
        self.next: Button | None = None
        self.open_tab: QWidget | None = None
        self._read_for = ""  # the tab that `content` was read for
        self._places: dict[str, int] = {}  # where each tab was scrolled to
        self.holder = layouts.column()
        layouts.add(self.body, self.holder, layouts.Stretch())
        self.body.setContentsMargins(32, 0, 32, 12)
        self._adds = False  # a file was added by its button
        for keys, step in ((QKeySequence("Ctrl+Tab"), 1), (QKeySequence("Ctrl+Shift+Tab"), -1)):
            shortcut = QShortcut(keys, self)
            shortcut.activated.connect(lambda step=step: self.tabs.walk(step))
        if context.bringing is not None:
            context.bringing.brought.connect(self._brought)
        self.load()

    def _name(self, w: Words) -> str:
        if self.told is None:
            return " "
        return self.told.name or w(N_("No name yet"))

    def _second(self, w: Words) -> str:
        if self.told is None:
            return ""
        return second_line(self.told, self.context.clock().astimezone().date(), w)

    # reading

    def is_concerned(self, changes: RecordChanges) -> bool:
        return bytes.fromhex(self.case_id) in changes.cases

    def load(self) -> None:
        """Read the case as far as the open tab needs it, away from the screen."""
        case_id, tab = self.case_id, self.tabs.now
        self.read_vault(
            lambda session: case_page.case_page(session, case_id, tab),
            lambda content: self._show(content, tab),
            self._failed,
        )

    def _show(self, content: case_page.CasePageContent, tab: str) -> None:
        first = self.told is None
        self.told, self.content, self._read_for = content.page, content, tab
        self.answered.forms, self.answered.changed = content.forms, content.changed
        self.answered.is_damaged = bool(content.damaged)
        self._tell_header()
        for button in (self.add, self.give):
            button.setEnabled(not content.damaged)
        if tab == self.tabs.now or self.tabs.now not in _READ_ALONE:
            self._fill()
        else:
            self.load()  # another tab was opened meanwhile
        if not content.damaged:
            self._read_alike()
        if first:
            self.arrive()
            if content.page.restricted and not content.damaged:
                self.write_vault(lambda session: access_log.seen(session, self.case_id))
            if self.context.status.joined:
                self.write_vault(lambda session: inbox.seen(session, self.case_id), lambda _none: self.look_around())

    def _tell_header(self) -> None:
        assert self.told is not None
        self.top.title.tell()
        self.top.second.tell()
        self.top.second.setVisible(True)
        self.header.show(self.told, self.content.where)
        for id_, number in self.content.counts.items():
            self.tabs.by_id[id_].count(number)
        self.tabs.place()

    def _read_alike(self) -> None:
        """Cases that may be the same person's: looked for when the page is there already."""
        self.read_vault(lambda session: tuple(likely.doubles(session, self.case_id, 3)), self._tell_alike)

    def _tell_alike(self, doubles: tuple[DuplicateCandidate, ...]) -> None:
        if doubles != self.doubles:
            self.doubles = doubles
            if self.tabs.now in (case_page.OVERVIEW, case_page.PEOPLE):
                self._fill()

    def tell(self) -> None:
        if self.told is not None:
            self._tell_header()
            self._fill()

    # showing

    def _turn(self, tab: str) -> None:
        """Another tab: made now, and read first where it is long."""
        bar = self.area.verticalScrollBar()
        self.add.close_list()
        if self.told is None:
            return
        focused = self.focusWidget()
        if self.open_tab is not None and focused and self.open_tab.isAncestorOf(focused):
            self.tabs.by_id[tab].setFocus(Qt.FocusReason.OtherFocusReason)
        if tab in _READ_ALONE and self._read_for != tab:
            self._put(tab_pages.nothing(self))
            self.load()
        else:
            self._fill()
        self._held = 0
        QTimer.singleShot(0, self, lambda: bar.setValue(self._places.get(tab, 0)))

    def _fill(self) -> None:
        if self.told is None:
            return
        if self.tabs.now in _READ_ALONE and self._read_for != self.tabs.now:
            return
        self.hold_place()
        tab = _MAKES[self.tabs.now]
        if self.content.damaged:
            tab = partial(tab_pages.damaged, tab=tab if self.tabs.now in _READ_ALONE else None)
        self._put(tab(self))
        if self._adds:  # the focus stays on its button
            self._adds = False
            for section in self.findChildren(FilesSection):
                QTimer.singleShot(
                    0, section.add, lambda section=section: section.add.setFocus(Qt.FocusReason.OtherFocusReason)
                )

    def _put(self, widget: QWidget) -> None:
        empty(self.holder)
        self.open_tab = widget
        self.next = widget.next if isinstance(widget, Overview) else None
        if isinstance(widget, Overview):
            widget.show_alike(duplicates.may_be(self.of_course(), self.doubles))
        self._fit()
        self.holder.addWidget(widget)

    def facts(self) -> dict[str, str]:
        """What is known of the person, in the language on the screen."""
        return self.content.facts.in_words(theme.words())

    def of_course(self) -> CasePageContext:
        return CasePageContext(self, self.case_id, self.content.course)

    @property
    def order(self) -> erasure.OpenOrder | None:
        return self.content.order if self.told is not None else None

    @property
    def orders(self) -> bool:
        return self.told is not None and self.content.orders

    def turn_consents(self) -> None:
        """All purposes, or those that were asked for."""
        self.every_consent = not self.every_consent
        self._fill()

    def may_review(self) -> Callable[[], None] | None:
        """How a supervisor decides; nothing for others, nor for whoever works alone."""
        return self.decide if self.content.decides and self.context.status.joined else None

    # what was done

    def succeed(self, sentence: Text) -> None:
        self.notice.say(sentence)

    def _brought(self, case_id: str) -> None:
        if case_id == self.case_id:
            focused = self.focusWidget()
            self._adds = focused is None or focused.objectName() == ADD
            self.notice.say(N_("The file was added to the case."))
            self.load()

    def _failed(self, error: SanadError) -> None:
        if isinstance(error, queries.NoCase) and self.told is not None:
            self.gone()  # it was erased while it lay open
        else:
            self.context.workers.failed.emit(error)

    def gone(self) -> None:
        """The case was erased: there is no page of it any more."""
        self.wants.emit(navigation.Cases())

    def synced(self) -> None:
        """The page stays as it is read; only where the case is may be another."""
        super().synced()
        if self.told is None:
            return
        if self.content.where:
            self.read_vault(lambda session: sync.state(session, self.case_id), self.header.tell_place)
        if self.content.files:
            self.read_vault(
                lambda session: attachment_list.files(session, self.case_id), self._tell_files, lambda _error: None
            )

    def _tell_files(self, files: list[attachment_list.FileView]) -> None:
        if self._read_for == case_page.PAPERS and tuple(files) != self.content.files:
            self.load()

    def show_status(self, status: StatusSummary) -> None:
        changed = status.joined != self.context.status.joined
        super().show_status(status)
        if changed:
            self._fill()

    # acts

    def accept(self, handover: str) -> None:
        says = N_("You have accepted the case: it is yours now.")
        self.write_vault(
            lambda session: case_access.accept(session, self.case_id, handover), lambda _none: self.notice.say(says)
        )

    def decide(self) -> None:
        case_section.decide(self, self.case_id)

    def compare(self, ref: str = "") -> None:
        self.wants.emit(navigation.Conflict(self.case_id, ref))

    def correct(self, interview_id: str) -> None:
        """To the answers of an interview, to put one right."""
        self.answered.begin_correcting(interview_id)
        self.tabs.open(case_page.INTERVIEWS)

    def interview_here(self) -> None:
        """A new case of somebody at the place that was visited, tied to the visit."""

        def beginning(session: Session) -> navigation.StartInterview:
            group = groups.of_visit(session, self.case_id)
            return navigation.StartInterview(groups.carried(session, group), group_id=group)

        self.write_vault(beginning, self.wants.emit)

    def show_result(self) -> None:
        """The page of the last result: this page says what it is already, so nothing is asked first."""
        result = self.content.result if self.told is not None else None
        if result is not None:
            self.wants.emit(navigation.Result(self.case_id, result.interview_id))

    # moving about

    def arrive(self) -> None:
        if self.next is not None:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.told is not None:
            self.tabs.by_id[self.tabs.now].setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        if self.next is not None:
            self.next.click()

    def _rank(self, widget: QWidget) -> tuple[int, int]:
        if self.tabs.isAncestorOf(widget) or self.notice.isAncestorOf(widget):
            return 1, 1
        return super()._rank(widget)

    def _fit(self) -> None:
        fit = getattr(self.open_tab, "fit", None)
        if fit is not None:
            fit(self.area.width() - 64)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the window is low the tabs scroll with what they show."""
        super().resizeEvent(event)
        scrolls = self.area.isAncestorOf(self.tabs)
        if self.height() < _LOW and not scrolls:
            self.body.insertWidget(0, self.tabs)
        elif self.height() >= _LOW and scrolls:
            self._strip.insertWidget(0, self.tabs)
        self._fit()

    def forget(self) -> None:
        self.add.close_list()


# -- header --------------------------------------------------------------------------------------
# Nothing of it goes where the window is small: two cases without a name differ by their number alone.


KEPT = (N_("Stored on this computer"), "kept", "kept")


class _Line(Flow):
    """Words as wide as they are, on as many lines as the width needs."""

    def wide(self, child: QWidget, room: int) -> int:
        return min(child.sizeHint().width(), max(room, 1))

    def high(self, child: QWidget, width: int) -> int:
        return child.heightForWidth(width) if child.hasHeightForWidth() else child.sizeHint().height()

    def fit(self, child: QWidget, box: QRect) -> None:
        if child.hasHeightForWidth():
            child.setGeometry(box)
        else:  # a mark stands in the middle of its line
            super().fit(child, box)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(max(self.width(), 160)))


class CaseHeader:
    """Put into the top line of the page."""

    def __init__(self, top: TopLine) -> None:
        self.top = top
        self.first, self.below = _Line(gap=8), _Line(gap=8)
        for widget in (top.title, top.second):
            top.words.removeWidget(widget)
        top.words.insertWidget(0, self.below)
        top.words.insertWidget(0, self.first)
        self.first.add(top.title)
        self.below.add(top.second)
        self._badges: list[Badge] = []

    def show(self, page: CasePage, place: str) -> None:
        """`place`: with headquarters, "" without one."""
        for badge in self._badges:
            badge.hide()
            badge.deleteLater()
        for line, widget in ((self.first, self.top.title), (self.below, self.top.second)):
            line.forget_all_but(widget)
        self._badges = case_section.badges(page)
        for badge in self._badges:
            self.first.add(badge)
        state = Badge(*(STATES[place] if place else KEPT), tinted=False)
        state.setObjectName(case_section.WHERE)
        self._badges.append(state)
        self.below.add(state)

    def tell_place(self, place: str) -> None:
        for badge in self._badges:
            if badge.objectName() == case_section.WHERE:
                badge.say(*STATES[place])


def second_line(page: CasePage, today: date, w: Words) -> str:
    """The name in the other letters, the number, who has it."""
    names = [page.facts.get(fact, "") for fact in ("name", "name_ar")]
    other_names = [isolate(name) for name in names if name and name != page.name]
    responsible = said(case_section.responsible(page, today))
    return " · ".join([*other_names, isolate_ltr(page.reference), responsible])
