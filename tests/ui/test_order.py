"""Tab goes through a page as the eye does."""

import pytest
from PySide6.QtCore import Qt

from app.ui import navigation
from app.ui.parts import Button
from app.ui.sync.purge import ClearScreen
from tests.ui.hand import Hand
from tests.ui.hq import syncs, with_headquarters
from tests.ui.test_interview import answer

pytestmark = pytest.mark.screen


def tabbed(hand: Hand, *, limit: int = 60) -> list[str]:
    """What has the focus, from here on, until it comes round."""
    first, names = hand.window.focusWidget(), []
    for _ in range(limit):
        hand.key(Qt.Key.Key_Tab)
        now = hand.window.focusWidget()
        names.append(now.accessibleName())
        if now is first:
            break
    return names


def test_after_the_last_answer_comes_the_foot_and_not_the_way_out(opens, language):
    hand = opens(language).unlocks_new()
    screen = hand.begins()
    answer(hand, present="nobody", overheard="no", wants_here="yes", sex="female", consent_talk="yes",
           consent_record="yes", age="26")  # fmt: skip
    for page in screen.controller.pages():
        screen.open_page(page.ref)
        answered = [q.first() for q in screen.page.questions() if q.first() is not None]
        if not answered:
            continue  # a page that only says something
        last = answered[-1]
        last.setFocus(Qt.FocusReason.TabFocusReason)
        names = tabbed(hand)
        assert names.index(hand.says("Next")) < names.index(hand.says("Close"))


def test_at_headquarters_the_places_come_first_then_the_cases_then_the_foot(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla, hand = office.layla, office.layla.hand.turns_to()
        layla.interviews(name="Sunita Tamang")
        syncs(layla)
        hand.window.go(navigation.Purge())
        screen = hand.sees(ClearScreen)
        hand.until(screen.go.isEnabled)
        hand.until(lambda: "sync" in screen.rail.named)
        # what was asked for when the page opened is laid: nothing takes the focus from under the hand
        hand.rests()
        screen.rail.named["home"].setFocus(Qt.FocusReason.TabFocusReason)
        names = tabbed(hand)
        expected = [hand.says(label) for label in ("Cases", "Inbox", "Server", "Lock", "Hide")]
        expected += ["Sunita Tamang", hand.says("Back"), hand.says("Sync, then remove from this computer")]
        assert [name for name in names if name in expected] == expected


def test_what_tab_passed_over_lives_on_when_another_part_of_the_page_goes(opens):
    hand = opens("en").unlocks_new()
    screen = hand.begins()
    bar = screen.area.verticalScrollBar()
    for page in screen.controller.pages():
        hand.key(Qt.Key.Key_Tab)
        screen.open_page(page.ref)
        hand.rests()  # what was there before is deleted
    assert bar.value() == 0
    assert screen.foot.next.accessibleName() == "Next"


def test_backwards_it_is_the_same_way(opens):
    hand = opens("en").unlocks_new()
    screen = hand.begins()
    answer(hand, present="nobody", overheard="no", wants_here="yes")
    screen.open_page(screen.controller.pages()[1].ref)
    hand.rests()
    screen.foot.next.setFocus(Qt.FocusReason.TabFocusReason)
    hand.key(Qt.Key.Key_Backtab)
    assert isinstance(hand.window.focusWidget(), Button)
    assert hand.window.focusWidget().accessibleName() == "Whole section"
