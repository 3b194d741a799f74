"""What changed in one's cases: a line each with who and when, beside it what stood there and what stands
there now. Read when its detail was open for two seconds, or by Enter."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.case.kinds.declaration import CONSENT_LINES, DECISIONS, REFERRALS
from app.casework.sharing import inbox
from app.casework.sharing.inbox import Detail, InboxLine
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import before_after, case_marks, navigation, officer_names, text_lines, theme
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, Button, Chip, Flow, empty, layouts, shapes, wraps
from app.ui.parts.arrow_keys import arrow, walk
from app.ui.parts.frame import Screen

_READ_MS = 2000
_AT_ONCE = 40  # lines laid; more behind a button
_FILTERS: tuple[tuple[str, str], ...] = (
    ("", N_("All")),
    ("unread", N_("Unread")),
    (DECISIONS, N_("Decisions")),
    (CONSENT_LINES, N_("Consent")),
    (REFERRALS, N_("Referrals")),
)


class LineRow(Button):
    """A dot while it is unread; what changed, whose case and who, and when."""

    left = Signal()

    def __init__(self, line: InboxLine) -> None:
        self.line, self.here = line, False
        super().__init__(self._name, "rail")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _name(self, w: Words) -> str:
        """As a screen reader says it."""
        unread = [] if self.line.read else [w(N_("unread"))]
        return (
            "، ".join([*unread, self._first(w), self._second(w), w.moment(self.line.at)])
            if (w.language == "ar")
            else ", ".join([*unread, self._first(w), self._second(w), w.moment(self.line.at)])
        )

    def _first(self, w: Words) -> str:
        return w(self.line.says)

    def _second(self, w: Words) -> str:
        line = self.line
        case_name = w(N_("Restricted case")) if line.restricted else line.name or w(N_("No name yet"))
        parts = [isolate(line.author)] if line.author else []
        by_number = line.restricted or line.is_damaged
        parts.append(isolate_ltr(line.reference) if by_number else isolate(case_name))
        if line.marks:
            parts.append(case_marks.in_words(line.marks, w))
        return " · ".join(parts)

    def sizeHint(self) -> QSize:
        return QSize(300, 62)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 62)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = arrow(event)
        if not (step and walk(self, step, LineRow)):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, w, right = QPainter(self), theme.words(), theme.rtl()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.here or self._over:
            shapes.panel(painter, self, "primary_soft" if self.here else "bg", radius=0)
        if self._ring:
            shapes.ring(painter, self)
        weight = 400 if self.line.read else 600
        if not self.line.read:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary"))
            painter.drawEllipse(self.width() - 24 if right else 14, 17, 10, 10)
        time_line = text_lines.lay(w.time(self.line.at), "small", 0)
        inner = self.rect().adjusted(16 if right else 38, 8, -38 if right else -16, -8)
        top = QRect(inner.x(), inner.y(), inner.width(), 24)
        time_x = top.x() if right else top.right() - time_line.width
        text_lines.draw(painter, time_line, QRect(time_x, top.y(), time_line.width, 24), "ink2")
        room = top.width() - time_line.width - 12
        first = QRect(top.x() + (time_line.width + 12 if right else 0), top.y(), room, 24)
        text_lines.draw(painter, text_lines.elided(self._first(w), "body", room, weight), first, "ink")
        lower = QRect(inner.x(), inner.y() + 24, inner.width(), 20)
        text_lines.draw(painter, text_lines.elided(self._second(w), "small", lower.width()), lower, "ink2")


class Changes(QWidget):
    """The lines, by day; beside them the one that is chosen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page, self.lines = screen, list[InboxLine]()
        self.filter, self.chosen, self._every = "", "", False
        self.rows: dict[str, LineRow] = {}
        self._undo: list[str] = []
        column = layouts.column(gap=12, parent=self)
        top = layouts.row(gap=8)
        self.chips: dict[str, Chip] = {}
        line = Flow(gap=8)
        for name, message in _FILTERS:
            chip = self.chips[name] = Chip(partial(self._counted, name, message))
            chip.chosen.connect(lambda name=name: self.choose_filter(name))
            line.add(chip)
        self.all_read = Button(N_("Mark all as read"), "quiet", "check", on_click=self._mark_all)
        layouts.add(top, (line, 1), (self.all_read, 0, Qt.AlignmentFlag.AlignTop))
        column.addLayout(top)
        self.list = Box()
        self.beside = Box(margins=(24, 18, 24, 18), gap=12)
        self.columns = layouts.row((self.list, 11), (self.beside, 13), gap=20)
        self.columns.setAlignment(self.beside, Qt.AlignmentFlag.AlignTop)
        self.columns.setAlignment(self.list, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self.columns)
        self._seen = QTimer(self, singleShot=True, interval=_READ_MS)
        self._seen.timeout.connect(self._was_seen)
        wraps(self)

    def show_lines(self, lines: list[InboxLine]) -> None:
        """These and no others; the one that was chosen stays it."""
        self.lines = lines
        self._fill()
        if self.chosen not in {line.event for line in lines}:
            self.chosen = ""
            empty(self.beside.inside)
            self.beside.hide()

    def _counted(self, name: str, message: str, w: Words) -> str:
        return f"{w(message)} · {w.number(self._numbers[name])}"

    @property
    def lines(self) -> list[InboxLine]:
        return self._lines

    @lines.setter
    def lines(self, lines: list[InboxLine]) -> None:
        """A chip asks for its number each time it is measured."""
        self._lines = lines
        self._numbers = {name: len(self._among(name)) for name, _ in _FILTERS}

    def _among(self, name: str) -> list[InboxLine]:
        if name == "unread":
            return [line for line in self.lines if not line.read]
        return [line for line in self.lines if name in ("", line.group)]

    def choose_filter(self, name: str) -> None:
        self.filter = name
        self._fill()

    def _fill(self) -> None:
        empty(self.list.inside)
        self.rows = {}
        for name, chip in self.chips.items():
            chip.tell()
            chip.setChecked(name == self.filter)
        self.all_read.setVisible(bool(self._among("unread")))
        lines = self._among(self.filter)
        if not lines:
            unchanged = Label(N_("Nobody else changed anything."), colour="ink2")
            self.list.add(Box("", "", margins=(16, 14, 16, 14)).add(unchanged))
        day = None
        for line in lines if self._every else lines[:_AT_ONCE]:
            line_day = line.at.astimezone().date()
            if line_day != day:
                day = line_day
                title = Label(partial(_day, day), "small", "ink2", weight=600)
                self.list.add(Box("", "", margins=(16, 8, 16, 6)).add(title))
            row = self.rows[line.event] = LineRow(line)
            row.here = line.event == self.chosen
            row.clicked.connect(lambda _=False, event=line.event: self.choose(event, read=True))
            self.list.inside.addWidget(row)
        if len(lines) > _AT_ONCE and not self._every:
            more_button = Button(lambda w: w("Show all ({n})", n=len(lines)), "quiet", on_click=self._show_every)
            self.list.inside.addWidget(more_button)

    def _show_every(self) -> None:
        self._every = True
        self._fill()

    def choose(self, event: str, *, read: bool = False) -> None:
        """Show what changed; it is read after a while, or at once."""
        self.chosen = event
        for key, row in self.rows.items():
            row.here = key == event
            row.update()
        language = theme.words().language
        self.page.context.read_vault(self, lambda session: inbox.detail(session, event, language), self._show_detail)
        if read:
            self._seen.start()

    def _show_detail(self, detail: Detail | None) -> None:
        if detail is None or detail.line.event != self.chosen:
            return
        empty(self.beside.inside)
        add, line = self.beside.inside.addWidget, detail.line
        add(Label(line.says, "heading"))
        add(Label(_whose(line), "small", "ink2"))
        if line.marks:
            add(Label(case_marks.words_of(line.marks), "small", "wait", weight=600))
        add(Label(_who(line), weight=500))
        for label, old, new in detail.changes[:_CHANGES]:
            add(before_after.change(label, old, new))
        if len(detail.changes) > _CHANGES:
            count = len(detail.changes) - _CHANGES
            add(Label(lambda w: w.count("and {n} more", "and {n} more", count), "small", "ink2"))
        reason = plain(detail.reason) if detail.reason else N_("No reason given")
        add(_fact(N_("Why"), reason))
        if detail.follows:
            add(_fact(N_("Consequences"), detail.follows))
        add(self._acts(line))
        self.beside.show()

    def _acts(self, line: InboxLine) -> QWidget:
        unread = Button(N_("Keep unread"), "quiet", on_click=lambda: self._keep_unread(line.event))
        next_button = Button(N_("Next"), "second", "down", icon_after=True, on_click=self.next_one)
        go = Button(N_("Open the case"), "primary", "arrow_fwd", icon_after=True, on_click=lambda: self._open(line))
        for button in (unread, next_button, go):
            button.setAccessibleDescription(strip_marks(line.reference))
        return layouts.row_widget(unread, layouts.Stretch(), next_button, go, gap=12, margins=(0, 8, 0, 0))

    def _open(self, line: InboxLine) -> None:
        self.mark(line.event, read=True)
        self.page.wants.emit(navigation.Case(line.case_id))

    def next_one(self) -> None:
        """The one below, read as this one is."""
        events = list(self.rows)
        if self.chosen:
            self.mark(self.chosen, read=True)
        at = events.index(self.chosen) + 1 if self.chosen in events else 0
        if at < len(events):
            self.choose(events[at], read=True)

    def _was_seen(self) -> None:
        """It stood there for a while; not so behind a lock, or on a page that was left."""
        if self.isVisible() and self.page.context.open_session is not None:
            self.mark(self.chosen, read=True)

    def _keep_unread(self, event: str) -> None:
        self._seen.stop()
        self.mark(event, read=False)

    def mark(self, event: str, *, read: bool) -> None:
        self._mark([event], read=read)

    def _mark_all(self) -> None:
        self._undo = [line.event for line in self._among("unread")]
        self._mark(self._undo, read=True)

    def undo(self) -> None:
        """Ctrl+Z after all were marked."""
        self._mark(self._undo, read=False)
        self._undo = []

    def _mark(self, events: Sequence[str], *, read: bool) -> None:
        marked = set(events)
        self.lines = [replace(line, read=read) if line.event in marked else line for line in self.lines]
        for line in self.lines:
            if line.event in marked and line.event in self.rows:
                self.rows[line.event].line = line
                self.rows[line.event].tell()
                self.rows[line.event].update()
        for chip in self.chips.values():
            chip.tell()
        self.all_read.setVisible(bool(self._among("unread")))
        self.page.context.write_vault(
            self, lambda session: inbox.mark(session, list(events), read=read), self._counted_anew
        )

    def _counted_anew(self, _none: None) -> None:
        look_around: Callable[[], None] | None = getattr(self.page, "look_around", None)
        if look_around is not None:
            look_around()


_CHANGES = 6


def _day(day: date, w: Words) -> str:
    return w.date(day)


def _whose(line: InboxLine) -> Text:
    def sentence(w: Words) -> str:
        if line.restricted:
            return f"{w(N_('Restricted case'))} · {isolate_ltr(line.reference)}"
        return f"{isolate(line.name) if line.name else w(N_('No name yet'))} · {isolate_ltr(line.reference)}"

    return sentence


def _who(line: InboxLine) -> Text:
    def sentence(w: Words) -> str:
        role = [w(officer_names.role(line.role))] if line.role else []
        return " · ".join([isolate(line.author), *role, w.moment(line.at)])

    return sentence


def _fact(label: str, value: Text) -> QWidget:
    name = Label(label, "small", "ink2", wrap=False)
    name.setMinimumWidth(104)
    return layouts.row_widget((name, 0, Qt.AlignmentFlag.AlignTop), (Label(value), 1), gap=12, wrap=True)
