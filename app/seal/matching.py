"""Which items two offices have in common, and nothing else of them: Diffie-Hellman private set intersection.

Meadows (1986); Huberman, Franklin and Hogg (1999). Each item is hashed onto Curve25519 (RFC 9380) and
multiplied by a secret number of each office, in either order the same (X25519, RFC 7748). What a partner
sends is looked over here and never trusted. docs/formats/matching.md, docs/decisions/0050

A message of a run is b"SANAD-MATCH 2\\n" || Ed25519 signature(64) || 2 bytes length of the head || CBOR head
|| points and marks."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, ClassVar, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import N_, SanadError
from app.seal import canonical, file_marker
from app.seal.keys import KEY, DeviceKeys, Secret, digest, verify

MAGIC, CARD_MAGIC = b"SANAD-MATCH ", b"SANAD-MATCH-CARD "
SIGNATURE, POINT, MARK, _LENGTH = 64, 32, 16, 2  # bytes
# Keys of a person, by kind: as many are filled up, and no more can be tried of one kind.
SLOTS: Mapping[str, int] = {"passport": 1, "civil_id": 1, "name": 4}
KINDS = tuple(SLOTS)
VERSION = 2
LONGEST_TEXT, LONGEST_HEAD, MOST_ITEMS = 300, 8192, 1 << 23
_CONTEXT, _MARK, _CARD = b"sanad/2/match\n", b"sanad/1/match mark\n", b"sanad/1/match card\n"
_SECRET = b"sanad/2/match secret\n"
_DST = b"SANAD-MATCH-V1-curve25519_XMD:SHA-512_ELL2_NU_"
_PRIME, _A = 2**255 - 19, 486662
_HASHED, _BLOCK = 48, 128  # bytes: L of RFC 9380, and the block of SHA-512


class MatchFileRefused(SanadError):
    says = N_(
        "This file is damaged, or the partner of this agreement did not make it. Nothing was read from it, "
        "and nothing is lost. Ask the partner for it again."
    )


# -- the group ---------------------------------------------------------------------------------


def point_of(message: bytes, tag: bytes = _DST) -> bytes:
    """A message as a point, by its u-coordinate: encode_to_curve of RFC 9380, 6.7.1, of the suite
    curve25519_XMD:SHA-512_ELL2_NU_, without clearing the cofactor, which each X25519 does."""
    u = int.from_bytes(_expanded(message, tag), "big") % _PRIME
    x = -_A * pow(1 + 2 * u * u, -1, _PRIME) % _PRIME  # 1 + 2u² is never 0: -1/2 is no square
    if pow(x * (x * x + _A * x + 1), (_PRIME - 1) // 2, _PRIME) > 1:
        x = (-x - _A) % _PRIME
    return x.to_bytes(POINT, "little")


def _expanded(message: bytes, tag: bytes) -> bytes:
    """expand_message_xmd of RFC 9380, 5.3.1, for the 48 bytes of one number."""
    tag += bytes([len(tag)])
    first = hashlib.sha512(bytes(_BLOCK) + message + _HASHED.to_bytes(2, "big") + b"\0" + tag)
    return hashlib.sha512(first.digest() + b"\x01" + tag).digest()[:_HASHED]


def fresh_secret() -> Secret:
    """Of one run, from which `secret_of` makes the secret number of each kind."""
    return Secret(X25519PrivateKey.generate().private_bytes_raw())


def secret_of(secret: bytes, run: bytes, kind: str) -> Secret:
    """One for each kind: a point among those of another kind fits none of this one."""
    return Secret(HKDF(hashes.SHA256(), KEY, salt=run, info=_SECRET + kind.encode()).derive(secret))


def blinded(secret: bytes, points: Iterable[bytes]) -> list[bytes]:
    """Each point times the secret number. MatchFileRefused for one of small order, which would come out as
    the same whatever the number is."""
    number, load = X25519PrivateKey.from_private_bytes(secret), X25519PublicKey.from_public_bytes
    try:
        return [number.exchange(load(point)) for point in points]
    except ValueError as error:
        raise MatchFileRefused from error


def dummies(number: int) -> list[bytes]:
    """Points of nobody, which look like blinded ones: multiples of the base point."""
    return [X25519PrivateKey.generate().public_key().public_bytes_raw() for _ in range(number)]


def marks(run: bytes, points: Iterable[bytes]) -> list[bytes]:
    """What is compared of points that both secret numbers were laid on: hashes, bound to the run, so that
    nobody gets a multiple of a point of their choice."""
    beginning = _MARK + run
    return [hashlib.sha256(beginning + point).digest()[:MARK] for point in points]


def is_in_order(points: Sequence[bytes]) -> bool:
    """Each once, by their bytes: an order that tells nothing; and each in its one form."""
    ascends = all(point < next_point for point, next_point in pairwise(points))
    return ascends and all(int.from_bytes(point, "little") < _PRIME for point in points)


# -- what is said ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """Of each message. `run`, `answers` (SHA-256 of the message before, b"" of the first), `sender` and
    `receiver` (signing keys): 32 bytes. `made`: seconds since 1970."""

    WORD: ClassVar[str]
    run: bytes
    answers: bytes
    sender: bytes
    receiver: bytes
    made: int

    def values(self) -> list[Any]:
        """As they stand in the head: the word, then the fields in their order."""
        texts = [getattr(self, field.name) for field in fields(self)]
        return [self.WORD, *(list(text) if type(text) is tuple else text for text in texts)]

    @classmethod
    def of(cls, values: Sequence[Any]) -> Self:
        """MatchFileRefused."""
        if len(values) != 1 + len(fields(cls)) or values[0] != cls.WORD:
            raise MatchFileRefused
        parts: list[Any] = [tuple(value) if type(value) is list else value for value in values[1:]]
        head = cls(*parts)
        if not head.is_sound():
            raise MatchFileRefused
        return head

    def is_sound(self) -> bool:
        """Is each field of its kind and size?"""
        first = self.answers == b"" if self.WORD == MatchingRequest.WORD else _is_key(self.answers)
        keys = all(map(_is_key, (self.run, self.sender, self.receiver)))
        return first and keys and type(self.made) is int and self.made >= 0

    def sizes(self) -> tuple[tuple[int, int], ...]:
        """How many of what size follow the head."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class MatchingRequest(Head):
    """The first message. `expires`: until when it is answered; `reference`: of the agreement on paper;
    `purpose`: of this run; `kinds` of keys; `persons`: as how many they appear, with SLOTS blinded points each."""

    WORD: ClassVar[str] = "request"
    expires: int
    reference: str
    purpose: str
    kinds: tuple[str, ...]
    persons: int

    def is_sound(self) -> bool:
        return (
            Head.is_sound(self)
            and type(self.expires) is int
            and self.expires > self.made
            and all(type(text) is str and len(text) <= LONGEST_TEXT for text in (self.reference, self.purpose))
            and _are_points(self.kinds, self.persons)
        )

    def sizes(self) -> tuple[tuple[int, int], ...]:
        return points_of(self.kinds, self.persons)


@dataclass(frozen=True, slots=True)
class MatchingAnswer(Head):
    """The second. `kinds`, `persons`: of the answerer's blinded points, as in the request; `marked`: a mark for
    each point that was asked, in their order."""

    WORD: ClassVar[str] = "answer"
    kinds: tuple[str, ...]
    persons: int
    marked: int

    def is_sound(self) -> bool:
        return Head.is_sound(self) and _are_points(self.kinds, self.persons) and _is_number(self.marked)

    def sizes(self) -> tuple[tuple[int, int], ...]:
        return (*points_of(self.kinds, self.persons), (self.marked, MARK))


@dataclass(frozen=True, slots=True)
class MatchingResult(Head):
    """The third. `marked`: a mark for each point of the answer, in their order."""

    WORD: ClassVar[str] = "result"
    marked: int

    def is_sound(self) -> bool:
        return Head.is_sound(self) and _is_number(self.marked)

    def sizes(self) -> tuple[tuple[int, int], ...]:
        return ((self.marked, MARK),)


HEADS: dict[str, type[Head]] = {kind.WORD: kind for kind in (MatchingRequest, MatchingAnswer, MatchingResult)}


@dataclass(frozen=True, slots=True)
class Message:
    """`parts`: what follows the head, each as its items. `id`: what the next message answers."""

    head: Head
    parts: tuple[tuple[bytes, ...], ...]
    id: bytes


@dataclass(frozen=True, slots=True)
class Card:
    """By which a partner is known: a name, the key that signs, and the key that files are sealed to, as age
    reads it."""

    name: str
    public: bytes
    age: str

    @property
    def fingerprint(self) -> bytes:
        """What its six words stand for: both keys, and not the name."""
        return digest(_CARD + self.public + self.age.encode())

    def to_bytes(self) -> bytes:
        return file_marker.line(CARD_MAGIC) + canonical.encode([self.name, self.public, self.age])

    @classmethod
    def of(cls, values: object) -> Self:
        """MatchFileRefused."""
        match values:
            case [str() as name, bytes() as public, str() as age] if (
                0 < len(name) <= LONGEST_TEXT and len(public) == KEY and len(age) <= LONGEST_TEXT
            ):
                return cls(name, public, age)
        raise MatchFileRefused


def sign(keys: DeviceKeys, head: Head, *parts: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The file of a message, and its id."""
    body = _headed(head) + b"".join(b"".join(part) for part in parts)
    signature = keys.sign(_CONTEXT + body)
    return file_marker.line(MAGIC, VERSION) + signature + body, digest(body)


def body_of(raw: bytes, public: bytes) -> bytes:
    """What a partner signed, before anything is made of it. MatchFileRefused, ForeignFile, NewerVersion,
    OlderVersion."""
    content = file_marker.content(raw, MAGIC, MatchFileRefused, VERSION)
    signature, body = content[:SIGNATURE], content[SIGNATURE:]
    if not verify(public, signature, _CONTEXT + body):
        raise MatchFileRefused
    return body


def head_of(body: bytes) -> bytes:
    """The bytes of its head. MatchFileRefused."""
    size = int.from_bytes(body[:_LENGTH], "big")
    if not 0 < size <= min(LONGEST_HEAD, len(body) - _LENGTH):
        raise MatchFileRefused
    return body[_LENGTH : _LENGTH + size]


def _headed(head: Head) -> bytes:
    encoded = canonical.encode(head.values())
    return len(encoded).to_bytes(_LENGTH, "big") + encoded


def parts_of(body: bytes, head: Head) -> Message:
    """A body whose head somebody read: is it that, to the byte, and what follows it? MatchFileRefused."""
    beginning = _headed(head)
    if not body.startswith(beginning):
        raise MatchFileRefused
    at, parts = len(beginning), list[tuple[bytes, ...]]()
    if at + sum(number * size for number, size in head.sizes()) != len(body):
        raise MatchFileRefused
    for number, size in head.sizes():
        ends = range(at, at + number * size, size)
        parts.append(tuple(body[start : start + size] for start in ends))
        at += number * size
        if size == POINT and not is_in_order(parts[-1]):
            raise MatchFileRefused
    return Message(head, tuple(parts), digest(body))


def points_of(kinds: Sequence[str], persons: int) -> tuple[tuple[int, int], ...]:
    """How many points of what size, kind by kind."""
    return tuple((persons * SLOTS[kind], POINT) for kind in kinds)


def _are_points(kinds: object, persons: object) -> bool:
    return (
        type(kinds) is tuple
        and bool(kinds)
        and tuple(kind for kind in KINDS if kind in kinds) == kinds
        and type(persons) is int
        and 0 < persons <= MOST_ITEMS
        and sum(number for number, _ in points_of(kinds, persons)) <= MOST_ITEMS
    )


def _is_key(value: object) -> bool:
    return type(value) is bytes and len(value) == KEY


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value <= MOST_ITEMS
