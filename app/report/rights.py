"""The sheet of a worker's rights, and small cards with the numbers alone: one page without a head, a
foot or a word of who made it."""

from collections.abc import Iterator

from reportlab.platypus import Flowable, Spacer

from app.language import Words, direction_of, isolate_ltr
from app.report import page
from app.report.record import PhoneLine, RightsPaper, RightsText
from app.report.styles import INK2, PRIMARY, SOFT, Style
from app.report.text_flowables import Cell, Text, TextRow

_TITLE = Style(size=20, leading=30, bold=True, after=4)
_HEAD = Style(size=13, leading=22, bold=True, colour=PRIMARY, before=6, after=1)
_SIZES = (11, 10.5, 10, 9.5, 9, 8.5, 8)
_BETWEEN = 40  # points that headings keep around them
_PHONE = Style(size=14, leading=17, bold=True)  # what stands beside it begins on its line
_CARD_TITLE = Style(size=10, leading=17, bold=True)
_CARD_TEXT = Style(size=8, leading=13)
_CARD_PHONE = Style(size=9.5, leading=15, bold=True)
_CARDS = 4  # rows of two on a page
_CARD_ROOM = 176  # points: 62 mm
_OFFICE = {"rtl": "ar", "ltr": "en"}  # a place is named in the office's languages alone


def rights_sheet(paper: RightsPaper, words: Words) -> bytes:
    """The PDF. Letters are as large as one page allows: a second one is left lying."""
    sheet = page.Sheet(paper.title.text, "", (), "", words, bare=True, language=paper.language, runs=paper.direction)
    for size in _SIZES:
        story = _Story(paper, size)
        flowables = story.cards() if paper.small else story.sheet()
        room = page.HEIGHT - 2 * page.BARE
        height = sum(flowable.wrap(page.WIDTH - 2 * page.SIDE, room)[1] for flowable in flowables)
        if height + _BETWEEN <= room:
            break
    return page.document(sheet, lambda: story.cards() if paper.small else story.sheet())


class _Story:
    def __init__(self, paper: RightsPaper, size: float) -> None:
        self.paper, self.direction = paper, paper.direction
        self.body = Style(size=size, leading=size * 1.66)
        points = min(8.5, size - 1.5)
        self.beside = Style(size=points, leading=points * 1.65, colour=INK2)
        self.names = Style(size=points - 0.5, leading=points * 1.5, colour=INK2)

    def sheet(self) -> list[Flowable]:
        paper = self.paper
        story = [*page.heading(paper.title.text, self.direction, _TITLE, language=paper.title.language)]
        if paper.title.second:
            story.append(self.second(paper.title.second, self.beside))
        story.append(self.row(paper.keep, soft=True))
        story.append(Spacer(0, 2))
        story += [self.row(right) for right in paper.rights]
        story += page.heading(paper.numbers.text, self.direction, _HEAD)
        if not paper.lines:
            story.append(self.row(paper.none))
        story += [self.phone(line) for line in paper.lines]
        story.append(Spacer(0, 2))
        story += [self.row(text, small=True) for text in paper.notes]
        return story

    def row(self, text: RightsText, *, soft: bool = False, small: bool = False) -> TextRow:
        style = self.names if small else self.body
        cells = [Cell((Text(text.text, style, self.direction, language=text.language),), 1.7)]
        if text.second:
            cells.append(Cell((self.second(text.second, style if small else self.beside),), 1))
        fill = SOFT if soft else None
        return TextRow(cells, self.direction, fill=fill, rule=not (soft or small), padding=3)

    def second(self, text: str, style: Style) -> Text:
        return Text(text, style, self.direction, language=self.paper.second)

    def phone(self, line: PhoneLine) -> TextRow:
        number = Text(isolate_ltr(line.phone), _PHONE, self.direction, otherwise="ltr")
        label = [Text(line.label, self.body, self.direction)]
        label += [Text(note, self.names, self.direction) for note in line.notes]
        names = [Text(name, self.names, self.direction, language=_OFFICE[direction_of(name)]) for name in line.names]
        columns = [Cell((number,), 1), Cell(tuple(label), 2), Cell(tuple(names), 2)]
        return TextRow(columns, self.direction, padding=3)

    def cards(self) -> list[Flowable]:
        """As many as a page holds, two second each other."""
        story: list[Flowable] = []
        for _ in range(_CARDS):
            row = TextRow([Cell(tuple(self.card()), 1), Cell(tuple(self.card()), 1)], self.direction, gap=30, padding=6)
            height = row.wrap(487, 0)[1]
            if story and len(story) / 2 * height + height + _BETWEEN > page.HEIGHT - 2 * page.BARE:
                break  # with many numbers fewer cards
            story += [row, Spacer(0, max(0.0, _CARD_ROOM - height))]
        return story

    def card(self) -> Iterator[Text]:
        yield Text(self.paper.title.text, _CARD_TITLE, self.direction)
        for line in self.paper.lines:
            number = Text(isolate_ltr(line.phone), _CARD_PHONE, self.direction, otherwise="ltr")
            yield number
            yield Text(line.label, _CARD_TEXT, self.direction)
