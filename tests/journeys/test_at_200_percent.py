"""A rapid screening and a referral by the keyboard alone, in Arabic, where a screen of 1366 by 768 is shown
at 200 %: nothing is cut, Hide and what leads on stay in the window."""

import pytest
from PySide6.QtCore import Qt

from app.casework.lifecycle import referrals
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.lock import LockScreen
from app.ui.parts import Button
from app.ui.read_back import ReadBack
from app.ui.result import ResultScreen
from app.ui.review import ReviewScreen
from app.ui.sending.letter_page import LetterPage
from app.ui.sending.page import SendPage
from app.ui.thanks import Thanks
from tests.journeys.ear import Ear
from tests.journeys.test_by_ear import answers, next_page, question, section_of
from tests.people import PHRASE
from tests.ui.conftest import *  # noqa: F403
from tests.ui.test_layout import cut_labels, out_of_reach, small_targets

pytestmark = [pytest.mark.screen, pytest.mark.long]
SIZE = (683, 364)  # half of the screen, without a title bar


class Small(Ear):
    """Looks at each page that is come to."""

    def stands(self, *foot: str) -> None:
        """`foot`: messages of buttons that are in the window without scrolling."""
        hand = self.hand
        hand.rests()
        assert hand.window.size().toTuple() == SIZE
        hand.until(lambda: not [*cut_labels(hand), *small_targets(hand), *out_of_reach(hand)])
        for message in foot:
            button = hand.find(self.says(message), Button)
            place = button.mapTo(hand.window, button.rect().bottomLeft())
            assert hand.window.rect().contains(place), message


@pytest.mark.parametrize("language", ["ar"])
def test_a_screening_and_a_referral_by_keys_where_all_is_twice_as_large(opens, layla, language):
    layla.sets_up().close()
    hand = opens(language, size=SIZE)
    ear = Small(hand)
    hand.sees(LockScreen)
    ear.stands()
    ear.writes(ear.says("Passphrase"), PHRASE)
    ear.key(Qt.Key.Key_Return)
    hand.sees(Home)
    ear.stands()
    ear.presses("Start an interview")
    hand.sees(InterviewScreen)
    ear.stands("Next")
    answers(ear, "present", "nobody")
    answers(ear, "overheard", "no")
    answers(ear, "wants_here", "yes")
    hand.stands_in("language_used")
    ear.stands("Next", "Back")
    ear.walks(Qt.Key.Key_Down, lambda said, _more: said.startswith("नेपाली"), "नेपाली")
    ear.key(Qt.Key.Key_Space)
    ear.goes_to(ear.says("a woman"))
    ear.key(Qt.Key.Key_Space)
    hand.stands_in("consent")
    answers(ear, "consent_talk", "yes")
    answers(ear, "consent_record", "yes")
    ear.stands("Next", "Back")
    section_of(ear, "name")
    ear.writes(question(ear, "name").label, "Sunita Tamang")
    ear.stands("Next", "Back")
    ear.key(Qt.Key.Key_Return)
    hand.until(lambda: hand.screen.controller.state == "kept")
    section_of(ear)
    next_page(ear)
    hand.sees(ReviewScreen)
    ear.stands("Read the answers back", "Back")
    ear.presses("Read the answers back")
    hand.sees(ReadBack)
    ear.goes_to(ear.says("Agrees with what was read"))
    ear.stands("Finish", "Back")
    ear.key(Qt.Key.Key_Space)
    ear.presses("Finish")
    hand.sees(Thanks)
    ear.stands("Continue")
    ear.presses("Continue")
    ear.writes(ear.says("Passphrase"), PHRASE)
    ear.key(Qt.Key.Key_Return)
    hand.sees(ResultScreen)
    ear.stands()
    ear.presses("Open the case")
    case = hand.sees(CaseScreen)
    hand.until(lambda: case.told is not None)
    ear.stands()
    ear.presses("Send to…")
    page = hand.sees(SendPage)
    hand.until(lambda: page.known is not None)
    ear.presses("An agency")
    hand.rests()
    ear.stands("Refer and print the letter", "Back")
    ear.picks_card("May they know who the person is?", "Yes")
    ear.goes_to(ear.says("How it was given"))
    ear.walks_values(ear.says("Signed"))
    ear.writes(ear.says("Reason"), "needs a lawyer")
    ear.stands("Refer and print the letter", "Back")
    ear.presses("Refer and print the letter")
    hand.sees(LetterPage)
    ear.presses("Back")
    hand.sees(CaseScreen)
    ear.stands()
    session = hand.window.context.session
    [referral] = hand.does(lambda: referrals.referrals(session, case.case_id))
    assert referral.request.urgency == "1d"
