"""Writing text into a PDF so that reader programs get it back in the order in which it is read.

A PDF holds glyphs at places; a reader that searches or copies turns what it meets into reading
order by rules simpler than the bidirectional algorithm. The rules here are those of PDFium (Chrome
and many others): letters are cut into stretches of one kind; the stretches of a line that runs
right to left are taken in reverse, and within right-to-left stretches the letters are reversed and
brackets mirrored. Emitting the letters by the same rules undoes them. Readers that go by the place
of each glyph (poppler and others) are not touched by the order of emission.

Source: PDFium, CFX_BidiString and CPDF_TextPage::CloseTempLine; tested against pypdfium2.
"""

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


def emitted(text: str, right_to_left: bool) -> Iterator[tuple[int, str]]:
    """The order in which to write: each letter's place in `text`, and what to say it means."""
    direction = "right" if right_to_left else "left"
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
