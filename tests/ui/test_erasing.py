"""A case erased by order of two people, on its page."""

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from app.casework.cases import erasure
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.parts import Button
from app.ui.sharing import erasure as erase
from tests.ui.office import opened
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen


def test_an_order_needs_a_reason_and_stands_on_the_page_until_it_is_confirmed(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    case = office.layla.interviews(name="Sunita Tamang").case_id
    office.layla.writes()
    office.desk.takes()
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    assert page.orders
    hand.opens_tab("Progress")
    order = hand.find(hand.says("Order its erasure"), Button)
    assert order.kind == "grave"  # never the page's primary
    hand.click(order)
    hand.press("Order it")
    hand.until(lambda: hand.reads(hand.says("Enter the reason first.")))
    hand.window.findChild(QPlainTextEdit).setPlainText("طلبت ذلك")
    hand.press("Order it")
    hand.until(lambda: page.order is not None)
    assert (page.order.by, page.order.reason) == ("يوسف الراشد", "طلبت ذلك")
    hand.until(lambda: hand.says("Cancel the order to erase") in hand.names())
    assert hand.says("Order its erasure") not in hand.names()
    erase.confirm(page, case, page.order)
    hand.until(lambda: hand.says("Confirm") in hand.names())
    hand.press("Confirm")
    hand.until(lambda: hand.reads(hand.says(erasure.NotYoursToErase.says)))
    assert page.told is not None


def test_an_officer_objects_on_the_page_and_a_third_person_decides(opens, tmp_path, language):
    office = opened(opens, tmp_path, language, omar="supervisor")
    layla, omar, desk = office.layla, office.omar, office.desk
    case = layla.interviews(name="Sunita Tamang").case_id
    layla.writes()
    office.vouches(omar)
    desk.writes()
    for colleague in (omar, desk, layla):
        colleague.takes()
    omar.hand.does(lambda: erasure.order(omar.session, case, "طلبت ذلك"))
    omar.writes()
    for colleague in (desk, layla):
        colleague.takes()
    hand = layla.hand.turns_to()
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: hand.says("Object to the erasure") in hand.names())
    hand.press("Object to the erasure")
    hand.until(lambda: hand.says("Object") in hand.names())
    hand.window.findChild(QPlainTextEdit).setPlainText("ستُسمع شهادتها")
    hand.press("Object")
    hand.until(lambda: page.order is not None and bool(page.order.protests))
    hand.until(lambda: hand.reads("ستُسمع شهادتها"))
    layla.writes()
    desk.takes()
    hand = desk.hand.turns_to()
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.order is not None and page.order.rules)
    stands_at_every_size(hand, "an objection to an erasure")
    hand.until(lambda: hand.says("Decide on the objection") in hand.names())
    hand.press("Decide on the objection")
    hand.until(lambda: hand.says("The case stays") in hand.names())
    hand.press("Record the decision")
    hand.until(lambda: hand.reads(hand.says("Choose one of them.")))
    hand.press("The case stays")
    hand.window.findChild(QPlainTextEdit).setPlainText("تُسمع الأسبوع القادم")
    hand.press("Record the decision")
    hand.until(lambda: page.order is None)
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
