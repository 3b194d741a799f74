"""The pages of headquarters and of the post say that the list of colleagues is old; a stick mends it."""

import pytest

from app.ui import navigation
from app.ui.sharing.post import Post
from tests.ui.office import opened

pytestmark = pytest.mark.screen


def test_the_page_of_the_post_says_how_old_the_list_is_until_a_stick_comes(
    opens, tmp_path, language
):
    office = opened(opens, tmp_path, language)
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Post())
    page = hand.sees(Post)
    hand.until(lambda: page.state is not None)
    assert page.state.directory.kind == "fresh"
    office.clock.pass_(days=12)
    page.load()
    hand.until(lambda: page.state.directory.kind == "old")
    hand.until(lambda: any(("12" in name or "١٢" in name) for name in hand.names()))
    office.desk.writes()
    office.layla.takes()
    page.load()
    hand.until(lambda: page.state.directory.kind == "fresh")
