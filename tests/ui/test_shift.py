"""The change of shifts on the screen: a note from the case's page, taken over by a colleague."""

import pytest

from app.casework.sharing import case_access
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from app.ui.parts import Area
from app.ui.shift.page import ShiftPage
from tests.ui.office import opened
from tests.ui.test_layout import stands_at_every_size
from tests.ui.test_work_board import keeps

pytestmark = pytest.mark.screen


@pytest.fixture
def office(opens, tmp_path):
    return lambda language: opened(opens, tmp_path, language)


def test_a_note_is_written_and_taken_over_by_the_next_shift(office, language):
    office = office(language)
    layla, omar = office.layla, office.omar
    case = layla.interviews(name="Sunita Tamang").case_id
    recipient = layla.hand.does(lambda: case_access.find(layla.session, "عبدالله المطيري"))
    layla.hand.does(lambda: case_access.grant(layla.session, case, recipient))
    hand = layla.hand.turns_to()
    hand.window.go(navigation.Case(case))
    hand.sees(CaseScreen)
    hand.adds("Note for the next shift")
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.window.dialogs()[-1].findChild(Area).setPlainText("الدواء الساعة التاسعة")
    hand.press("Save the note")
    hand.until(lambda: not hand.window.dialogs())
    hand.opens_tab("Progress")
    hand.until(lambda: hand.reads("الدواء الساعة التاسعة"))
    hand.window.go(navigation.Shift())
    page = hand.sees(ShiftPage)
    hand.until(lambda: hand.reads(hand.says("waiting for a colleague")))
    assert not page.take.isVisible()
    layla.writes()
    omar.takes()
    omar_hand = omar.hand.turns_to()
    omar_hand.window.go(navigation.Home())
    omar_hand.sees(Home)
    omar_hand.until(lambda: omar_hand.reads(omar_hand.says("Shift handover")))
    omar_hand.window.go(navigation.Shift())
    page = omar_hand.sees(ShiftPage)
    omar_hand.until(page.take.isVisible)
    omar_hand.until(lambda: omar_hand.reads("الدواء الساعة التاسعة"))
    stands_at_every_size(omar_hand, "shift")
    omar_hand.press("Take over the shift")
    omar_hand.until(lambda: omar_hand.reads(omar_hand.says("No notes waiting.")))


def test_today_in_a_shelter_begins_with_who_arrived_and_what_is_due_for_each_person(opens, language):
    hand = opens(language).unlocks_new(role="shelter")
    session = hand.window.context.session
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.reads(hand.says("No arrivals are recorded here for today.")))
    today = hand.window.context.clock().astimezone().date().isoformat()
    facts = {"shelter_since": today, "shelter_bed": "3"}
    hand.does(lambda: keeps(session, "Sunita Tamang", **facts))
    hand.window.go(navigation.Home())
    bed = hand.says("Room and bed: {name}").partition("{")[0]
    hand.until(lambda: sum(bed in text for text in hand.shown()) == 2)
    stands_at_every_size(hand, "shelter")
    hand.press("Open")
    hand.sees(CaseScreen)
