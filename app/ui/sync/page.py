"""Headquarters: what waits and why, how far each case has come, what a day may cost, and the stick."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.casework.cases import disposal
from app.casework.cases.disposal import ApartRecords
from app.casework.cases.queries import CaseRow
from app.casework.exchange import sync
from app.casework.exchange.sync import Overview, Progress, State
from app.casework.session.session import Session
from app.clock import utc
from app.disk import MB
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.ui import icons, navigation, text_lines, theme
from app.ui.app_context import AppContext, StatusSummary
from app.ui.attachments import file_kinds
from app.ui.labels import Label, Text, name, plain, said
from app.ui.parts import Banner, Bar, Box, Button, Chip, Flow, Grid, Icon, Rows, empty, group, layouts, tight, wraps
from app.ui.parts.frame import Office
from app.ui.sync import apart_records, directory_age
from app.ui.sync.states import ALL_FINISHED_THERE, ALL_THERE, size
from app.ui.sync.sync_card import SyncCard

_SHARES = (0, 5 * MB, 20 * MB, 100 * MB)


class Share(Box):
    """Bytes, both ways; 0 without limit."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(margins=(20, 14, 20, 16), gap=10)
        self.budget = 0
        self.cost: int | None = None  # until it is read
        self.spent = Label(self._spent, "small", "ink2", wrap=False)
        self.bar = Bar(N_("Daily data limit"), "ink2")
        self.bar.hide()
        top = layouts.row((Label(N_("Daily data limit"), "heading"), 1), self.spent, gap=12)
        self.add(top, self.bar)
        flow = Flow(gap=8)
        self.chips = {number: Chip(_named(number)) for number in _SHARES}
        for number, chip in self.chips.items():
            chip.chosen.connect(lambda number=number: self.chosen.emit(number))
            flow.add(chip)
        self.inside.addWidget(flow)
        self.inside.addWidget(
            Label(N_("The rest waits until tomorrow, or until you raise the limit."), "small", "ink2")
        )
        self.inside.addStretch()

    def show_cost(self, budget: int, spent: int) -> None:
        """What is allowed today, and what it has cost."""
        self.budget, self.cost = budget, spent
        for number, chip in self.chips.items():
            chip.setChecked(number == budget)
        self.bar.setVisible(bool(budget))
        if budget:
            self.bar.show_share(spent / budget)
        self.spent.tell()
        self.spent.updateGeometry()

    def _spent(self, w: Words) -> str:
        if self.cost is None:
            return ""
        if not self.budget:
            return w("{size} today", size=size(w, self.cost))
        return w("{done} of {total}", done=size(w, self.cost), total=size(w, self.budget))


def _named(number: int) -> Text:
    return (lambda w: size(w, number)) if number else N_("No limit")


_STEPS = (("kept", N_("Saved")), ("sent", N_("Sent")), ("held", N_("Server")), ("read", N_("Read there")))
_STEP, _RING = 100, 10


class Ladder(QWidget):
    """A reached step is filled and ticked, and the word of the last one is heavier."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self._reached = max(0, [code for code, _ in _STEPS].index(state))
        self.setFixedSize(QSize(_STEP * len(_STEPS), 58))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.tell()

    def tell(self) -> None:
        name(self, self._said)

    def _said(self, w: Words) -> str:
        return w(
            "Step {number} of {total}: {name}",
            number=self._reached + 1,
            total=len(_STEPS),
            name=w(_STEPS[self._reached][1]),
        )

    def _centre(self, at: int) -> float:
        x = _STEP * (at + 0.5)
        return self.width() - x if theme.rtl() else x

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(len(_STEPS) - 1):
            colour, width = ("primary", 2) if at < self._reached else ("edge", 1)
            painter.setPen(QPen(theme.colour(colour), width))
            painter.drawLine(QPointF(self._centre(at), 14), QPointF(self._centre(at + 1), 14))
        for at, (_, message) in enumerate(_STEPS):
            self._draw(painter, at, message)

    def _draw(self, painter: QPainter, at: int, message: str) -> None:
        x, reached = self._centre(at), at <= self._reached
        painter.setPen(QPen(theme.colour("primary" if reached else "edge"), 1.5))
        painter.setBrush(theme.colour("primary" if reached else "surface"))
        painter.drawEllipse(QPointF(x, 14), _RING, _RING)
        if reached:
            icons.paint(painter, "check", round(x) - 7, 7, 14, "on_primary")
        box = QRect(round(x) - _STEP // 2, 28, _STEP, text_lines.line("small"))
        line = text_lines.elided(said(message), "small", _STEP, 600 if at == self._reached else 400)
        text_lines.draw(painter, line, box, "ink" if reached else "ink2", "center")


# -- case progress -----------------------------------------------------------------------------
# How far the cases have come: first those that wait, then the latest.

_WAITING, _LATEST = 8, 5


@dataclass(frozen=True, slots=True)
class There:
    """What the page shows: first the cases that wait, then the latest. `apart`: what colleagues'
    computers wrote beyond their budget."""

    overview: Overview
    waiting: Progress
    latest: Progress
    apart: list[ApartRecords]


def read(session: Session) -> There:
    waiting, latest = sync.progress(session, _WAITING, _LATEST)
    return There(sync.overview(session), waiting, latest, disposal.apart_records(session))


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
        name = N_("Restricted case") if restricted else plain(case.name) if case.name else N_("No name yet")
        words = layouts.column(
            Label(name, weight=500, colour="restricted" if restricted else "ink"),
            Label(plain(isolate_ltr(case.reference)), "small", "ink2"),
        )
        self.opens = Button(N_("Open"), "quiet")
        self.across.addLayout(words, 1)
        self.across.addLayout(layouts.row(Ladder(state), layouts.Stretch(), self.opens, gap=8))
        wraps(self)

    def stack(self, narrow: bool) -> None:
        """The ladder beneath the name."""
        layouts.lay(self.across, beside=not narrow)


# -- page ---------------------------------------------------------------------------------------

_NARROW = 1024
_ANEW_MS = 2000


class SyncPage(Office):
    """The title is the state as a sentence. One primary action: sync now."""

    reads_after_sync = True
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
        grid = Grid(columns=3, least_width=330, gap=16).add(self.share, self._stick())
        self.crossing = self._crossing()
        grid.add(self.crossing)
        layouts.add(self.body, grid, layouts.Stretch(1))
        self.ladders: list[CaseLine] = []
        self.put_away: list[Button] = []
        self._anew = QTimer(self, singleShot=True, interval=_ANEW_MS)
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
            return w.count("{n} record not yet on the server", "{n} records not yet on the server", overview.waiting)
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
                text = f"{text} · {w('that day is in the future: the clock was wrong then')}"
        return f"{text} · {w('nothing is lost if the connection breaks')}"

    # laying it

    def _stick(self) -> Box:
        carry = Button(N_("Write to a USB stick"), "second", "usb", on_click=self.goes(navigation.Post()))
        return _way(
            "usb",
            N_("No network?"),
            N_("Carry the cases on a USB stick or in a folder. The server’s confirmation comes back the same way."),
            carry,
        )

    def _crossing(self) -> Box:
        clear = Button(N_("Send, then remove"), "second", "minus", on_click=self.goes(navigation.Purge()))
        return _way(
            "shield",
            N_("Crossing a border or being searched?"),
            N_("Cases stored on the server can be removed from this computer and downloaded again later."),
            clear,
        )

    # what is known

    def load(self) -> None:
        if self.context.open_session is None:  # locked while this was about to be read
            return
        self.read_vault(read, self._show)

    def _show(self, page_state: There) -> None:
        self.hold_place()
        self.content = page_state
        overview = page_state.overview
        empty(self.list)
        self.ladders = []
        for title, cases in ((N_("Waiting now"), page_state.waiting), (N_("The latest"), page_state.latest)):
            lines = [CaseLine(case, state) for case, state in cases]
            for (case, _), line in zip(cases, lines, strict=True):
                line.opens.clicked.connect(self.goes(navigation.Case(case.id)))
                line.stack(self.width() < _NARROW)
            self.ladders += lines
            if lines:
                self.list.addWidget(group(title, Rows.of(lines)))
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

    def _retold(self) -> None:
        """In the card's own beat: title, card and sentences never say different things."""
        if self._told != self._kinds():
            self._tell_problems()
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
            sentence = N_(
                "When user management sets a server, this computer learns it with the next USB transfer. Until then cases are carried on a USB stick or in a folder."
            )
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
            self.notices.addWidget(Banner(apart_records.sentence(self.context.session, overview.apart), "wait", "wait"))

    # acting

    def allow(self, number: int) -> None:
        """What a day may cost; holds at once."""
        self.write_vault(lambda session: sync.set_budget(session, number), lambda _none: self.load())

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
    box.add(top, Label(sentence, colour="ink2"))
    box.add(Flow().add(button), layouts.Stretch())
    return box


def _problem(problem: SanadError) -> Banner:
    return Banner(lambda w: w.say(problem), "wait", "wait")
