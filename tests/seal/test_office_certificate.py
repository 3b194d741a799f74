"""Certificates come from authorities and stand in papers of anybody: whatever they hold is answered with words."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from app.seal import office_certificate, tls
from app.seal.office_certificate import CertificateUnusable

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)

NOW = datetime(2026, 12, 1, tzinfo=UTC)


# a number below zero is only warned of until the library refuses it
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_every_bit_of_a_certificate_may_be_turned():
    key = office_certificate.new_key()
    der = office_certificate.self_made(key, ["Sample Committee", "هيئة العينة"], NOW)
    unusable = 0
    for place in range(8 * len(der)):
        turned = bytearray(der)
        turned[place // 8] ^= 1 << place % 8
        try:
            office_certificate.read_chain(bytes(turned), key, NOW)
        except CertificateUnusable:
            unusable += 1
        try:
            office_certificate.facts(bytes(turned))
        except ValueError:
            unusable += 1
    assert unusable > 1_000  # names and numbers may read otherwise; whoever compares six words sees it


def test_a_certificate_holds_from_its_first_second_to_its_last():
    key = office_certificate.new_key()
    facts = office_certificate.facts(office_certificate.self_made(key, ["Sample Committee"], NOW))
    second = timedelta(seconds=1)
    for at, is_held in (
        (facts.begins - second, False),
        (facts.begins, True),
        (facts.ends, True),
        (facts.ends + second, False),
    ):
        assert facts.holds_at(at) is is_held


def test_a_certificate_of_a_kind_unknown_here_beside_the_offices_own_is_passed_over():
    key = office_certificate.new_key()
    der = office_certificate.self_made(key, ["Sample Committee"], NOW)
    own = x509.load_der_x509_certificate(der)
    other_key = ed448.Ed448PrivateKey.generate()
    other = (
        x509.CertificateBuilder()
        .subject_name(own.subject)
        .issuer_name(own.subject)
        .public_key(other_key.public_key())
        .serial_number(1)
        .not_valid_before(own.not_valid_before_utc)
        .not_valid_after(own.not_valid_after_utc)
        .sign(other_key, None)
    )
    both = other.public_bytes(Encoding.PEM) + own.public_bytes(Encoding.PEM)
    assert office_certificate.read_chain(both, key, NOW) == [der]
    with pytest.raises(CertificateUnusable):
        office_certificate.read_chain(other.public_bytes(Encoding.PEM), key, NOW)


def test_a_chain_in_which_a_time_can_not_be_said_is_refused():
    """Of those above the office's own nothing else is read but names and keys."""
    key, root_key = office_certificate.new_key(), office_certificate.new_key()
    root_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Sample Ministry")])
    own_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Sample Committee")])
    signing = office_certificate._private(root_key)

    def certificate(subject: x509.Name, public_key: bytes, year: int) -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root_name)
            .serial_number(1)
            .public_key(office_certificate._private(public_key).public_key())
            .not_valid_before(NOW)
            .not_valid_after(datetime(year, 1, 1, tzinfo=UTC))
        )
        return builder.sign(signing, SHA256()).public_bytes(Encoding.DER)

    def pem(der: bytes) -> bytes:
        text = base64.encodebytes(der)
        return b"-----BEGIN CERTIFICATE-----\n" + text + b"-----END CERTIFICATE-----\n"

    own, root = certificate(own_name, key, 2028), certificate(root_name, root_key, 2060)
    assert office_certificate.read_chain(pem(own) + pem(root), key, NOW) == [own, root]
    timeless = root.replace(b"20600101000000Z", b"00000101000000Z")  # no calendar has that year
    assert timeless != root
    with pytest.raises(CertificateUnusable) as refused:
        office_certificate.read_chain(pem(own) + pem(timeless), key, NOW)
    assert refused.value.problem == office_certificate.UNREADABLE


def office(names: list[str] | None = None) -> tuple[bytes, bytes]:
    key = office_certificate.new_key()
    return key, office_certificate.self_made(key, names or ["Office", "مكتب"], AT)


def test_the_certificate_that_an_office_makes_signs_papers_and_nothing_else_for_three_years():
    key, der = office(["n" * 70, "", "مكتب"])
    certificate = x509.load_der_x509_certificate(der)
    facts = office_certificate.facts(der)
    assert (facts.begins, facts.ends) == (AT - timedelta(days=2), AT + timedelta(days=3 * 365))
    assert facts.names == facts.issuer == f"{'n' * 64} · مكتب"
    assert facts.self_signed
    assert [facts.holds_at(at) for at in (facts.begins, facts.ends)] == [True, True]
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert (basic.critical, basic.value.ca, usage.critical) == (True, False, True)
    assert usage.value == x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [item.dotted_string for item in extended] == ["1.3.6.1.5.5.7.3.36"]
    assert certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    assert office_certificate.read_chain(der, key, AT) == [der]
    asked = x509.load_pem_x509_csr(office_certificate.request(key, ["Office"]))
    assert asked.is_signature_valid
    assert asked.extensions.get_extension_for_class(x509.KeyUsage).value == usage.value
    asked.public_key().verify(office_certificate.sign(key, b"m"), b"m", ec.ECDSA(hashes.SHA256()))


def issued(
    key: bytes,
    issuer_key: bytes,
    issuer: str,
    subject: str = "Office",
    *,
    papers: bool | None = True,
    days: tuple[int, int] = (-1, 1),
) -> bytes:
    builder = (
        x509.CertificateBuilder()
        .subject_name(tls._name(subject))
        .issuer_name(tls._name(issuer))
        .public_key(office_certificate._private(key).public_key())
        .serial_number(1)
        .not_valid_before(AT + timedelta(days=days[0]))
        .not_valid_after(AT + timedelta(days=days[1]))
    )
    if papers is not None:
        flags = [False] * 9
        flags[0 if papers else 2] = True
        builder = builder.add_extension(x509.KeyUsage(*flags), critical=True)
    private = office_certificate._private(issuer_key)
    return builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_a_chain_is_taken_up_to_its_root_in_order_and_refused_where_it_is_none():
    key, middle, root = (office_certificate.new_key() for _ in range(3))
    leaf = issued(key, middle, "Middle")
    above = issued(middle, root, "Root", "Middle", papers=False)
    top = issued(root, root, "Root", "Root", papers=False)
    ders = [x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER) for pem in (leaf, above, top)]
    assert office_certificate.read_chain(top + leaf + above, key, AT) == ders
    assert office_certificate.read_chain(leaf + above, key, AT) == ders[:2]
    assert office_certificate.read_chain(leaf + above + top * 6, key, AT) == ders
    unmarked = issued(key, root, "Root", papers=None)
    assert len(office_certificate.read_chain(unmarked + top, key, AT)) == 2
    refusals = {
        leaf: office_certificate.BROKEN_CHAIN,
        leaf + top: office_certificate.BROKEN_CHAIN,
        above + top: office_certificate.OTHER_KEY,
        issued(key, root, "Root", papers=False) + top: office_certificate.NOT_FOR_PAPERS,
        issued(key, root, "Root", days=(1, 2)) + top: office_certificate.OVER,
        issued(key, root, "Root", days=(-2, -1)) + top: office_certificate.OVER,
        leaf + above + top * 7: office_certificate.UNREADABLE,
        b"": office_certificate.UNREADABLE,
        b"x" * 9: office_certificate.UNREADABLE,
        (leaf + above).ljust(64 * 1024 + 1, b"\n"): office_certificate.UNREADABLE,
    }
    assert office_certificate.read_chain((leaf + above).ljust(64 * 1024, b"\n"), key, AT) == ders[:2]
    for raw, problem in refusals.items():
        with pytest.raises(office_certificate.CertificateUnusable) as refused:
            office_certificate.read_chain(raw, key, AT)
        assert refused.value.problem == problem
    for edge in (1, -1):
        assert office_certificate.read_chain(leaf + above, key, AT + timedelta(days=edge))
    with pytest.raises(ValueError, match="no certificate"):
        office_certificate.facts(b"x")


def test_a_certificate_whose_use_can_not_be_read_is_not_for_papers():
    key = office_certificate.new_key()
    private = office_certificate._private(key)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Sample Committee")])
    for content, problem in ((b"\x03\x02\x06\x40", None), (b"odd", office_certificate.NOT_FOR_PAPERS)):
        usage = x509.UnrecognizedExtension(x509.ExtensionOID.KEY_USAGE, content)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(private.public_key())
            .serial_number(1)
            .not_valid_before(NOW)
            .not_valid_after(NOW)
            .add_extension(usage, critical=True)
        )
        der = builder.sign(private, SHA256()).public_bytes(Encoding.DER)
        if problem is None:  # for signatures that can't be denied
            assert office_certificate.read_chain(der, key, NOW) == [der]
            continue
        with pytest.raises(CertificateUnusable) as refused:
            office_certificate.read_chain(der, key, NOW)
        assert refused.value.problem == problem
