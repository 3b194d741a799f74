"""Over the network, with a headquarters in a process of its own: from its card to a case that the desk
has read, by what two people read and press.
"""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from app.casework.exchange import sync
from app.settings import ROOT
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.parts import Choose
from app.ui.sharing.admission import LetIn
from app.ui.sharing.desk_page import HeadquartersScreen
from app.ui.sharing.join import Join
from app.ui.sharing.six_words import SixWords
from app.ui.sync.page import SyncPage
from app.ui.users.page import PeopleScreen
from tests.ports import free_port
from tests.ui.conftest import *  # noqa: F403
from tests.ui.office import TEAM, finished
from tests.ui.test_joining import founds

pytestmark = pytest.mark.screen


@contextmanager
def serving(data):
    """`./run hq init` and `./run hq serve`, as an administrator starts them."""
    url = f"https://127.0.0.1:{free_port()}"
    hq("init", "--data", str(data), "--url", url).communicate()
    child = hq("serve", "--data", str(data))
    try:
        assert child.stdout.readline()
        yield url
    finally:
        child.terminate()
        child.communicate()


def hq(*words):
    return subprocess.Popen(
        [sys.executable, "-m", "app", "hq", *words, "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def syncs_now(hand):
    hand.turns_to()
    hand.window.go(navigation.Sync())
    page = hand.sees(SyncPage)
    hand.until(lambda: page.content is not None and page.card.start.isVisible())
    endings = []
    hand.window.context.syncing.ended.connect(lambda: endings.append(1))
    hand.press("Sync now")
    hand.until(lambda: bool(endings))
    assert hand.window.context.syncing.now.problems == ()


def test_from_the_card_to_a_case_that_the_desk_has_read(opens, tmp_path, language):
    desk = opens(language, at=tmp_path / "desk", on_time=True).unlocks_new("يوسف الراشد", "supervisor")
    layla = opens(language, at=tmp_path / "layla", on_time=True).unlocks_new()
    case = layla.does(lambda: finished(layla.window.context.session, {"name": "Sunita Tamang"})).case_id
    with serving(tmp_path / "hq") as url:
        desk.turns_to()
        founds(desk, tmp_path / "first-invitation")
        desk.sees(PeopleScreen)
        desk.window.go(navigation.DeskPage())
        desk.sees(HeadquartersScreen)
        desk.until(lambda: desk.says("Choose its card") in desk.names())
        desk.press("Choose its card")
        desk.chooses(tmp_path / "hq" / "card")
        desk.until(lambda: desk.reads(url))
        desk.window.go(navigation.People())
        desk.sees(PeopleScreen)
        desk.until(lambda: desk.says("Invite a person") in desk.names())
        desk.press("Invite a person")
        desk.until(lambda: bool(desk.window.dialogs()))
        desk.find(desk.says("Team"), Choose).choose("")  # besides the one named at the founding
        desk.type("Name of the new team", TEAM)
        desk.press("Choose the place")
        desk.chooses(tmp_path / "sanad-invitation")
        desk.until((tmp_path / "sanad-invitation").exists)
        desk.until(lambda: desk.says("Close") in desk.names())
        desk.press("Close")

        layla.turns_to().window.go(navigation.Join())
        layla.sees(Join)
        layla.until(lambda: layla.says("Choose the invitation") in layla.names())
        layla.press("Choose the invitation")
        layla.chooses(tmp_path / "sanad-invitation")
        layla.until(lambda: layla.says("Send the join request") in layla.names())
        layla.press("Send the join request")
        layla.until(lambda: bool(layla.screen.findChildren(SixWords)))
        read_out = layla.screen.findChildren(SixWords)[-1].words

        desk.turns_to().window.go(navigation.DeskPage())
        desk.until(lambda: desk.says("Check again") in desk.names())
        desk.press("Check again")
        desk.until(lambda: desk.says("Compare the words") in desk.names())
        desk.press("Compare the words")
        desk.sees(LetIn)
        desk.press("Compare the words")
        assert desk.screen.findChildren(SixWords)[-1].words == read_out
        desk.press("They match: admit")
        desk.until(lambda: desk.reads(desk.says("Admitted")))
        layla.turns_to()
        layla.press("They match")
        layla.until(lambda: layla.says("Has user management replied?") in layla.names())
        layla.press("Has user management replied?")
        layla.until(lambda: layla.reads(layla.says("This computer has joined")))
        layla.until(lambda: layla.says("Server") in layla.names())

        syncs_now(layla)
        layla.until(lambda: layla.reads(layla.says("Everything is on the server")))
        desk.until(lambda: desk.window.context.syncing.now.activity == "rests")
        syncs_now(desk)
        desk.window.go(navigation.Case(case))
        desk.sees(CaseScreen)
        desk.until(lambda: desk.reads("Sunita Tamang"))
        syncs_now(layla)
        layla.window.go(navigation.Case(case))
        layla.until(lambda: layla.reads(layla.says("Received by user management")))
        session = layla.window.context.session
        assert layla.does(lambda: sync.state(session, case)) == "read"
