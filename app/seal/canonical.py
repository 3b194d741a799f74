"""One value, one sequence of bytes: the CBOR that Sanad signs and seals.

Deterministic CBOR of whole numbers, byte strings, NFC text, lists and maps; nothing else. What is
read is encoded again and compared, because the decoder alone accepts duplicate keys, trailing
bytes and longer forms of a number.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any

import cbor2

from app.errors import N_, SanadError

DEPTH = 32
Value = Any  # int | bytes | str | list[Value] | dict[int | str, Value]


@dataclass(eq=False)
class NotCanonical(SanadError):
    """Bytes that no Sanad wrote."""

    says = N_(
        "A stored record is not in the form that Sanad writes. It was not used, and nothing was "
        "changed. Restore a backup, or ask the desk."
    )


def encode(value: Value) -> bytes:
    """The only encoding of a value; NotCanonical for floats, other text than NFC, odd types."""
    _check(value, 0)
    return cbor2.dumps(value, canonical=True)


def decode(raw: bytes) -> Value:
    """The value of canonical bytes, or NotCanonical."""
    try:
        value = cbor2.loads(raw)
    except Exception as error:  # the decoder raises many kinds, all meaning the same here
        raise NotCanonical from error
    if encode(value) != raw:
        raise NotCanonical
    return value


def nfc(text: str) -> str:
    """Text as it may be signed: NFC, and half characters replaced."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def _check(value: Value, depth: int) -> None:
    if depth > DEPTH:
        raise NotCanonical
    kind = type(value)
    if kind is int:
        if not -(2**64) <= value < 2**64:
            raise NotCanonical
    elif kind is str:
        if not unicodedata.is_normalized("NFC", value):
            raise NotCanonical
    elif kind is list:
        for item in value:
            _check(item, depth + 1)
    elif kind is dict:
        for key, item in value.items():
            if type(key) not in (int, str):
                raise NotCanonical
            _check(key, depth + 1)
            _check(item, depth + 1)
    elif kind is not bytes:
        raise NotCanonical
