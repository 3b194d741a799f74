"""Writing text into a PDF so that reader programs get it back in the order in which it is read.

A PDF holds glyphs at places; a reader that searches or copies turns what it meets into reading
order by rules simpler than the bidirectional algorithm. The rules here are those of PDFium (Chrome
and many others): letters are cut into stretches of one kind; the stretches of a line that runs
right to left are taken in reverse, and within right-to-left stretches the letters are reversed and
brackets mirrored. Emitting the letters by the same rules undoes them.

Readers that go by the place of each glyph (poppler: pdftotext, Evince, Okular) turn a line by rules of
their own: a stretch ends where a letter of the other direction, or a digit or what belongs to numbers,
comes; what is neither stays with the stretch before it, seen from the side where the page begins. They
mirror nothing. `by_place` is a line as they have to find it so that it comes out as it was written.

Source: PDFium, CFX_BidiString and CPDF_TextPage::CloseTempLine, tested against pypdfium2; poppler,
TextPage::dumpFragment, tested against pdftotext."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.report.bidi import closing, kind

_WEAK = {"AN", "EN", "NSM", "CS", "ES", "ET", "BN"}
_SWAPPED = {"<": ">", ">": "<", "«": "»", "»": "«", "‹": "›", "›": "‹"}


@dataclass(frozen=True, slots=True)
class _Stretch:
    kind: str  # left, right, weak, neutral
    start: int
    end: int


@lru_cache(maxsize=4096)
def _kind(letter: str) -> str:
    match kind(letter):
        case "L":
            return "left"
        case "R" | "AL":
            return "right"
        case bidi_type:
            return "weak" if bidi_type in _WEAK else "neutral"


def _stretches(text: str) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    for i, letter in enumerate(text):
        kind = _kind(letter)
        if stretches and stretches[-1].kind == kind:
            stretches[-1] = _Stretch(kind, stretches[-1].start, i + 1)
        else:
            stretches.append(_Stretch(kind, i, i + 1))
    return stretches


def runs_right_to_left(text: str) -> bool:
    """Does a reader take a line of this text as running right to left? By its stretches, not letters."""
    kinds = [stretch.kind for stretch in _stretches(text)]
    return kinds.count("right") > kinds.count("left")


@lru_cache(maxsize=512)
def mirrored(letter: str) -> str:
    """The bracket that faces the other way; any other letter as it is."""
    if letter in _SWAPPED:
        return _SWAPPED[letter]
    chr_ = chr(ord(letter) - 1) if letter > "\0" else letter
    opening = next((bracket for bracket in ("(", "[", "{", chr_) if closing(bracket) == letter), "")
    return closing(letter) or opening or letter


def direction_after(text: str, right_to_left: bool) -> str:
    """Which way what has no direction is taken to run after this, at the beginning of a line that runs so."""
    direction = "right" if right_to_left else "left"
    return next(
        (stretch.kind for stretch in reversed(_stretches(text)) if stretch.kind in ("left", "right")), direction
    )


def emitted(text: str, right_to_left: bool, read_before: str = "") -> Iterator[tuple[int, str]]:
    """The order in which to write: each letter's place in `text`, and what to say it means. `read_before`: what is
    read before it on the same line."""
    direction = direction_after(read_before, right_to_left)
    pieces: list[list[tuple[int, str]]] = []
    for segment in _stretches(text):
        places = range(segment.start, segment.end)
        if segment.kind == "right" or (segment.kind == "neutral" and direction == "right"):
            direction = "right"
            pieces.append([(i, mirrored(text[i])) for i in reversed(places)])
        else:
            if segment.kind != "weak":
                direction = "left"
            pieces.append([(i, text[i]) for i in places])
    if right_to_left:
        pieces.reverse()
    for stretch in pieces:
        yield from stretch


_RIGHT = frozenset({"R", "AL"})
_OF_NUMBERS = frozenset({"EN", "AN", "ES", "ET", "CS"})
_LEFT_MARK, _RIGHT_MARK = "\u200e", "\u200f"


def leaning(text: str) -> int:
    """How many more letters of a text run left to right than right to left. A reader by place adds up those
    of a page: at 0 and above it takes the page as running left to right."""
    kinds = [kind(letter) for letter in text]
    return sum(letter == "L" for letter in kinds) - sum(letter in _RIGHT for letter in kinds)


def by_place(text: str, *, left_to_right: bool) -> str:
    """The letters of a line from the left end to the right, as a reader by place has to find them on a page
    that it takes as running so. Marks without a shape end a stretch where nothing else does."""
    stretches = _stretches_by_place(text, left_to_right=left_to_right)
    pieces = [
        _marked(letters, runs_right, left_to_right, is_first=number == 0)
        for number, (runs_right, letters) in enumerate(stretches)
    ]
    return "".join(pieces if left_to_right else reversed(pieces))


def _marked(letters: str, runs_right: bool, left_to_right: bool, *, is_first: bool) -> str:
    """A stretch from its left end to its right, ended by a mark where its own letters don't end it."""
    if runs_right:
        if left_to_right and not is_right(letters[-1]):
            letters += _RIGHT_MARK
        elif not left_to_right and not is_first and not is_right(letters[0]):
            letters = _RIGHT_MARK + letters
        return letters[::-1]
    if left_to_right and not is_first and not _ends_right(letters[0]):
        return _LEFT_MARK + letters
    if not left_to_right and not _ends_right(letters[-1]):
        return letters + _LEFT_MARK
    return letters


def leaning_as(text: str, amount: int) -> str:
    """A line that ends in so many marks that a page leans the way it was taken to: negative to the left."""
    return text + (_LEFT_MARK if amount > 0 else _RIGHT_MARK) * abs(amount)


def is_right(letter: str) -> bool:
    """Does a letter run right to left?"""
    return kind(letter) in _RIGHT


def _ends_right(letter: str) -> bool:
    return kind(letter) == "L" or kind(letter) in _OF_NUMBERS


def _stretches_by_place(text: str, *, left_to_right: bool) -> list[tuple[bool, str]]:
    """(does it run right to left?, letters) in their order; what has no direction goes with what is before."""
    stretches: list[tuple[bool, str]] = []
    first = ""
    for letter in text:
        if not (is_right(letter) or _ends_right(letter)):
            if stretches:
                stretches[-1] = (stretches[-1][0], stretches[-1][1] + letter)
            else:
                first += letter
        elif stretches and stretches[-1][0] == is_right(letter):
            stretches[-1] = (stretches[-1][0], stretches[-1][1] + letter)
        else:
            stretches.append((is_right(letter), first + letter))
            first = ""
    return stretches or [(not left_to_right, first)] * bool(first)
