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
    `hashes`: of attachments, under their label. `receipt`: a heading and what is written by hand.
    `document`: its id, "" for a preview; `record_hash`: SHA-256 of the case's head it was made from."""

    title: str
    number: str
    organisation: str
    warning: Sequence[str]
    top: Sequence[Fact]
    sides: Sequence[tuple[str, Sequence[Fact]]]
    urgent: Fact
    parts: Sequence[Fact]
    hashes: tuple[str, Sequence[str]]
    receipt: tuple[str, Sequence[str]]
    document: str
    record_hash: str
    at: datetime


def letter(told: Letter, words: Words) -> bytes:
    """The letter as a PDF in the language of `words`."""
    from app.report import letter_page

    return letter_page.letter(told, words)


def together(pdfs: Sequence[bytes]) -> bytes:
    """One document after another, as one; the first one's title and language are the whole's."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdfs[0])) as whole:
        for each in pdfs[1:]:
            with pikepdf.open(io.BytesIO(each)) as further:
                whole.pages.extend(further.pages)
        whole.save(out, deterministic_id=True)
    return out.getvalue()
