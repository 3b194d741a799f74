"""Ed25519 signatures, checked: light, for what is started before anybody has typed a word."""

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Does an Ed25519 signature hold? docs/decisions/0012-signatures-checked-by-libsodium.md"""
    try:
        VerifyKey(public).verify(message, signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True
