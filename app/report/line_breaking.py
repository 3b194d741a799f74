"""Text in any mix of directions as lines of tokens: cut where it breaks, runs or looks otherwise.

Lines are broken in logical order; app.report.line_drawing orders and shapes them. A paragraph's own
direction is that of its first strong letter."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.language import LRI, PDI, unmistakable
from app.report import bidi
from app.report.glyphs import Glyph, face_of, faces, shaped

LRM, RLI, NBSP = "\u200e", "\u2067", "\u00a0"
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


# what stands for something left out, in both languages: torn apart at a line's end it reads as nonsense
_LEFT_OUT = re.compile(r"\[[^\[\]\n]{1,12} · [^\[\]\n]{1,12}\]")
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

    Only invisible marks are added, for drawing. Source: UAX #9, 2.4 and 6.5."""
    text = text.replace("\r\n", "\n")
    text = "".join(_SHOWN.get(kind, letter) for letter in text for kind in (_class(letter),))
    text = _LEFT_OUT.sub(lambda match: f"{LRI}{match[0].replace(' ', NBSP)}{PDI}", text)
    text = unmistakable(text)  # beside an Arabic digit the dot is read as a zero
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
            token.text + (" " if letter in "\t\u00a0" else letter), token.level, token.bold, token.face, space, 0
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
            tokens[-1] = Token(last.text + token.text, token.level, token.bold, token.face, False, 0)
        else:
            tokens.append(token)
    return [_measured(token) for token in tokens]


@lru_cache(maxsize=4096)
def lines(parts: tuple[Part, ...], room: float, otherwise: bidi.Direction) -> tuple[tuple[Line, int], ...]:
    """The lines of a text in logical order, each with the level of its paragraph.

    `room` in 1/1000 of the size. Spaces at the ends of lines are gone (L1 would put them aside)."""
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
