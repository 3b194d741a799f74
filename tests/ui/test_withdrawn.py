"""A computer that the desk has withdrawn says so on every page, says nothing else beside it, and its
officer gets on by joining again."""

import pytest

from app.casework.cases import queries
from app.casework.exchange import sync
from app.casework.organisation import administration, membership
from app.ui import navigation, theme
from app.ui.case_list import Cases
from app.ui.home import Home
from app.ui.parts.frame import WITHDRAWN
from app.ui.settings import Settings
from app.ui.sharing.join import Join
from app.ui.sharing.received import CameInScreen
from app.ui.sync.page import SyncPage
from tests.ui.hq import syncs, with_headquarters
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen
PAGES = (
    (navigation.Home(), Home),
    (navigation.Cases(), Cases),
    (navigation.Inbox(), CameInScreen),
    (navigation.Sync(), SyncPage),
    (navigation.Settings(), Settings),
)


def withdraws(office, colleague) -> None:
    device, desk = colleague.session.vault.stream.hex(), office.desk
    desk.hand.does(lambda: administration.revoke(desk.session, device))
    syncs(desk)


def test_every_page_says_it_once_it_is_known_and_none_says_otherwise(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla = office.layla
        layla.interviews(name="Sunita Tamang")
        syncs(layla)
        hand = layla.hand.turns_to()
        withdraws(office, layla)
        hand.window.go(navigation.Home())
        hand.sees(Home)
        assert not hand.reads(hand.says(WITHDRAWN))  # nobody has told it yet
        syncs(layla)
        hand.until(lambda: hand.reads(hand.says(WITHDRAWN)))
        for destination, kind in PAGES:
            hand.window.go(destination)
            hand.sees(kind)
            hand.until(lambda: hand.reads(hand.says(WITHDRAWN)))
        hand.window.go(navigation.Sync())
        screen = hand.sees(SyncPage)
        hand.until(lambda: screen.content is not None)
        hand.until(lambda: hand.reads(hand.says("User management has ended this computer’s access")))
        for sentence in ("Everything is on the server", "Idle", "The next try", "Sync now"):
            assert hand.says(sentence) not in hand.names()
        words = theme.words()
        for problem in hand.window.context.syncing.now.problems:
            assert not hand.reads(words.say(problem))
        stands_at_every_size(hand, "a withdrawn computer")


def test_its_officer_joins_again_and_what_was_written_since_is_not_lost(opens, tmp_path):
    with with_headquarters(opens, tmp_path, "en") as (office, _hq):
        layla, desk = office.layla, office.desk
        withdraws(office, layla)
        syncs(layla)
        case = layla.interviews(name="Asha Lama").case_id  # after it was withdrawn
        syncs(layla)
        hand = layla.hand.turns_to()
        hand.window.go(navigation.Home())
        hand.until(lambda: hand.reads(hand.says(WITHDRAWN)))
        hand.press("Join again")
        hand.sees(Join)
        former = layla.session.vault.stream.hex()
        invitation, answer, reply = (tmp_path / name for name in ("again", "answer2", "reply2"))
        desk.hand.does(lambda: administration.invite(desk.session, invitation))
        layla.hand.does(lambda: membership.answer(layla.session, invitation, answer))
        assert layla.session.vault.stream.hex() != former
        desk.hand.does(lambda: administration.admit(desk.session, answer, reply))
        layla.hand.does(lambda: membership.finish(layla.session, reply))
        layla.writes()
        desk.takes()
        assert desk.hand.does(lambda: administration.accept_late(desk.session, former)) > 0
        desk.takes()
        for colleague in (desk, layla, desk, layla):
            syncs(colleague)
        hand.window.go(navigation.Home())
        hand.sees(Home)
        hand.until(lambda: not hand.window.context.status.withdrawn)
        hand.until(lambda: not hand.reads(hand.says(WITHDRAWN)))
        assert desk.hand.does(lambda: queries.case(desk.session, case)).name == "Asha Lama"
        assert layla.hand.does(lambda: sync.state(layla.session, case)) in ("held", "read")
