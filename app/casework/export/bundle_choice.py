"""What somebody chose to hand over as one sealed file: which cases, to whom, why, with and without what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.bundle.manifest import MOST_CASES, Recipient
from app.casework.cases.redaction import Withheld
from app.errors import N_, SanadError
from app.settings import Language

__all__ = ["BundleChoice", "DossierIn", "TooManyCases", "several"]

DossierIn = Literal["", "ar", "en", "both"]


class TooManyCases(SanadError):
    """More than one sealed file holds."""

    most: int = MOST_CASES
    says = N_(
        "One sealed file holds up to {most} cases. Nothing was written. Make several files, each with"
        " some of them."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleChoice:
    """`cases`: ids, each once. `agency`: to whom, "" for colleagues; `override`: why without consent.
    `dossier`: in which language, "" for none. `place`: pictures with what is noted in them."""

    cases: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    agency: str
    language: Language
    purpose: str
    override: str
    withheld: Withheld
    dossier: DossierIn
    with_files: bool
    place: bool


def several(case_id: str, also: Sequence[str]) -> tuple[str, ...]:
    """Each once, in the order chosen. TooManyCases."""
    cases = tuple(dict.fromkeys((case_id, *also)))
    if len(cases) > MOST_CASES:
        raise TooManyCases
    return cases
