"""Signatures of Windows programs, looked at and made with osslsigncode.

Looked at is: the file has the digest that was signed; the signature over it holds; the certificate of
whoever signed was issued, in the name of `SIGNERS`, by an authority of issuers.pem (fingerprints in
docs/windows.md: Debian doesn't ship those of Microsoft). Days are left out: certificates of signers
live for three days, and what a time stamp says of them needs another authority.
"""

import subprocess
import tempfile
from pathlib import Path

SIGNERS = ("O=Python Software Foundation,", "O=Microsoft Corporation,")
ISSUERS = Path(__file__).with_name("issuers.pem")


class NotAsSigned(Exception):
    """A file whose signature doesn't hold, or is of somebody else."""


def check_signature(file: Path) -> str:
    """The name that signed it; NotAsSigned."""
    report = _said("osslsigncode", "verify", "-in", file)
    current, calculated = (_after(report, f"{word} message digest") for word in ("Current", "Calculated"))
    if not current or current != calculated:
        raise NotAsSigned(f"{file.name} is not what was signed")
    with tempfile.TemporaryDirectory() as folder:
        signature, signer, chain = (Path(folder) / name for name in ("signature", "signer", "chain"))
        _said("osslsigncode", "extract-signature", "-pem", "-in", file, "-out", signature)
        verified = _said(
            "openssl", "smime", "-verify", "-noverify", "-inform", "PEM", "-in", signature,
            "-signer", signer, "-out", Path(folder) / "content",
        )  # fmt: skip
        if "Verification successful" not in verified:
            raise NotAsSigned(f"{file.name}: the signature does not hold")
        _said("openssl", "pkcs7", "-in", signature, "-print_certs", "-out", chain)
        issued = _said(
            "openssl", "verify", "-no_check_time", "-partial_chain", "-purpose", "any",
            "-trusted", ISSUERS, "-untrusted", chain, signer,
        )  # fmt: skip
        subject = _said("openssl", "x509", "-in", signer, "-noout", "-subject", "-nameopt", "RFC2253")
    if not issued.rstrip().endswith(": OK") or not any(name in f"{subject}," for name in SIGNERS):
        raise NotAsSigned(f"{file.name} was signed by somebody else: {subject.strip()}")
    return subject.partition("CN=")[2].partition(",")[0]


def _said(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _after(text: str, label: str) -> str:
    lines = [line for line in text.splitlines() if line.startswith(label)]
    return lines[0].partition(":")[2].strip() if lines else ""


def sign(file: Path, certificate: Path, password_file: Path | None) -> None:
    """By the ministry's certificate, PKCS#12; without a time stamp, which needs the network."""
    signed = file.with_name(f"{file.name}.signed")
    password = ["-readpass", password_file] if password_file else []
    subprocess.run(
        ["osslsigncode", "sign", "-pkcs12", certificate, *password, "-h", "sha256", "-n", "Sanad",
         "-in", file, "-out", signed],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    signed.replace(file)
