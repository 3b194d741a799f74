"""The passphrase is forgotten: the recovery card's words or holders' cards, and a new passphrase."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from app.errors import N_, SanadError
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.first_start import CardStep
from app.ui.holder_entry import HolderCardFields
from app.ui.labels import Label, plain
from app.ui.lock import PlainScreen
from app.ui.parts import layouts
from app.ui.parts.buttons import Button, Chip
from app.ui.parts.fields import Area, Field, FieldProblem
from app.ui.passphrase_choice import NewPhrase

if TYPE_CHECKING:
    from app.casework.records.unlock import NewVault
    from app.casework.session.session import Session


_IN_ORDER = N_("Enter the 24 words of the paper in order, with spaces between them.")
_BY_HOLDERS = N_("Open with holders’ cards")
_EACH_HOLDER = N_(
    "Each holder types the 33 words of a card, or the first four letters of each, while "
    "nobody else looks. The officer and user management will see whose cards were used."
)


class Recover(PlainScreen):
    """Words in any language's keyboard, in order; then a new card replaces the old one."""

    def __init__(self, context: AppContext, vault_id: str) -> None:
        super().__init__(context, 620)
        self._vault = vault_id
        self._opened: Session | None = None
        self.title = Label(N_("Open with the recovery card"), "title")
        self.sentence = Label(_IN_ORDER, colour="ink2")
        self.card_way = Chip(N_("The recovery card"), chosen=True)
        self.holders_way = Chip(N_("Holders’ cards"))
        self.card_way.chosen.connect(lambda: self.choose(by_holders=False))
        self.holders_way.chosen.connect(lambda: self.choose(by_holders=True))
        self.ways = layouts.row_widget(self.card_way, self.holders_way, layouts.Stretch(), gap=8)
        self.words = Area(N_("Words of the recovery card"), lines=3)
        self.field = Field(N_("Words of the recovery card"), self.words)
        self.holders = HolderCardFields(context.home, vault_id)
        self.problem = FieldProblem()
        self.phrase = NewPhrase()
        self.phrase_title = Label(N_("A new passphrase"), "heading")
        self._asking = (
            self.title, self.ways, self.sentence, self.field, self.holders, self.problem,
            self.phrase_title, self.phrase,
        )  # fmt: skip
        for widget in self._asking:
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.phrase.ready.connect(self.primary)
        self.before = Button(N_("Back"), "second", "arrow_back", tall=True, on_click=self.back)
        self.go = Button(N_("Open"), "primary", tall=True, on_click=self.primary)
        foot = layouts.row(self.before, layouts.Stretch(), self.go, gap=12, margins=(0, 8, 0, 4))
        page = self.layout()
        if isinstance(page, QVBoxLayout):
            page.addLayout(foot)

        self.choose(by_holders=False)

    def choose(self, *, by_holders: bool) -> None:
        """One kind of card or the other."""
        self.card_way.setChecked(not by_holders)
        self.holders_way.setChecked(by_holders)
        self.field.setVisible(not by_holders)
        self.holders.setVisible(by_holders)
        self.problem.say("")
        self.title.say(_BY_HOLDERS if by_holders else N_("Open with the recovery card"))
        self.sentence.say(_EACH_HOLDER if by_holders else _IN_ORDER)
        if self.isVisible():
            self.arrive()

    def arrive(self) -> None:
        area = self.holders.first() if self.holders_way.isChecked() else self.words
        area.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        if self._opened is None:
            self.wants.emit(navigation.LockScreen())

    def primary(self) -> None:
        from app.casework.records import unlock

        if self._opened is not None:
            self.wants.emit(navigation.Unlocked(self._opened))
            return
        if self.holders_way.isChecked():
            self._open_by_holders()
            return
        typed = self.words.toPlainText()
        self.field.complain("" if typed.strip() else N_("Enter the words of the card first."))
        chosen = self.phrase.chosen() if typed.strip() else None
        if chosen is None or not self.go.isEnabled():
            return
        home, vault = self.context.home, self._vault
        self.go.setEnabled(False)
        self.go.say(N_("Opening"))
        self.context.workers.write_vault(
            self, lambda: unlock.recover(home, vault, typed, chosen), self._made, self._refused
        )

    def _open_by_holders(self) -> None:
        from app.casework.records import holder_cards

        cards, home, vault = self.holders.cards(), self.context.home, self._vault
        self.problem.say("" if cards else N_("Enter the words of the cards first."))
        chosen = self.phrase.chosen() if cards else None
        if chosen is None or not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        self.go.say(N_("Opening"))
        self.context.workers.write_vault(
            self,
            lambda: holder_cards.recover(home, vault, cards, chosen),
            self._made,
            self._refused,
        )

    def _made(self, created: "NewVault") -> None:
        self._opened = self.context.open_session = created.session
        for widget in (*self._asking, self.before):
            widget.hide()
        self.column.insertWidget(0, CardStep(self.context, created.card, self))
        self.go.setEnabled(True)
        self.go.say(N_("The card is safe"))

    def _refused(self, error: SanadError) -> None:
        self.go.setEnabled(True)
        self.go.say(N_("Open"))
        self.trouble.emit(error)

    def complain(self, sentence: str) -> bool:
        if self.holders_way.isChecked():
            self.problem.say(plain(sentence))
            return True
        self.field.complain(plain(sentence))
        self.words.setFocus()
        return True
