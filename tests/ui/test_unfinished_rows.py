"""The row of an unfinished interview in a small window, with all that may stand in it."""

from app.casework.interviews import interview as work
from app.ui import navigation
from app.ui.home import Home
from tests.ui.office import begun, opened
from tests.ui.test_case_screen import ENLARGED
from tests.ui.test_layout import out_of_shape

URGENT = {"name": "Sunita Tamang", "needs_today": "care place", "site": "Sample camp, block 4"}


def test_an_urgent_one_keeps_its_acts_in_reach(opens, tmp_path, language):
    layla = opened(opens, tmp_path, language).layla
    hand = layla.hand.turns_to()
    hand.does(lambda: begun(layla.session, URGENT))
    assert [row.urgent for row in hand.does(lambda: work.drafts(layla.session))] == [True]
    hand.window.resize(*ENLARGED)
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.until(lambda: hand.says("Hand over") in hand.names())
    assert out_of_shape(hand) == []
