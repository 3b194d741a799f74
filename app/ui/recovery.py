"""The passphrase is forgotten: the recovery card's words, and a new passphrase."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from app.errors import N_, SanadError
from app.ui import navigation
from app.ui.app_context import Desk
from app.ui.first_start import CardStep
from app.ui.labels import Label, plain
from app.ui.lock import PlainScreen
from app.ui.parts import layouts
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Area, Field
from app.ui.passphrase_choice import NewPhrase

if TYPE_CHECKING:
    from app.casework.records.unlock import NewVault
    from app.casework.session.session import Session


class Recover(PlainScreen):
    """Words in any language's keyboard, in order; then a new card replaces the old one."""

    def __init__(self, desk: Desk, vault_id: str) -> None:
        super().__init__(desk, 620)
        self._vault = vault_id
        self._opened: Session | None = None
        self.title = Label(N_("Open with the recovery card"), "title")
        self.sentence = Label(
            N_("Write the 24 words of the paper in their order, with spaces between them."),
            colour="ink2",
        )
        self.words = Area(N_("Words of the recovery card"), lines=3)
        self.field = Field(N_("Words of the recovery card"), self.words)
        self.phrase = NewPhrase()
        self.phrase_title = Label(N_("A new passphrase"), "heading")
        for widget in (self.title, self.sentence, self.field, self.phrase_title, self.phrase):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.phrase.ready.connect(self.primary)
        self.before = Button(N_("Back"), "second", "arrow_back", tall=True, on_click=self.back)
        self.go = Button(N_("Open"), "primary", tall=True, on_click=self.primary)
        foot = layouts.row(self.before, layouts.Stretch(), self.go, gap=12, margins=(0, 8, 0, 4))
        page = self.layout()
        if isinstance(page, QVBoxLayout):
            page.addLayout(foot)

    def arrive(self) -> None:
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        if self._opened is None:
            self.wants.emit(navigation.LockScreen())

    def primary(self) -> None:
        from app.casework.records import unlock

        if self._opened is not None:
            self.wants.emit(navigation.Unlocked(self._opened))
            return
        typed = self.words.toPlainText()
        self.field.complain("" if typed.strip() else N_("Write the words of the card first."))
        chosen = self.phrase.chosen() if typed.strip() else None
        if chosen is None or not self.go.isEnabled():
            return
        home, vault = self.desk.home, self._vault
        self.go.setEnabled(False)
        self.go.say(N_("Opening"))
        self.desk.off.write(
            self, lambda: unlock.recover(home, vault, typed, chosen), self._made, self._refused
        )

    def _made(self, created: "NewVault") -> None:
        self._opened = self.desk.open_session = created.session
        for widget in (
            self.title, self.sentence, self.field, self.phrase_title, self.phrase, self.before,
        ):  # fmt: skip
            widget.hide()
        self.column.insertWidget(0, CardStep(self.desk, created.card, self))
        self.go.setEnabled(True)
        self.go.say(N_("The card is safe"))

    def _refused(self, error: SanadError) -> None:
        self.go.setEnabled(True)
        self.go.say(N_("Open"))
        self.trouble.emit(error)

    def complain(self, sentence: str) -> bool:
        self.field.complain(plain(sentence))
        self.words.setFocus()
        return True
