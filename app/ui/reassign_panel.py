"""Beside the list: to whom the marked cases go. Each officer with what they have, and whether they are here."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.casework.pages import office_work
from app.casework.pages.work_list import OfficerWork
from app.errors import N_
from app.language import Words, fold, strip_marks
from app.ui import text_lines, theme
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import Area, Box, Button, Field, FieldProblem, LineInput, RadioCard, empty, layouts, scrolling

WIDTH = 352
_LOW, _INSET = 40, 15  # the height of a card of one line; from its edge to its words
_FEW = 6  # officers that are seen at once
_SEARCH = N_("Search officers")


class ReassignCard(RadioCard):
    """A name and what this officer has on one line: eight of them stand beside the list of a small screen.
    Below it, why this may be the wrong one."""

    def __init__(self, work: OfficerWork, now: datetime) -> None:
        self._workload: Text = lambda w: _workload(work, w)
        super().__init__(plain(work.name), _absence(work, now))

    def tell(self) -> None:
        super().tell()
        parts = (said(self._workload), said(self.second) if self.second is not None else "")
        self.setAccessibleDescription(strip_marks(" · ".join(part for part in parts if part)))

    def _room(self, width: int) -> tuple[text_lines.Laid, int]:
        workload = text_lines.lay(said(self._workload), "small", 0)
        return workload, max(80, width - 2 * _INSET - self._marked() - workload.width - 8)

    def _lines(self, width: int) -> tuple[text_lines.Laid, text_lines.Laid | None]:
        _, room = self._room(width)
        _, second = super()._lines(width)
        return text_lines.elided(said(self.of), "body", room, 500), second

    def _high(self, width: int) -> int:
        name, absence = self._lines(width)
        return max(_LOW, name.height + (absence.height if absence else 0) + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _LOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        (workload, _), (name, absence) = self._room(self.width()), self._lines(self.width())
        total = name.height + (absence.height if absence else 0)
        left_x = _INSET if theme.rtl() else self.width() - _INSET - workload.width
        box = QRect(left_x, (self.height() - total) // 2, workload.width, name.height)
        text_lines.draw(QPainter(self), workload, box, "ink2")


class ReassignPanel(Box):
    """`go`: with the officer and the reason. Esc leaves it."""

    def __init__(self, go: Callable[[OfficerWork, str], None], leave: Callable[[], None]) -> None:
        super().__init__(gap=7, margins=(16, 12, 16, 10))
        self._go, self._leave, self._number = go, leave, 0
        self.works: list[OfficerWork] = []
        self._alone: bool | None = None  # until it is laid
        self.cards: dict[str, RadioCard] = {}
        # what scrolls gives way: the page never asks for the height of the whole list
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.inside.addWidget(Label(self._title, "heading"))
        self.search = LineInput(_SEARCH, hint=_SEARCH, finds=True)
        self.search.textChanged.connect(self._find)
        self.inside.addWidget(self.search)
        content = QWidget()
        self.list = layouts.column(gap=2)
        self._scrolled = layouts.column(self.list, gap=10, parent=content)
        area = scrolling(content, bar_outside=True)
        area.setObjectName("asked")  # on a card's ground
        area.setMinimumHeight(96)
        self.inside.addWidget(area, 1)
        self.problem = FieldProblem()
        self.inside.addWidget(self.problem)
        self.note = Area(N_("Reason"), lines=1)
        self.reason = Field(N_("Reason (both officers read it)"), self.note)
        self.inside.addWidget(self.reason)
        self.primary = Button(N_("Reassign"), "primary", "handover", on_click=self.press)
        self.cancel = Button(N_("Cancel"), "quiet", on_click=leave)
        self.inside.addLayout(layouts.row(self.cancel, layouts.Stretch(1), self.primary, gap=8))

    def stand_alone(self, *, alone: bool) -> None:
        """Over the whole page, where it has no room beside the list: the reason scrolls too then."""
        if alone == self._alone:
            return
        self._alone = alone
        self.setMinimumWidth(0 if alone else WIDTH)
        self.setMaximumWidth(16777215 if alone else WIDTH)
        if alone:
            self._scrolled.addWidget(self.reason)
        else:
            self.inside.insertWidget(self.inside.indexOf(self.problem) + 1, self.reason)

    def _title(self, w: Words) -> str:
        return w.count("Reassign {n} case to", "Reassign {n} cases to", self._number)

    def offer(self, works: list[OfficerWork], number: int, now: datetime) -> None:
        """Officers for so many cases."""
        self._number, self.works = number, works
        for label in self.findChildren(Label):
            label.tell()
        empty(self.list)
        self.cards = {}
        for work in works:
            card = self.cards[work.id] = ReassignCard(work, now)
            card.chosen.connect(lambda id_=work.id: self.choose(id_))
            self.list.addWidget(card)
        self.list.addStretch(1)
        self.search.clear()
        self.search.setVisible(len(works) > _FEW)
        self.note.clear()
        self.problem.say("")
        if works:
            next(iter(self.cards.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def _find(self, typed: str) -> None:
        """Those whose names have all that is typed; who was chosen stays in sight."""
        words = fold(typed).split()
        for work in self.works:
            card, name = self.cards[work.id], fold(work.name)
            card.setVisible(card.isChecked() or all(word in name for word in words))

    def choose(self, id_: str) -> None:
        self.problem.say("")
        for key, card in self.cards.items():
            card.setChecked(key == id_)

    def press(self) -> None:
        chosen = [work for work in self.works if self.cards[work.id].isChecked()]
        if not chosen:
            self.problem.say(N_("Choose an officer first."))
            return
        self._go(chosen[0], self.note.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)


def _workload(work: OfficerWork, w: Words) -> str:
    late = w(N_("{n} late"), n=w.number(work.late)) if work.late else ""
    return " · ".join(part for part in (w.count("{n} case", "{n} cases", work.open), late) if part)


def _absence(work: OfficerWork, now: datetime) -> Text | None:
    """Until when, or when they were last heard, where that is long ago."""
    if work.away_until is not None:
        away_until = work.away_until
        return lambda w: w(N_("away until {day}"), day=w.date(away_until))
    if office_work.is_silent(work, now) and work.contact is not None:
        contact = work.contact.astimezone().date()
        return lambda w: w(N_("last contact {day}"), day=w.date(contact, "medium"))
    return None
