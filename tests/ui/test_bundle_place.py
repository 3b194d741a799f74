"""Pictures in a file for others: without what is noted in them, unless a person marks it."""

import pytest

from app.casework.cases import attachments
from app.casework.export import bundle_export
from app.ui.parts import CheckCard
from tests.bundle.small import Prosecutor
from tests.photo.test_photo import picture
from tests.ui.test_bundle import hands_out, with_a_case
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen


def test_pictures_go_with_their_place_only_where_it_is_marked(opens, tmp_path, language):
    hand, case = with_a_case(opens, language)
    session, photo, prosecutor = hand.window.context.session, tmp_path / "house.jpg", Prosecutor()
    assert not hands_out(hand, case).place.isVisible()  # there is no picture yet
    photo.write_bytes(picture())
    hand.does(lambda: attachments.add(session, case, photo))
    screen = hands_out(hand, case)
    hand.until(screen.place.isVisible)
    stands_at_every_size(hand, "a file with pictures")
    for place in (False, True):
        if place:
            screen = hands_out(hand, case)
            hand.until(screen.place.isVisible)
            hand.click(hand.find(hand.says("Pictures with all the information recorded in them"), CheckCard))
        file = tmp_path / f"{place}.sanad.age"
        screen.save_to(file, prosecutor.lock)
        hand.until(lambda screen=screen: screen.bundle is not None)
        content = bundle_export.open_bundle(file, prosecutor.opener).files["files/01.jpg"]
        assert (b"2026:11:20" in content) == place
