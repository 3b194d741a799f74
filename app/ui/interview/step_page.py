"""One question on the screen, and under it, in one panel, what its answer opened."""

from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.steps import Step
from app.ui.interview.choice_cards import ChoiceQuestion
from app.ui.interview.controller import InterviewController
from app.ui.interview.page import PageView
from app.ui.interview.page_grid import Lanes
from app.ui.interview.questions import Question
from app.ui.interview.walk import StepWalk
from app.ui.parts import Box


class StepPage(PageView):
    """A step of a section. What stands together by the form's own wish looks as in a section."""

    def __init__(self, controller: InterviewController, page_ref: str, walk: StepWalk) -> None:
        self._walk, self._details, self._gate = walk, Lanes(16), ""
        self._panel = Box(margins=(16, 8, 16, 16)).add(self._details)
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

    def _put(self) -> None:
        laid_refs = [ref for ref in self._order if ref in self.items]
        at = laid_refs.index(self._gate) + 1 if self._gate in laid_refs else len(laid_refs)
        self._details.order([(self.items[ref], 0, 1) for ref in laid_refs[at:]])
        lanes_above = [(self.items[ref], *self._share(ref)) for ref in laid_refs[:at]]
        self.order([*lanes_above, *([(self._panel, 0, 1)] if laid_refs[at:] else [])])
        self._panel.setVisible(bool(laid_refs[at:]))

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
