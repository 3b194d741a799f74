"""`paper check`: is a signed PDF as it was signed, by whose certificate, and when."""

from pathlib import Path
from typing import Annotated

import typer

from app.casework.export import paper_check as checking
from app.casework.export.paper_check import SignatureCheck
from app.casework.organisation import office_certificate
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.officer_session import with_session
from app.cli.options import PasswordFile
from app.cli.output import words
from app.cli.secrets import secret
from app.errors import N_
from app.language import strip_marks

_UNSIGNED = N_("Nobody signed this file inside the PDF.")
File = Annotated[Path, typer.Argument(metavar="FILE", help="The PDF.")]


def _document(signatures: list[SignatureCheck]) -> Document:
    return {"signatures": [_one(signature) for signature in signatures]}


def _one(signature: SignatureCheck) -> Document:
    facts = signature.certificate
    arabic, english = signature.words
    return {
        "verdict": signature.verdict, "names": facts.names if facts else "",
        "issuer": facts.issuer if facts else "", "fingerprint": facts.fingerprint.hex() if facts else "",
        "words": {"ar": " ".join(arabic), "en": " ".join(english)}, "standing": signature.standing,
        "ended_at": signature.ended_at, "at": signature.at, "stamped_at": signature.stamped_at,
        "stamped_by": signature.stamped_by, "in_time": signature.in_time,
        "says": [strip_marks(line) for line in checking.in_words(signature, words())],
    }  # fmt: skip


def _in_lines(document: Document) -> str:
    if not document["signatures"]:
        return words()(_UNSIGNED)
    return "\n\n".join("\n".join(signature["says"]) for signature in document["signatures"])


def _holds(signatures: list[SignatureCheck]) -> bool:
    """Was it signed, and is all of it as the last one signed it?"""
    return bool(signatures) and signatures[-1].verdict == "unchanged" and all(
        signature.verdict in ("unchanged", "added to") for signature in signatures
    )  # fmt: skip


@command(view=_document, text=_in_lines, succeeded=_holds)
def paper_check(file: File, password_file: PasswordFile = None) -> list[SignatureCheck]:
    return checking.check(file.absolute(), _password(password_file))


@with_session(view=_document, text=_in_lines, succeeded=_holds)
def paper_whose(
    session: Session, file: File, password_file: PasswordFile = None
) -> list[SignatureCheck]:
    known = office_certificate.known(session)
    return checking.check(file.absolute(), _password(password_file), known)


def _password(file: str | None) -> str:
    return secret(file, "Password") if file else ""
