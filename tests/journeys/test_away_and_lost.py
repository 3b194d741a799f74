"""Weeks without a network, and a laptop that is lost: what each page says meanwhile, in Arabic."""

import os
import re
from pathlib import Path

import pypdfium2
import pytest

from app.casework.cases import erasure
from app.language import strip_marks
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.home import Home
from app.ui.issued_paper import IssuedPaperScreen
from app.ui.sharing.lost_computer import LostScreen
from app.ui.sharing.post import Post
from app.ui.sync.page import SyncPage
from app.ui.sync.states import ALL_FINISHED_THERE, ALL_THERE
from app.ui.users.page import PeopleScreen
from tests.ui.conftest import *  # noqa: F403
from tests.ui.hand import Hand
from tests.ui.hq import syncs, with_headquarters
from tests.ui.office import Colleague

pytestmark = [pytest.mark.screen, pytest.mark.long]
LOOK = os.environ.get("LOOK", "")


def comes_to(hand: Hand, destination: object, kind: type, name: str = "") -> object:
    hand.turns_to().window.go(destination)
    screen = hand.sees(kind)
    hand.rests()
    if LOOK and name:
        hand.window.grab().save(str(Path(LOOK, f"{name}.png")))
    return screen


def tries_in_vain(colleague: Colleague) -> None:
    endings: list[int] = []
    driver = colleague.hand.window.context.syncing
    assert driver is not None
    driver.ended.connect(lambda: endings.append(1))
    driver.sync_now()
    colleague.hand.until(lambda: bool(endings))


def says_all_is_there(hand: Hand) -> bool:
    return any(hand.reads(hand.says(sentence)) for sentence in (ALL_THERE, ALL_FINISHED_THERE))


def test_weeks_without_a_network_and_nothing_says_that_all_is_there(opens, tmp_path):
    with with_headquarters(opens, tmp_path, "ar") as (office, hq):
        layla, hand = office.layla, office.layla.hand
        layla.interviews(name="Sunita Tamang")
        syncs(layla)
        comes_to(hand, navigation.Home(), Home)
        assert hand.reads(hand.says(ALL_THERE))
        layla.begins(name="Maya Sample")  # what is unfinished goes nowhere
        comes_to(hand, navigation.Home(), Home, "w0")
        assert hand.reads(hand.says(ALL_FINISHED_THERE))
        assert not hand.reads(hand.says(ALL_THERE))
        hq.stop()
        office.clock.pass_(days=23)
        second = layla.interviews(name="Rahim Uddin").case_id
        tries_in_vain(layla)
        comes_to(hand, navigation.Home(), Home, "w1")
        assert not says_all_is_there(hand)
        assert hand.reads("مضى ٢٣ يومًا على آخر مزامنة. ما كُتب بعدها لم يصل إلى الخادم بعد.")
        page = comes_to(hand, navigation.Sync(), SyncPage, "w2")
        assert not says_all_is_there(hand)
        # what is there already does not stand among what waits
        waiting, latest = hand.says("Waiting now"), hand.says("The latest")
        shown = hand.shown()
        assert shown.index(waiting) < shown.index("Rahim Uddin") < shown.index(latest)
        assert shown.index(latest) < shown.index("Sunita Tamang")
        assert isinstance(page, SyncPage)
        layla.writes()
        comes_to(hand, navigation.Post(), Post, "w3")
        office.desk.takes()
        office.desk.writes()
        layla.takes()  # the desk has it; headquarters still not
        comes_to(hand, navigation.Home(), Home, "w4")
        assert not says_all_is_there(hand)
        screen = comes_to(hand, navigation.Case(second), CaseScreen, "w5")
        hand.until(lambda: screen.told is not None)
        assert not hand.reads(hand.says("On the server"))
        hq.start()
        comes_to(hand, navigation.Home(), Home)
        syncs(layla)
        hand.until(lambda: hand.reads(hand.says(ALL_FINISHED_THERE)))
        hand.until(lambda: not hand.reads("آخر مزامنة"))


def test_a_lost_laptop_from_the_report_to_what_everybody_reads(opens, tmp_path):
    with with_headquarters(opens, tmp_path, "ar") as (office, _hq):
        layla, desk, omar = office.layla, office.desk, office.omar
        case = layla.interviews(name="Sunita Tamang").case_id
        for colleague in (layla, desk, omar):
            syncs(colleague)
        hand, device = desk.hand, layla.session.vault.stream.hex()
        screen = comes_to(hand, navigation.LostComputer(device), LostScreen, "l1")
        hand.until(lambda: screen.told is not None)
        hand.press("End its access…")
        hand.until(lambda: bool(hand.window.dialogs()))
        hand.press("End the access")
        hand.until(lambda: screen.told.device.revoked)
        hand.until(lambda: hand.says("End its access…") not in hand.names())
        hand.until(lambda: hand.says("Print or save the sheet") in hand.names())
        hand.press("Print or save the sheet")
        sheet = hand.sees(IssuedPaperScreen)
        hand.until(lambda: bool(sheet.pages.pdf))
        if LOOK:
            Path(LOOK, "lost.pdf").write_bytes(sheet.pages.pdf)
        paper = text_of(sheet.pages.pdf)
        assert f"{hand.says('Access ended')} {hand.says('Yes')}" in paper
        assert "الموافقة" not in paper  # nothing of a consent
        assert "Sunita" not in paper
        syncs(desk)
        hand = omar.hand  # he has just synced, is telephoned, and presses the button
        comes_to(hand, navigation.Sync(), SyncPage)
        hand.until(lambda: hand.says("Sync now") in hand.names())
        endings = list[int]()
        hand.window.context.syncing.ended.connect(lambda: endings.append(1))
        hand.press("Sync now")
        hand.until(lambda: bool(endings))
        page = comes_to(hand, navigation.People(), PeopleScreen, "l2")
        hand.until(lambda: page.lists is not None)
        hand.until(lambda: page.lists.number_of("people", "ended") == 1)
        told = comes_to(hand, navigation.Case(case), CaseScreen, "l3")
        hand.until(lambda: told.told is not None)
        tries_in_vain(layla)
        comes_to(layla.hand, navigation.Home(), Home, "l4")
        layla.hand.until(lambda: layla.hand.reads("ألغت إدارة المستخدمين صلاحية هذا الجهاز"))
        assert erasure.ours(desk.session) == []


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(strip_marks(page.get_textpage().get_text_range()) for page in document)
    document.close()
    return re.sub(r"\s+", " ", text)
