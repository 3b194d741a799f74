"""Talking again from a result and from its task: a short interview, and a day that an officer sets."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from app.ui import navigation
from app.ui.case.due_list import TasksScreen
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.parts.day_field import Day
from app.ui.result import ResultScreen
from tests.casework.test_second_talk import FIRST, SAFE, place
from tests.ui.office import finished, opened

pytestmark = pytest.mark.screen


@pytest.fixture
def talked(opens):
    hand = opens("en").unlocks_new()
    session = hand.window.context.session
    return hand, hand.does(lambda: finished(session, FIRST))


def test_the_results_button_begins_a_short_talk_with_safety_first(talked):
    hand, done = talked
    hand.window.go(navigation.Result(done.case_id, done.interview_id))
    hand.sees(ResultScreen)
    hand.rests()
    hand.press("Talk with the person now")
    screen = hand.sees(InterviewScreen)
    hand.rests()
    controller = screen.controller
    assert controller.live.skipped
    assert controller.pages()[0].ref == "/data/safety"
    for name, value in SAFE.items():
        assert controller.answer(place(controller.form, name), value) == ""
    hand.rests()
    skipped = {ref for page in controller.pages() for ref in page.refs if controller.skips(ref)}
    for page in controller.pages():
        screen.open_page(page.ref)
        hand.rests()
        assert not {question.ref for question in screen.page.questions()} & skipped
        assert not any(question.ref in controller.known for question in screen.page.questions())


def test_the_task_begins_it_and_takes_another_day(talked):
    hand, _done = talked
    hand.window.go(navigation.Tasks())
    hand.sees(TasksScreen)
    hand.rests()
    hand.press("Set a day")
    day = hand.window.context.clock().astimezone().date() + timedelta(days=2)
    field = hand.window.findChild(Day)
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        field.lines[part].setText(str(number))
    hand.find("Reason", QPlainTextEdit).setPlainText("she is off then")
    hand.press("Set the day")
    hand.sees(CaseScreen)
    hand.window.go(navigation.Tasks())
    screen = hand.sees(TasksScreen)
    hand.rests()
    (task,) = [task for task in screen.due if task.kind == "talk"]
    assert task.due.astimezone().date() == day
    hand.press("Talk now")
    assert hand.sees(InterviewScreen).controller.live.skipped


def test_on_a_supervisors_first_page_a_colleagues_talk_leads_to_the_case_alone(opens, tmp_path):
    office = opened(opens, tmp_path, omar="supervisor")
    omar = office.omar
    office.layla.hand.does(lambda: finished(office.layla.session, FIRST))
    office.layla.writes()
    omar.takes()
    hand = omar.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.until(lambda: hand.reads("Talk with the person again"))
    assert "Open" in hand.names()
    assert "Talk now" not in hand.names()
