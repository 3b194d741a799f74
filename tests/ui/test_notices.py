"""What an officer is told on the first page before anything else: a clock that can't be right, an
interview that came back with less than was kept, a version."""

import pytest

from app.casework.interviews import interview
from app.casework.questionnaires import forms
from app.casework.session import clock_check
from app.language import strip_marks
from app.ui import navigation, theme
from app.ui.home import Home
from app.vault import draft_guard
from app.version import VERSION

pytestmark = pytest.mark.screen


def test_a_clock_that_may_be_right_is_asked_about_once(opens, language):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    session = hand.window.context.session
    hand.window.context.clock.pass_(days=900)
    assert session.clock is hand.window.context.clock
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.says("Check the clock") in hand.names())
    hand.press("Check the clock")
    hand.press("The clock is right")
    hand.until(lambda: hand.does(lambda: clock_check.doubt(session)) is None)
    hand.until(lambda: hand.says("Check the clock") not in hand.names())


def test_an_interview_that_came_back_shorter_is_named_until_it_is_accepted(opens, language):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    session = hand.window.context.session

    def loses() -> str:
        draft = interview.start(session, forms.forms(session)[0].hash).draft_id
        with session.vault.transaction() as writer:
            draft_guard.note(writer, [draft_guard.Loss(bytes.fromhex(draft), 9, 9, session.now(), 4)], session.now())
        return draft

    hand.does(loses)
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.says("Continue with the rest") in hand.names())
    hand.press("Continue with the rest")
    hand.until(lambda: hand.says("Continue with the rest") not in hand.names())
    assert hand.does(lambda: interview.rolled_back(session)) == []


def test_the_version_stands_in_help(opens, language):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    hand.window.go(navigation.Help())
    hand.until(lambda: hand.reads(strip_marks(theme.words()("Sanad {version}", version=VERSION))))
