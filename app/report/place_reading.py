"""What readers that go by the place of each glyph are told of a line, so that pdftotext, Evince and Okular
find its words as they were written.

A line is drawn between a mark that has its text and the mark's end. Once all pages are there, each mark
becomes one that names a text for such readers: by then it is known which way they take the page to run.
The text is an object of its own. Such readers follow the reference, and so does ISO 32000-1, 14.9.4; PDFium,
which is served by the order of the glyphs, takes only a text that stands in the mark itself."""

import re
from collections.abc import Sequence

from pikepdf import Dictionary, Name, Page, Pdf, String

from app.report import text_layer

END_OF_READING = "/Read MP EMC"
_MARK = re.compile(rb"/(Line|Turned) <</Read <([0-9A-F]*)>>> BDC (.*?) /Read MP EMC", re.DOTALL)
_CONTROLS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def reading_mark(text: str, *, is_turned: bool) -> str:
    """The operator before a line that is drawn; END_OF_READING ends it. `is_turned`: do its glyphs stand in
    another order than its letters are read in, or for others than one letter each?"""
    spoken = _CONTROLS.sub("", text).strip()
    tag = "Turned" if is_turned else "Line"
    return f"/{tag} <</Read <{spoken.encode('utf-16-be').hex().upper()}>>> BDC"


def set_reading(pdf: Pdf) -> None:
    """Give every page's marks the text that readers by place need, and take those off that none needs."""
    for page in pdf.pages:
        _set_on(pdf, page)


def _set_on(pdf: Pdf, page: Page) -> None:
    content = page.Contents.read_bytes()
    marks = [
        (mark[1] == b"Turned", bytes.fromhex(mark[2].decode()).decode("utf-16-be")) for mark in _MARK.finditer(content)
    ]
    if not marks:
        return
    texts = _as_found([text for _, text in marks])
    properties = Dictionary()
    places = iter(range(len(marks)))

    def named(mark: re.Match[bytes]) -> bytes:
        place = next(places)
        is_turned, text = marks[place]
        if not is_turned and texts[place] == text:
            return mark[3]
        name = f"/R{place}"
        properties[name] = Dictionary(ActualText=pdf.make_indirect(String(texts[place])))
        return b"/Span %b BDC %b EMC" % (name.encode(), mark[3])

    page.Contents = pdf.make_stream(_MARK.sub(named, content))
    if len(properties):
        page.Resources[Name.Properties] = properties


def _as_found(texts: Sequence[str]) -> list[str]:
    """The lines of a page as a reader by place has to find them."""
    is_left = sum(map(text_layer.leaning, texts)) >= 0
    lines = [text_layer.by_place(text, left_to_right=is_left) for text in texts]
    leans = sum(map(text_layer.leaning, lines))  # marks count, too
    if is_left != (leans >= 0):
        # the last line says it once more, with marks that have no shape
        longer = text_layer.leaning_as(texts[-1], -leans if is_left else -leans - 1)
        lines[-1] = text_layer.by_place(longer, left_to_right=is_left)
    return lines
