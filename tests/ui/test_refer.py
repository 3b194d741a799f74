"""From a result to help: one page refers, asks whether the agency may know, and opens the letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit

from app.casework.cases import queries
from app.casework.lifecycle import consents, referrals
from app.casework.lifecycle.consents import ConsentDetails, ConsentView
from app.casework.lifecycle.referrals import ReferralView
from app.ui import navigation, theme
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from app.ui.parts.day_field import Day
from app.ui.result import ResultScreen
from app.ui.sending.agency_card import AgencyCard
from app.ui.sending.letter_page import LetterPage
from app.ui.sending.page import SendPage
from tests.casework.test_caring import held
from tests.ui.hand import Hand
from tests.ui.office import Colleague, opened
from tests.ui.test_course import opens_case, waits_for
from tests.ui.test_layout import stands_at_every_size
from tests.ui.test_rights_sheet import SITUATIONS, told

pytestmark = pytest.mark.screen
SIGNED = ConsentDetails(language="ne", mode="signature")
REASON = "Reason"


@pytest.fixture
def layla(opens, tmp_path, language) -> Colleague:
    colleague = opened(opens, tmp_path, language, omar="supervisor").layla
    colleague.hand.turns_to()
    return colleague


def at_referral(hand: Hand, destination: navigation.Send) -> SendPage:
    hand.window.go(destination)
    page: SendPage = hand.sees(SendPage)
    hand.until(lambda: bool(page.whom.agencies.cards))
    hand.rests()
    return page


def picks(hand: Hand, page: SendPage, agency: str, service: str) -> AgencyCard:
    """One of the other agencies, found by its service."""
    if page.whom.agencies.others.isVisible():
        hand.click(page.whom.agencies.others)
    page.whom.agencies.search.setText(service)
    card = next(card for card in page.whom.agencies.cards if card.key()[:2] == (agency, service))
    hand.rests()
    hand.click(card)
    hand.rests()
    assert page.whom.agencies.value().key()[:2] == (agency, service)
    assert len(page.whom.agencies.cards) <= 3  # what follows is near again
    return card


def says(hand: Hand, page: SendPage, answer: str, mode: str = "") -> None:
    """What the person says, and how."""
    hand.click(page.agreement.segments.parts[answer])
    if mode:
        how = hand.find(hand.says("How it was given"), QComboBox)
        how.setCurrentIndex(how.findData(mode))


def made(hand: Hand, case: str) -> list[ReferralView]:
    session = hand.window.context.session
    return hand.does(lambda: referrals.referrals(session, case))


def agreed(hand: Hand, case: str, agency: str) -> ConsentView:
    session = hand.window.context.session
    cells = hand.does(lambda: consents.grid(session, case))
    return next(cell for cell in cells if cell.agency == agency)


def of_result(layla: Colleague, result: str) -> tuple[str, ResultScreen]:
    """A situation of the bank that comes to a result; its case, and the page."""
    hand = layla.hand
    for situation in SITUATIONS:
        if situation["label"] != result:
            continue
        talk = hand.does(lambda: told(layla.session, situation))  # noqa: B023
        view = hand.does(lambda: queries.case(layla.session, talk.case_id).interviews[0])  # noqa: B023
        if view.assessment["result"] == result:
            hand.window.go(navigation.Result(talk.case_id, talk.interview_id))
            page: ResultScreen = hand.sees(ResultScreen)
            hand.rests()
            return talk.case_id, page
    raise AssertionError(result)


def counted_clicks(hand: Hand) -> tuple[list[str], Callable[[object], None]]:
    presses: list[str] = []

    def click(widget) -> None:
        presses.append(widget.accessibleName())
        hand.click(widget)

    return presses, click


def test_from_a_result_to_the_letter_with_its_number_in_five_presses(layla: Colleague):
    hand = layla.hand
    case, _ = of_result(layla, "refer")
    presses, click = counted_clicks(hand)
    click(hand.find(hand.says("Refer")))
    page: SendPage = hand.sees(SendPage)
    hand.until(lambda: bool(page.whom.agencies.cards))
    hand.rests()
    click(page.agreement.segments.parts["yes"])
    how = hand.find(hand.says("How it was given"), QComboBox)
    presses += ["the list", "Signed"]
    how.setCurrentIndex(how.findData("signature"))
    click(page.go)
    letter: LetterPage = hand.sees(LetterPage)
    hand.until(lambda: bool(letter.pages.pdf))
    assert len(presses) == 5
    assert not hand.window.dialogs()
    (referral,) = made(hand, case)
    assert hand.reads(referral.reference)
    assert agreed(hand, case, referral.agency).allowed


def test_a_result_to_refer_never_has_the_case_as_its_first_button(layla: Colleague):
    hand = layla.hand
    for result, first in (
        ("refer", "Refer"),
        ("talk_again", "Set a day for another talk"),
        ("labour_complaint", "Enter the complaint"),
    ):
        _, page = of_result(layla, result)
        primary = [button for button in hand.visible(type(page.keep), page) if button.kind == "primary"]
        assert [button.accessibleName() for button in primary] == [hand.says(first)]
    hand.press("Enter the complaint")
    hand.until(lambda: hand.reads(hand.says("Number of the complaint")))


def test_two_agencies_fit_and_each_has_its_number_or_says_that_nobody_confirmed_it(layla: Colleague):
    hand, case = layla.hand, layla.interviews(name="Sunita Tamang", language="ne").case_id
    hand.does(lambda: held(layla.session, case, "needs", need_medical="now", need_protection="days"))
    page = at_referral(hand, navigation.Send(case, whom="agency"))
    assert [card.entry.agency for card in page.whom.agencies.cards] == ["health", "interior"]
    assert page.by_when.value() == hand.window.context.clock().astimezone().date()
    for card in page.whom.agencies.cards:
        assert hand.says("Number not confirmed") in card.accessibleDescription()
    assert not any("Times" in text for text in hand.shown())
    stands_at_every_size(hand, "a referral")
    page = at_referral(hand, navigation.Send(case, need="protection"))
    assert page.whom.agencies.value().entry.agency == "interior"
    assert page.reason.read() == next(
        need.name(theme.words()) for need in page.known.course.care.needs if need.id == "protection"
    )


def test_what_is_missing_is_said_and_nothing_is_recorded(layla: Colleague):
    hand, case = layla.hand, layla.interviews(name="Sunita Tamang", language="ne").case_id
    page = at_referral(hand, navigation.Send(case, whom="agency"))
    page.by_when.choose(-1)
    for sentence, then in (
        ("Choose how the person answered.", lambda: says(hand, page, "yes")),
        ("Choose how it was given.", lambda: says(hand, page, "no", "spoken")),
        ("Enter the name of the witness.", lambda: None),
    ):
        hand.press("Refer and print the letter")
        assert hand.reads(hand.says(sentence)), sentence
        assert hand.reads(hand.says("Enter the reason first."))
        assert hand.reads(hand.says("This date does not exist."))
        then()
    stands_at_every_size(hand, "a referral in which something is missing")
    assert made(hand, case) == []
    assert agreed(hand, case, "prosecution").answer == "not_asked"


def test_an_interpreter_is_the_witness_and_another_day_is_written(layla: Colleague):
    hand = layla.hand
    case = layla.interviews(name="Sunita Tamang", language="ne").case_id
    page = at_referral(hand, navigation.Send(case, whom="agency", reason="needs a lawyer"))
    picks(hand, page, "ngo", "legal aid")
    says(hand, page, "yes", "interpreted")
    hand.find(hand.says("Name of the interpreter"), QLineEdit).setText("Interpreter 12")
    page.by_when.choose(-1)
    day = hand.window.context.clock().astimezone().date() + timedelta(days=9)
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.by_when.findChild(Day).lines[part].setText(str(number))
    hand.press("Refer and print the letter")
    hand.sees(LetterPage)
    (referral,) = made(hand, case)
    assert (referral.agency, referral.service_name) != ("", "")
    assert referral.request.answer_day == day
    given = agreed(hand, case, "ngo").given
    assert (given.mode, given.witness, given.interpreter, given.language) == (
        "spoken",
        "Interpreter 12",
        "Interpreter 12",
        "ne",
    )


def test_a_no_goes_by_a_signed_reason_alone(layla: Colleague):
    hand, case = layla.hand, layla.interviews(name="Sunita Tamang", language="ne").case_id
    page = at_referral(hand, navigation.Send(case, whom="agency", reason="needs a bed"))
    says(hand, page, "no", "signature")
    hand.press("Refer and print the letter")
    assert made(hand, case) == []
    hand.type("Reason to go ahead without consent", "in danger tonight")
    hand.press("Refer and print the letter")
    hand.sees(LetterPage)
    (referral,) = made(hand, case)
    assert referral.request.override == "in danger tonight"
    assert agreed(hand, case, referral.agency).answer == "no"


def test_what_was_agreed_before_is_shown_and_not_recorded_again(layla: Colleague):
    hand, case = layla.hand, layla.interviews(name="Sunita Tamang", language="ne").case_id
    hand.does(lambda: consents.record(layla.session, case, "share", "yes", SIGNED, "prosecution"))
    event = agreed(hand, case, "prosecution").event
    page = at_referral(hand, navigation.Send(case, whom="agency", reason="passport kept"))
    assert page.whom.agencies.value().entry.agency == "prosecution"
    assert page.agreement.answer == "yes"
    hand.press("Refer and print the letter")
    hand.sees(LetterPage)
    assert agreed(hand, case, "prosecution").event == event
    page = at_referral(hand, navigation.Send(case, whom="agency", reason="passport kept"))
    says(hand, page, "no")
    hand.type("Reason to go ahead without consent", "danger")
    hand.press("Refer and print the letter")
    hand.until(lambda: len(made(hand, case)) == 2)
    assert agreed(hand, case, "prosecution").answer == "withdrawn"


def test_the_letter_is_recorded_as_printed_before_it_goes_and_waits_for_an_approval(layla: Colleague):
    hand, case = layla.hand, layla.interviews(name="Sunita Tamang", language="ne").case_id
    request = referrals.ReferralRequest("shelter", "accommodation", "a bed", "3h", override="x")
    to_embassy = replace(request, agency="embassy", service="travel document")

    def refer(asked: referrals.ReferralRequest) -> str:
        return hand.does(lambda: referrals.refer(layla.session, case, asked))

    def printed() -> int:
        page = hand.does(lambda: queries.case(layla.session, case))
        return [entry.what for entry in page.timeline].count("printed")

    for asked, number in ((to_embassy, 0), (request, 1)):
        hand.window.go(navigation.ReferralLetter(case, refer(asked), "R-1", "+965 5550 1000"))
        letter: LetterPage = hand.sees(LetterPage)
        letter.print_it.setEnabled(True)  # as where there is a printer
        hand.until(lambda: bool(letter.pages.pdf) and not letter._prints)  # noqa: B023
        hand.until(lambda: printed() == number)  # noqa: B023
        if number == 0:
            assert letter.asks.isVisible()
            assert hand.window.dialogs() == []  # nothing was tried that is refused
        assert hand.reads("+965 5550 1000")
    hand.until(lambda: bool(hand.window.dialogs()))  # no printer took it, which is said
    hand.window.dialogs()[-1].close_down()


def test_it_is_prepared_until_somebody_says_that_it_was_handed_over_and_stays_urgent(layla: Colleague):
    hand, case = layla.hand, layla.interviews(name="Sunita Tamang", language="ne").case_id
    hand.does(lambda: held(layla.session, case, "needs", need_accommodation="now"))
    page = at_referral(hand, navigation.Send(case, whom="agency"))
    says(hand, page, "yes", "signature")
    hand.press("Refer and print the letter")
    hand.sees(LetterPage)
    for word in ("Prepared", "Handed over"):
        _, screen = opens_case(layla, case)
        hand.opens_tab("Progress")
        hand.until(lambda: hand.reads(hand.says(word)))  # noqa: B023
        assert screen.content.waiting[0].kind == "urgent"
        hand.window.go(navigation.Home())
        home: Home = hand.sees(Home)
        hand.until(lambda: home.day is not None)  # noqa: B023
        assert [need.kind for need in home.day.needs] == ["urgent"]
        if word == "Prepared":
            opens_case(layla, case)
            hand.opens_tab("Progress")
            waits_for(hand, "It was handed over")
            hand.press("It was handed over")
            hand.until(lambda: made(hand, case)[0].status == "received")


def test_one_comes_back_to_where_one_came_from(layla: Colleague):
    hand = layla.hand
    case, _ = of_result(layla, "refer")
    hand.press("Refer")
    hand.until(lambda: bool(hand.sees(SendPage).whom.agencies.cards))
    hand.rests()
    hand.press("Back")
    hand.sees(ResultScreen)
    at_referral(hand, navigation.Send(case, whom="agency"))
    hand.press("Back")
    hand.sees(CaseScreen)
