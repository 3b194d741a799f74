"""The letter of a referral: what an agency is told, in words already; one page for each language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
