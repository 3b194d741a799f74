"""The key schedule of HPKE (RFC 9180, section 5.1) in base mode with HKDF-SHA256, written from the
RFC alone, so that what others encapsulated can be handed to our own functions."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from app.seal.secret import mac

# "HPKE", then the numbers of KEM (MLKEM768-X25519), KDF (HKDF-SHA256) and AEAD (AES-256-GCM)
SUITE = b"HPKE" + bytes.fromhex("647a 0001 0002")


def schedule(secret: bytes, info: bytes, suite: bytes) -> tuple[bytes, bytes]:
    """Key and base nonce."""
    context = b"\0" + _extract(suite, b"", b"psk_id_hash", b"")
    context += _extract(suite, b"", b"info_hash", info)
    schedule_secret = _extract(suite, secret, b"secret", b"")
    size = 16 if suite.endswith(b"\0\1") else 32
    key = _expand(suite, schedule_secret, b"key", context, size)
    return key, _expand(suite, schedule_secret, b"base_nonce", context, 12)


def sealed(secret: bytes, info: bytes, message: bytes) -> bytes:
    key, nonce = schedule(secret, info, SUITE)
    return AESGCM(key).encrypt(nonce, message, None)


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return mac(salt or bytes(32), b"HPKE-v1" + suite + label + material)


def _expand(suite: bytes, key: bytes, label: bytes, context: bytes, size: int) -> bytes:
    info = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context
    return HKDFExpand(hashes.SHA256(), size, info).derive(key)
