"""A case leaves the office: as a bundle for a prosecutor, a ministry, another agency.

The event, with who can open the bundle and the digest of what is in it, is written before the file
exists. What is held back (casework.withheld) is counted in the manifest, as are the sensitive answers
that go along. Opening a bundle needs no records on this computer.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from inspect import get_annotations
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from app.bundle import archive, contents, files
from app.bundle.archive import Source
from app.bundle.contents import SignedFiles, VerifiedFiles
from app.bundle.files import FolderNotEmpty
from app.bundle.keys import Lock, Opener, lock_for, lock_with, opener_from, opener_with
from app.bundle.manifest import (
    MOST_CASES,
    Author,
    CaseEntry,
    Manifest,
    Recipient,
    as_json,
    folder_of,
)
from app.bundle.problems import SAYS, BundleAltered
from app.case import events
from app.case.projection import Case
from app.casework.cases import (
    attachment_copy,
    attachments,
    index,
    queries,
)
from app.casework.cases.attachments import AttachmentView
from app.casework.cases.event_writer import attempt, going, say_in
from app.casework.cases.queries import CasePage, InterviewView
from app.casework.cases.redaction import (
    FILES,
    FOR_OFFICER,
    FreeText,
    Withheld,
    chosen,
    extras_at,
    kinds_of,
)
from app.casework.cases.second_person import is_asked_for
from app.casework.export import (
    case_data,
    case_print,
    dossier,
    redacted_reading,
    sealed_files,
    shared_events,
)
from app.casework.export.approvals import release_for
from app.casework.export.bundle_choice import BundleChoice, DossierIn, TooManyCases, several
from app.casework.export.dossier_contents import custody
from app.casework.export.purpose_line import PurposeTooLong, one_line
from app.casework.export.shared_events import Going
from app.casework.interviews import interview as talking
from app.casework.lifecycle import consents
from app.casework.questionnaires import forms, packs
from app.casework.questionnaires.answers import NOT_ASKED
from app.casework.questionnaires.forms import NoFile
from app.casework.records.unlock import check_strength, suggest
from app.casework.session.sealed_off import refuse_in_practice
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import BadFolder, SystemRefusal, condition, write_whole
from app.errors import N_, Said, SanadError
from app.form import Form, Interview
from app.seal import canonical, six_words, sshsig
from app.seal.canonical import nfc
from app.seal.envelope import EnvelopeRefused
from app.seal.keys import digest, fresh_id
from app.seal.six_words import Pair
from app.seal.strength import ENOUGH_OF_A_BUNDLE
from app.settings import Language
from app.vault import audit
from app.version import PROGRAM

__all__ = [
    "SAYS",
    "STEPS",
    "BadFolder",
    "BundleAltered",
    "CaseStays",
    "FolderNotEmpty",
    "Lock",
    "NoFile",
    "Opener",
    "PurposeTooLong",
    "Step",
    "Stopped",
    "TooManyCases",
    "VerifiedFiles",
    "WrittenBundle",
    "contains",
    "key_file",
    "keys_in",
    "lock_for",
    "make",
    "one_line",
    "open_bundle",
    "opener_with",
    "passphrase",
    "take_apart",
    "words_of",
    "write_words",
]  # fmt: skip

# beside those that every bundle has: papers, data and events of each case, and what proves it all
_MOST_FILES = archive.MOST_FILES - 20 - (len(case_data.TABLES) + 6) * MOST_CASES
_SUFFIX = re.compile(r"[a-z0-9]{1,8}")


@dataclass(eq=False)
class TooManyFiles(SanadError):
    """More files, with the questionnaires, than one archive may name."""

    number: int
    most: int = _MOST_FILES
    says = N_(
        "This case has {number} files, and one sealed file holds {most}. Nothing was "
        "written. Make it without the files, and hand over each file separately."
    )


@dataclass(eq=False)
class Stopped(SanadError):
    """Somebody said stop before anything was written."""

    says = N_("It was stopped. Nothing was written, and the case history does not mention it.")


@dataclass(eq=False)
class CaseStays(SanadError):
    """One of several cases may not go; then none goes. `reference`: its number."""

    reference: str
    problem: str
    says = N_(
        "Case {reference} can’t go with the others, so none of them was handed over. {problem}"
    )


Step = Literal["answers", "signatures", "paper", "sealing"]
STEPS: tuple[Step, ...] = ("answers", "signatures", "paper", "sealing")


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A bundle that was written. `document`: its id; `fingerprint`: what the recipient asks for by
    telephone, and `words` the same as six words of each language; `files`: where it lies, the list of its parts last where it has some.
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
    files: tuple[Path, ...]
    cases: tuple[CaseEntry, ...] = ()


def passphrase(chosen: str, session: Session, case_id: str) -> Lock:
    """A passphrase stronger by what a bundle is stretched less than records: PassphraseTooWeak, NoCase.
    It travels beside the file, so the case's own name and number count as known."""
    page = queries.case(session, case_id)
    words = (page.name, page.reference, session.officer.name)
    check_strength(chosen, *words, least=ENOUGH_OF_A_BUNDLE)
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
    case_state = queries.case_of(session, case_id)
    withheld = redacted_reading.reading(session, case_state, withheld or Withheld())
    total = sum(
        attachment.here and not withheld.file(attachment.id)
        for attachment in attachments.of(session, case_id)
    )
    answer = _answers(session, queries.case(session, case_id), "en", withheld)[1]
    return dict(sorted({**answer, **({FILES: total} if total else {})}.items())), withheld.said()


def read_through(session: Session, case_id: str, read: Withheld) -> None:
    """What of a bundle would be free text comes by `read`; nothing is made. NoCase."""
    _answers(session, queries.case(session, case_id), "en", read)
    for number, file in enumerate(attachments.of(session, case_id), 1):
        read.file(file.id)
        read.file_name(file.id, number, file.name)
        read.note(f"file:{file.id}:note", file.note, "file_notes")


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
    part_size: int = 0,
    also: Sequence[str] = (),
    dossier_in: DossierIn | None = None,
) -> WrittenBundle:
    """Write a case's bundle, after the event that it was. `go_on` is asked before each step.
    `with_files`: what is attached to the case goes too, as far as it is on this computer, and the
    questionnaires with what they show.
    `agency`: to whom it goes, where it leaves the organisation: only with the person's consent, a
    legal basis, or `override`, a reason. `held`: what is held back, by itself what nobody there needs.
    `place`: pictures go with what is noted in them, such as where they were taken. `part_size`: in parts
    of so many bytes at most, CASE.sanad.age.001 and so on, with a list of them. `also`: further cases, all or
    none. `dossier_in`: the language of the dossier that an agency gets, by itself that of the record.
    Files go from the records into the bundle a piece at a time.
    NoCase, BadFolder, PlaceNotAllowed, PurposeTooLong, TooManyFiles, TooManyCases, PlaceStays, NoRoomForBundle,
    PartSizeRefused, ChunkRefused, EnvelopeRefused, SealingFailed, Stopped, and what a disk refuses;
    OutsideConsent, NoAgency, AgreementOver; of several cases CaseStays; where a second person has to approve it
    NotAsked, ApprovalWaits, ApprovalRefused, ApprovalOver."""

    def begin(step: Step) -> None:
        if not go_on(step):
            raise Stopped

    refuse_in_practice(session)
    if not file.parent.is_dir() or file.is_dir():
        raise BadFolder
    refuse_elsewhere(file)
    choice = chosen_for(
        several(case_id, also), lock.recipients, language, purpose, agency=agency, override=override,
        with_files=with_files, held=held, place=place, dossier_in=dossier_in,
    )  # fmt: skip
    disclosure = going(session, agency, override, is_approved=True)
    if agency:
        for id_ in choice.cases:
            with _naming(session, id_, choice):
                attempt(session, queries.case_of(session, id_), events.EXPORTED, disclosure)
    if is_asked_for(session, agency):
        disclosure["release"] = release_for(session, choice, digest_of(session, choice))
    signed, of_each = _signed(session, choice, begin)
    begin("sealing")
    try:
        files.check_room(signed, file, part_size)
    except OSError as error:
        raise condition(error) from error
    manifest = signed.manifest
    of_all = {
        **disclosure, "language": language, "purpose": choice.purpose,
        **({"place": 1} if place else {}),
    }  # fmt: skip
    _record(session, signed, of_all, of_each)
    try:
        paths = files.seal(signed, lock, file, part_size)
    except OSError as error:
        raise condition(error) from error
    except archive.Changed as error:  # what the records hold is not what its author attached
        raise attachments.ChunkRefused from error
    return WrittenBundle(
        case_id=manifest.case, document=manifest.bundle, reference=manifest.reference, counter=manifest.counter, fingerprint=manifest.author.fingerprint, words=words_of(manifest), recipients=manifest.recipients,
        contains=manifest.contains, held_back=manifest.held_back, files=paths, cases=manifest.cases,
    )  # fmt: skip


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
    """With what is so by itself. PurposeTooLong."""
    by_itself: DossierIn = language if agency else ""
    return BundleChoice(
        cases=cases, recipients=recipients, agency=agency, language=language,
        purpose=one_line(purpose), override=override.strip(), withheld=held or chosen(agency),
        dossier=by_itself if dossier_in is None or not agency else dossier_in,
        with_files=with_files, place=place,
    )  # fmt: skip


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


def _record(
    session: Session,
    signed: SignedFiles,
    of_all: dict[str, Any],
    of_each: dict[str, dict[str, Any]],
) -> None:
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
                    **({"held": [list(pair) for pair in entry.held_back.items()]} if entry.held_back else {}),
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
    BundleDamaged, WrongPassphrase, WrongIdentity, NeedsPassphrase, NeedsIdentity, BundleTooLarge.
    """
    for path in (file, *further_folders):
        refuse_elsewhere(path)
    if folder:
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
    """Write the files into a new or empty folder. FolderNotEmpty, BadFolder."""
    try:
        files.take_apart(bundle, folder)
    except OSError as error:
        raise condition(error) from error


def _signed(
    session: Session, choice: BundleChoice, begin: Callable[[Step], None]
) -> tuple[SignedFiles, dict[str, dict[str, Any]]]:
    """What is sealed, and what the event in each case says of it."""
    document, only = fresh_id().hex(), len(choice.cases) == 1
    entries, of_each, purpose = list[CaseEntry](), dict[str, dict[str, Any]](), choice.purpose
    papers, attached, number_of_files = dict[str, Source](), dict[str, Source](), 0
    for number, case_id in enumerate(choice.cases, 1):
        with _naming(session, case_id, choice):
            part = _part(
                session, case_id, "" if only else folder_of(number), choice, document, begin
            )
        entries.append(part.entry)
        papers |= part.papers
        attached |= part.attached
        of_each[case_id] = {
            **redacted_reading.said_in_event(part.read),
            **({"dossier": part.dossier} if part.dossier else {}),
        }
        purpose = part.read.clean(purpose)
        number_of_files += part.files
    if number_of_files > _MOST_FILES:
        raise TooManyFiles(number_of_files)
    officer, vault = session.officer, session.vault
    manifest = Manifest(
        bundle=document, made=session.clock(), language=choice.language, purpose=purpose,
        recipients=choice.recipients, author=Author(officer.name, officer.role, vault.stream.hex(), "", ""),
        program=PROGRAM, cases=tuple(entries), files=(),
    )  # fmt: skip
    return contents.put_together_all(manifest, papers, vault.device, attached), of_each


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
    session: Session, case_id: str, folder: str, choice: BundleChoice, document: str,
    begin: Callable[[Step], None],
) -> _Part:  # fmt: skip
    begin("answers")
    page = queries.case(session, case_id)
    case_state = queries.case_of(session, case_id)
    read = reading_of(session, case_state, choice)
    answers, contains = _answers(session, page, choice.language, read)
    file_entries, attached = _attached(
        session, case_id, read, with_files=choice.with_files, place=choice.place
    )
    answers["files"] = file_entries
    if attached:
        contains = dict(sorted({**contains, FILES: len(attached)}.items()))
    if choice.with_files:
        attached |= _questionnaires(session, answers["interviews"])
    read.require_reviewed()
    answers["redaction"] = redacted_reading.in_manifest(read)
    answers = read.clean(answers)
    begin("signatures")
    envelopes, doubts = _verified(session, case_state)
    entry = CaseEntry(
        case=case_state.id.hex(), reference=page.reference, counter=_counter(case_state, session.vault.stream),
        contains=contains, held_back=read.said(), rules=redacted_reading.in_manifest(read),
        heads=page.heads, envelopes=envelopes, doubts=doubts, folder=folder,
    )  # fmt: skip
    begin("paper")
    on_paper = read.anew()
    record = case_print.record(session, case_id, choice.language, document, on_paper)
    on_paper.require_reviewed()
    papers = {contents.RECORD: Source.of(record), contents.ANSWERS: Source.of(as_json(answers))}
    further, number, texts = _further(session, case_state, choice, answers, document, read)
    read.texts = read.texts | on_paper.texts | texts
    return _Part(
        entry=entry,
        papers={entry.name_of(name): source for name, source in papers.items()},
        attached={entry.name_of(name): source for name, source in {**further, **attached}.items()},
        files=len(attached), dossier=number, read=read,
    )  # fmt: skip


def reading_of(session: Session, case_state: Case, choice: BundleChoice) -> Withheld:
    """What goes of a case, with nothing counted yet."""
    return redacted_reading.reading(session, case_state, choice.withheld.for_agency(choice.agency))


def _further(
    session: Session, case_state: Case, choice: BundleChoice, answers: dict[str, Any], document: str,
    read: Withheld,
) -> tuple[dict[str, Source], int, dict[tuple[str, bytes], FreeText]]:  # fmt: skip
    """The dossier, the data and the signed events of a case, the dossier's number, and its free texts."""
    sources, texts, number = dict[str, Source](), dict[tuple[str, bytes], FreeText](), 0
    if choice.agency:
        request, withheld = dossier_request(choice), dossier_withheld(choice)
        paper = dossier.inside(
            session, answers["case"], request, withheld, document if choice.dossier else ""
        )
        paper.read.require_reviewed()
        texts, dossier_read = paper.read.texts, paper.contents
        rows = case_data.rows_of(
            answers, dossier_read.exhibits, dossier_read.case_custody, dossier_read
        )
        if paper.pdf:
            sources[contents.DOSSIER], number = Source.of(paper.pdf), paper.number
    else:
        rows = case_data.rows_of(answers, *custody(session, case_state, read), None)
    sources.update(case_data.files_of(answers, read.clean(rows)))
    leaving = going_events(choice, answers, read)
    shared = shared_events.choose(session, case_state, leaving)
    make = partial(_events, session, answers["case"], shared, outside=leaving.is_outside)
    sources[shared_events.FILE] = _measured(make)
    return sources, number, texts


def digest_of(session: Session, choice: BundleChoice) -> bytes:
    """SHA-256 of exactly what goes and to whom, whatever of its files is on this computer and whatever the
    clock says; for whoever approves it. As `make` for what may not go at all."""
    recipients = sorted([recipient.kind, recipient.fingerprint] for recipient in choice.recipients)
    whom = [choice.agency, nfc(choice.override), nfc(choice.purpose), recipients]
    withheld = choice.withheld
    held = [sorted(withheld.hold), sorted(withheld.give), sorted(withheld.files)]
    held.append([withheld.recipient, str(int(withheld.leaves_unreviewed))])
    how = [choice.language, choice.dossier, int(choice.with_files), int(choice.place), *held]
    what = [
        [bytes.fromhex(case_id), _what_goes(session, case_id, choice)]
        for case_id in sorted(choice.cases)
    ]
    return digest(b"sanad-release-1", canonical.encode([whom, how, what]))


def _what_goes(session: Session, case_id: str, choice: BundleChoice) -> bytes:
    """Of one case: answers, people, decisions, proceedings, files and signed events. What the case went
    through is not in it: the same file may be sealed again. TextsNotReviewed."""
    answers, rows, ids, texts = what_goes(session, case_id, choice)
    read_over = sorted([text.hash.hex(), text.covers or ()] for text in texts.values())
    signed = [id_.hex() for id_ in ids]
    return digest(as_json({**answers, **rows, "events": signed, "texts": read_over}))


def what_goes(
    session: Session, case_id: str, choice: BundleChoice
) -> tuple[
    dict[str, Any],
    dict[str, list[case_data.Row]],
    tuple[bytes, ...],
    dict[tuple[str, bytes], FreeText],
]:
    """Answers, rows of the dossier, ids of the events, and the free texts of one case, without making pages.
    TextsNotReviewed."""
    case_state = queries.case_of(session, case_id)
    read = reading_of(session, case_state, choice)
    answers, _ = _answers(session, queries.case(session, case_id), choice.language, read)
    answers["files"] = [
        {
            "sha256": file.hash, "name": read.file_name(file.id, number, file.name),
            "note": read.note(f"file:{file.id}:note", file.note, "file_notes"),
        }
        for number, file in enumerate(attachments.of(session, case_id), 1)
        if not read.file(file.id)
    ]  # fmt: skip
    read.require_reviewed()
    answers = read.clean(answers)
    del answers["marks"]  # some begin with the hour
    rows, texts = dict[str, list[case_data.Row]](), read.texts
    if choice.agency:
        paper = dossier.inside(session, case_id, dossier_request(choice), dossier_withheld(choice))
        paper.read.require_reviewed()
        rows, texts = read.clean(case_data.of_dossier(paper.contents)), texts | paper.read.texts
    ids = shared_events.choose(session, case_state, going_events(choice, answers, read)).ids
    return answers, rows, ids, texts


def dossier_withheld(choice: BundleChoice) -> Withheld:
    """The dossier never says what the interviewer alone noted, unless that was chosen."""
    withheld = choice.withheld
    return replace(withheld, hold=withheld.hold | {FOR_OFFICER}, counted=Counter(), texts={})


def dossier_request(choice: BundleChoice) -> dossier.Request:
    """`language` where none goes: nothing is drawn then."""
    return dossier.Request(
        choice.agency, choice.dossier or choice.language, choice.purpose, choice.override
    )


def going_events(choice: BundleChoice, answers: dict[str, Any], read: Withheld) -> Going:
    """Which signed events may go: those of which everything goes along anyway."""
    listed = {row["sha256"] for row in answers["files"] if choice.with_files}
    return Going(choice.agency, read, listed, choice.place)


def _events(
    session: Session, case_id: str, shared: shared_events.SharedEvents, *, outside: bool
) -> Iterator[bytes]:
    case_state = queries.case_of(session, case_id)
    yield shared_events.document(session, case_state, shared, outside=outside)


def _attached(
    session: Session, case_id: str, withheld: Withheld, *, with_files: bool, place: bool
) -> tuple[list[dict[str, Any]], dict[str, Source]]:
    """What answers.json says of each file of the case, and those that go along, by their names in the
    bundle: a person's own name for a file may hold a person's name, and letters no archive knows."""
    file_entries, sources = list[dict[str, Any]](), dict[str, Source]()
    for number, file in enumerate(attachments.of(session, case_id), 1):
        suffix, stays = PurePosixPath(file.name.lower()).suffix[1:], withheld.file(file.id)
        name = f"files/{number:02}.{suffix if _SUFFIX.fullmatch(suffix) else 'bin'}"
        is_included, hash_ = with_files and file.here and not stays, file.hash
        if is_included:
            sources[name] = _source(session, case_id, file, place=place)
            hash_ = sources[name].sha256
        file_entries.append(
            {
                "file": name if is_included else "", "name": withheld.file_name(file.id, number, file.name),
                "type": file.type, "size": file.size, "sha256": file.hash,
                "note": withheld.note(f"file:{file.id}:note", file.note, "file_notes"), "officer": file.author,
                "attached": _utc(file.at),
                "cleared": hash_ if hash_ != file.hash else "",
            }
        )  # fmt: skip
    return file_entries, sources


def _source(session: Session, case_id: str, file: AttachmentView, *, place: bool) -> Source:
    """A file of the case as it goes. A picture without what is noted in it is made twice, once to know its
    hash: kept, a case's pictures would fill the memory."""
    if place or not attachment_copy.is_cleared(file.type):
        pieces = partial(attachments.pieces, session, case_id, file.id)
        return Source(file.size, file.hash, pieces, checks_itself=True)

    def cleared() -> Iterator[bytes]:
        yield attachment_copy.outgoing(file.type, attachments.read(session, case_id, file.id))

    return _measured(cleared)


def _measured(pieces: Callable[[], Iterator[bytes]]) -> Source:
    """What is made each time anew, and is the same each time."""
    source = Source.of(b"".join(pieces()))
    return Source(source.size, source.sha256, pieces)


def _questionnaires(session: Session, interviews: list[dict[str, Any]]) -> dict[str, Source]:
    """The questionnaires that the interviews were taken with, as form packs with all that they show; each
    interview's form says which. Those that come with Sanad stay here."""
    sources: dict[str, Source] = {}
    names: dict[str, str] = {}
    for form in (interview["form"] for interview in interviews):
        if forms.comes_with_sanad(session, form["sha256"]):
            continue
        if form["sha256"] not in names:
            name = f"forms/{len(names) + 1:02}{packs.SUFFIX}"
            names[form["sha256"]] = name
            sources[name] = _measured(partial(_pack, session, form["sha256"]))
        form["pack"] = names[form["sha256"]]
    return sources


def _pack(session: Session, form_hash: str) -> Iterator[bytes]:
    yield packs.packed(session, form_hash)


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
        "officer": page.officer, "marks": withheld.marks(page.marks),
        "consents": [
            {
                "purpose": cell.purpose, "agency": cell.agency, "answer": cell.answer,
                "basis": cell.basis, "by": cell.author, "at": _utc(cell.at) if cell.at else "",
                "language": cell.given.language, "mode": cell.given.mode,
            }
            for cell in consents.said_of(session, page.id, whole=not withheld.what)
            if not withheld.holds_kind("consents")
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
        value = interview_view.values.get(ref, "")
        shown = withheld.shown(
            extras, f"answer:{interview_view.id}:{ref}", value, line["answer"], line["question"]
        )
        is_other = shown != line["answer"]
        answers.append(
            {
                "ref": ref, "value": shown if is_other else value, **line, "answer": shown,
                **({"calculated": interview_view.over[ref]} if ref in interview_view.over and not is_other else {}),
                **({"translation": {"language": address, **in_other[ref], **({"answer": shown} if is_other else {})}} if ref in in_other else {}),
                **({"spoken": _spoken(interview_view.spoken[ref], withheld)} if ref in interview_view.spoken else {}),
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
        "agreed": interview_view.agreed,
        "corrections": withheld.text(f"talk:{interview_view.id}:corrections", interview_view.corrections),
        "view": withheld.text(f"talk:{interview_view.id}:view", view),
        **({"stops": [_utc(at) for at, _ in interview_view.stops]} if interview_view.stops else {}),
        "answers": answers,
    }  # fmt: skip


def _spoken(mode: dict[str, str], withheld: Withheld) -> dict[str, str]:
    """How a question was asked, without who interpreted where nobody's name goes."""
    if withheld.names("interpreter"):
        return mode
    return {key: text for key, text in mode.items() if key != "interpreter"}


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
