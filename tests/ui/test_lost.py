"""A lost computer at the desk: what will happen, the withdrawal, the sheet in either language."""

import pytest
from PySide6.QtCore import Qt

from app.casework.organisation import administration
from app.ui import navigation
from app.ui.issued_paper import IssuedPaperScreen
from app.ui.parts import Button
from app.ui.sharing.lost_computer import LostScreen
from app.ui.users.page import PeopleScreen
from tests.ui.hq import syncs, with_headquarters
from tests.ui.office import opened
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen


def at_the_desk(office) -> PeopleScreen:
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.People())
    screen = hand.sees(PeopleScreen)
    hand.until(lambda: bool(screen._server))  # headquarters has said when each was there
    hand.rests()
    return screen


def device_of(colleague) -> str:
    return colleague.session.vault.stream.hex()


def turns_to_computer(hand, page: PeopleScreen, colleague) -> None:
    page.turn_to("computers", device_of(colleague))
    hand.until(lambda: hand.says("It is lost…") in hand.names())


def looks(office, colleague) -> LostScreen:
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.LostComputer(device_of(colleague)))
    screen = hand.sees(LostScreen)
    hand.until(lambda: screen.told is not None)
    return screen


def test_from_the_list_to_the_withdrawal_to_the_sheet(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla, hand = office.layla, office.desk.hand
        case = layla.interviews(name="Sunita Tamang").case_id
        syncs(layla)
        syncs(office.desk)
        turns_to_computer(hand, at_the_desk(office), layla)
        hand.find(hand.says("It is lost…"), Button).setFocus(Qt.FocusReason.TabFocusReason)
        hand.key(Qt.Key.Key_Space)
        screen = hand.sees(LostScreen)
        hand.until(lambda: screen.told is not None)
        assert screen.told.asked
        assert [entry.id for entry in screen.told.on_it] == [case]
        hand.until(lambda: hand.reads(screen.told.on_it[0].reference))
        assert not hand.reads("Sunita")
        assert hand.reads(hand.says("Its data stays on it"))
        stands_at_every_size(hand, "a lost computer")
        hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        hand.rests()
        assert not hand.window.dialogs()  # it is no primary
        hand.press("End its access…")
        hand.until(lambda: bool(hand.window.dialogs()))
        assert hand.window.focusWidget().accessibleName() == hand.says("Leave it as it is")
        hand.press("End the access")
        hand.until(lambda: bool(screen.told and screen.told.device.revoked))
        hand.until(lambda: hand.says("End its access…") not in hand.names())
        hand.until(lambda: hand.says("Print or save the sheet") in hand.names())
        hand.press("Print or save the sheet")
        sheet = hand.sees(IssuedPaperScreen)
        hand.until(lambda: bool(sheet.pages.pdf))
        pdf_before = sheet.pages.pdf
        sheet.speak("en" if language == "ar" else "ar")
        hand.until(lambda: sheet.pages.pdf != pdf_before)
        stands_at_every_size(hand, "the sheet")
        hand.press("Save as a file")
        hand.chooses(tmp_path / "sheet.pdf")
        part = hand.says("File written: issue {number}.").partition("{")[0]
        hand.until(lambda: hand.reads(part))
        # what was looked at is a preview: only what is issued has a number and a signature
        assert (tmp_path / "sheet.pdf").read_bytes() != sheet.pages.pdf
        sheet.back()
        hand.sees(LostScreen)


def test_without_headquarters_the_sheet_says_what_the_desk_knows(opens, tmp_path):
    office = opened(opens, tmp_path, "en")
    hand = office.desk.hand
    office.omar.interviews(name="Sunita Tamang")
    office.omar.writes()
    office.desk.takes()
    screen = looks(office, office.omar)
    assert not screen.told.asked
    assert screen.told.last_record is not None
    assert not hand.reads("could not be reached")
    screen.end()
    hand.until(lambda: hand.reads("Do a USB transfer at once"))


def test_when_headquarters_is_away_the_page_says_so_and_can_still_withdraw(opens, tmp_path):
    with with_headquarters(opens, tmp_path, "en") as (office, hq):
        at_the_desk(office)
        hq.stop()
        screen = looks(office, office.omar)
        hand = office.desk.hand
        hand.until(lambda: hand.reads("The server could not be reached just now"))
        screen.end()
        hand.until(lambda: bool(screen.told and screen.told.device.revoked))
        rows = hand.does(lambda: administration.devices(office.desk.session))
        assert [row.revoked for row in rows if row.id == device_of(office.omar)] == [True]


def test_who_is_not_the_desk_is_not_offered_it(opens, tmp_path):
    office = opened(opens, tmp_path, "en")
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.People())
    hand.sees(PeopleScreen)
    hand.until(lambda: hand.reads("يوسف الراشد"))
    assert "It is lost…" not in hand.names()
    assert "Erased cases" not in hand.shown()


@pytest.mark.long
def test_when_a_computer_was_locked_last_stands_in_the_list(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla, hand = office.layla, office.desk.hand
        layla.hand.does(layla.session._say_locked)
        syncs(layla)
        turns_to_computer(hand, at_the_desk(office), layla)
        words = hand.says("Last locked")
        hand.until(lambda: hand.reads(words))
