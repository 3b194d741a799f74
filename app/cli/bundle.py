"""`bundle`, `recipients`: a case sealed for others, to whom, and such a file opened and verified."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, BadParameter, Option

from app.bundle.manifest import CaseEntry, Recipient
from app.casework.cases import issued_papers, queries
from app.casework.export import bundle_export, receipt_return, recipient_book, release_requests
from app.casework.export import bundle_import as merging
from app.casework.export import bundle_receipt as receipt_paper
from app.casework.export import bundle_receipt as receipt_signing
from app.casework.export.bundle_choice import DossierIn, several
from app.casework.export.bundle_import import ImportedCase, RecordAuthor
from app.casework.export.bundle_signer import BundleSigner
from app.casework.session.session import Session
from app.cli import options
from app.cli.case_papers import Recipient as ForWhom
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_case, with_case, with_session
from app.cli.output import refused, words
from app.cli.paper_views import ISSUED, in_both
from app.cli.secrets import secret
from app.errors import N_, SanadError
from app.settings import Language as LanguageCode

Identity = Annotated[Path | None, Option("--identity", help="The file of a private key: age's or SSH's.")]
PassphraseFile = Annotated[str | None, Option("--passphrase-file", help="A file whose first line is the passphrase.")]

_RECIPIENT = JsonView(Recipient, "kind fingerprint")
_RELEASE = JsonView(
    release_requests.ReleaseView,
    "id agency to purpose override references asked_by at state may_answer by reason until",
    to=_RECIPIENT,
)
_SIGNER = JsonView(BundleSigner, "standing name role words", words=lambda signer: in_both(signer.words))
_AUTHOR = JsonView(RecordAuthor, "name role organisation number words", words=lambda author: in_both(author.words))
_IMPORTED = JsonView(
    ImportedCase,
    "case=case_id reference state new known waiting left_out outside refused authors",
    refused=lambda case: [
        {"kind": error.kind(), "says": words().say(error), "number": number} for error, number in case.refused
    ],
    authors=lambda case: _AUTHOR.each(case.authors),
)
_CASE = JsonView(CaseEntry, "case reference folder counter contains held_back")
_MADE = JsonView(
    bundle_export.WrittenBundle,
    "case=case_id document reference counter fingerprint recipients contains held_back account",
    recipients=_RECIPIENT,
)
# before everything holds, nothing of what a file claims is repeated
_NOTHING: Document = {
    "ok": False,
    "case": "",
    "reference": "",
    "author": "",
    "fingerprint": "",
    "purpose": "",
    "files": [],
}


class FileOrRequest(SanadError):
    says = N_("Give the name of the file with -o, or use --ask to only ask a second person. Nothing was written.")


class RecipientOrPassphrase(SanadError):
    says = N_("Nothing was written. Give --to with each recipient's public key, or --passphrase-file, but not both.")


class DossierLanguageUnknown(SanadError):
    text: str
    says = N_("A dossier can’t be written in “{text}”. Nothing was written. Choose ar, en, both or none.")


class IdentityOrPassphrase(SanadError):
    says = N_(
        "Nothing was opened. Give --identity with the file of your private key, or --passphrase-file, but not both."
    )


def _in_lines(document: Document) -> str:
    if "release" in document:
        return f"asked: {document['release']}"
    lines = [document["bundle"]]
    if document.get("passphrase_file"):
        lines.append(f"passphrase: {document['passphrase_file']} (by another way than the bundle)")
    for heading, count_of_kind in (("sensitive", document["contains"]), ("held back", document["held_back"])):
        if count_of_kind:
            kinds = ", ".join(f"{kind} {n}" for kind, n in count_of_kind.items())
            lines.append(f"{heading}: {kinds}")
    lines += [f"part: {path}" for path in document.get("parts", ())]
    for words_of_key in document["words"].values():
        lines.append(f"read this to the recipient by telephone: {words_of_key}")
    lines.append(f"to who opens it with age and ssh-keygen: {document['fingerprint']}")
    return "\n".join(lines)


def _dossier_in(text: str) -> DossierIn | None:
    """None where nothing was said. DossierLanguageUnknown."""
    match text:
        case "":
            return None
        case "none":
            return ""
        case "ar" | "en" | "both":
            return text
    raise DossierLanguageUnknown(text)


_OutFile = Annotated[Path | None, Option("-o", "--out", help="The file to write.")]
_Ask = Annotated[
    bool, Option("--ask", help="Only ask a second person whether exactly this may go; nothing is written.")
]
_Recipients = Annotated[
    list[str] | None,
    Option("--to", help="A recipient of `recipients list`, or a public key: age1..., ssh-...; several."),
]
_Purpose = Annotated[str, Option(help="Why it is sent; in what is signed.")]
_Files = Annotated[bool, Option("--files/--no-files", help="With the files attached to the case.")]
_Place = Annotated[bool, Option("--with-place", help="Pictures with the place where they were taken.")]
_WithFile = Annotated[
    list[str] | None,
    Option("--with-file", help="A file of the case that goes though files stay by the rules; several."),
]
_PartSize = Annotated[int, Option("--part-size", help="In parts of so many megabytes, for several sticks.")]
_Also = Annotated[list[str] | None, Option("--also", help="A further case in the same file; several. All go, or none.")]
_Dossier = Annotated[str, Option(help="ar, en, both or none: the dossier that an agency gets.")]


@command(text=_in_lines)
def bundle_make(
    *,
    case_id: str,
    out_file: _OutFile = None,
    ask: _Ask = False,
    recipients: _Recipients = None,
    passphrase_file: PassphraseFile = None,
    language: options.Language = "ar",
    purpose: _Purpose = "",
    recipient: ForWhom,
    leave_unreviewed: options.LeaveUnreviewed = False,
    override: options.Override = "",
    files: _Files = True,
    place: _Place = False,
    with_file: _WithFile = None,
    part_size: _PartSize = 0,
    also: _Also = None,
    dossier: _Dossier = "",
    unsigned: options.Unsigned = False,
    officer: options.Officer = "",
) -> Document:
    if out_file is None and not ask:
        raise BadParameter("Give the file to write with -o, or --ask.")
    if bool(recipients) == (passphrase_file is not None):
        raise RecipientOrPassphrase
    if (out_file is None) != ask:
        raise FileOrRequest
    code, dossier_in = options.language_of(language), _dossier_in(dossier)
    new_phrase: Document = {}
    with at_case(officer, case_id) as (session, id_):
        if recipients:
            lock, agency = recipient_book.lock_of(session, recipients, recipient.to_agency or None)
            recipient = replace(recipient, to_agency=agency)
        else:
            lock, new_phrase = _phrase_lock(session, id_, Path(passphrase_file or ""), code)
        held_back = recipient.withheld()
        held_back.files = frozenset(with_file or ())
        held_back.leaves_unreviewed = leave_unreviewed
        further = [queries.resolve(session, case) for case in also or ()]
        choice = release_requests.chosen_for(
            several(id_, further), lock.recipients, code, purpose, agency=recipient.to_agency,
            override=override, with_files=files, held=held_back, place=place, dossier_in=dossier_in,
        )  # fmt: skip
        if out_file is None:
            return {"release": release_requests.ask(session, choice), "case": id_, **new_phrase}
        bundle = bundle_export.make(
            session, choice, out_file.absolute(), lock, part_size=part_size << 20, unsigned=unsigned
        )
    parts = {"parts": [str(path) for path in bundle.files]} if part_size else {}
    cases = {"cases": _CASE.each(bundle.cases)} if also else {}
    return {
        "bundle": str(out_file.absolute()),
        **_MADE(bundle),
        **parts,
        **cases,
        "words": in_both(bundle.words),
        **new_phrase,
    }


def _phrase_lock(
    session: Session, case_id: str, phrase_file: Path, code: LanguageCode
) -> tuple[bundle_export.Lock, Document]:
    """The passphrase of this file; one that isn't there is made, and said."""
    is_new = not phrase_file.exists()
    if is_new:
        bundle_export.write_words(phrase_file.absolute(), code)
    lock = bundle_export.passphrase(secret(str(phrase_file), "Passphrase"), session, case_id)
    return lock, {"passphrase_file": str(phrase_file.absolute())} if is_new else {}


@with_case()
def bundle_approvals(session: Session, case_id: str) -> Document:
    releases = release_requests.releases_of(session, queries.case_of(session, case_id))
    return {"releases": _RELEASE.each(releases)}


@with_case()
def bundle_approve(
    session: Session,
    case_id: str,
    release: Annotated[str, Argument(help="The request's id, or how it begins.")],
    refuse: Annotated[bool, Option("--refuse", help="Refuse it; with --reason.")] = False,
    reason: options.Reason = "",
) -> Document:
    id_ = release_requests.answer(session, case_id, release, approve=not refuse, reason=reason)
    return {"release": id_, "approved": not refuse}


@with_case()
def bundle_receipt(
    session: Session,
    case_id: str,
    document: Annotated[str, Argument(help="The file's id, or how it begins.")],
    out_file: Annotated[Path, Option("-o", "--out", help="The PDF to write.")],
    language: options.Language = "",
) -> Document:
    code = options.language_of(language or session.officer.language)
    paper = receipt_paper.paper(session, case_id, document)
    issued = issued_papers.save(session, paper, code, out_file.absolute())
    return {"pdf": str(out_file.absolute()), "case": case_id, **ISSUED(issued)}


@command()
def bundle_open(
    file: Path,
    identity: Identity = None,
    passphrase_file: PassphraseFile = None,
    extract: Annotated[Path | None, Option("--extract", help="A new or empty folder for the files.")] = None,
    also: Annotated[
        list[Path] | None, Option("--also", help="A folder or stick with other parts of it; several.")
    ] = None,
) -> Document:
    opener = _opener(identity, passphrase_file)
    folder = extract.absolute() if extract else None
    try:
        further = [path.absolute() for path in also or ()]
        verified = bundle_export.open_bundle(file.absolute(), opener, folder, further)
    except bundle_export.BundleAltered as error:
        problems = [
            {"kind": problem.kind, "file": problem.file, "says": words()(bundle_export.SAYS[problem.kind])}
            for problem in error.problems
        ]
        raise typer.Exit(refused(error, {**_NOTHING, "problems": problems})) from error
    return _opened(verified, folder)


@command()
def bundle_acknowledge(
    file: Path,
    receiver: Annotated[str, Option("--by", help="Who received it.")],
    out_file: Annotated[Path, Option("-o", "--out", help="The receipt to write.")],
    sign_with: Annotated[Path, Option("--sign-with", help="Your private Ed25519 key of OpenSSH; made if missing.")],
    identity: Identity = None,
    passphrase_file: PassphraseFile = None,
) -> Document:
    verified = bundle_export.open_bundle(file.absolute(), _opener(identity, passphrase_file))
    words = receipt_signing.sign(verified, receiver, sign_with.absolute(), out_file.absolute())
    return {"receipt": str(out_file.absolute()), "key": str(sign_with.absolute()), "words": in_both(words)}


@with_session()
def bundle_import(
    session: Session, file: Path, identity: Identity = None, passphrase_file: PassphraseFile = None
) -> Document:
    verified = bundle_export.open_bundle(file.absolute(), _opener(identity, passphrase_file))
    summary = merging.take_in(session, verified)
    return {
        "bundle": verified.manifest.bundle,
        "signer": _SIGNER(summary.signer),
        "cases": _IMPORTED.each(summary.cases),
    }


@with_session()
def bundle_returned(session: Session, file: Path) -> Document:
    receipt = receipt_return.take_in(session, file.absolute())
    return {
        "document": receipt.document,
        "recipient": receipt.recipient,
        "by": receipt.receiver,
        "received": receipt.received,
        "cases": list(receipt.cases),
        "references": list(receipt.references),
    }


def _opener(identity: Path | None, passphrase_file: str | None) -> bundle_export.Opener:
    if (identity is None) == (passphrase_file is None):
        raise IdentityOrPassphrase
    if identity:
        return bundle_export.key_file(identity.absolute())
    return bundle_export.opener_with(secret(passphrase_file, "Passphrase"))


def _opened(verified: bundle_export.VerifiedFiles, folder: Path | None) -> Document:
    manifest = verified.manifest
    return {
        "ok": True,
        "case": manifest.case,
        "reference": manifest.reference,
        "author": manifest.author.name,
        "fingerprint": manifest.author.fingerprint,
        "purpose": manifest.purpose,
        "files": [{"name": entry.name, "size": entry.size} for entry in verified.entries],
        "problems": [],
        "role": manifest.author.role,
        "counter": manifest.counter,
        "made": manifest.made,
        "language": manifest.language,
        "recipients": _RECIPIENT.each(manifest.recipients),
        "contains": manifest.contains,
        "held_back": manifest.held_back,
        "cases": _CASE.each(manifest.cases),
        "words": in_both(bundle_export.words_of(manifest)),
        "extracted": str(folder) if folder else None,
    }


Name = Annotated[str, Argument(help="Who it is, as you will look for them.")]

_BOOKED = JsonView(
    recipient_book.BookedRecipient,
    "id name agency key words added by until over=is_over receipts",
    words=lambda recipient: in_both(recipient.words),
)


class OneKey(SanadError):
    says = N_("Give one public key: --key with the key, or the file in which the recipient sent it. Nothing was saved.")


@with_session()
def recipients_add(
    session: Session,
    name: Name,
    key: Annotated[str, Option("--key", help="The public key: age1... or ssh-...")] = "",
    key_file: Annotated[Path | None, Option("--key-file", help="The file in which they sent it.")] = None,
    words: Annotated[str, Option("--words", help="The six words, as the recipient read them to you.")] = "",
    to_agency: options.ToAgency = "",
    days: Annotated[int, Option("--days", help="For how long, 730 at most.")] = 365,
) -> Document:
    keys = [key] if key else []
    keys += bundle_export.keys_in(key_file) if key_file else []
    if len(keys) != 1:
        raise OneKey
    if not words:
        line = recipient_book.of_key_line(keys[0])
        their_words = in_both(recipient_book.words_of_key(line))
        return {"kept": False, "key": line, "words": their_words}
    recipient = recipient_book.add(session, name, keys[0], words, agency=to_agency, days=days)
    return {"kept": True, **_BOOKED(recipient)}


@with_session()
def recipients_receipts(
    session: Session,
    name: Name,
    words: Annotated[str, Option("--words", help="The six words, as the recipient read them to you.")],
    key: Annotated[str, Option("--key", help="The public key that signs: ssh-ed25519 ...")] = "",
    receipt: Annotated[Path | None, Option("--receipt", help="A receipt that came back, signed with it.")] = None,
) -> Document:
    if bool(key) == bool(receipt):
        raise OneKey
    key = receipt_return.key_of(receipt) if receipt else key
    return _BOOKED(recipient_book.keep_receipt_key(session, name, key, words))


@with_session()
def recipients_list(session: Session) -> Document:
    return {"recipients": _BOOKED.each(recipient_book.known(session))}


@with_session()
def recipients_remove(session: Session, name: Name) -> Document:
    return {"removed": _BOOKED(recipient_book.remove(session, name))}
