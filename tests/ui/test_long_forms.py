"""Forms of thousands of questions: found, turned, looked over, without a widget for each."""

from statistics import median

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import navigation
from app.ui.interview.long_list import LongList
from app.ui.interview.screen import InterviewScreen
from app.ui.parts.dialog import Dialog
from app.ui.review import ReviewScreen
from benchmarks.pages import wide
from tests.counted import calls_of
from tests.ui.test_interview import kept, question

pytestmark = pytest.mark.screen


@pytest.fixture
def opens_form(opens, tmp_path):
    def open_(form, language="en"):
        hand = opens(language).unlocks_new()
        hand.opens_form(tmp_path / "long.md", form)
        return hand

    return open_


def test_a_section_among_many_is_found_by_typing_and_enter(opens_form, language):
    hand = opens_form(wide(60, 3), language)
    hand.key(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    dialog = next(button for button in hand.window.findChildren(Dialog) if button.isVisible())
    (sections,) = dialog.findChildren(LongList)
    finder = QApplication.focusWidget()
    finder.insert({"ar": "القسم 47", "en": "section 47"}[language])
    finder.textEdited.emit(finder.text())
    assert len(sections.rows.shown) == 1
    hand.key(Qt.Key.Key_Return)
    assert hand.screen.here == "/data/g47"


def test_a_page_of_two_thousand_questions_turns_with_the_work_of_a_page(opens_form):
    few, many = (turning(opens_form(wide(sections))) for sections in (20, 200))
    assert many < 1.5 * few, (few, many)


def turning(hand):
    """Calls made until a page is painted; in milliseconds: benchmarks/pages.py."""
    screen, calls = hand.screen, []

    def turns(page):
        screen.open_page(page.ref)
        QApplication.sendPostedEvents()
        hand.window.repaint()

    for page in screen.controller.pages()[1:12]:
        calls.append(calls_of(lambda: turns(page)))  # noqa: B023
        hand.until(lambda: screen.controller.state == "kept")
    assert len(screen.page.findChildren(QWidget)) < 400
    return median(calls)


def test_review_of_two_thousand_questions_names_the_first_and_counts_all(opens_form):
    hand = opens_form(wide())
    hand.window.go(navigation.Review(hand.screen.controller))
    review = hand.sees(ReviewScreen)
    assert hand.reads("2,000") or hand.reads("2000")
    assert len(review.findChildren(QWidget)) < 600
    hand.press("Go there")
    assert hand.sees(InterviewScreen).here == "/data/g0"


def test_a_long_section_is_laid_whole_and_an_answer_far_down_is_kept(opens_form, language):
    hand = opens_form(wide(1, 120), language)
    last = question(hand, "q115")
    assert last.isVisible()
    last.give("at the end")
    assert next(v for path, v in kept(hand).items() if path.endswith("/q115")) == "at the end"


def test_the_table_of_contents_fills_after_the_page_is_there_and_follows_it(opens_form):
    hand = opens_form(wide(120, 3))
    contents = hand.screen.contents
    hand.until(lambda: len(contents.rows) == len(contents.order) == 120)
    assert [row.accessibleName() for row in contents.rows.values()][:2] == ["Section 0", "Section 1"]
    hand.screen.open_page("/data/g100")
    row = contents.rows["/data/g100"]
    hand.until(lambda: not row.visibleRegion().isEmpty())
    assert row.here
