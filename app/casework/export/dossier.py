"""The dossier: one paper made of a case for an authority and a purpose, in Arabic, English or both.

As with any paper that leaves, the event comes first, and what neither consent, legal basis nor a signed
reason carries isn't made. What stays here is counted on the paper and in the event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from app import report, settings
from app.case import events
from app.case.profile import Agency
from app.case.projection import Case
from app.casework.cases import redaction
from app.casework.cases.event_writer import attempt, going, say_in
from app.casework.cases.queries import case_of
from app.casework.cases.redaction import FOR_OFFICER, Withheld
from app.casework.cases.refusals import NoAgency
from app.casework.export import case_print, dossier_text, redacted_reading
from app.casework.export.dossier_contents import ANNEXES, Dossier, agency_of, contents
from app.casework.export.paper_signing import PaperSigner, Script, at_once, filed, signer_of
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.language import Words, strip_marks
from app.report.dossier_paper import DossierPaper
from app.seal.canonical import nfc
from app.seal.keys import fresh_id
from app.settings import Language

__all__ = ["ANNEXES"]

# -- purpose line ------------------------------------------------------------------------------
# Why something leaves, in a line: as it stands in the journal, on papers and in what is signed.

_LONGEST = 500


class PurposeTooLong(SanadError):
    longest: int = _LONGEST
    says = N_("A purpose has at most {longest} letters. Nothing was written. Shorten it.")


def one_line(purpose: str) -> str:
    """As it stands in the journal. PurposeTooLong."""
    text = " ".join(strip_marks(nfc(purpose)).split())
    if len(text) > _LONGEST:
        raise PurposeTooLong
    return text


# -- dossier ------------------------------------------------------------------------------------

In = Literal["ar", "en", "both"]


@dataclass(eq=False)
class NoAnnex(SanadError):
    name: str
    known: str = " ".join(ANNEXES)
    says = N_("A dossier has no annex named {name}. Nothing was written. Choose one of these: {known}")


@dataclass(frozen=True, slots=True)
class DossierRequest:
    """`agency`: to whom, by its id in the referral system; `purpose`: "" for the usual one; `override`: why
    it goes without consent. `annexes`: of ANNEXES, what goes only where it was chosen. `unsigned`: a file
    without the signature of the office, where this computer has its certificate."""

    agency: str
    language: In
    purpose: str = ""
    override: str = ""
    annexes: frozenset[str] = frozenset()
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class WrittenDossier:
    """`document`: its id in hexadecimal; `number`: as it stands on each page; `held_back`: how many of each
    kind stayed here; `account`: what became of the answers. `signed`: the level of the office's signature in the file, "" for none."""

    document: str
    number: str
    held_back: dict[str, int]
    account: dict[str, int]
    signed: str = ""


def chosen(agency: str, hold: Iterable[str] = (), give: Iterable[str] = ()) -> Withheld:
    """What is held back from an agency; what the interviewer alone noted stays too unless it is given.
    NothingOfThatName, NeverLeaves."""
    return redaction.chosen(agency, {*hold, FOR_OFFICER}, give)


def preview(session: Session, case_id: str, request: DossierRequest, withheld: Withheld) -> bytes:
    """As it would be made, in memory. NoCase, NoAgency, NoAnnex, PurposeTooLong."""
    case, dossier, read = _read(session, case_id, request, withheld)
    return _pages(session, case, dossier, request, "", read)[0]


def read_through(session: Session, case_id: str, request: DossierRequest, withheld: Withheld) -> Withheld:
    """What would stay and which free texts would go, without making pages. As `preview`."""
    case, dossier, read = _read(session, case_id, request, withheld)
    _sides(session, case, dossier, request, "", read)
    return read


@dataclass(frozen=True, slots=True)
class DossierInside:
    """For a sealed file. `contents`: what the pages are made of, `read`: through what; `number`: of the dossier;
    `pdf`: b"" where nobody asked for pages."""

    contents: Dossier
    read: Withheld
    number: int
    pdf: bytes = b""


def inside(
    session: Session,
    case_id: str,
    request: DossierRequest,
    withheld: Withheld,
    document: str = "",
    signer: PaperSigner | None = None,
) -> DossierInside:
    """What a sealed file holds of it; with `document`, which it bears, also the pages, which say who signs them
    where `signer` is given. Its event is the sealed file's. As `preview`."""
    case, dossier, read = _read(session, case_id, request, withheld)
    if document:
        pdf = _pages(session, case, dossier, request, document, read, signer=signer)[0]
    else:
        pdf, _ = b"", _sides(session, case, dossier, request, "", read)  # its free texts come by
    return DossierInside(dossier, read, _next_number(case), pdf)


def printed(session: Session, case_id: str, request: DossierRequest, withheld: Withheld) -> bytes:
    """For the printer, after the event that it was. As `preview`, and OutsideConsent, AgreementOver."""
    return _after_event(session, case_id, request, withheld, events.PRINTED, {})[0]


def saving(
    session: Session, case_id: str, request: DossierRequest, file: Path, password: str | None, withheld: Withheld
) -> Script[WrittenDossier]:
    """Write it to a file, after the event that it was; signed by the office, where this computer can. As
    `printed`, and PlainForbidden, PasswordTooShort, PassphraseTooWeak, BadFolder, PlaceNotAllowed,
    SigningRefused, PaperNotSigned. Left off where a time-stamp authority is asked."""
    case_print.may_write(session, case_id, file, password)
    protected = {"protected": int(password is not None)}
    signer = signer_of(session, wanted=not request.unsigned)
    pdf, issued = _after_event(session, case_id, request, withheld, events.EXPORTED, protected, signer=signer)
    document = bytes.fromhex(issued.document)
    level = yield from filed(pdf, document, file, password, signer)
    return replace(issued, signed=level)


save = at_once(saving)


def _read(
    session: Session, case_id: str, request: DossierRequest, withheld: Withheld
) -> tuple[Case, Dossier, Withheld]:
    case, agency = case_of(session, case_id), _agency(session, request)
    if unknown := sorted(request.annexes - set(ANNEXES)):
        raise NoAnnex(unknown[0])
    one_line(request.purpose)
    read = redacted_reading.reading(session, case, withheld.for_agency(request.agency))
    return case, contents(session, case, agency, read, request.annexes), read


def _agency(session: Session, request: DossierRequest) -> Agency:
    agency = agency_of(session, request.agency)
    if agency is None:
        raise NoAgency
    return agency


def _after_event(
    session: Session,
    case_id: str,
    request: DossierRequest,
    withheld: Withheld,
    event_kind: str,
    also: dict[str, Any],
    *,
    signer: PaperSigner | None = None,
) -> tuple[bytes, WrittenDossier]:
    case, dossier, read = _read(session, case_id, request, withheld)
    content: dict[str, Any] = {
        "document": fresh_id(),
        "language": request.language,
        "dossier": _next_number(case),
        "purpose": one_line(request.purpose),
        **also,
        **going(session, request.agency, request.override),
        **({"annexes": sorted(request.annexes)} if request.annexes else {}),
    }
    attempt(session, case, event_kind, content)
    document = content["document"].hex()
    pdf, number = _pages(session, case, dossier, request, document, read, signer=signer)
    read.require_reviewed()
    content |= read.held() | redacted_reading.said_in_event(read)
    with session.vault.transaction() as writer:
        say_in(session, writer, case_of(session, case_id), event_kind, content)
    return pdf, WrittenDossier(document, number, read.said(), read.accounts())


def _next_number(case: Case) -> int:
    """Of the dossiers of this case, as far as they are known here; the document's id is its own."""
    return 1 + sum(
        "dossier" in event.content for event in case.timeline if event.what in (events.PRINTED, events.EXPORTED)
    )


def _pages(
    session: Session,
    case: Case,
    dossier: Dossier,
    request: DossierRequest,
    document: str,
    read: Withheld,
    *,
    signer: PaperSigner | None = None,
) -> tuple[bytes, str]:
    """The PDF, and its number."""
    sides = _sides(session, case, dossier, request, document, read, signer=signer)
    return report.dossier(sides), sides[0][0].number


def _sides(
    session: Session,
    case: Case,
    dossier: Dossier,
    request: DossierRequest,
    document: str,
    read: Withheld,
    *,
    signer: PaperSigner | None = None,
) -> list[tuple[DossierPaper, Words]]:
    """The paper in each of its languages."""
    issue = dossier_text.Issue(
        document=document,
        number=_next_number(case),
        purpose=one_line(request.purpose),
        override=request.override.strip(),
        at=utc(session.now()),
        signed_by=signer.signed_by if signer else None,
    )
    codes: Sequence[Language] = [arg for arg in get_args(Language) if request.language in (arg, "both")]
    return [
        (read.clean(dossier_text.paper(session, dossier, issue, words)), words)
        for words in (_words(session, code) for code in codes)
    ]


def _words(session: Session, code: Language) -> Words:
    """Arabic in the officer's digits; a page of English in its own."""
    return Words(code, settings.preferences(session.home).digits if code == "ar" else None)
