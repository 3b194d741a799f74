"""The certificate of the office, by which courts' own programs know its papers: P-256 and X.509.

Either the office makes it for itself, and whoever gets a paper compares six words, or an authority
(a ministry) signs a request. What this is not: the organisation's root. A paper's reader knows
nothing of that, and this key signs nothing but papers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.errors import N_, SanadError
from app.seal.keys import digest

_LIFE = timedelta(days=3 * 365)
_EARLY = timedelta(days=2)  # clocks of the field are off
_LONGEST_NAME = 64  # characters: RFC 5280, A.1
MOST, LARGEST = 8, 64 * 1024  # certificates of a chain, bytes of a file of them
# What others' certificates raise. They are read only as far as one asks: names, times and extensions
# can be nonsense when the rest was read.
_NONSENSE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


class CertificateUnusable(SanadError):
    problem: str
    says = N_("These certificates can’t be used, and nothing was changed: {problem}")


UNREADABLE = N_("the file does not contain any. Ask for them as PEM or DER.")
OTHER_KEY = N_("none of them is for the request that was made here.")
NOT_FOR_PAPERS = N_("the certificate is not for signatures on documents.")
BROKEN_CHAIN = N_("a certificate is missing between the office’s and its authority’s.")
OVER = N_("the certificate has expired, or is not valid yet.")


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says. `names`: of its subject, `issuer`: who signed it, as they are written;
    `fingerprint`: SHA-256. `self_signed`: by its own key."""

    names: str
    issuer: str
    begins: datetime
    ends: datetime
    fingerprint: bytes = field(repr=False)
    self_signed: bool

    def holds_at(self, at: datetime) -> bool:
        return self.begins <= at <= self.ends


def new_key() -> bytes:
    """P-256, as PKCS 8."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def self_made(key: bytes, names: Sequence[str], at: datetime) -> bytes:
    """A certificate of three years that signs documents and nothing else, DER. `names`: of the office,
    the one that programs show first."""
    private = _private(key)
    name = _subject(names)
    key_identifier = x509.SubjectKeyIdentifier.from_public_key(private.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _EARLY)
        .not_valid_after(at + _LIFE)
        .add_extension(key_identifier, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENTS]), critical=False)
        .sign(private, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.DER)


def request(key: bytes, names: Sequence[str]) -> bytes:
    """A signing request for an authority, PEM (PKCS 10)."""
    built = x509.CertificateSigningRequestBuilder().subject_name(_subject(names)).add_extension(_usage(), critical=True)
    return built.sign(_private(key), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def read_chain(raw: bytes, key: bytes, at: datetime) -> list[bytes]:
    """The office's certificate and those above it, DER, in that order. CertificateUnusable."""
    public = _private(key).public_key()
    try:
        return _chain(_certificates(raw), public, at)
    except _NONSENSE as error:
        raise CertificateUnusable(UNREADABLE) from error


def _chain(certificates: Sequence[x509.Certificate], public: ec.EllipticCurvePublicKey, at: datetime) -> list[bytes]:
    leaf = next((link for link in certificates if _public(link) == _encoded(public)), None)
    if leaf is None:
        raise CertificateUnusable(OTHER_KEY)
    if not _may_sign(leaf):
        raise CertificateUnusable(NOT_FOR_PAPERS)
    if not leaf.not_valid_before_utc <= at <= leaf.not_valid_after_utc:
        raise CertificateUnusable(OVER)
    chain = [leaf]
    while chain[-1].issuer != chain[-1].subject:
        above = next((link for link in certificates if link not in chain and _issued(chain[-1], link)), None)
        if above is None:
            break
        chain.append(above)
    if len(chain) == 1 and leaf.issuer != leaf.subject:
        raise CertificateUnusable(BROKEN_CHAIN)
    encoded = [link.public_bytes(serialization.Encoding.DER) for link in chain]
    for der in encoded:
        facts(der)  # all that is ever said of it can be read
    return encoded


def facts(der: bytes) -> CertificateFacts:
    """ValueError for what is no certificate."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        return CertificateFacts(
            names=_names(certificate.subject),
            issuer=_names(certificate.issuer),
            begins=certificate.not_valid_before_utc.astimezone(UTC),
            ends=certificate.not_valid_after_utc.astimezone(UTC),
            fingerprint=digest(der),
            self_signed=_issued(certificate, certificate),
        )
    except _NONSENSE as error:
        raise ValueError("no certificate") from error


def sign(key: bytes, message: bytes) -> bytes:
    """ECDSA with SHA-256, DER."""
    return _private(key).sign(message, ec.ECDSA(hashes.SHA256()))


_DOCUMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # id-kp-documentSigning, RFC 9336


def signed_attributes(certificate: bytes, paper_digest: bytes) -> bytes:
    """What is signed of a PDF with that SHA-256, DER: the attributes that ETSI EN 319 142-1 asks for, which are
    the kind of content, the hash, and whose certificate it is (RFC 5652, 11.1 and 11.2; RFC 5035, 3)."""
    issued = x509.load_der_x509_certificate(certificate)
    serial = issued.serial_number
    number = serial.to_bytes(serial.bit_length() // 8 + 1, "big")
    issuer = _der(0x30, _der(0xA4, issued.issuer.public_bytes()))
    one = _der(0x30, _der(0x04, digest(certificate)), _der(0x30, issuer, _der(0x02, number)))
    attributes = (
        (b"\x09\x03", _der(0x06, _PKCS + b"\x07\x01")),
        (b"\x09\x04", _der(0x04, paper_digest)),
        (b"\x09\x10\x02\x2f", _der(0x30, _der(0x30, one))),
    )
    encoded = (_der(0x30, _der(0x06, _PKCS + kind), _der(0x31, value)) for kind, value in attributes)
    return _der(0x31, *sorted(encoded))


_PKCS = bytes.fromhex("2a864886f70d01")


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + content


def _private(key: bytes) -> ec.EllipticCurvePrivateKey:
    private = serialization.load_der_private_key(key, None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise ValueError
    return private


def _encoded(public: Any) -> bytes:
    return bytes(public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))


def _public(certificate: x509.Certificate) -> bytes:
    try:
        return _encoded(certificate.public_key())
    except _NONSENSE:
        return b""


def _subject(names: Sequence[str]) -> x509.Name:
    first = names[0][:_LONGEST_NAME]
    organisations = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:_LONGEST_NAME]) for name in names if name]
    return x509.Name([*organisations, x509.NameAttribute(NameOID.COMMON_NAME, first)])


def _names(name: x509.Name) -> str:
    """Organisations and the common name, each once."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    values = [str(part.value) for oid in wanted for part in name.get_attributes_for_oid(oid)]
    return " · ".join(dict.fromkeys(values)) or name.rfc4514_string()


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_cert_sign=False, crl_sign=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except _NONSENSE:
        return False
    return bool(usage.digital_signature or usage.content_commitment)


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, *_NONSENSE):
        return False
    return True


def _certificates(raw: bytes) -> list[x509.Certificate]:
    if len(raw) > LARGEST:
        raise CertificateUnusable(UNREADABLE)
    try:
        if b"-----BEGIN" in raw:
            certificates = x509.load_pem_x509_certificates(raw)
        else:
            certificates = [x509.load_der_x509_certificate(raw)]
    except _NONSENSE as error:
        raise CertificateUnusable(UNREADABLE) from error
    if not 0 < len(certificates) <= MOST:
        raise CertificateUnusable(UNREADABLE)
    return certificates
