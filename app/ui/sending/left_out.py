"""What of a case stays when something goes: a switch for each kind that the case has, and what nobody can
switch."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from app.case.recipient_rules import CHOSEN_FILES, RecipientRules
from app.casework.cases import redaction
from app.casework.cases.redaction import FOR_OFFICER, HIDDEN_ANSWERS, KINDS, SAYS, Withheld
from app.casework.questionnaires.form_parts import PARTS
from app.errors import N_
from app.language import Words
from app.ui.labels import Label, Text
from app.ui.parts import CheckCard, Grid, Row, Rows, empty, layouts


class LeftOut(QWidget):
    """`changed`: another choice, so that a preview is made anew."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed
        self._known: Mapping[str, int] = {}
        self._of: tuple[str, str, bool] | None = None  # whom it is laid for
        self.rules: RecipientRules | None = None
        self.says = Label("", "small", "ink2")
        self.column = layouts.column(gap=8)
        layouts.column(self.says, self.column, gap=8, parent=self)
        self.cards: dict[str, CheckCard] = {}
        layouts.wraps(self)

    def of(
        self, agency: str, recipient: str, rules: RecipientRules | None, known: Mapping[str, int], *, is_dossier: bool
    ) -> None:
        """Whom it goes to, by which rules, and how many of each kind the case has. `is_dossier`: what the
        interviewer alone noted stays too, unless it is given."""
        is_another = self._of != (agency, recipient, is_dossier) or self._known != known
        self._of, self._known = (agency, recipient, is_dossier), known
        self.rules = rules or redaction.chosen("", recipient=recipient).rules
        self.says.say(_by_rules(self.rules) if self.rules else "")
        self.says.setVisible(self.rules is not None)
        if is_another:
            self._lay()

    def _lay(self) -> None:
        empty(self.column)
        self.cards = {}
        kinds = [kind for kind in (*KINDS, *PARTS) if self._known.get(kind)]
        withheld = self.chosen([], []).what
        fixed_kinds = self.rules.never if self.rules else frozenset()
        grid = Grid(columns=2, least_width=200, gap=8)
        for kind in kinds:
            card = self.cards[kind] = CheckCard(SAYS[kind])
            card.setChecked(kind in withheld)
            card.setEnabled(kind not in fixed_kinds)
            card.chosen.connect(self._changed)
            grid.add(card)
        self.column.addWidget(grid)
        if self._known.get(HIDDEN_ANSWERS):
            text = N_("Hidden answers stay here. They can’t be sent.")
            rows = Rows().add(Row(SAYS[HIDDEN_ANSWERS], text, "lock", tone="restricted"))
            self.column.addWidget(rows)

    @property
    def chooses_files(self) -> bool:
        """Do the rules leave it to choice which single files go?"""
        return self.rules is not None and self.rules.files == CHOSEN_FILES

    def ticked(self) -> frozenset[str]:
        return frozenset(kind for kind, card in self.cards.items() if card.isChecked())

    def tick(self, kinds: frozenset[str]) -> None:
        """As it was chosen before."""
        for kind, card in self.cards.items():
            card.setChecked(kind in kinds or not card.isEnabled())

    def how_many(self, w: Words) -> str:
        number = len(self.ticked()) + bool(self._known.get(HIDDEN_ANSWERS))
        if not number:
            return w("Nothing is left out")
        return w.count("Stays here: {n} kind", "Stays here: {n} kinds", number)

    def held(self) -> Withheld:
        shown_kinds = [kind for kind in self.cards if kind not in self.ticked()]
        return self.chosen(sorted(self.ticked()), shown_kinds)

    def chosen(self, hold: list[str], give: list[str]) -> Withheld:
        agency, recipient, is_dossier = self._of or ("", "", False)
        if is_dossier and FOR_OFFICER not in give:
            hold = [*hold, FOR_OFFICER]
        return redaction.chosen(agency, hold, give, recipient, self.rules)


def _by_rules(rules: RecipientRules) -> Text:
    return lambda w: w("Rules for: {name}, version {version}", name=rules.name[w.language], version=rules.version)


# What becomes of the answers of what goes; together they are all.
_ACCOUNT = {
    redaction.AS_GIVEN: N_("as given: {n}"),
    redaction.LESS_EXACT: N_("made less exact: {n}"),
    redaction.HELD_BACK: N_("not included: {n}"),
    redaction.NOT_EXPRESSIBLE: N_("this file has no place for: {n}"),
}


def account_in_words(w: Words, account: Mapping[str, int]) -> str:
    """ "" where there are no answers."""
    parts = [w(says, n=w.number(account[name])) for name, says in _ACCOUNT.items() if account[name]]
    return w(N_("Answers: {account}"), account=" · ".join(parts)) if parts else ""
