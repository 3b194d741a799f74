"""The passphrase is forgotten: the recovery card's words or holders' cards, and a new passphrase."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import N_, SanadError
from app.language import Words
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.first_start import CardStep
from app.ui.labels import Label, Text, plain
from app.ui.lock import PlainScreen
from app.ui.parts import Area, Button, Chip, Field, FieldProblem, layouts, wraps
from app.ui.passphrase_choice import NewPhrase

if TYPE_CHECKING:
    from app.casework.records.unlock import NewVault
    from app.casework.session.session import Session

_WORDS = 33
_THRESHOLD = 3  # fields where no cards open the records: said at the first card


class HolderCardFields(QWidget):
    """As many fields as cards are needed. A card that is whole is hidden from the next holder's eyes."""

    def __init__(self, home: Path, vault_id: str) -> None:
        from app.casework.records import holder_cards

        super().__init__()
        self._home, self._vault = home, vault_id
        self._words: dict[int, str] = {}  # of the cards that are whole, by their field
        self._needed = _THRESHOLD
        with suppress(SanadError):  # said where the card is handed in
            policy = holder_cards.policy_of(home, vault_id)
            self._needed = policy.threshold if policy else _THRESHOLD
        self.progress = Label(self._how_far, "label")
        column = layouts.column(self.progress, gap=12, parent=self)
        self.fields: list[Field] = []
        self.areas: list[Area] = []
        self.states: list[Label] = []
        for place in range(self._needed):
            area = Area(_nth(place + 1), lines=2)
            state = Label("", "small", "ink2")
            field = Field(_nth(place + 1), area)
            area.textChanged.connect(lambda place=place: self._look(place))
            layouts.add(column, field, state)
            self.areas.append(area)
            self.fields.append(field)
            self.states.append(state)
        wraps(self)

    def _how_far(self, w: Words) -> str:
        return w("{count} of {needed} cards", count=w.number(len(self._words)), needed=w.number(self._needed))

    def cards(self) -> list[str]:
        """The words of each card that is whole, and of what was begun."""
        typed = {place: area.toPlainText() for place, area in enumerate(self.areas)}
        texts = {**{place: text for place, text in typed.items() if text.strip()}, **self._words}
        return [text for _, text in sorted(texts.items())]

    def first(self) -> QWidget:
        """The field that is to be filled next."""
        empty = [area for area in self.areas if area.isEnabled()]
        return (empty or self.areas)[0]

    def _look(self, place: int) -> None:
        """Once a word was ended: is each of them one, and with the last, is it a card of this set?"""
        from app.casework.records import holder_cards

        if place in self._words:
            return
        area, field, state = self.areas[place], self.fields[place], self.states[place]
        text = area.toPlainText()
        count = holder_cards.word_count(text)
        state.say(_counted(count) if count else "")
        is_between_words = text[-1:].isspace() or count >= _WORDS
        if not is_between_words:
            field.complain("")
            return
        other_cards = [words for at, words in self._words.items() if at != place]
        try:
            card = holder_cards.check_card(self._home, self._vault, text, other_cards)
        except SanadError as error:
            is_begun = error.kind() == "holder_card_incomplete" and count < _WORDS
            problem: Text = "" if is_begun else _saying(error)
            field.complain(problem)
            return
        field.complain("")
        self._words[place] = text
        area.clear()  # the next holder doesn't see it
        area.setEnabled(False)
        state.say(_whole(card.number))
        self.progress.tell()
        self.first().setFocus(Qt.FocusReason.OtherFocusReason)


def _nth(place: int) -> Text:
    return lambda w: w("Words of a holder’s card, {place}", place=w.number(place))


def _saying(error: SanadError) -> Text:
    return lambda w: w.say(error)


def _counted(count: int) -> Text:
    def sentence(w: Words) -> str:
        return w("{count} of {words} words", count=w.number(count), words=w.number(_WORDS))

    return sentence


def _whole(number: int) -> Text:
    return lambda w: w(N_("Card {number} is complete. It is hidden now."), number=w.number(number))


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
        layouts.add(self.column, *self._asking, layouts.Stretch(1))
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
            self, lambda: holder_cards.recover(home, vault, cards, chosen), self._made, self._refused
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
