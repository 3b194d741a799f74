"""The stick of a colleague without a network, passed on from a computer that has one."""

import pytest

from app.casework.exchange import sync
from app.ui import navigation
from app.ui.sharing.post import Post
from tests.ui.hq import syncs, with_headquarters
from tests.ui.office import opened
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen


def post(colleague) -> Post:
    hand = colleague.hand.turns_to()
    hand.window.go(navigation.Post())
    screen = hand.sees(Post)
    hand.until(lambda: screen.state is not None)
    return screen


@pytest.mark.long
def test_it_goes_to_headquarters_and_the_confirmation_comes_back_on_the_stick(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla, desk = office.layla, office.desk
        syncs(desk)
        case = layla.interviews(name="Sunita Tamang").case_id
        layla.writes()
        screen, hand = post(desk), desk.hand
        hand.until(lambda: hand.says("Send to the server") in hand.names())
        assert not screen.others.go.isEnabled()
        screen.use_folder(layla.stick)
        stands_at_every_size(hand, "post with a headquarters")
        hand.press("Send to the server")
        hand.until(lambda: hand.reads(hand.says("Files sent. You can remove the USB stick.")))
        assert layla.hand.does(lambda: sync.state(layla.session, case)) != "held"
        layla.takes()
        assert layla.hand.does(lambda: sync.state(layla.session, case)) == "held"


def test_what_cannot_be_passed_on_is_said_and_the_stick_stays_as_it_was(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, hq):
        layla, desk = office.layla, office.desk
        layla.interviews(name="Sunita Tamang")
        layla.writes()
        names = sorted(path.name for path in layla.stick.iterdir())
        screen, hand = post(desk), desk.hand
        hand.until(screen.others.isVisible)
        screen.use_folder(layla.stick)
        hq.stop()
        hand.press("Send to the server")
        hand.until(lambda: screen.others.go.isEnabled() and not screen._busy)
        hand.until(lambda: hand.reads(hand.says("What happened")))
        assert sorted(path.name for path in layla.stick.iterdir()) == names


def test_an_empty_stick_says_so(opens, tmp_path):
    with with_headquarters(opens, tmp_path, "en") as (office, _hq):
        empty = tmp_path / "empty"
        empty.mkdir()
        screen, hand = post(office.desk), office.desk.hand
        hand.until(screen.others.isVisible)
        screen.use_folder(empty)
        hand.press("Send to the server")
        hand.until(lambda: hand.reads("The USB stick has no files from others."))


def test_without_a_headquarters_it_is_not_offered(opens, tmp_path):
    office = opened(opens, tmp_path, "en")
    assert post(office.layla).others.isHidden()
