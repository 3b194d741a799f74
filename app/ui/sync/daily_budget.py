"""What a day may cost: a bar of what it has cost, and how much is allowed."""

from PySide6.QtCore import Signal

from app.disk import MB
from app.errors import N_
from app.language import Words
from app.ui.labels import Label, Text
from app.ui.parts import layouts
from app.ui.parts.boxes import Box
from app.ui.parts.buttons import Chip
from app.ui.parts.grid import Flow
from app.ui.parts.progress import Bar
from app.ui.sync.states import size

_SHARES = (0, 5 * MB, 20 * MB, 100 * MB)


class Share(Box):
    """Bytes, both ways; 0 without limit."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(margins=(20, 14, 20, 16), gap=10)
        self.budget = self.cost = 0
        self.spent = Label(self._spent, "small", "ink2", wrap=False)
        self.bar = Bar(N_("Daily data limit"), "ink2")
        self.bar.hide()
        top = layouts.row((Label(N_("Daily data limit"), "heading"), 1), self.spent, gap=12)
        self.inside.addLayout(top)
        self.inside.addWidget(self.bar)
        flow = Flow(gap=8)
        self.chips = {number: Chip(_named(number)) for number in _SHARES}
        for number, chip in self.chips.items():
            chip.chosen.connect(lambda number=number: self.chosen.emit(number))
            flow.add(chip)
        self.inside.addWidget(flow)
        self.inside.addWidget(Label(N_("The rest waits until tomorrow, or until you raise the limit."), "small", "ink2"))  # fmt: skip
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
        if not self.budget:
            return w("{size} today", size=size(w, self.cost))
        return w("{done} of {total}", done=size(w, self.cost), total=size(w, self.budget))


def _named(number: int) -> Text:
    return (lambda w: size(w, number)) if number else N_("No limit")
