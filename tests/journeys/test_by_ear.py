"""The journeys of the guides by keys and by names alone, in both languages."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.casework.cases import queries, reviews
from app.casework.lifecycle import referrals
from app.casework.sharing import case_access
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.lock import LockScreen
from app.ui.read_back import ReadBack
from app.ui.result import ResultScreen
from app.ui.review import ReviewScreen
from app.ui.sending.letter_page import LetterPage
from app.ui.sending.page import SendPage
from app.ui.sharing.post import Post
from app.ui.sharing.received import CameInScreen
from app.ui.shift.page import ShiftPage
from app.ui.sync.page import SyncPage
from app.ui.thanks import Thanks
from app.ui.work_board import Board
from tests.journeys.ear import Ear
from tests.people import PHRASE
from tests.ui.conftest import *  # noqa: F403
from tests.ui.hq import with_headquarters
from tests.ui.office import finished, opened

pytestmark = [pytest.mark.screen, pytest.mark.long]
_CONTROL = Qt.KeyboardModifier.ControlModifier


def question(ear: Ear, name: str):
    """As the questionnaire has it, in the language on the screen."""
    controller = ear.hand.screen.controller
    ref = next(ref for page in controller.pages() for ref in page.refs if ref.endswith(f"/{name}"))
    return controller.node(ref)


def answers(ear: Ear, name: str, value: str) -> None:
    node = question(ear, name)
    label = next(choice.label for choice in node.choices if choice.value == value)
    ear.answers(node.label, label)


def next_page(ear: Ear) -> None:
    ear.key(Qt.Key.Key_Return, _CONTROL)
    ear.hand.rests()


def section_of(ear: Ear, name: str = "") -> None:
    """By Ctrl+G and what one types; the last one without a name."""
    pages = ear.hand.screen.controller.pages()
    page = next((p for p in pages if any(r.endswith(f"/{name}") for r in p.refs)), pages[-1])
    title = ear.hand.screen.contents.title(page.ref)
    ear.key(Qt.Key.Key_G, _CONTROL)
    ear.types(title)
    ear.key(Qt.Key.Key_Return)
    ear.hand.until(lambda: ear.hand.screen.here == page.ref)


def test_from_the_lock_to_the_case_without_eyes_or_mouse(opens, layla, language):
    layla.sets_up().close()
    hand = opens(language)
    ear = Ear(hand)
    hand.sees(LockScreen)
    ear.writes(ear.says("Passphrase"), PHRASE)
    ear.key(Qt.Key.Key_Return)
    hand.sees(Home)
    ear.presses("Start an interview")
    hand.sees(InterviewScreen)
    answers(ear, "present", "nobody")
    answers(ear, "overheard", "no")
    answers(ear, "wants_here", "yes")
    hand.stands_in("language_used")
    ear.walks(Qt.Key.Key_Down, lambda said, _more: said.startswith("नेपाली"), "नेपाली")
    ear.key(Qt.Key.Key_Space)
    ear.goes_to(ear.says("a woman"))
    ear.key(Qt.Key.Key_Space)
    hand.stands_in("consent")
    answers(ear, "consent_talk", "yes")
    answers(ear, "consent_record", "yes")
    section_of(ear, "name")
    ear.writes(question(ear, "name").label, "Sunita Tamang")
    ear.key(Qt.Key.Key_Return)
    hand.until(lambda: hand.screen.controller.state == "kept")
    section_of(ear)
    next_page(ear)
    hand.sees(ReviewScreen)
    ear.presses("Read the answers back")
    hand.sees(ReadBack)
    ear.goes_to(ear.says("Agrees with what was read"))
    ear.key(Qt.Key.Key_Space)
    ear.presses("Finish")
    hand.sees(Thanks)
    ear.presses("Continue")
    ear.writes(ear.says("Passphrase"), PHRASE)
    ear.key(Qt.Key.Key_Return)
    hand.sees(ResultScreen)
    ear.presses("Open the case")
    case = hand.sees(CaseScreen)
    hand.until(lambda: case.told is not None)
    ear.presses("Send to…")
    printing = hand.sees(SendPage)
    hand.until(lambda: printing.known is not None)
    ear.presses("This office’s own file")
    hand.until(lambda: bool(printing.pages.pdf))
    ear.presses("Back")
    hand.sees(CaseScreen)


def finds(ear: Ear, text: str) -> CaseScreen:
    """By Ctrl+K, what one types, the arrow down and Enter."""
    ear.key(Qt.Key.Key_K, _CONTROL)
    cases = ear.hand.sees(Cases)
    ear.hand.rests()
    ear.types(text)
    ear.hand.until(lambda: len(cases.model.rows) == 1)
    ear.hand.rests()
    ear.key(Qt.Key.Key_Down)
    ear.hand.until(lambda: "Sunita Tamang" in " ".join(ear.now()))
    ear.key(Qt.Key.Key_Return)
    page = ear.hand.sees(CaseScreen)
    ear.hand.until(lambda: page.told is not None)
    return page


def with_the_stick(ear: Ear, stick: Path, act: str) -> None:
    """The page of the transfer, from the side; the folder by the chooser, its place typed."""
    ear.presses("USB transfer")
    page = ear.hand.sees(Post)
    ear.hand.until(page.choose.isEnabled)
    ear.presses("Choose a USB stick or folder")
    assert ear.now()[0] == ear.says("Find in this folder")
    ear.types(str(stick))
    ear.key(Qt.Key.Key_Return)
    ear.hand.until(lambda: not ear.hand.window.dialogs())
    ear.hand.until(page.write.isEnabled)
    ear.presses(act)


def test_a_case_changes_hands_without_eyes_or_mouse(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    case_id = office.layla.interviews(name="Sunita Tamang", language="ne").case_id
    layla = Ear(office.layla.hand.turns_to())
    finds(layla, "tamang")
    layla.presses("Send to…")
    page = layla.hand.sees(SendPage)
    layla.hand.until(lambda: page.known is not None)
    layla.presses("A colleague or a team")
    recipient = office.omar.session.officer.name
    layla.goes_to(layla.says("To"))
    layla.walks_values(recipient)
    layla.presses("Hand over")
    layla.hand.until(lambda: page._is_over)
    with_the_stick(layla, office.layla.stick, "Export to USB stick")
    layla.hears("Files written. You can remove the USB stick.")
    omar = Ear(office.omar.hand.turns_to())
    omar.hand.window.go(navigation.Home())  # he has joined since it was laid
    with_the_stick(omar, office.omar.stick, "Import from USB stick")
    omar.hears("Files read. You can remove the USB stick.")
    omar.presses("Show what was received")
    omar.hand.sees(CameInScreen)
    omar.presses("Accept")
    omar.hand.until(lambda: omar.says("Accept") not in omar.hand.names())
    assert finds(omar, "tamang").case_id == case_id


def test_a_person_is_referred_without_eyes_or_mouse(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    case_id = office.layla.interviews(name="Sunita Tamang", language="ne").case_id
    ear = Ear(office.layla.hand.turns_to())
    finds(ear, "tamang")
    ear.presses("Send to…")
    page = ear.hand.sees(SendPage)
    ear.hand.until(lambda: page.known is not None)
    ear.presses("An agency")
    ear.hand.rests()
    ear.picks_card("May they know who the person is?", "Yes")
    ear.goes_to(ear.says("How it was given"))
    ear.walks_values(ear.says("Signed"))
    ear.writes(ear.says("Reason"), "needs a lawyer")
    ear.presses("Refer and print the letter")
    ear.hand.sees(LetterPage)
    session = office.layla.session
    [referral] = ear.hand.does(lambda: referrals.referrals(session, case_id))
    assert referral.request.urgency == "1d"


def test_a_shift_is_handed_on_without_eyes_or_mouse(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    layla, omar = office.layla, office.omar
    case_id = layla.interviews(name="Sunita Tamang", language="ne").case_id
    recipient = layla.hand.does(lambda: case_access.find(layla.session, omar.session.officer.name))
    layla.hand.does(lambda: case_access.grant(layla.session, case_id, recipient))
    ear = Ear(layla.hand.turns_to())
    finds(ear, "tamang")
    ear.chooses_from("Add", "Note for the next shift")
    ear.hand.until(lambda: bool(ear.hand.window.dialogs()))
    ear.types("medicine at nine")
    ear.presses_the_answer("Save the note")
    ear.hand.until(lambda: not ear.hand.window.dialogs())
    layla.writes()
    omar.takes()
    ear = Ear(omar.hand.turns_to())
    ear.hand.window.go(navigation.Home())
    ear.hand.sees(Home)
    ear.hand.rests()
    ear.goes_to(ear.says("Open"), ear.says("Shift handover"))
    ear.key(Qt.Key.Key_Return)
    page = ear.hand.sees(ShiftPage)
    ear.hand.until(page.take.isVisible)
    ear.presses("Take over the shift")
    ear.hand.until(lambda: ear.hand.reads(ear.says("No notes waiting.")))


def test_a_supervisor_decides_from_the_board_without_eyes_or_mouse(opens, language):
    hand = opens(language).unlocks_new("عمر المثال", "supervisor")
    session = hand.window.context.session
    case_id = hand.does(lambda: finished(session, {"name": "Sunita Tamang"})).case_id
    ear = Ear(hand)
    ear.key(Qt.Key.Key_K, _CONTROL)
    board = hand.sees(Board)
    hand.until(lambda: len(board.model.rows) == 1)
    hand.rests()
    ear.key(Qt.Key.Key_Down)
    hand.until(lambda: "Sunita Tamang" in " ".join(ear.now()))
    ear.types("v")
    hand.until(lambda: bool(hand.window.dialogs()))
    ear.goes_to(ear.says("Approve"))
    ear.key(Qt.Key.Key_Space)
    ear.presses_the_answer("Save the decision")
    hand.until(lambda: not hand.window.dialogs())
    [review] = hand.does(lambda: queries.case(session, case_id)).reviews
    assert review.decision == reviews.APPROVED


def test_a_sync_is_begun_and_heard_without_eyes_or_mouse(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla = office.layla
        layla.interviews(name="Sunita Tamang", language="ne")
        ear = Ear(layla.hand.turns_to())
        ear.hand.window.go(navigation.Home())
        ear.hand.sees(Home)
        ear.hand.rests()
        ear.presses("Server")
        page = ear.hand.sees(SyncPage)
        ear.hand.rests()
        ear.presses("Sync now")
        ear.hand.until(lambda: ear.says("Everything is on the server") in ear.hand.shown())
        assert page.isVisible()
