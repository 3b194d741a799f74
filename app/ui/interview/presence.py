"""Who else is here, and whether each one is safe for the person: one row for each who may be present.

A select_multiple with the appearance `presence`. What is asked of a choice stands in its row: a
select_one beside it in the group, called NAME_safe."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.answer_format import marked
from app.errors import N_
from app.form import Node
from app.ui.interview.choice_cards import AnyOf
from app.ui.interview.controller import InterviewController
from app.ui.labels import Label, plain
from app.ui.parts import CheckCard, Grid, RadioCard, layouts
from app.ui.parts.grid import Packed
from app.ui.parts.segments import Segment, Segments

ALONE = ("nobody", "unknown")  # chosen on their own


class PresenceRow(QWidget):
    """A tick for who is here; beside it, once ticked, whether that is safe, whose room is kept."""

    answered_here = Signal()  # whether that one is safe

    def __init__(self, controller: InterviewController, card: RadioCard | CheckCard, ref: str) -> None:
        super().__init__()
        self.controller, self.ref = controller, ref
        self.segments: Segments | None = None
        line = layouts.row((card, 1), gap=12, parent=self)
        if ref:
            choices = controller.node(ref).choices
            self.segments = Segments([(c.value, plain(marked(c.label))) for c in choices])
            self.segments.chosen.connect(self._give)
            policy = self.segments.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self.segments.setSizePolicy(policy)
            line.addWidget(self.segments)

    def show_node(self, *, visible: bool) -> None:
        """Show the answer that stands in the row, for who is here."""
        if self.segments is None:
            return
        node = self.controller.node(self.ref)
        self.segments.setVisible(visible)
        for choice in node.choices:
            self.segments.parts[choice.value].of = plain(marked(choice.label))
        self.segments.ask(node.label)
        self.segments.show_value(node.value)

    def _give(self, value: str) -> None:
        if value or not self.controller.by_steps:
            self.controller.answer(self.ref, value)
        self.answered_here.emit()

    def waits(self) -> Segment | None:
        """Where it is still to be said whether that one is safe; None where it was, or nobody asks."""
        segments = self.segments
        if segments is None or segments.isHidden() or self.controller.node(self.ref).value:
            return None
        return segments.first()


class Presence(AnyOf):
    """The rows, and under them what is wrong."""

    alone = ALONE

    def build(self, node: Node) -> None:
        self.rows: dict[str, PresenceRow] = {}
        super().build(node)
        if self.controller.beside(self.ref):
            question = Label(N_("Is it safe for the person?"), "small", "ink2", wrap=False)
            self.head.insertWidget(1, question)

    def _columns(self, node: Node) -> Grid | Packed:
        return Grid(columns=2, least_width=480, gap=8)

    def _make(self, values: list[str]) -> None:
        self.grid.clear()
        self.cards, self._values, self.rows = {}, values, {}
        refs = self.controller.beside(self.ref)
        for value in sorted(values, key=lambda value: value not in ALONE):
            card = self.new_card(value in ALONE)
            card.walks = False  # the question walks
            card.chosen.connect(lambda value=value: self.clicked(value))
            self.cards[value] = card
            self.rows[value] = PresenceRow(self.controller, card, refs.get(value, ""))
            self.rows[value].answered_here.connect(self.goes_on)
            self.grid.add(self.rows[value])
        self._number_cards()

    def show_node(self, node: Node, second: Node | None) -> None:
        super().show_node(node, second)
        chosen = self.chosen(node)
        for value, row in self.rows.items():
            row.show_node(visible=value in chosen)

    def first(self) -> QWidget | None:
        waiting = (row.waits() for row in self.rows.values())
        return next((part for part in waiting if part is not None), None) or super().first()

    def answered(self) -> bool:
        return super().answered() and all(row.waits() is None for row in self.rows.values())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses in the row where one stands, once that row asks."""
        rows = (row.segments for row in self.rows.values() if row.segments is not None)
        if not any(segments.by_key(event) for segments in rows):
            super().keyPressEvent(event)
