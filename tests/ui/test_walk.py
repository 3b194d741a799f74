"""Every page and every dialog by Tab and Shift+Tab, by ear, and at 200 %, in either language."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QPlainTextEdit, QWidget

from app.casework.cases import groups, redaction
from app.ui import navigation
from app.ui.parts.frame import Screen
from tests.ui.hand import Hand
from tests.ui.office import Office, opened
from tests.ui.test_case_pages import ENLARGED, full, reached, unnamed_or_twice
from tests.ui.test_layout import SIZES, out_of_shape

pytestmark = [pytest.mark.screen, pytest.mark.long]
_TAB, _BACK = Qt.Key.Key_Tab, Qt.Key.Key_Backtab


@dataclass
class Case:
    id: str
    interview: str
    group: str
    reference: str


def destinations(case: Case) -> list[object]:
    """All that an officer who manages users can open, but for what begins something."""
    return [
        navigation.Home(), navigation.Tasks(), navigation.Shift(), navigation.Cases(),
        navigation.Figures(), navigation.ReportTables(), navigation.Partners(), navigation.Inbox(), navigation.Post(), navigation.Settings(),
        navigation.Help(), navigation.Case(case.id), navigation.Groups(),
        navigation.Group(case.group), navigation.LinkGraph(group_id=case.group),
        navigation.AgencyDirectory(case.id), navigation.Result(case.id, case.interview),
        navigation.Send(case.id, whom="agency"),
        navigation.RightsSheet(), navigation.LegalFacts(), navigation.Send(case.id, whom="own"),
        navigation.Disclosure(case.id, redaction.chosen("prosecution")),
        navigation.OpenBundle(), navigation.DeskPage(),
        navigation.ErasedCases(), navigation.Join(), navigation.CreateOrganisation(),
        navigation.HolderCards(), navigation.People(), navigation.SelfCheck(),
        navigation.Practice(), navigation.Update(),
    ]  # fmt: skip


def walked(hand: Hand, key: Qt.Key, limit: int = 300) -> list[QWidget]:
    """What has the focus, press after press, until it comes round."""
    widgets: list[QWidget] = []
    for _ in range(limit):
        hand.key(key)
        focused = QApplication.focusWidget()
        if focused is None or (widgets and focused is widgets[0]):
            return widgets
        widgets.append(focused)
    return widgets


def _by_arrows(widget: QWidget) -> bool:
    """One of a group of which Tab reaches the chosen one."""
    return isinstance(widget, QAbstractButton) and widget.autoExclusive() and not widget.isChecked()


def heard(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def wrong_by_keys(hand: Hand, page: Screen) -> list[str]:
    """What Tab can't reach, can't leave, or doesn't say; what Shift+Tab finds in another order; a page
    on which one arrives with the focus nowhere."""
    arrived = page.focusWidget()
    expected = {widget for widget in reached(page) if widget.focusProxy() is None and not _by_arrows(widget)}
    forward = walked(hand, _TAB)
    missed = [heard(widget) for widget in expected - set(forward)]
    nameless = [type(widget).__name__ for widget in forward if not heard(widget)]
    forward[0].setFocus(Qt.FocusReason.TabFocusReason)
    back = walked(hand, _BACK)
    backwards = [*reversed(back)]
    turned = set(backwards) != set(forward)
    stuck = [
        heard(widget)
        for widget in forward
        if isinstance(widget, QPlainTextEdit | QAbstractItemView)
        and not getattr(widget, "tabChangesFocus", lambda: True)()
    ]
    return [
        *(f"not reached: {text}" for text in missed),
        *(f"without a name: {text}" for text in nameless),
        *(f"not left: {text}" for text in stuck),
        *(["another way back"] if turned else []),
        *(["the focus is nowhere"] if arrived is None else []),
        *unnamed_or_twice(page),
    ]


def wrong_at_200_percent(hand: Hand) -> list[str]:
    hand.window.resize(*ENLARGED)
    found = out_of_shape(hand)
    hand.window.resize(*SIZES[0])
    return found


def each_page(office: Office, looks: Callable[[Hand, Screen], list[str]]) -> dict[str, list[str]]:
    case_id = full(office)
    hand = office.desk.hand.turns_to()
    group = hand.does(lambda: groups.groups(office.desk.session))[0].id
    page = hand.does(lambda: office.desk.session and _case(office, case_id))
    wrong = {}
    for destination in destinations(Case(case_id, page.interviews[0].id, group, page.reference)):
        hand.window.go(destination)
        hand.rests()
        complaints = looks(hand, hand.screen)
        if complaints:
            wrong[type(destination).__name__] = complaints
    return wrong


def _case(office: Office, case_id: str):
    from app.casework.cases import queries

    return queries.case(office.desk.session, case_id)


@pytest.fixture
def office(opens, tmp_path, language) -> Office:
    return opened(opens, tmp_path, language, omar="shelter")


def test_every_page_is_walked_both_ways_and_says_its_names(office: Office):
    assert each_page(office, wrong_by_keys) == {}


def test_every_page_is_whole_at_200_percent(office: Office):
    assert each_page(office, lambda hand, _page: wrong_at_200_percent(hand)) == {}
