"""A PDF that somebody signed, looked at: is it as it was signed, by whose certificate, and when.

It needs no records. With them it also says whether that certificate is this organisation's. What it
never says: that what stands in the paper is true, or who in the office made it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from app import disk
from app.casework.organisation.office_certificate import KnownCertificate
from app.casework.session.transfer_places import refuse_elsewhere
from app.errors import N_, SanadError
from app.language import Words, isolate
from app.seal import office_certificate, six_words
from app.signing import sign_client
from app.signing.sign_client import PaperReading, SignatureReading, SigningChild, StampReading

Verdict = Literal["unchanged", "added to", "changed", "unclear"]
Standing = Literal["", "office", "ended", "former"]

SAYS: dict[Verdict, str] = {
    "unchanged": N_("Unchanged since it was signed."),
    "added to": N_(
        "What was signed is unchanged, but something was added to the file afterwards. Ask the signer what."
    ),
    "changed": N_("Changed after it was signed, or damaged. Don’t rely on it."),
    "unclear": N_("The signature doesn’t cover the file in a way that proves anything. Don’t rely on it."),
}
STANDING_SAYS: dict[Standing, str] = {
    "": N_(
        "This computer does not know the certificate. Compare its six words with the signer, in a way you already know."
    ),
    "office": N_("The certificate belongs to this organisation."),
    "ended": N_(
        "The certificate belonged to this organisation until it was ended on {when}. Ask user management about papers "
        "signed with it."
    ),
    "former": N_(
        "A former user manager made this certificate. Ask user management whether that was before the role ended."
    ),
}


class PaperUnreadable(SanadError):
    says = N_(
        "This file can’t be read as a PDF, so nothing can be said about its signature. Nothing was "
        "changed. Ask the sender for the file again."
    )


class PaperWantsPassword(SanadError):
    says = N_("This PDF needs its password, which was missing or wrong. Nothing was changed. Enter its password.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureCheck:
    """One signature. `certificate`: what it says, None where it says nothing; `at`: when the signer claims to have
    signed; `stamped_at`: when an authority, `stamped_by`, says to have seen it; whether to believe
    it is for whoever reads. `in_time`: the certificate held then. `standing`: what this computer knows of it."""

    verdict: Verdict
    certificate: office_certificate.CertificateFacts | None = None
    words: six_words.Pair = ((), ())
    at: datetime | None = None
    stamped_at: datetime | None = None
    stamped_by: str = ""
    in_time: bool = False
    standing: Standing = ""
    ended_at: datetime | None = None


def check(file: Path, password: str = "", known: Sequence[KnownCertificate] = ()) -> list[SignatureCheck]:
    """Its signatures, the first first; none where nobody signed it. `known`: the organisation's certificates.
    PaperUnreadable, PaperWantsPassword, PlaceNotAllowed, and what a disk refuses."""
    refuse_elsewhere(file)
    with disk.in_words(), file.open("rb") as opened:
        pdf = opened.read(sign_client.LARGEST + 1)
    if len(pdf) > sign_client.LARGEST:
        raise PaperUnreadable
    child = SigningChild()
    try:
        reading = child.check(pdf, password)
    finally:
        child.close()
    return judged(reading, known)


def judged(reading: PaperReading, known: Sequence[KnownCertificate] = ()) -> list[SignatureCheck]:
    """What a reading comes to. PaperUnreadable, PaperWantsPassword."""
    if reading.state in ("password", "wrong password"):
        raise PaperWantsPassword
    if reading.state:
        raise PaperUnreadable
    return [_checked(signature, known) for signature in reading.signatures]


def in_words(signature: SignatureCheck, w: Words) -> list[str]:
    """What a person reads of it, a sentence each."""
    lines = [w(SAYS[signature.verdict])]
    facts = signature.certificate
    if facts is None:
        return lines
    lines.append(w("Certificate: {names}", names=isolate(facts.names)))
    if not facts.self_signed:
        lines.append(w("Issued by: {names}", names=isolate(facts.issuer)))
    six = signature.words[0] if w.language == "ar" else signature.words[1]
    lines.append(w("Its six words: {words}", words=isolate(" ".join(six))))
    when = w.moment(signature.ended_at) if signature.ended_at else ""
    lines.append(w(STANDING_SAYS[signature.standing], when=when))
    if signature.at is not None:
        lines.append(w("Signed on {when}, by the clock of the computer that signed.", when=w.moment(signature.at)))
    if signature.stamped_at is not None:
        lines.append(
            w(
                "Seen on {when} by this time-stamp authority: {name}. Decide for yourself whether to trust it.",
                when=w.moment(signature.stamped_at),
                name=isolate(signature.stamped_by),
            )
        )
    if not signature.in_time:
        lines.append(w("At that time the certificate had expired, or was not valid yet."))
    return lines


_VERDICTS: dict[str, Verdict] = {"file": "unchanged", "beginning": "added to"}


def _checked(reading: SignatureReading, known: Sequence[KnownCertificate]) -> SignatureCheck:
    verdict: Verdict = _VERDICTS.get(reading.covers, "unclear") if reading.intact else "changed"
    try:
        facts = office_certificate.facts(reading.certificate)
    except ValueError:
        return SignatureCheck(verdict="changed" if verdict == "changed" else "unclear")
    stamped_at, stamped_by = _seen(reading.stamp)
    moment = stamped_at or reading.at
    known_certificate = next(
        (known_certificate for known_certificate in known if known_certificate.facts.fingerprint == facts.fingerprint),
        None,
    )
    return SignatureCheck(
        verdict=verdict,
        certificate=facts,
        words=six_words.of_key(facts.fingerprint),
        at=reading.at,
        stamped_at=stamped_at,
        stamped_by=stamped_by,
        in_time=moment is not None and facts.holds_at(moment),
        standing=_standing(known_certificate),
        ended_at=known_certificate.ended_at if known_certificate else None,
    )


def _standing(known_certificate: KnownCertificate | None) -> Standing:
    if known_certificate is None:
        return ""
    if known_certificate.ended_at is not None:
        return "ended"
    return "former" if known_certificate.former else "office"


def _seen(stamp: StampReading | None) -> tuple[datetime | None, str]:
    if stamp is None or not stamp.intact:
        return None, ""
    return stamp.at, _names_of(stamp.certificate)


def _names_of(certificate: bytes) -> str:
    try:
        return office_certificate.facts(certificate).names
    except ValueError:
        return "?"
