"""The languages of the persons on paper: every letter has a glyph, joined as its script joins it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from app import report
from app.language import Words, strip_marks
from app.report import page
from app.report.glyphs import faces
from app.report.line_breaking import lines, steady, tokens
from app.report.styles import Style
from app.report.text_flowables import Text

SENTENCES = {
    "ar": "من يحتفظ بجواز سفركِ الآن؟ مع صاحب العمل، ولا يعيده إليّ",
    "en": "Who has your passport now? My employer has it.",
    "hi": "आपका पासपोर्ट अभी किसके पास है? मालिक के पास है। क्षेत्र, श्रम ५६",
    "bn": "আপনার পাসপোর্ট এখন কার কাছে আছে? ফেরত দেন না। ক্ষতি, র‍্যাব ৫৬",
    "ur": "آپ کا پاسپورٹ اس وقت کس کے پاس ہے؟ ٹھیک، ڈر، بڑا ۵۶",
    "ne": "तपाईंको पासपोर्ट अहिले कोसँग छ? मालिकसँग, फिर्ता दिँदैनन्। गर्‍यो",
    "tl": "Nasaan ang pasaporte mo ngayon? Nasa amo.",
    "si": "ඔබේ ගමන් බලපත්‍රය දැන් කා ළඟද? ශ්‍රී, ප්‍රශ්නය, සේවායෝජකයා",
    "ta": "உங்கள் கடவுச்சீட்டு இப்போது யாரிடம் உள்ளது? ஸ்ரீ, க்ஷ",
    "ml": "നിങ്ങളുടെ പാസ്‌പോർട്ട് ഇപ്പോൾ ആരുടെ കൈവശമാണ്? ക്ഷമ, സ്ത്രീ",
    "am": "ፓስፖርትሽ አሁን ማን ጋር ነው? አሠሪዬ ጋር፣ አይመልስልኝም።",
    "te": "తెలుగు, క్షమించండి",  # spoken through an interpreter; its name is shown
    "sw": "Pasipoti yako iko kwa nani sasa?",
    "id": "Di mana paspor Anda sekarang?",
    "fr": "Où est votre passeport maintenant ? Chez l’employeur.",
}


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("bold", [False, True])
def test_no_letter_of_any_of_the_languages_is_an_empty_box(language, bold):
    shaped = tokens([(SENTENCES[language], bold)], 0)
    assert all(glyph.id for token in shaped for glyph in token.glyphs), SENTENCES[language]


def test_letters_that_a_joiner_joins_are_one_shape():
    (joined,) = tokens([("ශ්‍රී", False)], 0)
    apart = tokens([("ශ්රී", False)], 0)
    assert joined.text == "ශ්‍රී"
    assert joined.glyphs[0].id not in {glyph.id for token in apart for glyph in token.glyphs}


def test_the_full_stop_of_bengali_is_its_own_fonts():
    (line, _), *_ = lines((("না।", False),), 10_000, "ltr")
    assert {faces(False)[token.face].name for token in line} == {"NotoSansBengali-Regular"}


def test_a_page_in_all_the_languages_is_read_back_as_it_was_written():
    words = Words("en")
    sheet = page.Sheet("t", "t", "x", "", words, datetime(2026, 1, 1, tzinfo=UTC))
    style = Style(size=9, leading=17)
    pdf = page.document(sheet, lambda: [Text(text, style, "ltr") for text in SENTENCES.values()])
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(leaf.get_textpage().get_text_range() for leaf in document)
    for sentence in SENTENCES.values():
        assert sentence in text


def test_a_mark_of_what_was_left_out_is_on_one_line_and_not_turned():
    """Torn apart in Arabic it read “[left” at one line's end and “out · …” at the next one's beginning."""
    text = steady("قالت إن صديقتها (هاتف [left out · غير مضمّن]) رأت [Witness 2 · الشاهد 2] أمس")
    for room in range(12_000, 30_000, 500):
        said_lines = ["".join(token.text for token in line) for line, _ in lines(((text, False),), room, "rtl")]
        assert sum("[left out · غير مضمّن]" in line for line in said_lines) == 1, said_lines
        assert sum("[Witness 2 · الشاهد 2]" in line for line in said_lines) == 1, said_lines


_BESIDE = re.compile("[٠-٩۰-۹][\u200e\u200f\u2066-\u2069\u00a0 ]*·|·[\u200e\u200f\u2066-\u2069\u00a0 ]*[٠-٩۰-۹]")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("٢٩ نوفمبر ٢٠٢٦ · ١٤:٠٥", "٢٩ نوفمبر ٢٠٢٦، ١٤:٠٥"),
        ("السجلات · ٧", "السجلات: ٧"),
        ("نعم · \u206824 نوفمبر\u2069 · ليلى", "نعم · 24 نوفمبر · ليلى"),
        ("٥ [left out · غير مضمّن] · ٦", "٥ [left out · غير مضمّن]، ٦"),
    ],
)
def test_no_dot_that_is_read_as_a_zero_comes_onto_paper(text, drawn):
    """Whoever put the line together: it goes through one place."""
    for parts in (text, [(text, True)]):
        flowable = Text(parts, Style(size=9, leading=17), "rtl")
        said = strip_marks("".join(words for words, _ in flowable.parts)).replace("\u00a0", " ")
        assert said == drawn
        assert not _BESIDE.search(said)


def test_nothing_is_written_onto_paper_past_that_place():
    """Nor onto the screen: there it is app.ui.text_lines."""
    paper = re.compile(r"\.(drawString|drawRightString|drawCentredString|drawText|textOut|beginText)\(")
    app = Path(report.__file__).parents[1]
    past = [file.name for file in (app / "report").rglob("*.py") if paper.search(file.read_text("utf-8"))]
    assert past == []
    screen = re.compile(r"\.(drawText|drawStaticText|addText)\(")
    past = [
        file.name
        for room in ("ui", "opener")
        for file in (app / room).rglob("*.py")
        if screen.search(file.read_text("utf-8"))
    ]
    assert past == ["text_lines.py"]
