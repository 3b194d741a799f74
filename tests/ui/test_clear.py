"""Send and clear on the screen: what leaves, what stays and why, and the way back."""

import pytest
from PySide6.QtCore import Qt

from app.casework.cases import queries
from app.casework.exchange import purge, sync
from app.language import strip_marks
from app.ui import navigation, theme
from app.ui.case_list import Cases
from app.ui.parts import CheckCard, Few
from app.ui.sync import purge as purge_page
from app.ui.sync.page import SyncPage
from app.ui.sync.purge import ClearScreen
from tests.ui.hq import syncs, with_headquarters
from tests.ui.office import opened
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen


def page(colleague) -> ClearScreen:
    hand = colleague.hand.turns_to()
    hand.window.go(navigation.Purge())
    screen = hand.sees(ClearScreen)
    hand.until(lambda: screen.look is not None)
    return screen


def kept(colleague) -> list[str]:
    return colleague.hand.does(lambda: [row.name for row in queries.cases(colleague.session)])


def gone(n: int) -> str:
    singular = "{n} case removed from this computer. It is on the server."
    several_cases = "{n} cases removed from this computer. They are on the server."
    return strip_marks(theme.words().count(singular, several_cases, n))


@pytest.mark.long
def test_from_headquarters_page_to_cleared_to_brought_back(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla, hand = office.layla, office.layla.hand.turns_to()
        case = layla.interviews(name="Sunita Tamang").case_id
        syncs(layla)
        hand.window.go(navigation.Sync())
        hand.sees(SyncPage)
        hand.until(lambda: hand.says("Send, then remove") in hand.names())
        hand.press("Send, then remove")
        screen = hand.sees(ClearScreen)
        hand.until(lambda: hand.reads(hand.says("Can be sent from this computer")))
        hand.until(screen.go.isEnabled)
        hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        hand.until(lambda: bool(hand.window.dialogs()))
        assert hand.window.focusWidget().accessibleName() == hand.says("Keep them here")
        hand.press("Sync, then remove")
        hand.until(lambda: hand.reads(gone(1)))
        assert kept(layla) == []
        hand.until(lambda: hand.reads(hand.says("Removed from this computer")))
        assert not hand.reads("Sunita")
        assert not hand.screen.rail.isAncestorOf(hand.window.focusWidget())
        stands_at_every_size(hand, "send and clear")
        hand.window.go(navigation.Cases())
        cases = hand.sees(Cases)
        hand.until(cases.away.isVisible)
        hand.click(cases.away)
        hand.sees(ClearScreen)
        hand.until(lambda: hand.says("Download again") in hand.names())
        hand.press("Download again")
        hand.until(lambda: kept(layla) == ["Sunita Tamang"])
        hand.until(lambda: "Sunita Tamang" in hand.names())
        assert hand.does(lambda: purge.purged_cases(layla.session)) == []
        assert hand.does(lambda: sync.state(layla.session, case)) == "held"


@pytest.mark.long
def test_what_stays_says_why_and_what_is_left_out_stays(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla, hand = office.layla, office.layla.hand.turns_to()
        for name in ("Sunita Tamang", "Tigist Bekele"):
            layla.interviews(name=name)
        syncs(layla)
        layla.interviews(name="Lakshmi Nair")
        screen = page(layla)
        hand.until(lambda: hand.reads(hand.says("Not all of it is on the server yet")))
        assert "Lakshmi Nair" not in [check_card.accessibleName() for check_card in hand.screen.findChildren(CheckCard)]
        card = hand.find("Tigist Bekele", CheckCard)
        card.setFocus(Qt.FocusReason.TabFocusReason)
        hand.key(Qt.Key.Key_Space)
        assert not card.isChecked()
        assert len(screen.chosen()) == 1
        hand.press("Sync, then remove from this computer")
        hand.press("Sync, then remove")
        hand.until(lambda: sorted(kept(layla)) == ["Lakshmi Nair", "Tigist Bekele"])


def test_without_a_network_nothing_is_removed_and_the_page_says_so(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, hq):
        layla, hand = office.layla, office.layla.hand.turns_to()
        layla.interviews(name="Sunita Tamang")
        syncs(layla)
        page(layla)
        hq.stop()
        hand.until(hand.screen.go.isEnabled)
        hand.press("Sync, then remove from this computer")
        hand.press("Sync, then remove")
        hand.until(lambda: hand.reads(hand.says("Nothing was removed here.")))
        assert kept(layla) == ["Sunita Tamang"]
        hand.until(hand.screen.go.isEnabled)  # once the list is read again


def test_with_nothing_here_the_page_says_so(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        screen, hand = page(office.omar), office.omar.hand
        hand.until(lambda: hand.reads(hand.says("No case is stored on this computer.")))
        assert not screen.go.isEnabled()


def test_without_a_headquarters_it_is_not_offered(opens, tmp_path):
    office = opened(opens, tmp_path, "en")
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Sync())
    screen = hand.sees(SyncPage)
    hand.until(lambda: screen.content is not None)
    assert "Send, then remove" not in hand.names()
    hand.window.go(navigation.Cases())
    assert hand.sees(Cases).away.isHidden()


def test_every_case_that_left_can_be_brought_back_however_many_there_are(opens, language, monkeypatch):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session

    def leave() -> None:
        with session.vault.transaction() as writer:
            for number in range(1, 4):
                row = (bytes([number] * 16), f"KW-2026-{number}", session.now())
                writer.run("INSERT INTO cleared (case_id, reference, at) VALUES (?, ?, ?)", row)

    hand.does(leave)
    monkeypatch.setattr(purge_page, "_CARDS", 1)
    hand.window.go(navigation.Purge())
    hand.sees(ClearScreen)
    again = hand.says("Download again")
    hand.until(lambda: hand.names().count(again) == 1)
    [more] = [few for few in hand.screen.findChildren(Few) if few.every.isVisible()]
    hand.click(more.every)
    hand.until(lambda: hand.names().count(again) == 3)
