"""Holders' cards in the window: made and handed out one by one, and the records opened with them."""

import pytest
from PySide6.QtWidgets import QLineEdit

from app.casework.organisation import founding_papers, root_cards
from app.casework.records import holder_cards, unlock
from app.ui import navigation
from app.ui.holder_cards import OfficersCards, RootsCards
from app.ui.home import Home
from app.ui.lock import LockScreen
from app.ui.recovery import Recover
from app.ui.setting_up.page import SettingUp
from app.ui.settings import Settings
from app.ui.sharing.paper_sheet import PaperSheet
from tests.people import CHEAP, PHRASE

NAMES = ("Amal One", "Basil Two", "Carla Three")


def names_holders(hand, screen) -> None:
    screen.count.choose(3)
    screen.threshold.choose(2)
    for line, name in zip(screen.names, NAMES, strict=False):
        line.setText(name)


def hands_out(hand) -> list[str]:
    """Each card shown alone: the words on the screen, card by card."""
    cards = []
    for name in NAMES:
        hand.until(lambda name=name: hand.reads(name))
        hand.press("Show the card")
        hand.until(lambda: hand.says("The holder has the card") in hand.names())
        shown = [sheet for sheet in hand.screen.findChildren(PaperSheet) if sheet.isVisible()]
        cards.append(" ".join(shown[0]._words))
        hand.press("The holder has the card")
        for place, line in shown[0].lines.items():
            line.setText(shown[0]._words[place - 1])
        hand.press("Confirm the three words")
    hand.until(lambda: hand.reads(hand.says("Each card is with its holder")))
    return cards


def test_cards_are_handed_out_and_open_the_records_and_the_officer_is_told(opens, language, home):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    hand.until(lambda: hand.says("Make cards") in hand.names())
    hand.press("Make cards")
    screen = hand.sees(OfficersCards)
    names_holders(hand, screen)
    hand.type("Passphrase", "wrong")
    hand.press("Make the cards")
    hand.until(lambda: hand.reads(hand.says("Not unlocked. Check the keyboard language and try again.")))
    screen.phrase.setText(PHRASE)
    hand.press("Make the cards")
    hand.until(lambda: hand.says("Show the card") in hand.names())
    hand.press("Continue later")
    hand.sees(Settings)
    hand.until(lambda: hand.says("Hand out the rest") in hand.names())
    hand.press("Hand out the rest")
    screen = hand.sees(OfficersCards)
    hand.until(lambda: hand.says("Continue") in hand.names())
    assert hand.says("Show the card") not in hand.names()  # an open page alone shows no card
    screen.phrase.setText(PHRASE)
    hand.press("Continue")
    cards = hands_out(hand)
    assert len(set(cards)) == 3
    hand.press("Close")
    hand.sees(Settings)
    hand.until(lambda: hand.reads("Carla Three"))
    vault = hand.window.context.officer.vault_id
    hand.does(hand.window.context.session.close)

    other = opens(language)
    other.sees(LockScreen)
    other.press("Forgotten passphrase")
    recover = other.sees(Recover)
    other.press("Holders’ cards")
    fields = recover.holders
    assert len(fields.areas) == 2
    fields.areas[0].setPlainText("academic acadamic ")
    assert "academic" in fields.fields[0].problem.sentence.text()
    fields.areas[0].setPlainText(cards[2])
    assert not fields.areas[0].isEnabled()
    assert fields.areas[0].toPlainText() == ""  # the next holder doesn't see it
    fields.areas[1].setPlainText(cards[2])
    assert fields.fields[1].problem.isVisible()  # the same card again
    fields.areas[1].setPlainText(cards[0])
    assert len(fields.cards()) == 2
    recover.phrase.again.setText(recover.phrase.words.text())
    other.press("Open")
    other.until(lambda: recover._opened is not None)
    other.press("The card is safe")
    other.sees(Home)
    other.until(lambda: other.reads("Carla Three"))
    assert unlock.vaults(home)[0].recovered is not None
    assert unlock.vaults(home)[0].id == vault


def test_a_line_about_a_use_stays_until_it_was_seen(opens, language, home):
    created = unlock.create(home, "ليلى السالم", "inspector", "ar", PHRASE, cost=CHEAP)
    card_set = holder_cards.make(created.session, PHRASE, NAMES, 2, cost=CHEAP).card_set
    vault = created.session.officer.vault_id
    created.session.close()
    cards = [" ".join(card.words) for card in card_set.waiting[:2]]
    holder_cards.recover(home, vault, cards, PHRASE, cost=CHEAP).session.close()
    hand = opens(language)
    lock = hand.sees(LockScreen)
    assert lock.recovered.isVisible()
    lock.line.setText(PHRASE)
    hand.press("Open")
    hand.sees(Home)
    for lines in (2, 1):  # made, and used
        hand.until(lambda lines=lines: hand.names().count(hand.says("Mark as seen")) == lines)
        hand.press("Mark as seen")
    hand.until(lambda: hand.says("Mark as seen") not in hand.names())
    assert unlock.vaults(home)[0].recovered is None
    session = hand.window.context.session
    hand.does(lambda: holder_cards.make(session, PHRASE, ("Dalal", "Emad"), 2, cost=CHEAP))
    hand.screen.synced()  # what came in with a sync, or was done meanwhile, is said on the page at hand
    hand.until(lambda: hand.reads("Dalal"))
    assert hand.says("Mark as seen") not in hand.names()


@pytest.mark.long
def test_the_root_goes_to_holders_instead_of_onto_paper(opens, language):
    hand = opens(language).unlocks_new(role="desk")
    session = hand.window.context.session
    hand.does(lambda: founding_papers.found(session, "Sample Committee", "Badr Second"))
    hand.window.go(navigation.CreateOrganisation())
    hand.sees(SettingUp)
    hand.until(lambda: hand.says("Share it among holders instead") in hand.names())
    hand.press("Share it among holders instead")
    screen = hand.sees(RootsCards)
    assert hand.says("Passphrase") not in [
        line.accessibleName() for line in hand.window.findChildren(QLineEdit) if line.isVisible()
    ]
    names_holders(hand, screen)
    hand.press("Make the cards")
    hands_out(hand)
    hand.press("Close")
    hand.sees(SettingUp)
    papers = hand.does(lambda: founding_papers.waiting(session))
    assert papers.root == ()
    assert hand.does(lambda: root_cards.sets(session))[0].only
