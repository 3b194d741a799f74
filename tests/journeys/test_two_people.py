"""Two people from nothing to a case that both have decided on, by what they read and press.

Two windows in one process: the desk's and Layla's. Only the interview itself is answered without
the screen: tests/journeys/test_main_path.py does that by hand.
"""

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.casework.cases import queries
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from app.ui.sending.ways import HANDS_OVER
from app.ui.sharing.conflict import ConflictScreen
from app.ui.sharing.join import Join
from app.ui.sharing.post import Post
from app.ui.sharing.received import CameInScreen
from tests.ui.conftest import *  # noqa: F403
from tests.ui.office import finished
from tests.ui.sending import to_colleague
from tests.ui.test_joining import answers, founds, opens_the_answer, six_words

pytestmark = pytest.mark.screen
HOURS = {"ar": "كم ساعة تعملين في اليوم عادة؟", "en": "How many hours a day do you usually work?"}


def post(hand, stick):
    """The page of the post, with the stick in."""
    hand.turns_to()
    hand.window.go(navigation.Post())
    page = hand.sees(Post)
    hand.until(page.choose.isEnabled)
    if hand.window.context.folder is None:
        hand.press("Choose a USB stick or folder")
        hand.chooses(stick)
    hand.until(page.write.isEnabled)
    return page


def writes(hand, stick):
    post(hand, stick)
    hand.press("Export to USB stick")
    hand.until(lambda: hand.reads(hand.says("Files written. You can remove the USB stick.")))


def takes(hand, stick):
    post(hand, stick)
    hand.press("Import from USB stick")
    hand.until(lambda: hand.reads(hand.says("Files read. You can remove the USB stick.")))


def opens_the_case(hand, case):
    hand.turns_to()
    hand.window.go(navigation.Case(case))
    hand.sees(CaseScreen)
    hand.opens_tab("Interviews")


def corrects(hand, case, value, source):
    """How many hours, put right on the case's page."""
    opens_the_case(hand, case)
    hand.press("Correct an answer")
    hand.until(lambda: hand.says("Correct") in hand.names())
    hand.click(
        next(
            button
            for button in hand.window.findChildren(QAbstractButton)
            if button.isVisible() and button.accessibleDescription() == HOURS[hand.language]
        )
    )
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.type("The other value", value)
    hand.type("Source", source)
    hand.press("Save the new value")
    hand.until(lambda: not hand.window.dialogs())


def shown_hours(hand, case):
    session = hand.window.context.session
    case_state = hand.does(lambda: queries.case(session, case))
    [talk] = case_state.interviews
    return case_state, next(value for ref, value in talk.values.items() if ref.endswith("/hours"))


def test_from_an_empty_office_to_a_conflict_resolved(opens, tmp_path, language):
    stick = tmp_path / "stick"
    stick.mkdir()

    # the desk sets up; Layla joins; both compare six words
    desk = opens(language, at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor")
    desk.sees(Home)
    founds(desk, tmp_path / "sanad-invitation")
    layla = opens(language, at=tmp_path / "layla").unlocks_new("ليلى السالم")
    session = layla.window.context.session
    case = layla.does(lambda: finished(session, {"name": "Sunita Tamang", "hours": "14"})).case_id
    answers(layla, tmp_path)
    opens_the_answer(desk, tmp_path)
    desk.press("Save the file with the words")
    desk.chooses(tmp_path / "sanad-words")
    layla.turns_to().press("Choose the reply from user management")
    layla.chooses(tmp_path / "sanad-words")
    assert six_words(layla) == six_words(desk)
    layla.press("They match")
    desk.turns_to().press("They match: admit and save the file")
    desk.chooses(tmp_path / "sanad-reply")
    desk.until(lambda: desk.reads(desk.says("Admitted")))
    layla.turns_to().press("Choose the second file from user management")
    layla.chooses(tmp_path / "sanad-reply")
    layla.until(lambda: layla.reads(layla.says("This computer has joined")))
    assert isinstance(layla.screen, Join)

    # a case is handed over and carried by a stick
    opens_the_case(layla, case)
    to_colleague(layla, case, "يوسف الراشد", HANDS_OVER)
    writes(layla, stick)

    # the desk accepts
    takes(desk, stick)
    desk.press("Show what was received")
    desk.sees(CameInScreen)
    desk.until(lambda: desk.says("Accept") in desk.names())
    assert desk.reads("Sunita Tamang")
    desk.press("Accept")
    desk.sees(CaseScreen)
    desk.until(lambda: desk.screen.told is not None)
    desk.until(lambda: desk.screen.told.responsible == "يوسف الراشد")

    # both correct the same answer before the stick goes round
    corrects(desk, case, "١٢", "دفتر الدوام")
    layla.window.context.clock.pass_(minutes=5)
    corrects(layla, case, "16", "قول الشخص")
    writes(desk, stick)
    takes(layla, stick)

    # Layla sees both, and decides
    layla.press("Show what was received")
    layla.sees(CameInScreen)
    layla.until(lambda: layla.says("Compare") in layla.names())
    layla.press("Compare")
    screen = layla.sees(ConflictScreen)
    layla.until(lambda: any(side.choice.isVisible() for side in screen.sides))
    assert [side.side.text for side in screen.sides] == ["12", "16"]
    layla.click(screen.sides[0].choice)
    screen.reason.insert("الدفتر أدق")
    layla.press("Save")
    layla.sees(CaseScreen)
    assert shown_hours(layla, case)[1] == "12"

    # and the desk has it with the next stick
    writes(layla, stick)
    takes(desk, stick)
    case_state, hours = shown_hours(desk, case)
    assert (case_state.conflicts, hours) == (0, "12")
    writes(desk, stick)
    takes_quietly = post(layla, stick)
    takes_quietly.take_in()
    layla.until(lambda: layla.reads(layla.says("Colleagues have confirmed everything")))
