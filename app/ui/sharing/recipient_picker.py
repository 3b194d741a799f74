"""For whom a paper or a file is, on what that rests, and what is held back. Nothing is chosen
beforehand: who has it must be said each time."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from app.casework.cases.redaction import (
    HIDDEN_ANSWERS,
    KINDS,
    SAYS,
    HeldBack,
    chosen,
    for_agency,
)
from app.casework.export.disclosure_check import Going, Rests, Way
from app.casework.questionnaires.form_parts import PARTS
from app.errors import N_
from app.ui.labels import Label, Text, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Row, Rows, empty
from app.ui.parts.cards import CheckCard
from app.ui.parts.fields import Area, Choose, Field
from app.ui.parts.grid import Grid
from app.ui.parts.layouts import wraps

_RESTS: dict[Rests, str] = {
    "consent": N_("It rests on the person’s consent."),
    "basis": N_("It rests on a legal basis."),
    "nothing": N_(
        "There is neither consent nor a legal basis for this agency. Record one on the case’s page, or "
        "write why it goes all the same: that is signed."
    ),
    "over": N_("The agreement with this agency is over, so nothing can go there."),
}
_WHO = N_("For whom?")
_ALWAYS: tuple[tuple[object, Text], ...] = (
    (None, N_("Choose")), ("", N_("Colleagues in the organisation")),
)  # fmt: skip


class ForWhom(QWidget):
    """`changed`: another choice, so that a preview is made anew. `columns`: of what may be held back."""

    def __init__(self, changed: Callable[[], None], columns: int = 2) -> None:
        super().__init__()
        self._changed, self.known = changed, Going((), {})
        down = layouts.column(gap=12, inside=self)
        self.whom = Choose(_WHO, list(_ALWAYS))
        self.whom.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.whom.setMinimumContentsLength(8)  # however long the names of agencies are
        self.field = Field(_WHO, self.whom)
        self.whom.currentIndexChanged.connect(lambda _at: self._chose())
        down.addWidget(self.field)
        self.rests = Label("", "small", "ink2")
        down.addWidget(self.rests)
        self.why = Area(N_("Why it goes all the same"), lines=2)
        self.override = Field(N_("Why it goes all the same"), self.why)
        down.addWidget(self.override)
        self._columns = columns
        self.back = layouts.column(gap=8)
        down.addLayout(self.back)
        self.cards: dict[str, CheckCard] = {}
        wraps(self)
        self._show()

    def know(self, going: Going) -> None:
        """The agencies, and what there is to hold back."""
        before, self.known = self.whom.chosen(), going
        self.whom.blockSignals(True)
        self.whom.clear()
        self.whom.options = [
            *_ALWAYS, *((each.agency, plain(each.name)) for each in going.ways),
        ]  # fmt: skip
        for value, _of in self.whom.options:
            self.whom.addItem("", value)
        self.whom.tell()
        self.whom.choose(before)
        self.whom.blockSignals(False)
        self._show()

    def take_over(self, before: "ForWhom") -> None:
        """What was chosen and written when it was asked before, and what was wrong with it."""
        self.whom.choose(before.whom.chosen())
        self.why.setPlainText(before.why.toPlainText())
        self._show()
        self.said()

    def _chose(self) -> None:
        self.field.complain("")
        self._show()
        self._changed()

    def _show(self) -> None:
        way = self._way()
        self.rests.say(_RESTS[way.rests] if way else "")
        self.rests.setVisible(way is not None)
        self.override.setVisible(way is not None and way.rests == "nothing")
        self.override.complain("")
        self._lay_back()

    def _lay_back(self) -> None:
        """What is held back: a switch for each kind that the case has, and what nobody can switch."""
        empty(self.back)
        self.cards = {}
        if self.whom.chosen() is None:
            return
        found = [each for each in (*KINDS, *PARTS) if self.known.known.get(each)]
        held = for_agency(self.agency)
        if found:
            self.back.addWidget(Label(N_("What is held back"), "label"))
            grid = Grid(most=self._columns, least_width=200, gap=8)
            for kind in found:
                card = self.cards[kind] = CheckCard(SAYS[kind])
                card.setChecked(kind in held)
                card.chosen.connect(self._changed)
                grid.add(card)
            self.back.addWidget(grid)
        if self.known.known.get(HIDDEN_ANSWERS):
            never = N_("Hidden answers stay here. They can’t be switched on.")
            rows = Rows()
            rows.add(Row(SAYS[HIDDEN_ANSWERS], never, "lock", tone="restricted"))
            self.back.addWidget(rows)

    def _way(self) -> Way | None:
        return next((each for each in self.known.ways if each.agency == self.agency), None)

    @property
    def agency(self) -> str:
        """ "" for colleagues, and while nobody is chosen."""
        return str(self.whom.chosen() or "")

    @property
    def reason(self) -> str:
        return self.why.toPlainText().strip() if self.override.isVisibleTo(self) else ""

    def held(self) -> HeldBack:
        """What is held back as it stands."""
        on = [kind for kind, card in self.cards.items() if card.isChecked()]
        off = [kind for kind, card in self.cards.items() if not card.isChecked()]
        return chosen(self.agency, on, off)

    def said(self) -> bool:
        """Is it said for whom, and why where nothing carries it? Else the field says what is missing."""
        way = self._way()
        if self.whom.chosen() is None:
            return self._asks(self.field, N_("Say for whom it is first."))
        if way and way.rests == "over":
            return self._asks(self.field, _RESTS["over"])
        if way and way.rests == "nothing" and not self.reason:
            return self._asks(
                self.override, N_("Write why it goes without consent, or record one.")
            )
        return True

    def _asks(self, field: Field, sentence: str) -> bool:
        field.complain(sentence)
        field.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def first(self) -> None:
        """The focus, on entry."""
        self.whom.setFocus(Qt.FocusReason.OtherFocusReason)
