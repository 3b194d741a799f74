"""A matching with a partner, from the agreement to the result, by what two supervisors press and read."""

import os
from pathlib import Path

import pytest

from app.casework.exchange import match_partners
from app.errors import N_
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.partners.page import PartnersPage
from app.ui.parts import Button, Choose, LineInput
from app.ui.parts.form_dialog import FormDialog
from tests.casework.test_matching import SITA, TERMS, Office
from tests.people import Person
from tests.ui.conftest import *  # noqa: F403
from tests.ui.hand import Hand

pytestmark = [pytest.mark.screen, pytest.mark.long]
LOOK = os.environ.get("LOOK", "")


def looks(hand: Hand, name: str) -> None:
    hand.rests()
    if LOOK:
        hand.window.grab().save(str(Path(LOOK, f"{name}.png")))


def writes_card(hand: Hand, card: Path) -> str:
    """And reads its six words by telephone."""
    hand.turns_to().press("Save our card")
    hand.chooses(card)
    hand.until(card.exists)
    hand.rests()
    words = " ".join(match_partners.words_of(match_partners.read_card(card))[0])
    assert hand.reads(words)
    return words


def enters_agreement(hand: Hand, card: Path, words: str, name: str) -> None:
    hand.turns_to().press("Enter an agreement")
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.press("Choose the card")
    hand.chooses(card)
    hand.until(lambda: any(isinstance(form, FormDialog) for form in hand.window.dialogs()))
    form = next(form for form in hand.window.dialogs() if isinstance(form, FormDialog))
    for label, text in (
        (N_("Partner"), name),
        (N_("Reference of the agreement"), TERMS.reference),
        (N_("Purpose"), TERMS.purpose),
        (N_("Highest number of persons in one matching"), "64"),
        (N_("The six words that they read to you"), words),
    ):
        hand.find(hand.says(label), LineInput, form).setText(text)
    hand.find(hand.says("In the referral system"), Choose, form).choose(TERMS.agency)
    looks(hand, f"m_form_{name}")
    hand.press("Save the agreement")
    hand.until(lambda: not hand.window.dialogs())
    hand.until(lambda: hand.says("Begin a matching") in hand.names())
    hand.rests()


def opens_file(hand: Hand, file: Path) -> None:
    hand.turns_to().press("Open a partner’s file")
    hand.chooses(file)


def test_from_the_agreement_to_whom_both_know(opens, home, tmp_path):
    def arrives(name: str, folder: Path) -> tuple[Hand, PartnersPage]:
        hand: Hand = opens("ar", at=folder).unlocks_new(name, "supervisor")
        hand.window.go(navigation.Partners())
        page = hand.sees(PartnersPage)
        hand.rests()
        return hand, page

    ours, our_page = arrives("عمر المثال", home)
    theirs, their_page = arrives("هدى المثال", tmp_path / "theirs")
    theirs.window.context.clock = ours.window.context.clock
    theirs.window.context.session.clock = ours.window.context.session.clock
    our_card, their_card = tmp_path / "ours.sanadcard", tmp_path / "theirs.sanadcard"
    our_words, their_words = writes_card(ours, our_card), writes_card(theirs, their_card)
    looks(theirs, "m0_card")
    enters_agreement(ours, their_card, their_words, "مأوى المثال")
    enters_agreement(theirs, our_card, our_words, "تفتيش المثال")
    looks(ours, "m1_agreement")

    def knows(hand: Hand, folder: Path, name: str) -> str:
        session = hand.window.context.session
        office = Office(Person("x", folder, "supervisor"), session, tmp_path)
        return str(hand.does(lambda: office.knows(name, **SITA)))

    case = knows(ours, home, "سيتا غورونغ")
    knows(theirs, tmp_path / "theirs", "Sita")
    first, second, third = (tmp_path / f"{n}.sanadmatch" for n in (1, 2, 3))
    ours.turns_to().press("Begin a matching")
    ours.chooses(first)
    ours.until(first.exists)
    looks(ours, "m2_begun")
    opens_file(theirs, first)
    theirs.until(lambda: theirs.says("Answer") in theirs.names())
    looks(theirs, "m3_asked")
    theirs.press("Answer")
    theirs.chooses(second)
    theirs.until(second.exists)
    looks(theirs, "m4_answered")
    opens_file(ours, second)
    ours.until(lambda: ours.says("Write the last file") in ours.names())
    looks(ours, "m5_give_back")
    ours.press("Write the last file")
    ours.chooses(third)
    ours.until(third.exists)
    looks(ours, "m6_result")
    assert ours.reads("سيتا غورونغ")
    opens_file(theirs, third)
    theirs.until(lambda: theirs.reads("Sita"))
    looks(theirs, "m7_result")
    [leads] = [b for b in our_page.findChildren(Button) if b.accessibleDescription().startswith("KW-")]
    ours.turns_to().click(leads)
    assert ours.sees(CaseScreen).case_id == case
    ours.opens_tab("People and places")
    looks(ours, "m8_case")
    assert ours.reads("مأوى المثال")
    assert their_page.isVisible()
    assert match_partners.known(ours.window.context.session)
