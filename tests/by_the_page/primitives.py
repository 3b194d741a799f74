"""The algorithms that the pages name, and how lists of values are checked against a shape."""

import hashlib
import hmac
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Refused(Exception):
    """Bytes that a page says are refused."""


def need(holds: object, why: str) -> None:
    if not holds:
        raise Refused(why)


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def hkdf(key: bytes, info: str, size: int = 32, salt: bytes | None = None) -> bytes:
    return HKDF(hashes.SHA256(), size, salt, info.encode()).derive(key)


def hmac256(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise Refused("signature") from error


def public_of(private: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(private).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def siv_opened(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        return AESGCMSIV(key).decrypt(nonce, sealed, aad)
    except (InvalidTag, ValueError) as error:
        raise Refused("seal") from error


def gcm_opened(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except (InvalidTag, ValueError) as error:
        raise Refused("seal") from error


def key_id(public: bytes) -> bytes:
    return sha256(public)[:16]


def after_line(raw: bytes, line: bytes) -> bytes:
    need(raw.startswith(line), f"not {line!r}")
    return raw[len(line) :]


# -- shapes: n is a byte string of n bytes, [x] a list of x, (a, b) a list of just a and b ------


def fits(value: Any, shape: Any) -> bool:
    match shape:
        case list():
            return type(value) is list and all(fits(part, shape[0]) for part in value)
        case tuple():
            return type(value) is list and len(value) == len(shape) and all(map(fits, value, shape))
        case int():
            return type(value) is bytes and len(value) == shape
        case _ if shape is int:
            return type(value) is int and value >= 0
        case type():
            return type(value) is shape
    return bool(value == shape)  # a constant text


def shaped(value: Any, shape: Any, what: str) -> Any:
    need(fits(value, shape), f"{what}: another shape")
    return value


# -- HPKE, RFC 9180, by hand: what directory.md says of it has to suffice --------------------------

_KEM, _SUITE = b"KEM\x64\x7a", b"HPKE\x64\x7a\x00\x01\x00\x02"


def _extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac256(salt or bytes(32), b"HPKE-v1" + _SUITE + label + ikm)


def _expand(prk: bytes, label: bytes, info: bytes, size: int) -> bytes:
    message = size.to_bytes(2, "big") + b"HPKE-v1" + _SUITE + label + info
    block = hmac256(prk, message + b"\x01")
    return block[:size]


def hpke_opened(receiving: bytes, sealed: bytes, info: bytes) -> bytes:
    """`receiving`: 64 bytes seed of ML-KEM-768, 32 of X25519."""
    lattice, curve, ephemeral = sealed[:1088], sealed[1088:1120], sealed[1120:]
    need(len(ephemeral) >= 16, "HPKE: too short")
    ours = X25519PrivateKey.from_private_bytes(receiving[64:])
    public = ours.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    try:
        secret = sha3(
            MLKEM768PrivateKey.from_seed_bytes(receiving[:64]).decapsulate(lattice)
            + ours.exchange(X25519PublicKey.from_public_bytes(curve))
            + curve
            + public
            + b"\\.//^\\"
        )
    except ValueError as error:
        raise Refused("HPKE") from error
    context = b"\0" + _extract(b"", b"psk_id_hash", b"") + _extract(b"", b"info_hash", info)
    prk = _extract(secret, b"secret", b"")
    key = _expand(prk, b"key", context, 32)
    return gcm_opened(key, _expand(prk, b"base_nonce", context, 12), ephemeral, b"")


def sha3(content: bytes) -> bytes:
    return hashlib.sha3_256(content).digest()


def receiving_public(receiving: bytes) -> bytes:
    lattice = MLKEM768PrivateKey.from_seed_bytes(receiving[:64]).public_key()
    curve = X25519PrivateKey.from_private_bytes(receiving[64:]).public_key()
    return lattice.public_bytes(Encoding.Raw, PublicFormat.Raw) + curve.public_bytes(Encoding.Raw, PublicFormat.Raw)
