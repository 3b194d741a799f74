"""A visit to a place in the window: no person, no stages, and the way to whoever is interviewed there."""

import pytest
from PySide6.QtCore import Qt

from app.casework.cases import queries
from app.language import strip_marks
from app.ui import case_columns, navigation, theme
from app.ui.case import actions
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.result import ResultScreen
from app.ui.review import ReviewScreen
from tests.casework.test_beginnings import visited
from tests.ui.sending import send_page

pytestmark = pytest.mark.screen


def test_a_visit_shows_the_place_and_leads_to_an_interview_there(opens, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    visit = hand.does(lambda: visited(session))
    hand.window.go(navigation.Case(visit.case_id))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    hand.until(lambda: hand.reads(hand.says("The place")))
    assert hand.reads(hand.says("Site visit"))
    for label in ("The person", "Consent", "Status of the person"):
        assert hand.says(label) not in hand.shown()
    assert page.next is not None
    assert page.next.accessibleName() == hand.says("Interview somebody here")
    assert "Another interview" not in [offer.says for offer in actions.additions(page)]
    assert hand.says("Move the case to the next stage") not in hand.names()
    for of_a_person in ("The next contact with the person", "Talk with the person again"):
        assert hand.says(of_a_person) not in hand.shown()
    assert hand.says("Go back to this place") in hand.shown()
    hand.press("Record a site visit")
    screen = hand.sees(InterviewScreen)
    assert hand.reads(hand.says("This page needs nobody’s consent."))
    hand.window.go(navigation.Case(visit.case_id))
    hand.sees(CaseScreen)
    hand.until(lambda: hand.says("Interview somebody here") in hand.names())
    hand.press("Interview somebody here")
    screen = hand.sees(InterviewScreen)
    values = screen.controller.interview.values(relevant_only=False)
    assert "Mangaf housing" in values.values()
    sending = send_page(hand, visit.case_id, "agency")  # of a place there is nobody to refer
    assert sending.letter.isHidden()
    assert sending.dossier.isHidden()
    assert sending.whom.chips["person"].isHidden()


def test_from_the_start_page_to_a_visit_that_is_kept_without_reading_back(opens, language):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    hand.press("Record a site visit")
    screen = hand.sees(InterviewScreen)
    assert hand.reads(hand.says("This page needs nobody’s consent."))
    for name, value in (("site", "Mangaf housing"), ("guard", "yes"), ("injuries", "unknown")):
        ref = next(question.path for question in screen.controller.form.questions() if question.name == name)
        screen.controller.answer(ref, value)
    hand.until(lambda: screen.controller.state == "kept")
    hand.window.go(navigation.Review(screen.controller))
    hand.sees(ReviewScreen)
    assert hand.says("Not noted") in hand.shown()  # nobody is asked what an officer sees
    assert hand.says("Not asked") not in hand.shown()
    hand.press("Finish")
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    assert page.told.name == "Mangaf housing"
    assert not any(hand.says("Not asked") in text for text in hand.shown())
    (row,) = hand.does(lambda: queries.cases(hand.window.context.session))
    assert row.marks == ("visit",)


def test_a_place_has_no_stage_in_any_list(opens, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    hand.does(lambda: visited(session))
    (row,) = hand.does(lambda: queries.cases(session))
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.reads(f"{row.reference} · {hand.says('Site visit')}"))
    hand.window.go(navigation.Cases())
    page = hand.sees(Cases)
    hand.until(lambda: page.table.model().rowCount() == 1)
    titles = [column.title for column in case_columns.CASES]
    place = page.table.model().index(0, titles.index("Stage"))
    assert not place.data(Qt.ItemDataRole.AccessibleTextRole)
    assert not place.data(Qt.ItemDataRole.DisplayRole)


def test_what_a_visit_showed_is_said_of_the_place_and_leads_to_whoever_is_there(opens, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    visit = hand.does(lambda: visited(session))
    hand.window.go(navigation.Case(visit.case_id))
    page = hand.sees(CaseScreen)
    hand.until(lambda: hand.says("What the visit showed") in hand.shown())
    assert hand.says("Screening result") not in hand.shown()
    assert hand.says("Talk again") not in hand.shown()
    page.show_result()
    result = hand.sees(ResultScreen)
    hand.until(lambda: hand.says("Interview somebody from this place") in hand.shown())
    moment = theme.words().moment(queries.case(session, visit.case_id).interviews[0].at)
    assert hand.reads(strip_marks(theme.words()("Site visit of {when}", when=moment)))
    assert hand.says("Rights and numbers to call") not in hand.names()
    hand.click(result.your_view.head)
    assert hand.says("I am concerned about the people there") in hand.names()
    hand.press("Open the case")
    hand.sees(CaseScreen)
    hand.until(lambda: hand.says("Interview somebody here") in hand.names())
