"""The page around the text: margins, a neutral head and foot, page x of y, the QR, bookmarks.

The same input gives the same bytes: nothing of the moment of printing enters but what is handed in."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageTemplate

from app.errors import N_
from app.language import Words, isolate_ltr, strip_marks
from app.report import practice_mark
from app.report.archive_form import archived
from app.report.bidi import Direction
from app.report.structure import Element, marked
from app.report.styles import INK, INK2, LINE, Style
from app.report.text_flowables import Text, TextRow


def tag(story: Sequence[Flowable], root: Element, page: Direction) -> None:
    """Give the flowables of a story their places in the structure of the paper, in the order of the story. Rows
    that follow each other with as many cells are one table. `page`: the document's direction."""
    table: Element | None = None
    columns = 0
    for flowable in _each(story):
        if isinstance(flowable, TextRow) and len(flowable.cells) > 1 and flowable.in_table:
            begins = flowable.heads == "column" or len(flowable.cells) != columns
            if table is None or begins:
                table, columns = root.child("Table"), len(flowable.cells)
            flowable.placed_in(table, page)
            continue
        table = None
        if hasattr(flowable, "placed_in"):
            flowable.placed_in(root, page)


def _each(story: Sequence[Flowable]) -> Iterator[Flowable]:
    for flowable in story:
        if isinstance(flowable, KeepTogether):
            yield from _each(flowable._content)
        else:
            yield flowable


# pages as bytes: a twelfth of the time of a long paper went into letters for them
rl_config.useA85 = 0
WIDTH, HEIGHT = A4
SIDE, TOP, FOOT = 54, 62, 92
BARE = 40  # above and below a page without head and foot
_MARK = Style(size=110, leading=130, align="centre")
SMALL = Style(size=7.5, leading=12, colour=INK2)
_SECRET = Style(size=10, leading=16, bold=True, align="centre")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every page of a document carries. `code`: what its QR says; "" for none. `pages_before`: pages that
    come first where this is a part of a document of `page_count` pages. `bare`: nothing around the text.
    `language`, `runs`: of the text and its direction, where they aren't those of `words`. `secret`: the mark at the top, "" for none. `margins`: at the sides, above and below the
    text; `surround` draws what stands around it, instead of head and foot: told the canvas, the number of
    the page, of how many, and the structure for what is no artifact."""

    title: str
    head: str
    foot: Sequence[str]
    code: str
    words: Words
    at: datetime | None = None  # what the document says about its making
    pages_before: int = 0
    page_count: int = 0
    bare: bool = False
    language: str = ""
    secret: str = ""
    runs: Direction | None = None
    margins: tuple[float, float, float] = (SIDE, TOP, FOOT)
    surround: Callable[[Any, int, int, Element], None] | None = None

    @property
    def direction(self) -> Direction:
        return self.runs or self.words.direction


def squares(canvas: Any, text: str, x: float, y: float, side: float, element: Element | None = None) -> None:
    """A QR code with its lower left corner at (x, y); runs of dark squares as one rectangle. `element`: the
    figure that it is, of which its alternative text is said."""
    rows = [list(row) for row in segno.make_qr(text, error="m").matrix]
    unit = side / len(rows)
    path = canvas.beginPath()
    for index, row in enumerate(rows):
        start: int | None = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(x + start * unit, y + side - (index + 1) * unit, (column - start) * unit, unit)
                start = None
    with marked(canvas, element):
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawPath(path, stroke=0, fill=1)


class Bookmark(Flowable):  # type: ignore[misc]
    """A place in the outline; takes no room. `arrived`: told its page."""

    def __init__(self, title: str, level: int, arrived: Callable[[int], None]) -> None:
        super().__init__()
        self.title = title
        self.level = level
        self.arrived = arrived

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        canvas = self.canv
        self.arrived(canvas.getPageNumber())
        key = f"b{len(canvas._doc.__dict__.setdefault('sanad_marks', []))}"
        canvas._doc.sanad_marks.append(key)
        canvas.bookmarkHorizontal(key, 0, 24)
        canvas.addOutlineEntry(strip_marks(self.title), key, self.level, closed=False)


def heading(
    text: str,
    direction: Direction,
    style: Style,
    level: int = 0,
    arrived: Callable[[int], None] = lambda _page: None,
    language: str = "",
) -> list[Flowable]:
    """A heading that stays with what follows it and stands in the outline. `arrived`: told its page. `language`: of
    another than the page's."""
    mark = Bookmark(text, level, arrived)
    words = Text(text, style, direction, tag=f"H{level + 1}", language=language)
    mark.keepWithNext = words.keepWithNext = 1
    return [mark, words]


@dataclass(frozen=True, slots=True)
class Typeset:
    """A document on its pages, and the structure of what stands on them."""

    pdf: bytes
    structure: Element
    pages: int


def document(sheet: Sheet, story: Callable[[], list[Flowable]]) -> bytes:
    """The PDF of a story, told and set twice: the first time shows how many pages there are."""
    return joined([typeset(sheet, story)], sheet)


def joined(parts: Sequence[Typeset], sheet: Sheet) -> bytes:
    """One document after another, as one, for archives and screen readers. `sheet`: of the first."""
    return archived(
        [(part.pdf, part.structure) for part in parts],
        title=strip_marks(sheet.title),
        language=sheet.language or sheet.words.language,
        at=sheet.at,
    )


def typeset(sheet: Sheet, story: Callable[[], list[Flowable]]) -> Typeset:
    """The pages of a story, before they are joined."""
    pages = 0
    root = Element("Document", sheet.language or sheet.words.language)

    def counted(canvas: Any, _template: Any) -> None:
        nonlocal pages
        pages = canvas.getPageNumber()

    def around(canvas: Any, _template: Any) -> None:
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.saveState()
        number = sheet.pages_before + canvas.getPageNumber()
        _around(canvas, sheet, number, page_count=sheet.page_count or pages, root=root)
        canvas.restoreState()

    _set(sheet, story(), counted, _BlankCanvas)
    flowables = story()
    tag(flowables, root, sheet.direction)
    return Typeset(_set(sheet, flowables, around, _Canvas), root, pages)


class _Canvas(Canvas):  # type: ignore[misc]
    """Without reportlab's own font, which no text of ours is in and which would not be embedded."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class _BlankCanvas(_Canvas):
    """On which nothing is drawn: it shows where pages end."""

    is_blank = True


def _set(sheet: Sheet, story: list[Flowable], on_page: Callable[[Any, Any], None], canvas: type[_Canvas]) -> bytes:
    bytes_io = io.BytesIO()
    template = BaseDocTemplate(
        bytes_io,
        pagesize=A4,
        title=strip_marks(sheet.title),
        author="",
        subject="",
        creator="Sanad",
        lang=sheet.language or sheet.words.language,
        invariant=1,
    )
    side, top, foot = (SIDE, BARE, BARE) if sheet.bare else sheet.margins
    frame = Frame(
        side, foot, WIDTH - 2 * side, HEIGHT - top - foot, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )
    template.addPageTemplates([PageTemplate(id="page", frames=[frame], onPageEnd=on_page)])
    template.build(story, canvasmaker=canvas)
    return bytes_io.getvalue()


_CODE = N_("QR code of the document {id}, page {number}")


def code_of_page(root: Element, words: Words, document_id: str, number: int) -> Element:
    """The figure that a QR code at the foot of a page is, with what a screen reader says of it."""
    figure = root.child("Figure")
    figure.alternative = strip_marks(words(_CODE, id=document_id, number=number))
    return figure


def _around(canvas: Any, sheet: Sheet, number: int, *, page_count: int, root: Element) -> None:
    words, direction = sheet.words, sheet.direction
    room = WIDTH - 2 * SIDE
    if practice_mark.is_on():
        _mark_as_practice(canvas, words)
    if sheet.surround is not None:
        sheet.surround(canvas, number, page_count, root)
        return
    if sheet.bare:
        return
    head = Text(sheet.head, SMALL, direction)
    head.wrap(room, 0)
    head.paint(canvas, SIDE, HEIGHT - 30, room)
    if sheet.secret:
        secret_mark(canvas, sheet.secret, 60, direction)
    with marked(canvas, None):
        canvas.setStrokeColorRGB(*LINE)
        canvas.setLineWidth(0.5)
        canvas.line(SIDE, HEIGHT - 46, WIDTH - SIDE, HEIGHT - 46)
        canvas.line(SIDE, FOOT - 10, WIDTH - SIDE, FOOT - 10)
    side = 54.0 if sheet.code else 0.0
    if sheet.code:
        figure = code_of_page(root, words, sheet.code.split()[1], number)
        code_left = SIDE if direction == "rtl" else WIDTH - SIDE - side
        squares(canvas, sheet.code, code_left, 22, side, figure)
    left_edge = SIDE + side + 12 if direction == "rtl" else SIDE
    top = FOOT - 16.0
    lines = [words("Page {number} of {of}", number=number, of=page_count), *sheet.foot]
    for line in lines:
        text = Text(line, SMALL, direction)
        text.wrap(room - side - 12, 0)
        text.paint(canvas, left_edge, top, room - side - 12)
        top -= text.height


def secret_mark(canvas: Any, says: str, wide: float, direction: Direction) -> None:
    """In a box at the top of the page. `wide`: points."""
    high, middle = 19.0, WIDTH / 2
    with marked(canvas, None):
        canvas.setStrokeColorRGB(*INK)
        canvas.setLineWidth(1)
        canvas.roundRect(middle - wide / 2, HEIGHT - 31, wide, high, 2, stroke=1, fill=0)
    text = Text(says, _SECRET, direction)
    text.wrap(wide, 0)
    text.paint(canvas, middle - wide / 2, HEIGHT - 13, wide)


def _mark_as_practice(canvas: Any, words: Words) -> None:
    """Across the page and over everything, but light enough to read through."""
    canvas.saveState()
    canvas.setFillAlpha(0.16)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(38)
    text = Text(words(practice_mark.WORD), _MARK, words.direction)
    text.wrap(WIDTH, 0)
    text.paint(canvas, -WIDTH / 2, text.height / 2, WIDTH)
    canvas.restoreState()


def identified(words: Words, document_id: str, record_hash: str) -> list[str]:
    """The lines of a foot that say which record a page was made from; without an id a preview."""
    return [
        words("Document {id}", id=isolate_ltr(document_id)) if document_id else words("Preview"),
        words("Digital fingerprint of the record (SHA-256): {hash}", hash=isolate_ltr(record_hash)),
    ]
