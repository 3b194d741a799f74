"""A case leaves the office: as a bundle for a prosecutor, a ministry, another agency.

The event, with who can open the bundle and the digest of what is in it, is written before the file
exists. What is held back (app.casework.cases.redaction) is counted in the manifest, as are the sensitive answers
that go along. Opening a bundle needs no records on this computer."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from inspect import get_annotations
from pathlib import Path
from typing import Any, Literal

from app.bundle import archive, contents, files
from app.bundle.archive import Source
from app.bundle.contents import SignedFiles, VerifiedFiles
from app.bundle.keys import Lock, Opener, lock_for, opener_with
from app.bundle.manifest import MOST_CASES, Author, CaseEntry, Manifest, Recipient, as_json, folder_of
from app.bundle.problems import SAYS, BundleAltered
from app.case import events
from app.case.projection import Case
from app.casework.cases import attachment_copy, attachments, index, queries
from app.casework.cases.attachment_copy import CopyForbidden
from app.casework.cases.event_writer import attempt, going, say_in
from app.casework.cases.redaction import FILES, FreeText, Withheld, chosen
from app.casework.cases.second_person import is_asked_for
from app.casework.export import case_data, case_print, dossier, redacted_reading, sealed_files, shared_events
from app.casework.export.approvals import release_for
from app.casework.export.bundle_answers import answers_of
from app.casework.export.bundle_choice import (
    BundleChoice,
    DossierIn,
    TooManyCases,
    key_file,
    keys_in,
    passphrase,
    write_words,
)
from app.casework.export.bundle_digest import digest_of, dossier_request, dossier_withheld, going_events, reading_of
from app.casework.export.bundle_sources import attached, measured, questionnaires
from app.casework.export.dossier import PurposeTooLong, one_line
from app.casework.export.dossier_contents import custody
from app.casework.export.paper_signing import PaperSigner, Script, at_once, signer_of
from app.casework.questionnaires.forms import NoFile
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere, refuse_in_practice, refuse_unfit
from app.disk import BadFolder, SystemRefusal, condition, in_words
from app.errors import N_, Said, SanadError
from app.seal import six_words, sshsig
from app.seal.envelope import EnvelopeRefused
from app.seal.keys import fresh_id
from app.seal.six_words import Pair
from app.settings import Language
from app.vault import audit
from app.version import PROGRAM

__all__ = [
    "SAYS", "BadFolder", "BundleAltered", "Lock", "Opener", "PurposeTooLong", "TooManyCases",
    "VerifiedFiles", "key_file", "keys_in", "lock_for", "opener_with", "passphrase", "write_words",
]  # fmt: skip

# beside those that every bundle has: papers, data and events of each case, and what proves it all
_MOST_FILES = archive.MOST_FILES - 20 - (len(case_data.TABLES) + 6) * MOST_CASES


@dataclass(eq=False)
class TooManyFiles(SanadError):
    number: int
    most: int = _MOST_FILES
    says = N_(
        "This case has {number} files, and one sealed file holds {most}. Nothing was "
        "written. Make it without the files, and hand over each file separately."
    )


@dataclass(eq=False)
class Stopped(SanadError):
    says = N_("Writing was stopped. Nothing was written, and the case history does not mention it.")


@dataclass(eq=False)
class CaseStays(SanadError):
    """One of several cases may not go; then none goes. `reference`: its number."""

    reference: str
    problem: str
    says = N_("Case {reference} can’t go with the others, so none of them was handed over. {problem}")


Step = Literal["answers", "signatures", "paper", "sealing"]
STEPS: tuple[Step, ...] = ("answers", "signatures", "paper", "sealing")


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A bundle that was written. `document`: its id; `fingerprint`: what the recipient asks for by
    telephone, and `words` the same as six words of each language; `files`: where it lies, the list of its parts last where it has some.
    For the officer alone: `held_back`, how much of each kind stayed, and `account`, what became of the answers.
    `cases`: each that is in it."""

    case_id: str
    document: str
    reference: str
    counter: int
    fingerprint: str
    words: Pair
    recipients: tuple[Recipient, ...]
    contains: dict[str, int]
    held_back: dict[str, int]
    account: dict[str, int]
    files: tuple[Path, ...]
    cases: tuple[CaseEntry, ...] = ()


def contains(session: Session, case_id: str, withheld: Withheld | None = None) -> tuple[dict[str, int], dict[str, int]]:
    """Kinds of sensitive answers that a bundle of this case would hold, and how many, its files too;
    and what would be held back. NoCase."""
    case_state = queries.case_of(session, case_id)
    withheld = redacted_reading.reading(session, case_state, withheld or Withheld())
    total = sum(file.here and not withheld.file(file.id) for file in attachments.of(session, case_id))
    answer = answers_of(session, queries.case(session, case_id), "en", withheld)[1]
    return dict(sorted({**answer, **({FILES: total} if total else {})}.items())), withheld.said()


def read_through(session: Session, case_id: str, read: Withheld) -> None:
    """What of a bundle would be free text comes by `read`; nothing is made. NoCase."""
    answers_of(session, queries.case(session, case_id), "en", read)
    for number, file in enumerate(attachments.of(session, case_id), 1):
        read.file(file.id)
        read.file_name(file.id, number, file.name)
        read.note(f"file:{file.id}:note", file.note, "file_notes")


def making(
    session: Session,
    choice: BundleChoice,
    file: Path,
    lock: Lock,
    *,
    part_size: int = 0,
    unsigned: bool = False,
    go_on: Callable[[Step], bool] = lambda _step: True,
) -> Script[WrittenBundle]:
    """Write a bundle of the cases chosen, all or none, after the event that it was. `go_on` is asked before
    each step. `part_size`: in parts of so many bytes at most, CASE.sanad.age.001 and so on, with a list of
    them. `unsigned`: the dossier goes without the signature of the office, where this computer has its
    certificate. Files go from the records into the bundle a piece at a time.
    NoCase, BadFolder, PlaceNotAllowed, TooManyFiles, PlaceStays, NoRoomForBundle, PartSizeRefused,
    ChunkRefused, EnvelopeRefused, SealingFailed, Stopped, and what a disk refuses; OutsideConsent, NoAgency,
    AgreementOver; of several cases CaseStays; where a second person has to approve it
    NotAsked, ApprovalWaits, ApprovalRefused, ApprovalOver; SigningRefused, PaperNotSigned. Left off
    where a time-stamp authority is asked."""

    def begin(step: Step) -> None:
        if not go_on(step):
            raise Stopped

    refuse_in_practice(session)
    refuse_unfit(file)
    disclosure = _disclosure(session, choice)
    approved_digest = digest_of(session, choice) if is_asked_for(session, choice.agency) else b""
    if approved_digest:
        disclosure["release"] = release_for(session, choice, approved_digest)
    signer = signer_of(session, wanted=bool(choice.dossier) and not unsigned)
    signed, of_each, account = yield from _signed(session, choice, begin, signer)
    _disclosure(session, choice)  # others may have used the records meanwhile
    if approved_digest:
        release_for(session, choice, approved_digest)
    begin("sealing")
    with in_words():
        files.check_room(signed, file, part_size)
    manifest = signed.manifest
    of_all = {
        **disclosure,
        "language": choice.language,
        "purpose": choice.purpose,
        **({"place": 1} if choice.place else {}),
    }
    _record(session, signed, of_all, of_each)
    try:
        paths = files.seal(signed, lock, file, part_size)
    except OSError as error:
        raise condition(error) from error
    except archive.Changed as error:  # what the records hold is not what its author attached
        raise attachments.ChunkRefused from error
    return WrittenBundle(
        case_id=manifest.case, document=manifest.bundle, reference=manifest.reference, counter=manifest.counter, fingerprint=manifest.author.fingerprint, words=words_of(manifest), recipients=manifest.recipients,
        contains=manifest.contains, held_back=_held_back(of_each), account=account, files=paths, cases=manifest.cases,
    )  # fmt: skip


make = at_once(making)


def _held_back(of_each: dict[str, dict[str, Any]]) -> dict[str, int]:
    counts = Counter[str]()
    for content in of_each.values():
        counts.update(dict(content.get("held", ())))
    return {kind: n for kind, n in sorted(counts.items()) if n}


def _disclosure(session: Session, choice: BundleChoice) -> dict[str, Any]:
    """What the event says of whom it goes to; refused where it may not go there now."""
    disclosure = going(session, choice.agency, choice.override, is_approved=True)
    if choice.agency:
        for id_ in choice.cases:
            with _naming(session, id_, choice):
                attempt(session, queries.case_of(session, id_), events.EXPORTED, disclosure)
    return disclosure


def chosen_for(
    cases: tuple[str, ...],
    recipients: tuple[Recipient, ...],
    language: Language,
    purpose: str,
    *,
    agency: str = "",
    override: str = "",
    with_files: bool = True,
    held: Withheld | None = None,
    place: bool = False,
    dossier_in: DossierIn | None = None,
) -> BundleChoice:
    """With the defaults. `with_files`: what is attached to the cases goes too, as far as it is on this computer,
    and the questionnaires with what they show. `agency`: to whom it goes, where it leaves the organisation:
    only with the person's consent, a legal basis, or `override`, a reason. `held`: what is held back, by
    itself what nobody there needs. `place`: pictures go with what is noted in them, such as where they were
    taken. `dossier_in`: the language of the dossier that an agency gets, by itself that of the record.
    PurposeTooLong."""
    by_itself: DossierIn = language if agency else ""
    return BundleChoice(
        cases=cases,
        recipients=recipients,
        agency=agency,
        language=language,
        purpose=one_line(purpose),
        override=override.strip(),
        withheld=held or chosen(agency),
        dossier=by_itself if dossier_in is None or not agency else dossier_in,
        with_files=with_files,
        place=place,
    )


@contextmanager
def _naming(session: Session, case_id: str, choice: BundleChoice) -> Iterator[None]:
    """Of several cases: which of them it is that can't go."""
    try:
        yield
    except (Stopped, SystemRefusal):
        raise
    except SanadError as error:
        if len(choice.cases) == 1:
            raise
        reference = index.number_of(queries.case_of(session, case_id))
        values = {name: getattr(error, name) for name in get_annotations(type(error))}
        raise CaseStays(reference, Said(error.says, values)) from error


def _record(session: Session, signed: SignedFiles, of_all: dict[str, Any], of_each: dict[str, dict[str, Any]]) -> None:
    """The event that a bundle was made, in each of its cases, before it is."""
    manifest = signed.manifest
    with session.vault.transaction() as writer:
        ids = [bytes.fromhex(entry.case) for entry in manifest.cases]
        sealed_files.note(session, writer, bytes.fromhex(manifest.bundle), ids)
        for entry in manifest.cases:
            say_in(
                session, writer, queries.case_of(session, entry.case), events.EXPORTED,
                {
                    **of_all, **of_each[entry.case], "document": bytes.fromhex(manifest.bundle), "protected": 1,
                    "to": [[recipient.kind, recipient.fingerprint] for recipient in manifest.recipients],
                    "counter": entry.counter, "manifest": signed.manifest_digest,
                },
            )  # fmt: skip


def words_of(manifest: Manifest) -> Pair:
    """The key that signed a bundle as six words of each language: slow to make."""
    return six_words.of_key(sshsig.public_of(manifest.author.key))


def open_bundle(
    file: Path, opener: Opener, folder: Path | None = None, further_folders: Sequence[Path] = ()
) -> VerifiedFiles:
    """Check everything of a bundle, and only then write its files into a new or empty folder. `file`: the
    bundle, or any part of it, whose other parts lie beside it or in those folders.

    NoFile, PartsMissing, PartsAltered, PartListUnreadable, BundleNeedsMemory, PlaceNotAllowed, FolderNotEmpty, BadFolder; BundleAltered with every problem; ForeignFile, NewerVersion,
    BundleDamaged, WrongPassphrase, WrongIdentity, NeedsPassphrase, NeedsIdentity, BundleTooLarge."""
    for path in (file, *further_folders):
        refuse_elsewhere(path)
    if folder:
        if not attachment_copy.may_save():
            raise CopyForbidden
        refuse_elsewhere(folder)
        files.check_empty(folder)
    try:
        bundle = files.opened(file, opener, further_folders)
    except OSError as error:
        raise NoFile from error
    if folder:
        take_apart(bundle, folder)
    return bundle


def take_apart(bundle: VerifiedFiles, folder: Path) -> None:
    """Write the files, readable by anybody, into a new or empty folder. CopyForbidden, FolderNotEmpty,
    BadFolder."""
    if not attachment_copy.may_save():
        raise CopyForbidden
    with in_words():
        files.take_apart(bundle, folder)


def _signed(
    session: Session, choice: BundleChoice, begin: Callable[[Step], None], signer: PaperSigner | None
) -> Script[tuple[SignedFiles, dict[str, dict[str, Any]], dict[str, int]]]:
    """What is sealed, what the event in each case says of it, and what became of the answers."""
    document, only = fresh_id().hex(), len(choice.cases) == 1
    entries, of_each, purpose = list[CaseEntry](), dict[str, dict[str, Any]](), choice.purpose
    papers, attached, number_of_files = dict[str, Source](), dict[str, Source](), 0
    account = Counter[str]()
    for number, case_id in enumerate(choice.cases, 1):
        with _naming(session, case_id, choice):
            part = yield from _part(
                session, case_id, "" if only else folder_of(number), choice, document, begin, signer=signer
            )
        entries.append(part.entry)
        papers |= part.papers
        attached |= part.attached
        of_each[case_id] = {
            **redacted_reading.said_in_event(part.read),
            **part.read.held(),
            **({"dossier": part.dossier} if part.dossier else {}),
        }
        purpose = part.read.clean(purpose)
        account.update(part.read.accounts())
        number_of_files += part.files
    if number_of_files > _MOST_FILES:
        raise TooManyFiles(number_of_files)
    officer, vault = session.officer, session.vault
    manifest = Manifest(
        bundle=document,
        made=session.clock(),
        language=choice.language,
        purpose=purpose,
        recipients=choice.recipients,
        author=Author(officer.name, officer.role, vault.stream.hex(), "", ""),
        program=PROGRAM,
        cases=tuple(entries),
        files=(),
    )
    return contents.put_together_all(manifest, papers, vault.device, attached), of_each, dict(account)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A case of a bundle. `papers`: record and answers, `attached`: the rest, by their names; `files`: how
    many of these are files of the case or questionnaires; `dossier`: its number, 0 where none goes; `read`:
    through what it was read."""

    entry: CaseEntry
    papers: dict[str, Source]
    attached: dict[str, Source]
    files: int
    dossier: int
    read: Withheld


def _part(
    session: Session,
    case_id: str,
    folder: str,
    choice: BundleChoice,
    document: str,
    begin: Callable[[Step], None],
    *,
    signer: PaperSigner | None,
) -> Script[_Part]:
    begin("answers")
    page = queries.case(session, case_id)
    case_state = queries.case_of(session, case_id)
    read = reading_of(session, case_state, choice)
    answers, contains = answers_of(session, page, choice.language, read)
    file_entries, of_case = attached(session, case_id, read, with_files=choice.with_files, place=choice.place)
    answers["files"] = file_entries
    if of_case:
        contains = dict(sorted({**contains, FILES: len(of_case)}.items()))
    if choice.with_files:
        of_case |= questionnaires(session, answers["interviews"])
    read.require_reviewed()
    answers["redaction"] = redacted_reading.in_manifest(read)
    answers = read.clean(answers)
    begin("signatures")
    envelopes, doubts = _verified(session, case_state)
    entry = CaseEntry(
        case=case_state.id.hex(),
        reference=page.reference,
        counter=_counter(case_state, session.vault.stream),
        contains=contains,
        held_back=tuple(read.stays()),
        rules=redacted_reading.in_manifest(read),
        heads=page.heads,
        envelopes=0 if read.rules else envelopes,
        doubts={} if read.rules else doubts,
        folder=folder,
    )
    begin("paper")
    on_paper = read.anew()
    record = case_print.record(session, case_id, choice.language, document, on_paper)
    on_paper.require_reviewed()
    papers = {contents.RECORD: Source.of(record), contents.ANSWERS: Source.of(as_json(answers))}
    further, number, texts = yield from _further(session, case_state, choice, answers, document, read, signer=signer)
    read.texts = read.texts | on_paper.texts | texts
    return _Part(
        entry=entry,
        papers={entry.name_of(name): source for name, source in papers.items()},
        attached={entry.name_of(name): source for name, source in {**further, **of_case}.items()},
        files=len(of_case),
        dossier=number,
        read=read,
    )


def _further(
    session: Session,
    case_state: Case,
    choice: BundleChoice,
    answers: dict[str, Any],
    document: str,
    read: Withheld,
    *,
    signer: PaperSigner | None,
) -> Script[tuple[dict[str, Source], int, dict[tuple[str, bytes], FreeText]]]:
    """The dossier, the data and the signed events of a case, the dossier's number, and its free texts."""
    sources, texts, number = dict[str, Source](), dict[tuple[str, bytes], FreeText](), 0
    if choice.agency:
        request, withheld = dossier_request(choice), dossier_withheld(choice)
        paper = dossier.inside(session, answers["case"], request, withheld, document if choice.dossier else "", signer)
        paper.read.require_reviewed()
        texts, dossier_read = paper.read.texts, paper.contents
        rows = case_data.rows_of(answers, dossier_read.exhibits, dossier_read.case_custody, dossier_read)
        if pdf := paper.pdf:
            if signer is not None:
                pdf = yield from signer.sign(pdf, bytes.fromhex(document))
            sources[contents.DOSSIER], number = Source.of(pdf), paper.number
    else:
        rows = case_data.rows_of(answers, *custody(session, case_state, read), None)
    sources.update(case_data.files_of(answers, read.clean(rows)))
    leaving = going_events(choice, answers, read)
    shared = shared_events.choose(session, case_state, leaving)
    make = partial(_events, session, answers["case"], shared, outside=leaving.is_outside)
    sources[shared_events.FILE] = measured(make)
    return sources, number, texts


def _events(session: Session, case_id: str, shared: shared_events.SharedEvents, *, outside: bool) -> Iterator[bytes]:
    case_state = queries.case_of(session, case_id)
    yield shared_events.document(session, case_state, shared, outside=outside)


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
