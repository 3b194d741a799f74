"""The pages of a dossier: in one language, or Arabic on the right and English on the left, each pair on
one height. What was said in a third language stands between them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from app.language import Words, direction_of, isolate, isolate_ltr
from app.report import page
from app.report.bidi import Direction
from app.report.dossier_paper import (
    AnswerTable,
    AskedAnswer,
    Declaration,
    DossierPaper,
    DossierSection,
    Ending,
    Facts,
    ListingRow,
    PaperTable,
    Paragraph,
    Part,
    Signatures,
)
from app.report.signatures import SignatureBlock, SignatureColumn, signed_after
from app.report.structure import Element, marked
from app.report.styles import INK, INK2, PRIMARY, SOFT, Style
from app.report.text_flowables import Cell, Text, TextRow

Side = tuple[DossierPaper, Words]

_SIDE, _TOP, _FOOT = 40.0, 50.0, 92.0
_HALF_PAGE = 330.0
_STATE = Style(size=10.5, leading=17, bold=True)
_UNIT = Style(size=9, leading=15, colour=INK2)
_TITLE = Style(size=18, leading=31, bold=True)
_TITLE_DOUBLE = Style(size=14.5, leading=25, bold=True)
_HEADING = Style(size=12, leading=20, bold=True, colour=PRIMARY)
_SMALL_HEADING = Style(size=10, leading=16, bold=True, colour=PRIMARY, before=6)
_MARK = Style(size=9.5, leading=16, bold=True, colour=PRIMARY)
_STRONG = Style(size=9.5, leading=16, bold=True)
_BODY = Style(size=9.5, leading=16)
_LABEL = Style(size=8.8, leading=16, colour=INK2)
_QUIET = Style(size=8.8, leading=15, colour=INK2)
_COLUMN = Style(size=8.6, leading=14, bold=True, colour=INK2)
_HASH = Style(size=7.4, leading=13, colour=INK2)
_FOOT_STRONG = Style(size=8.2, leading=13, bold=True)
_FOOT_LINE = Style(size=8, leading=13, colour=INK2)
_LONG_WORD = 48
_LINE = 58  # letters


def dossier(sides: Sequence[Side]) -> bytes:
    """The PDF; with two sides, Arabic first."""
    paper, words = sides[0]
    pages: dict[int, int] = {}
    sheet = page.Sheet(
        title=f"{paper.title} {paper.number}".strip(), head="", foot=(), code="", words=words,
        at=paper.at, margins=(_SIDE, _TOP, _FOOT), surround=_Surround(sides).draw,
    )  # fmt: skip
    return page.document(sheet, lambda: _Story(sides, pages).told())


class _Story:
    """`pages`: where each section begins, known once it was set for the first time."""

    def __init__(self, sides: Sequence[Side], pages: dict[int, int]) -> None:
        self.sides, self.pages = sides, pages
        self.direction: Direction = sides[0][1].direction

    @property
    def is_double(self) -> bool:
        return len(self.sides) > 1

    def told(self) -> list[Flowable]:
        papers = [paper for paper, _ in self.sides]
        story = [*self._head(papers), *self._facts([Facts(paper.facts) for paper in papers])]
        story += self._parts([paper.brief for paper in papers])
        story += self._contents(papers)
        for number, sections in enumerate(zip(*(paper.sections for paper in papers), strict=True)):
            story += self._section(number, sections)
        return story

    def _parts(self, sides: Sequence[Sequence[Part]]) -> list[Flowable]:
        story: list[Flowable] = []
        for place, parts in enumerate(zip(*sides, strict=True)):
            flowables = self._part(parts)
            coming = sides[0][place + 1] if place + 1 < len(sides[0]) else None
            if isinstance(parts[0], Paragraph) and isinstance(coming, Declaration):
                _with_next(flowables)
            story = signed_after(story, flowables) if isinstance(parts[0], Signatures) else [*story, *flowables]
        return story

    # rows

    def text(self, side: int, text: str, style: Style, **options: Any) -> Text:
        """On one side. A number alone runs left to right."""
        return Text(text, style, self.sides[side][1].direction, otherwise="ltr", **options)

    def row(self, cells: Sequence[Cell], **options: Any) -> TextRow:
        row = TextRow(cells, self.direction, **options)
        row.kept_whole = _HALF_PAGE
        return row

    def mirrored(self, cells: Sequence[Sequence[Cell]], **options: Any) -> TextRow:
        """The cells of each side, those of the second in their reverse order: its first is outermost."""
        placed = list(cells[0])
        if self.is_double:
            placed += reversed(list(cells[1]))
            options["heads"] = "ends" if options.get("heads") else ""
        return self.row(placed, **options)

    def both(self, texts: Sequence[str], style: Style, **options: Any) -> TextRow:
        """One text a side."""
        tag = options.pop("tag", "P")
        return self.row(
            [Cell((self.text(side, text, style, tag=tag),), 1) for side, text in enumerate(texts)],
            rule=options.pop("rule", False),
            gap=24,
            **options,
        )

    # parts

    def _head(self, papers: Sequence[DossierPaper]) -> list[Flowable]:
        cells = [Cell(tuple(self._authority(side)), 1.6) for side in range(len(papers))]
        if not self.is_double:
            labels = [self.text(0, label, _UNIT) for label, _ in papers[0].numbers]
            values = [self.text(0, value, _UNIT) for _, value in papers[0].numbers]
            cells += [Cell(tuple(labels), 0.5), Cell(tuple(values), 0.9)]
        head = self.row(cells, rule=False, padding=0, gap=24)
        head.alone = True
        style = _TITLE_DOUBLE if self.is_double else _TITLE
        title = self.both([paper.title for paper in papers], style, tag="H1", padding=3)
        return [head, Spacer(0, 6), _Line(INK, 1.2), Spacer(0, 6), title, Spacer(0, 2)]

    def _authority(self, side: int) -> Iterator[Text]:
        lines = [line for line in self.sides[side][0].authority if line]
        for place, line in enumerate(lines):
            yield self.text(side, line, _UNIT if place and place == len(lines) - 1 else _STATE)

    def _contents(self, papers: Sequence[DossierPaper]) -> list[Flowable]:
        sections = range(len(papers[0].sections))
        titles = [paper.contents for paper in papers]
        story: list[Flowable] = [*self._heading(titles, room=50 + 20 * len(sections))]
        for number in sections:
            cells = []
            for side, (paper, words) in enumerate(self.sides):
                section, at = paper.sections[number], self.pages.get(number, 0)
                cells.append(
                    [
                        Cell((self.text(side, section.mark, _LABEL),), 0.14),
                        Cell((self.text(side, section.title, _BODY),), 2),
                        Cell((self.text(side, words.number(at) if at else "", _LABEL),), 0.16),
                    ]
                )
            story.append(self.mirrored(cells, rule=False, padding=0, heads="row"))
        return story

    def _heading(
        self, titles: Sequence[str], arrived: Callable[[int], None] = lambda _page: None, room: float = 110
    ) -> list[Flowable]:
        mark = page.Bookmark(titles[0], 0, arrived)
        row = self.both(titles, _HEADING, tag="H2", rule=True, padding=2)
        row.keepWithNext = mark.keepWithNext = 1
        return [Spacer(0, 9), CondPageBreak(room), mark, row, Spacer(0, 2)]

    def _section(self, number: int, sections: Sequence[DossierSection]) -> list[Flowable]:
        titles = [f"{section.mark}. {section.title}" for section in sections]
        story: list[Flowable] = [PageBreak()] if sections[0].own_page else []
        # a short section stays with its places to sign
        is_signed = any(isinstance(part, Signatures) for part in sections[0].parts)
        room = 200 if is_signed and not sections[0].own_page else 110
        story += self._heading(titles, lambda at: self.pages.__setitem__(number, at), room)
        return story + self._parts([section.parts for section in sections])

    def _part(self, parts: Sequence[Part]) -> list[Flowable]:
        match parts[0]:
            case Facts():
                return self._facts([part for part in parts if isinstance(part, Facts)])
            case PaperTable():
                return self._listing([part for part in parts if isinstance(part, PaperTable)])
            case AnswerTable():
                return self._answers([part for part in parts if isinstance(part, AnswerTable)])
            case Paragraph():
                return self._paragraph([part for part in parts if isinstance(part, Paragraph)])
            case Declaration():
                boxes = [part for part in parts if isinstance(part, Declaration)]
                return _with_next([Spacer(0, 4), self._declaration(boxes), Spacer(0, 4)])
            case Signatures():
                blocks = [part for part in parts if isinstance(part, Signatures)]
                return [Spacer(0, 6), self._signatures(blocks)]
            case Ending():
                endings = [part.text for part in parts if isinstance(part, Ending)]
                return [Spacer(0, 6), self.both(endings, _QUIET, rule=True)]

    def _facts(self, parts: Sequence[Facts]) -> list[Flowable]:
        rows: list[Flowable] = []
        for pairs in zip(*(part.rows for part in parts), strict=True):
            cells = [
                [
                    Cell((self.text(side, label, _LABEL),), 0.95),
                    Cell((self.text(side, value, _value_style(value)),), 2.6 if self.is_double else 3.2),
                ]
                for side, (label, value) in enumerate(pairs)
            ]
            rows.append(self.mirrored(cells, padding=2.5, heads="row"))
        return rows

    def _listing(self, parts: Sequence[PaperTable]) -> list[Flowable]:
        if self.is_double:
            return [
                self.mirrored([self._stacked(side, row) for side, row in enumerate(rows)], padding=3, heads="row")
                for rows in zip(*(part.rows for part in parts), strict=True)
            ]
        part = parts[0]
        heads = ("", *part.heads)
        cells = [
            Cell((self.text(0, head, _COLUMN),), share) for head, share in zip(heads, (0.35, *part.shares), strict=True)
        ]
        story: list[Flowable] = [self._columns(cells)]
        story += [self._table_row(row, part.shares) for row in part.rows]
        return story

    def _columns(self, cells: Sequence[Cell]) -> TextRow:
        row = self.row(cells, fill=SOFT, rule=False, padding=3, heads="column")
        row.inset = 0
        row.keepWithNext = 1
        return row

    def _table_row(self, row: ListingRow, shares: Sequence[float]) -> TextRow:
        cells = [Cell((self.text(0, row.mark, _MARK),), 0.35)]
        for place, (text, share) in enumerate(zip(row.cells, shares, strict=True)):
            lines = text.split("\n")
            first = _STRONG if not place else _value_style(lines[0])
            texts = [self.text(0, lines[0], first)]
            texts += [self.text(0, line, _value_style(line, _QUIET)) for line in lines[1:]]
            cells.append(Cell(tuple(texts), share))
        return self.row(cells, padding=3)

    def _stacked(self, side: int, row: ListingRow) -> list[Cell]:
        """What stands beside each other in one language stands under each other in two."""
        strong, *quiet_cells = row.cells
        texts = [self.text(side, line, _STRONG) for line in strong.split("\n")]
        lines = _joined([line for cell in quiet_cells for line in cell.split("\n") if line])
        texts += [self.text(side, line, _value_style(line, _QUIET)) for line in lines]
        return [Cell((self.text(side, row.mark, _MARK),), 0.22), Cell(tuple(texts), 2.4)]

    def _answers(self, parts: Sequence[AnswerTable]) -> list[Flowable]:
        if not parts[0].rows:
            return []
        has_original = bool(parts[0].heads[1])
        story: list[Flowable] = [Spacer(0, 5), self._answer_heads(parts, has_original)]
        for rows in zip(*(part.rows for part in parts), strict=True):
            story.append(self._answer(rows, has_original))
        return story

    def _answer_heads(self, parts: Sequence[AnswerTable], has_original: bool) -> TextRow:
        def head(side: int, text: str, share: float) -> Cell:
            return Cell((self.text(side, text, _COLUMN),), share)

        question, original, answer = parts[0].heads
        if not self.is_double:
            cells = [head(0, "", 0.3), head(0, question, 1.5)]
            cells += [head(0, original, 1.4)] if has_original else []
            return self._columns([*cells, head(0, answer, 1.3)])
        cells = [head(0, "", 0.26), head(0, f"{question} · {answer}", 1.5)]
        if has_original:
            cells.append(head(0, original, 1.15))
        other_question, _, other_answer = parts[1].heads
        return self._columns([*cells, head(1, f"{other_question} · {other_answer}", 1.5), head(1, "", 0.26)])

    def _answer(self, rows: Sequence[AskedAnswer], has_original: bool) -> TextRow:
        first = rows[0]
        numbers = [Cell((self.text(side, row.number, _MARK),), 0.3) for side, row in enumerate(rows)]
        original = Cell(tuple(self._original(first)), 1.4)
        notes = [[self.text(side, note, _QUIET) for note in row.notes] for side, row in enumerate(rows)]
        if not self.is_double:
            cells = [numbers[0], Cell((self.text(0, first.question, _LABEL),), 1.5)]
            cells += [original] if has_original else []
            answer = Cell((self.text(0, first.answer, _STRONG), *notes[0]), 1.3)
            return self.row([*cells, answer], padding=3.5, heads="row")
        columns = [
            Cell((self.text(side, row.question, _LABEL), self.text(side, row.answer, _STRONG), *notes[side]), 1.5)
            for side, row in enumerate(rows)
        ]
        numbers = [replace(number, share=0.26) for number in numbers]
        middle = [replace(original, share=1.15)] if has_original else []
        return self.row([numbers[0], columns[0], *middle, columns[1], numbers[1]], padding=3.5, heads="ends")

    def _original(self, answer: AskedAnswer) -> Iterator[Text]:
        """In its own direction and language."""
        for text, style in ((answer.original, _LABEL), (answer.original_answer, _BODY)):
            if text:
                direction = direction_of(text, "ltr")
                yield Text(text, style, direction, otherwise="ltr", language=answer.language)
        if not (answer.original or answer.original_answer):
            yield Text("", _LABEL, "ltr")

    def _paragraph(self, parts: Sequence[Paragraph]) -> list[Flowable]:
        texts = [part.text for part in parts]
        if parts[0].heading:
            row = self.both(texts, _SMALL_HEADING, tag="H3", padding=2)
            row.keepWithNext = 1
            return [CondPageBreak(70), Spacer(0, 4), row]
        return [self.both(texts, _QUIET if parts[0].quiet else _BODY, padding=1.5)]

    def _declaration(self, parts: Sequence[Declaration]) -> TextRow:
        cells = [
            Cell(
                (
                    self.text(side, part.title, _MARK),
                    self.text(side, part.text, _BODY),
                    *([self.text(side, part.remark, _QUIET)] if part.remark else []),
                ),
                1,
            )
            for side, part in enumerate(parts)
        ]
        return self.row(cells, rule=False, boxed=True, padding=7, gap=24)

    def _signatures(self, parts: Sequence[Signatures]) -> Flowable:
        columns = []
        for signatures in zip(*(part.signatures for part in parts), strict=True):
            headings = tuple(self.text(side, signature.signer, _STRONG) for side, signature in enumerate(signatures))
            name = [self.text(0, isolate(signatures[0].name), _BODY)] if signatures[0].name else []
            levels = [tuple(name)] if name else []
            for lines in zip(*(signature.by_hand for signature in signatures), strict=True):
                levels.append(tuple(self.text(side, line, _QUIET) for side, line in enumerate(lines)))
            columns.append(SignatureColumn(headings, tuple(levels)))
        return SignatureBlock(columns, self.direction)


def _with_next(flowables: Sequence[Flowable]) -> list[Flowable]:
    """On the page of what follows: nobody signs on a page that says nothing of what was signed."""
    for flowable in flowables:
        flowable.keepWithNext = 1
    return list(flowables)


def _joined(lines: Sequence[str]) -> list[str]:
    """Short lines one after the other on one; a hash stays by itself."""
    joined = list[str]()
    for line in lines:
        if joined and len(joined[-1]) + len(line) <= _LINE and " " in line + joined[-1]:
            joined[-1] = f"{joined[-1]} · {line}"
        else:
            joined.append(line)
    return joined


def _value_style(text: str, otherwise: Style = _BODY) -> Style:
    """A hash is small, so that it stays on one line."""
    bare = text.strip("\u2066\u2069\u200e\u200f")
    return _HASH if " " not in bare and len(bare) > _LONG_WORD else otherwise


class _Line(Flowable):  # type: ignore[misc]
    """Across the page."""

    def __init__(self, colour: tuple[float, float, float], thickness: float) -> None:
        super().__init__()
        self.colour, self.thickness = colour, thickness

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, self.thickness

    def draw(self) -> None:
        with marked(self.canv, None):
            self.canv.setStrokeColorRGB(*self.colour)
            self.canv.setLineWidth(self.thickness)
            self.canv.line(0, 0, self.width, 0)


class _Surround:
    """What stands around the text of each page."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self.sides = sides
        self.room = page.WIDTH - 2 * _SIDE

    def draw(self, canvas: Any, number: int, count: int, root: Element) -> None:
        self._secret(canvas)
        if number > 1:
            self._head(canvas)
        self._foot(canvas, number, count, root)

    def _secret(self, canvas: Any) -> None:
        text = " · ".join(paper.secret for paper, _ in self.sides)
        wide = 100.0 if len(self.sides) > 1 else 60.0
        page.secret_mark(canvas, text, wide, self.sides[0][1].direction)

    def _head(self, canvas: Any) -> None:
        top = page.HEIGHT - 13
        paper, words = self.sides[0]
        third = self.room / 2 - 60
        starts = page.WIDTH - _SIDE - third if words.direction == "rtl" else _SIDE
        ends = _SIDE if words.direction == "rtl" else page.WIDTH - _SIDE - third
        _paint(canvas, self._text(paper.running_head, _FOOT_LINE, 0), starts, top, third)
        number = Text(isolate_ltr(paper.number), _FOOT_LINE, "ltr" if words.direction == "rtl" else "rtl")
        _paint(canvas, number, ends, top, third)
        self._rule(canvas, page.HEIGHT - 40)

    def _foot(self, canvas: Any, number: int, count: int, root: Element) -> None:
        self._rule(canvas, _FOOT - 12)
        paper, words = self.sides[0]
        code = f"SANAD {paper.document} {paper.record_hash}" if paper.document else ""
        code_side, left_edge, room = 50.0, _SIDE, self.room
        if code:
            on_left = words.direction == "rtl"
            figure = page.code_of_page(root, words, paper.number, number)
            code_left = left_edge if on_left else left_edge + room - code_side
            page.squares(canvas, code, code_left, 24, code_side, figure)
            left_edge += code_side + 12 if on_left else 0
            room -= code_side + 12
        top = _FOOT - 18.0
        for place, (side_paper, speech) in enumerate(self.sides):
            at = speech("Page {number} of {of}", number=number, of=count)
            says = side_paper.foot if place else (*side_paper.foot, side_paper.hash_says)
            lines = [(at, _FOOT_STRONG), *((line, _FOOT_LINE) for line in says)]
            for line_number, (line, style) in enumerate(lines):
                text = self._text(line, style, place)
                _paint(canvas, text, left_edge, top - 13 * line_number, room)
        last = top - 13 * (1 + len(paper.foot))
        opposite: Direction = "ltr" if words.direction == "rtl" else "rtl"  # beside its label
        hash_text = Text(isolate_ltr(paper.record_hash), _HASH, opposite)
        _paint(canvas, hash_text, left_edge, last, room)

    def _rule(self, canvas: Any, y: float) -> None:
        with marked(canvas, None):
            canvas.setStrokeColorRGB(*INK2)
            canvas.setLineWidth(0.6)
            canvas.line(_SIDE, y, page.WIDTH - _SIDE, y)

    def _text(self, line: str, style: Style, side: int) -> Text:
        return Text(line, style, self.sides[side][1].direction)


def _paint(canvas: Any, text: Text, left_edge: float, top: float, room: float) -> None:
    text.wrap(room, 0)
    text.paint(canvas, left_edge, top, room)
