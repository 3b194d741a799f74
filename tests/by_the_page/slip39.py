"""SLIP-39 as far as slot.md uses it: one group, no passphrase. By hand, from the standard."""

import hashlib
from dataclasses import dataclass

from tests.by_the_page.primitives import hmac256, need

WORDS, SECRET, SHARE_OF_DIGEST = 33, 255, 254


@dataclass(frozen=True)
class Card:
    mark: int  # the same on each card of a set
    extendable: bool
    exponent: int
    group: tuple[int, int, int]  # index, threshold less one, count less one
    number: int  # from 0
    threshold: int
    share: bytes


def card(words: list[str], listed: list[str]) -> Card:
    """`listed`: SLIP-39's 1,024 words. Four letters of a word are that word."""
    by_start = {word[:4]: place for place, word in enumerate(listed)}
    need(len(words) == WORDS, "holder's card: not 33 words")
    need(all(word[:4] in by_start for word in words), "holder's card: a word of no list")
    places = [by_start[word[:4]] for word in words]
    bits = 0
    for place in places[:4]:
        bits = bits << 10 | place
    extendable = bool(bits >> 24 & 1)
    name = b"shamir_extendable" if extendable else b"shamir"
    need(_rs1024([*name, *places]) == 1, "holder's card: a slip")
    value = 0
    for place in places[4:-3]:
        value = value << 10 | place
    need(value >> 256 == 0, "holder's card: padding")
    return Card(
        mark=bits >> 25,
        extendable=extendable,
        exponent=bits >> 20 & 15,
        group=(bits >> 16 & 15, bits >> 12 & 15, bits >> 8 & 15),
        number=bits >> 4 & 15,
        threshold=(bits & 15) + 1,
        share=value.to_bytes(32, "big"),
    )


def secret(cards: list[Card]) -> bytes:
    first = cards[0]
    need(first.extendable and first.exponent == 0, "holder's cards: another exponent")
    need(first.group == (0, 0, 0) and first.threshold >= 2, "holder's cards: groups")
    alike = {(card.mark, card.extendable, card.exponent, card.group, card.threshold) for card in cards}
    need(len(alike) == 1, "holder's cards: of two sets")
    need(len({card.number for card in cards}) == len(cards), "holder's cards: one twice")
    need(len(cards) >= first.threshold, "holder's cards: too few")
    shares = {card.number: card.share for card in cards[: first.threshold]}
    sealed, digest = _at(shares, SECRET), _at(shares, SHARE_OF_DIGEST)
    need(hmac256(digest[4:], sealed)[:4] == digest[:4], "holder's cards: digest")
    left, right = sealed[:16], sealed[16:]
    for turn in (3, 2, 1, 0):
        mixed = hashlib.pbkdf2_hmac("sha256", bytes([turn]), right, 2_500, 16)
        left, right = right, bytes(a ^ b for a, b in zip(left, mixed, strict=True))
    return right + left


def _rs1024(values: list[int]) -> int:
    generator = (
        0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009,
        0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120,
    )  # fmt: skip
    checksum = 1
    for value in values:
        top = checksum >> 20
        checksum = (checksum & 0xFFFFF) << 10 ^ value
        for place, part in enumerate(generator):
            checksum ^= part if top >> place & 1 else 0
    return checksum


def _times(left: int, right: int) -> int:
    """In GF(256), modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while right:
        product ^= left if right & 1 else 0
        left = left << 1 ^ (0x11B if left & 128 else 0)
        right >>= 1
    return product


def _inverse(value: int) -> int:
    inverse = 1
    for _ in range(254):
        inverse = _times(inverse, value)
    return inverse


def _at(shares: dict[int, bytes], place: int) -> bytes:
    """Lagrange's interpolation, byte by byte."""
    result = bytes(32)
    for number, share in shares.items():
        weight = 1
        for other in shares:
            if other != number:
                weight = _times(weight, _times(place ^ other, _inverse(number ^ other)))
        result = bytes(a ^ _times(b, weight) for a, b in zip(result, share, strict=True))
    return result
