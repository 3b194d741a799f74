"""An officer leaves the office while cases are open: each act on the way is broken off by a lock, a closed window or
a pulled stick, and gone on with."""

import shutil

import pytest

from app.case import events
from app.casework.cases import queries
from app.ui import navigation
from app.ui.parts.frame import WITHDRAWN
from app.ui.work_board import Board
from tests.journeys.test_broken_off import Day, marks
from tests.journeys.test_two_people import post
from tests.ui.conftest import *  # noqa: F403
from tests.ui.office import Colleague, opened
from tests.ui.test_users import LAYLA, OMAR, YOUSEF, dialog_of, page_of, stands_on

pytestmark = [pytest.mark.screen, pytest.mark.long]


def has_left(desk: Colleague) -> bool:
    directory = desk.session.vault.directory.organisation
    devices = [device for device in directory.devices.values() if directory.person(device.person).name == LAYLA]
    assert devices
    return all(device.revoked for device in devices)


def asks_to_withdraw(desk: Colleague) -> None:
    stands_on(desk.hand, page_of(desk), LAYLA)
    desk.hand.press("Withdraw access…")
    dialog_of(desk.hand)


def test_an_officer_leaves_and_nothing_on_the_way_is_half_done(opens, tmp_path, language):
    office = opened(opens, tmp_path, language, omar="supervisor")
    layla, omar, desk = office.layla, office.omar, office.desk
    day = Day(office, opens, tmp_path, language)
    case = layla.interviews(name="Sunita Tamang").case_id
    office.vouches(omar)
    desk.writes()
    layla.writes()
    for colleague in (omar, desk):
        colleague.takes()

    # asked, and the lid closes: nobody's access has ended, and no answer was given beforehand
    asks_to_withdraw(desk)
    day.locks(desk, YOUSEF)
    assert not has_left(desk)
    # answered, and the window closes before anybody hears of it
    asks_to_withdraw(desk)
    desk.hand.press("Withdraw access")
    day.locks(desk, YOUSEF)
    assert has_left(desk)
    page = page_of(desk)
    assert LAYLA not in [line.name for line in page.lists.find("people")]
    assert page.lists.number_of("people", "ended") == 1

    # the stick that carries it is pulled; the next one has all of it
    hand = desk.hand
    post(hand, desk.stick)
    shutil.move(desk.stick, tmp_path / "pulled")
    hand.press("Export to USB stick")
    hand.until(lambda: not hand.window.context.workers._under_way)
    assert not hand.reads(hand.says("Files written. You can remove the USB stick."))
    shutil.move(tmp_path / "pulled", desk.stick)
    desk.writes()

    # what she finished before she heard of it is not lost
    late = layla.interviews(name="Asha Lama").case_id
    layla.writes()
    layla.takes()
    hand = layla.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.reads(hand.says(WITHDRAWN)))
    assert layla.hand.does(lambda: queries.case(layla.session, late)).name == "Asha Lama"

    # her case goes to another officer: the lock comes while the reason is typed, then right after the press
    omar.takes()
    board = marks(omar.hand, case)
    assert not [card for id_, card in board.panel.cards.items() if _name(board, id_) == LAYLA]
    board.panel.note.setPlainText("ليلى تركت العمل")
    day.locks(omar, OMAR)
    board = marks(hand := omar.hand, case)
    hand.until(lambda: board.panel.note.toPlainText() == "ليلى تركت العمل")
    hand.click(next(card for id_, card in board.panel.cards.items() if _name(board, id_) == OMAR))
    hand.click(board.panel.primary)
    day.locks(omar, OMAR)
    told = omar.hand.does(lambda: queries.case_of(omar.session, case))
    given = [event for event in told.timeline if event.what == events.HANDED]
    assert [event.content["note"] for event in given] == ["ليلى تركت العمل"]
    board = marks(omar.hand, case)
    omar.hand.rests()
    assert board.panel.note.toPlainText() == ""  # what was said is not kept as typed


def _name(board: Board, officer_id: str) -> str:
    return next(work.name for work in board.panel.works if work.id == officer_id)
