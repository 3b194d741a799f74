"""The certificates that a private authority gives a server."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from app.seal import tls

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_a_server_is_known_by_its_names_and_for_a_year():
    authority = tls.authority(AT)
    of_authority = x509.load_pem_x509_certificate(authority.certificate.encode())
    pair = tls.server(authority, "Sanad.Example", AT)
    facts = tls.look(pair.certificate)
    assert (facts.names, facts.begins) == (("sanad.example",), AT - timedelta(days=2))
    assert facts.ends == tls.ends(pair.certificate) == AT + timedelta(days=397)
    assert tls.ends(authority.certificate) == AT + timedelta(days=20 * 365)
    assert [facts.is_for(host) for host in ("SANAD.example.", "example", "www.sanad.example")] == [True, False, False]
    star = tls.CertificateFacts(("*.example",), AT, AT)
    assert [star.is_for(host) for host in ("a.example", "a.b.example", "example")] == [True, False, False]
    ending = tls.CertificateFacts(("sanad.lux",), AT, AT)
    assert [ending.is_for(host) for host in ("sanad.lux.", "sanad.lu")] == [True, False]
    assert tls.look(tls.server(authority, "192.0.2.7", AT).certificate).names == ("192.0.2.7",)
    assert tls.look(authority.certificate).names == ()
    assert of_authority.subject.rfc4514_string() == "CN=Sanad headquarters"
    long = f"{'a' * 60}.{'b' * 60}.example"  # longer than what a certificate calls its subject
    named = tls.server(authority, long, AT).certificate
    assert tls.look(named).names == (long,)
    (subject,) = x509.load_pem_x509_certificate(named.encode()).subject
    assert subject.value == long[:64]
    assert tls.belong_together(pair.certificate, pair.key)
    assert not tls.belong_together(pair.certificate, authority.key)
    with pytest.raises(ValueError):  # noqa: PT011
        tls.belong_together(pair.certificate, "no key")
    assert "KEY" not in repr(pair)
    server = x509.load_pem_x509_certificate(pair.certificate.encode())
    server.verify_directly_issued_by(of_authority)
    for certificate, signs, critical in ((server, False, True), (of_authority, True, True)):
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert (basic.critical, usage.critical, basic.value.ca) == (critical, critical, signs)
        assert basic.value.path_length == (0 if signs else None)
        assert usage.value == x509.KeyUsage(not signs, False, False, False, False, signs, signs, False, False)
    extended = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(extended) == [x509.ExtendedKeyUsageOID.SERVER_AUTH]
    issuer = server.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    subject = of_authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert issuer.key_identifier == subject.digest
