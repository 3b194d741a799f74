"""The structure of a paper for screen readers and archives: headings, paragraphs, tables, in the order in
which they are read, with their language.

Flowables hold the element that they show; drawing notes on which page and under which number its marks
stand. What has no element (lines, fills, head and foot) is an artifact, which readers pass over.
Source: ISO 32000-1, 14.7 and 14.8"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Marks = tuple[int, int]  # a page, from 1, and a number on it


@dataclass(eq=False)
class Element:
    """`tag`: of the standard structure types, such as "P" or "TH". `language`: a code, "" for that of what it
    stands in. `alternative`: what is said of a picture; `actual`: its letters in their order, where what is
    drawn doesn't give them so; `scope`: of a heading of a table, "Row" or "Column".
    `pieces`: its content and its children in their order."""

    tag: str
    language: str = ""
    alternative: str = ""
    actual: str = ""
    scope: str = ""
    pieces: list["Element | Marks"] = field(default_factory=list)

    def child(self, tag: str, language: str = "", *, scope: str = "") -> "Element":
        element = Element(tag, language, scope=scope)
        self.pieces.append(element)
        return element

    def is_empty(self) -> bool:
        """Does it show nothing? Then it is left out."""
        return all(isinstance(piece, Element) and piece.is_empty() for piece in self.pieces)

    def walked(self) -> Iterator["Element"]:
        yield self
        for piece in self.pieces:
            if isinstance(piece, Element):
                yield from piece.walked()


@contextmanager
def marked(canvas: Any, element: Element | None) -> Iterator[None]:
    """What is drawn inside belongs to an element; None: to none, as an artifact."""
    if element is None:
        canvas._code.append("/Artifact BMC")
    else:
        page = canvas.getPageNumber()
        counts: dict[int, int] = canvas._doc.__dict__.setdefault("sanad_marked", {})
        number = counts.get(page, 0)
        counts[page] = number + 1
        element.pieces.append((page, number))
        canvas._code.append(f"/{element.tag} <</MCID {number}>> BDC")
    yield
    canvas._code.append("EMC")


def numbered_pages(root: Element) -> dict[int, list[Element]]:
    """By page, the element of each number on it."""
    elements: dict[int, dict[int, Element]] = {}
    for element in root.walked():
        for piece in element.pieces:
            if not isinstance(piece, Element):
                page, number = piece
                elements.setdefault(page, {})[number] = element
    return {page: [numbered[number] for number in sorted(numbered)] for page, numbered in elements.items()}


def moved(root: Element, pages: int) -> Element:
    """The same on pages that come after so many others."""
    for element in root.walked():
        element.pieces = [
            piece if isinstance(piece, Element) else (piece[0] + pages, piece[1]) for piece in element.pieces
        ]
    return root


def together(roots: Sequence[Element]) -> Element:
    """Several documents as one, part after part."""
    if len(roots) == 1:
        return roots[0]
    document = Element("Document")
    for root in roots:
        root.tag = "Part"
        document.pieces.append(root)
    return document
