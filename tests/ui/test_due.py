"""What is to be done: at the day's page, and all of it by day."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.case.tasks import URGENT
from app.casework.lifecycle import referrals, tasks
from app.language import strip_marks
from app.ui import navigation, theme
from app.ui.case import due_list
from app.ui.case.due_list import TasksScreen
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from tests.casework.test_work_list import keeps
from tests.ui.office import finished, opened
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen


def test_what_is_overdue_stands_first_and_leads_to_its_case(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    layla = office.layla
    late = layla.interviews(name="Sunita Tamang").case_id
    layla.interviews(name="Maya Sample")
    request = referrals.ReferralRequest("shelter", "accommodation", "تحتاج إلى سكن", "3h", override="danger")
    layla.hand.does(lambda: referrals.refer(layla.session, late, request))
    hand = layla.hand.turns_to()
    hand.window.context.clock.at += timedelta(hours=5)
    layla.session.clock = hand.window.context.clock
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.until(lambda: hand.reads(hand.says("Tasks")))
    hand.window.go(navigation.Tasks())
    page = hand.sees(TasksScreen)
    hand.until(lambda: hand.reads(hand.says("Overdue")))
    assert page.due
    due = page.due
    assert due[0].kind == "referral"
    assert due[0].overdue
    assert {task.kind for task in due[1:]} == {"stage", "talk"}
    hand.until(lambda: hand.says("Open") in hand.names())
    hand.press("Open")
    assert hand.sees(CaseScreen).case_id == late


def test_a_day_without_cases_says_that_nothing_is_late(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.reads(hand.says("No overdue tasks.")))
    hand.window.go(navigation.Tasks())
    hand.until(lambda: hand.reads(hand.says("No tasks.")))


def test_what_a_long_list_leaves_out_is_counted_and_so_is_all_that_is_late(opens, language, monkeypatch):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    for name in ("Sunita Tamang", "Maya Sample", "Rima Sample"):
        hand.does(lambda: finished(session, {"name": name}))  # noqa: B023
    hand.window.context.clock.pass_(days=400)
    number, late = hand.does(lambda: tasks.how_many(session))
    assert late == number > 1
    monkeypatch.setattr(due_list, "MOST", 1)
    hand.window.go(navigation.Tasks())
    page = hand.sees(TasksScreen)
    w = theme.words()
    hand.until(lambda: hand.reads(strip_marks(w("And {n} more.", n=number - 1))))
    assert strip_marks(page._count(w)) == strip_marks(w.count("{n} overdue", "{n} overdue", late))


@pytest.mark.parametrize("kinds", [(), (URGENT,)])
def test_a_need_of_this_hour_stands_before_all_that_was_late_long_ago(
    opens, language, monkeypatch, kinds: tuple[str, ...]
):
    hand = opens(language).unlocks_new()
    session, clock = hand.window.context.session, hand.window.context.clock
    for name in ("Sunita Tamang", "Maya Sample"):
        last = hand.does(lambda: keeps(session, name, need_protection="now"))  # noqa: B023
        clock.pass_(days=3)
    clock.pass_(days=-3)
    monkeypatch.setattr(due_list, "MOST", 1)
    hand.window.go(navigation.Tasks(kinds))
    page = hand.sees(TasksScreen)
    hand.until(lambda: hand.reads(hand.says("Now")))
    assert page.due
    assert [(task.kind, task.case_id) for task in page.due] == [(URGENT, last)]


@pytest.mark.both_languages
def test_a_month_shows_what_is_due_on_each_day_and_is_walked_by_keys(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    layla = office.layla
    case = layla.interviews(name="Sunita Tamang").case_id
    hand = layla.hand.turns_to()
    hand.window.go(navigation.Tasks())
    page = hand.sees(TasksScreen)
    hand.press("As a calendar")
    hand.until(lambda: page.month is not None)
    due = next(cell for cell in page.month.cells.values() if cell.due)
    hand.click(due)
    hand.until(lambda: hand.says("Open") in hand.names())
    stands_at_every_size(hand, "calendar")
    today = page.month.cells[page._today()]
    assert hand.says("Today") in today.accessibleName()
    today.setFocus(Qt.FocusReason.TabFocusReason)
    hand.key(Qt.Key.Key_Up)
    week_before = page._today() - timedelta(days=7)
    assert hand.window.focusWidget().day == week_before
    hand.key(Qt.Key.Key_Right)
    next_day = week_before + timedelta(days=-1 if language == "ar" else 1)
    assert hand.window.focusWidget().day == next_day
    for weeks in (1, 2, 3):  # and out of the month
        hand.key(Qt.Key.Key_Down)
        day_below = next_day + timedelta(weeks=weeks)
        hand.until(lambda: getattr(hand.window.focusWidget(), "day", None) == day_below)  # noqa: B023
    assert page.first.month != next_day.month
    hand.until(lambda: hand.says("Previous month") in hand.names())
    hand.press("Previous month")
    hand.until(lambda: page.first.month == next_day.month and due.day in page.month.cells)
    hand.click(page.month.cells[due.day])
    hand.until(lambda: hand.says("Open") in hand.names())
    hand.press("Open")
    assert hand.sees(CaseScreen).case_id == case
