"""How the letter of a referral is laid out: one page of A4, smaller where its words are many."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from reportlab.platypus import Flowable, Spacer

from app.language import Words, isolate, isolate_ltr
from app.report import page
from app.report.bidi import Direction
from app.report.record import Fact, Letter
from app.report.signatures import ByHand, SignatureBlock, SignatureColumn, signed_after
from app.report.styles import INK2, PRIMARY, SOFT, Style
from app.report.text_flowables import Cell, Text, TextRow

_SIZES = (1.0, 0.92, 0.85)  # below that it is hard to read: it goes on to a second page
_TITLE = Style(size=13, leading=22, bold=True, after=2)
_UNIT = Style(size=9, leading=17, colour=INK2)
_HEAD = Style(size=11, leading=19, bold=True, colour=PRIMARY)
# of one leading: what stands beside each other is one line to a reader program
_LABEL = Style(size=9, leading=17, colour=INK2)
_VALUE = Style(size=10.5, leading=17)
_STRONG = Style(size=10.5, leading=17, bold=True)
_LOUD = Style(size=13, leading=22, bold=True)
_FILE = Style(size=9, leading=15)
_HASH = Style(size=7.5, leading=13, after=2)


def letters_pdf(parts: Sequence[tuple[Letter, Words]]) -> bytes:
    """The letter as one PDF, in the language of each `words`; its pages are counted through."""
    counts = [_letter(*part).pages for part in parts]
    totals = [sum(counts[:n]) for n in range(len(parts))]
    typeset = [_letter(*part, pages_before, sum(counts)) for part, pages_before in zip(parts, totals, strict=True)]
    return page.joined(typeset, _sheet(*parts[0], 0, 0))


def _letter(letter: Letter, words: Words, pages_before: int = 0, total_pages: int = 0) -> page.Typeset:
    """On one page where it fits at a size that can be read. `pages_before`, `total_pages`: as of a page.Sheet."""
    sheet = _sheet(letter, words, pages_before, total_pages)
    documents: list[page.Typeset] = []
    for size in _SIZES:
        story = _Story(words.direction, size)
        documents.append(page.typeset(sheet, partial(story.of, letter)))
        if documents[-1].pages == 1:
            return documents[-1]
    return documents[0]


def _sheet(letter: Letter, words: Words, pages_before: int, total_pages: int) -> page.Sheet:
    title = f"{letter.title} {isolate_ltr(letter.number)}"
    return page.Sheet(
        title=title,
        head=title,
        foot=page.identified(words, letter.document, letter.record_hash),
        code=f"SANAD {letter.document} {letter.record_hash}" if letter.document else "",
        words=words,
        secret=letter.secret,
        at=letter.at,
        pages_before=pages_before,
        page_count=total_pages,
    )


class _Story:
    def __init__(self, direction: Direction, size: float) -> None:
        self.direction: Direction = direction
        self.size = size

    def text(self, text: str, style: Style) -> Text:
        small = replace(style, size=style.size * self.size, leading=style.leading * self.size)
        return Text(text, small, self.direction, otherwise="ltr")

    def row(self, cells: Sequence[Cell], **options: Any) -> TextRow:
        return TextRow(cells, self.direction, **options)

    def gap(self, height: float) -> Spacer:
        return Spacer(0, height * self.size)

    def of(self, letter: Letter) -> list[Flowable]:
        (_, sender), (_, recipient) = letter.sides
        story: list[Flowable] = [self._head(letter), self.gap(5), *self._address(recipient)]
        if letter.greeting:
            story += [self.gap(3), self.text(letter.greeting, _VALUE)]
        subject = f"{letter.subject[0]}: {letter.subject[1]}"
        story += page.heading(subject, self.direction, self._sized(_TITLE))
        story += [self.text(letter.request, _VALUE), self.gap(2)]
        first, *other_lines = letter.warning
        texts = (self.text(first, _STRONG), *(self.text(line, _VALUE) for line in other_lines))
        story.append(self.row([Cell(texts, 1)], fill=SOFT, rule=False, padding=5))
        urgency, deadline = letter.urgent
        urgent = [Cell((self.text(urgency, _LABEL),), 1), Cell((self.text(deadline, _LOUD),), 3)]
        story.append(self.row(urgent, padding=3, heads="row"))
        story += [self._part(label, value) for label, value in letter.parts if value]
        closing = self._closing(letter, [value for _, value in sender if value])
        receipt = [self.gap(5), *self._receipt(*letter.receipt)]
        if not letter.files[1]:
            return signed_after(story, [*closing, *receipt])
        return [*signed_after(story, closing), *signed_after(self._files(*letter.files), receipt)]

    def _head(self, letter: Letter) -> TextRow:
        """The authority on one side, number and dates on the other."""
        lines = [self.text(line, _STRONG if n < 2 else _UNIT) for n, line in enumerate(letter.authority)]
        top = [fact for fact in letter.top if fact[1]]
        labels = tuple(self.text(label, _UNIT) for label, _ in top)
        values = tuple(self.text(value, _UNIT) for _, value in top)
        head = self.row([Cell(tuple(lines), 1.5), Cell(labels, 0.7), Cell(values, 1)], padding=2)
        head.alone = True
        return head

    def _address(self, facts: Sequence[Fact]) -> list[Flowable]:
        """To whom, and below it who there, where, and by which number."""
        (_, agency), *details = [fact for fact in facts if fact[1]]
        lines = [value for label, value in details if not label]
        labelled = [f"{label}: {isolate(value)}" for label, value in details if label]
        lines += [" · ".join(labelled)] if labelled else []
        return [self.text(agency, _LOUD), *(self.text(line, _VALUE) for line in lines)]

    def _closing(self, letter: Letter, sender: Sequence[str]) -> list[Flowable]:
        """Who sends it signs at the end of the line, as on any letter, and stamps before it."""
        name, *capacity = sender
        signed = SignatureColumn(
            tuple(self.text(line, _LABEL) for line in capacity[:1]),
            ((self.text(name, _STRONG),), *((self.text(line, _LABEL),) for line in letter.by_hand)),
        )
        stamped = SignatureColumn((self.text(letter.stamp, _LABEL),), ())
        block = SignatureBlock((stamped, signed), self.direction)
        return [self.gap(5), self.text(letter.close, _VALUE), block]

    def _sized(self, style: Style) -> Style:
        return replace(style, size=style.size * self.size, leading=style.leading * self.size)

    def _part(self, label: str, value: str) -> Flowable:
        cells = [Cell((self.text(label, _LABEL),), 1), Cell((self.text(value, _VALUE),), 3)]
        return self.row(cells, padding=3, heads="row")

    def _files(self, label: str, files: Sequence[Fact]) -> list[Flowable]:
        lines = [
            self.text(text, style)
            for name, hash_ in files
            for text, style in ((name, _FILE), (isolate_ltr(hash_), _HASH))
            if text
        ]
        cells = [Cell((self.text(label, _LABEL),), 1), Cell(tuple(lines), 3)]
        return [self.row(cells, padding=4)]

    def _receipt(self, heading: str, labels: Sequence[str]) -> list[Flowable]:
        texts = [self.text(label, _LABEL) for label in labels]
        return [self.text(heading, _HEAD), ByHand(texts, self.direction, 30 * self.size)]
