"""Consent by a photographed thumb's print, on the page and on the command line."""

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.case import profile
from app.casework.cases import attachments
from app.casework.cases.refusals import ConsentIncomplete
from app.casework.lifecycle import consents
from app.casework.organisation import referral_system
from app.ui.case import consent
from app.ui.parts import Choose, RadioCard
from tests.photo.test_photo import picture
from tests.ui.office import opened
from tests.ui.test_course import chooses, opens_case, waits_for
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen
KUWAIT = (profile.FOLDER / "kw-2019.toml").read_text("utf-8")
THUMB = "By thumbprint, photographed"


def test_where_the_profile_allows_it_a_photograph_of_the_case_is_chosen(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    layla, file = office.layla, tmp_path / "print.jpg"
    case = layla.interviews(name="Sunita Tamang").case_id
    file.write_bytes(picture())
    id_ = layla.hand.does(lambda: attachments.add(layla.session, case, file))
    terms = consents.ConsentDetails(language="ne", mode="thumb", picture=id_)
    with pytest.raises(ConsentIncomplete):  # not here, whatever the screen would offer
        layla.hand.does(lambda: consents.record(layla.session, case, "media", "yes", terms))
    hand, page = opens_case(layla, case)
    consent.record(page.of_course(), "media")
    waits_for(hand, "Record the answer")
    assert not [
        radio_card for radio_card in hand.window.findChildren(RadioCard) if hand.says(THUMB) in radio_card.text()
    ]
    hand.press("Not now")

    profile_file = tmp_path / "own.toml"
    text = KUWAIT.replace("version = 2", "version = 3", 1).replace("thumb = false", "thumb = true")
    profile_file.write_text(text, "utf-8")
    office.desk.hand.does(lambda: referral_system.adopt(office.desk.session, profile_file))
    office.desk.writes()
    layla.takes()
    hand, page = opens_case(layla, case)
    hand.until(lambda: page.of_course().course.thumb)
    consent.record(page.of_course(), "media")
    waits_for(hand, "Record the answer")
    chooses(hand, "Yes")
    chooses(hand, THUMB)
    stands_at_every_size(hand, "a thumb's print")
    hand.press("Record the answer")
    assert hand.reads(hand.says("Choose the photo of the thumbprint."))
    hand.find(hand.says("Photo of the thumbprint"), Choose).choose(id_)
    hand.find(hand.says("Language in which it was asked"), Choose).choose("ne")
    hand.click(hand.find(hand.says("Record the answer"), QAbstractButton))
    hand.until(
        lambda: any(
            consent.purpose == "media" and consent.answer == "yes" and consent.given.picture == id_
            for consent in page.of_course().course.consents
        )
    )
