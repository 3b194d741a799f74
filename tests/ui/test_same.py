"""Two cases of one person: beside each other on one page, and said in the list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.casework.cases import duplicates, queries
from app.ui import navigation
from app.ui.case.linked_cases import AS_ONE, SameScreen
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.parts import Few
from tests.people import keeps_a_case
from tests.ui.office import Office, opened
from tests.ui.test_course import opens_case, waits_for

pytestmark = pytest.mark.screen


@pytest.fixture
def office(opens, tmp_path, language) -> Office:
    return opened(opens, tmp_path, language, omar="supervisor")


def test_both_cases_of_a_person_are_shown_as_one_and_each_is_a_step_away(office: Office):
    session = office.layla.session
    case_id = office.layla.interviews(name="Sunita Tamang").case_id
    two = office.layla.hand.does(lambda: keeps_a_case(session, "سونيتا تامانغ"))
    office.layla.hand.does(lambda: duplicates.link(session, case_id, two, "same", "one passport"))
    hand, _ = opens_case(office.layla, case_id)
    hand.opens_tab("People and places")
    waits_for(hand, AS_ONE)
    hand.press(AS_ONE)
    page = hand.sees(SameScreen)
    hand.until(lambda: page.told is not None)
    hand.until(lambda: hand.reads("Sunita Tamang"))
    hand.until(lambda: hand.reads("سونيتا تامانغ") and hand.reads(hand.says("Conflict")))
    assert len(hand.visible(Few, page)) == 2
    hand.until(lambda: QApplication.focusWidget() is page.first)
    hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_Space)
    case = hand.sees(CaseScreen)
    assert case.case_id == two
    hand.window.go(navigation.Cases("Sunita"))
    cases = hand.sees(Cases)
    hand.until(lambda: bool(cases.model.rows))
    number = hand.does(lambda: queries.case(session, two)).reference
    data = cases.model.data(cases.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert number in data
