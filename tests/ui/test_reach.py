"""An interview with every control, by keys and by ear, and at 200 %: nothing is cut, named twice or
reached out of turn."""

import pytest
from PySide6.QtWidgets import QWidget

from app.ui import navigation
from app.ui.interview.screen import InterviewScreen
from app.ui.read_back import ReadBack
from app.ui.review import ReviewScreen
from tests.ui.forms_appearances import APPEARANCES
from tests.ui.forms_controls import EVERY
from tests.ui.hand import Hand
from tests.ui.test_case_pages import ENLARGED, goes_backwards, reached, unnamed_or_twice
from tests.ui.test_every_control import opens_section  # noqa: F401
from tests.ui.test_interview import question
from tests.ui.test_layout import SIZES, cut_labels, out_of_reach, small_targets

pytestmark = pytest.mark.screen
_TOUCH = 44


def too_small(scope: QWidget) -> list[str]:
    small = [widget for widget in reached(scope) if min(widget.width(), widget.height()) < _TOUCH]
    return [f"{widget.accessibleName()} {widget.size()}" for widget in small]


def stands(hand: Hand) -> None:
    hand.until(lambda: not [*cut_labels(hand), *small_targets(hand), *out_of_reach(hand)])


@pytest.mark.parametrize("form", [pytest.param(EVERY, marks=pytest.mark.long), APPEARANCES])
def test_each_page_is_whole_at_200_percent_and_has_names_and_an_order(opens_section, form):  # noqa: F811
    hand = opens_section("files", form)
    screen: InterviewScreen = hand.screen
    for page in screen.controller.pages():
        screen._to_section(page.ref)
        assert screen.page is not None
        hand.window.resize(*ENLARGED)
        stands(hand)
        assert too_small(screen.page) == [], page.ref
        hand.window.resize(*SIZES[0])
        stands(hand)
        assert unnamed_or_twice(screen.page) == [], page.ref
        assert goes_backwards(hand, screen.page, reached(screen.page)[0]) == [], page.ref


def test_what_follows_the_pages_is_whole_at_200_percent(opens_section):  # noqa: F811
    hand = opens_section("days")
    controller = hand.screen.controller
    question(hand, "more").give("no food")
    hand.window.resize(*ENLARGED)
    for destination, kind in (
        (navigation.Review(controller), ReviewScreen),
        (navigation.ReadBack(controller), ReadBack),
    ):
        hand.window.go(destination)
        hand.sees(kind)
        stands(hand)


def test_the_kept_badge_and_the_sections_say_all_of_it_where_they_show_less(opens_section):  # noqa: F811
    hand = opens_section("days")
    hand.until(lambda: hand.screen.controller.state == "kept")
    names_before = hand.screen.bar.sections.accessibleName(), hand.screen.bar.badge.accessibleName()
    hand.window.resize(*ENLARGED)
    stands(hand)
    names_after = hand.screen.bar.sections.accessibleName(), hand.screen.bar.badge.accessibleName()
    assert names_after == names_before
    hand.until(hand.screen.bar.languages.isVisible)
    hand.window.resize(*SIZES[0])
    hand.until(lambda: hand.screen.bar.isAncestorOf(hand.screen.bar.languages))


LATE = """
| survey |            |       |                     |                     |                |
|        | type       | name  | label::العربية (ar) | label::English (en) | relevant       |
|        | begin_group | first | أولا               | First               |                |
|        | text       | one   | واحد                | One                 |                |
|        | text       | two   | اثنان               | Two                 | ${one} = 'yes' |
|        | text       | three | ثلاثة               | Three               |                |
|        | rank few   | order | رتب                 | Order               |                |
|        | end_group  |       |                     |                     |                |
| choices |           |       |                     |                     |                |
|        | list_name  | name  | label::العربية (ar) | label::English (en) |                |
|        | few        | a     | ألف                 | A                   |                |
|        | few        | b     | باء                 | B                   |                |
|        | few        | c     | جيم                 | C                   |                |
| settings |          |       |                     |                     |                |
|        | form_title | form_id | default_language  |                     |                |
|        | Late       | late  | English (en)        |                     |                |
"""


def test_what_appears_or_moves_later_is_reached_where_it_is_seen(opens_section):  # noqa: F811
    hand = opens_section("first", LATE)
    question(hand, "one").give("yes")
    question(hand, "order").give(["c", "a", "b"])
    question(hand, "order").refresh()
    hand.until(lambda: question(hand, "two").isVisible())
    page = hand.screen.page
    assert goes_backwards(hand, page, question(hand, "one").line) == []
    order = [widget for widget in reached(page) if widget in question(hand, "order").cards.values()]
    assert order == [question(hand, "order").cards[value] for value in "cab"]
