"""What a dossier says, in words already, once for each language: plain values, so that gathering them
needs no PDF library. The same in two languages has the same shape, and stands side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """(label, value) each."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ListingRow:
    """`mark`: a letter or a number, "" for none; the first of `cells` stands out."""

    mark: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table. `heads`: of its cells; `shares`: how much of the width each has."""

    heads: Sequence[str]
    shares: Sequence[float]
    rows: Sequence[ListingRow]


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """`number`: such as Q4. `original`, `original_answer`: the question as the person saw it and the answer
    as it was given, in `language`, where that is none of the paper's; else "". `notes`: what else is
    known of the answer."""

    number: str
    question: str
    answer: str
    original: str = ""
    original_answer: str = ""
    language: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """`heads`: of the question, of what was said in another language, of the answer; the second is "" where no
    answer was given in another."""

    heads: tuple[str, str, str]
    rows: Sequence[AskedAnswer]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    quiet: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """Something that is signed, in a box."""

    title: str
    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """`by_hand`: what is written under the line, such as the date."""

    signer: str
    name: str
    by_hand: Sequence[str]


@dataclass(frozen=True, slots=True)
class Signatures:
    signatures: Sequence[Signature]


@dataclass(frozen=True, slots=True)
class Ending:
    """Nothing stands below this line."""

    text: str


Part = Facts | PaperTable | AnswerTable | Paragraph | Declaration | Signatures | Ending


@dataclass(frozen=True, slots=True)
class DossierSection:
    """`mark`: its number, or a letter of an annex. `own_page`: begins on a new one."""

    mark: str
    title: str
    parts: Sequence[Part]
    own_page: bool = False


@dataclass(frozen=True, slots=True)
class DossierPaper:
    """`authority`: the lines of its head, the most general first. `numbers`: number and dates. `brief`:
    what a prosecutor reads first. `number`,
    `document`: of this dossier, "" for a preview. `record_hash`: SHA-256 of what it was made from. `foot`: the
    lines under the number of the page, without the hash, whose label is `hash_says`."""

    title: str
    secret: str
    authority: Sequence[str]
    numbers: Sequence[tuple[str, str]]
    facts: Sequence[tuple[str, str]]
    brief: Sequence[Part]
    contents: str
    sections: Sequence[DossierSection]
    running_head: str
    number: str
    document: str
    record_hash: str
    hash_says: str
    foot: Sequence[str]
    at: datetime
