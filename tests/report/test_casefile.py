"""The record of a case and the recovery card, as they are printed."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pytest

from app import report
from app.language import Words, strip_marks
from app.report import (
    CaseRecord,
    InterviewRecord,
    RecordLine,
    Section,
    TimelineLine,
    case_record,
    page,
    protect,
    recovery_card,
)
from app.report.record import DifferingAnswer
from app.report.styles import Style
from app.report.text_flowables import Text
from tests.counted import calls_of

AT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
HASH = "3f9a" * 16


def explanation(words):
    row = SimpleNamespace(
        question="أين جواز سفرك الآن؟",
        answer="عند صاحب العمل، ولا أستطيع أخذه",
        strength=words("Strong"),
        indicator_name="حجز الوثائق",
    )
    dimension = SimpleNamespace(
        id="D5", name="الإكراه بعد الوصول", state="positive", says=words("Positive"), rows=[row]
    )
    return SimpleNamespace(
        outcome=words("Needs a supervisor"),
        reason="سبب النتيجة",
        readings=[],
        dimensions=[dimension],
        would_decide=[SimpleNamespace(ref="/data/debt", question="هل عليك دين؟")],
        disclaimer="تساعد هذه الصفحة على التعرّف.",
        not_asked="لم يُسأل: الحرية",
        ilo11=["حجز الوثائق الثبوتية"],
        provisional=False,
        rule_version="sanad-rule-1",
        data_version="ilo-ec-2009.1",
    )


def record(words, lines=3):
    asked = [
        RecordLine("كم ساعة تعمل في اليوم؟", "14", "How many hours a day do you work?", "14"),
        RecordLine("رقم الهاتف", "+965 5512 3456", "Phone", "+965 5512 3456"),
        RecordLine("ما سبب هذا الرأي؟", "خُصم 78% من أجرها", "What is the reason?", ""),
        RecordLine("لم يُجب عنه", ""),
    ]
    sections = [Section("العمل", (asked * lines)[:lines], "Work"), Section("رأي", asked[2:])]
    talk = InterviewRecord(
        "الفرز الأولي السريع", "2026112501", AT, AT, "سكن عمال، قطعة 4", "النيبالية", "T-07",
        "ليلى المثال", sections, "yes", "", explanation(words), "رأي الموظفة",
    )  # fmt: skip
    return CaseRecord(
        "26-7KQ4-M2",
        "Maya Sample Gurung",
        "ليلى المثال",
        AT,
        [talk],
        [TimelineLine(AT, "Case opened", "ليلى المثال")],
        HASH,
        "D-0001",
    )


def pages(pdf, password=None):
    document = pypdfium2.PdfDocument(pdf, password=password)
    return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_record_shows_questions_answers_reasons_view_and_timeline(language):
    words = Words(language)
    text = "\n".join(pages(case_record(record(words), words)))
    for expected in (
        "26-7KQ4-M2", "Maya Sample Gurung", "كم ساعة تعمل في اليوم؟", "How many hours a day",
        "+965 5512 3456", "78%", strip_marks(words("Needs a supervisor")), "سبب النتيجة",
        "عند صاحب العمل، ولا أستطيع أخذه", "حجز الوثائق", "رأي الموظفة", "sanad-rule-1",
        "ilo-ec-2009.1", "هل عليك دين؟", "حجز الوثائق الثبوتية",
    ):  # fmt: skip
        assert expected in text, expected


def test_an_unanswered_question_says_so():
    words = Words("en")
    assert "Not asked" in "\n".join(pages(case_record(record(words), words)))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_page_says_which_it_is_and_from_which_record_it_was_made(language):
    words = Words(language)
    told = pages(case_record(record(words, 60), words))
    assert len(told) > 3
    for number, text in enumerate(told, 1):
        assert strip_marks(words("Page {number} of {of}", number=number, of=len(told))) in text
        assert HASH in text
        assert "D-0001" in text


def test_a_preview_is_no_document():
    words = Words("en")
    told = record(words)
    preview = CaseRecord(told.reference, told.name, told.officer, AT, told.talks, told.timeline, HASH, "")
    first = pages(case_record(preview, words))[0]
    assert "Preview" in first
    assert "Document" not in first


def test_a_record_twice_as_long_in_two_languages_is_twice_the_work():
    words = Words("ar")
    case_record(record(words, 10), words)  # fonts are read once
    half = calls_of(lambda: case_record(record(words, 95), words))
    assert calls_of(lambda: case_record(record(words, 190), words)) < 2.2 * half
    assert len(pypdfium2.PdfDocument(case_record(record(words, 190), words))) >= 10


def test_the_same_record_gives_the_same_bytes():
    words = Words("ar")
    assert case_record(record(words), words) == case_record(record(words), words)


def test_the_document_tells_its_language_title_time_and_outline():
    words = Words("ar")
    with pikepdf.open(io.BytesIO(case_record(record(words), words))) as document:
        assert document.Root.Lang == "ar"
        assert "26-7KQ4-M2" in str(document.docinfo.Title)
        assert "Maya" not in str(document.docinfo)
        assert str(document.docinfo.CreationDate).startswith("D:20261124073000")
    outline = pypdfium2.PdfDocument(case_record(record(words), words)).get_toc()
    titles = [each.get_title() for each in outline]
    assert "العمل · Work" in titles


def test_the_outline_leads_to_the_page_on_which_a_heading_stands():
    words = Words("en")
    pdf = case_record(record(words, 60), words)
    told = pages(pdf)
    for entry in pypdfium2.PdfDocument(pdf).get_toc():
        page = entry.get_dest().get_index()
        assert "".join(entry.get_title().split()) in "".join(told[page].split())
    assert entry.get_dest().get_index() > 2


def test_only_glyphs_that_are_shown_are_embedded():
    words = Words("ar")
    assert len(case_record(record(words), words)) < 150_000


def test_an_answer_longer_than_a_page_is_printed_whole():
    words = Words("ar")
    told = record(words)
    long = " ".join(f"كلمة{i}" for i in range(1500))
    talk = InterviewRecord("ن", "1", AT, AT, sections=[Section("س", [RecordLine("سؤال طويل؟", long)])])
    whole = CaseRecord("26-1", "", "ليلى", AT, [talk], told.timeline, HASH, "D-1")
    text = "".join("".join(pages(case_record(whole, words))).split())
    assert all(f"كلمة{i}" in text for i in range(1500))


def test_a_protected_record_opens_with_its_password_only():
    words = Words("en")
    plain = case_record(record(words), words)
    locked = protect(plain, "قفل وباب 78%")
    assert b"Maya" not in locked
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(locked))
    with pikepdf.open(io.BytesIO(locked), password="قفل وباب 78%") as document:
        assert document.encryption.R == 6
        assert document.encryption.stream_method.name == "aesv3"
    assert pages(locked, "قفل وباب 78%") == pages(plain)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("script", ["latin", "arabic"])
def test_the_card_has_its_words_numbered_on_one_page(language, script):
    latin = [f"word{chr(97 + i)}" for i in range(24)]
    arabic = (Path(__file__).parents[2] / "resources" / "wordlists" / "arabic.txt").read_text("utf-8").split()[:24]
    card = latin if script == "latin" else arabic
    words = Words(language)
    (text,) = pages(recovery_card(card, "ليلى المثال", words))
    for place, word in enumerate(card, 1):
        assert word in text
        assert words.number(place) in text
    assert "ليلى المثال" in text


def test_the_demo_answers_are_fictional():
    answers = json.loads((Path(__file__).parents[2] / "resources" / "demo" / "answers.json").read_text("utf-8"))
    name = next(answer["value"] for answer in answers if answer["ref"].endswith("/name"))
    assert "Sample" in name


def flat(text: str) -> str:
    return " ".join(strip_marks(text).split())


def test_what_makes_an_answer_doubtful_stands_beside_it():
    """How it was asked otherwise, who wrote which of two, what the person wanted corrected, how a consent
    was given, what stays."""
    words = Words("en")
    noted = RecordLine("How many hours?", "14", note="Asked in English")
    talk = InterviewRecord(
        "Screening",
        "1",
        AT,
        AT,
        sections=[Section("Work", [noted])],
        agreed="yes",
        corrections="It was in spring",
        stops=[AT],
    )
    told = CaseRecord(
        "26-1", "Maya Sample", "Layla Sample", AT, [talk],
        [TimelineLine(AT, "Case opened", "Layla Sample", "of the hotline")], HASH, "D-1",
        restricted=True, differing=[DifferingAnswer("How old?", [("26", "Omar Sample", AT), ("", "Nora Sample", AT)])],
        held_back="Telephone numbers", marks=["A child"], rules="Rules of the embassy",
        consents=[("Share with the shelter", "Yes", "Signed")],
    )  # fmt: skip
    text = flat("\n".join(pages(case_record(told, words))))
    for expected in (
        "Asked in English", "It was in spring", "Omar Sample ·", "Nora Sample ·", "Yes · Signed",
        "whether or not the case has any: Telephone numbers.", "Rules of the embassy", "A child", "Restricted case",
        "of the hotline", "Read back to the person, who agreed", "Stopped by the person",
    ):  # fmt: skip
        assert expected in text, expected
    assert text.count("Not asked") == 1  # what Nora left empty


@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_page_says_at_its_head_whose_record_it_is(language):
    words = Words(language)
    for text in pages(case_record(record(words, 60), words)):
        assert flat(words("Record {reference}", reference="26-7KQ4-M2")) in flat(text)


def test_a_part_of_a_longer_paper_counts_on_from_the_pages_before_it():
    words = Words("en")
    sheet = page.Sheet("Annex", "Annex", (), "", words, AT, pages_before=3, page_count=5)
    style = Style(size=10, leading=17)
    story = [Text("One line. " * 900, style, "ltr")]
    part = page.typeset(sheet, lambda: list(story))
    told = pages(page.joined([part], sheet))
    assert len(told) == part.pages == 2
    for number, text in enumerate(told, 4):
        assert f"Page {number} of 5" in flat(text)


def test_practice_is_said_on_pages_with_a_surround_of_their_own_too():
    words = Words("en")
    sheet = page.Sheet("Dossier", "", (), "", words, AT, surround=lambda *_of_page: None)
    story = [Text("Nobody's story", Style(size=10, leading=17), "ltr")]
    report.print_as_practice(practice=True)
    try:
        told = pages(page.document(sheet, lambda: list(story)))
    finally:
        report.print_as_practice(practice=False)
    assert "Practice" in told[0]
    assert "Practice" not in pages(page.document(sheet, lambda: list(story)))[0]
