"""`bundle`: a case sealed for others, and such a file opened and verified."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import (
    PLAIN,
    Give,
    HoldBack,
    Json,
    Language,
    Override,
    ToAgency,
    Who,
    at_case,
    issued_in_json,
    language_of,
    refused,
    secret,
    show,
    spoken,
)
from app.errors import N_, SanadError

if TYPE_CHECKING:
    from app.casework.export.bundle_export import Opener, VerifiedFiles

bundle = typer.Typer(help="A case sealed for others, and such a file opened.", **PLAIN)

_Phrase = Annotated[
    str | None,
    typer.Option("--passphrase-file", help="A file whose first line is the passphrase."),
]


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


@bundle.command("make")
def bundle_make(
    case_id: str,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write.")],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="A recipient's public key: age1... or ssh-ed25519 ...; several."),
    ] = None,
    passphrase_file: _Phrase = None,
    language: Language = "ar",
    purpose: Annotated[str, typer.Option(help="Why it is sent; in what is signed.")] = "",
    to_agency: ToAgency = "",
    override: Override = "",
    files: Annotated[
        bool, typer.Option("--files/--no-files", help="With the files attached to the case.")
    ] = True,
    place: Annotated[
        bool, typer.Option("--with-place", help="Pictures with the place where they were taken.")
    ] = False,
    hold_back: HoldBack = None,
    give: Give = None,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Seal a case's record, answers and files for others; the event is written before the file exists.

    A --passphrase-file that does not exist is made, with a passphrase of random words in it.
    """
    from app.casework.cases import redaction
    from app.casework.export import bundle_export

    if bool(to) == (passphrase_file is not None):
        raise RecipientOrPassphrase
    chosen = language_of(language)
    held = redaction.chosen(to_agency, hold_back or (), give or ())
    lock = bundle_export.lock_for(to) if to else None
    with at_case(officer, case_id) as (session, id_):
        made_words = None
        if lock is None:
            phrase_file = Path(passphrase_file or "")
            if not phrase_file.exists():
                bundle_export.write_words(phrase_file.absolute(), chosen)
                made_words = str(phrase_file.absolute())
            lock = bundle_export.passphrase(secret(str(phrase_file), "Passphrase"), session, id_)
        made = bundle_export.make(
            session, id_, out.absolute(), lock, chosen, purpose, agency=to_agency,
            override=override, with_files=files, held=held, place=place,
        )  # fmt: skip
    show(
        {
            "bundle": str(out.absolute()), "case": made.case_id, "document": made.document,
            "reference": made.reference,
            "counter": made.counter, "fingerprint": made.fingerprint,
            "recipients": [
                {"kind": each.kind, "fingerprint": each.fingerprint} for each in made.recipients
            ],
            "contains": made.contains,
            "held_back": made.held_back,
            **({"passphrase_file": made_words} if made_words else {}),
        },
        as_json,
        _made_in_words,
    )  # fmt: skip


@bundle.command("receipt")
def bundle_receipt(
    case_id: str,
    document: Annotated[str, typer.Argument(help="The file's id, or how it begins.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The PDF to write.")],
    language: Language = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Issue the receipt of a sealed file as a PDF, to be signed by who receives it."""
    from app.casework.cases import issued_papers
    from app.casework.export import bundle_receipt

    with at_case(officer, case_id) as (session, id_):
        chosen = language_of(language or session.officer.language)
        paper = bundle_receipt.paper(session, id_, document)
        issued = issued_papers.save(session, paper, chosen, out.absolute())
    show({"pdf": str(out.absolute()), "case": id_, **issued_in_json(issued)})


def _made_in_words(told: dict[str, Any]) -> str:
    lines = [told["bundle"]]
    if told.get("passphrase_file"):
        lines.append(f"passphrase: {told['passphrase_file']} (by another way than the bundle)")
    if told["contains"]:
        lines.append(
            "sensitive: " + ", ".join(f"{kind} {n}" for kind, n in told["contains"].items())
        )
    if told["held_back"]:
        lines.append(
            "held back: " + ", ".join(f"{kind} {n}" for kind, n in told["held_back"].items())
        )
    lines.append(f"read this to the recipient by telephone: {told['fingerprint']}")
    return "\n".join(lines)


@bundle.command("open")
def bundle_open(
    file: Path,
    identity: Annotated[
        Path | None, typer.Option("--identity", help="The file of a private key: age's or SSH's.")
    ] = None,
    passphrase_file: _Phrase = None,
    extract: Annotated[
        Path | None, typer.Option("--extract", help="A new or empty folder for the files.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Open a bundle and verify everything in it; needs no records on this computer."""
    from app.casework.export import bundle_export

    opener = _opener(identity, passphrase_file)
    folder = extract.absolute() if extract else None
    try:
        told = bundle_export.open_bundle(file.absolute(), opener, folder)
    except bundle_export.BundleAltered as error:
        problems = [
            {"kind": each.kind, "file": each.file, "says": spoken()(bundle_export.SAYS[each.kind])}
            for each in error.problems
        ]
        raise typer.Exit(refused(error, {**_NOTHING, "problems": problems})) from error
    show(_opened(told, folder))


def _opener(identity: Path | None, passphrase_file: str | None) -> "Opener":
    from app.casework.export import bundle_export

    if (identity is None) == (passphrase_file is None):
        raise IdentityOrPassphrase
    if identity:
        return bundle_export.key_file(identity.absolute())
    return bundle_export.opener_with(secret(passphrase_file, "Passphrase"))


# before everything holds, nothing of what a file claims is repeated
_NOTHING: dict[str, Any] = {
    "ok": False, "case": "", "reference": "", "author": "", "fingerprint": "", "purpose": "",
    "files": [],
}  # fmt: skip


def _opened(told: "VerifiedFiles", folder: Path | None) -> dict[str, Any]:
    manifest = told.manifest
    return {
        "ok": True, "case": manifest.case, "reference": manifest.reference,
        "author": manifest.author.name, "fingerprint": manifest.author.fingerprint,
        "purpose": manifest.purpose,
        "files": [
            {"name": name, "size": len(content)} for name, content in told.files.items()
        ],
        "problems": [],
        "role": manifest.author.role, "counter": manifest.counter,
        "made": manifest.made.isoformat(), "language": manifest.language,
        "recipients": [
            {"kind": each.kind, "fingerprint": each.fingerprint} for each in manifest.recipients
        ],
        "contains": manifest.contains, "held_back": manifest.held_back,
        "extracted": str(folder) if folder else None,
    }  # fmt: skip
