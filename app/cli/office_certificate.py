"""`org certificate`: what the office signs papers with, inside the PDF."""

from pathlib import Path
from typing import Annotated

import typer

from app.casework.organisation import office_certificate
from app.casework.organisation.office_certificate import KnownCertificate, OfficeCertificate
from app.casework.session.session import Session
from app.cli.json_output import Document
from app.cli.officer_session import with_session
from app.cli.options import Out
from app.cli.output import value_of
from app.seal.six_words import Pair


def _words(pair: Pair) -> Document:
    arabic, english = pair
    return {"ar": " ".join(arabic), "en": " ".join(english)}


def _in_use(certificate: OfficeCertificate) -> Document:
    facts = certificate.facts
    return {
        "names": facts.names, "issuer": facts.issuer, "until": facts.ends,
        "fingerprint": facts.fingerprint.hex(), "words": _words(certificate.words),
    }  # fmt: skip


def _known(known_certificate: KnownCertificate) -> Document:
    return {
        "names": known_certificate.facts.names, "issuer": known_certificate.facts.issuer, "from": known_certificate.facts.begins, "until": known_certificate.facts.ends,
        "fingerprint": known_certificate.facts.fingerprint.hex(), "words": _words(known_certificate.words), "desk": known_certificate.desk,
        "at": known_certificate.at, "ended_at": known_certificate.ended_at, "here": known_certificate.here, "former": known_certificate.former,
    }  # fmt: skip


def _in_lines(document: Document) -> str:
    words = document["words"]
    return f"{document['names']}\n{words['ar']}\n{words['en']}\nuntil {document['until']}"


@with_session(text=_in_lines)
def certificate_make(session: Session) -> Document:
    return _in_use(office_certificate.make(session))


@with_session(text=value_of("request"))
def certificate_request(session: Session, out_file: Out) -> Document:
    office_certificate.ask(session, out_file.absolute())
    return {"request": str(out_file.absolute())}


@with_session(text=_in_lines)
def certificate_import(
    session: Session,
    file: Annotated[Path, typer.Argument(help="The certificate and those above it, PEM.")],
) -> Document:
    return _in_use(office_certificate.take_in(session, file.absolute()))


@with_session()
def certificate_show(session: Session) -> Document:
    in_use = office_certificate.current(session)
    return {
        "in_use": _in_use(in_use) if in_use else None, "asked": office_certificate.is_asked(session),
        "renew": office_certificate.renewal_due(session),
        "known": [_known(known_certificate) for known_certificate in office_certificate.known(session)],
    }  # fmt: skip


@with_session()
def certificate_end(
    session: Session, fingerprint: Annotated[str, typer.Argument(help="As `show` says it.")]
) -> Document:
    office_certificate.end(session, fingerprint)
    return {"ended": fingerprint}
