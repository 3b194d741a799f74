"""A certificate that somebody brings is looked over before a computer of the field would refuse it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.headquarters import setup
from app.headquarters.problems import (
    CertificateForOthers,
    CertificateOver,
    CertificateUnreadable,
    KeyDoesNotFit,
    NoHeadquarters,
)
from app.seal import tls

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
HOST = "hq.example.org"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for HOST and its key."""
    pair = tls.server(tls.authority(NOW), HOST, NOW)
    certificate, key = tmp_path / "server.pem", tmp_path / "server.key"
    certificate.write_text(pair.certificate)
    key.write_text(pair.key)
    return certificate, key


def test_a_certificate_that_fits_is_taken_and_served_with(files, tmp_path: Path):
    setup.init(tmp_path / "hq", f"https://{HOST}:8443", trust="system")
    facts = setup.take_certificate(tmp_path / "hq", *files, NOW)
    assert facts.names == (HOST,)
    assert setup.certificate_ends(tmp_path / "hq") == facts.ends
    served = setup.certificate(tmp_path / "hq")
    assert served is not None
    assert served[0].read_text() == files[0].read_text()
    assert served[1].stat().st_mode & 0o077 == 0


def test_another_key_another_name_and_another_day_are_told_apart(files, tmp_path: Path):
    certificate, key = files
    other_key = tmp_path / "other.key"
    other_key.write_text(tls.server(tls.authority(NOW), HOST, NOW).key)
    with pytest.raises(KeyDoesNotFit):
        setup.check_certificate(certificate, other_key, HOST, NOW)
    with pytest.raises(CertificateForOthers) as refused:
        setup.check_certificate(certificate, key, "192.0.2.7", NOW)
    assert (refused.value.host, refused.value.names) == ("192.0.2.7", HOST)
    for day in (NOW + timedelta(days=500), NOW - timedelta(days=500)):
        with pytest.raises(CertificateOver):
            setup.check_certificate(certificate, key, HOST, day)


def test_what_is_no_certificate_or_a_key_under_a_password_is_said(files, tmp_path: Path):
    certificate, key = files
    noise, locked = tmp_path / "noise", tmp_path / "locked.key"
    noise.write_bytes(b"\xff\x00 nothing of ours")
    secret = ec.generate_private_key(ec.SECP256R1())
    locked.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"sample"),
        )
    )
    for pair in (
        (noise, key),
        (certificate, noise),
        (certificate, locked),
        (key, certificate),
        (tmp_path / "none", key),
    ):
        with pytest.raises(CertificateUnreadable):
            setup.check_certificate(*pair, HOST, NOW)


def test_a_star_stands_for_one_label():
    facts = tls.CertificateFacts(("*.example.org", "192.0.2.7"), NOW, NOW)
    assert facts.is_for("HQ.example.org")
    assert facts.is_for("192.0.2.7")
    assert not facts.is_for("a.b.example.org")
    assert not facts.is_for("example.org")
    assert not facts.is_for("org")


def test_nothing_is_taken_where_there_is_no_headquarters(files, tmp_path: Path):
    with pytest.raises(NoHeadquarters):
        setup.take_certificate(tmp_path / "nowhere", *files, NOW)
    assert setup.certificate_ends(tmp_path / "nowhere") is None
