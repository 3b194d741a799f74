"""One question on the screen, and under it, in one panel, what its answer opened."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.steps import Step
from app.ui.interview.choice_cards import ChoiceQuestion
from app.ui.interview.controller import InterviewController
from app.ui.interview.page import PageView
from app.ui.interview.page_grid import Lanes
from app.ui.interview.questions import Question
from app.ui.interview.walk import StepWalk
from app.ui.parts import shapes
from app.ui.parts.grid import Line


class Details(Lanes):
    """Children in a panel, with room around them."""

    _inset = 16

    def lines(self, width: int) -> list[Line]:
        return super().lines(max(1, width - 2 * self._inset))

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(width) + 2 * self._inset

    def place(self) -> None:
        super().place()
        for child, _, _ in self.lanes:
            if not child.isHidden():
                child.move(child.x() + self._shift(), child.y() + self._inset)

    def _shift(self) -> int:
        """From the side on which lines begin."""
        return -self._inset if self.from_right() else self._inset

    def sizeHint(self) -> QSize:
        return super().sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shapes.panel(QPainter(self), self, "surface", "line", radius=12)


class StepPage(PageView):
    """A step of a section. What stands together by the form's own wish looks as in a section."""

    def __init__(self, controller: InterviewController, page_ref: str, walk: StepWalk) -> None:
        self._walk, self._details = walk, Details(16)
        self._gate = ""
        super().__init__(controller, page_ref)

    def refs(self) -> Step:
        return self._walk.here(self.section())

    def sync(self) -> None:
        self._gate = self._walk.gate(self.refs())
        super().sync()

    def _make(self, ref: str) -> QWidget:
        item = super()._make(ref)
        if isinstance(item, Question):
            if ref == self._gate:
                item.enlarge()
            elif self._gate and item.focusable:
                item.condense()
            elif isinstance(item, ChoiceQuestion):
                item.show_keys()
        return item

    def _is_detail(self, ref: str) -> bool:
        return bool(self._gate) and ref != self._gate and ref in self._order_after_gate()

    def _order_after_gate(self) -> list[str]:
        at = self._order.index(self._gate) if self._gate in self._order else len(self._order)
        return self._order[at + 1 :]

    def _put(self) -> None:
        laid_refs = [ref for ref in self._order if ref in self.items]
        detail_refs = [ref for ref in laid_refs if self._is_detail(ref)]
        self._details.order([(self.items[ref], 0, 1) for ref in detail_refs])
        lanes_above = [
            (self.items[ref], *self._share(ref)) for ref in laid_refs if ref not in detail_refs
        ]
        self.order([*lanes_above, *([(self._details, 0, 1)] if detail_refs else [])])
        self._details.setVisible(bool(detail_refs))

    def _drop(self, ref: str) -> None:
        item = self.items[ref]
        super()._drop(ref)
        self._details.lanes = [lane for lane in self._details.lanes if lane[0] is not item]

    def after(self, ref: str) -> Question | None:
        """What the answer opened; else what is still without an answer, here and below."""
        questions = [question for question in self.questions() if question.focusable]
        refs = [question.ref for question in questions]
        at = refs.index(ref) if ref in refs else len(refs)
        following = questions[at + 1 :]
        opened, self.opened = self.opened, frozenset()
        waiting = [
            *(q for q in questions[at : at + 1] if q.begun() and not q.answered()),
            *(q for q in following if q.ref in opened),
            *(q for q in following if not q.answered()),
        ]
        return waiting[0] if waiting else None
