"""Secret bytes and what is done to bytes without a key pair: light, for the lock screen's sake."""

import hashlib
import hmac
import os

KEY = 32
NONCE = 12
ID = 16


class Secret(bytes):
    """Bytes that a log or a traceback can't show."""

    def __repr__(self) -> str:
        return "Secret()"

    __str__ = __repr__


def fresh(size: int = KEY) -> Secret:
    return Secret(os.urandom(size))


def fresh_id() -> bytes:
    """16 random bytes: a case, a device, a person, a team, an interview."""
    return os.urandom(ID)


def digest(*parts: bytes) -> bytes:
    """SHA-256 of the parts, one after the other."""
    if len(parts) == 1:
        return hashlib.sha256(parts[0]).digest()
    state = hashlib.sha256()
    for part in parts:
        state.update(part)
    return state.digest()


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256."""
    return hmac.digest(key, message, "sha256")


def same(first: bytes, second: bytes) -> bool:
    return hmac.compare_digest(first, second)
