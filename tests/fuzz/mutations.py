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
    dice = random.Random(seed)
    try:
        value = canonical.decode(raw)
        for _ in range(dice.randrange(1, 4)):
            value = _changed(value, dice, 0)
        result = canonical.encode(value)
    except (SanadError, ValueError, TypeError, RecursionError):
        return None
    return result if len(result) <= most else None


def _changed(value: Any, dice: random.Random, depth: int) -> Any:
    if depth > _DEEP or dice.random() < 0.08:
        return dice.choice(ODD)
    match value:
        case list() if value:
            return _list(value, dice, depth)
        case dict() if value:
            key = dice.choice([*value])
            others = {name: item for name, item in value.items() if name != key}
            if dice.random() < 0.15:
                return others
            if dice.random() < 0.1:
                return {**others, dice.choice(["what", "at", "seen", 0, 7]): value[key]}
            return {**others, key: _changed(value[key], dice, depth + 1)}
        case bytes():
            return _bytes(value, dice, depth)
        case str():
            at = dice.randrange(len(value) + 1)
            return dice.choice([value[:at], value[at:], value[:at] + "é" + value[at:], value * 2])
        case int():
            return dice.choice(
                [value + 1, value - 1, value ^ 1 << dice.randrange(63), -value, *ODD]
            )
    return dice.choice(ODD)


def _list(value: list[Any], dice: random.Random, depth: int) -> list[Any]:
    at = dice.randrange(len(value))
    draw = dice.random()
    if draw < 0.1:
        return [*value[:at], *value[at + 1 :]]
    if draw < 0.2:
        return [*value[:at], value[at], *value[at:]]
    if draw < 0.25:
        other = dice.randrange(len(value))
        return [*value[:at], value[other], *value[at + 1 :]]
    return [*value[:at], _changed(value[at], dice, depth + 1), *value[at + 1 :]]


def _bytes(value: bytes, dice: random.Random, depth: int) -> bytes:
    try:
        inside = canonical.decode(value) if len(value) > 1 else None
    except SanadError:
        inside = None
    if isinstance(inside, list | dict) and dice.random() < 0.9:
        return canonical.encode(_changed(inside, dice, depth + 1))
    if not value:
        return dice.randbytes(16)
    spoilt = bytearray(value)
    at = dice.randrange(len(spoilt))
    draw = dice.random()
    if draw < 0.6:
        spoilt[at] ^= 1 << dice.randrange(8)
        return bytes(spoilt)
    return value[:at] if draw < 0.8 else value[:at] + dice.randbytes(4) + value[at:]
