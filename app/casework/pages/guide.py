"""The guides, part by part, in the language on the screen: what F1 shows beside a page.

They are the files of docs/ that people read on paper too. Nothing of a case is in them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.language import ascii_digits, fold
from app.settings import ROOT, Language

GUIDES = ("pages", "case", "setup", "sharing")
_HEADING = re.compile(r"^## (?:(?P<number>\d+)\. )?(?P<title>.+)$")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ITEM = re.compile(r"^(?:\d+\.|-|\|) ?")


@dataclass(frozen=True, slots=True)
class GuidePart:
    """A part of a guide. `number`: as its heading counts; 0 without one. `paragraphs`: with ** around the
    words of the screens."""

    guide: str
    number: int
    title: str
    paragraphs: tuple[str, ...]


def part(guide: str, number: int, language: Language) -> GuidePart:
    """A part by its number. KeyError."""
    for candidate in parts(language):
        if (candidate.guide, candidate.number) == (guide, number):
            return candidate
    raise KeyError((guide, number))


def search(typed: str, language: Language) -> list[GuidePart]:
    """The parts that have what was typed, those that are called so first."""
    folded_text = fold(typed)
    holding = [part for part in parts(language) if folded_text in _searched(part)]
    return sorted(holding, key=lambda part: folded_text not in fold(part.title))


@lru_cache(maxsize=256)
def _searched(part: GuidePart) -> str:
    return fold("\n".join((part.title, *part.paragraphs)).replace("**", ""))


@lru_cache(maxsize=2)
def parts(language: Language) -> tuple[GuidePart, ...]:
    """All of them, guide after guide."""
    return tuple(part for guide in GUIDES for part in _parts(guide, language))


def _parts(guide: str, language: Language) -> Iterator[GuidePart]:
    name = f"guide-{guide}.ar.md" if language == "ar" else f"guide-{guide}.md"
    text = (ROOT / "docs" / name).read_text("utf-8")
    for section in re.split(r"\n(?=## )", text)[1:]:
        head, _, body = section.partition("\n")
        heading = _HEADING.match(head)
        assert heading is not None, head
        number = int(ascii_digits(heading["number"] or "0"))
        yield GuidePart(guide, number, heading["title"], tuple(_paragraphs(body)))


def _paragraphs(body: str) -> Iterator[str]:
    """Lines joined; each item and each row of a table by itself."""
    current: list[str] = []
    text_lines = [line for line in body.split("\n") if not line.startswith("![")]  # pictures
    for line in (_LINK.sub(r"\1", line.strip()) for line in [*text_lines, ""]):
        if current and (not line or _ITEM.match(line)):
            yield " ".join(current)
            current = []
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not set("".join(cells)) <= set("- "):
                current.append(" – ".join(cells))
        elif line:
            current.append(line)
