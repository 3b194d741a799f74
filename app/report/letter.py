"""The letter of a referral: what an agency is told, in words already; one page for each language."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.language import Words

Fact = tuple[str, str]  # a label and its value


@dataclass(frozen=True, slots=True)
class Letter:
    """`top`: number, case, date. `sides`: from and to. `urgent`: how soon, and until when.
    `files`: what is attached, each with its SHA-256, under their label. `receipt`: a heading and what is written by hand.
    `document`: its id, "" for a preview; `record_hash`: SHA-256 of the case's head it was made from."""

    title: str
    number: str
    organisation: str
    warning: Sequence[str]
    top: Sequence[Fact]
    sides: Sequence[tuple[str, Sequence[Fact]]]
    urgent: Fact
    parts: Sequence[Fact]
    files: tuple[str, Sequence[Fact]]
    receipt: tuple[str, Sequence[str]]
    document: str
    record_hash: str
    at: datetime


def letter(parts: Sequence[tuple[Letter, Words]]) -> bytes:
    """The letter as one PDF, in the language of each `words`; its pages are counted through."""
    from app.report import letter_page

    letters = [letter_page.letter(*part) for part in parts]
    if len(letters) == 1:
        return letters[0]
    pages = [letter_page.pages(letter) for letter in letters]
    totals = [sum(pages[:n]) for n in range(len(parts))]
    return _together(
        [
            letter_page.letter(*part, first, sum(pages))
            for part, first in zip(parts, totals, strict=True)
        ]
    )


def _together(pdfs: Sequence[bytes]) -> bytes:
    """One document after another, as one; the first one's title and language are the whole's."""
    import pikepdf

    bytes_io = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdfs[0])) as pdf:
        for pdf_bytes in pdfs[1:]:
            with pikepdf.open(io.BytesIO(pdf_bytes)) as further:
                pdf.pages.extend(further.pages)
        pdf.save(bytes_io, deterministic_id=True)
    return bytes_io.getvalue()
