"""The page of headquarters names what a computer wrote beyond its budget; the desk puts it away there."""

import pytest

from app.casework.cases import disposal
from app.seal.budgets import CaseBudget
from app.ui import navigation
from app.ui.parts import Button
from app.ui.sync.page import SyncPage
from tests.casework.test_budgets import orders
from tests.ui.office import opened

pytestmark = pytest.mark.screen


def page(colleague) -> SyncPage:
    hand = colleague.hand.turns_to()
    hand.window.go(navigation.Sync())
    screen = hand.sees(SyncPage)
    hand.until(lambda: screen.content is not None)
    return screen


def test_what_is_apart_is_named_to_all_and_put_away_by_the_desk(opens, tmp_path, language):
    office = opened(opens, tmp_path, language, omar="supervisor")
    layla, omar, desk = office.layla, office.omar, office.desk
    case = layla.interviews(name="Sunita Tamang").case_id
    layla.hand.does(lambda: orders(layla.session, case, CaseBudget().orders + 3))
    layla.writes()
    for colleague in (omar, desk):
        colleague.takes()
    seen = page(omar)
    hand = omar.hand
    assert seen.put_away == []
    assert hand.says("Remove the content") not in hand.names()
    at_desk = page(desk)
    hand = desk.hand
    hand.until(lambda: len(at_desk.put_away) == 1)
    hand.rests()
    hand.press("Remove the content")
    hand.until(lambda: hand.says("Remove the surplus content?") in hand.names())
    hand.press("Leave it")
    (row,) = hand.does(lambda: disposal.apart_records(desk.session))
    assert (row.records, row.put_away) == (3, 0)
    hand.press("Remove the content")
    (grave,) = [each for each in hand.visible(Button) if each.kind == "grave"]
    grave.click()
    hand.until(lambda: at_desk.put_away == [] and at_desk.content.overview.apart == 0)
    (row,) = hand.does(lambda: disposal.apart_records(desk.session))
    assert (row.records, row.put_away) == (3, 3)
    hand.until(lambda: hand.reads(hand.says("content removed by user management")))
