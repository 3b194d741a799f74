"""Holders' cards: who keeps one, and each shown alone to its holder, one after another.

A card's words are kept in the records until it is said to be with its holder, so that a lock in
between loses nothing; afterwards only the paper has them.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.export import case_print
from app.casework.organisation import root_cards
from app.casework.organisation.root_cards import RootSet
from app.casework.records import holder_cards
from app.casework.records.holder_cards import CardSet, MadeCards
from app.errors import N_, SanadError
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Text
from app.ui.parts import Button, Choose, Field, Grid, KeyboardLanguage, LineInput, layouts
from app.ui.parts.remembered_text import Remembered, forgetting, place_of
from app.ui.recovery_card import CardWords
from app.ui.sharing.paper_sheet import PaperSheet
from app.ui.sharing.wizard import WizardSteps

_FEWEST, _MOST = 2, 16
_VERB = N_("Make the cards")


class CardsForHolders(WizardSteps):
    """Step 1 who keeps them, 2 one card after another."""

    asks_passphrase = True
    asks: Text
    leads: Text

    def __init__(self, context: AppContext, title: Text, back_to: object) -> None:
        super().__init__(context, "settings", title, 2)
        self._back_to = back_to
        numbers: list[tuple[object, Text]] = [(number, _number(number)) for number in range(_FEWEST, _MOST + 1)]
        self.count = Choose(N_("How many cards"), numbers)
        self.threshold = Choose(N_("How many of them are needed"), numbers)
        self.count.choose(5)
        self.threshold.choose(3)
        self.count.currentIndexChanged.connect(lambda _at: self._show_names())
        self.set_name = LineInput(N_("Name of the set"))
        self.set_field = Field(
            N_("Name of the set"),
            self.set_name,
            help_=N_("For example a year. It is printed on each card; if left empty, the date is printed instead."),
        )
        self.phrase = LineInput(N_("Passphrase"), secret=True)
        self.phrase_field = Field(N_("Passphrase"), self.phrase, beside_label=KeyboardLanguage(self.phrase))
        self.names = [LineInput(_holder_of(number)) for number in range(1, _MOST + 1)]
        self.name_fields = [Field(_holder_of(number), line) for number, line in enumerate(self.names, 1)]
        self._names_grid = Grid(columns=2, least_width=280)
        self._ask()
        self.remembered = [
            Remembered(self, place_of(self, "names"), self._names_grid),
            Remembered(self, place_of(self, "set"), self.set_field),
        ]

    # 1: who keeps them

    def _ask(self) -> None:
        numbers = Grid(columns=2, least_width=240)
        numbers.add(Field(N_("How many cards"), self.count))
        numbers.add(Field(N_("How many of them are needed"), self.threshold))
        self._names_grid.add(*self.name_fields)
        parts: list[QWidget] = [numbers, self._names_grid, self.set_field]
        if self.asks_passphrase:
            parts.append(self.phrase_field)
        self.lay(
            number=1,
            title=self.asks,
            sentence=self.leads,
            parts=parts,
            verb=_VERB,
            action=self._make,
            second_action=(N_("Not now"), self.back),
        )
        self._show_names()

    def _show_names(self) -> None:
        count = int(str(self.count.chosen()))
        for number, field in enumerate(self.name_fields, 1):
            field.setVisible(number <= count)
        self._names_grid.updateGeometry()

    def arrive(self) -> None:
        if self._number == 1:
            self.names[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().arrive()

    def _make(self) -> None:
        count, threshold = int(str(self.count.chosen())), int(str(self.threshold.chosen()))
        names, set_name = [line.text() for line in self.names[:count]], self.set_name.text()
        typed = self.phrase.text()
        self.phrase_field.complain("")
        self.busy(N_("Making the cards"))
        work = forgetting(self.remembered, lambda _session: self.deal(names, threshold, set_name, typed))
        self.write_vault(work, self._dealt, self._refused)

    def _dealt(self, dealt_set: Any) -> None:
        self.phrase.clear()
        for remembered in self.remembered:
            remembered.said()
        self.dealt(dealt_set)

    def _refused(self, error: SanadError) -> None:
        number = getattr(error, "number", 0)
        if error.kind() == "wrong_passphrase":
            self.rest(_VERB)
            self.phrase_field.complain(lambda w: w.say(error))
            self.phrase.selectAll()
            self.phrase.setFocus()
            self.area.ensureWidgetVisible(self.phrase_field)
            return
        self.refused(error, _VERB)
        if number:
            self.names[number - 1].setFocus(Qt.FocusReason.OtherFocusReason)

    # 2: one after another

    def hand_out(self, card_set: Any) -> None:
        """The next card that is with nobody yet, not shown before its holder is there."""
        if card_set is None or not card_set.waiting:
            self._done()
            return
        card = card_set.waiting[0]

        def title(w: Any) -> str:
            return str(
                w(
                    "Card {number} of {cards}: {name}",
                    number=w.number(card.number),
                    cards=w.number(card_set.policy.cards),
                    name=card.holder,
                )
            )

        self.lay(
            number=2,
            title=title,
            sentence=lambda w: w(
                "Only {name} should look at the screen now. No holder sees another’s "
                "card, and you need not see it either.",
                name=card.holder,
            ),
            parts=[],
            verb=N_("Show the card"),
            action=lambda: self._show_card(title, card_set, card),
            second_action=(N_("Continue later"), self.back),
        )

    def _show_card(self, title: Text, card_set: Any, card: Any) -> None:
        sheet = PaperSheet(self.context, card.words, self, lambda _language: self.paper(card_set, card))
        save = Button(N_("Save as PDF"), "second", "usb", on_click=lambda: self._ask_file(card_set, card))
        buttons = layouts.row_widget(save, layouts.Stretch())

        def forward() -> None:
            """Three words of the paper: a slip in writing would come out when it is too late."""
            if not sheet.asking:
                sheet.ask()
                buttons.hide()
                self.next.say(N_("Confirm the three words"))
            elif sheet.right():
                self._given(card_set, card)

        self.lay(
            number=2,
            title=title,
            sentence=N_("Print it, or write down the words with their numbers. Then it is not shown again."),
            parts=[sheet, buttons],
            verb=N_("The holder has the card"),
            action=forward,
            second_action=(N_("Hide the card"), lambda: self.hand_out(card_set)),
        )

    def _ask_file(self, card_set: Any, card: Any) -> None:
        def save(file: Path) -> None:
            self.context.workers.write_vault(self, lambda: case_print.write(file, self.paper(card_set, card)))

        name = f"holder-{card.number}.pdf"
        self.open_dialog(FileDialog, N_("Save as PDF"), save, save_as=name)

    def _given(self, card_set: Any, card: Any) -> None:
        verb = N_("Confirm the three words")
        self.busy()
        self.context.workers.write_vault(
            self,
            lambda: self.give(card),
            lambda _none: self.hand_out(replace(card_set, waiting=card_set.waiting[1:])),
            lambda error: self.refused(error, verb),
        )

    def _done(self) -> None:
        self.lay(
            number=2,
            title=N_("Each card is with its holder"),
            sentence=N_(
                "Their words are not stored here. Write down who has which card: each use is shown to you and to user "
                "management, with the cards that were used."
            ),
            parts=[],
            verb=N_("Close"),
            action=self.back,
        )

    def back(self) -> None:
        self.wants.emit(self._back_to)

    # what differs between records and the root

    def deal(self, names: Sequence[str], threshold: int, set_name: str, passphrase: str) -> Any:
        raise NotImplementedError

    def dealt(self, dealt_set: Any) -> None:
        raise NotImplementedError

    def give(self, card: Any) -> None:
        raise NotImplementedError

    def paper(self, card_set: Any, card: Any) -> bytes:
        raise NotImplementedError


class OfficersCards(CardsForHolders):
    """Of the records that are open."""

    asks = N_("Who keeps a card?")
    leads = N_(
        "If the passphrase and recovery card are lost, some of these people together can open your records, on any "
        "computer. Choose people who would refuse one another’s requests and who keep the cards apart. An earlier set "
        "of cards no longer opens anything."
    )

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, N_("Holders’ cards"), navigation.Settings())
        context.read_vault(self, holder_cards.read, self._go_on)

    def _go_on(self, card_set: CardSet | None) -> None:
        """Where a lock or a closed window came between."""
        if card_set is None or not card_set.waiting:
            return
        self.phrase = LineInput(N_("Passphrase"), secret=True)
        self.phrase_field = Field(N_("Passphrase"), self.phrase, beside_label=KeyboardLanguage(self.phrase))
        self.phrase.returnPressed.connect(self.primary)
        self.lay(
            number=2,
            title=N_("Some cards have not been given out yet"),
            sentence=N_("Anyone who knows the passphrase can show the words of these cards again, one card at a time."),
            parts=[self.phrase_field],
            verb=N_("Continue"),
            action=self._reopen,
            second_action=(N_("Not now"), self.back),
        )
        self.phrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reopen(self) -> None:
        typed = self.phrase.text()
        self.phrase_field.complain("")
        self.busy()
        self.write_vault(lambda session: holder_cards.reopen(session, typed), self._reopened, self._not_reopened)

    def _reopened(self, card_set: CardSet | None) -> None:
        self.phrase.clear()
        self.hand_out(card_set)

    def _not_reopened(self, error: SanadError) -> None:
        self.rest()
        self.phrase_field.complain(lambda w: w.say(error))
        self.phrase.selectAll()
        self.phrase.setFocus()

    def deal(self, names: Sequence[str], threshold: int, set_name: str, passphrase: str) -> MadeCards:
        return holder_cards.make(self.context.session, passphrase, names, threshold, set_name)

    def dealt(self, dealt_set: MadeCards) -> None:
        if not dealt_set.recovery_card:
            self.hand_out(dealt_set.card_set)
            return
        self.lay(
            number=2,
            title=N_("The recovery card"),
            sentence=N_(
                "The old cards no longer open anything, and neither does the old recovery card. This is the new "
                "recovery card. Print it or write it down now: it is not shown again."
            ),
            parts=[CardWords(self.context, dealt_set.recovery_card, self)],
            verb=N_("The card is safe"),
            action=lambda: self.hand_out(dealt_set.card_set),
        )

    def give(self, card: Any) -> None:
        holder_cards.handed_out(self.context.session, card.number)

    def paper(self, card_set: Any, card: Any) -> bytes:
        return case_print.holder_card(self.context.session, card_set, card)


class RootsCards(CardsForHolders):
    """Of the root that was just founded, instead of its paper."""

    asks_passphrase = False
    asks = N_("Who keeps a card of the master key?")
    leads = N_(
        "A set number of these people together hold the master key of the organisation: with it they appoint user "
        "managers and end their access. The master key never changes, nor does what its cards can do: a lost card "
        "stays valid until it is destroyed."
    )

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, N_("Holders of the master key"), navigation.CreateOrganisation())
        context.read_vault(self, root_cards.sets, self._go_on)

    def _go_on(self, root_sets: list[RootSet]) -> None:
        waiting = [root_set for root_set in root_sets if root_set.waiting]
        if waiting:
            self.hand_out(waiting[-1])

    def deal(self, names: Sequence[str], threshold: int, set_name: str, _passphrase: str) -> RootSet:
        return root_cards.deal_out(self.context.session, "", names, threshold, set_name)

    def dealt(self, dealt_set: RootSet) -> None:
        self.hand_out(dealt_set)

    def hand_out(self, card_set: Any) -> None:
        self._root_set = card_set
        super().hand_out(card_set)

    def give(self, card: Any) -> None:
        root_cards.handed_out(self.context.session, self._root_set.mark, card.number)

    def paper(self, card_set: Any, card: Any) -> bytes:
        return case_print.root_card(self.context.session, card_set, card)


def _number(number: int) -> Text:
    return lambda w: w.number(number)


def _holder_of(number: int) -> Text:
    return lambda w: w("Holder of card {number}", number=w.number(number))
