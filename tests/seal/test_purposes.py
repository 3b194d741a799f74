"""The words that keys are derived and things are signed under, as docs/formats has them: under another word
nothing that is kept would open, and no other program's file would hold."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.seal import (
    canonical,
    case_grant,
    directory,
    enrolment,
    envelope,
    erasure,
    parcel,
    passphrase,
    receipt,
    signing_key,
    six_words,
    slots,
)
from app.seal.envelope import CheckedEnvelope, Kind, LogPosition, seal_event, seal_public
from app.seal.keys import DeviceKeys, Secret, TeamKey, derive, digest, key_id, mac, seal_to, seal_to_team, verify
from app.seal.passphrase import judge
from app.seal.slots import Cost, KeyFile

KEYS, KEY, OTHER = DeviceKeys.fresh(), Secret(b"k" * 32), b"o" * 32
A, B = b"a" * 16, b"b" * 16
CHEAP = Cost(memory=64 * 1024, passes=1, lanes=2)


def test_a_key_for_one_purpose_is_hkdf_of_its_word_without_a_salt():
    """RFC 5869; docs/formats says a salt where there is one."""
    for salt in (None, b"salt"):
        derived = HKDF(hashes.SHA256(), 32, salt, b"sanad/1/body").derive(KEY)
        assert derive(KEY, "sanad/1/body", *([salt] if salt else [])) == derived
    assert len(derive(KEY, "sanad/1/body", size=96)) == 96


def test_a_case_is_named_and_its_keys_are_linked_and_proven_under_words_of_their_own():
    reading = Ed25519PrivateKey.from_private_bytes(derive(KEY, "sanad/1/read"))
    public = reading.public_key().public_bytes_raw()
    case = case_grant.case_id(KEY)
    assert case == digest(b"sanad-case-id-1", public)[:14] + b"\x5a\x01"
    assert case_grant.key_log_id(A) == digest(b"sanad-key-log-1", A)[:14] + b"\x5a\x02"
    linked = mac(derive(KEY, "sanad/1/next case key"), canonical.encode([case, 2, OTHER]))
    assert case_grant.link(KEY, case, 2, OTHER) == linked
    item = case_grant.Item(A, 1, 1, b"w" * 60, b"", b"")
    said = [A, 1, 1, b"w" * 60, b""]
    proven = mac(derive(KEY, "sanad/1/grant"), canonical.encode([case, *said]))
    assert case_grant.proof(KEY, case, said) == proven
    assert replace(item, proof=proven).proves(KEY, case)
    (named, signature), listed = canonical.decode(case_grant.write(case, B, [item], KEY))
    assert (named, listed) == (public, [[*said, b""]])
    assert verify(public, signature, b"sanad-read-1" + canonical.encode([case, B, listed]))


def test_an_envelope_is_signed_and_sealed_under_words_of_its_own():
    sealed = seal_event(b"\xa0", LogPosition(A, B), KEYS, KEY, 1)
    assert verify(KEYS.public, sealed.signature, b"sanad-envelope-1" + sealed.header_bytes)
    cipher = AESGCMSIV(derive(KEY, "sanad/1/body"))
    padded = cipher.decrypt(sealed.body[:12], sealed.body[12:], sealed.header.about())
    assert envelope.unpack(padded, 100) == b"\xa0"


def test_a_signature_that_was_looked_at_is_not_looked_at_again_and_any_other_is():
    sealed = seal_public(b"x", Kind.BLOBS, LogPosition(A, B), KEYS)
    message = envelope.SIGNED + sealed.header_bytes
    for held in (True, False):  # what was found then
        looked = CheckedEnvelope(sealed.to_bytes(), sealed, sealed.id, KEYS.public, held)
        assert looked.holds(KEYS.public, sealed.signature, message) is held
        other = DeviceKeys.fresh().public
        assert not looked.holds(other, sealed.signature, message)
        assert not looked.holds(KEYS.public, bytes(64), message)
        assert not looked.holds(KEYS.public, sealed.signature, b"another")
        signature = KEYS.sign(b"another")
        assert looked.holds(KEYS.public, signature, b"another")
    unknown = CheckedEnvelope(sealed.to_bytes(), sealed, sealed.id)
    assert (unknown.public, unknown.held) == (b"", False)
    assert unknown.holds(KEYS.public, sealed.signature, message)


def test_a_teams_key_receives_under_a_word_of_its_own():
    team = TeamKey(A, 3, KEY)
    pair = DeviceKeys(Secret(), derive(KEY, "sanad/1/team receiving", size=96))
    assert team.public == pair.receiving_public
    about = canonical.encode([B, 2, A, 3])
    sealed = seal_to_team(team.public, A, 3, B, 2, OTHER)
    assert len(sealed) == 1168
    assert pair.unseal(sealed, b"sanad-case-1" + about) == OTHER
    assert team.unwrap(B, 2, seal_to(team.public, OTHER, b"sanad-case-1" + about)) == OTHER
    wrapped = team.wrap(B, 2, OTHER)
    assert AESGCMSIV(KEY).decrypt(wrapped[:12], wrapped[12:], about) == OTHER


def test_a_directory_a_receipt_an_erasure_and_a_file_of_the_post_are_signed_under_words_of_their_own():
    made = directory.Directory()
    body, signature = canonical.decode(made.add(KEYS, directory.ROOT, [KEYS.public]))
    assert verify(KEYS.public, signature, b"sanad-directory-1" + body)
    made.add(KEYS, directory.PERSON, [A, "Maya", "inspector"])
    computer = [key_id(KEYS.public), A, KEYS.public, KEYS.receiving_public]
    made.add(KEYS, directory.DEVICE, computer)
    device = made.devices[key_id(KEYS.public)]
    assert (device.until, device.before) == (0, 0)  # without end, and from the beginning
    assert directory.own_team(A) == digest(b"sanad-own-team-1", A)[:16]
    body, signature = canonical.decode(receipt.sign(KEYS, A, 1, OTHER, 5))
    assert verify(KEYS.public, signature, b"sanad-receipt-1" + body)
    order = erasure.Order((OTHER,))
    second = erasure.countersigned(order, KEYS, A, B).countersigned
    content = digest(canonical.encode(order.content()))
    message = b"sanad-erasure-1" + canonical.encode([A, B, content])
    assert second.registrar == key_id(KEYS.public)
    assert verify(KEYS.public, second.signature, message)
    written = parcel.write(parcel.Parcel(A, b"", {}, (), (), ()), KEYS, KEY)
    head, sealed = b"SANAD-POST 1\n", written[13:]
    padded = AESGCMSIV(derive(KEY, "sanad/1/post")).decrypt(sealed[:12], sealed[12:], head)
    body, signature = canonical.decode(envelope.unpack(padded, 10_000))
    assert verify(KEYS.public, signature, b"sanad-post-1" + body)


def test_the_slots_of_a_key_file_are_sealed_under_words_of_their_own():
    empty = KeyFile(A, "Maya", "inspector", "en", 5)

    def opened(key_file: KeyFile, key: bytes) -> bytes:
        (slot,) = key_file.slots
        return AESGCMSIV(key).decrypt(slot.nonce, slot.sealed, key_file._about(slot))

    by_phrase = empty.with_phrase(KEY, "granite walnut", OTHER, CHEAP)
    salt = by_phrase.slots[0].salt
    stretched = slots.stretched(passphrase.material("granite walnut"), salt, CHEAP)
    assert opened(by_phrase, derive(stretched + OTHER, "sanad/1/slot/phrase", salt)) == KEY
    by_card = empty.with_card(KEY, OTHER)
    assert opened(by_card, derive(OTHER, "sanad/1/slot/card", by_card.slots[0].salt)) == KEY
    assert by_card.slots[0].cost == Cost(0, 0, 0)
    holder = slots.HolderSlot(B, 77, slots.Policy(2, 3))
    public = slots.holders_public(OTHER, B)
    pair = DeviceKeys(Secret(), derive(OTHER, "sanad/1/slot/holders", B, 96))
    assert public == pair.receiving_public
    by_holders = empty.with_holders(KEY, holder, public)
    (slot,) = by_holders.slots
    assert pair.unseal(slot.sealed, b"sanad-holders-1" + by_holders._about(slot)) == KEY
    assert [each.kind for each in (*by_phrase.slots, *by_card.slots, slot)] == [1, 2, 3]
    written = signing_key.write(signing_key.fresh_key("Maya"), "granite walnut", CHEAP)
    *_, salt, memory, passes, lanes, nonce, sealed = fields = canonical.decode(written[19:])
    assert (memory, passes, lanes) == (64 * 1024, 1, 2)
    stretched = slots.stretched(passphrase.material("granite walnut"), salt, CHEAP)
    key = derive(stretched, "sanad/1/update key", salt)
    assert len(AESGCMSIV(key).decrypt(nonce, sealed, canonical.encode(fields[:-1]))) == 32


def test_words_that_are_compared_are_made_under_words_of_their_own():
    def slowly(salt: bytes, material: bytes) -> bytes:
        return Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(material)

    def pair(hash_: bytes) -> six_words.Pair:
        return six_words.worded(hash_, "ar"), six_words.worded(hash_, "en")

    assert six_words.of_key(OTHER) == pair(slowly(b"sanad-key-words-1", OTHER))
    compared = digest(b"sanad-words-1", canonical.encode([A, B, OTHER]))
    assert six_words.of_joining(A, B, OTHER) == pair(compared)


def test_what_is_easy_for_another_judge_is_refused_too():
    """zxcvbn, whatever our own lists say."""
    for phrase in ("password password", "qwertyuiop asdfgh"):
        judged = judge(phrase, least=0.0)
        assert (judged.enough, judged.advice) == (False, passphrase._ADVICE["keys"])
    name = "zarafa kamanja"
    assert judge("zarafa kamanja thallaja", least=0.0) == passphrase.Judgement(True, "")
    assert not judge("zarafa kamanja", [name], least=0.0).enough
    assert judge("a" * 11).advice == "Too short. Use four or more unrelated words."


@pytest.mark.parametrize("kind", ["invitation", "answer", "reply"])
def test_papers_of_joining_are_signed_under_the_word_of_their_kind(kind: str):
    magic = getattr(enrolment, f"_{kind.upper()}")
    raw, signature = canonical.decode(enrolment._signed(magic, [1], KEYS))
    assert verify(KEYS.public, signature, f"sanad-{kind}-1".encode() + raw)
    assert enrolment.nonce_of(OTHER, 1) == derive(OTHER, "sanad/1/place", b"\0\0\0\1")
    assert enrolment._commitment(A, OTHER) == digest(b"sanad-place-1", A, OTHER)
