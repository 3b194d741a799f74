"""A case's header: name and marks; below them the other name, the number, who has it, where it is.

Nothing of it goes where the window is small: two cases without a name differ by their number alone."""

from datetime import date

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from app.casework.cases.queries import CasePage
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui.labels import said
from app.ui.parts import Badge, Flow
from app.ui.parts.frame import TopLine
from app.ui.sharing import case_section
from app.ui.sync.states import STATES

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
