"""What lines of a case's page say: of the right thing, with the day where an hour alone would mislead."""

import pytest
from PySide6.QtWidgets import QLabel

from app.language import strip_marks
from app.ui import navigation, theme
from app.ui.case import needs
from app.ui.case.page import CaseScreen
from tests.casework.test_caring import held
from tests.people import keeps_a_case
from tests.ui.hand import Hand

pytestmark = pytest.mark.screen


def opens_case(hand: Hand, case: str) -> CaseScreen:
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    hand.rests()
    return page


def test_what_was_needed_yesterday_is_said_to_be_late_with_its_day(opens, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session

    def in_need() -> str:
        case = keeps_a_case(session, "Sunita Sample")
        held(session, case, "needs", need_food="now")
        return case

    case = hand.does(in_need)

    def said() -> tuple[str, str]:
        """On the case's page, and on the page after a talk."""
        page = opens_case(hand, case)
        banner = needs.urgent(page.of_course())
        assert banner is not None
        texts = [strip_marks(label.text()) for label in banner.findChildren(QLabel)]
        banner.deleteLater()
        return next(text for text in hand.shown() if hour in text), next(text for text in texts if hour in text)

    (need,) = opens_case(hand, case).of_course().course.care.needs
    words = theme.words()
    hour, day = words.time(need.due), strip_marks(words.moment(need.due))
    assert not any(day in text for text in said())
    hand.window.context.clock.pass_(days=1)
    assert all(day in text for text in said())
