"""A case on the page of headquarters."""

from PySide6.QtWidgets import QBoxLayout, QWidget

from app.casework.cases.queries import CaseRow
from app.casework.exchange.sync import State
from app.errors import N_
from app.language import isolate_ltr
from app.ui.labels import Label, plain
from app.ui.parts import layouts
from app.ui.parts.buttons import Button
from app.ui.parts.layouts import tight, wraps
from app.ui.sync.progress_ladder import Ladder


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
