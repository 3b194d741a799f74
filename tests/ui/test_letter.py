"""The letter of a referral, from its row on the case's page to paper and file."""

from dataclasses import replace

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from app.casework.cases import queries
from app.casework.lifecycle import consents, referrals
from app.language import strip_marks
from app.ui import navigation
from app.ui.passphrase_choice import NewPhrase
from app.ui.sending.letter_page import LetterPage
from tests.ui.office import opened
from tests.ui.test_course import opens_case, waits_for
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen

PASSWORD = "walrus thistle gondola anvil"
REQUEST = referrals.ReferralRequest("shelter", "accommodation", "تحتاج إلى سكن", "3h")


def test_the_letter_is_reached_from_its_referral_and_saved_with_a_password(opens, tmp_path, language):
    layla = opened(opens, tmp_path, language).layla
    case = layla.interviews(name="Sunita Tamang").case_id

    def refers() -> None:
        terms = consents.ConsentDetails(language="ne", mode="signature")
        consents.record(layla.session, case, "share", "yes", terms, "shelter")
        referrals.refer(layla.session, case, REQUEST)

    layla.hand.does(refers)
    hand, _ = opens_case(layla, case)
    hand.opens_tab("Progress")
    waits_for(hand, "Print the letter")
    stands_at_every_size(hand, "a case with a referral")
    hand.find(strip_marks(hand.says("Print the letter"))).setFocus()
    hand.key(Qt.Key.Key_Space)
    page = hand.sees(LetterPage)
    hand.until(lambda: bool(page.pages.pdf))
    hand.until(lambda: _pages(page.pages.pdf) == 2)
    stands_at_every_size(hand, "the letter")
    hand.click(page.chips["en"])
    hand.until(lambda: _pages(page.pages.pdf) == 1)
    file = tmp_path / "letter.pdf"
    hand.press("Save as a file")
    waits_for(hand, "Choose my own")
    assert len(hand.visible(NewPhrase)[-1].words.text().split()) > 5
    hand.press("Choose my own")
    hand.type("Password of the file", PASSWORD)
    hand.type("Repeat to confirm", PASSWORD)
    hand.press("Choose the place")
    hand.chooses(file)
    hand.until(lambda: hand.reads(hand.says("File written.")))
    text = "".join(_text(file.read_bytes(), PASSWORD))
    assert "Sunita Tamang" in text
    event = hand.does(lambda: queries.case(layla.session, case).timeline[-1])
    assert (event.what, event.says) == ("exported", "Referral letter saved as a file")


def test_a_letter_that_consent_no_longer_carries_is_refused_and_said(opens, tmp_path, language):
    layla = opened(opens, tmp_path, language).layla
    case = layla.interviews(name="Sunita Tamang").case_id

    def refers_and_hears_no() -> None:
        terms = consents.ConsentDetails(language="ne", mode="signature")
        consents.record(layla.session, case, "share", "yes", terms, "shelter")
        referrals.refer(layla.session, case, REQUEST)
        consents.record(layla.session, case, "share", "withdrawn", terms, "shelter")

    layla.hand.does(refers_and_hears_no)
    hand, _ = opens_case(layla, case)
    hand.opens_tab("Progress")
    waits_for(hand, "Print the letter")
    hand.press("Print the letter")
    page, file = hand.sees(LetterPage), tmp_path / "letter.pdf"
    hand.until(lambda: bool(page.pages.pdf))
    dialogs = hand.window.dialogs()
    page.save_as(file, PASSWORD)
    hand.until(lambda: len(hand.window.dialogs()) > len(dialogs))
    assert not file.exists()
    hand.key(Qt.Key.Key_Escape)
    label = hand.says("Reason to go ahead without consent")
    hand.until(lambda: label in hand.names())
    hand.find(label, QPlainTextEdit).setPlainText("خطر على حياتها الليلة")
    stands_at_every_size(hand, "a letter without consent")
    page.save_as(file, PASSWORD)
    hand.until(file.exists)
    event = hand.does(lambda: queries.case(layla.session, case).timeline[-1])
    assert (event.what, event.effect) == ("exported", True)
    assert "خطر" in "".join(_text(file.read_bytes(), PASSWORD))


def _text(pdf: bytes, password: str) -> list[str]:
    return [strip_marks(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(pdf, password=password)]


def _pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def test_a_letter_to_an_embassy_says_at_once_that_a_second_person_is_needed(opens, tmp_path):
    office = opened(opens, tmp_path, "ar", omar="supervisor")
    layla, omar = office.layla, office.omar
    case = layla.interviews(name="Sunita Tamang").case_id
    terms = consents.ConsentDetails(language="ne", mode="signature")
    wanted = replace(REQUEST, agency="embassy", service="travel document")

    def refers() -> str:
        consents.record(layla.session, case, "share", "yes", terms, "embassy")
        return referrals.refer(layla.session, case, wanted)

    referral = layla.hand.does(refers)
    hand = layla.hand.turns_to()
    letter = navigation.ReferralLetter(case, referral, "R-1")
    hand.window.go(letter)
    page = hand.sees(LetterPage)
    hand.until(page.asks.isVisible)  # before a password or a place is chosen
    assert hand.reads(hand.says("A second person must approve what is sent to this agency."))
    stands_at_every_size(hand, "a letter that needs approval")
    hand.press("Ask a second person to approve this letter")
    hand.until(lambda: hand.reads(hand.says("A second person was asked and has not answered yet.")))
    assert not page.asks.isVisible()
    layla.writes()
    omar.takes()
    theirs, _ = opens_case(omar, case)
    says = theirs.says("Waiting for a second person to approve a letter to {agency}")
    theirs.until(lambda: theirs.reads(says.partition("{")[0].strip()))
    theirs.press("Review and answer")
    waits_for(theirs, "Record the answer")
    theirs.press("Approve it")
    theirs.press("Record the answer")
    theirs.until(lambda: not theirs.window.dialogs())
    omar.writes()
    layla.takes()
    hand.turns_to().window.go(navigation.Home())
    hand.window.go(letter)
    page = hand.sees(LetterPage)
    hand.until(lambda: hand.reads(hand.says("A second person has approved this letter as it is.")))
    assert not page.asks.isVisible()
