"""Text on paper in any mix of directions: broken into lines first, ordered and shaped afterwards.

`Text` is a reportlab flowable that splits across pages; `Row` sets several beside each other and
mirrors them where the page runs right to left. A paragraph's own direction is that of its first
strong letter; the side it starts from is the page's.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from reportlab.platypus import Flowable

from app.language import LRI, PDI
from app.report import bidi, text_layer
from app.report.bidi import Direction
from app.report.glyphs import Embedded, Face, Glyph, embedded, face_of, faces, shaped

Colour = tuple[float, float, float]
LRM, RLI = "\u200e", "\u2067"
_WORD_GAP = 400  # a step forward shorter than this, in 1/1000, is within a word
_KEPT_WHOLE = 150  # points: a row no higher than this goes to the next page whole
BASELINE = 0.68  # of the leading, from its top


def colour(hexadecimal: str) -> Colour:
    red, green, blue = bytes.fromhex(hexadecimal)
    return red / 255, green / 255, blue / 255


INK, INK2, LINE = colour("15262A"), colour("445558"), colour("D6DDDA")
PRIMARY, SOFT = colour("14505C"), colour("E1EDEE")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; lengths in points."""

    size: float = 10
    leading: float = 17
    bold: bool = False
    colour: Colour = INK
    before: float = 0
    after: float = 0
    align: Literal["start", "centre"] = "start"


Part = tuple[str, bool]  # text, and whether it is bold


@dataclass(frozen=True, slots=True)
class Token:
    """Letters that break, run and look alike."""

    text: str
    level: int
    bold: bool
    face: int
    space: bool
    width: float  # in 1/1000 of the size

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        return shaped(self.text, self.bold, self.face, self.level % 2 == 1).glyphs


Line = tuple[Token, ...]

_ABBREVIATION = re.compile(r"(?:[A-Za-z]\.){2,}")
_NUMBER = re.compile(r"(?<![\w.+/-])[+-]?[0-9]+(?:[.,:/ ()-]+[0-9]+)*(?:\s?%)?(?!\w)")


_ARABIC_NUMBER = re.compile("(?<![\\w.+/-])[+]?[٠-٩۰-۹]+(?:[ -][٠-٩۰-۹]+)+(?!\\w)")
_ARABIC_PERCENT = re.compile("[٠-٩۰-۹]+(?:[٫٬.,][٠-٩۰-۹]+)*[٪%]")
_GAP = re.compile("[ -]")
_JOINERS = "\u200c\u200d"  # which form letters take beside each other: not drawn, but shaped by
_DANDAS = "\u0964\u0965"  # of Devanagari, and used by its neighbours, whose fonts have their own
_SHOWN = {"break": "\n", "nothing": ""}


@lru_cache(maxsize=4096)
def _class(letter: str) -> str:
    """Line breaks of every kind are breaks; control characters and broken letters show nothing."""
    if letter in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        return "break"
    is_invisible = letter != "\t" and unicodedata.category(letter) in ("Cc", "Cs")
    return "nothing" if is_invisible else ""


def _groups(match: re.Match[str]) -> str:
    """Groups of Arabic digits; between two of them even a space would run right to left (N1)."""
    return f"{LRI}{_GAP.sub(lambda gap: LRM + gap[0] + LRM, match[0])}{PDI}"


def steady(text: str) -> str:
    """Phones, dates, percentages and W.L.L. keep their order and their last stop among Arabic.

    Only invisible marks are added, for drawing. Source: UAX #9, 2.4 and 6.5.
    """
    text = text.replace("\r\n", "\n")
    text = "".join(_SHOWN.get(kind, letter) for letter in text for kind in (_class(letter),))
    text = text.replace(" · ", "\u00a0· ")  # a line doesn't begin with the dot
    text = _NUMBER.sub(lambda match: f"{LRI}{match[0]}{PDI}", text)
    text = _ARABIC_NUMBER.sub(_groups, text)
    text = _ARABIC_PERCENT.sub(lambda match: f"{RLI}{match[0]}{PDI}", text)
    return _ABBREVIATION.sub(lambda match: f"{match[0]}{LRM}", text)


def tokens(parts: Sequence[Part], base: int) -> list[Token]:
    """A paragraph cut where its level, its face or its weight changes, and around spaces."""
    text = "".join(words for words, _ in parts)
    bolds = [bold for words, bold in parts for _ in words]
    levels = bidi.levels(text, base)
    tokens: list[Token] = []
    last: tuple[object, ...] | None = None
    face, broken = 0, True
    for i, letter in enumerate(text):
        if letter in _JOINERS and tokens and not broken and not tokens[-1].space:
            tokens[-1] = replace(tokens[-1], text=tokens[-1].text + letter)
            continue
        if levels[i] < 0 or letter in bidi.REMOVED:
            broken = True
            continue
        space = letter in " \t"
        face = _face(letter, bolds[i], face)
        run_key = (levels[i], bolds[i], space, face)
        if run_key != last or broken:
            tokens.append(Token("", levels[i], bolds[i], face, space, 0))
            last, broken = run_key, False
        token = tokens[-1]
        tokens[-1] = Token(
            token.text + (" " if letter in "\t\u00a0" else letter),
            token.level,
            token.bold,
            token.face,
            space,
            0,
        )
    return [_measured(token) for token in tokens]


def _face(letter: str, bold: bool, previous_face: int) -> int:
    """Marks, spaces, signs and digits stay in the face of what stands before them, if it has them."""
    if letter in _DANDAS and ord(letter) in faces(bold)[previous_face].has:
        return previous_face
    if bidi.kind(letter) not in ("L", "R", "AL") and (
        ord(letter) in faces(bold)[previous_face].has or bidi.kind(letter) in ("NSM", "BN")
    ):
        return previous_face
    return face_of(letter, bold)


def _measured(token: Token) -> Token:
    width = shaped(token.text, token.bold, token.face, token.level % 2 == 1).width
    return Token(token.text, token.level, token.bold, token.face, token.space, width)


def _words(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Tokens that must stay on one line; a space is a word of its own."""
    word: list[Token] = []
    for token in tokens:
        if token.space or (word and word[-1].space):
            if word:
                yield word
            word = []
        word.append(token)
    if word:
        yield word


def _cut(word: Sequence[Token], room: float) -> Iterator[list[Token]]:
    """A word wider than a whole line, such as a hash, in pieces that fit."""
    piece: list[Token] = []
    width = 0.0
    for token in word:
        for letter in token.text:
            measured = _measured(Token(letter, token.level, token.bold, token.face, False, 0))
            if piece and width + measured.width > room:
                yield _joined(piece)
                piece, width = [], 0.0
            piece.append(measured)
            width += measured.width
    if piece:
        yield _joined(piece)


def _joined(piece: Sequence[Token]) -> list[Token]:
    tokens: list[Token] = []
    for token in piece:
        last = tokens[-1] if tokens else None
        if last and (last.level, last.bold, last.face) == (token.level, token.bold, token.face):
            tokens[-1] = Token(
                last.text + token.text, token.level, token.bold, token.face, False, 0
            )
        else:
            tokens.append(token)
    return [_measured(token) for token in tokens]


@lru_cache(maxsize=4096)
def lines(
    parts: tuple[Part, ...], room: float, otherwise: Direction
) -> tuple[tuple[Line, int], ...]:
    """The lines of a text in logical order, each with the level of its paragraph.

    `room` in 1/1000 of the size. Spaces at the ends of lines are gone (L1 would put them aside).
    """
    text_lines: list[tuple[Line, int]] = []
    for paragraph in _paragraphs(parts):
        text = "".join(words for words, _ in paragraph)
        base = bidi.base_level(text, otherwise)
        line: list[Token] = []
        width = 0.0
        for word in _words(tokens(paragraph, base)):
            needed = sum(token.width for token in word)
            pieces = [word] if needed <= room or word[0].space else list(_cut(word, room))
            for piece in pieces:
                needed = sum(token.width for token in piece)
                if line and width + needed > room and not piece[0].space:
                    text_lines.append((_trimmed(line), base))
                    line, width = [], 0.0
                if line or not piece[0].space:
                    line += piece
                    width += needed
        text_lines.append((_trimmed(line), base))
    return tuple(text_lines)


def _paragraphs(parts: Sequence[Part]) -> Iterator[list[Part]]:
    paragraph: list[Part] = []
    for text, bold in parts:
        first, *further = text.split("\n")
        paragraph.append((first, bold))
        for line_text in further:
            yield paragraph
            paragraph = [(line_text, bold)]
    yield paragraph


def _trimmed(line: Sequence[Token]) -> Line:
    tokens = list(line)
    while tokens and tokens[-1].space:
        tokens.pop()
    return tuple(tokens)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class _PlacedGlyph:
    """A glyph at its place on the line, in 1/1000 of the size from the left end."""

    glyph: Glyph
    at: float


def _placed(token: Token, left: float) -> dict[int, list[_PlacedGlyph]]:
    """The glyphs of a token by the letter of it that they stand for."""
    glyphs_by_letter: dict[int, list[_PlacedGlyph]] = {}
    at = left
    rtl = token.level % 2 == 1
    edge = len(token.text) if rtl else 0
    letter = 0
    for glyph in token.glyphs:
        if glyph.text:  # a glyph without letters of its own belongs to the one before
            letter = edge - len(glyph.text) if rtl else edge
            edge = letter if rtl else letter + len(glyph.text)
        glyphs_by_letter.setdefault(letter, []).append(_PlacedGlyph(glyph, at))
        at += glyph.advance
    return glyphs_by_letter


def draw(
    canvas: Any, line: Line, x: float, y: float, style: Style, overall: bool | None = None
) -> None:
    """A line with its left end at x and its baseline at y.

    `overall`: does what stands on this baseline run right to left for a reader program?
    """
    order = bidi.reordered([token.level for token in line])
    if overall is None:
        overall = text_layer.runs_right_to_left("".join(token.text for token in line))
    operators = ["BT", "{} {} {} rg".format(*(_number(component) for component in style.colour))]
    at = 0.0
    shapes: list[str] = []
    group: list[tuple[int, Token, float]] = []
    for i in order:
        if group and (group[-1][1].bold, group[-1][1].face) != (line[i].bold, line[i].face):
            operators += _object(canvas, group, x, y=y, style=style, overall=overall, shapes=shapes)
            group = []
        group.append((i, line[i], at))
        at += line[i].width
    if group:
        operators += _object(canvas, group, x, y=y, style=style, overall=overall, shapes=shapes)
    operators += ["ET", *shapes]
    canvas._code.append(" ".join(operators))


def _object(
    canvas: Any,
    group: Sequence[tuple[int, Token, float]],
    x: float,
    y: float,
    style: Style,
    overall: bool,
    shapes: list[str],
) -> list[str]:
    """Tokens of one face that stand side by side: one text object, in the order readers expect.

    Vowel signs that are raised, and further glyphs of one letter, are drawn as `shapes`: a reader
    program takes raised text for another line, and a glyph without a meaning for a letter.
    """
    font = embedded(canvas, group[0][1].bold, group[0][1].face)
    face = faces(group[0][1].bold)[group[0][1].face]
    logical = sorted(group, key=lambda placed_token: placed_token[0])
    text = "".join(token.text for _, token, _ in logical)
    glyphs: dict[int, list[_PlacedGlyph]] = {}
    start = 0
    for _, token, left in logical:
        for letter, placed in _placed(token, left).items():
            glyphs.setdefault(start + letter, []).extend(placed)
        start += len(token.text)
    scale = style.size / 1000
    spelt = group[0][1].face > 0  # a script whose glyphs don't stand for letters one by one
    steps: list[_Step] = []
    for letter, meaning in text_layer.emitted(text, overall):
        placed_glyphs = list(glyphs.get(letter, ()))
        level = [placed for placed in placed_glyphs if not placed.glyph.dy]
        plain = level if spelt else level[-1:]
        for placed_glyph in placed_glyphs:
            if placed_glyph not in plain:
                shapes.append(_shape(face, placed_glyph, x, y, scale))
        # part of a ligature, or a mark drawn as a shape: nothing to see here, something to find
        for placed_glyph in plain or (
            []
            if spelt and not face.blank
            else [_PlacedGlyph(Glyph(face.blank, "", 0), _place(glyphs, letter))]
        ):
            # a glyph without any width has no box, and readers that look by place pass it over
            width = face.plain_advance(placed_glyph.glyph.id) if plain else _HAIR
            steps.append(
                _Step(
                    placed_glyph.glyph.id, meaning, placed_glyph.at + placed_glyph.glyph.dx, width
                )
            )
    origin = x + (steps[0].at if steps else 0) * scale
    texts = [
        f"/{font.internal} {_number(style.size)} Tf",
        f"1 0 0 1 {_number(origin)} {_number(y)} Tm",
        f"[{_shown(font, steps)}] TJ",
    ]
    return [_meaning(text), *texts, "EMC"] if spelt else texts


_HAIR = 40.0  # 1/1000 of the size


@dataclass(frozen=True, slots=True)
class _Step:
    glyph: int
    meaning: str
    at: float
    width: float


def _shown(font: Embedded, steps: Sequence[_Step]) -> str:
    """Glyphs at their places, as the operand of TJ."""
    operands: list[str] = []
    for i, step in enumerate(steps):
        following = steps[i + 1].at if i + 1 < len(steps) else step.at + step.width
        gap = following - step.at - step.width
        width = step.width
        if 0.01 < gap < _WORD_GAP:
            width, gap = width + gap, 0
        operands.append(f"<{font.code(step.glyph, step.meaning, width):04X}>")
        if abs(gap) > 0.01:
            operands.append(_number(-gap))
    return "".join(operands).replace("><", "")


def _place(glyphs: Mapping[int, Sequence[_PlacedGlyph]], letter: int) -> float:
    """Where the glyph stands that shows this letter among others."""
    return next((glyphs[i][0].at for i in range(letter, -1, -1) if i in glyphs), 0.0)


def _shape(face: Face, placed: _PlacedGlyph, x: float, y: float, scale: float) -> str:
    origin_x = x + (placed.at + placed.glyph.dx) * scale
    origin_y = y + placed.glyph.dy * scale
    steps = []
    for operator, points in face.outline(placed.glyph.id):
        places = [
            _number((origin_x if i % 2 == 0 else origin_y) + point * scale)
            for i, point in enumerate(points)
        ]
        steps.append(" ".join([*places, operator]))
    return " ".join([*steps, "f"])


def _meaning(text: str) -> str:
    return f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex().upper()}>>> BDC"


class Text(Flowable):  # type: ignore[misc]
    """A text in one style, of one or more paragraphs."""

    def __init__(
        self,
        text: str | Sequence[Part],
        style: Style,
        page: Direction,
        *,
        otherwise: Direction | None = None,
    ) -> None:
        """`otherwise`: the direction of a paragraph without a strong letter (a number, a phone)."""
        super().__init__()
        self.parts: tuple[Part, ...] = (
            ((steady(text), style.bold),)
            if isinstance(text, str)
            else tuple((steady(words), bold) for words, bold in text)
        )
        self.style = style
        self.page = page
        self.otherwise: Direction = otherwise or page
        self._fixed: tuple[tuple[Line, int], ...] | None = None

    def laid(self, width: float) -> tuple[tuple[Line, int], ...]:
        if self._fixed is not None:
            return self._fixed
        return lines(self.parts, width * 1000 / self.style.size, self.otherwise)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self.height = len(self.laid(width)) * self.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        lines = self.laid(width)
        fitting = int(height / self.style.leading + 1e-6)
        if fitting >= len(lines):
            return [self]
        if fitting < 1:
            return []
        return [self._with(lines[:fitting]), self._with(lines[fitting:])]

    def _with(self, lines: tuple[tuple[Line, int], ...]) -> "Text":
        part = Text("", self.style, self.page, otherwise=self.otherwise)
        part._fixed = lines
        return part

    def getSpaceBefore(self) -> float:
        return self.style.before

    def getSpaceAfter(self) -> float:
        return self.style.after

    def draw(self) -> None:
        self.paint(self.canv, 0, self.height, self.width)

    def paint(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (x, top)."""
        for placed_line in self.standing(x, top, width):
            draw(canvas, placed_line.line, placed_line.x, placed_line.y, self.style)

    def standing(self, x: float, top: float, width: float) -> Iterator["PlacedLine"]:
        """Where each line stands when the upper left corner is at (x, top)."""
        drop = self.style.leading * BASELINE  # texts of one leading share their baselines
        for n, (line, _) in enumerate(self.laid(width)):
            wide = sum(token.width for token in line) * self.style.size / 1000
            spare = width - wide
            indent = spare if self.page == "rtl" else 0
            if self.style.align == "centre":
                indent = spare / 2
            yield PlacedLine(line, x + indent, top - n * self.style.leading - drop, self.style)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line at its place: left end and baseline."""

    line: Line
    x: float
    y: float
    style: Style

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.line)


def paint_beside(canvas: Any, placed_lines: Sequence[PlacedLine]) -> None:
    """Draw lines of several columns; those on one baseline are one line to a reader program."""
    level: dict[int, list[PlacedLine]] = {}
    for placed_line in placed_lines:
        level.setdefault(round(placed_line.y), []).append(placed_line)
    for row in level.values():
        overall = text_layer.runs_right_to_left(" ".join(placed_line.text for placed_line in row))
        for placed_line in row:
            draw(canvas, placed_line.line, placed_line.x, placed_line.y, placed_line.style, overall)


@dataclass(frozen=True, slots=True)
class Cell:
    texts: tuple[Text, ...]
    share: float  # of the row's width


class TextRow(Flowable):  # type: ignore[misc]
    """Texts beside each other, the first at the side where the page begins."""

    def __init__(
        self,
        cells: Sequence[Cell],
        page: Direction,
        *,
        rule: bool = True,
        fill: Colour | None = None,
        gap: float = 12,
        padding: float = 4,
    ) -> None:
        super().__init__()
        self.cells = tuple(cells)
        self.page = page
        self.rule = rule
        self.fill = fill
        self.gap = gap
        self.padding = padding

    def _columns(self, width: float) -> list[tuple[float, float]]:
        """Left edge and width of each cell."""
        inset = 8 if self.fill else 0
        room = width - 2 * inset - self.gap * (len(self.cells) - 1)
        total = sum(cell.share for cell in self.cells)
        at, columns = float(inset), []
        for cell in self.cells:
            wide = room * cell.share / total
            columns.append((at if self.page == "ltr" else width - at - wide, wide))
            at += wide + self.gap
        return columns

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        columns = self._columns(width)
        self.height = 2 * self.padding + max(
            sum(text.wrap(wide, 0)[1] for text in cell.texts)
            for cell, (_, wide) in zip(self.cells, columns, strict=True)
        )
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        if self.height <= height:
            return [self]
        if self.height <= _KEPT_WHOLE:
            return []
        room = height - 2 * self.padding
        cells: list[Cell] = []
        overflow_cells: list[Cell] = []
        for cell, (_, wide) in zip(self.cells, self._columns(width), strict=True):
            texts, overflow = _split(cell.texts, wide, room)
            cells.append(Cell(texts, cell.share))
            overflow_cells.append(Cell(overflow, cell.share))
        if not any(cell.texts for cell in cells):
            return []
        return [self._with(cells), self._with(overflow_cells)]

    def _with(self, cells: Sequence[Cell]) -> "TextRow":
        return TextRow(
            cells, self.page, rule=self.rule, fill=self.fill, gap=self.gap, padding=self.padding
        )

    def draw(self) -> None:
        canvas = self.canv
        if self.fill:
            canvas.setFillColorRGB(*self.fill)
            canvas.roundRect(0, 0, self.width, self.height, 4, stroke=0, fill=1)
        placed_lines: list[PlacedLine] = []
        for cell, (left, wide) in zip(self.cells, self._columns(self.width), strict=True):
            top = self.height - self.padding
            for text in cell.texts:
                text.wrap(wide, 0)
                placed_lines += text.standing(left, top, wide)
                top -= text.height
        paint_beside(canvas, placed_lines)
        if self.rule:
            canvas.setStrokeColorRGB(*LINE)
            canvas.setLineWidth(0.5)
            canvas.line(0, 0, self.width, 0)


def _split(
    texts: Sequence[Text], width: float, room: float
) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    fitting: list[Text] = []
    for i, text in enumerate(texts):
        _, height = text.wrap(width, 0)
        if height <= room:
            fitting.append(text)
            room -= height
            continue
        halves = text.split(width, room)
        if len(halves) == 2:
            return (*fitting, halves[0]), (halves[1], *texts[i + 1 :])
        return tuple(fitting), tuple(texts[i:])
    return tuple(fitting), ()
