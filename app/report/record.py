"""What papers but a dossier are made of: plain values, so that gathering them needs no PDF library."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from app.errors import N_
from app.report.bidi import Direction

if TYPE_CHECKING:
    from app.screening.explained import Explanation

# What the person said when the answers were read back.
AGREED = {
    "yes": N_("Read back to the person, who agreed"),
    "no": N_("Read back to the person, who did not agree"),
    "not read back": N_("Not read back to the person"),
    "": N_("Whether the answers were read back to the person is not recorded"),
}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A question and its answer; the same in another language where both are to be shown."""

    question: str
    answer: str  # "" where it was not asked
    other_question: str = ""
    other_answer: str = ""
    note: str = ""  # how this one was asked, where it was otherwise than most


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: Sequence[RecordLine]
    other_title: str = ""


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """One interview. `agreed`: "yes", "no", "not read back", or "" where nobody said."""

    form_title: str
    form_version: str
    started: datetime
    finished: datetime
    where: str = ""
    language: str = ""
    interpreter: str = ""
    officer: str = ""
    sections: Sequence[Section] = ()
    agreed: str = ""
    corrections: str = ""
    explanation: "Explanation | None" = None
    view: str = ""
    stops: Sequence[datetime] = ()  # when the person stopped the talk
    asked_in: str = ""  # in which language most was asked and answered, in words
    unasked: Sequence[str] = ()  # questions that were not asked and that the form doesn't want


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A line of the timeline. `says`: a message id; `note`: in words, to whom, why, what had no
    effect."""

    at: datetime
    says: str
    author: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DifferingAnswer:
    """A question to which colleagues wrote different values that nobody has decided between yet.
    `values`: each in words, with who wrote it and when."""

    question: str
    values: Sequence[tuple[str, str, datetime]]


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What is printed. `record_hash`: SHA-256 of the case's head in hexadecimal. `marks`: in words.
    `consents`: (what for, the answer, how it was given), in words."""

    reference: str
    name: str
    officer: str
    opened: datetime
    talks: Sequence[InterviewRecord]
    timeline: Sequence[TimelineLine]
    record_hash: str
    document_id: str
    restricted: bool = False
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)  # (label, value), in words
    differing: Sequence[DifferingAnswer] = ()
    held_back: str = ""  # what kinds of things do not stand here, in words
    marks: Sequence[str] = ()
    consents: Sequence[tuple[str, str, str]] = ()
    rules: str = ""  # by which rules something was left out, in words


@dataclass(frozen=True, slots=True)
class Mark:
    """Who issued a paper. `number`: of its issues, in words; `fingerprint`: of the device key that signed it;
    `line`: what it signed; `who_signs` by hand, and `by_hand`: what is written there."""

    document: str
    number: str
    officer: str
    fingerprint: str
    line: str
    signature: str
    who_signs: str
    by_hand: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShortPaper:
    """A short paper, in words already. `facts`: (label, value); `tables`: (heading, what it means, rows of
    texts: the first line of each stands out); `bars`: of each table and row how long a bar stands for it, up to 1; `at`: when it was made; `record_hash`: SHA-256 of what it was
    made from, in hexadecimal, "" where it is no record of anything; `mark`: None for a preview. `organisation`: whose paper it is."""

    title: str
    says: Sequence[str]
    facts: Sequence[tuple[str, str]]
    tables: Sequence[tuple[str, str, Sequence[Sequence[str]]]]
    advice: Sequence[str]
    at: datetime
    record_hash: str
    organisation: str = ""
    mark: Mark | None = None
    bars: Sequence[Sequence[float]] = ()


Fact = tuple[str, str]  # a label and its value


@dataclass(frozen=True, slots=True)
class Letter:
    """A referral's: what an agency is told, one page for each language. `authority`: the lines of its head, the most
    general first. `top`: number, case, dates. `sides`: from and to. `urgent`: how soon, and until when. `stamp`: what
    stands beside the signature. `by_hand`: of the sender. `files`: what is attached, each with its SHA-256, under
    their label. `receipt`: a heading and what is written by hand.
    `document`: its id, "" for a preview; `record_hash`: SHA-256 of the case's head it was made from."""

    title: str
    number: str
    authority: Sequence[str]
    secret: str
    top: Sequence[Fact]
    sides: Sequence[tuple[str, Sequence[Fact]]]
    greeting: str
    subject: Fact
    request: str
    warning: Sequence[str]
    urgent: Fact
    parts: Sequence[Fact]
    close: str
    stamp: str
    by_hand: Sequence[str]
    files: tuple[str, Sequence[Fact]]
    receipt: tuple[str, Sequence[str]]
    document: str
    record_hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RightsText:
    """In the person's language, and in the office's second it; "" for none. `language`: of a text that nobody
    has written in the person's."""

    text: str
    second: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """`names`: as the place calls itself. `notes`: that they speak the person's language; the day on
    which the number was last known to be true."""

    label: str
    names: tuple[str, ...]
    phone: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RightsPaper:
    """`second`: the language of what stands beside, "" for nothing. `small`: cards to be cut out, with the
    numbers alone."""

    language: str
    second: str
    direction: Direction
    title: RightsText
    keep: RightsText
    rights: Sequence[RightsText]
    numbers: RightsText
    lines: Sequence[PhoneLine]
    none: RightsText
    notes: Sequence[RightsText]
    small: bool = False


@dataclass(frozen=True, slots=True)
class HolderSheet:
    """One holder's card. `officer`: whose records it helps to open; "" for an organisation's root."""

    words: Sequence[str] = field(repr=False)
    number: int
    cards: int
    threshold: int
    holder: str
    set_name: str
    made_at: datetime
    organisation: str
    officer: str
