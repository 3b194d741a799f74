"""A case leaves the office: as a bundle for a prosecutor, a ministry, another agency.

The event, with who can open the bundle and the digest of what is in it, is written before the file
exists. What is held back (casework.withheld) is counted in the manifest, as are the sensitive answers
that go along. Opening a bundle needs no records on this computer.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from app.bundle import contents, files
from app.bundle.contents import SignedFiles, VerifiedFiles
from app.bundle.files import FolderNotEmpty
from app.bundle.keys import Lock, Opener, lock_for, lock_with, opener_from, opener_with
from app.bundle.manifest import Author, Manifest, Recipient, as_json
from app.bundle.problems import SAYS, BundleAltered
from app.case import events
from app.case.projection import Case
from app.casework.cases import (
    attachment_copy,
    attachments,
    queries,
)
from app.casework.cases.event_writer import attempt, going, say_in
from app.casework.cases.queries import CasePage, InterviewView
from app.casework.cases.redaction import (
    FOR_OFFICER,
    Withheld,
    chosen,
    extras_at,
    kinds_of,
)
from app.casework.export import case_print
from app.casework.interviews import interview as talking
from app.casework.lifecycle import consents
from app.casework.questionnaires import forms, packs
from app.casework.questionnaires.answers import NOT_ASKED
from app.casework.questionnaires.forms import NoFile
from app.casework.records.unlock import check_strength, suggest
from app.casework.session.sealed_off import refuse_in_practice
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import BadFolder, condition, write_whole
from app.errors import N_, SanadError
from app.form import Form, Interview
from app.language import strip_marks
from app.seal.canonical import nfc
from app.seal.envelope import EnvelopeRefused
from app.seal.keys import digest, fresh_id
from app.settings import Language
from app.vault import audit
from app.version import PROGRAM

__all__ = [
    "SAYS",
    "STEPS",
    "BadFolder",
    "BundleAltered",
    "FolderNotEmpty",
    "Lock",
    "NoFile",
    "Opener",
    "PurposeTooLong",
    "Step",
    "Stopped",
    "VerifiedFiles",
    "WrittenBundle",
    "contains",
    "key_file",
    "keys_in",
    "lock_for",
    "make",
    "open_bundle",
    "opener_with",
    "passphrase",
    "take_apart",
    "write_words",
]  # fmt: skip

_LONGEST_PURPOSE = 500
_LARGEST = 240 << 20  # bytes of all attached files: a bundle is made and checked in memory
_FILES = "files"
_SUFFIX = re.compile(r"[a-z0-9]{1,8}")


@dataclass(eq=False)
class PurposeTooLong(SanadError):
    """More than a line that says why."""

    longest: int = _LONGEST_PURPOSE
    says = N_("A purpose has at most {longest} letters. Nothing was written. Shorten it.")


@dataclass(eq=False)
class FilesTooLarge(SanadError):
    """The attached files, with what the questionnaires show, are more than one bundle holds."""

    megabytes: int
    most: int = _LARGEST >> 20
    says = N_(
        "The files of this case are {megabytes} MB, and one sealed file holds {most}. "
        "Nothing was written. Make it without the files, and hand over each file "
        "separately."
    )


@dataclass(eq=False)
class Stopped(SanadError):
    """Somebody said stop before anything was written."""

    says = N_("It was stopped. Nothing was written, and the case history does not mention it.")


Step = Literal["answers", "signatures", "paper", "sealing"]
STEPS: tuple[Step, ...] = ("answers", "signatures", "paper", "sealing")


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A bundle that was written. `document`: its id; `fingerprint`: what the recipient asks for by
    telephone."""

    case_id: str
    document: str
    reference: str
    counter: int
    fingerprint: str
    recipients: tuple[Recipient, ...]
    contains: dict[str, int]
    held_back: dict[str, int]


def passphrase(chosen: str, session: Session, case_id: str) -> Lock:
    """A passphrase as strong as one that opens records: PassphraseTooWeak, NoCase. It travels
    beside the file, so the case's own name and number count as known."""
    page = queries.case(session, case_id)
    check_strength(chosen, page.name, page.reference, session.officer.name)
    return lock_with(chosen)


def write_words(file: Path, language: Language) -> None:
    """A passphrase of random words, as many as open records, in a file of its own. BadFolder."""
    try:
        write_whole(file, f"{suggest(language)}\n".encode())
    except OSError as error:
        raise condition(error) from error


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


def contains(
    session: Session, case_id: str, withheld: Withheld | None = None
) -> tuple[dict[str, int], dict[str, int]]:
    """Kinds of sensitive answers that a bundle of this case would hold, and how many, its files too;
    and what would be held back. NoCase."""
    withheld = withheld.anew() if withheld else Withheld()
    total = sum(attachment.here for attachment in attachments.of(session, case_id))
    answer = _answers(session, queries.case(session, case_id), "en", withheld)[1]
    return dict(sorted({**answer, **({_FILES: total} if total else {})}.items())), withheld.said()


def make(
    session: Session,
    case_id: str,
    file: Path,
    lock: Lock,
    language: Language,
    purpose: str = "",
    go_on: Callable[[Step], bool] = lambda _step: True,
    agency: str = "",
    override: str = "",
    *,
    with_files: bool = True,
    held: Withheld | None = None,
    place: bool = False,
) -> WrittenBundle:
    """Write a case's bundle, after the event that it was. `go_on` is asked before each step.
    `with_files`: what is attached to the case goes too, as far as it is on this computer, and the
    questionnaires with what they show.
    `agency`: to whom it goes, where it leaves the organisation: only with the person's consent, a
    legal basis, or `override`, a reason. `held`: what is held back, by itself what nobody there needs.
    `place`: pictures go with what is noted in them, such as where they were taken.
    NoCase, BadFolder, PlaceNotAllowed, PurposeTooLong, FilesTooLarge, PlaceStays,
    ChunkRefused, EnvelopeRefused, SealingFailed, Stopped; OutsideConsent, NoAgency, AgreementOver."""

    def begin(step: Step) -> None:
        if not go_on(step):
            raise Stopped

    refuse_in_practice(session)
    text = " ".join(strip_marks(nfc(purpose)).split())
    if len(text) > _LONGEST_PURPOSE:
        raise PurposeTooLong
    if not file.parent.is_dir() or file.is_dir():
        raise BadFolder
    refuse_elsewhere(file)
    disclosure, held = going(session, agency, override), held or chosen(agency)
    if agency:
        attempt(session, queries.case_of(session, case_id), events.EXPORTED, disclosure)
    signed = _signed(
        session,
        case_id,
        lock,
        language=language,
        purpose=text,
        begin=begin,
        withheld=held,
        with_files=with_files,
        place=place,
    )
    begin("sealing")
    manifest = signed.manifest
    with session.vault.transaction() as writer:
        case = queries.case_of(session, manifest.case)
        say_in(
            session, writer, case, events.EXPORTED,
            {
                **disclosure, "document": bytes.fromhex(manifest.bundle), "language": language, "protected": 1,
                "to": [[recipient.kind, recipient.fingerprint] for recipient in manifest.recipients],
                "purpose": text, "counter": manifest.counter, "manifest": signed.manifest_digest,
                **({"place": 1} if place else {}),
                **({"held": [list(pair) for pair in manifest.held_back.items()]} if manifest.held_back else {}),
            },
        )  # fmt: skip
    try:
        files.seal(signed, lock, file)
    except OSError as error:
        raise condition(error) from error
    return WrittenBundle(
        case_id=manifest.case, document=manifest.bundle, reference=manifest.reference, counter=manifest.counter, fingerprint=manifest.author.fingerprint, recipients=manifest.recipients,
        contains=manifest.contains, held_back=manifest.held_back,
    )  # fmt: skip


def open_bundle(file: Path, opener: Opener, folder: Path | None = None) -> VerifiedFiles:
    """Check everything of a bundle, and only then write its files into a new or empty folder.

    NoFile, PlaceNotAllowed, FolderNotEmpty, BadFolder; BundleAltered with every problem; ForeignFile, NewerVersion,
    BundleDamaged, WrongPassphrase, WrongIdentity, NeedsPassphrase, NeedsIdentity, BundleTooLarge.
    """
    refuse_elsewhere(file)
    if folder:
        refuse_elsewhere(folder)
        files.check_empty(folder)
    try:
        bundle = files.opened(file, opener)
    except OSError as error:
        raise NoFile from error
    if folder:
        take_apart(bundle, folder)
    return bundle


def take_apart(bundle: VerifiedFiles, folder: Path) -> None:
    """Write the files into a new or empty folder. FolderNotEmpty, BadFolder."""
    try:
        files.take_apart(bundle, folder)
    except OSError as error:
        raise condition(error) from error


def _signed(
    session: Session,
    case_id: str,
    lock: Lock,
    language: Language,
    purpose: str,
    begin: Callable[[Step], None],
    withheld: Withheld,
    *,
    with_files: bool,
    place: bool,
) -> SignedFiles:
    begin("answers")
    page = queries.case(session, case_id)
    case_state = queries.case_of(session, case_id)
    document = fresh_id().hex()
    counting = withheld.anew()
    answers, contains = _answers(session, page, language, counting)
    file_entries, attached = _attached(session, case_id, with_files=with_files, place=place)
    answers["files"] = file_entries
    if attached:
        contains = dict(sorted({**contains, _FILES: len(attached)}.items()))
    if with_files:
        attached |= _questionnaires(
            session, answers["interviews"], sum(map(len, attached.values()))
        )
    officer, vault = session.officer, session.vault
    begin("signatures")
    envelopes, doubts = _verified(session, case_state)
    manifest = Manifest(
        bundle=document, case=case_state.id.hex(), reference=page.reference, counter=_counter(case_state, vault.stream), made=session.clock(),
        language=language, purpose=purpose, recipients=lock.recipients,
        author=Author(officer.name, officer.role, vault.stream.hex(), "", ""),
        program=PROGRAM, contains=contains, held_back=counting.said(), heads=page.heads, envelopes=envelopes, doubts=doubts, files=(),
    )  # fmt: skip
    begin("paper")
    record = case_print.record(session, case_id, language, document, withheld.anew())
    return contents.put_together(manifest, record, as_json(answers), vault.device, attached)


def _attached(
    session: Session, case_id: str, *, with_files: bool, place: bool
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """What answers.json says of each file of the case, and those that go along, by their names in the
    bundle: a person's own name for a file may hold a person's name, and letters no archive knows."""
    files = attachments.of(session, case_id)
    size = sum(attachment.size for attachment in files if attachment.here)
    if with_files and size > _LARGEST:
        raise FilesTooLarge(-(-size >> 20))
    file_entries, file_contents = list[dict[str, Any]](), dict[str, bytes]()
    for number, file in enumerate(files, 1):
        suffix = PurePosixPath(file.name.lower()).suffix[1:]
        name = f"files/{number:02}.{suffix if _SUFFIX.fullmatch(suffix) else 'bin'}"
        is_included, hash_ = with_files and file.here, file.hash
        if is_included:
            content = attachments.read(session, case_id, file.id)
            file_contents[name] = content if place else attachment_copy.outgoing(file.type, content)
            hash_ = digest(file_contents[name]).hex()
        file_entries.append(
            {
                "file": name if is_included else "", "name": file.name, "type": file.type,
                "size": file.size, "sha256": file.hash, "note": file.note, "officer": file.author,
                "attached": _utc(file.at),
                "cleared": hash_ if hash_ != file.hash else "",
            }
        )  # fmt: skip
    return file_entries, file_contents


def _questionnaires(
    session: Session, interviews: list[dict[str, Any]], size: int
) -> dict[str, bytes]:
    """The questionnaires that the interviews were taken with, as form packs with all that they show; each
    interview's form says which. Those that come with Sanad stay here. `size`: of what goes already."""
    form_packs: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for form in (interview["form"] for interview in interviews):
        if forms.comes_with_sanad(session, form["sha256"]):
            continue
        if form["sha256"] not in names:
            name = f"forms/{len(names) + 1:02}{packs.SUFFIX}"
            names[form["sha256"]] = name
            try:
                form_packs[name] = packs.packed(session, form["sha256"])
            except packs.PackTooLarge as error:
                raise FilesTooLarge(_LARGEST >> 20) from error
            size += len(form_packs[name])
            if size > _LARGEST:
                raise FilesTooLarge(-(-size >> 20))
        form["pack"] = names[form["sha256"]]
    return form_packs


def _verified(session: Session, case_state: Case) -> tuple[int, dict[str, int]]:
    """Every signature of the case looked at again before it leaves: how many envelopes, and what
    is open about them. EnvelopeRefused where one is not what its author signed."""
    number, problems = audit.verify(session.reading(), session.vault, case_state.id)
    doubts = Counter(problem.kind for problem in problems)
    if doubts["damaged"] or doubts["unknown author"]:
        raise EnvelopeRefused(N_("its signature is not valid"))
    doubts["conflict"] = len(case_state.conflicts)
    return number, {kind: n for kind, n in sorted(doubts.items()) if n}


def _counter(case_state: Case, stream: bytes) -> int:
    counters = (
        event.content.get("counter")
        for event in case_state.timeline
        if event.what == events.EXPORTED and event.stream == stream
    )
    return 1 + max((n for n in counters if type(n) is int), default=0)


def _answers(
    session: Session, page: CasePage, language: Language, withheld: Withheld
) -> tuple[dict[str, Any], dict[str, int]]:
    """answers.json, and how many answers of each sensitive kind are in it."""
    contains: Counter[str] = Counter()
    if page.restricted:
        contains["restricted_case"] = 1
    answers = {
        "case": page.id, "reference": page.reference, "opened": _utc(page.opened),
        "officer": page.officer, "marks": list(page.marks),
        "consents": [
            {
                "purpose": cell.purpose, "agency": cell.agency, "answer": cell.answer,
                "basis": cell.basis, "by": cell.author, "at": _utc(cell.at) if cell.at else "",
                "language": cell.given.language, "mode": cell.given.mode,
            }
            for cell in consents.said_of(session, page.id, whole=not withheld.what)
        ],
        "interviews": [
            _interview(session, interview_view, form, language, contains, withheld)
            for interview_view in page.interviews
            for form in [forms.load(session, interview_view.form_hash)]
            if not withheld.interview(form)
        ],
    }  # fmt: skip
    return answers, dict(sorted(contains.items()))


def _interview(
    session: Session,
    interview_view: InterviewView,
    form: Form,
    language: Language,
    contains: Counter[str],
    withheld: Withheld,
) -> dict[str, Any]:
    interview = Interview(form, interview_view.values, now=session.clock)
    address = talking.address(interview, language)
    in_other = _lines(interview, address) if address and address != interview_view.language else {}
    answers = []
    for ref, line in _lines(interview, interview_view.language).items():
        extras = extras_at(interview.form, interview.node(ref))
        if withheld.answer(extras) if line["answer"] else withheld.holds(extras):
            continue
        kinds = kinds_of(extras)
        if line["state"] != NOT_ASKED:
            contains.update(kinds)
        answers.append(
            {
                "ref": ref, "value": interview_view.values.get(ref, ""), **line,
                **({"calculated": interview_view.over[ref]} if ref in interview_view.over else {}),
                **({"translation": {"language": address, **in_other[ref]}} if ref in in_other else {}),
                **({"spoken": interview_view.spoken[ref]} if ref in interview_view.spoken else {}),
                "sensitive": sorted(kinds),
            }
        )  # fmt: skip
    view = "" if interview_view.view and withheld.view() else interview_view.view
    if view:
        contains[FOR_OFFICER] += 1
    return {
        "id": interview_view.id,
        "form": {
            "id": interview_view.form_id, "version": interview_view.version, "title": interview_view.form_title,
            "sha256": interview_view.form_hash,
        },
        "language": interview_view.language, "started": _utc(interview_view.started), "finished": _utc(interview_view.at),
        "agreed": interview_view.agreed, "corrections": interview_view.corrections, "view": view,
        **({"stops": [_utc(at) for at, _ in interview_view.stops]} if interview_view.stops else {}),
        "answers": answers,
    }  # fmt: skip


def _lines(interview: Interview, language: str) -> dict[str, dict[str, str]]:
    return {
        line.ref: {
            "section": section.title,
            "question": line.question,
            "answer": line.answer,
            "state": line.state,
        }
        for section in talking.readback(interview, language, aloud=False, unasked=True)
        for line in section.lines
    }


def _utc(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
