"""What readers that go by the place of each glyph find: pdftotext, and a second writing of its rules."""

import io
import shutil
import subprocess

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from app.language import strip_marks
from app.report import text_layer
from app.report.bidi import kind
from app.report.place_reading import set_reading
from app.report.styles import Style
from app.report.text_flowables import Cell, Text, TextRow
from tests.report.test_reading import SENTENCES, STYLE, WORDS

MORE = [
    "قال (المشرف) إن 78% من الأجر خُصم، ثم أُقفل الباب في 2026-11-20.", "«قالت» إنها [هنا] {نعم}",
    "رقم الحالة KW-2026-AB12-C3D4 (سري)", "من 3 إلى 5 أيام", "المادة 4/5 (ب)", "الساعة ١٢:٣٠ (تقريبًا)",
    "بريد a.b@example.org هنا", "في 78 % من الحالات", "Name (الاسم) and (رقم 5)", "هل (78%) صحيح؟",
    "(1) أولًا", "ن > ٥ و < ٧", "Na الاسم", "a بب", "Potential victim (In force)", "2026-11-20.",
    "के तपाईं सहमत हुनुहुन्छ?", "सुनिता (سونيتا) 78%",
]  # fmt: skip
_LABEL = Style(size=9, leading=17)
_WITH_POPPLER = pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext here")


def page_of(*texts: str | TextRow, page: str = "rtl") -> bytes:
    """A line under the other, as papers are given out."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    top = 820.0
    for text in texts:
        flowable = text if isinstance(text, TextRow) else Text(text, STYLE, page)
        _, height = flowable.wrap(500, 800)
        flowable.drawOn(canvas, 40, top - height)
        top -= height + 14
    canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        set_reading(pdf)
        given_out = io.BytesIO()
        pdf.save(given_out)
    return given_out.getvalue()


def by_poppler(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    lines = strip_marks(done.stdout.decode()).replace("\f", "").splitlines()
    return [line for line in lines if line]


@_WITH_POPPLER
@pytest.mark.parametrize("page", ["rtl", "ltr"])
@pytest.mark.parametrize("sentence", SENTENCES + MORE)
def test_a_sentence_is_found_by_place_and_by_order(sentence, page):
    pdf = page_of(sentence, page=page)
    assert by_poppler(pdf) == [sentence]
    document = pypdfium2.PdfDocument(pdf)
    assert document[0].get_textpage().get_text_range() == sentence
    document.close()


@_WITH_POPPLER
@pytest.mark.parametrize("page", ["rtl", "ltr"])
@pytest.mark.parametrize("share", [0, 2, 5])
def test_lines_of_both_directions_are_found_on_one_page(page, share):
    texts = [*(MORE + SENTENCES)[:18], *["An English line (of some letters)."] * share]
    assert by_poppler(page_of(*texts, page=page)) == texts


LABELS = {
    "rtl": ["رقم الأمر", "المفتاح الذي وقّعها", "فترة الانتظار (أيام)", "الموظف:"],
    "ltr": ["Number of the order", "Waiting period (days)", "Officer:", "ليلى السالم"],
}
VALUES = [
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c",
    "Layla Abdulrahman Al Sample",
    "SANAD ERASURE 9f86d081 2026-11-20T12:30Z",
    "aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY1zA3bC5dE7fG9h",
    "ليلى السالم",
    "+965 5512 3456 (a.b@example.org)",
    "سبب (قصير) في SHA-256",
]
SIZES = [(7.5, 13.0), (10.5, 17.0), (11.0, 19.0)]


@_WITH_POPPLER
@pytest.mark.parametrize("page", ["rtl", "ltr"])
@pytest.mark.parametrize(("size", "leading"), SIZES)
def test_a_label_and_a_value_of_any_size_beside_it_are_both_found(page, size, leading):
    """A program takes what stands on one height as one line, from left to right, and turns all of it one way."""
    beside = [(label, value) for label in LABELS[page] for value in VALUES]
    value_style = Style(size=size, leading=leading)
    for first in range(0, len(beside), 14):
        pairs = beside[first : first + 14]
        rows = [
            TextRow(
                [Cell((Text(label, _LABEL, page),), 1), Cell((Text(value, value_style, page, otherwise="ltr"),), 3.4)],
                page,
            )
            for label, value in pairs
        ]
        pdf = page_of(*rows, page=page)
        document = pypdfium2.PdfDocument(pdf)
        in_order = document[0].get_textpage().get_text_range().splitlines()
        document.close()
        run = subprocess.run(
            ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
        )
        by_place = [line for line in strip_marks(run.stdout.decode()).split("\n") if line.strip()]
        for lines in (in_order, by_place):
            assert len(lines) == len(pairs)
            for line, (label, value) in zip(lines, pairs, strict=True):
                assert label in line
                assert value in line


def _is(letter: str, *kinds: str) -> bool:
    return kind(letter) in kinds


def _as_poppler_says(found: str, *, left_to_right: bool) -> str:
    """A line in the order of its places, turned as TextPage::dumpFragment turns it."""
    said: list[str] = []
    letters = found if left_to_right else found[::-1]
    at = 0
    while at < len(letters):
        for stops, is_turned in _PASSES[left_to_right]:
            start = at
            while at < len(letters) and not _is(letters[at], *stops):
                at += 1
            part = letters[start:at]
            said.append(part[::-1] if is_turned else part)
    return strip_marks("".join(said))


_R, _LN = ("R", "AL"), ("L", "EN", "AN", "ES", "ET", "CS")
_PASSES = {True: ((_R, False), (_LN, True)), False: ((_LN, False), (_R, True))}


@settings(max_examples=400)
@given(st.lists(WORDS, min_size=1, max_size=9), st.booleans())
def test_any_mixture_comes_out_as_it_was_written(words, left_to_right):
    sentence = " ".join(words)
    found = text_layer.by_place(sentence, left_to_right=left_to_right)
    assert _as_poppler_says(found, left_to_right=left_to_right) == sentence


@settings(max_examples=300)
@given(st.text("اب1٣ax (.،)٪+", min_size=1, max_size=14), st.booleans())
def test_so_do_any_letters(text, left_to_right):
    found = text_layer.by_place(text, left_to_right=left_to_right)
    assert _as_poppler_says(found, left_to_right=left_to_right) == text


def test_lines_that_no_reader_turns_bear_no_mark():
    with pikepdf.open(io.BytesIO(page_of("An English line.", "Another (one) here", page="ltr"))) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        assert b"/Read" not in content
        assert b"/Span" not in content
        assert "/Properties" not in pdf.pages[0].Resources
