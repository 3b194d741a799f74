"""What somebody chose to hand over as one sealed file: which cases, to whom, why, with and without what."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.bundle.keys import Lock, Opener, lock_for, lock_with, opener_from
from app.bundle.manifest import MOST_CASES, Recipient
from app.casework.cases import queries
from app.casework.cases.redaction import Withheld
from app.casework.questionnaires.forms import NoFile
from app.casework.records.unlock import check_strength, suggest
from app.casework.session.session import Session
from app.disk import in_words, write_whole
from app.errors import N_, SanadError
from app.seal.strength import ENOUGH_OF_A_BUNDLE
from app.settings import Language

DossierIn = Literal["", "ar", "en", "both"]


class TooManyCases(SanadError):
    most: int = MOST_CASES
    says = N_(
        "One sealed file holds up to {most} cases. Nothing was written. Make several files, each with some of them."
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


# -- bundle keys -------------------------------------------------------------------------------
# What opens a bundle, as somebody chose or was sent it: a passphrase, its file, a recipient's
# keys.


def passphrase(chosen: str, session: Session, case_id: str) -> Lock:
    """A passphrase stronger by what a bundle is stretched less than records: PassphraseTooWeak, NoCase.
    It travels beside the file, so the case's own name and number count as known."""
    page = queries.case(session, case_id)
    words = (page.name, page.reference, session.officer.name)
    check_strength(chosen, *words, least=ENOUGH_OF_A_BUNDLE)
    return lock_with(chosen)


def write_words(file: Path, language: Language) -> None:
    """A passphrase of random words, as many as open records, in a file of its own. BadFolder."""
    with in_words():
        write_whole(file, f"{suggest(language)}\n".encode())


def key_file(file: Path) -> Opener:
    """A recipient's private keys. NoFile, IdentityUnreadable, IdentityLocked."""
    try:
        with file.open("rb") as opened:
            return opener_from(opened.read(1 << 20))
    except OSError as error:
        raise NoFile from error


def keys_in(file: Path) -> tuple[str, ...]:
    """The public keys that a recipient sent in a file, one a line. NoFile, RecipientRefused."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(1 << 16).decode("utf-8-sig", "replace").splitlines()
    except OSError as error:
        raise NoFile from error
    return lock_for([line for line in lines if line.strip() and not line.startswith("#")]).to
