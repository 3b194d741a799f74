"""A private authority for one headquarters, and the certificates that it gives its server.

The authority's certificate goes to every computer with the card and the invitations, and is the
only one that they accept there: no other authority of the world can stand in."""

import ipaddress
import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.seal import canonical
from app.seal.keys import NONCE, derive

_AUTHORITY = timedelta(days=20 * 365)
_SERVER = timedelta(days=397)
_EARLY = timedelta(days=2)  # clocks of the field are off
_WRAPPED = "sanad/1/headquarters/certificate"


@dataclass(frozen=True, slots=True)
class Pair:
    """PEM texts."""

    certificate: str
    key: str

    def __repr__(self) -> str:
        return "Pair()"


def authority(now: datetime) -> Pair:
    """A new authority, P-256, that may sign servers and nothing below."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Sanad headquarters")
    certificate = (
        _begun(name, name, key.public_key(), now, _AUTHORITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pair(certificate, key)


def server(issuer: Pair, host: str, now: datetime) -> Pair:
    """A server's certificate for a name or an address, a little over a year, never past its issuer's end."""
    ca = x509.load_pem_x509_certificate(issuer.certificate.encode())
    ca_key = serialization.load_pem_private_key(issuer.key.encode(), None)
    if not isinstance(ca_key, ec.EllipticCurvePrivateKey):
        raise ValueError
    key = ec.generate_private_key(ec.SECP256R1())
    lifetime = min(_SERVER, max(ca.not_valid_after_utc - now, timedelta()))
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    certificate = (
        _begun(_name(host[:64]), ca.subject, key.public_key(), now, lifetime)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_of(host)]), critical=False)
        .add_extension(issued_by, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    return _pair(certificate, key)


def wrapped(pair: Pair, secret: bytes) -> bytes:
    """For whoever has the secret: nonce(12) || AES-256-GCM-SIV of CBOR [certificate, key]."""
    nonce = os.urandom(NONCE)
    content = canonical.encode([pair.certificate, pair.key])
    return nonce + AESGCMSIV(derive(secret, _WRAPPED)).encrypt(nonce, content, None)


def unwrapped(raw: bytes, secret: bytes) -> Pair:
    """ValueError for what was not wrapped with this secret."""
    try:
        content = AESGCMSIV(derive(secret, _WRAPPED)).decrypt(raw[:NONCE], raw[NONCE:], None)
    except InvalidTag as error:
        raise ValueError from error
    return Pair(*canonical.decode(content))


def ends(certificate: str) -> datetime:
    """When a certificate ends; ValueError for a text that is none."""
    return x509.load_pem_x509_certificate(certificate.encode()).not_valid_after_utc


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a server's certificate says. `names`: host names and addresses that it is for."""

    names: tuple[str, ...]
    begins: datetime
    ends: datetime

    def is_for(self, host: str) -> bool:
        """By its names; a star stands for one first label (RFC 6125)."""
        host_name = host.casefold().rstrip(".")
        _, _, parent = host_name.partition(".")
        return any(name in (host_name, f"*.{parent}" if parent else host_name) for name in self.names)


def look(certificate: str) -> CertificateFacts:
    """The first certificate of a text; ValueError for a text that has none."""
    parsed = x509.load_pem_x509_certificate(certificate.encode())
    try:
        alternatives = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        names: list[str] = []
    else:
        names = [
            *alternatives.get_values_for_type(x509.DNSName),
            *(str(address) for address in alternatives.get_values_for_type(x509.IPAddress)),
        ]
    return CertificateFacts(
        tuple(name.casefold() for name in names), parsed.not_valid_before_utc, parsed.not_valid_after_utc
    )


def belong_together(certificate: str, key: str) -> bool:
    """Is this the certificate's private key? ValueError where it is no key, or under a password."""
    public = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    try:
        private = serialization.load_pem_private_key(key.encode(), None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError from error
    plain = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(*plain) == private.public_key().public_bytes(*plain)


def _begun(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime, lifetime: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _of(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def _pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    return Pair(
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )
