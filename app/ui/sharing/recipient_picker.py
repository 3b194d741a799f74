"""For whom a paper or a file is, on what that rests, and what is held back. Nothing is chosen
beforehand: who has it must be said each time."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from app.case.recipient_rules import CHOSEN_FILES, RecipientRules
from app.casework.cases import redaction
from app.casework.cases.redaction import HIDDEN_ANSWERS, KINDS, SAYS, Withheld
from app.casework.export.disclosure_check import Disclosure, DisclosureBasis, Rests
from app.casework.questionnaires.form_parts import PARTS
from app.errors import N_
from app.ui.labels import Label, Text, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Row, Rows, empty
from app.ui.parts.buttons import Button
from app.ui.parts.cards import CheckCard
from app.ui.parts.fields import Area, Choose, Field
from app.ui.parts.grid import Grid
from app.ui.parts.layouts import wraps

_RESTS: dict[Rests, str] = {
    "consent": N_("The legal basis is the person’s consent."),
    "basis": N_("It has a legal basis."),
    "nothing": N_(
        "No consent and no legal basis are recorded for this agency. Record one on the "
        "case’s page, or enter the reason for going ahead without consent: it will be "
        "signed."
    ),
    "over": N_("The agreement with this agency has ended, so nothing can be sent there."),
    "agreement": N_(
        "Something goes there only under an agreement that says its last day, and none is recorded."
    ),
}
_WHO = N_("For whom?")
CHOOSE = N_("Choose")
PERSON = "@person"  # no agency: whom the case is about
_ALWAYS: tuple[tuple[object, Text], ...] = (
    (None, CHOOSE), ("", N_("Colleagues in the organisation")), (PERSON, N_("The person concerned")),
)  # fmt: skip


def _by_rules(rules: RecipientRules) -> Text:
    return lambda w: w("Rules for: {name}, version {version}", name=rules.name[w.language], version=rules.version)  # fmt: skip


class ForWhom(QWidget):
    """`changed`: another choice, so that a preview is made anew. `columns`: of what may be held back.
    `always`: what can be chosen beside the agencies."""

    always: tuple[tuple[object, Text], ...] = _ALWAYS

    def __init__(
        self, changed: Callable[[], None], columns: int = 2, reads: Callable[[], None] | None = None
    ) -> None:
        """`reads`: opens the page on which texts are read over."""
        super().__init__()
        self._changed, self.known = changed, Disclosure((), {})
        column = layouts.column(gap=12, parent=self)
        self.whom = Choose(_WHO, list(self.always))
        self.whom.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.whom.setMinimumContentsLength(8)  # however long the names of agencies are
        self.field = Field(_WHO, self.whom)
        self.whom.currentIndexChanged.connect(lambda _at: self._chose())
        column.addWidget(self.field)
        self.rests = Label("", "small", "ink2")
        column.addWidget(self.rests)
        self.why = Area(N_("Reason for going ahead without consent"), lines=2)
        self.override = Field(N_("Reason for going ahead without consent"), self.why)
        self.why.textChanged.connect(self._explained)  # the warning leaves when it is met
        column.addWidget(self.override)
        self.rules = Label("", "small", "ink2")
        self.read_over = Button(N_("What goes, and texts to read"), "second", "eye", on_click=reads)
        self._reads = reads
        column.addWidget(self.rules)
        column.addWidget(self.read_over, 0, Qt.AlignmentFlag.AlignLeading)
        self._columns = columns
        self.back = layouts.column(gap=8)
        column.addLayout(self.back)
        self.cards: dict[str, CheckCard] = {}
        wraps(self)
        self._show()

    def know(self, disclosure: Disclosure) -> None:
        """The agencies, and what there is to hold back."""
        previous, self.known = self.whom.chosen(), disclosure
        self.whom.blockSignals(True)
        self.whom.clear()
        self.whom.options = [
            *self.always, *((recipient.agency, plain(recipient.name)) for recipient in disclosure.ways),
        ]  # fmt: skip
        for value, _text in self.whom.options:
            self.whom.addItem("", value)
        self.whom.tell()
        self.whom.choose(previous)
        self.whom.blockSignals(False)
        self._show()

    def take_over(self, previous: "ForWhom") -> None:
        """What was chosen and written when it was asked before, and what was wrong with it."""
        self.whom.choose(previous.whom.chosen())
        self.why.setPlainText(previous.why.toPlainText())
        self._show()
        self.said()

    def _explained(self) -> None:
        if self.reason:
            self.override.complain("")

    def _chose(self) -> None:
        self.field.complain("")
        self._show()
        self._changed()

    def _show(self) -> None:
        recipient = self._way()
        self.rests.say(_RESTS[recipient.rests] if recipient else "")
        self.rests.setVisible(recipient is not None)
        self.override.setVisible(recipient is not None and recipient.rests == "nothing")
        self.override.complain("")
        rules = self._rules()
        self.rules.say(_by_rules(rules) if rules else "")
        self.rules.setVisible(rules is not None)
        self.read_over.setVisible(rules is not None and self._reads is not None)
        self._lay_back()

    def _lay_back(self) -> None:
        """What is held back: a switch for each kind that the case has, and what nobody can switch."""
        empty(self.back)
        self.cards = {}
        if self.whom.chosen() is None:
            return
        kinds = [kind for kind in (*KINDS, *PARTS) if self.known.known.get(kind)]
        withheld = self.withheld_at_first()
        if kinds:
            self.back.addWidget(Label(N_("Left out"), "label"))
            grid = Grid(columns=self._columns, least_width=200, gap=8)
            for kind in kinds:
                card = self.cards[kind] = CheckCard(SAYS[kind])
                card.setChecked(kind in withheld)
                card.setEnabled(kind not in self._never())
                card.chosen.connect(self._changed)
                grid.add(card)
            self.back.addWidget(grid)
        if self.known.known.get(HIDDEN_ANSWERS):
            text = N_("Hidden answers stay here. They can’t be sent.")
            rows = Rows().add(Row(SAYS[HIDDEN_ANSWERS], text, "lock", tone="restricted"))
            self.back.addWidget(rows)

    def _way(self) -> DisclosureBasis | None:
        return next(
            (recipient for recipient in self.known.ways if recipient.agency == self.agency), None
        )

    @property
    def agency(self) -> str:
        """ "" for colleagues and the person, and while nobody is chosen."""
        value = str(self.whom.chosen() or "")
        return "" if value == PERSON else value

    @property
    def recipient(self) -> str:
        """Which rules count where no agency is named."""
        return "person" if self.whom.chosen() == PERSON else ""

    def _rules(self) -> RecipientRules | None:
        basis = self._way()
        return basis.rules if basis else redaction.chosen("", recipient=self.recipient).rules

    @property
    def chooses_files(self) -> bool:
        """Do the rules leave it to choice which single files go?"""
        rules = self._rules()
        return rules is not None and rules.files == CHOSEN_FILES

    def _never(self) -> frozenset[str]:
        rules = self._rules()
        return rules.never if rules else frozenset()

    @property
    def reason(self) -> str:
        return self.why.toPlainText().strip() if self.override.isVisibleTo(self) else ""

    def held(self) -> Withheld:
        shown_kinds = [kind for kind, card in self.cards.items() if card.isChecked()]
        withheld_kinds = [kind for kind, card in self.cards.items() if not card.isChecked()]
        return self.chosen(shown_kinds, withheld_kinds)

    def withheld_at_first(self) -> frozenset[str]:
        """What is held back before anybody switches anything."""
        return self.chosen([], []).what

    def chosen(self, hold: list[str], give: list[str]) -> Withheld:
        """What is held back, with `hold` and without `give`."""
        return redaction.chosen(self.agency, hold, give, self.recipient, self._rules())

    def said(self) -> bool:
        """Is it said for whom, and why where nothing carries it? Else the field says what is missing."""
        recipient = self._way()
        if self.whom.chosen() is None:
            return self._asks(self.field, N_("First choose who it is for."))
        if recipient and recipient.rests in ("over", "agreement"):
            return self._asks(self.field, _RESTS[recipient.rests])
        if recipient and recipient.rests == "nothing" and not self.reason:
            return self._asks(
                self.override,
                N_("Enter the reason for going ahead without consent, or record consent."),
            )
        return True

    def _asks(self, field: Field, sentence: str) -> bool:
        field.complain(sentence)
        field.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def first(self) -> None:
        """The focus, on entry."""
        self.whom.setFocus(Qt.FocusReason.OtherFocusReason)
