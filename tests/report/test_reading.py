"""What is printed is found and copied as it was written: words, digits, order."""

import io

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from app.language import Words
from app.report import bidi, recovery_card
from app.report.dossier_pages import _Story
from app.report.styles import Style
from app.report.text_flowables import Cell, Text, TextRow

STYLE = Style(size=12, leading=20)


def printed(*texts, page="rtl", width=500.0):
    """A page with each text under the other."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    top = 820.0
    for text in texts:
        flowable = text if isinstance(text, Text | TextRow) else Text(text, STYLE, page)
        _, height = flowable.wrap(width, 800)
        flowable.drawOn(canvas, 40, top - height)
        top -= height + 6
    canvas.showPage()
    canvas.save()
    return pypdfium2.PdfDocument(out.getvalue())


def read(document):
    return document[0].get_textpage().get_text_range()


def left_edges(document):
    """(letter, its left edge) in reading order."""
    page = document[0].get_textpage()
    return [(page.get_text_range(i, 1), page.get_charbox(i)[0]) for i in range(page.count_chars())]


SENTENCES = [
    "قالت إن 78% من أجرها خُصم (رسوم سكن) ثم توقف الدفع.",
    "الهاتف +965 5512 3456، والرقم المدني 291050612307.",
    "من 2026-11-25 إلى 12:30، قطعة 4/5، 5512-3456",
    "٧٨٪ من الأجر، ١٢ ساعة",
    "سُكَّر وشَدَّة، لا بأس، الآن، إلى، شيء، لأجل، لآلئ، مسؤولية",
    "شركة Example Cleaning W.L.L. للتنظيف",
    "Employer: شركة المثال (ذ.م.م.), file 0001234-5, 78%",
    "Maya Sample Gurung",
    "ما الذي كان مختلفًا عمّا وُعدتِ به قبل المجيء؟",
    "नमस्ते, मैं काम करती हूँ (78%)",
    "வணக்கம் நான் வேலை",
    "بصمة السجل SHA-256",
    "Maya لا لا ٧٨٪ here",
    "الهاتف ٥٥١٢ ٣٤٥٦ هنا",
]


@pytest.mark.parametrize("page", ["rtl", "ltr"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_read_back_as_it_was_written(sentence, page):
    assert read(printed(sentence, page=page)) == sentence


@pytest.mark.parametrize(
    ("sentence", "stretch"),
    [
        ("قالت إن 78% من أجرها", "78%"),
        ("الهاتف +965 5512 3456 للاتصال", "+965 5512 3456"),
        ("في 2026-11-25 صباحًا", "2026-11-25"),
        ("شركة Example W.L.L. هنا", "W.L.L."),
        ("الملف 0001234-5 مفتوح", "0001234-5"),
        ("الهاتف ٥٥١٢ ٣٤٥٦ هنا", "٥٥١٢ ٣٤٥٦"),
    ],
)
def test_figures_and_abbreviations_stand_from_left_to_right_on_the_paper(sentence, stretch):
    document = printed(sentence)
    page = document[0].get_textpage()
    start = read(document).index(stretch)
    edges = [page.get_charbox(start + i)[0] for i in range(len(stretch)) if stretch[i] != " "]
    assert edges == sorted(edges)


def test_arabic_letters_stand_from_right_to_left_on_the_paper():
    edges = [edge for letter, edge in left_edges(printed("مسؤول")) if letter.strip()]
    assert edges == sorted(edges, reverse=True)


def test_an_arabic_percent_sign_stands_left_of_its_digits():
    where = dict(left_edges(printed("نسبة ٧٨٪")))
    assert where["٪"] < where["٧"] < where["٨"]


def test_a_bracket_opens_towards_what_it_holds():
    where = left_edges(printed("خُصم (رسوم) منه"))
    opened = next(edge for letter, edge in where if letter == "(")
    closed = next(edge for letter, edge in where if letter == ")")
    assert opened > closed


WORDS = st.sampled_from(
    ["لا", "إلى", "الآن", "شركة", "المثال", "مكان،", "Maya", "W.L.L.", "Ltd", "78%", "+965", "5512",
     "3456", "(ذ.م.م.)", "(file)", "٧٨٪", "١٢", "4/5", "0001234-5", "«قالت»", "سؤال؟"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=9), st.sampled_from(["rtl", "ltr"]))
def test_any_mixture_on_one_line_is_read_back_word_by_word(words, page):
    sentence = " ".join(words)
    # a reader may see one more space beside a bracket between two scripts; no letter moves
    assert "".join(read(printed(sentence, page=page)).split()) == "".join(words)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=60))
def test_a_text_of_many_lines_loses_nothing(words):
    got = read(printed(" ".join(words), width=200.0))
    assert sorted("".join(got.split())) == sorted("".join(words))


def test_a_hash_that_is_wider_than_the_column_is_cut_and_complete():
    hash_ = "3f9a" * 16
    assert "".join(read(printed(hash_, width=120.0)).split()) == hash_


def test_columns_are_mirrored_where_the_page_runs_right_to_left():
    for page, sign in (("rtl", 1), ("ltr", -1)):
        row = TextRow([Cell((Text("Label", STYLE, page),), 1), Cell((Text("Value", STYLE, page),), 1)], page)
        where = left_edges(printed(row, page=page))
        label = next(edge for letter, edge in where if letter == "L")
        value = next(edge for letter, edge in where if letter == "V")
        assert (label - value) * sign > 0


def test_a_name_in_latin_letters_beside_an_arabic_label_is_read_back_whole():
    row = TextRow(
        [Cell((Text("الاسم", STYLE, "rtl"),), 1), Cell((Text("Maya Sample Gurung", STYLE, "rtl"),), 1)], "rtl"
    )
    text = read(printed(row))
    assert "Maya Sample Gurung" in text
    assert "الاسم" in text


def test_a_text_splits_between_pages_without_losing_a_line():
    text = Text("سطر من الكلام " * 60, STYLE, "rtl")
    text.wrap(200, 800)
    above, below = text.split(200, 100)
    above.wrap(200, 100)
    below.wrap(200, 800)
    assert above.height <= 100
    assert above.height + below.height == text.height
    assert text.split(200, 10) == []


def test_bold_words_within_a_text_are_read_back_in_place():
    text = Text([("قبل ", False), ("عريض", True), (" بعد", False)], STYLE, "rtl")
    assert read(printed(text)) == "قبل عريض بعد"


def test_nothing_invisible_is_printed():
    text = "\u200f\u2068ليلى\u2069: \u2066+965 5512 3456\u2069"
    assert not bidi.REMOVED & set(read(printed(text)))


def test_an_arabic_letter_is_joined_to_its_neighbours():
    from app.report.glyphs import faces

    face = faces(False)[0]
    alone = {face.shape(letter, True).glyphs[0].id for letter in "بيت"}
    joined = {glyph.id for glyph in face.shape("بيت", True).glyphs}
    assert not alone & joined


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_whatever_was_typed_can_be_printed(text):
    document = printed(text, width=200.0)
    assert len(document) == 1


def test_line_breaks_of_every_kind_are_kept_and_control_characters_are_not():
    assert read(printed("سطر\r\nآخر\u2029ثالث\x00\x07")).split() == ["سطر", "آخر", "ثالث"]


def test_the_document_is_sound():
    import pikepdf

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    text = Text("سُكَّر 78% नमस्ते", STYLE, "rtl")
    text.wrap(400, 800)
    text.drawOn(canvas, 40, 700)
    canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        assert not document.check_pdf_syntax()


def test_a_reader_that_looks_by_place_finds_every_letter_too():
    words = ["مبراة", "ناشر", "إلا", "الاستعادة"] * 6
    pdf = recovery_card(words, "ليلى", Words("ar"))
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    assert page.get_text_bounded() == page.get_text_range()
    document.close()


def test_columns_that_split_between_pages_lose_no_text_and_keep_their_looks():
    first = [Text(f"label{n}", STYLE, "ltr") for n in range(9)]
    second = [Text("value " * 30 + f"end{n}", STYLE, "ltr", language="ne") for n in range(6)]
    row = TextRow([Cell(tuple(first), 1), Cell(tuple(second), 2)], "ltr", heads="row", boxed=True)
    row.kept_whole = 60
    parts, rows = [row], []
    while parts:
        part = parts.pop(0)
        halves = part.split(300, 170)
        rows += halves[:1]
        parts += halves[1:]
    assert len(rows) > 2
    told = " ".join(read(printed(part, page="ltr", width=300.0)) for part in rows)
    for word in [*(f"label{n}" for n in range(9)), *(f"end{n}" for n in range(6))]:
        assert told.count(word) == 1, word
    assert told.count("value") == 180
    assert {(part.heads, part.boxed) for part in rows} == {("row", True)}
    assert {text.language for part in rows for text in part.cells[1].texts} == {"ne"}


def test_of_two_languages_each_label_stands_at_the_outer_side_of_its_page():
    story = _Story([(None, Words("ar")), (None, Words("en"))], {})
    arabic, english = (
        [Cell((Text(letter, STYLE, page),), 1) for letter in letters]
        for letters, page in (("AB", "rtl"), ("CD", "ltr"))
    )
    edges = dict(left_edges(printed(story.mirrored([arabic, english]))))
    assert edges["A"] > edges["B"] > edges["D"] > edges["C"]  # labels: A and C
