"""What the pages say is refused, both readers refuse; what they allow, both take."""

import base64
import dataclasses
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given
from hypothesis import strategies as st

from app.bundle import archive, contents
from app.bundle import pack as sanads_pack
from app.errors import SanadError
from app.seal import attachment as sanads_attachment
from app.seal import canonical as sanads_cbor
from app.seal import case_grant, server_card
from app.seal import directory as sanads_directory
from app.seal import enrolment as sanads_enrolment
from app.seal import envelope as sanads_envelope
from app.seal import erasure as sanads_erasure
from app.seal import parcel as sanads_parcel
from app.seal import receipt as sanads_receipt
from app.seal.file_marker import NewerVersion
from app.seal.keys import DeviceKeys, Secret, digest, key_id
from app.seal.slots import Cost, KeyFile
from app.sync import wire
from app.sync.wire import signatures
from app.vault.draft_guard import DraftState, Guard
from app.vault.folder import Folder, device_secret
from tests.bundle import small
from tests.by_the_page import (
    attachment,
    bundle,
    canonical,
    directory,
    enrolment,
    envelope,
    pack,
    paper,
    post,
    slot,
    sync,
    vault,
)
from tests.by_the_page.primitives import Refused, hkdf

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
CHEAP = Cost(64 * 1024, 1, 1)
LAYLA = DeviceKeys(Secret(bytes(range(32))), Secret(bytes(range(96))))
STREAM, TEAM, HASH = key_id(LAYLA.public), b"t" * 16, bytes(range(32))
Reader = Callable[[bytes], object]


def takes(read: Reader, raw: bytes) -> bool:
    try:
        read(raw)
    except (SanadError, Refused, archive.NoArchive, archive.Unsafe):
        return False
    return True


def both(theirs: Reader, page: Reader, raw: bytes) -> bool:
    """Do they take it? They must agree."""
    answers = takes(theirs, raw), takes(page, raw)
    assert answers[0] == answers[1], f"Sanad and the page differ: {answers}, {raw[:80].hex()}"
    return answers[0]


def flipped(raw: bytes, places: int = 24) -> Iterator[bytes]:
    """With one bit changed, at places all over; cut, and with something behind."""
    for at in {round(number * (len(raw) - 1) / (places - 1)) for number in range(places)}:
        yield raw[:at] + bytes([raw[at] ^ 0x10]) + raw[at + 1 :]
    yield raw[:-1]
    yield raw + b"\0"
    yield b""


def refuse_every_flip(theirs: Reader, page: Reader, raw: bytes) -> None:
    assert both(theirs, page, raw)
    for spoilt in flipped(raw):
        assert not both(theirs, page, spoilt)


# -- canonical CBOR ----------------------------------------------------------------------------

ODD = {
    "nothing": "",
    "number in a longer form": "1817",
    "number in a longer form still": "19001e",
    "length in a longer form": "580161",
    "list without an end": "9f01ff",
    "text in parts": "7f6161ff",
    "bytes in parts": "5f4161ff",
    "tag": "c11a00000000",
    "big number": "c249010000000000000000",
    "float": "f93c00",
    "double": "fb3ff0000000000000",
    "true": "f5",
    "null": "f6",
    "undefined": "f7",
    "simple value": "e0",
    "reserved": "1c",
    "break": "ff",
    "keys not sorted": "a202000100",
    "text before a number": "a2616100" + "0100",
    "a longer key first": "a2626161006162" + "00",
    "a key twice": "a201000100",
    "a key of bytes": "a1416100",
    "a key that is a list": "a18000",
    "cut": "8201",
    "something behind": "0101",
    "text that is not NFC": "6365cc81",
    "text that is not UTF-8": "61ff",
    "more promised than there is": "9b7fffffffffffffff",
    "33 lists in one another": "81" * 32 + "80",
    "33 maps in one another": "a100" * 32 + "a0",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_cbor(name: str):
    assert not both(sanads_cbor.decode, canonical.decode, bytes.fromhex(ODD[name]))


@pytest.mark.parametrize(
    "raw", ["00", "20", "1bffffffffffffffff", "3bffffffffffffffff", "81" * 31 + "80", "62c3a9",
            "a10061" + "61", "a2616100626161" + "00", "81" * 32 + "00"]
)  # fmt: skip
def test_allowed_cbor(raw: str):
    assert both(sanads_cbor.decode, canonical.decode, bytes.fromhex(raw))


def test_items_are_counted_before_anything_is_made():
    for most, made in ((262_144, 262_144), (262_144, 262_145)):
        raw = b"\x9a" + made.to_bytes(4, "big") + bytes(made)
        assert both(sanads_cbor.decode, canonical.decode, raw) == (made <= most)
    pairs = b"\xba" + (131_073).to_bytes(4, "big")  # a key and its value are two
    assert not both(sanads_cbor.decode, canonical.decode, pairs)


values = st.recursive(
    st.integers(-(1 << 64), (1 << 64) - 1) | st.binary(max_size=40) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 1 << 32) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values, st.integers(0), st.integers(0, 255))
def test_any_bytes_are_taken_by_both_or_by_none(value: Any, place: int, byte: int):
    try:
        raw = sanads_cbor.encode(value)
    except SanadError:  # text that is not NFC
        return
    assert canonical.encode(value) == raw
    assert canonical.decode(raw) == sanads_cbor.decode(raw) == value
    at = place % len(raw)
    both(sanads_cbor.decode, canonical.decode, raw[:at] + bytes([byte]) + raw[at + 1 :])


# -- envelope.md -------------------------------------------------------------------------------

BODY = b"a body that is not secret"
HEADER: dict[Any, Any] = {
    0: 1, 1: 1, 2: b"c" * 16, 3: STREAM, 4: 1, 5: bytes(32), 6: 1, 7: bytes(32), 8: STREAM, 9: 0,
    10: 4, 11: digest(BODY),
}  # fmt: skip


def directory_of_layla() -> sanads_directory.Directory:
    known = sanads_directory.Directory()
    known.add(LAYLA, sanads_directory.ROOT, [LAYLA.public])
    known.add(LAYLA, sanads_directory.PERSON, [STREAM, "Layla Sample", "inspector"])
    known.add(LAYLA, sanads_directory.DEVICE, [STREAM, STREAM, LAYLA.public, LAYLA.receiving_public])
    return known


KNOWN = directory_of_layla()


def sealed(header: object, body: bytes = BODY, *, keys: DeviceKeys = LAYLA) -> bytes:
    raw = canonical.encode(header)
    return canonical.encode([raw, keys.sign(b"sanad-envelope-1" + raw), body])


def theirs_opens(raw: bytes) -> object:
    return sanads_envelope.check_envelope(sanads_envelope.peek_unverified(raw), KNOWN)


def page_opens(raw: bytes) -> object:
    return envelope.read(raw, LAYLA.public)


def without(key: int) -> dict[Any, Any]:
    return {name: value for name, value in HEADER.items() if name != key}


SPOILT_HEADERS: dict[str, object] = {
    "another version": HEADER | {0: 2},
    "another suite": HEADER | {1: 2},
    "a short case": HEADER | {2: b"c" * 15},
    "a case as text": HEADER | {2: "c" * 16},
    "a number below 0": HEADER | {4: -1},
    "a number of 2^63": HEADER | {4: 1 << 63},
    "a long hash": HEADER | {5: bytes(33)},
    "no case_prev": without(7),
    "no body hash": without(11),
    "one key more": HEADER | {12: 0},
    "a text key more": HEADER | {"a": 0},
    "a list": list(HEADER.values()),
    "another body hash": HEADER | {11: bytes(32)},
    "another author": HEADER | {8: b"a" * 16},
}


@pytest.mark.parametrize("name", SPOILT_HEADERS)
def test_a_header_that_is_signed_and_odd(name: str):
    assert both(theirs_opens, page_opens, sealed(HEADER))
    assert not both(theirs_opens, page_opens, sealed(SPOILT_HEADERS[name]))


def test_an_envelope_of_which_a_bit_was_changed():
    refuse_every_flip(theirs_opens, page_opens, sealed(HEADER))
    header, signature, body = canonical.decode(sealed(HEADER))
    for parts in (
        [header, signature],
        [header, signature, body, b""],
        [header, signature[:-1], body],
        [header, signature, "text"],
    ):
        assert not both(theirs_opens, page_opens, canonical.encode(parts))
    assert not both(theirs_opens, page_opens, sealed(HEADER, keys=DeviceKeys.fresh()))
    assert not both(theirs_opens, page_opens, sealed(HEADER, b""))


CASE_KEY = bytes(range(32))


def with_padded(padded: bytes, key: bytes = CASE_KEY) -> bytes:
    header = without(11) | {9: 1, 10: 1}
    nonce = bytes(12)
    body = nonce + AESGCMSIV(hkdf(key, "sanad/1/body")).encrypt(nonce, padded, canonical.encode(header))
    return sealed(header | {11: digest(body)}, body)


def padded(packed: bytes, to: int = 64, filled: bytes = b"\0") -> bytes:
    return (len(packed).to_bytes(4, "big") + packed).ljust(to, filled)


def theirs_event(raw: bytes) -> object:
    read = sanads_envelope.peek_unverified(raw)
    sanads_envelope.check_envelope(read, KNOWN)
    return sanads_cbor.decode(sanads_envelope.Opener(CASE_KEY).open(read))


def page_event(raw: bytes) -> object:
    return envelope.event(envelope.read(raw, LAYLA.public), CASE_KEY)


def zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


EVENT = canonical.encode({"what": "note", "at": 1, "seen": []})
UNSIZED = zstandard.ZstdCompressor(write_content_size=False).compress(EVENT)
LONG = canonical.encode({"what": "note", "text": "a" * 300_000})
SPOILT_BODIES = {
    "another key": with_padded(padded(zstd(EVENT)), bytes(32)),
    "padding that is not zeros": with_padded(padded(zstd(EVENT), filled=b"\1")),
    "shorter than it says": with_padded((1000).to_bytes(4, "big") + bytes(60)),
    "no frame": with_padded(padded(EVENT)),
    "a frame that does not say its size": with_padded(padded(UNSIZED)),
    "a frame that opens to more than it may": with_padded(padded(zstd(LONG))),
    "not canonical": with_padded(padded(zstd(EVENT + b"\0"))),
    "empty": with_padded(b""),
    "something behind the frame": with_padded(padded(zstd(EVENT) + b"\1")),
}


@pytest.mark.parametrize("name", SPOILT_BODIES)
def test_an_event_that_is_signed_and_odd(name: str):
    assert both(theirs_event, page_event, with_padded(padded(zstd(EVENT))))
    assert not both(theirs_event, page_event, SPOILT_BODIES[name])


def test_an_event_that_compresses_well_is_taken_where_it_is_padded():
    least = -(-(len(LONG) - 65_536) // 32)
    assert both(theirs_event, page_event, with_padded(padded(zstd(LONG), least)))
    assert not both(theirs_event, page_event, with_padded(padded(zstd(LONG), least - 1)))


FIRST = bytes(range(1, 33))
CASE = case_grant.case_id(FIRST)
GRANT_ITEM: list[Any] = [TEAM, 1, 1, bytes(60), b"", bytes(32)]


def granted(items: Any, *, case: bytes = CASE, first: bytes = FIRST, stream: bytes = STREAM) -> bytes:
    """A grant whose word for headquarters was signed."""
    private = hkdf(first, "sanad/1/read")
    signed = b"sanad-read-1" + canonical.encode([case, stream, items])
    reading = [envelope.reading_key(first), DeviceKeys(Secret(private), Secret()).sign(signed)]
    return canonical.encode([reading, items])


def page_grant(body: bytes, case: bytes = CASE) -> envelope.Envelope:
    return envelope.Envelope(b"", b"", body, {2: case, 3: STREAM})


def theirs_may_fetch(body: bytes) -> object:
    if not case_grant.teams(body, CASE, STREAM):
        raise Refused("nobody")
    return None


def page_may_fetch(body: bytes) -> object:
    return envelope.grant(page_grant(body)), envelope.may_fetch(page_grant(body))


def test_a_grant_that_headquarters_does_not_count():
    assert envelope.case_id(FIRST) == CASE
    refuse_every_flip(theirs_may_fetch, page_may_fetch, granted([GRANT_ITEM]))
    for spoilt in (
        granted([GRANT_ITEM], case=b"c" * 14 + b"\x5a\x01"),
        granted([GRANT_ITEM], first=HASH),
        granted([GRANT_ITEM], stream=TEAM),
        canonical.encode([[], [GRANT_ITEM]]),
        canonical.encode([GRANT_ITEM]),
        granted([[number.to_bytes(16, "big"), *GRANT_ITEM[1:]] for number in range(1_001)]),
    ):
        assert not both(theirs_may_fetch, page_may_fetch, spoilt)


@pytest.mark.parametrize(
    "item",
    [[TEAM[:-1], *GRANT_ITEM[1:]], [TEAM, 0, *GRANT_ITEM[2:]], [TEAM, 1, 0, *GRANT_ITEM[3:]],
     [TEAM, 1, 1 << 31, *GRANT_ITEM[3:]], GRANT_ITEM[:-1], [*GRANT_ITEM, 0],
     [TEAM, "1", *GRANT_ITEM[2:]], [TEAM, 1, 1, "wrapped", b"", bytes(32)]],
)  # fmt: skip
def test_an_item_of_a_grant_that_is_odd(item: list[Any]):
    def page(body: bytes) -> object:
        return envelope.grant(page_grant(body))

    assert both(case_grant.read, page, granted([GRANT_ITEM]))
    assert both(case_grant.read, page, granted([[*GRANT_ITEM[:3], b"", b"link", b"proof"]]))
    assert not both(case_grant.read, page, granted([GRANT_ITEM, item]))


# -- erasing -----------------------------------------------------------------------------------

IDS = [bytes([number]) * 32 for number in range(1, 4)]
SECOND = [b"r" * 16, bytes(64)]
STATEMENTS: list[Any] = [
    [1, IDS, IDS[:1], 86_400, 0, []], [1, [], [], 0, 1, SECOND], [1, IDS, [], 366 * 86_400, 0, []],
    [2, HASH, b"", []], [2, HASH, HASH, SECOND], [3, HASH], [4, HASH, b""], [4, HASH, HASH],
    [5, HASH, 1, IDS, HASH, SECOND], [5, HASH, 0, [], b"", []], [6, IDS], [6, []],
]  # fmt: skip
SPOILT_STATEMENTS: dict[str, Any] = {
    "ids not sorted": [1, IDS[::-1], [], 0, 0, []],
    "an id twice": [1, [IDS[0], IDS[0]], [], 0, 0, []],
    "chunks not sorted": [1, [], IDS[::-1], 0, 0, []],
    "a short id": [1, [bytes(31)], [], 0, 0, []],
    "ids as texts": [1, ["a"], [], 0, 0, []],
    "waits longer than a year": [1, [], [], 366 * 86_400 + 1, 0, []],
    "waits less than nothing": [1, [], [], -1, 0, []],
    "urgent in another way": [1, [], [], 0, 2, []],
    "half a second signature": [1, [], [], 0, 0, [bytes(16)]],
    "a second signature too long": [1, [], [], 0, 0, [bytes(16), bytes(65)]],
    "no second part": [1, [], [], 0, 0],
    "a short note": [2, HASH, b"note", []],
    "a confirmation of nothing": [2, b"", b"", []],
    "a report with more": [3, HASH, b""],
    "an objection with a signature": [4, HASH, b"", []],
    "a ruling that is neither": [5, HASH, 2, [], b"", []],
    "objections not sorted": [5, HASH, 1, IDS[::-1], b"", []],
    "put away, not sorted": [6, IDS[::-1]],
    "a seventh": [7, HASH],
    "no list": {0: 1},
    "empty": [],
    "too many": [1, [number.to_bytes(32, "big") for number in range(9_999)], [bytes(32), b"\1" * 32], 0, 0, []],
    "too many put away": [6, [number.to_bytes(32, "big") for number in range(10_001)]],
}


def page_statement(body: bytes) -> object:
    return envelope.statement(envelope.Envelope(b"", b"", body, {}))


@pytest.mark.parametrize("name", SPOILT_STATEMENTS)
def test_an_odd_word_about_erasing(name: str):
    raw = canonical.encode(SPOILT_STATEMENTS[name])
    assert not both(sanads_erasure.read, page_statement, raw)


def test_every_word_about_erasing():
    for said in STATEMENTS:
        assert both(sanads_erasure.read, page_statement, canonical.encode(said))


# -- directory.md ------------------------------------------------------------------------------

ROOT, DESK = (DeviceKeys(Secret(bytes([letter]) * 32), Secret(bytes(96))) for letter in b"rd")
PERSON = [b"p" * 16, "Layla Sample", "inspector", 1, []]
DEVICE = [STREAM, b"p" * 16, LAYLA.public, LAYLA.receiving_public, 0, 0]


def signed_entry(keys: DeviceKeys, number: int, before: bytes, kind: int, content: Any, version: int = 1) -> bytes:
    body = canonical.encode([version, number, before, kind, content, key_id(keys.public)])
    return canonical.encode([body, keys.sign(b"sanad-directory-1" + body)])


def chain(*last: bytes) -> list[bytes]:
    """A root that names the desk, who names Layla; and then these."""
    root = signed_entry(ROOT, 1, bytes(32), 1, [ROOT.public, "Sample Committee"])
    named = signed_entry(ROOT, 2, digest(root), 6, [DESK.public, "Huda Desk"])
    person = signed_entry(DESK, 1, bytes(32), 2, PERSON)
    device = signed_entry(DESK, 2, digest(person), 3, DEVICE)
    return [root, named, person, device, *last]


_, NAMED, _, CERTIFIED = chain()
NEXT, AFTER_ROOT = digest(CERTIFIED), digest(NAMED)
SPOILT_ENTRIES = {
    "another version": signed_entry(DESK, 3, NEXT, 2, PERSON, version=2),
    "a number left out": signed_entry(DESK, 4, NEXT, 2, PERSON),
    "a number again": signed_entry(DESK, 2, NEXT, 2, PERSON),
    "a first that follows another": signed_entry(DESK, 1, NEXT, 2, PERSON),
    "after another signer's": signed_entry(DESK, 3, AFTER_ROOT, 2, PERSON),
    "after what is not there": signed_entry(DESK, 3, bytes(32), 2, PERSON),
    "a root named by the desk": signed_entry(DESK, 3, NEXT, 1, [DESK.public, "Other"]),
    "a registrar named by the desk": signed_entry(DESK, 3, NEXT, 6, [LAYLA.public, "Layla"]),
    "a registrar withdrawn by the desk": signed_entry(DESK, 3, NEXT, 7, [STREAM, []]),
    "a person named by the root": signed_entry(ROOT, 3, AFTER_ROOT, 2, PERSON),
    "a second master key": signed_entry(ROOT, 3, AFTER_ROOT, 1, [ROOT.public, "Other"]),
    "somebody whom nobody named": signed_entry(LAYLA, 1, bytes(32), 2, PERSON),
    "a short id": signed_entry(DESK, 3, NEXT, 2, [b"p" * 15, *PERSON[1:]]),
    "a name of bytes": signed_entry(DESK, 3, NEXT, 2, [PERSON[0], b"Layla", *PERSON[2:]]),
    "a version below 0": signed_entry(DESK, 3, NEXT, 2, [*PERSON[:3], -1, []]),
    "a part more": signed_entry(DESK, 3, NEXT, 3, [*DEVICE, 0]),
    "a number of 2^63": signed_entry(DESK, 3, NEXT, 3, [*DEVICE[:4], 1 << 63, 0]),
    "content that is no list": signed_entry(DESK, 3, NEXT, 9, {0: 1}),
    "as of with a short id": signed_entry(DESK, 3, NEXT, 9, [1, 2, [bytes(31)]]),
}


def theirs_directory(raw: bytes) -> object:
    return sanads_directory.Directory.read(canonical.decode(raw))


def page_directory(raw: bytes) -> object:
    return directory.directory(canonical.decode(raw))


@pytest.mark.parametrize("name", SPOILT_ENTRIES)
def test_an_entry_that_is_signed_and_odd(name: str):
    assert both(theirs_directory, page_directory, canonical.encode(chain()))
    raw = canonical.encode(chain(SPOILT_ENTRIES[name]))
    assert not both(theirs_directory, page_directory, raw)


def test_an_entry_of_which_a_bit_was_changed():
    entry = signed_entry(DESK, 3, NEXT, 5, [STREAM, STREAM, [[bytes(16), 3, bytes(32)]]])
    assert both(theirs_directory, page_directory, canonical.encode(chain(entry)))
    for spoilt in flipped(entry):
        assert not both(theirs_directory, page_directory, canonical.encode(chain(spoilt)))


def test_kinds_that_nobody_knows_yet_are_kept():
    entry = signed_entry(DESK, 3, NEXT, 40, ["anything", 7])
    assert both(theirs_directory, page_directory, canonical.encode(chain(entry)))


# -- files: joining, the post, keys, cards -----------------------------------------------------

SEED = bytes(32)
INVITATION = sanads_enrolment.write_invitation(
    b"i" * 16, SEED, chain()[:2], DESK, LAYLA.receiving_public, "Farwaniya", 1_827_000_000,
    "https://hq.example:8443", "",
)  # fmt: skip
INVITED = sanads_enrolment.read_invitation(INVITATION)
OWN = tuple(KNOWN.entries)


def answered(**change: Any) -> bytes:
    own_team = sanads_directory.own_team(STREAM)
    answer = sanads_enrolment.EnrolmentAnswer(
        INVITED.hash, bytes(32), OWN, STREAM, 5, (own_team, 1, LAYLA.receiving_public), ()
    )
    return sanads_enrolment.write_answer(INVITED, dataclasses.replace(answer, **change), LAYLA)


def theirs_answer(raw: bytes) -> object:
    return sanads_enrolment.read_answer(raw, LAYLA, INVITED.hash)


def page_answer(raw: bytes) -> object:
    parts = enrolment.answer(raw, LAYLA.receiving)
    if parts[1] != digest(INVITATION):
        raise Refused("answer: of another invitation")
    return parts


def test_an_invitation_of_which_a_bit_was_changed():
    refuse_every_flip(sanads_enrolment.read_invitation, enrolment.invitation, INVITATION)


def test_an_answer_that_is_signed_and_odd():
    refuse_every_flip(theirs_answer, page_answer, answered())
    other = DeviceKeys(Secret(bytes([7]) * 32), Secret(bytes(96)))
    for change in (
        {"stream": b"s" * 16},
        {"team": (TEAM, 1, LAYLA.receiving_public)},
        {"nonce": bytes(31)},
        {"own": OWN[:2]},
        {"former": (sanads_enrolment.FormerStream(STREAM, ()),)},
        {"own": (*OWN, signed_entry(LAYLA, 4, digest(OWN[-1]), 5, [STREAM]))},
        {"own": (*OWN, signed_entry(LAYLA, 4, digest(OWN[-1]), 2, [key_id(other.public), "B", "desk"]))},
    ):
        assert not both(theirs_answer, page_answer, answered(**change)), change


def replied(**change: Any) -> bytes:
    answer = answered_once()
    reply = sanads_enrolment.EnrolmentReply(
        INVITED.hash,
        digest(answer),
        3,
        sanads_enrolment.nonce_of(SEED, 3),
        True,
        tuple(chain()),
        Secret(bytes(32)),
        TEAM,
    )
    keys = change.pop("keys", DESK)
    device = KNOWN.devices[STREAM]
    return sanads_enrolment.write_reply(dataclasses.replace(reply, **change), device, keys)


ANSWER = answered()


def answered_once() -> bytes:
    return ANSWER


def theirs_reply(raw: bytes) -> object:
    return sanads_enrolment.read_reply(raw, LAYLA, INVITED, digest(ANSWER))


def page_reply(raw: bytes) -> object:
    return enrolment.reply(raw, LAYLA.receiving, INVITATION, ANSWER)


def test_a_reply_that_is_signed_and_odd():
    refuse_every_flip(theirs_reply, page_reply, replied())
    words = {"admitted": False, "entries": (), "key": Secret(), "team": b""}
    assert both(theirs_reply, page_reply, replied(**words))
    for change in (
        {"place": 4},
        {"place": 128},
        {"nonce": bytes(32)},
        {"invitation": bytes(32)},
        {"answer": bytes(32)},
        {"key": Secret(bytes(31))},
        {"team": b""},
        {"keys": ROOT},
        words | {"team": TEAM},
    ):
        assert not both(theirs_reply, page_reply, replied(**change)), change


ORGANISATION_KEY = bytes(range(32))
ENVELOPE = sealed(HEADER)
PARCEL = sanads_parcel.Parcel(STREAM, b"", {b"c" * 16: (STREAM,)}, tuple(chain()), (ENVELOPE,), (HASH,))


def theirs_parcel(raw: bytes) -> object:
    read = sanads_parcel.read(raw, ORGANISATION_KEY)
    if not read.signed_by(LAYLA.public):
        raise Refused("another's")
    return read


def page_parcel(raw: bytes) -> object:
    return post.parcel(raw, ORGANISATION_KEY, LAYLA.public)


def posted(body: Any, *, keys: DeviceKeys = LAYLA, organisation_key: bytes = ORGANISATION_KEY) -> bytes:
    raw = canonical.encode(body)
    content = canonical.encode([raw, keys.sign(b"sanad-post-1" + raw)])
    nonce, line = bytes(12), b"SANAD-POST 1\n"
    packed = padded(zstd(content), 1 << 13)
    key = hkdf(organisation_key, "sanad/1/post")
    return line + nonce + AESGCMSIV(key).encrypt(nonce, packed, line)


def test_a_file_of_the_post_that_is_signed_and_odd():
    raw = sanads_parcel.write(PARCEL, LAYLA, ORGANISATION_KEY)
    refuse_every_flip(theirs_parcel, page_parcel, raw)
    body: list[Any] = [1, STREAM, STREAM, [[b"c" * 16, [STREAM]]], chain(), [ENVELOPE], [HASH]]
    receipts, chunks = [b"e" * 16, [bytes(70)]], [[b"c" * 16, b"a chunk"]]
    for good in (body, [*body, receipts], [*body, receipts, chunks], [*body, [b"", []], chunks]):
        assert both(theirs_parcel, page_parcel, posted(good))
    assert not both(theirs_parcel, page_parcel, posted(body, keys=DESK))
    assert not both(theirs_parcel, page_parcel, posted(body, organisation_key=bytes(32)))
    for at, part in (
        (0, 2), (1, bytes(15)), (2, b"k" * 16), (3, [[b"c" * 16]]), (3, [[b"c", [STREAM]]]),
        (4, [bytes(63)]), (5, [bytes(63)]), (5, ["text"]), (6, [bytes(31)]), (6, b""),
        (5, [ENVELOPE] * 70_000),
    ):  # fmt: skip
        assert not both(theirs_parcel, page_parcel, posted([*body[:at], part, *body[at + 1 :]])), at
    for more in ([[b"e", []]], [receipts, [[b"c"]]], [receipts, chunks, []]):
        assert not both(theirs_parcel, page_parcel, posted([*body, *more])), more
    assert not both(theirs_parcel, page_parcel, posted(body[:6]))


def key_file(**change: Any) -> bytes:
    empty = KeyFile(bytes(16), "Layla Sample", "inspector", "ar", 1_795_500_000, 1, ())
    made = empty.with_phrase(Secret(HASH), "granite walnut", Secret(bytes(32)), CHEAP)
    made = made.with_card(Secret(HASH), Secret(bytes(32)))
    fields = canonical.decode(made.to_bytes().partition(b"\n")[2][:-32])
    for at, value in change.pop("fields", {}).items():
        fields[at] = value
    for at, value in change.pop("slot", {}).items():
        fields[7][0][at] = value
    raw = b"SANAD-KEYS 1\n" + canonical.encode(fields)
    return raw + digest(raw)


def theirs_keys(raw: bytes) -> object:
    return KeyFile.from_bytes(raw).open_with_phrase("granite walnut", bytes(32))


def page_keys(raw: bytes) -> object:
    return slot.read(raw).by_phrase("granite walnut", bytes(32))


def test_a_key_file_of_which_a_bit_was_changed():
    raw = key_file()
    assert theirs_keys(raw) == page_keys(raw) == HASH
    for spoilt in flipped(raw, 12):
        assert not both(KeyFile.from_bytes, slot.read, spoilt)


@pytest.mark.parametrize(
    "change",
    [
        {"slot": {2: 1024}}, {"slot": {2: 3 << 20}}, {"slot": {3: 0}}, {"slot": {3: 65}},
        {"slot": {4: 0}}, {"slot": {4: 65}}, {"slot": {1: bytes(15)}}, {"slot": {5: bytes(11)}},
        {"slot": {6: bytes(48)}}, {"fields": {1: bytes(15)}}, {"fields": {2: "Omar"}},
        {"fields": {3: "desk"}}, {"fields": {5: 7}}, {"fields": {0: 2}}, {"fields": {2: 7}},
    ],
)  # fmt: skip
def test_a_key_file_that_is_odd(change: dict[str, Any]):
    assert not both(theirs_keys, page_keys, key_file(**change))


def test_a_key_file_with_two_slots_of_a_kind_or_one_of_a_later_kind():
    fields = canonical.decode(key_file().partition(b"\n")[2][:-32])
    later = [9, *fields[7][0][1:6], b"of another length"]
    for slots, good in (
        ([*fields[7], fields[7][0]], False),
        ([*fields[7], later, later], False),
        ([*fields[7], later], True),
    ):
        raw = b"SANAD-KEYS 1\n" + canonical.encode([*fields[:7], slots])
        assert both(KeyFile.from_bytes, slot.read, raw + digest(raw)) == good


def test_a_device_key_and_a_head_and_a_card_of_which_a_bit_was_changed(tmp_path: Path):
    secret = b"SANAD-DEVICE-KEY 1\n" + bytes(32)

    def theirs_secret(raw: bytes) -> object:
        (tmp_path / "device.key").write_bytes(raw)
        return device_secret(tmp_path)

    refuse_every_flip(theirs_secret, vault.device_secret, secret + digest(secret))
    folder = Folder(tmp_path, tmp_path / "vault")
    folder.path.mkdir()
    folder.write_head(1, HASH, bytes(16), {STREAM: (3, HASH)})
    written = folder.head(1).read_bytes()

    def theirs_head(raw: bytes) -> object:
        folder.head(1).write_bytes(raw)
        return folder.read_head(1, HASH, bytes(16))

    def page_head(raw: bytes) -> object:
        return vault.head(raw, slot.keys_of(HASH)[1], bytes(16), 1)

    assert theirs_head(written) == page_head(written) == {STREAM: (3, HASH)}
    refuse_every_flip(theirs_head, page_head, written)
    card = server_card.write(server_card.ServerCard("https://hq.example", "", HASH, bytes(32)))
    assert both(server_card.read, sync.card, card)
    for spoilt in (card[:-1], card + b"\0", b"SANAD-HEADQUARTERS 2" + card[20:], b""):
        assert not both(server_card.read, sync.card, spoilt)


def test_a_note_of_drafts_of_which_a_bit_was_changed(tmp_path: Path):
    file = tmp_path / "records-1.drafts"
    guard = Guard(file, HASH, bytes(16), 1)
    guard.write([DraftState(STREAM, number, 4, 1_795_500_000, HASH) for number in (1, 3, 2)])
    written = file.read_bytes()
    used = written[: 3 * 128]

    def theirs(raw: bytes) -> object:
        file.write_bytes(raw)
        return guard.read()

    def page(raw: bytes) -> dict[bytes, vault.Kept]:
        return vault.kept_drafts(raw, slot.keys_of(HASH)[2], bytes(16), 1)

    assert both(theirs, page, written)
    assert [state.number for state in (guard.read() or {}).values()] == [3]
    assert [kept.number for kept in page(written).values()] == [3]
    for spoilt in flipped(used):
        assert both(theirs, page, spoilt) == (not spoilt)  # none at all is free
    assert not both(theirs, page, used[:-64])
    with pytest.raises(Refused):
        vault.kept_drafts(used, slot.keys_of(HASH)[2], bytes(16), 2)


def test_a_backup_of_which_a_bit_was_changed():
    """Sanad's side: tests/vault/test_vault.py."""
    parts = [b"keys", b"head", b"database" * 9]
    raw = b"SANAD-BACKUP 1\n" + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    raw += digest(raw)
    assert vault.backup(raw) == tuple(parts)
    for spoilt in flipped(raw):
        assert not takes(vault.backup, spoilt)


FILES: dict[str, tuple[bytes, Reader, Reader]] = {
    "keys": (key_file(), KeyFile.from_bytes, slot.read),
    "invitation": (INVITATION, sanads_enrolment.read_invitation, enrolment.invitation),
    "answer": (ANSWER, theirs_answer, page_answer),
    "reply": (replied(), theirs_reply, page_reply),
    "post": (sanads_parcel.write(PARCEL, LAYLA, ORGANISATION_KEY), theirs_parcel, page_parcel),
    "card": (
        server_card.write(server_card.ServerCard("https://hq.example", "", HASH, bytes(32))),
        server_card.read,
        sync.card,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_later_version_is_called_that(name: str):
    raw, theirs, page = FILES[name]
    line, _, content = raw.partition(b"\n")
    assert line.endswith(b" 1")
    later = line[:-1] + b"2\n" + content
    with pytest.raises(NewerVersion):
        theirs(later)
    assert not takes(page, later)
    assert not both(theirs, page, line[:-1] + b"01\n" + content)
    assert not both(theirs, page, b"X" + raw)


# -- attachments -------------------------------------------------------------------------------


def test_a_chunk_that_was_changed_or_stands_elsewhere():
    key = sanads_attachment.FileKey(bytes(16), Secret(HASH))
    content = bytes(range(256)) * 20
    ((name, chunk),) = sanads_attachment.sealed(key, [content])

    def page_reads(raw: bytes, size: int = len(content)) -> object:
        named = [(digest(raw), len(raw))]
        return attachment.opened(bytes(16), HASH, size, digest(content), named, {digest(raw): raw})

    def theirs_reads(raw: bytes, size: int = len(content)) -> object:
        part = key.open_part(0, raw, size, last=True)
        if digest(part) != digest(content):
            raise Refused("another file")
        return part

    refuse_every_flip(theirs_reads, page_reads, chunk)
    assert digest(chunk) == name
    for spoilt in (
        key.seal(1, content.ljust(8192, b"\0"), last=True),
        key.seal(0, content.ljust(8192, b"\0"), last=False),
        key.seal(0, content.ljust(8192, b"\1"), last=True),
        sanads_attachment.FileKey(b"f" * 16, Secret(HASH)).seal(0, content.ljust(8192, b"\0"), last=True),
    ):
        assert not both(theirs_reads, page_reads, spoilt)


# -- the wire ----------------------------------------------------------------------------------


def test_receipts_that_are_signed_and_odd():
    keys = sanads_receipt.signing(bytes([9]) * 32)

    def receipt(*body: Any, by: DeviceKeys = keys) -> bytes:
        raw = canonical.encode(list(body))
        return canonical.encode([raw, by.sign(b"sanad-receipt-1" + raw)])

    def theirs(raw: bytes) -> object:
        return sanads_receipt.open_receipt(raw, [keys.public])

    def page(raw: bytes) -> object:
        return sync.receipt(raw, keys.public)

    signer = key_id(keys.public)
    for kind in (1, 2):
        refuse_every_flip(theirs, page, receipt(kind, STREAM, 5, HASH, 7, signer))
    for spoilt in (
        receipt(3, STREAM, 5, HASH, 7, signer),
        receipt(1, STREAM, -5, HASH, 7, signer),
        receipt(1, STREAM[:-1], 5, HASH, 7, signer),
        receipt(1, STREAM, 5, HASH, 7, STREAM),
        receipt(1, STREAM, 5, HASH, 7, signer, by=LAYLA),
        receipt(1, STREAM, 5, HASH, 7),
        receipt(1, STREAM, "5", HASH, 7, signer),
    ):
        assert not both(theirs, page, spoilt)


REQUESTS = {
    kind.path: kind
    for kind in vars(wire).values()
    if isinstance(kind, type) and issubclass(kind, wire.Request) and hasattr(kind, "path")
}


def sample(shape: Any) -> Any:
    match shape:
        case list():
            return [sample(shape[0])] * 2
        case tuple():
            return [sample(part) for part in shape]
        case int():
            return bytes(shape)
    return {int: 7, str: "text", bytes: b"some bytes"}[shape]


def odd(parts: list[Any]) -> Iterator[list[Any]]:
    yield [*parts, 0]
    for at, part in enumerate(parts):
        rest = parts[:at], parts[at + 1 :]
        yield [*rest[0], *rest[1]]
        for value in (-1, None if part is None else {0: 0}, [7, 7, 7], bytes(17), "text", 7):
            if type(value) is not type(part) or value == -1 or isinstance(part, list):
                yield [*rest[0], value, *rest[1]]


@pytest.mark.parametrize("path", sorted(sync.calls()))
def test_a_message_of_another_shape(path: str):
    for shape, theirs in zip(sync.calls()[path], (REQUESTS[path], REQUESTS[path].answer), strict=True):
        parts = sample(shape)

        def page(raw: bytes, expected: Any = shape) -> object:
            return sync.message(raw, expected)

        def reads(raw: bytes, kind: Any = theirs) -> object:
            return kind.decode(raw)

        assert both(reads, page, canonical.encode(parts))
        for spoilt in odd(parts):
            assert not both(reads, page, canonical.encode(spoilt)), spoilt


def test_frames_that_hold_too_much_or_do_not_say_how_much():
    def theirs(raw: bytes) -> object:
        return wire.unpacked(raw, "zstd", wire.ANSWER)

    assert both(theirs, sync.unpacked, zstd(bytes(range(256)) * 8))
    for spoilt in (zstd(bytes(3 << 20)), zstd(EVENT) + b"\0", UNSIZED, b"", EVENT):
        assert not both(theirs, sync.unpacked, spoilt)


def test_a_short_envelope_that_nothing_makes_whole():
    first = sealed(HEADER)
    second_header = HEADER | {4: 2, 5: digest(canonical.decode(first)[0]), 6: 2, 7: digest(canonical.decode(first)[0])}
    second = sealed(second_header)
    shorts = wire.Push((first, second)).encode()
    (raws,) = sync.message(shorts, sync.calls()["/v1/push"][0])
    assert raws[1] != second
    whole = envelope.Whole()
    assert [whole.add(raw) for raw in raws] == [first, second]
    with pytest.raises(Refused):
        envelope.Whole().add(raws[1])
    (alone,) = wire.Push.decode(canonical.encode([[raws[1]]])).envelopes
    with pytest.raises(SanadError):
        sanads_envelope.peek_unverified(alone)


def test_a_call_that_was_signed_for_something_else():
    content, at = b"content", 1_795_500_000
    headers = {"sanad-proto": "1"} | signatures.sign("POST", "/v1/push", content, LAYLA, STREAM, at)

    def theirs(method: str, path: str, query: str, content: bytes, headers: dict[str, str]) -> None:
        target = path + ("" if query == "?" else query)
        signatures.signed_by(method, target, headers, lambda _: LAYLA.public, at)
        signatures.check_content(headers, content)

    def page(method: str, path: str, query: str, content: bytes, headers: dict[str, str]) -> None:
        sync.signed_call(method, path, query, content, headers, LAYLA.public)

    good = ("POST", "/v1/push", "?", content, headers)
    theirs(*good)
    page(*good)
    less = headers["signature-input"].replace('"@query" ', "")
    for spoilt in (
        ("GET", *good[1:]),
        ("POST", "/v1/pull", *good[2:]),
        (*good[:2], "?a=1", *good[3:]),
        (*good[:3], b"other", headers),
        (*good[:4], headers | {"signature-input": less}),
        (*good[:4], headers | {"signature": "sanad=:" + "A" * 86 + "==:"}),
    ):
        for reads in (theirs, page):
            with pytest.raises((SanadError, Refused)):
                reads(*spoilt)


# -- bundles, packs, papers --------------------------------------------------------------------


PROSECUTOR = small.Prosecutor()


def theirs_bundle(tar: bytes) -> object:
    return contents.verify(tar, PROSECUTOR.opener.recipients)


def page_bundle(tar: bytes) -> object:
    read = bundle.read(tar)
    bundle.check_recipient(read, "age", PROSECUTOR.public)
    return read


def test_a_bundle_of_which_a_bit_was_changed():
    tar = small.signed(PROSECUTOR.lock).tar
    assert both(theirs_bundle, page_bundle, tar)
    for spoilt in flipped(tar, 40):
        assert not both(theirs_bundle, page_bundle, spoilt)
    assert not both(theirs_bundle, page_bundle, small.signed(small.Prosecutor().lock).tar)


@pytest.mark.parametrize(
    "names",
    [
        ["../x"], ["/x"], ["a/../x"], ["a/b/c/d/e"], ["NUL"], ["com1.txt"], ["x."], ["x y"], ["é"],
        [".x"], ["-x"], ["a//b"], ["x", "X"], ["a", "a/b"], ["A/b", "a"], ["x", "x"], ["n" * 100],
    ],
    ids=" ".join,
)  # fmt: skip
def test_names_in_an_archive(names: list[str]):
    tar = small.packed(*((name, b"content") for name in names))
    assert not both(archive.read, bundle.archive, tar)


def test_an_archive_as_others_write_it():
    assert both(archive.read, bundle.archive, small.packed(("a/b_c.D-1", b"content"), ("x", b"")))
    link, folder = tarfile.TarInfo("x"), tarfile.TarInfo("y")
    link.type, folder.type = tarfile.SYMTYPE, tarfile.DIRTYPE
    owned = tarfile.TarInfo("z")
    owned.uname, owned.mode = "layla", 0o644
    for spoilt in (
        small.packed(link),
        small.packed(folder),
        small.packed(owned),
        small.packed(("x", b"1"))[:-512],
        small.packed(("x", b"1")) + bytes(512),
        small.packed(("x", b"1"), at=1)[:10240].replace(b"0000644", b"0000755", 1),
    ):
        assert not both(archive.read, bundle.archive, spoilt)


def test_a_pack_of_which_a_bit_was_changed():
    raw = (VECTORS / "packs" / "1.sanadform").read_bytes()
    assert both(sanads_pack.read, pack.read, raw)
    for spoilt in flipped(raw, 60):
        assert not both(sanads_pack.read, pack.read, spoilt)


def test_a_paper_that_was_changed():
    line = f"sanad-paper-1 receipt {bytes(16).hex()} 1 2026-11-27T05:12:00Z {HASH.hex()}"
    signature = base64.b64encode(LAYLA.sign(line.encode())).decode()
    assert paper.paper(line, signature, LAYLA.public).number == 1
    for other, signed in (
        (line.replace(" 1 ", " 2 "), signature),
        (line.replace("receipt", "lost"), signature),
        ("x" + line, signature),
        (line, "A" * 86 + "=="),
        (line, ""),
        (line.upper(), signature),
    ):
        with pytest.raises(Refused):
            paper.paper(other, signed, LAYLA.public)
