"""Who gets something of a case: an agency, a colleague or a team, the person, or nobody but this office."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.casework.organisation.administration import ColleagueOrTeam
from app.errors import N_
from app.ui.labels import Text
from app.ui.parts import Button, Chip, Field, FieldProblem, Flow, Row, Rows, layouts
from app.ui.sending import AGENCY, COLLEAGUE, OWN, PERSON
from app.ui.sending.agency_card import Agencies
from app.ui.sharing.hand_over import RecipientChoice

QUESTION = N_("Who")
_KINDS: dict[str, Text] = {
    AGENCY: N_("An agency"),
    COLLEAGUE: N_("A colleague or a team"),
    PERSON: N_("The person"),
    OWN: N_("This office’s own file"),
}
NOBODY = N_("Colleagues appear here after they have joined and their files have arrived.")


class Whom(QWidget):
    """Nobody is chosen beforehand unless the page was opened for somebody."""

    changed = Signal()

    def __init__(self, rights_sheet: Callable[[], None]) -> None:
        super().__init__()
        self.kind = ""
        self.chips = {kind: Chip(text, question=QUESTION) for kind, text in _KINDS.items()}
        line = Flow(gap=8)
        for kind, chip in self.chips.items():
            chip.chosen.connect(partial(self.choose, kind))
            line.add(chip)
        self.agencies, self.problem = Agencies(), FieldProblem()
        self.agencies.chose.connect(self.changed)
        self.colleague: RecipientChoice | None = None
        self.colleagues = layouts.column_widget(wrap=True)
        sheet = Button(N_("Rights and numbers to call"), "second", "person", on_click=rights_sheet)
        self.sheet = Rows().add(Row(N_("A sheet or a card in the person’s language"), "", "doc", sheet))
        self.parts: dict[str, QWidget] = {AGENCY: self.agencies, COLLEAGUE: self.colleagues, PERSON: self.sheet}
        layouts.column(line, self.problem, *self.parts.values(), gap=12, parent=self)
        for part in self.parts.values():
            part.hide()
        layouts.wraps(self)

    def offer(self, kinds: Sequence[str], colleagues: Sequence[ColleagueOrTeam]) -> None:
        """Of these kinds, and of these people."""
        for kind, chip in self.chips.items():
            chip.setVisible(kind in kinds)
        layout = self.colleagues.layout()
        if self.colleague is None and layout is not None:
            self.colleague = RecipientChoice(colleagues)
            self.colleague.currentIndexChanged.connect(self.changed)
            field = Field(N_("To"), self.colleague, help_="" if colleagues else NOBODY)
            layout.addWidget(field)

    def choose(self, kind: str) -> None:
        self.kind = kind
        self.problem.say("")
        for name, chip in self.chips.items():
            chip.setChecked(name == kind)
        for name, part in self.parts.items():
            part.setVisible(name == kind)
        self.changed.emit()

    @property
    def agency(self) -> str:
        card = self.agencies.value() if self.kind == AGENCY else None
        return card.entry.agency if card else ""

    def recipient(self) -> ColleagueOrTeam | None:
        return self.colleague.chosen() if self.colleague and self.kind == COLLEAGUE else None

    def missing(self) -> bool:
        """Is nobody chosen? Then it is said here."""
        is_alone = self.kind == COLLEAGUE and self.recipient() is None
        nobody = N_("Choose the recipient first.")
        self.problem.say(nobody if is_alone else "" if self.kind else N_("First choose who it is for."))
        return not self.kind or is_alone or (self.kind == AGENCY and self.agencies.missing())
