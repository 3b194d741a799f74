"""The letter of a referral: what the agency may know, the event first, nothing outside consent."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest

from app.casework.cases import attachments, queries, related_people
from app.casework.cases.refusals import OutsideConsent
from app.casework.export import case_print, referral_letter
from app.casework.lifecycle import consents, referrals
from app.casework.lifecycle.referrals import NoReferral, ReferralRequest
from app.casework.session.stepped_work import carried_out
from app.cli import main
from app.disk import BadFolder
from app.language import Words, strip_marks
from tests.people import PHRASE, keeps_a_case
from tests.photo.test_photo import picture

PASSWORD = "walrus thistle gondola anvil"
NEPALI = consents.ConsentDetails(language="ne", mode="spoken", witness="Witness Sample")
CONTRACT = b"the contract, as it was photographed"
PAPER = hashlib.sha256(CONTRACT).digest()
ASKED = ReferralRequest(
    "shelter", "accommodation", "لا مكان آمنًا للمبيت", "3h", "تحتاج إلى سرير الليلة",
    ("العنوان السابق",), "أم خالد", "+965 5512 3456", "مترجمة نيبالية", "موظفة من المكتب",
    (PAPER.hex(),),
)  # fmt: skip


@pytest.fixture
def case(at_work, tmp_path) -> str:
    case_id = keeps_a_case(at_work, "Sunita Tamang")
    paper = tmp_path / "contract.txt"
    paper.write_bytes(CONTRACT)
    attachments.add(at_work, case_id, paper)
    related_people.note(at_work, case_id, "suspect", {"name": "Suspect Sample"})
    consents.record(at_work, case_id, "share", "yes", NEPALI, "shelter")
    return case_id


def text_of(pdf: bytes, password: str | None = None) -> list[str]:
    document = pypdfium2.PdfDocument(pdf, password=password)
    found = [strip_marks(page.get_textpage().get_text_range()) for page in document]
    document.close()
    return [" ".join(each.split()) for each in found]


def kinds(session, case: str) -> list[str]:
    return [each.what for each in queries.case(session, case).timeline]


def test_a_letter_has_a_page_of_arabic_and_a_page_of_english(at_work, case):
    referral = referrals.refer(at_work, case, ASKED)
    (told,) = referrals.referrals(at_work, case)
    pages = text_of(referral_letter.preview(at_work, case, referral, "both"))
    assert len(pages) == 2
    for page in pages:
        for part in (
            told.reference, queries.case(at_work, case).reference, "Sunita Tamang", "أم خالد",
            "+965 5512 3456", "لا مكان آمنًا للمبيت", "تحتاج إلى سرير الليلة", "العنوان السابق",
            "مترجمة نيبالية", "موظفة من المكتب", PAPER.hex(), "contract.txt",
        ):  # fmt: skip
            assert part in page, part
        assert "Suspect Sample" not in page
        assert "Witness Sample" not in page
    assert "Migrant workers’ shelter" in pages[1]
    assert "Do not contact the employer, the sponsor or anybody close to them." in pages[1]
    assert "The person agreed on 24 November 2026" in pages[1]
    assert "Nepali · Spoken, before a witness" in pages[1]
    assert "مركز إيواء العمالة الوافدة" in pages[0]
    assert "Reply needed · Within 3 hours" in pages[1]
    assert "Consent to record and keep Not asked" in pages[1]
    reading, words = referral_letter.reading_of(at_work, case, referral), Words("ar")
    facts = dict(reading.whole)
    assert facts[words("Interpreter")] == ASKED.interpreter
    assert facts[words("Companion")] == ASKED.escort
    assert "العنوان السابق" in strip_marks(dict(reading.left_out)[words("Left out")])


def test_a_letter_has_the_form_in_which_ministries_write(at_work, case):
    """Its head and its forms of address are the country's, from the referral system in use."""
    referral = referrals.refer(at_work, case, ASKED)
    arabic, english = text_of(referral_letter.preview(at_work, case, referral, "both"))
    for page, parts in (
        (arabic, ("سري", "دولة الكويت", "الهيئة العامة للقوى العاملة", "السادة / مركز إيواء العمالة الوافدة المحترمين",
                  "تحية طيبة وبعد،", "الموضوع: إحالة شخص: الإيواء", "وتفضلوا بقبول فائق الاحترام،", "ليلى السالم", "الهاتف")),
        (english, ("SECRET", "State of Kuwait", "Public Authority for Manpower", "To: Migrant workers’ shelter",
                   "Dear Sir or Madam,", "Subject: Referral of a person: accommodation", "Yours faithfully,",
                   "Stamp of the office", "Labour inspection", "Telephone")),
    ):  # fmt: skip
        for part in parts:
            assert part in page, part
    # as it is read: the answer that is asked for before the close, the receipt after the signature
    order = ("Dear Sir", "Subject", "Reply needed", "Yours faithfully", "Telephone", "contract.txt", "Received by")
    places = [english.rindex(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("attached", [(), ASKED.attached])
def test_nobody_signs_on_a_page_that_says_nothing_else(at_work, case, attached):
    """However long a letter is: its last line of facts goes along to the page of the signature."""
    for lines in range(12, 40, 3):
        long = replace(ASKED, summary="\n".join(f"word{n}" for n in range(lines)), attached=attached)
        referral = referrals.refer(at_work, case, long)
        pages = text_of(referral_letter.preview(at_work, case, referral, "en"))
        signed = next(page for page in pages if "Yours faithfully" in page)
        assert ASKED.escort in signed, lines
        received = next(page for page in pages if "Received by the agency" in page)
        assert ("contract.txt" if attached else ASKED.escort) in received, lines


def test_the_pages_of_both_languages_are_counted_through(at_work, case):
    referral = referrals.refer(at_work, case, ASKED)
    first, second = text_of(referral_letter.preview(at_work, case, referral, "both"))
    assert "Page 2 of 2" in second
    assert "Page 1 of 1" in text_of(referral_letter.preview(at_work, case, referral, "en"))[0]
    assert "صفحة ٢ من ٢" not in first


def test_a_picture_is_named_by_the_hash_of_the_copy_without_its_place(at_work, case, tmp_path):
    photo, out = tmp_path / "house.jpg", tmp_path / "copy.jpg"
    photo.write_bytes(picture())
    id_ = attachments.add(at_work, case, photo)
    file = referrals.hash_of(at_work, case, id_)
    referral = referrals.refer(at_work, case, replace(ASKED, attached=(file,)))
    (page,) = text_of(referral_letter.preview(at_work, case, referral, "en"))
    sent = carried_out(attachments.saving(at_work, case, id_, out))
    assert sent.hex() in page
    assert file not in page
    assert "without the place where it was taken" in page


def test_what_is_attached_must_be_a_file_of_the_case(at_work, case):
    with pytest.raises(attachments.NoAttachment):
        referrals.refer(at_work, case, replace(ASKED, attached=("ab" * 32,)))


def test_an_override_is_named_as_such_and_the_person_is_not_named(at_work, case):
    over = "no document tonight"
    referral = referrals.refer(
        at_work, case, ReferralRequest("embassy", "travel document", "lost", "3d", override=over)
    )
    (page,) = text_of(referral_letter.preview(at_work, case, referral, "en"))
    assert "Sunita" not in page
    assert "Without the person’s recorded consent." in page
    assert over in page
    soon = at_work.clock() + timedelta(days=2)
    consents.record(at_work, case, "share", "yes", replace(NEPALI, expires=soon), "embassy")
    (page,) = text_of(referral_letter.preview(at_work, case, referral, "en"))
    assert "Sunita Tamang" in page
    assert "The person agreed on" in page
    assert over not in page
    at_work.clock.pass_(days=3)  # then it is over, and a duty by law stands beside it
    consents.base(at_work, case, "share", "duty", "a court asked", "embassy")
    (page,) = text_of(referral_letter.preview(at_work, case, referral, "en"))
    assert "The person agreed on" not in page
    assert "Legal basis: " in page


def test_no_agreement_is_said_where_colleagues_differ_and_a_legal_basis_carries_it(office):
    """Layla has a yes, Omar a no, and neither had seen the other's."""
    layla, omar = office.joins("Layla"), office.joins("Omar", "supervisor")
    case = keeps_a_case(layla, "Sunita Tamang")
    office.carry("Layla", "Omar")
    consents.record(layla, case, "share", "yes", NEPALI, "shelter")
    referral = referrals.refer(layla, case, replace(ASKED, attached=()))
    (page,) = text_of(referral_letter.preview(layla, case, referral, "en"))
    assert "The person agreed on" in page
    consents.record(omar, case, "share", "no", NEPALI, "shelter")
    office.carry("Omar", "Layla")
    (page,) = text_of(referral_letter.preview(layla, case, referral, "en"))
    assert "The person agreed on" not in page
    assert "Without the person’s recorded consent." in page
    consents.base(layla, case, "share", "duty", "a court asked", "shelter")
    (page,) = text_of(referral_letter.preview(layla, case, referral, "en"))
    assert "The person agreed on" not in page
    assert "Legal basis: " in page


def test_paper_and_file_come_after_their_event(at_work, case, tmp_path):
    made, before = referrals.refer(at_work, case, ASKED), len(kinds(at_work, case))
    referral_letter.preview(at_work, case, made, "ar")
    assert len(kinds(at_work, case)) == before
    referral_letter.printed(at_work, case, made, "ar")
    file = tmp_path / "letter.pdf"
    referral_letter.save(at_work, case, made, "both", file, PASSWORD)
    told = queries.case(at_work, case).timeline[before:]
    assert [each.what for each in told] == ["printed", "exported"]
    assert [each.says for each in told] == ["Referral letter printed", "Referral letter saved as a file"]
    (number,) = [referral.reference for referral in referrals.referrals(at_work, case)]
    assert [strip_marks(each.note) for each in told] == [number, number]
    assert all(each.effect for each in told)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(file)
    assert len(text_of(file.read_bytes(), PASSWORD)) == 2
    with pytest.raises(case_print.PasswordTooShort):
        referral_letter.save(at_work, case, made, "ar", tmp_path / "x.pdf", "short")
    with pytest.raises(BadFolder):
        referral_letter.save(at_work, case, made, "ar", tmp_path / "no" / "x.pdf", PASSWORD)
    assert len(kinds(at_work, case)) == before + 2


def test_a_letter_is_refused_once_the_consent_is_withdrawn(at_work, case, tmp_path):
    referral = referrals.refer(at_work, case, ASKED)
    consents.record(at_work, case, "share", "withdrawn", NEPALI, "shelter")
    before, file = kinds(at_work, case), tmp_path / "letter.pdf"
    with pytest.raises(OutsideConsent):
        referral_letter.printed(at_work, case, referral, "ar")
    with pytest.raises(OutsideConsent):
        referral_letter.save(at_work, case, referral, "ar", file, PASSWORD)
    assert (kinds(at_work, case), file.exists()) == (before, False)
    referral_letter.save(at_work, case, referral, "en", file, PASSWORD, "she is in danger")
    (page,) = text_of(file.read_bytes(), PASSWORD)
    assert "she is in danger" in page
    assert "Sunita" not in page


def test_no_letter_is_made_of_a_draft_or_of_what_has_ended(at_work, case):
    draft = referrals.refer(at_work, case, ASKED, draft=True)
    with pytest.raises(referral_letter.NotUnderWay):
        referral_letter.preview(at_work, case, draft, "ar")
    referrals.set_status(at_work, case, draft, "sent")
    assert referral_letter.preview(at_work, case, draft, "ar").startswith(b"%PDF")
    referrals.set_status(at_work, case, draft, "rejected", "full")
    with pytest.raises(referral_letter.NotUnderWay):
        referral_letter.printed(at_work, case, draft, "ar")
    with pytest.raises(NoReferral):
        referral_letter.preview(at_work, case, "R-0000", "ar")


@pytest.mark.parametrize(("words", "pages"), [(60, 1), (1200, 2)])
def test_many_words_become_smaller_and_then_a_second_page_never_lost(at_work, case, words, pages):
    summary = " ".join(f"word{n}" for n in range(words))
    referral = referrals.refer(at_work, case, ReferralRequest("shelter", "accommodation", "x", "1h", summary=summary))
    text = text_of(referral_letter.preview(at_work, case, referral, "en"))
    assert len(text) >= pages
    assert len(text) == 1 or pages > 1
    assert all(f"word{n}" in " ".join(text) for n in range(words))


def test_the_command_line_writes_a_letter(layla, at_work, case, tmp_path, monkeypatch, capsys):
    referrals.refer(at_work, case, ASKED)
    (told,) = referrals.referrals(at_work, case)
    at_work.close()
    phrase, file = tmp_path / "phrase", tmp_path / "letter.pdf"
    phrase.write_text(PHRASE, "utf-8")
    monkeypatch.setenv("SANAD_HOME", str(layla.home))
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(phrase))
    words = ["case", "letter", case, told.reference, "-o", str(file), "--json"]
    assert main(words) == 1
    assert not file.exists()
    assert main([*words[:-1], "--language", "fr", "--plain"]) == 2
    capsys.readouterr()
    assert main([*words, "--plain", "--language", "ar"]) == 0
    assert json.loads(capsys.readouterr().out) == {"letter": str(file), "signed": ""}
    assert len(text_of(file.read_bytes())) == 1
