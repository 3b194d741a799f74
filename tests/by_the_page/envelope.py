"""docs/formats/envelope.md: header, body, grants, what is said of erasing; short ones of sync.md."""

from dataclasses import dataclass
from typing import Any

import zstandard

from tests.by_the_page import canonical
from tests.by_the_page.primitives import (
    Refused,
    fits,
    hkdf,
    hmac256,
    hpke_opened,
    key_id,
    need,
    public_of,
    sha256,
    shaped,
    siv_opened,
    verify,
)

EVENT, GRANT, ERASE = 1, 2, 4
_HEADER = {0: int, 1: int, 2: 16, 3: 16, 4: int, 5: 32, 6: int, 7: 32, 8: 16, 9: int, 10: int, 11: 32}


@dataclass(frozen=True)
class Envelope:
    header_bytes: bytes
    signature: bytes
    body: bytes
    header: dict[int, Any]

    @property
    def id(self) -> bytes:
        return sha256(self.header_bytes)

    @property
    def case(self) -> bytes:
        return bytes(self.header[2])

    @property
    def stream(self) -> bytes:
        return bytes(self.header[3])

    @property
    def kind(self) -> int:
        return int(self.header[10])


def read(raw: bytes, public: bytes, *, erased: bool = False) -> Envelope:
    """Signature and hashes checked. `erased`: it may come without its body."""
    envelope = parsed(raw)
    header = envelope.header
    verify(public, envelope.signature, b"sanad-envelope-1" + envelope.header_bytes)
    need(header[8] == key_id(public), "envelope: another author")
    if not (erased and not envelope.body):
        need(header[11] == sha256(envelope.body), "envelope: another body")
    return envelope


def parsed(raw: bytes) -> Envelope:
    header_bytes, signature, body = shaped(canonical.decode(raw), (bytes, 64, bytes), "envelope")
    header = canonical.decode(header_bytes)
    need(isinstance(header, dict) and list(header) == list(range(12)), "envelope: header")
    need(all(fits(header[key], shape) for key, shape in _HEADER.items()), "envelope: header")
    need(max(header[key] for key in (4, 6, 9, 10)) < 1 << 63, "envelope: number")
    need(header[0] == 1, "envelope: version")
    need(header[1] == 1, "envelope: suite")
    return Envelope(header_bytes, signature, body, header)


# -- events ------------------------------------------------------------------------------------


def event(envelope: Envelope, case_key: bytes) -> dict[str, Any]:
    header, body = envelope.header, envelope.body
    about = canonical.encode({key: header[key] for key in range(11)})
    padded = siv_opened(hkdf(case_key, "sanad/1/body"), body[:12], body[12:], about)
    opened = canonical.decode(unpadded(padded, 4 << 20), canonical.ITEMS)
    need(isinstance(opened, dict), "event: no map")
    return dict(opened)


def padme(length: int) -> int:
    if length <= 1024:
        return -(-length // 64) * 64
    exponent = length.bit_length() - 1
    low = exponent - exponent.bit_length()
    return -(-length // (1 << low)) * (1 << low)


def unpadded(padded: bytes, most: int) -> bytes:
    size = int.from_bytes(padded[:4], "big")
    packed = padded[4 : 4 + size]
    need(len(packed) == size, "padding: cut")
    need(not padded[4 + size :].strip(b"\0"), "padding: not zeros")
    try:
        declared = zstandard.get_frame_parameters(packed).content_size
        need(declared <= min(most, 65_536 + 32 * len(padded)), "padding: opens to too much")
        return zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Refused("zstd") from error


# -- grants ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    team: bytes
    team_number: int
    number: int
    wrapped: bytes
    link: bytes
    proof: bytes


CASE = b"\x5a\x01"


def grant(envelope: Envelope) -> list[Item]:
    reading, items = shaped(canonical.decode(envelope.body), (list, [(16, int, int, bytes, bytes, bytes)]), "grant")
    need(fits(reading, ()) or fits(reading, (32, 64)), "grant: reading")
    need(all(item[1] >= 1 and 1 <= item[2] < 1 << 31 for item in items), "grant: numbers")
    return [Item(*item) for item in items]


def may_fetch(envelope: Envelope) -> list[bytes]:
    """The teams to which headquarters gives a case because of a grant in it, without any key."""
    reading, items = canonical.decode(envelope.body)
    need(envelope.case[-2:] == CASE and reading, "grant: of no case")
    public, signature = reading
    need(case_of(public) == envelope.case, "grant: another case's reading key")
    signed = canonical.encode([envelope.case, envelope.stream, items])
    verify(public, signature, b"sanad-read-1" + signed)
    teams = {item[0] for item in items}
    need(len(teams) <= 1000, "grant: too many teams")
    return sorted(teams)


def case_of(reading_key: bytes) -> bytes:
    return sha256(b"sanad-case-id-1", reading_key)[:14] + CASE


def reading_key(first: bytes) -> bytes:
    return public_of(hkdf(first, "sanad/1/read"))


def case_id(first: bytes) -> bytes:
    return case_of(reading_key(first))


def granted(case: bytes, item: Item, team_key: bytes, before: bytes = b"") -> bytes:
    """The case key that an item gives, its link and proof checked."""
    about = canonical.encode([case, item.number, item.team, item.team_number])
    match len(item.wrapped):
        case 60:
            key = siv_opened(team_key, item.wrapped[:12], item.wrapped[12:], about)
        case 1168:
            seed = hkdf(team_key, "sanad/1/team receiving", 96)
            key = hpke_opened(seed, item.wrapped, b"sanad-case-1" + about)
        case _:
            raise Refused("grant: wrapped")
    if item.number == 1:
        if case[-2:] == CASE:
            need(case_id(key) == case, "grant: not the case's key")
        need(item.link == b"", "grant: a link of key 1")
    else:
        linked = canonical.encode([case, item.number, key])
        need(item.link == hmac256(hkdf(before, "sanad/1/next case key"), linked), "grant: link")
    signed = canonical.encode([case, item.team, item.team_number, item.number, item.wrapped, item.link])
    need(item.proof == hmac256(hkdf(key, "sanad/1/grant"), signed), "grant: proof")
    return key


# -- erasing -----------------------------------------------------------------------------------

_SECOND = ()
STATEMENTS: dict[int, tuple[str, Any]] = {
    1: ("order", (int, [32], [32], int, int)),
    2: ("confirmation", (int, 32, bytes)),
    3: ("carried out", (int, 32)),
    4: ("objection", (int, 32, bytes)),
    5: ("ruling", (int, 32, int, [32], bytes)),
    6: ("disposal", (int, [32])),
}
SECONDED = {1, 2, 5}


def statement(envelope: Envelope) -> tuple[str, list[Any]]:
    """What the body of an erase says, by name; with its `second` as the last part where it has one."""
    body = canonical.decode(envelope.body)
    need(isinstance(body, list) and body and type(body[0]) is int, "erase: no statement")
    need(body[0] in STATEMENTS, "erase: a statement that nobody knows")
    name, shape = STATEMENTS[body[0]]
    if body[0] in SECONDED:
        need(fits(body[-1], ()) or fits(body[-1], (16, 64)), "erase: second")
        shaped(body[:-1], shape, "erase")
    else:
        shaped(body, shape, "erase")
    for part in body:
        if fits(part, [32]) and isinstance(part, list):
            need(part == sorted(set(part)), "erase: ids not sorted")
    match body:
        case [1, envelopes, chunks, wait, urgent, _]:
            need(len(envelopes) + len(chunks) <= 10_000, "erase: too many")
            need(wait <= 366 * 86_400, "erase: waits too long")
            need(urgent in (0, 1), "erase: urgent")
        case [2, _, note, _] | [4, _, note] | [5, _, _, _, note, _]:
            need(len(note) in (0, 32), "erase: note")
            need(body[0] != 5 or body[2] in (0, 1), "erase: goes on")
        case [6, envelopes]:
            need(len(envelopes) <= 10_000, "erase: too many")
    return name, body


def check_second(envelope: Envelope, registrar: bytes) -> None:
    """`registrar`: the public key that `second` names."""
    _, body = statement(envelope)
    signer, signature = body[-1]
    need(signer == key_id(registrar), "erase: another registrar")
    signed = canonical.encode([envelope.case, envelope.stream, sha256(canonical.encode(body[:-1]))])
    verify(registrar, signature, b"sanad-erasure-1" + signed)


# -- short ones (sync.md) ----------------------------------------------------------------------


class Whole:
    """The envelopes of one message, made whole in its order."""

    def __init__(self) -> None:
        self.streams: dict[tuple[bytes, int], bytes] = {}
        self.cases: dict[tuple[bytes, bytes, int], bytes] = {}

    def add(self, raw: bytes) -> bytes:
        header_bytes, signature, body = shaped(
            canonical.decode(raw, canonical.NETWORK_ITEMS), (bytes, bytes, bytes), "short envelope"
        )
        header = canonical.decode(header_bytes)
        need(isinstance(header, dict), "short envelope: header")
        header.setdefault(11, sha256(body))
        try:
            if 5 not in header:
                header[5] = self.streams[header[3], header[4] - 1]
            if 7 not in header:
                header[7] = self.cases[header[3], header[2], header[6] - 1]
        except KeyError as error:
            raise Refused("short envelope: can't be made whole") from error
        header_bytes = canonical.encode(header)
        self.streams[header[3], header[4]] = sha256(header_bytes)
        self.cases[header[3], header[2], header[6]] = sha256(header_bytes)
        return canonical.encode([header_bytes, signature, body])
