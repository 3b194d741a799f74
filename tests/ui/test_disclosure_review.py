"""What goes and what stays, for whom it was chosen; and a text read over with the hand."""

import pytest

from app.casework.cases import redaction
from app.casework.cases.redaction import HIDDEN_ANSWERS
from app.ui import navigation
from app.ui.sending.disclosure_review import DisclosurePage
from app.ui.sending.page import SendPage
from tests.casework.planted_case import KIN, PROFILE, STORY, planted_case
from tests.ui.office import opened
from tests.ui.sending import send_page

pytestmark = pytest.mark.screen


def test_texts_are_read_over_on_the_page_that_says_what_goes(opens, tmp_path, language):
    layla = opened(opens, tmp_path, language).layla
    case = layla.hand.does(lambda: planted_case(layla.session, tmp_path))
    hand = layla.hand.turns_to()
    sending = send_page(hand, case, "agency", "interior", goes=["dossier"], how="pdf")
    sending.stays.open()
    hand.click(sending.left_out.cards["phone"])
    hand.click(sending.agreement.segments.parts["no"])
    kept = sending.left_out.ticked(), sending.whom.agency, sending.goes_now(), sending.how()
    hand.press("What is sent, and texts to read")
    page = hand.sees(DisclosurePage)
    hand.until(lambda: page.shown is not None)
    assert page.shown.stays[HIDDEN_ANSWERS] == 2
    assert page.waiting.isVisible()
    card = next(card for card in page.cards.values() if card.text.text == STORY)
    assert not card.cover_it.isEnabled()
    cursor = card.area.textCursor()
    cursor.setPosition(3)
    cursor.setPosition(10, cursor.MoveMode.KeepAnchor)
    card.area.setTextCursor(cursor)
    unread = page.shown.unreviewed
    hand.click(card.cover_it)
    hand.until(lambda: page.shown is not None and page.shown.unreviewed == unread - 1)
    (covers,) = [text.covers for text in page.shown.texts if text.text == STORY]
    assert covers == ((3, 10),)
    page.rest.click()
    hand.until(lambda: page.shown is not None and page.shown.unreviewed == 0)
    assert not page.rest.isVisible()
    hand.press("Back")  # to all that was chosen there
    sending = hand.sees(SendPage)
    hand.until(lambda: bool(sending.whom.agency))
    assert sending.agreement.as_answered()[0] == "no"
    assert kept == (sending.left_out.ticked(), sending.whom.agency, sending.goes_now(), sending.how())
    of_person = redaction.chosen("", recipient="person")
    navigation.follow(hand.window, navigation.Disclosure(case, of_person))
    page = hand.sees(DisclosurePage)
    hand.until(lambda: page.shown is not None and page.shown.rules == "person")
    assert page.shown.unreviewed > 5
    assert KIN in STORY


def test_what_the_agreement_does_not_carry_is_said_in_its_place(opens, tmp_path, language):
    layla = opened(opens, tmp_path, language).layla
    without = PROFILE.replace("agreement_until = 2027-12-31\n", "")
    case = layla.hand.does(lambda: planted_case(layla.session, tmp_path, without))
    layla.hand.window.resize(1366, 768)
    navigation.follow(layla.hand.window, navigation.Disclosure(case, redaction.chosen("abroad")))
    page = layla.hand.sees(DisclosurePage)
    layla.hand.until(page.trouble_at.isVisible)
    assert page.shown is None
