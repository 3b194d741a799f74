"""Records to practise with: nothing leads out of them, and every page says what they are."""

from pathlib import Path

import pypdfium2
import pytest

from app import practice_folder, report
from app.casework.exchange import headquarters, match_partners, sync
from app.casework.export import bundle_import, case_print, receipt_return, recipient_book
from app.casework.organisation import administration, membership
from app.casework.records import practice_vault, safe_copies, unlock
from app.casework.session.transfer_places import NotInPractice, is_practice
from app.language import strip_marks
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.people import CHEAP, keeps_a_case


@pytest.fixture
def practising(home: Path):
    with practice_folder.laid(home) as folder:
        session = practice_vault.create(folder, "en", cost=CHEAP)
        yield session
        session.close()
    report.print_as_practice(practice=False)


LEADING_OUT = {
    "joining": lambda session, out: membership.answered(session, b"invitation"),
    "joined": lambda session, out: membership.finish_with(session, b"reply"),
    "an organisation": lambda session, out: administration.create_organisation(session, "Office", "Omar Sample"),
    "sync": lambda session, out: sync.connect(session),
    "a headquarters": lambda session, out: headquarters._to(session, None),
    "a backup": lambda session, out: unlock.backup(session, out / "backup.sanad"),
    "automatic copies": safe_copies.choose,
    "an automatic copy": safe_copies.make_now,
    "a file for others": lambda session, out: make_bundle(
        session, keeps_a_case(session, "Maya"), out / "case.sanad", Prosecutor().lock, "en"
    ),
    "a card for partners": lambda session, out: match_partners.own_card(session),
    "a recipient": lambda session, out: recipient_book.add(session, "Anybody", "age1", ""),
    "a file that was received": lambda session, out: bundle_import.take_in(session, None),
    "a receipt": lambda session, out: receipt_return.take_in(session, out / "receipt"),
}


@pytest.mark.parametrize("way", LEADING_OUT)
def test_nothing_leads_out_of_a_practice(practising, tmp_path: Path, way: str):
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(NotInPractice):
        LEADING_OUT[way](practising, out)
    assert list(out.iterdir()) == []


def test_they_are_made_in_a_practice_folder_alone(home: Path):
    home.mkdir()
    with pytest.raises(practice_folder.PracticeFolderTaken):
        practice_vault.create(home, "en", cost=CHEAP)
    assert list(home.iterdir()) == []


def test_real_records_are_no_practice_and_print_without_the_word(at_work):
    assert not is_practice(at_work)
    case = keeps_a_case(at_work, "Maya")
    assert "Practice" not in text_of(case_print.preview(at_work, case, "en"))[0]


@pytest.mark.parametrize(("language", "word"), [("en", "Practice"), ("ar", "تدريب")])
def test_every_page_of_a_practice_says_so(practising, language, word):
    assert is_practice(practising)
    case = keeps_a_case(practising, "Maya")
    pages = text_of(case_print.preview(practising, case, language))
    pages += text_of(report.recovery_card(("a",) * 24, "Trainee", _words(language)))
    assert len(pages) > 1
    assert all(word in page for page in pages), pages


def _words(language):
    from app.language import Words

    return Words(language)


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [strip_marks(page.get_textpage().get_text_range()) for page in document]
    document.close()
    return pages


def test_nobody_is_reminded_of_a_card_that_nobody_has(practising):
    assert unlock.card_confirmed(practising)
