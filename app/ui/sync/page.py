"""Headquarters: what waits and why, how far each case has come, what a day may cost, and the stick."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.casework.cases import disposal, queries
from app.casework.cases.disposal import ApartRecords
from app.casework.cases.queries import CaseRow
from app.casework.exchange import sync
from app.casework.exchange.sync import Overview, State
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.ui import navigation
from app.ui.app_context import AppContext, StatusSummary
from app.ui.attachments import file_kinds
from app.ui.labels import Label, Text, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Banner, Box, Icon, Rows, empty, group
from app.ui.parts.buttons import Button
from app.ui.parts.frame import Office
from app.ui.parts.grid import Flow, Grid
from app.ui.parts.layouts import tight, wraps
from app.ui.sync import apart_records, directory_age
from app.ui.sync.daily_budget import Share
from app.ui.sync.progress_ladder import Ladder
from app.ui.sync.states import ALL_FINISHED_THERE, ALL_THERE
from app.ui.sync.sync_card import SyncCard

# -- case progress -----------------------------------------------------------------------------
# How far the cases have come: first those that wait, then the latest.

_AT_ONCE, _WAITING, _LATEST = 400, 8, 5


_ORDER: dict[State, int] = {"kept": 0, "sent": 1, "held": 2, "read": 2, "draft": 0}


def waits(state: State) -> bool:
    """Has headquarters not confirmed all of it?"""
    return _ORDER[state] < 2


@dataclass(frozen=True, slots=True)
class There:
    """What the page shows: first the cases that wait, then the latest. `apart`: what colleagues'
    computers wrote beyond their budget."""

    overview: Overview
    rows: list[tuple[CaseRow, State]]
    apart: list[ApartRecords]


def read(session: Session) -> There:
    """Away from the screen."""
    states = sync.states(session)
    cases = queries.cases(session, limit=_AT_ONCE)
    ordered = sorted(
        ((row, states.get(row.id, "kept")) for row in cases), key=lambda pair: _ORDER[pair[1]]
    )
    waiting = [pair for pair in ordered if waits(pair[1])][:_WAITING]
    latest = [pair for pair in ordered if not waits(pair[1])][:_LATEST]
    return There(sync.overview(session), waiting + latest, disposal.apart_records(session))


# -- page ---------------------------------------------------------------------------------------

# -- case line ---------------------------------------------------------------------------------
# A case on the page of headquarters.


class CaseLine(QWidget):
    """A case, how far it has come, and the way to it."""

    def __init__(self, case: CaseRow, state: State) -> None:
        super().__init__()
        self.across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        tight(self.across, 12, (16, 6, 16, 6))
        restricted = case.restricted
        name = N_("Restricted case") if restricted else plain(case.name) if case.name else N_("No name yet")  # fmt: skip
        words = layouts.column(
            Label(name, weight=500, colour="restricted" if restricted else "ink"),
            Label(plain(isolate_ltr(case.reference)), "small", "ink2"),
        )
        self.opens = Button(N_("Open"), "quiet")
        self.across.addLayout(words, 1)
        last = layouts.row(Ladder(state), layouts.Stretch(), self.opens, gap=8)
        self.across.addLayout(last)
        wraps(self)

    def stack(self, narrow: bool) -> None:
        """The ladder beneath the name."""
        layouts.lay(self.across, beside=not narrow)


# -- page ---------------------------------------------------------------------------------------

_NARROW = 1024
_ANEW_MS = 2000


class SyncPage(Office):
    """The title is the state as a sentence. One primary action: sync now."""

    follows = frozenset({"disposed"})
    back_to = navigation.Home()
    content: There | None = None

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "sync", self._title, self._second)
        self.card = SyncCard(context)
        self.card.told.connect(self._retold)
        self.body.addWidget(self.card)
        self.notices, self.list = QVBoxLayout(), QVBoxLayout()
        for place in (self.notices, self.list):
            tight(place, 12)
            self.body.addLayout(place)
        self.share = Share()
        self.share.chosen.connect(self.allow)
        grid = Grid(columns=3, least_width=330, gap=16)
        grid.add(self.share)
        grid.add(self._stick())
        self.crossing = self._crossing()
        grid.add(self.crossing)
        self.body.addWidget(grid)
        self.body.addStretch(1)
        self.ladders: list[CaseLine] = []
        self.put_away: list[Button] = []
        self._anew = QTimer(self)
        self._anew.setSingleShot(True)
        self._anew.setInterval(_ANEW_MS)
        self._anew.timeout.connect(self.load)
        if context.syncing is not None:
            context.syncing.changed.connect(self._follow)
        self._told: tuple[str, ...] = ()
        self.load()

    # words

    def _title(self, w: Words) -> str:
        if self.content is None:
            return w("Server")
        overview = self.content.overview
        if not overview.headquarters:
            return w("No server set yet")
        if self.context.status.withdrawn:
            return w("User management has ended this computer’s access")
        if self._kinds() and self.card.shown.activity != "works":
            return w("Not everything could be synced")
        n = overview.kept_count + overview.sent
        if overview.is_all_there:
            return w(ALL_THERE if not overview.unfinished else ALL_FINISHED_THERE)
        if not n:
            return w.count("{n} record not yet on the server", "{n} records not yet on the server", overview.waiting)  # fmt: skip
        return w.count("{n} case not yet on the server", "{n} cases not yet on the server", n)

    def _second(self, w: Words) -> str:
        if self.content is None or not self.content.overview.headquarters:
            return " "
        last = self.content.overview.last
        if not last:
            text = w("Nothing has been synced yet")
        else:
            text = w("Last sync: {moment}", moment=w.moment(utc(last)))
            if self.content.overview.is_ahead(int(self.context.clock().timestamp())):
                text = f"{text} · {w('that day has not come: the clock was wrong then')}"
        return f"{text} · {w('nothing is lost if the connection breaks')}"

    # laying it

    def _stick(self) -> Box:
        carry = Button(N_("Write to a USB stick"), "second", "usb", on_click=self.goes(navigation.Post()))  # fmt: skip
        return _way(
            "usb", N_("No network?"),
            N_("Carry the cases on a USB stick or in a folder. The server’s confirmation comes back the same way."),
            carry,
        )  # fmt: skip

    def _crossing(self) -> Box:
        clear = Button(N_("Send, then remove"), "second", "minus", on_click=self.goes(navigation.Purge()))  # fmt: skip
        return _way(
            "shield", N_("Crossing a border or being searched?"),
            N_("Cases stored on the server can be removed from this computer and downloaded again later."),
            clear,
        )  # fmt: skip

    # what is known

    def load(self) -> None:
        """Read it, away from the screen."""
        if self.context.open_session is None:  # locked while this was about to be read
            return
        self.read_vault(read, self._show)

    def synced(self) -> None:
        super().synced()
        self.load()

    def _show(self, page_state: There) -> None:
        self.hold_place()
        self.content = page_state
        overview = page_state.overview
        empty(self.list)
        self.ladders = []
        waiting, latest = Rows(), Rows()
        for case, state in page_state.rows:
            line = CaseLine(case, state)
            line.opens.clicked.connect(
                lambda _=False, id_=case.id: self.wants.emit(navigation.Case(id_))
            )
            line.stack(self.width() < _NARROW)
            self.ladders.append(line)
            (waiting if waits(state) else latest).add(line)
        for title, rows in ((N_("Waiting now"), waiting), (N_("The latest"), latest)):
            if rows.inside.count():
                self.list.addWidget(group(title, rows))
        self.put_away = []
        if page_state.apart:
            listing, self.put_away = apart_records.listed(self, page_state.apart)
            self.list.addWidget(listing)
        self.card.setVisible(bool(overview.headquarters) and not self.context.status.withdrawn)
        self.crossing.setVisible(bool(overview.headquarters))
        self._tell_problems()
        self.share.show_cost(overview.budget, overview.spent)
        for label in (self.top.title, self.top.second):
            label.tell()
            label.updateGeometry()
        self.top.second.setVisible(self.height() >= 640)

    def _follow(self) -> None:
        """Title and ladders, now and then, while it goes on."""
        if self._works() and not self._anew.isActive():
            self._anew.start()

    def _works(self) -> bool:
        return self.context.syncing is not None and self.context.syncing.now.activity == "works"

    def _look_for_problems(self) -> None:
        if self._told != self._kinds():
            self._tell_problems()

    def _retold(self) -> None:
        """In the card's own beat: title, card and sentences never say different things."""
        self._look_for_problems()
        self.top.title.tell()
        self.top.title.updateGeometry()

    def show_status(self, status: StatusSummary) -> None:
        """A withdrawal is said once, above each page: not again by the card or as a problem."""
        super().show_status(status)
        if self.content is not None:
            self._show(self.content)

    def _kinds(self) -> tuple[str, ...]:
        return tuple(error.kind() for error in self.card.shown.problems)

    def _tell_problems(self) -> None:
        """Each in its own sentence: what happened, that nothing was lost, what to do."""
        empty(self.notices)
        self._told = self._kinds()
        withdrawn = self.context.status.withdrawn
        for problem in self.card.shown.problems:
            if withdrawn and problem.kind() in ("device_withdrawn", "record_refused"):
                continue
            self.notices.addWidget(_problem(problem))
        if self.content is None:
            return
        overview = self.content.overview
        if not overview.headquarters:
            sentence = N_("When user management sets a server, this computer learns it with the next USB transfer. Until then cases are carried on a USB stick or in a folder.")  # fmt: skip
            self.notices.addWidget(Banner(sentence, "hq", "ink2"))
        if (directory := directory_age.banner(overview.directory)) is not None:
            self.notices.addWidget(directory)
        n = sum(overview.refused.values())
        if n and "record_refused" not in self._told and not withdrawn:
            self.notices.addWidget(Banner(lambda w: w.count("The server did not accept {n} record. It stays here and is sent again when the list of colleagues changes. If this continues, tell user management.", "The server did not accept {n} records. They stay here and are sent again when the list of colleagues changes. If this continues, tell user management.", n), "wait", "wait"))  # fmt: skip
        if overview.undecided:
            self.notices.addWidget(Banner(lambda w: w.count("{n} record arrived that can’t be used yet: it depends on records that have not arrived.", "{n} records arrived that can’t be used yet: they depend on records that have not arrived.", overview.undecided), "wait", "ink2"))  # fmt: skip
        if overview.held_cases:
            self.notices.addWidget(Banner(lambda w: w.count("{n} case has files that wait until you ask for them: {size}. Open the case to fetch them.", "{n} cases have files that wait until you ask for them: {size}. Open the cases to fetch them.", overview.held_cases, size=file_kinds.size(w, overview.held_size)), "inbox", "ink2"))  # fmt: skip
        if overview.apart:
            self.notices.addWidget(Banner(apart_records.sentence(self.context.session, overview.apart), "wait", "wait"))  # fmt: skip

    # acting

    def allow(self, number: int) -> None:
        """What a day may cost; holds at once."""
        self.write_vault(
            lambda session: sync.set_budget(session, number), lambda _none: self.load()
        )

    def primary(self) -> None:
        if self.card.start.isVisible():
            self.card.begin()

    def arrive(self) -> None:
        first = self.card.start if self.card.start.isVisible() else self.card.pause
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for line in self.ladders:
            line.stack(self.width() < _NARROW)


def _way(icon: str, title: Text, sentence: Text, button: Button) -> Box:
    """Another way for the cases: when it is for, what it does, and where it begins."""
    box = Box(margins=(20, 14, 20, 16), gap=10)
    top = layouts.row(Icon(icon, "primary"), (Label(title, "heading"), 1), gap=12)
    box.inside.addLayout(top)
    box.inside.addWidget(Label(sentence, colour="ink2"))
    line = Flow()
    line.add(button)
    box.inside.addWidget(line)
    box.inside.addStretch()
    return box


def _problem(problem: SanadError) -> Banner:
    return Banner(lambda w: w.say(problem), "wait", "wait")
