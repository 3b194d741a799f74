"""A certificate that somebody brings: looked over before it is taken, so that no computer of the field is
the first to find out."""

from datetime import datetime
from pathlib import Path

from app.headquarters import problems, setup
from app.seal import tls
from app.seal.tls import CertificateFacts

__all__ = ["check", "ends", "take"]

_LARGEST = 1 << 20


def check(certificate: Path, key: Path, host: str, now: datetime) -> CertificateFacts:
    """Do both belong together, for this host, today? CertificateUnreadable, KeyDoesNotFit,
    CertificateForOthers, CertificateOver."""
    certificate_text, key_text = _text(certificate), _text(key)
    try:
        facts = tls.look(certificate_text)
        fits = tls.belong_together(certificate_text, key_text)
    except ValueError as error:
        raise problems.CertificateUnreadable from error
    if not fits:
        raise problems.KeyDoesNotFit
    if not facts.is_for(host):
        raise problems.CertificateForOthers(host, ", ".join(facts.names) or "?")
    if not facts.begins <= now < facts.ends:
        raise problems.CertificateOver
    return facts


def take(folder: Path, certificate: Path, key: Path, now: datetime) -> CertificateFacts:
    """From the next start on the headquarters in this folder serves with them. As `check`;
    NoHeadquarters."""
    host = setup.host_of(setup.settings(folder).url)
    facts = check(certificate, key, host, now)
    setup.write(folder / "server.key", _text(key).encode())
    setup.write(folder / "server.pem", _text(certificate).encode())
    return facts


def ends(folder: Path) -> datetime | None:
    """When the certificate that is served ends; None where there is none."""
    try:
        return tls.ends((folder / "server.pem").read_text("ascii"))
    except (OSError, ValueError):
        return None


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_LARGEST).decode("ascii")
    except (OSError, ValueError) as error:
        raise problems.CertificateUnreadable from error
