"""Certificates come from authorities and stand in papers of anybody: whatever they hold is answered with words."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed448
from cryptography.hazmat.primitives.serialization import Encoding

from app.seal import office_certificate
from app.seal.office_certificate import CertificateUnusable

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
    assert (
        unusable > 1_000
    )  # names and numbers may read otherwise; whoever compares six words sees it


def test_a_certificate_holds_from_its_first_second_to_its_last():
    key = office_certificate.new_key()
    facts = office_certificate.facts(office_certificate.self_made(key, ["Sample Committee"], NOW))
    second = timedelta(seconds=1)
    for at, is_held in (
        (facts.begins - second, False), (facts.begins, True), (facts.ends, True), (facts.ends + second, False),
    ):  # fmt: skip
        assert facts.holds_at(at) is is_held


def test_a_certificate_of_a_kind_unknown_here_beside_the_offices_own_is_passed_over():
    key = office_certificate.new_key()
    der = office_certificate.self_made(key, ["Sample Committee"], NOW)
    own = x509.load_der_x509_certificate(der)
    other_key = ed448.Ed448PrivateKey.generate()
    other = (
        x509.CertificateBuilder()
        .subject_name(own.subject).issuer_name(own.subject).public_key(other_key.public_key())
        .serial_number(1).not_valid_before(own.not_valid_before_utc).not_valid_after(own.not_valid_after_utc)
        .sign(other_key, None)
    )  # fmt: skip
    both = other.public_bytes(Encoding.PEM) + own.public_bytes(Encoding.PEM)
    assert office_certificate.read_chain(both, key, NOW) == [der]
    with pytest.raises(CertificateUnusable):
        office_certificate.read_chain(other.public_bytes(Encoding.PEM), key, NOW)
