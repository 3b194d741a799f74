"""Where holders type their cards: a field for each, looked at as it is typed."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import N_, SanadError
from app.language import Words
from app.ui.labels import Label, Text
from app.ui.parts import layouts
from app.ui.parts.fields import Area, Field
from app.ui.parts.layouts import wraps

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
            column.addWidget(field)
            column.addWidget(state)
            self.areas.append(area)
            self.fields.append(field)
            self.states.append(state)
        wraps(self)

    def _how_far(self, w: Words) -> str:
        return w(
            "{count} of {needed} cards", count=w.number(len(self._words)),
            needed=w.number(self._needed),
        )  # fmt: skip

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
