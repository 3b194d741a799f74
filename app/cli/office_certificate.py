"""`org certificate`, `paper`: what the office signs papers with, and whether a signed PDF is as it was signed."""

from pathlib import Path
from typing import Annotated

from typer import Argument

from app.casework.export import paper_check as checking
from app.casework.export.paper_check import SignatureCheck
from app.casework.organisation import office_certificate
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import Out, PasswordFile
from app.cli.output import value_of, words
from app.cli.paper_views import in_both
from app.cli.secrets import secret
from app.errors import N_
from app.language import strip_marks

_IN_USE = JsonView(
    office_certificate.OfficeCertificate,
    "names=facts.names issuer=facts.issuer until=facts.ends fingerprint=facts.fingerprint words",
    words=lambda certificate: in_both(certificate.words),
)
_KNOWN = JsonView(
    office_certificate.KnownCertificate,
    "names=facts.names issuer=facts.issuer from=facts.begins until=facts.ends"
    " fingerprint=facts.fingerprint words desk at ended_at here former",
    words=lambda certificate: in_both(certificate.words),
)


def _certificate_in_lines(document: Document) -> str:
    words = document["words"]
    return f"{document['names']}\n{words['ar']}\n{words['en']}\nuntil {document['until']}"


@with_session(view=_IN_USE, text=_certificate_in_lines)
def certificate_make(session: Session) -> office_certificate.OfficeCertificate:
    return office_certificate.make(session)


@with_session(text=value_of("request"))
def certificate_request(session: Session, out_file: Out) -> Document:
    office_certificate.ask(session, out_file.absolute())
    return {"request": str(out_file.absolute())}


@with_session(view=_IN_USE, text=_certificate_in_lines)
def certificate_import(
    session: Session, file: Annotated[Path, Argument(help="The certificate and those above it, PEM.")]
) -> office_certificate.OfficeCertificate:
    return office_certificate.take_in(session, file.absolute())


@with_session()
def certificate_show(session: Session) -> Document:
    in_use = office_certificate.current(session)
    return {
        "in_use": _IN_USE(in_use) if in_use else None,
        "asked": office_certificate.is_asked(session),
        "renew": office_certificate.renewal_due(session),
        "known": _KNOWN.each(office_certificate.known(session)),
    }


@with_session()
def certificate_end(session: Session, fingerprint: Annotated[str, Argument(help="As `show` says it.")]) -> Document:
    office_certificate.end(session, fingerprint)
    return {"ended": fingerprint}


_UNSIGNED = N_("Nobody signed this file inside the PDF.")
File = Annotated[Path, Argument(metavar="FILE", help="The PDF.")]


def _signatures(signatures: list[SignatureCheck]) -> Document:
    return {"signatures": [_one(signature) for signature in signatures]}


def _one(signature: SignatureCheck) -> Document:
    facts = signature.certificate
    return {
        "verdict": signature.verdict, "names": facts.names if facts else "",
        "issuer": facts.issuer if facts else "", "fingerprint": facts.fingerprint.hex() if facts else "",
        "words": in_both(signature.words), "standing": signature.standing,
        "ended_at": signature.ended_at, "at": signature.at, "stamped_at": signature.stamped_at,
        "stamped_by": signature.stamped_by, "in_time": signature.in_time,
        "says": [strip_marks(line) for line in checking.in_words(signature, words())],
    }  # fmt: skip


def _signatures_in_lines(document: Document) -> str:
    if not document["signatures"]:
        return words()(_UNSIGNED)
    return "\n\n".join("\n".join(signature["says"]) for signature in document["signatures"])


def _holds(signatures: list[SignatureCheck]) -> bool:
    """Was it signed, and is all of it as the last one signed it?"""
    return (
        bool(signatures)
        and signatures[-1].verdict == "unchanged"
        and all(signature.verdict in ("unchanged", "added to") for signature in signatures)
    )


@command(view=_signatures, text=_signatures_in_lines, succeeded=_holds)
def paper_check(file: File, password_file: PasswordFile = None) -> list[SignatureCheck]:
    return checking.check(file.absolute(), _password(password_file))


@with_session(view=_signatures, text=_signatures_in_lines, succeeded=_holds)
def paper_whose(session: Session, file: File, password_file: PasswordFile = None) -> list[SignatureCheck]:
    known = office_certificate.known(session)
    return checking.check(file.absolute(), _password(password_file), known)


def _password(file: str | None) -> str:
    return secret(file, "Password") if file else ""
