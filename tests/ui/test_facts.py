"""Legal and local facts at user management: what waits, and one confirmed and corrected."""

import pytest

from app.casework.organisation import administration
from app.casework.session import profiles
from app.ui.facts import FactsScreen
from app.ui.home import Home
from app.ui.parts import Button

pytestmark = pytest.mark.screen


def test_what_nobody_confirmed_waits_on_the_first_page_and_is_confirmed_with_its_source(opens, language):
    hand = opens(language).unlocks_new("يوسف الراشد", "supervisor")
    session = hand.window.context.session
    hand.until(
        lambda: hand.reads(hand.says("Nothing waits for you."))
    )  # without an organisation nobody confirms for it
    hand.does(lambda: administration.create_organisation(session, "مكتب العينة", "Huda Second"))
    hand.sees(Home).load()
    hand.until(lambda: hand.reads("41 facts" if language == "en" else "٤١ معلومة"))
    hand.press("Open")
    page = hand.sees(FactsScreen)
    name = "خط مساعدة الطفل" if language == "ar" else "Child helpline"
    hand.until(lambda: hand.reads(name))
    hand.click(next(each for each in hand.visible(Button, page) if each.accessibleDescription().endswith(name)))
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.press("Confirm it for everybody")
    hand.until(lambda: hand.reads(hand.says("Enter who said so.")))
    hand.type("Who said so", "asked on the telephone")
    hand.type("Number", "0")
    hand.press("Confirm it for everybody")
    hand.until(lambda: not hand.window.dialogs() and hand.reads("1470"))
    place = profiles.in_use(session).place_of("child-helpline")
    assert (place.phone, place.source, place.state_at(session.now())) == ("1470", "asked on the telephone", "confirmed")
