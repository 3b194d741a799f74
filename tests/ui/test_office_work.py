"""The office's work on a supervisor's page: the queue, bars that mirror, their numbers as a table."""

import pytest
from PySide6.QtCore import Qt

from app.casework.cases import reviews
from app.casework.pages import office_work
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from app.ui.office_work import OfficeWork
from app.ui.parts.chart import Bars, Numbers
from tests.ui.office import opened

pytestmark = pytest.mark.screen


def rows(table: Numbers) -> dict[str, str]:
    numbers = {}
    for row in range(table.rowCount()):
        name, number = table.item(row, 0), table.item(row, 1)
        assert name is not None
        assert number is not None
        numbers[name.text()] = number.text()
    return numbers


def marked(table: Numbers) -> list[int]:
    return [model_index.row() for model_index in table.selectionModel().selectedRows()]


def test_a_supervisor_goes_from_today_through_the_queue_to_a_case(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    case = office.layla.interviews(name="Sunita Tamang").case_id
    office.layla.writes()
    office.desk.takes()
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.sees(Home)
    words = hand.says("Supervisor’s dashboard")
    hand.until(lambda: hand.reads(words))
    described = [
        button for button in hand.window.findChildren(type(hand.screen.begin))  # type: ignore[attr-defined]
        if button.accessibleDescription() == words
    ]  # fmt: skip
    described[0].setFocus()
    hand.key(Qt.Key.Key_Space)
    page = hand.sees(OfficeWork)
    hand.until(lambda: len(page.findChildren(Numbers)) == 5)
    assert [entry.case_id for entry in page.waiting] == [case]
    hand.press("Open")
    assert hand.sees(CaseScreen).case_id == case
    office.desk.session.clock.pass_(minutes=1)  # type: ignore[attr-defined]
    hand.does(lambda: reviews.review(office.desk.session, case, "approved"))
    hand.window.go(navigation.OfficeWork())
    hand.sees(OfficeWork)
    hand.until(lambda: hand.reads(hand.says("No cases waiting for review.")))


def test_the_bars_begin_where_the_page_reads_and_the_table_is_read_by_keyboard(
    opens, tmp_path, language
):
    office = opened(opens, tmp_path, language)
    for name in ("Sunita Tamang", "Maya Sample"):
        office.desk.interviews(name=name)
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.OfficeWork())
    page = hand.sees(OfficeWork)
    hand.until(lambda: len(page.findChildren(Numbers)) == 5)
    table = next(
        button for button in page.findChildren(Numbers)
        if button.accessibleName() == hand.says(office_work.STAGES)
    )  # fmt: skip
    first = {"ar": ("التعرف", "٢"), "en": ("Identification", "2")}[language]
    assert first in rows(table).items()
    number = table.item(0, 1)
    assert number is not None
    assert table.viewport().rect().contains(table.visualItemRect(number))
    hand.until(hand.window.isActiveWindow)
    table.setFocus()
    hand.until(lambda: marked(table) == [0])
    hand.key(Qt.Key.Key_Down)
    assert marked(table) == [1]
    bars = next(button for button in page.findChildren(Bars) if button.parent() is table.parent())
    (_, wide), *_ = bars.spans()
    assert wide == bars.width()
    empty = [span for span in bars.spans() if not span[1]]
    assert {x for x, _ in empty} == {bars.width() if language == "ar" else 0}
    hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    second_label = {"en": "التعرف", "ar": "Identification"}[language]
    hand.until(lambda: any(second_label in rows(button) for button in page.findChildren(Numbers)))


def test_who_has_no_such_work_is_not_offered_it(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.until(lambda: hand.reads(hand.says("Recent cases")))
    assert not hand.reads(hand.says("Supervisor’s dashboard"))
