"""Where a case can be referred, searched without a network and chosen from; files that go along."""

import pytest
from PySide6.QtWidgets import QLineEdit

from app.case import profile
from app.casework.cases import attachments
from app.casework.cases.refusals import AgreementOver
from app.casework.export import referral_letter
from app.casework.lifecycle import consents, referrals
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.organisation import referral_system
from app.ui import navigation
from app.ui.case.agency_directory import DirectoryScreen
from app.ui.case.agency_picker import SEARCH
from app.ui.parts import CheckCard
from app.ui.parts.fold import FoldHead
from app.ui.sending.letter_page import LetterPage
from app.ui.sending.page import SendPage
from tests.casework.test_letter import text_of
from tests.ui.office import Office, opened
from tests.ui.test_course import opens_case
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen
KUWAIT = (profile.FOLDER / "kw-2019.toml").read_text("utf-8")
PLACES = """
[[place]]
id = "north"
agency = "shelter"
en = "House in the north"
ar = "دار الشمال"
services = ["accommodation", "counselling"]
phone = "+965 5550 1000"
where_en = "Told on the telephone only"
where_ar = "يُذكر هاتفيًا فقط"
hours_en = "Day and night"
hours_ar = "ليلًا ونهارًا"
languages = ["ar", "en", "ne", "hi"]
who_en = "Women, with children up to 12"
who_ar = "النساء ومعهن أطفال حتى سن 12"
source = "asked"
as_of = 2026-11-01
reviewed = "Huda Desk"
check_by = 2027-02-01

[[place]]
id = "legal"
agency = "ngo"
en = "Legal aid by telephone"
ar = "مساعدة قانونية بالهاتف"
services = ["legal aid"]
phone = "+965 5550 2000"
languages = ["tl", "ne"]
source = "asked"
as_of = 2026-09-15
reviewed = "Huda Desk"
check_by = 2027-02-01
"""
ENDED = 'id = "embassy"\nagreement = "7/2024"\nagreement_until = 2025-12-31\n'


@pytest.fixture
def office(opens, tmp_path, language) -> Office:
    """All of them have a profile with a directory."""
    office_ = opened(opens, tmp_path, language)
    profile_file = tmp_path / "own.toml"
    text = KUWAIT.replace("version = 2", "version = 3", 1).replace('id = "embassy"\n', ENDED, 1)
    profile_file.write_text(text + PLACES, "utf-8")
    office_.desk.hand.does(lambda: referral_system.adopt(office_.desk.session, profile_file))
    office_.desk.writes()
    office_.layla.takes()
    return office_


def test_a_service_is_found_by_a_word_of_either_language_and_its_place_is_asked(office: Office, tmp_path, language):
    layla, paper = office.layla, tmp_path / "عقد العمل.txt"
    case = layla.interviews(name="Sunita Tamang").case_id
    paper.write_text("عقد", "utf-8")

    def prepares() -> None:
        attachments.add(layla.session, case, paper)
        terms = ConsentDetails(language="ne", mode="signature")
        consents.record(layla.session, case, "share", "yes", terms, "shelter")

    layla.hand.does(prepares)
    hand, _ = opens_case(layla, case)
    hand.sends("An agency")
    page = hand.sees(SendPage)
    hand.until(lambda: bool(page.whom.agencies.cards))
    hand.rests()
    hand.click(page.whom.agencies.others)
    hand.find(hand.says(SEARCH), QLineEdit).setText("north الإيواء")  # in both languages at once
    card = next(card for card in page.whom.agencies.cards if card.place.id == "north")
    assert card.key() == ("shelter", "accommodation", "north")
    assert "+965 5550 1000" in card.accessibleDescription()
    hand.rests()
    hand.click(card)
    assert page.agreement.answer == "yes"
    hand.click(page.by_when.chips[0])
    hand.type("Reason", "لا مكان آمنًا للمبيت")
    hand.find(hand.says("More for the letter"), FoldHead).click()
    hand.type("Interpreter", "Nepali 12")
    hand.click(hand.find("عقد العمل.txt", CheckCard))
    stands_at_every_size(hand, "the referral")
    hand.press("Refer and print the letter")
    hand.sees(LetterPage)
    (referral,) = hand.does(lambda: referrals.referrals(layla.session, case))
    (file,) = hand.does(lambda: attachments.of(layla.session, case))
    request = referral.request
    assert (request.where, request.interpreter, request.attached) == ("north", "Nepali 12", (file.hash,))
    (sentence,) = text_of(hand.does(lambda: referral_letter.preview(layla.session, case, referral.id, "en")))
    assert "House in the north" in sentence
    assert file.hash in sentence


def test_an_agency_whose_agreement_has_ended_is_not_asked(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Send(case, agency="embassy", reason="وثيقة سفر"))
    page = hand.sees(SendPage)
    hand.until(lambda: page.known is not None)
    hand.rests()
    assert page.whom.agencies.cards == []  # it does not fit
    hand.click(page.whom.agencies.others)
    hand.click(page.whom.agencies.cards[0])
    hand.until(lambda: any(year in page.whom.agencies.cards[0].accessibleDescription() for year in ("2025", "٢٠٢٥")))
    hand.press("Refer and print the letter")
    assert hand.reads(hand.says("Choose another agency or service."))
    assert hand.does(lambda: referrals.referrals(office.layla.session, case)) == []
    request = referrals.ReferralRequest("embassy", "travel document", "وثيقة سفر", "3d", override="danger")
    with pytest.raises(AgreementOver):  # a reason to go on without consent is no agreement
        hand.does(lambda: referrals.refer(office.layla.session, case, request))


def test_the_directory_is_a_page_that_can_be_searched(office: Office, language):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand, _ = opens_case(office.layla, case)
    hand.press("Send to…")
    hand.sees(SendPage)
    hand.press("Agencies and services")
    page = hand.sees(DirectoryScreen)
    hand.until(lambda: page.entries is not None)
    stands_at_every_size(hand, "the directory")
    page.listed.search.setText("نيبالية")
    hand.until(lambda: hand.reads({"en": "Legal aid by telephone", "ar": "مساعدة قانونية"}[language]))
    assert not hand.reads({"en": "Ministry of Health", "ar": "وزارة الصحة"}[language])
    page.listed.search.setText("zzz")
    hand.until(
        lambda: hand.reads(
            hand.says("No agencies or services found. Try one of the words alone, or the other language.")
        )
    )
    hand.press("Back to the case")
