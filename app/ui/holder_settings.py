"""The settings of holders' cards: whose cards open these records, and what was done with such cards."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.casework.records import holder_cards
from app.casework.records.holder_cards import CardSet
from app.casework.sharing.key_notices import KeyNotice
from app.errors import N_
from app.language import Words, isolate
from app.ui import navigation
from app.ui.holder_notices import sentence_of
from app.ui.labels import Text
from app.ui.parts import Button, Row, Rows, group, layouts
from app.ui.parts.dialog import AskPassphrase
from app.ui.parts.frame import Screen

_AT_MOST = 8


def holders_group(
    screen: Screen, card_set: CardSet | None, lines: Sequence[KeyNotice], show_card: Callable[[tuple[str, ...]], None]
) -> QWidget:
    """`show_card`: shows a new recovery card, once the set was ended."""
    rows = Rows()
    rows.add(_set_row(screen, card_set, show_card))
    for line in lines[:_AT_MOST]:
        rows.add(Row(sentence_of(line), "", "clock"))
    return group(N_("Holders’ cards"), rows)


def _set_row(screen: Screen, card_set: CardSet | None, show_card: Callable[[tuple[str, ...]], None]) -> Row:
    make = Button(N_("Make cards"), "second", on_click=screen.goes(navigation.HolderCards()))
    if card_set is None:
        return Row(
            N_("Nobody has cards for your records"),
            N_(
                "If the passphrase and recovery card are lost, a set number of trusted "
                "people can open your records together."
            ),
            "person",
            make,
        )
    end = Button(N_("Cancel them"), "quiet", on_click=lambda: _end(screen, show_card))
    make.say(N_("Hand out the rest") if card_set.waiting else N_("Make new cards"))
    buttons = layouts.row_widget(end, make, gap=4)
    return Row(_title_of(card_set), _second_of(card_set), "person", buttons)


def _title_of(card_set: CardSet) -> Text:
    def title(w: Words) -> str:
        return w(
            "Any {threshold} of {cards} cards open your records: set {name}",
            threshold=w.number(card_set.policy.threshold),
            cards=w.number(card_set.policy.cards),
            name=isolate(card_set.name),
        )

    return title


def _second_of(card_set: CardSet) -> Text:
    def second(w: Words) -> str:
        names = " · ".join(f"{isolate(name)} ({w.number(number)})" for number, name in enumerate(card_set.holders, 1))
        if not card_set.waiting:
            return names
        remaining = w.count("{n} card not given out yet", "{n} cards not given out yet", len(card_set.waiting))
        return f"{remaining} · {names}"

    return second


def _end(screen: Screen, show_card: Callable[[tuple[str, ...]], None]) -> None:
    def check(typed: str) -> None:
        screen.context.write_vault(
            dialog,
            lambda session: holder_cards.end(session, typed),
            ended,
            lambda error: dialog.complain(lambda w: w.say(error)),
        )

    def ended(recovery_card: tuple[str, ...]) -> None:
        dialog.close_down()
        show_card(recovery_card)

    title = N_("Cancel the holders’ cards")
    sentence = N_("From then on they open nothing, and you get a new recovery card.")
    dialog = screen.open_dialog(
        AskPassphrase, title, sentence, N_("Cancel them"), N_("Leave them"), check, kind="grave"
    )
