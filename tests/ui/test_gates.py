"""No way around safety and consent: neither the rail, nor Next, nor the list of sections, nor the review."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit

from app.ui import navigation
from app.ui.early_ending import Closing
from app.ui.interview.presence import Presence
from app.ui.interview.screen import InterviewScreen
from app.ui.review import ReviewScreen
from tests.ui.hand import Hand
from tests.ui.test_interview import answer, question

pytestmark = pytest.mark.screen
SAFE = {"present": "nobody", "overheard": "no", "wants_here": "yes"}


@pytest.fixture
def layla(opens, language) -> Hand:
    hand = opens(language).unlocks_new()
    hand.begins()
    return hand


def section(hand: Hand) -> str:
    return hand.screen.here.rpartition("/")[2]


def pages(hand: Hand) -> list[str]:
    return [page.ref for page in hand.screen.controller.pages()]


def test_the_rail_and_the_list_of_sections_lead_nowhere_before_safety_is_answered(layla: Hand):
    for ref in pages(layla)[1:]:
        layla.screen.contents.chosen.emit(ref)
        assert section(layla) == "safety"
        layla.window.go(navigation.Interview(layla.screen.controller, page=ref))
        layla.sees(InterviewScreen)
        assert section(layla) == "safety"
    assert layla.reads(layla.screen.controller.node("/data/safety/present").label)
    assert not layla.screen.foot.skip.isVisible()


def test_next_stays_and_names_what_is_missing_each_time(layla: Hand):
    for _ in range(3):
        layla.press("Next")
        assert section(layla) == "safety"
        assert layla.screen.banner.isVisible()
    answer(layla, **SAFE)
    layla.press("Next")
    layla.press("Next")
    assert section(layla) == "consent"
    for _ in range(2):
        layla.press("Next")
        assert section(layla) == "consent"
    assert not layla.screen.foot.skip.isVisible()
    assert layla.screen.controller.answer("/data/person/name", "Maya") != ""
    assert layla.screen.controller.interview.value("/data/person/name") == ""
    answer(layla, consent_talk="yes", consent_record="yes")
    layla.press("Next")
    assert section(layla) == "today"
    assert layla.screen.foot.skip.isVisible()


def test_who_is_here_is_asked_row_by_row_and_an_interpreter_does_not_end_it(layla: Hand):
    present = question(layla, "present")
    assert isinstance(present, Presence)
    layla.click(present.cards["interpreter"])
    layla.click(present.rows["interpreter"].segments.parts["yes"])
    assert layla.screen.controller.interview.value("/data/safety/interpreter_safe") == "yes"
    names = {question_widget.ref.rpartition("/")[2] for question_widget in layla.screen.page.questions()}
    assert names == {"present", "overheard", "wants_here"}  # the rest stands in the rows
    answer(layla, overheard="no", wants_here="yes")
    layla.press("Next")
    assert section(layla) == "language_used"


def test_the_questions_that_decide_about_safety_are_in_sight_and_nothing_moves(layla: Hand):
    layla.rests()
    present, inside = question(layla, "present"), layla.screen.area.viewport()
    cards = [*question(layla, "overheard").cards.values(), *question(layla, "wants_here").cards.values()]
    places = [card.rect().translated(card.mapTo(inside, QPoint(0, 0))) for card in cards]
    assert all(inside.rect().contains(place) for place in places)
    assert all(card.width() * 2 <= present.width() for card in present.cards.values())
    before = {value: card.geometry() for value, card in present.cards.items()}
    layla.click(present.cards["employer"])
    layla.rests()
    assert {value: card.geometry() for value, card in present.cards.items()} == before
    assert [card.mapTo(inside, QPoint(0, 0)) for card in cards] == [at.topLeft() for at in places]


def test_what_comes_of_the_questions_about_safety_stands_below_them(layla: Hand):
    says = layla.says
    assert layla.reads(says("We can stop at any time."))
    answer(layla, **SAFE)
    layla.rests()
    assert layla.reads(says("According to these answers, it is safe to start."))
    answer(layla, wants_here="not_asked")
    layla.rests()
    assert layla.reads(says("Do not start yet: another place or time is needed first."))
    answer(layla, wants_here="no")
    layla.rests()
    assert layla.reads(says("Do not start now. The next page asks when and where to try again."))
    layla.press("Next")
    layla.sees(Closing)
    for asked in ("When to talk again", "Where to talk", "How to get in touch safely"):
        layla.find(layla.says(asked), QLineEdit)


def test_where_it_is_not_clear_one_finds_another_place_or_stops(layla: Hand):
    answer(layla, **{**SAFE, "overheard": "perhaps"})
    layla.press("Next")
    assert section(layla) == "safety"
    layla.press("Stop here")
    layla.sees(Closing)


def test_the_review_reads_nothing_back_while_consent_was_taken_out(layla: Hand):
    controller = layla.screen.controller
    answer(layla, **SAFE, consent_talk="yes", consent_record="yes", name="Maya Sample")
    assert controller.answer("/data/consent/consent_record", "") == ""
    layla.window.go(navigation.Review(controller))
    review: ReviewScreen = layla.sees(ReviewScreen)
    assert not review.read_back.isEnabled()
    review.primary()
    assert layla.window.screen_now is review
    assert layla.reads(layla.says("Safety and consent come first"))
    assert controller.answer("/data/consent/consent_record", "yes") == ""
    layla.window.go(navigation.Review(controller))
    layla.until(lambda: layla.sees(ReviewScreen) is not review)
    assert layla.sees(ReviewScreen).read_back.isEnabled()
