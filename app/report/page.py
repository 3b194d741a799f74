"""The page around the text: margins, a neutral head and foot, page x of y, the QR, bookmarks.

The same input gives the same bytes: nothing of the moment of printing enters but what is handed in.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import segno
from reportlab.lib.pagesizes import A4
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from app.language import Words, isolate_ltr, strip_marks
from app.report import practice_mark
from app.report.bidi import Direction
from app.report.styles import INK2, LINE, Style
from app.report.text_flowables import Text

WIDTH, HEIGHT = A4
SIDE, TOP, FOOT = 54, 62, 92
BARE = 40  # above and below a page without head and foot
_MARK = Style(size=110, leading=130, align="centre")
SMALL = Style(size=7.5, leading=12, colour=INK2)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every page of a document carries. `code`: what its QR says; "" for none. `pages_before`: pages that
    come first where this is a part of a document of `page_count` pages. `bare`: nothing around the text.
    `language`: of the text, where it isn't that of `words`."""

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

    @property
    def direction(self) -> Direction:
        return self.words.direction


def squares(canvas: Any, text: str, x: float, y: float, side: float) -> None:
    """A QR code with its lower left corner at (x, y); runs of dark squares as one rectangle."""
    rows = [list(row) for row in segno.make_qr(text, error="m").matrix]
    unit = side / len(rows)
    path = canvas.beginPath()
    for index, row in enumerate(rows):
        start: int | None = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(
                    x + start * unit, y + side - (index + 1) * unit, (column - start) * unit, unit
                )
                start = None
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawPath(path, stroke=0, fill=1)


class _Bookmark(Flowable):  # type: ignore[misc]
    """A place in the outline; takes no room."""

    def __init__(self, title: str, level: int) -> None:
        super().__init__()
        self.title = title
        self.level = level

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        canvas = self.canv
        key = f"b{len(canvas._doc.__dict__.setdefault('sanad_marks', []))}"
        canvas._doc.sanad_marks.append(key)
        canvas.bookmarkHorizontal(key, 0, 24)
        canvas.addOutlineEntry(strip_marks(self.title), key, self.level, closed=False)


def heading(text: str, direction: Direction, style: Style, level: int = 0) -> list[Flowable]:
    """A heading that stays with what follows it and stands in the outline."""
    mark, words = _Bookmark(text, level), Text(text, style, direction)
    mark.keepWithNext = words.keepWithNext = 1
    return [mark, words]


def document(sheet: Sheet, story: Callable[[], list[Flowable]]) -> bytes:
    """The PDF of a story, told and set twice: the first time shows how many pages there are."""
    pages = 0

    def counted(canvas: Any, _template: Any) -> None:
        nonlocal pages
        pages = canvas.getPageNumber()

    def around(canvas: Any, _template: Any) -> None:
        canvas.setViewerPreference("DisplayDocTitle", "true")
        if sheet.at:
            canvas._doc._timeStamp.YMDhms = sheet.at.astimezone(UTC).timetuple()[:6]
        canvas.saveState()
        _around(
            canvas, sheet, sheet.pages_before + canvas.getPageNumber(), sheet.page_count or pages
        )
        canvas.restoreState()

    _set(sheet, story(), counted)
    return _set(sheet, story(), around)


def _set(sheet: Sheet, story: list[Flowable], on_page: Callable[[Any, Any], None]) -> bytes:
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
    top, foot = (BARE, BARE) if sheet.bare else (TOP, FOOT)
    frame = Frame(
        SIDE, foot, WIDTH - 2 * SIDE, HEIGHT - top - foot,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    template.addPageTemplates([PageTemplate(id="page", frames=[frame], onPageEnd=on_page)])
    template.build(story)
    return bytes_io.getvalue()


def _around(canvas: Any, sheet: Sheet, number: int, page_count: int) -> None:
    words, direction = sheet.words, sheet.direction
    room = WIDTH - 2 * SIDE
    if practice_mark.is_on():
        _mark_as_practice(canvas, words)
    if sheet.bare:
        return
    head = Text(sheet.head, SMALL, direction)
    head.wrap(room, 0)
    head.paint(canvas, SIDE, HEIGHT - 30, room)
    canvas.setStrokeColorRGB(*LINE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, HEIGHT - 46, WIDTH - SIDE, HEIGHT - 46)
    canvas.line(SIDE, FOOT - 10, WIDTH - SIDE, FOOT - 10)
    side = 54.0 if sheet.code else 0.0
    if sheet.code:
        squares(canvas, sheet.code, SIDE if direction == "rtl" else WIDTH - SIDE - side, 22, side)
    left_edge = SIDE + side + 12 if direction == "rtl" else SIDE
    top = FOOT - 16.0
    lines = [words("Page {number} of {of}", number=number, of=page_count), *sheet.foot]
    for line in lines:
        text = Text(line, SMALL, direction)
        text.wrap(room - side - 12, 0)
        text.paint(canvas, left_edge, top, room - side - 12)
        top -= text.height


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
