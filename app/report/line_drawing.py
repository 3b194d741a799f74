"""A line on paper: its tokens ordered for the eye, drawn and spelt so that readers find its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.report import bidi, text_layer
from app.report.glyphs import Embedded, Face, Glyph, embedded, faces
from app.report.line_breaking import Line, Token
from app.report.place_reading import END_OF_READING, reading_mark
from app.report.structure import Element, marked
from app.report.styles import Style

_WORD_GAP = 400  # a step forward shorter than this, in 1/1000, is within a word
_HAIR = 40.0  # 1/1000 of the size


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class _PlacedGlyph:
    """A glyph at its place on the line, in 1/1000 of the size from the left end."""

    glyph: Glyph
    at: float


def _placed(token: Token, left_edge: float) -> dict[int, list[_PlacedGlyph]]:
    """The glyphs of a token by the letter of it that they stand for."""
    glyphs_by_letter: dict[int, list[_PlacedGlyph]] = {}
    at = left_edge
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


@dataclass(frozen=True, slots=True)
class _Run:
    """How a reader takes the line that a text is part of: which way, and what is read before the text."""

    right_to_left: bool
    read_before: str


def draw(
    canvas: Any,
    line: Line,
    x: float,
    y: float,
    style: Style,
    overall: bool | None = None,
    *,
    read_before: str = "",
    element: Element | None = None,
) -> None:
    """A line with its left end at x and its baseline at y.

    `overall`: does what stands on this baseline run right to left for a reader program? `read_before`: what is read
    before it there. `element`: of
    the paper's structure; None: an artifact."""
    order = bidi.reordered([token.level for token in line])
    text = "".join(token.text for token in line)
    if overall is None:
        overall = text_layer.runs_right_to_left(text)
    run = _Run(overall, read_before)
    operators = ["BT", "{} {} {} rg".format(*(_number(component) for component in style.colour))]
    at = 0.0
    shapes: list[str] = []
    group: list[tuple[int, Token, float]] = []
    for i in order:
        if group and (group[-1][1].bold, group[-1][1].face) != (line[i].bold, line[i].face):
            operators += _object(canvas, group, x, y=y, style=style, run=run, shapes=shapes)
            group = []
        group.append((i, line[i], at))
        at += line[i].width
    if group:
        operators += _object(canvas, group, x, y=y, style=style, run=run, shapes=shapes)
    operators += ["ET", *shapes]
    is_turned = any(token.level or token.face for token in line)
    operators = [reading_mark(text, is_turned=is_turned), *operators, END_OF_READING]
    with marked(canvas, element):
        canvas._code.append(" ".join(operators))


def _object(
    canvas: Any,
    group: Sequence[tuple[int, Token, float]],
    x: float,
    y: float,
    style: Style,
    run: _Run,
    shapes: list[str],
) -> list[str]:
    """Tokens of one face that stand side by side: one text object, in the order readers expect.

    Vowel signs that are raised, and further glyphs of one letter, are drawn as `shapes`: a reader
    program takes raised text for another line, and a glyph without a meaning for a letter."""
    font = embedded(canvas, group[0][1].bold, group[0][1].face)
    face = faces(group[0][1].bold)[group[0][1].face]
    logical = sorted(group, key=lambda placed_token: placed_token[0])
    text = "".join(token.text for _, token, _ in logical)
    glyphs: dict[int, list[_PlacedGlyph]] = {}
    start = 0
    for _, token, left_edge in logical:
        for letter, placed in _placed(token, left_edge).items():
            glyphs.setdefault(start + letter, []).extend(placed)
        start += len(token.text)
    scale = style.size / 1000
    spelt = group[0][1].face > 0  # a script whose glyphs don't stand for letters one by one
    steps: list[_Step] = []
    for letter, meaning in text_layer.emitted(text, run.right_to_left, run.read_before):
        placed_glyphs = list(glyphs.get(letter, ()))
        level = [placed for placed in placed_glyphs if not placed.glyph.dy]
        plain = level if spelt else level[-1:]
        for glyph in placed_glyphs:
            if glyph not in plain:
                shapes.append(_shape(face, glyph, x, y, scale))
        # part of a ligature, or a mark drawn as a shape: nothing to see here, something to find
        for glyph in plain or (
            [] if spelt and not face.blank else [_PlacedGlyph(Glyph(face.blank, "", 0), _place(glyphs, letter))]
        ):
            # a glyph without any width has no box, and readers that look by place pass it over
            width = face.plain_advance(glyph.glyph.id) if plain else _HAIR
            steps.append(_Step(glyph.glyph.id, meaning, glyph.at + glyph.glyph.dx, width))
    origin = x + (steps[0].at if steps else 0) * scale
    texts = [
        f"/{font.internal} {_number(style.size)} Tf",
        f"1 0 0 1 {_number(origin)} {_number(y)} Tm",
        f"[{_shown(font, steps)}] TJ",
    ]
    return [_meaning(text), *texts, "EMC"] if spelt else texts


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
        places = [_number((origin_x if i % 2 == 0 else origin_y) + point * scale) for i, point in enumerate(points)]
        steps.append(" ".join([*places, operator]))
    return " ".join([*steps, "f"])


def _meaning(text: str) -> str:
    """For PDFium alone, which asks no mark for its name: others find the line's own (`place_reading`)."""
    return f"/Spelt <</ActualText <FEFF{text.encode('utf-16-be').hex().upper()}>>> BDC"
