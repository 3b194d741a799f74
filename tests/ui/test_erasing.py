"""A case erased by order of two people, on its page."""

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from app.casework.cases import erasure
from app.ui import navigation
from app.ui.case import actions
from app.ui.case.page import CaseScreen
from app.ui.sharing import erasure as erase
from tests.ui.office import opened

pytestmark = pytest.mark.screen


def test_an_order_needs_a_reason_and_stands_on_the_page_until_it_is_confirmed(
    opens, tmp_path, language
):
    office = opened(opens, tmp_path, language)
    case = office.layla.interviews(name="Sunita Tamang").case_id
    office.layla.writes()
    office.desk.takes()
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    assert page.orders
    hand.until(lambda: hand.says("Hand over") in hand.names())
    hand.press("More")
    hand.picks("Order its erasure")
    hand.press("Order it")
    hand.until(lambda: hand.reads(hand.says("Write the reason first.")))
    hand.window.findChild(QPlainTextEdit).setPlainText("طلبت ذلك")
    hand.press("Order it")
    hand.until(lambda: page.order is not None)
    assert page.order == erasure.OpenOrder("يوسف الراشد", "طلبت ذلك", False)
    assert not [act for act, *_ in actions.possible(page, page.told) if "erasure" in act]
    erase.confirm(page, case, erasure.OpenOrder("يوسف الراشد", "طلبت ذلك", True), page.gone)
    hand.until(lambda: hand.says("Erase it") in hand.names())
    hand.press("Erase it")
    hand.until(lambda: hand.reads(hand.says(erasure.NotYoursToErase.says)))
    assert page.told is not None


def test_a_page_whose_case_was_erased_meanwhile_leaves_for_the_list(opens, tmp_path):
    office = opened(opens, tmp_path, "en")
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    failures: list[object] = []
    page.wants.connect(failures.append)
    page.case_id = "00" * 16
    page.load()
    hand.until(lambda: bool(failures))
    assert isinstance(failures[0], navigation.Cases)
