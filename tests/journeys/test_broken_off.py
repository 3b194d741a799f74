"""Two officers and a supervisor on one case, each act broken off by a lock or a pulled stick and gone on with.

Words that were typed stand there again, a choice is never made beforehand, nothing is done twice.
"""

import shutil

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit

from app.casework.cases import erasure, queries
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from app.ui.lock import LockScreen
from app.ui.sending.ways import HANDS_OVER
from app.ui.sharing.conflict import ConflictScreen
from app.ui.sharing.received import CameInScreen
from app.ui.work_board import Board
from tests.journeys.test_two_people import HOURS, post
from tests.people import PHRASE
from tests.ui.conftest import *  # noqa: F403
from tests.ui.office import Colleague, Office, opened
from tests.ui.sending import to_colleague

pytestmark = [pytest.mark.screen, pytest.mark.long]


class Day:
    """The office of three, whose computers lock in the middle."""

    def __init__(self, office: Office, opens, folder, language: str) -> None:
        self.office, self.opens, self.folder, self.language = office, opens, folder, language

    def locks(self, colleague: Colleague, name: str) -> None:
        """The lid closes on what is open, and whoever it is unlocks again."""
        colleague.hand.turns_to().window.lock()
        hand = self.opens(self.language, at=self.folder / name)
        hand.window.context.clock = self.office.clock
        lock = hand.sees(LockScreen)
        lock.line.insert(PHRASE)
        lock.primary()
        hand.sees(Home)
        colleague.hand = hand


def corrects(hand, case: str) -> None:
    """The dialog for the hours of work stands open."""
    hand.turns_to()
    hand.window.go(navigation.Case(case))
    hand.sees(CaseScreen)
    hand.opens_tab("Interviews")
    hand.press("Correct an answer")
    hand.until(lambda: hand.says("Correct") in hand.names())
    buttons = hand.window.findChildren(QAbstractButton)
    about = HOURS[hand.language]
    hand.click(next(b for b in buttons if b.isVisible() and b.accessibleDescription() == about))
    hand.until(lambda: bool(hand.window.dialogs()))


def typed(hand) -> str:
    return str(hand.window.findChild(QPlainTextEdit).toPlainText())


def opens_case(hand, case: str) -> CaseScreen:
    hand.turns_to()
    hand.window.go(navigation.Case(case))
    page: CaseScreen = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    return page


def marks(hand, case: str) -> Board:
    """The case is marked, and it is asked to whom it goes."""
    hand.turns_to()
    hand.window.go(navigation.Cases())
    board: Board = hand.sees(Board)
    hand.until(lambda: board.counts is not None and bool(board.model.rows))
    board.model.choose([row for row in board.model.rows if row.id == case], marked=True)
    board.open_panel()
    return board


def declines(hand) -> QLineEdit:
    hand.turns_to()
    hand.window.go(navigation.Inbox())
    hand.sees(CameInScreen)
    hand.until(lambda: hand.says("Decline") in hand.names())
    hand.press("Decline")
    hand.until(lambda: bool(hand.window.dialogs()))
    return hand.window.dialogs()[-1].findChild(QLineEdit)


def objects(hand, case: str) -> CaseScreen:
    page = opens_case(hand, case)
    hand.until(lambda: hand.says("Object to the erasure") in hand.names())
    hand.press("Object to the erasure")
    hand.until(lambda: bool(hand.window.dialogs()))
    return page


def test_one_case_between_three_where_each_act_is_broken_off(opens, tmp_path, language):
    office = opened(opens, tmp_path, language, omar="supervisor")
    layla, omar, desk = office.layla, office.omar, office.desk
    day = Day(office, opens, tmp_path, language)
    case = layla.interviews(name="Sunita Tamang", hours="14").case_id
    office.vouches(omar)
    desk.writes()
    layla.writes()
    omar.takes()

    # both correct the same answer; Layla's computer locks while she types
    omar.corrects(case, "hours", "12", "دفتر الدوام")
    office.clock.pass_(minutes=5)
    corrects(layla.hand, case)
    layla.hand.type("The other value", "16")
    layla.hand.type("Source", "قول الشخص")
    day.locks(layla, "ليلى السالم")
    corrects(layla.hand, case)
    hand = layla.hand
    hand.until(lambda: hand.find(hand.says("Source")).text() == "قول الشخص")
    hand.press("Save the new value")
    hand.until(lambda: not hand.window.dialogs())

    # the stick is pulled between its choice and the press: nothing is lost, and the next one takes all
    post(hand, layla.stick)
    shutil.move(layla.stick, tmp_path / "pulled")
    hand.press("Export to USB stick")
    hand.until(lambda: not hand.window.context.workers._under_way)
    assert not hand.reads(hand.says("Files written. You can remove the USB stick."))
    shutil.move(tmp_path / "pulled", layla.stick)
    layla.writes()
    omar.takes()
    assert hand.does(lambda: queries.case(layla.session, case)).conflicts == 0

    # the conflict is compared, a reason typed, and the lid closes
    hand = omar.hand.turns_to()
    hand.window.go(navigation.Conflict(case))
    screen = hand.sees(ConflictScreen)
    hand.until(lambda: any(side.choice.isVisible() for side in screen.sides))
    hand.click(screen.write)
    screen.another.field.insert("13")
    screen.reason.insert("قالته بنفسها")
    day.locks(omar, "عبدالله المطيري")
    hand = omar.hand
    hand.window.go(navigation.Inbox())
    hand.sees(CameInScreen)
    hand.until(lambda: hand.says("Compare") in hand.names())
    hand.press("Compare")
    screen = hand.sees(ConflictScreen)
    hand.until(lambda: any(side.choice.isVisible() for side in screen.sides))
    assert not any(choice.isChecked() for choice in screen.choices())
    hand.until(lambda: screen.another.value() == "13")
    hand.click(screen.sides[1].choice)
    hand.until(lambda: screen.reason.text() == "قالته بنفسها")
    hand.press("Save")
    hand.sees(CaseScreen)
    assert hand.does(lambda: queries.case(omar.session, case)).conflicts == 0

    # the reason for another officer is typed; it stands there for the same case alone
    board = marks(omar.hand, case)
    board.panel.note.setPlainText("ليلى في إجازة")
    day.locks(omar, "عبدالله المطيري")
    board = marks(hand := omar.hand, case)
    hand.until(lambda: board.panel.note.toPlainText() == "ليلى في إجازة")
    assert not any(card.isChecked() for card in board.panel.cards.values())
    board.close_panel()

    # Layla hands the case over; Omar begins to decline, is broken off, and declines
    omar.writes()
    layla.takes()
    to_colleague(layla.hand.turns_to(), case, "عبدالله المطيري", HANDS_OVER)
    layla.writes()
    omar.takes()
    declines(omar.hand).setText("الطريق طويل")
    day.locks(omar, "عبدالله المطيري")
    reason = declines(hand := omar.hand)
    hand.until(lambda: reason.text() == "الطريق طويل")
    hand.click(hand.find(hand.says("Decline"), QAbstractButton, hand.window.dialogs()[-1]))
    hand.until(lambda: not hand.window.dialogs())
    omar.writes()
    layla.takes()
    hand = layla.hand.turns_to()
    hand.window.go(navigation.Inbox())
    hand.until(lambda: hand.reads("الطريق طويل"))

    # an erasure is ordered; Layla's objection is broken off and made
    omar.hand.does(lambda: erasure.order(omar.session, case, "طلبت ذلك"))
    omar.writes()
    for colleague in (desk, layla):
        colleague.takes()
    objects(layla.hand, case)
    layla.hand.window.findChild(QPlainTextEdit).setPlainText("ستُسمع شهادتها")
    day.locks(layla, "ليلى السالم")
    page = objects(hand := layla.hand, case)
    hand.until(lambda: typed(hand) == "ستُسمع شهادتها")
    hand.press("Object")
    hand.until(lambda: page.order is not None and len(page.order.protests) == 1)
    layla.writes()
    desk.takes()
    hand = desk.hand.turns_to()
    page = opens_case(hand, case)
    hand.until(lambda: page.order is not None and page.order.rules)
    assert [p.reason for p in page.order.protests] == ["ستُسمع شهادتها"]
