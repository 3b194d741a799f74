"""A bundle made by Sanad, taken into the records: its signed events alone, by the rules of the post.

Nothing that only the file says is believed: answers, data, papers and files are shown, and stay outside.
What can't be taken in (another organisation's, without the case's key here, not as it was signed) is
counted and named. docs/decisions/0049"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.bundle import stranger_client
from app.bundle.contents import VerifiedFiles
from app.bundle.manifest import CaseEntry
from app.bundle.shared_records import SharedRecords, SharedRecordsUnreadable
from app.casework.exchange import record_intake
from app.casework.exchange.post.collection import note, show
from app.casework.exchange.post.inbox import Tally
from app.casework.exchange.sync_store import VaultSyncStore
from app.casework.export import bundle_signer, shared_events
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_in_practice
from app.errors import N_, SanadError
from app.seal import loose_certificates, six_words
from app.seal.envelope import SIGNED, CheckedEnvelope, EnvelopeRefused, peek_unverified
from app.seal.keys import verify
from app.vault import log
from app.vault import vault as vaults

State = Literal["merged", "waiting", "read only"]


class OtherCase(EnvelopeRefused):
    """A record of another case than the file says."""

    problem: str = N_("it belongs to a different case from the one that the file names")


@dataclass(frozen=True, slots=True)
class RecordAuthor:
    """By certificates that came with the file. `number`: of records whose signature holds; `words`: six words of
    the organisation's key, by which people say whether it is the one they think."""

    name: str
    role: str
    organisation: str
    number: int
    words: six_words.Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCase:
    """`state`: merged where its records are here now; waiting where they are kept until more arrives; else read
    only. `new`, `known`, `waiting`: how many records; `refused`: why, and how many. `left_out`: did any stay with
    the sender; `outside`: names of files that are shown and not taken in."""

    case_id: str
    reference: str
    state: State
    new: int
    known: int
    waiting: int
    refused: tuple[tuple[SanadError, int], ...]
    left_out: bool
    authors: tuple[RecordAuthor, ...]
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BundleSummary:
    """`signer`: whose key sealed the bundle, as this office knows it."""

    signer: bundle_signer.BundleSigner
    cases: tuple[ImportedCase, ...]


def take_in(session: Session, bundle: VerifiedFiles) -> BundleSummary:
    """Merge what can be merged of a bundle that was opened and verified. NotInPractice, BundleDamaged."""
    refuse_in_practice(session)
    signer = bundle_signer.signer(session, bundle)
    return BundleSummary(signer, tuple(_case(session, bundle, case) for case in bundle.manifest.cases))


def _case(session: Session, bundle: VerifiedFiles, case: CaseEntry) -> ImportedCase:
    names = [entry.name for entry in bundle.entries]
    file, refused = case.name_of(shared_events.FILE), Counter[str]()
    errors: dict[str, SanadError] = {}
    records = SharedRecords(bytes.fromhex(case.case), False, (), (), ())
    if file in names:
        try:
            records = _of_this_case(case, stranger_client.events(bundle.files[file]))
        except SharedRecordsUnreadable as error:
            errors[error.kind()], refused[error.kind()] = error, 1
    tally = Tally()
    waiting = _merge(session, records, tally, errors, refused)
    is_here = log_has(session, records.case)
    return ImportedCase(
        case_id=case.case,
        reference=case.reference,
        state="merged" if is_here and (tally.new or tally.known) else "waiting" if waiting else "read only",
        new=tally.new,
        known=tally.known,
        waiting=waiting,
        refused=tuple((errors[kind], number) for kind, number in sorted(refused.items())),
        left_out=records.left_out,
        authors=tuple(_authors(records)),
        outside=tuple(name for name in names if name.startswith(case.name_of("")) and name != file),
    )


def _of_this_case(case: CaseEntry, records: SharedRecords) -> SharedRecords:
    if records.case.hex() != case.case:
        raise SharedRecordsUnreadable
    return records


def _merge(
    session: Session, records: SharedRecords, tally: Tally, errors: dict[str, SanadError], refused: Counter[str]
) -> int:
    """How many wait for more to arrive. The grants first: they open the rest."""
    vault, ledger, waiting = session.vault, VaultSyncStore(session), 0
    with vault.transaction() as writer:
        checked = list(_checked(session, records, errors, refused))
        intake = record_intake.begun(session, writer, [looked.id for looked in checked])
        new: list[tuple[bytes, bytes]] = []
        for looked in checked:
            header = looked.envelope.header
            is_ours = vault.directory.signer(header.author, header.stream) is not None
            try:
                is_new = record_intake.receive(intake, looked, for_us=is_ours)
            except record_intake.LATER as error:
                waiting += is_ours
                if not is_ours:
                    _refuse(error, errors, refused)
            except SanadError as error:
                _refuse(error, errors, refused)
            else:
                tally.known += not is_new
                new += [(header.case, looked.id)] if is_new else []
        intake.flush()
        note(session, writer, new, tally)
    with vault.transaction() as writer:
        resolved = record_intake.try_again(session, writer)
        waiting -= sum(case == records.case for case, _ in resolved)
        note(session, writer, resolved, tally)
    for _ in show(session, ledger, tally):
        continue
    if ledger.forked:
        session.vault = vaults.new_device(vault)
    return max(waiting, 0)


def _checked(
    session: Session, records: SharedRecords, errors: dict[str, SanadError], refused: Counter[str]
) -> Iterable[CheckedEnvelope]:
    for raw in (*records.grants, *records.events):
        try:
            looked = CheckedEnvelope.at(raw, session.vault.directory)
            if looked.envelope.header.case != records.case:
                raise OtherCase
        except SanadError as error:
            _refuse(error, errors, refused)
        else:
            yield looked


def _refuse(error: SanadError, errors: dict[str, SanadError], refused: Counter[str]) -> None:
    errors.setdefault(error.kind(), error)
    refused[error.kind()] += 1


def log_has(session: Session, case: bytes) -> bool:
    """Is anything of a case in the records here?"""
    return case in log.cases(session.reading(), session.vault)


def _authors(records: SharedRecords) -> Iterable[RecordAuthor]:
    """Of those events whose signature holds by the certificates that came along."""
    known = loose_certificates.authors(records.certificates)
    numbers: Counter[bytes] = Counter()
    for raw in records.events:
        try:
            envelope = peek_unverified(raw)
        except EnvelopeRefused:
            continue
        author = known.get(envelope.header.stream)
        if author and verify(author.public, envelope.signature, SIGNED + envelope.header_bytes):
            numbers[envelope.header.stream] += 1
    words: dict[bytes, six_words.Pair] = {}
    for stream, number in numbers.items():
        author = known[stream]
        if author.root not in words:
            words[author.root] = six_words.of_key(author.root)
        yield RecordAuthor(author.name, author.role, author.organisation, number, words[author.root])
