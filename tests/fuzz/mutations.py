"""Canonical CBOR changed a little, so that it is still canonical: numbers, texts, bytes, lists, maps,
and what is CBOR again inside of bytes."""

import random
from typing import Any

from app.errors import SanadError
from app.seal import canonical

ODD: tuple[Any, ...] = (
    0, 1, -1, 23, 255, 2**31, 2**53, 2**63, 2**64 - 1, b"", b"\0" * 16, b"\xff" * 32, "", "x",
    "كلمة", "\ud7ff", [], {}, [[]], {"": 0}, {0: b""},
)  # fmt: skip
_DEEP = 12


def changed(raw: bytes, most: int, seed: int) -> bytes | None:
    """None where these bytes are not canonical, or the change does not fit."""
    rng = random.Random(seed)
    try:
        value = canonical.decode(raw)
        for _ in range(rng.randrange(1, 4)):
            value = _changed(value, rng, 0)
        result = canonical.encode(value)
    except (SanadError, ValueError, TypeError, RecursionError):
        return None
    return result if len(result) <= most else None


def _changed(value: Any, rng: random.Random, depth: int) -> Any:
    if depth > _DEEP or rng.random() < 0.08:
        return rng.choice(ODD)
    match value:
        case list() if value:
            return _list(value, rng, depth)
        case dict() if value:
            key = rng.choice([*value])
            others = {name: item for name, item in value.items() if name != key}
            if rng.random() < 0.15:
                return others
            if rng.random() < 0.1:
                return {**others, rng.choice(["what", "at", "seen", 0, 7]): value[key]}
            return {**others, key: _changed(value[key], rng, depth + 1)}
        case bytes():
            return _bytes(value, rng, depth)
        case str():
            at = rng.randrange(len(value) + 1)
            return rng.choice([value[:at], value[at:], value[:at] + "é" + value[at:], value * 2])
        case int():
            return rng.choice([value + 1, value - 1, value ^ 1 << rng.randrange(63), -value, *ODD])
    return rng.choice(ODD)


def _list(value: list[Any], rng: random.Random, depth: int) -> list[Any]:
    at = rng.randrange(len(value))
    draw = rng.random()
    if draw < 0.1:
        return [*value[:at], *value[at + 1 :]]
    if draw < 0.2:
        return [*value[:at], value[at], *value[at:]]
    if draw < 0.25:
        other = rng.randrange(len(value))
        return [*value[:at], value[other], *value[at + 1 :]]
    return [*value[:at], _changed(value[at], rng, depth + 1), *value[at + 1 :]]


def _bytes(value: bytes, rng: random.Random, depth: int) -> bytes:
    try:
        inside = canonical.decode(value) if len(value) > 1 else None
    except SanadError:
        inside = None
    if isinstance(inside, list | dict) and rng.random() < 0.9:
        return canonical.encode(_changed(inside, rng, depth + 1))
    if not value:
        return rng.randbytes(16)
    spoilt = bytearray(value)
    at = rng.randrange(len(spoilt))
    draw = rng.random()
    if draw < 0.6:
        spoilt[at] ^= 1 << rng.randrange(8)
        return bytes(spoilt)
    return value[:at] if draw < 0.8 else value[:at] + rng.randbytes(4) + value[at:]
