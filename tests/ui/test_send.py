"""Send to…: one page for whatever goes to whomever; nothing is recorded before its one button is pressed."""

import pytest

from app.case import events
from app.casework.cases import queries
from app.casework.lifecycle import consents, referrals
from app.casework.lifecycle.consents import ConsentDetails
from app.ui.parts import Choose
from app.ui.sending.letter_page import LetterPage
from app.ui.sending.ways import HANDS_OVER
from tests.casework.dossier_case import read_over
from tests.ui.hand import Hand
from tests.ui.office import Colleague, Office, finished, opened
from tests.ui.sending import send_page

pytestmark = [pytest.mark.screen, pytest.mark.parametrize("language", ["ar"])]
PASSWORD = "walrus thistle gondola anvil"


@pytest.fixture
def office(opens, tmp_path, language) -> Office:
    office = opened(opens, tmp_path, language)
    office.layla.hand.turns_to()
    return office


def events_of(colleague: Colleague, case: str) -> list[str]:
    timeline = colleague.hand.does(lambda: queries.case_of(colleague.session, case).timeline)
    return [event.what for event in timeline]


def answers_yes(hand: Hand, page) -> None:
    hand.click(page.agreement.segments.parts["yes"])
    hand.find(hand.says("How it was given"), Choose).choose("signature")


def test_the_letter_is_seen_before_anything_is_recorded(office: Office):
    layla = office.layla
    case = layla.interviews(name="Sunita Tamang", language="ne").case_id
    before = events_of(layla, case)
    hand, page = layla.hand, send_page(layla.hand, case, "agency", goes=["letter"])
    assert not page.pages.pdf  # nobody was asked whether they may know
    answers_yes(hand, page)
    hand.until(lambda: bool(page.pages.pdf))
    assert events_of(layla, case) == before


def test_what_is_missing_comes_into_view(office: Office):
    layla = office.layla
    case = layla.interviews(name="Sunita Tamang", language="ne").case_id
    hand, page = layla.hand, send_page(layla.hand, case, "agency", goes=["letter"])
    page.area.verticalScrollBar().setValue(page.area.verticalScrollBar().maximum())
    hand.press("Refer and print the letter")
    problem = page.agreement.problem
    hand.until(lambda: not problem.visibleRegion().isEmpty())
    assert hand.reads(hand.says("Choose how the person answered."))


def test_what_the_person_says_is_recorded_before_a_paper_goes_and_once(office: Office, tmp_path):
    layla = office.layla
    case = layla.interviews(name="Sunita Tamang", language="ne").case_id
    layla.hand.does(lambda: read_over(layla.session, case, "prosecution"))
    hand = layla.hand
    page = send_page(hand, case, "agency", "prosecution", goes=["dossier"])
    answers_yes(hand, page)
    page.ways.choose("pdf")  # what was answered stays
    before = len(events_of(layla, case))
    hand.press("Save as a file")
    hand.until(lambda: bool(hand.window.dialogs()))
    assert events_of(layla, case)[before:] == [events.CONSENT]
    hand.window.dialogs()[-1].close_down()
    assert page.agreement.said_now() == ""
    page.save_paper(tmp_path / "d.pdf", PASSWORD)
    hand.until((tmp_path / "d.pdf").exists)
    hand.rests()
    assert events_of(layla, case)[before:] == [events.CONSENT, events.EXPORTED]


def test_of_a_person_who_could_not_be_asked_no_answer_is_recorded(office: Office, tmp_path):
    layla = office.layla
    case = layla.interviews(name="Sunita Tamang", language="ne").case_id
    layla.hand.does(lambda: read_over(layla.session, case, "prosecution"))
    hand = layla.hand
    page = send_page(hand, case, "agency", "prosecution", goes=["record"], how="pdf")
    hand.press("Could not be asked")
    hand.type("Reason to go ahead without consent", "she is unconscious")
    page.save_paper(tmp_path / "r.pdf", PASSWORD)
    hand.until((tmp_path / "r.pdf").exists)
    hand.rests()
    (cell,) = [c for c in hand.does(lambda: consents.grid(layla.session, case)) if c.agency == "prosecution"]
    assert cell.answer == "not_asked"
    event = hand.does(lambda: queries.case_of(layla.session, case).timeline[-1])
    assert event.content["override"] == "she is unconscious"


def test_a_letter_beside_a_sealed_file_is_referred_once_however_often_it_is_tried(office: Office, tmp_path):
    layla = office.layla
    hand, case = layla.hand, layla.interviews(name="Sunita Tamang", language="ne").case_id

    def agrees() -> None:
        terms = ConsentDetails(language="ne", mode="signature")
        consents.record(layla.session, case, "share", "yes", terms, "prosecution")
        read_over(layla.session, case, "prosecution")

    hand.does(agrees)
    page = send_page(hand, case, "agency", "prosecution", goes=["letter"], how="sealed")
    hand.type("Reason", "her passport is kept")
    for place in ("gone", "."):
        hand.press("Seal and save")
        hand.until(lambda: bool(hand.window.dialogs()))
        dialog = hand.window.dialogs()[-1]
        dialog.close_down()
        dialog._then(tmp_path / place / "s.sanad.age")  # pulled after it was chosen
        hand.until(lambda: page.problem.isVisible() or page.bundle is not None)
        hand.rests()
    assert page.bundle is not None
    assert len(hand.does(lambda: referrals.referrals(layla.session, case))) == 1
    hand.press("Print the letter")
    hand.sees(LetterPage)


def test_several_cases_are_handed_over_together(office: Office):
    layla, omar = office.layla, office.omar
    hand, session = layla.hand, layla.session
    cases = [hand.does(lambda: finished(session, {"name": name})).case_id for name in ("Asha Sample", "Maya Sample")]  # noqa: B023
    page = send_page(hand, cases[0], "colleague", also=(cases[1],))
    page.whom.colleague.choose(omar.session.vault.person.hex())
    assert page.ways.now == HANDS_OVER
    hand.press("Hand over")
    hand.until(lambda: page._is_over)
    for case in cases:
        (offer,) = hand.does(lambda: queries.case_of(session, case).handovers)  # noqa: B023
        assert offer.to[1] == omar.session.vault.person
