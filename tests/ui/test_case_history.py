"""The history of a case: by kind, and each line with what it changed; a safe number leaves a trace."""

import pytest

from app.casework.cases import access_log, queries
from app.casework.interviews import conflicts
from app.ui import navigation
from app.ui.case.history import HistoryLine
from app.ui.case.page import CaseScreen
from app.ui.parts import Chip
from tests.ui.hand import Hand
from tests.ui.office import finished

pytestmark = pytest.mark.screen
NUMBER = "+96555123456"


@pytest.fixture
def opened(opens, language) -> Hand:
    hand = opens(language).unlocks_new()
    session = hand.window.context.session

    def a_corrected_case() -> str:
        talk = finished(session, {"name": "Sunita Tamang", "phone": NUMBER, "employer": "First"})
        [interview] = queries.case(session, talk.case_id).interviews
        ref = next(ref for ref, text in interview.values.items() if text == "First")
        conflicts.correct(session, talk.case_id, talk.interview_id, ref, "Second", reason="From the contract")
        return talk.case_id

    hand.window.go(navigation.Case(hand.does(a_corrected_case)))
    page: CaseScreen = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    return hand


def lines(hand: Hand) -> list[HistoryLine]:
    return [line for line in hand.screen.findChildren(HistoryLine) if line.isVisible()]


def test_a_line_opens_to_what_stood_there_before_and_now(opened):
    opened.opens_tab("History")
    opened.until(lambda: bool(lines(opened)))
    opened.click(lines(opened)[0].head)
    opened.until(lambda: opened.reads("Second"))
    assert opened.reads("First")
    assert opened.reads("From the contract")


def test_a_chip_leaves_what_is_of_its_kind(opened):
    session, case_id = opened.window.context.session, opened.screen.case_id
    opened.does(lambda: access_log.fact_seen(session, case_id, "phone"))
    opened.window.go(navigation.Case(case_id))
    opened.until(lambda: opened.screen.told is not None)
    opened.opens_tab("History")
    opened.until(lambda: bool(lines(opened)))
    all_of_them = len(lines(opened))
    chips = [chip for chip in opened.screen.findChildren(Chip) if chip.isVisible()]
    opened.click(chips[-1])
    opened.until(lambda: len(lines(opened)) == 1)
    assert lines(opened)[0].head.accessibleName().endswith(opened.says("Hidden answers shown"))
    opened.click(chips[0])
    opened.until(lambda: len(lines(opened)) == all_of_them)


def test_that_the_safe_number_was_shown_stands_in_the_case_once_an_hour(opened):
    session, case_id = opened.window.context.session, opened.screen.case_id

    def looks() -> int:
        seen = opened.does(lambda: queries.case(session, case_id)).timeline
        return sum(entry.says == "Hidden answers shown" for entry in seen)

    assert not opened.reads(NUMBER)
    for _ in range(2):
        opened.press("Show")
        opened.until(lambda: opened.reads(NUMBER))
        opened.press("Hide it")
        opened.until(lambda: not opened.reads(NUMBER))
    assert looks() == 1


def test_the_number_stands_open_on_no_page_of_the_case_and_its_look_is_kept_wherever(opened):
    session, case_id = opened.window.context.session, opened.screen.case_id
    opened.opens_tab("People and places")
    opened.until(lambda: opened.reads("Sunita Tamang"))
    opened.rests()
    assert not opened.reads(NUMBER)
    opened.press("Show")
    opened.until(lambda: opened.reads(NUMBER))
    seen = opened.does(lambda: queries.case(session, case_id)).timeline
    assert [entry.says for entry in seen].count("Hidden answers shown") == 1
    opened.press("Hide it")
    opened.until(lambda: not opened.reads(NUMBER))
