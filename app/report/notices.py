"""A short paper about something that was done: what, then tables, what to do, and who issued it.
Certificates of erasure, the sheet of a computer that was lost, the receipt of what was handed over."""

from collections.abc import Sequence
from functools import partial

from reportlab.platypus import Flowable, Spacer

from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.report import page
from app.report.bidi import Direction
from app.report.record import Mark, ShortPaper
from app.report.signatures import ByHand, signed_after
from app.report.structure import marked
from app.report.styles import INK2, PRIMARY, SOFT, Style
from app.report.text_flowables import Cell, Heads, Text, TextRow, is_blank

_OFFICE = Style(size=10, leading=17, bold=True, colour=INK2)
_TITLE = Style(size=19, leading=31, bold=True, after=2)
_BODY = Style(size=10.5, leading=18, after=3)
_LABEL = Style(size=9, leading=17, colour=INK2)
_VALUE = Style(size=10.5, leading=17)
_STRONG = Style(size=10.5, leading=17, bold=True)
_SMALL = Style(size=8, leading=14, colour=INK2)
_SIGNED = Style(size=7.5, leading=13)
_LONG = 48
_PAIR = 2  # a name and its number
_BAR_AFTER = 64.0  # points: room for a number
_HEAD = Style(size=12.5, leading=21, bold=True, colour=PRIMARY, before=10, after=1)


def notice(notice: ShortPaper, words: Words) -> bytes:
    """The PDF, in the language of `words`."""
    return notice_in_languages([(notice, words)])


def notice_in_languages(parts: Sequence[tuple[ShortPaper, Words]]) -> bytes:
    """One paper, in one language after another."""
    typeset = [page.typeset(_sheet(notice, words), partial(_Story(words).of, notice)) for notice, words in parts]
    return page.joined(typeset, _sheet(*parts[0]))


def _sheet(notice: ShortPaper, words: Words) -> page.Sheet:
    document = notice.mark.document if notice.mark else ""
    code = f"SANAD {document} {notice.record_hash}" if document else ""
    foot = page.identified(words, document, notice.record_hash) if notice.record_hash else []
    return page.Sheet(notice.title, notice.title, foot, code, words, notice.at)


class _BarRow(TextRow):
    """A name, a number and a bar beside it, which says nothing that the number does not."""

    def __init__(self, cells: Sequence[Cell], direction: Direction, length: float, heads: Heads = "") -> None:
        super().__init__(cells, direction, padding=3, heads=heads)
        self.length = length

    def draw(self) -> None:
        super().draw()
        if is_blank(self.canv) or not self.length:
            return
        left_edge, wide = self._columns(self.width)[-1]
        long = max(1.0, (wide - _BAR_AFTER) * self.length)
        at = left_edge + _BAR_AFTER if self.page == "ltr" else left_edge + wide - _BAR_AFTER - long
        with marked(self.canv, None):
            self.canv.setFillColorRGB(*PRIMARY)
            self.canv.rect(at, self.height - 14, long, 7, stroke=0, fill=1)


class _Story:
    def __init__(self, words: Words) -> None:
        self.words, self.direction = words, words.direction

    def text(self, text: str, style: Style) -> Text:
        return Text(text, style, self.direction)

    def value(self, text: str, style: Style) -> Text:
        """A number or an id runs left to right, whatever stands around it."""
        return Text(text, style, self.direction, otherwise="ltr")

    def of(self, notice: ShortPaper) -> list[Flowable]:
        story: list[Flowable] = []
        if notice.organisation:
            story.append(self.text(notice.organisation, _OFFICE))
        story += page.heading(notice.title, self.direction, _TITLE)
        texts = tuple(self.text(line, _BODY) for line in notice.says)
        story += [TextRow([Cell(texts, 1)], self.direction, fill=SOFT, rule=False, padding=7)]
        story.append(Spacer(0, 4))
        story += [self.fact(label, value) for label, value in notice.facts if value]
        every_bar = notice.bars or [()] * len(notice.tables)
        for (heading, meaning, rows), bars in zip(notice.tables, every_bar, strict=True):
            story += self.table(heading, meaning, rows, bars)
        story.append(Spacer(0, 8))
        story += [self.text(line, _BODY) for line in notice.advice]
        if notice.mark:
            story = signed_after(story, [Spacer(0, 6), *self.signed(notice.mark)])
        return story

    def fact(self, label: str, value: str, style: Style = _VALUE, share: float = 2.4) -> TextRow:
        """`share`: how many times as wide as its label."""
        if " " not in value and len(value) > _LONG:  # a hash, on one line
            style = _SIGNED
        cells = [Cell((self.text(label, _LABEL),), 1), Cell((self.value(value, style),), share)]
        return TextRow(cells, self.direction, padding=2, heads="row")

    def table(
        self, heading: str, meaning: str, rows: Sequence[Sequence[str]], bars: Sequence[float] = ()
    ) -> list[Flowable]:
        story: list[Flowable] = page.heading(heading, self.direction, _HEAD)
        if meaning:
            story.append(self.text(meaning, _LABEL))
        if bars and rows and len(rows[0]) > _PAIR:
            return story + self.cross_table(rows, bars)
        cells = [[Cell(self.lines(text), 1) for text in row] for row in rows]
        if bars:
            pairs = zip(cells, bars, strict=True)
            return story + [_BarRow(row, self.direction, length) for row, length in pairs]
        return story + [TextRow(row, self.direction, padding=3) for row in cells]

    def cross_table(self, rows: Sequence[Sequence[str]], bars: Sequence[float]) -> list[Flowable]:
        """Its heads first; each line with the bar of its sum."""
        shares = (1.8, *(0.8,) * (len(rows[0]) - _PAIR), 1.8)
        heads = [Cell((self.text(text, _LABEL),), share) for text, share in zip(rows[0], shares, strict=True)]
        story: list[Flowable] = [TextRow(heads, self.direction, padding=3, heads="column")]
        for row, length in zip(rows[1:], bars[1:], strict=True):
            cells = [Cell(self.lines(text), share) for text, share in zip(row, shares, strict=True)]
            story.append(_BarRow(cells, self.direction, length, heads="row"))
        return story

    def lines(self, text: str) -> tuple[Text, ...]:
        first, *lines = text.split("\n")
        return (self.value(first, _VALUE), *(self.value(line, _SMALL) for line in lines if line))

    def signed(self, mark: Mark) -> list[Flowable]:
        w = self.words
        story: list[Flowable] = page.heading(w(N_("Issued and signed")), self.direction, _HEAD)
        story += [
            self.fact(w(N_("Issue")), mark.number, _STRONG),
            self.fact(w(N_("Issued by")), isolate(mark.officer)),
            self.fact(w(N_("Key that signed it")), isolate_ltr(mark.fingerprint), _SIGNED),
            # on one line whichever their letters: over two, readers by place put the label between them
            self.fact(w(N_("What was signed")), isolate_ltr(mark.line), _SIGNED, share=6),
            self.fact(w(N_("Signature")), isolate_ltr(mark.signature), _SIGNED, share=6),
            Spacer(0, 8),
            self.text(mark.who_signs, _STRONG),
            ByHand([self.text(label, _LABEL) for label in mark.by_hand], self.direction, 34),
        ]
        return story
