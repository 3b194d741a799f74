"""One value, one sequence of bytes: the CBOR that Sanad signs and seals.

Deterministic CBOR of whole numbers, byte strings, NFC text, lists and maps; nothing else. What is
read is looked over before anything is made of it: a tag could say in 150 bytes what takes a year to
walk through. Then it is encoded again and compared, because the decoder alone accepts duplicate
keys and longer forms of a number."""

import unicodedata
from collections.abc import Iterable
from typing import Any

import cbor2

from app.errors import N_, SanadError

DEPTH = 32
ITEMS = 1 << 18  # that lists and maps may hold together: more would fill a computer's memory
MOST_ITEMS = 1 << 20  # in a file of many records
Value = Any  # int | bytes | str | list[Value] | dict[int | str, Value]
# A number: so many bytes. A list of one shape: any number of them. A tuple: just these. Else a type.
Shape = Any


class NotCanonical(SanadError):
    says = N_(
        "A stored record is not in Sanad’s format. It was not used, and nothing was "
        "changed. Restore a backup, or ask user management."
    )


def encode(value: Value) -> bytes:
    """The only encoding of a value; NotCanonical for floats, other text than NFC, odd types."""
    _check(value, 0)
    return cbor2.dumps(value, canonical=True)


def decode(raw: bytes, items: int = ITEMS) -> Value:
    """The value of canonical bytes, or NotCanonical; also for more than `items` in lists and maps
    together, which are counted before anything is made of them."""
    try:
        _look_over(raw, items)
        value = cbor2.loads(raw)
        is_canonical = cbor2.dumps(value, canonical=True) == raw
    except Exception as error:  # the decoder raises many kinds, all meaning the same here
        raise NotCanonical from error
    if not is_canonical:
        raise NotCanonical
    return value


def shaped(value: Value, shape: Shape, limit: int = 1 << 64) -> Any:
    """The value with tuples for its lists; NotCanonical for another shape, and for a number that is
    negative or not below `limit`."""
    if isinstance(shape, list):
        if type(value) is not list:
            raise NotCanonical
        return tuple([shaped(item, shape[0], limit) for item in value])
    if isinstance(shape, tuple):
        if type(value) is not list or len(value) != len(shape):
            raise NotCanonical
        pairs = zip(value, shape, strict=True)
        return tuple([shaped(item, item_shape, limit) for item, item_shape in pairs])
    if type(shape) is int:
        if type(value) is not bytes or len(value) != shape:
            raise NotCanonical
    elif type(value) is not shape or (shape is int and not 0 <= value < limit):
        raise NotCanonical
    return value


def read(raw: bytes, shape: Shape, items: int = ITEMS) -> Any:
    """The value of canonical bytes of this shape. NotCanonical."""
    return shaped(decode(raw, items), shape)


def holds_too_much(raw: bytes) -> bool:
    """Would `decode` refuse what `encode` made, for what it holds?"""
    if len(raw) <= ITEMS:  # each takes a byte at least
        return False
    return _within(raw, len(raw)) and not _within(raw, ITEMS)


def _within(raw: bytes, items: int) -> bool:
    try:
        _look_over(raw, items)
    except (NotCanonical, IndexError, UnicodeDecodeError):
        return False
    return True


def nfc(text: str) -> str:
    """Text as it may be signed: NFC, and half characters replaced."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def _check(value: Value, depth: int) -> None:
    """NotCanonical for what `decode` would refuse. `depth`: how many lists and maps are around it."""
    kind = type(value)
    if kind is list:
        _check_items(value, depth)
    elif kind is dict:
        if not _KEYS.issuperset(map(type, value)):
            raise NotCanonical
        _check_items(value, depth)
        _check_items(value.values(), depth)
    elif kind is int:
        if not _LOWEST <= value < _ABOVE:
            raise NotCanonical
    elif kind is str:
        if not (value.isascii() or unicodedata.is_normalized("NFC", value)):
            raise NotCanonical
    elif kind is not bytes:
        raise NotCanonical


def _check_items(items: Iterable[Value], depth: int) -> None:
    if depth == DEPTH:
        raise NotCanonical
    for item in items:
        kind = type(item)
        if (
            kind is bytes or (kind is str and item.isascii()) or (kind is int and _LOWEST <= item < _ABOVE)
        ):  # nearly all of them, without a call
            continue
        _check(item, depth + 1)


_KEYS = {int, str}
_LOWEST, _ABOVE = -(2**64), 2**64


def _look_over(raw: bytes, limit: int) -> None:
    """NotCanonical, or another error, for what holds anything else than `encode` writes."""
    at, remaining, keyed, items = 0, 1, False, 0
    stack: list[tuple[int, bool]] = []  # of the lists and maps around: how many items are to come
    while True:
        while not remaining:
            if not stack:
                if at != len(raw):
                    raise NotCanonical
                return
            remaining, keyed = stack.pop()
        remaining -= 1
        kind, value = raw[at] >> 5, raw[at] & 31
        at += 1
        if value > 23:
            size = 1 << (value - 24)
            if size > 8:
                raise NotCanonical
            value = int.from_bytes(raw[at : at + size], "big")
            at += size
        if kind == _TEXT:
            text = raw[at : at + value]
            at += value
            if not text.isascii() and not unicodedata.is_normalized("NFC", text.decode()):
                raise NotCanonical
        elif kind > _TEXT + 2 or (keyed and remaining & 1 and kind >= _BYTES):
            raise NotCanonical  # a tag or a float; or a key that is neither number nor text
        elif kind == _BYTES:
            at += value
        elif kind > _TEXT:
            stack.append((remaining, keyed))
            keyed = kind == _TEXT + 2
            remaining = value << keyed
            items += remaining
            if len(stack) > DEPTH or items > limit:
                raise NotCanonical


_BYTES, _TEXT = 2, 3  # CBOR's major types: 0, 1 whole numbers, then these, 4 lists, 5 maps
