"""A paper for others is signed by the office inside the PDF, where this computer has the office's
certificate: dossiers and letters, and nothing that a person brings.

That it is signed is said in the log of keys, which every desk reads, before the key is used. The
signature comes after everything else, a password too: whoever wrote the file anew would break it.

A time-stamp authority may take seconds to answer: what is signed is a script that yields an errand,
so that whoever carries it can let others use the records meanwhile."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar

from app import report, settings
from app.case import events
from app.casework.organisation import office_certificate
from app.casework.session import key_log
from app.casework.session.session import Session
from app.disk import in_words, write_whole
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.seal import office_certificate as sealing
from app.signing.sign_client import Level, SignedPaper, SigningChild, SigningRequest

SIGNATURE = N_("Electronic signature")
REASON = "Signed by the office / وقّعه المكتب"


@dataclass(frozen=True, slots=True)
class Errand:
    """What a time-stamp authority is to be asked, by whatever thread may wait."""

    authority: str
    request: bytes
    proxy: str

    def run(self) -> bytes:
        """Its answer, b"" where there is none."""
        # most papers are signed without a network, whose library takes a while to load
        from app.sync import client

        return client.time_stamp(self.authority, self.request, self.proxy)


_P = ParamSpec("_P")
_T = TypeVar("_T")
Script = Generator[Errand, bytes, _T]


def at_once(script_of: Callable[_P, Script[_T]]) -> Callable[_P, _T]:
    """All of a script in one go, for whoever may wait."""

    def run(*args: _P.args, **options: _P.kwargs) -> _T:
        script = script_of(*args, **options)
        try:
            errand = next(script)
            while True:
                errand = script.send(errand.run())
        except StopIteration as stop:
            result: _T = stop.value
            return result

    return run


@dataclass(frozen=True, slots=True)
class SignedBy:
    """What stands on the paper: whose signature is in its file, and how to know that certificate again.
    `fingerprint`: in hexadecimal, eight signs at a time."""

    office: str
    fingerprint: str
    words_ar: str
    words_en: str


@dataclass(slots=True)
class PaperSigner:
    """Signs the papers of one document. `level`: of the last signature, "" before."""

    session: Session
    certificate: office_certificate.OfficeCertificate
    _child: SigningChild = field(repr=False)
    level: Level | str = ""

    @property
    def signed_by(self) -> SignedBy:
        words_ar, words_en = self.certificate.words
        office = self.session.vault.directory.organisation.name
        hexadecimal = self.certificate.facts.fingerprint.hex(" ", 4)
        return SignedBy(office, hexadecimal, " ".join(words_ar), " ".join(words_en))

    def sign(self, pdf: bytes, document: bytes, password: str | None = None) -> Script[bytes]:
        """The signed paper. `document`: its id; `password`: that it is under already. SigningRefused,
        PaperNotSigned."""
        session = self.session
        # what was asked a moment ago may be over: the paper was made meanwhile
        certificate = office_certificate.require_current(session)
        if certificate is None or certificate.chain != self.certificate.chain:
            raise office_certificate.SigningRefused(office_certificate.ENDED)
        content = {"certificate": certificate.facts.fingerprint, "document": document, "paper": sha256(pdf).digest()}
        with session.vault.transaction() as writer:
            key_log.note(session, writer, events.SIGNED, content)
        authority = settings.policy().time_stamps
        request = SigningRequest(
            certificates=certificate.chain, at=session.clock(), reason=REASON, password=password or ""
        )
        if authority:  # others may sign while this one waits: with a child of their own
            session.signing = None
        steps = self._child.sign(
            pdf, request, lambda message: sealing.sign(certificate.key, message), stamp=bool(authority)
        )
        proxy = _proxy(session) if authority else ""
        try:
            stamp_request = next(steps)
            while True:
                stamp_request = steps.send((yield Errand(authority, stamp_request.content, proxy)))
        except StopIteration as stop:
            paper: SignedPaper = stop.value
        finally:
            steps.close()
        self.level = paper.level
        return paper.content


def filed(pdf: bytes, document: bytes, file: Path, password: str | None, signer: PaperSigner | None) -> Script[str]:
    """A paper written to a file, under its password and signed; the level of its signature, "" for none.
    SigningRefused, PaperNotSigned, BadFolder."""
    content = pdf if password is None else report.protect(pdf, password)
    if signer is not None:
        content = yield from signer.sign(content, document, password)
    with in_words():
        write_whole(file, content)
    return signer.level if signer else ""


def _proxy(session: Session) -> str:
    # as `Errand.run`: only where a network is asked
    from app.casework.exchange import sync

    return sync.proxy(session)


def prepare(session: Session) -> bool:
    """A paper may soon be saved: does this computer sign it? The child begins to load. It is kept until
    the records are closed, for one paper after another."""
    if not may_sign(session):
        return False
    _child_of(session)
    return True


def may_sign(session: Session) -> bool:
    """Would a paper that is saved here be signed, or refused because it can't be?"""
    return office_certificate.signs_here(session)


def signer_of(session: Session, *, wanted: bool = True) -> PaperSigner | None:
    """Who signs for the office here; None where it has no certificate on this computer, or it is not wanted.
    The child loads while the paper is made. SigningRefused."""
    certificate = office_certificate.require_current(session) if wanted else None
    if certificate is None:
        return None
    return PaperSigner(session, certificate, _child_of(session))


def _child_of(session: Session) -> SigningChild:
    if session.signing is None:
        session.signing = SigningChild().begin()
    return session.signing


def note_of(signed_by: SignedBy, w: Words) -> str:
    """In words, on the paper."""
    six = signed_by.words_ar if w.language == "ar" else signed_by.words_en
    return "\n".join(
        (
            w(
                "The signature of {office} is inside the PDF. Programs that check such signatures say whether the file "
                "was changed since then.",
                office=isolate(signed_by.office),
            ),
            w("Certificate (SHA-256): {fingerprint}", fingerprint=isolate_ltr(signed_by.fingerprint)),
            w("The certificate in six words: {words}", words=isolate(six)),
            w("Compare one of the two with the office, in a way you already know. A printout has no signature."),
        )
    )
