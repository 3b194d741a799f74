"""`bundle`: a case sealed for others, and such a file opened and verified."""

from pathlib import Path
from typing import Annotated

import typer

from app.bundle.manifest import Recipient
from app.casework.cases import issued_papers, redaction
from app.casework.export import bundle_export, recipient_book
from app.casework.export import bundle_receipt as receipt
from app.casework.export.bundle_export import Opener, VerifiedFiles, WrittenBundle
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_case, with_case
from app.cli.options import (
    ForRecipient,
    Give,
    HoldBack,
    Language,
    LeaveUnreviewed,
    Officer,
    Out,
    Override,
    ToAgency,
    language_of,
)
from app.cli.output import refused, words
from app.cli.paper_views import ISSUED
from app.cli.secrets import secret
from app.errors import N_, SanadError
from app.seal.six_words import Pair

PassphraseFile = Annotated[
    str | None,
    typer.Option("--passphrase-file", help="A file whose first line is the passphrase."),
]

_RECIPIENT = JsonView(Recipient, "kind fingerprint")
_MADE = JsonView(
    WrittenBundle,
    "case=case_id document reference counter fingerprint recipients contains held_back",
    recipients=_RECIPIENT,
)
# before everything holds, nothing of what a file claims is repeated
_NOTHING: Document = {
    "ok": False, "case": "", "reference": "", "author": "", "fingerprint": "", "purpose": "",
    "files": [],
}  # fmt: skip


class RecipientOrPassphrase(SanadError):
    """A bundle is sealed to keys, or with a passphrase."""

    says = N_(
        "Nothing was written. Give --to with each recipient's public key, or --passphrase-file, "
        "but not both."
    )


class IdentityOrPassphrase(SanadError):
    """A bundle is opened by a key, or with a passphrase."""

    says = N_(
        "Nothing was opened. Give --identity with the file of your private key, or "
        "--passphrase-file, but not both."
    )


def _in_lines(document: Document) -> str:
    lines = [document["bundle"]]
    if document.get("passphrase_file"):
        lines.append(f"passphrase: {document['passphrase_file']} (by another way than the bundle)")
    for heading, count_of_kind in (
        ("sensitive", document["contains"]),
        ("held back", document["held_back"]),
    ):
        if count_of_kind:
            kinds = ", ".join(f"{kind} {n}" for kind, n in count_of_kind.items())
            lines.append(f"{heading}: {kinds}")
    lines += [f"part: {path}" for path in document.get("parts", ())]
    for words_of_key in document["words"].values():
        lines.append(f"read this to the recipient by telephone: {words_of_key}")
    lines.append(f"to who opens it with age and ssh-keygen: {document['fingerprint']}")
    return "\n".join(lines)


def _in_both(pair: Pair) -> dict[str, str]:
    arabic, english = pair
    return {"ar": " ".join(arabic), "en": " ".join(english)}


@command(text=_in_lines)
def bundle_make(
    *,
    case_id: str,
    out_file: Out,
    recipients: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            help="A recipient of `recipients list`, or a public key: age1..., ssh-...; several.",
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    language: Language = "ar",
    purpose: Annotated[str, typer.Option(help="Why it is sent; in what is signed.")] = "",
    to_agency: ToAgency = "",
    recipient: ForRecipient = "",
    leave_unreviewed: LeaveUnreviewed = False,
    override: Override = "",
    files: Annotated[
        bool, typer.Option("--files/--no-files", help="With the files attached to the case.")
    ] = True,
    place: Annotated[
        bool, typer.Option("--with-place", help="Pictures with the place where they were taken.")
    ] = False,
    with_file: Annotated[
        list[str] | None,
        typer.Option(
            "--with-file",
            help="A file of the case that goes though files stay by the rules; several.",
        ),
    ] = None,
    part_size: Annotated[
        int, typer.Option("--part-size", help="In parts of so many megabytes, for several sticks.")
    ] = 0,
    hold_back: HoldBack = None,
    give: Give = None,
    officer: Officer = "",
) -> Document:
    """Seal a case's record, answers and files for others; the event is written before the file exists.

    A --passphrase-file that does not exist is made, with a passphrase of random words in it.
    """
    if bool(recipients) == (passphrase_file is not None):
        raise RecipientOrPassphrase
    code = language_of(language)
    new_phrase: Document = {}
    with at_case(officer, case_id) as (session, id_):
        if recipients:
            lock, to_agency = recipient_book.lock_of(session, recipients, to_agency or None)
        else:
            phrase_file = Path(passphrase_file or "")
            if not phrase_file.exists():
                bundle_export.write_words(phrase_file.absolute(), code)
                new_phrase = {"passphrase_file": str(phrase_file.absolute())}
            lock = bundle_export.passphrase(secret(str(phrase_file), "Passphrase"), session, id_)
        held_back = redaction.chosen(to_agency, hold_back or (), give or (), recipient)
        held_back.files = frozenset(with_file or ())
        held_back.leaves_unreviewed = leave_unreviewed
        bundle = bundle_export.make(
            session, id_, out_file.absolute(), lock, code, purpose, agency=to_agency,
            override=override, with_files=files, held=held_back, place=place, part_size=part_size << 20,
        )  # fmt: skip
    parts = {"parts": [str(path) for path in bundle.files]} if part_size else {}
    return {
        "bundle": str(out_file.absolute()), **_MADE(bundle), **parts,
        "words": _in_both(bundle.words), **new_phrase,
    }  # fmt: skip


@with_case()
def bundle_receipt(
    session: Session,
    case_id: str,
    document: Annotated[str, typer.Argument(help="The file's id, or how it begins.")],
    out_file: Annotated[Path, typer.Option("-o", "--out", help="The PDF to write.")],
    language: Language = "",
) -> Document:
    """Issue the receipt of a sealed file as a PDF, to be signed by who receives it."""
    code = language_of(language or session.officer.language)
    paper = receipt.paper(session, case_id, document)
    issued = issued_papers.save(session, paper, code, out_file.absolute())
    return {"pdf": str(out_file.absolute()), "case": case_id, **ISSUED(issued)}


@command()
def bundle_open(
    file: Path,
    identity: Annotated[
        Path | None, typer.Option("--identity", help="The file of a private key: age's or SSH's.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    extract: Annotated[
        Path | None, typer.Option("--extract", help="A new or empty folder for the files.")
    ] = None,
    also: Annotated[
        list[Path] | None,
        typer.Option("--also", help="A folder or stick with other parts of it; several."),
    ] = None,
) -> Document:
    """Open a bundle and verify everything in it; needs no records on this computer."""
    opener = _opener(identity, passphrase_file)
    folder = extract.absolute() if extract else None
    try:
        further = [path.absolute() for path in also or ()]
        verified = bundle_export.open_bundle(file.absolute(), opener, folder, further)
    except bundle_export.BundleAltered as error:
        problems = [
            {
                "kind": problem.kind,
                "file": problem.file,
                "says": words()(bundle_export.SAYS[problem.kind]),
            }
            for problem in error.problems
        ]
        raise typer.Exit(refused(error, {**_NOTHING, "problems": problems})) from error
    return _opened(verified, folder)


def _opener(identity: Path | None, passphrase_file: str | None) -> Opener:
    if (identity is None) == (passphrase_file is None):
        raise IdentityOrPassphrase
    if identity:
        return bundle_export.key_file(identity.absolute())
    return bundle_export.opener_with(secret(passphrase_file, "Passphrase"))


def _opened(verified: VerifiedFiles, folder: Path | None) -> Document:
    manifest = verified.manifest
    return {
        "ok": True, "case": manifest.case, "reference": manifest.reference,
        "author": manifest.author.name, "fingerprint": manifest.author.fingerprint,
        "purpose": manifest.purpose,
        "files": [
            {"name": entry.name, "size": entry.size} for entry in verified.entries
        ],
        "problems": [],
        "role": manifest.author.role, "counter": manifest.counter,
        "made": manifest.made, "language": manifest.language,
        "recipients": _RECIPIENT.each(manifest.recipients),
        "contains": manifest.contains, "held_back": manifest.held_back,
        "words": _in_both(bundle_export.words_of(manifest)),
        "extracted": str(folder) if folder else None,
    }  # fmt: skip
