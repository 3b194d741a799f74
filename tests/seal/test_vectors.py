"""What others say of the primitives, and our own functions wherever they take such bytes.

tests/vectors/wycheproof/README.md says where the vectors are from.
"""

import json
import re
from hashlib import sha3_256, shake_256
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.seal import envelope, slots
from app.seal.attachment import ChunkRefused, FileKey
from app.seal.envelope import Envelope, EnvelopeRefused, LogPosition
from app.seal.keys import DeviceKeys, KeyRefused, Secret, TeamKey, derive, digest, fresh, fresh_id, mac, seal_to, verify
from tests.seal import hpke_schedule as hpke

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "vectors" / "wycheproof"
Vector = dict[str, Any]
_LABEL = bytes.fromhex("5c2e2f2f5e5c")  # of the hybrid's combiner, in its draft


def vectors(name: str) -> list[Vector]:
    read: list[Vector] = json.loads((FOLDER / f"{name}.json").read_text())
    return read


def bytes_of(vector: Vector, fields: str) -> list[bytes]:
    return [bytes.fromhex(vector[field]) for field in fields.split()]


# -- signatures ------------------------------------------------------------------------------


def openssl_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_signatures_hold_as_others_say_and_keys_of_small_order_sign_nothing():
    expected = {"valid": True, "invalid": False}
    for vector in vectors("ed25519"):
        small = "SmallOrderPublicKey" in vector["flags"]
        assert verify(*bytes_of(vector, "public sig msg")) == expected.get(vector["result"], not small), vector


def test_both_libraries_take_the_same_signatures_but_of_keys_of_small_order():
    """What one program took and another refused would split a case's records in two."""
    differing = [
        vector
        for vector in vectors("ed25519")
        if verify(*bytes_of(vector, "public sig msg")) != openssl_holds(*bytes_of(vector, "public sig msg"))
    ]
    assert len(differing) == 8
    assert all(vector["flags"] == ["SmallOrderPublicKey"] for vector in differing)


def test_one_function_checks_signatures_everywhere():
    """The two libraries differ for keys that only a liar has: no second checker beside `verify`."""
    checker = re.compile(r"Ed25519PublicKey|VerifyKey|crypto_sign_open")
    texts = ((path, path.read_text("utf-8")) for path in sorted((ROOT / "app").rglob("*.py")))
    users = [path.relative_to(ROOT).as_posix() for path, text in texts if checker.search(text)]
    assert users == ["app/seal/keys.py"]


# -- sealing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "cipher"), [("aes_gcm_siv", AESGCMSIV), ("aes_gcm", AESGCM)])
def test_what_is_sealed_is_what_others_seal(name: str, cipher: type[AESGCM] | type[AESGCMSIV]):
    for vector in vectors(name):
        key, nonce, data, message, sealed, tag = bytes_of(vector, "key iv aad msg ct tag")
        if vector["result"] == "valid":
            assert cipher(key).encrypt(nonce, message, data) == sealed + tag
            assert cipher(key).decrypt(nonce, sealed + tag, data) == message
        else:
            with pytest.raises(InvalidTag):
                cipher(key).decrypt(nonce, sealed + tag, data)


def changes(name: str, cipher: type[AESGCM] | type[AESGCMSIV]) -> set[bytes]:
    """What the vectors change in a right tag."""
    masks = set()
    for vector in vectors(name):
        if vector["result"] == "invalid" and "ModifiedTag" in vector["flags"]:
            key, nonce, data, message, tag = bytes_of(vector, "key iv aad msg tag")
            right = cipher(key).encrypt(nonce, message, data)[-16:]
            masks.add(bytes(a ^ b for a, b in zip(right, tag, strict=True)))
    return masks


def changed(sealed: bytes, mask: bytes) -> bytes:
    return sealed[:-16] + bytes(a ^ b for a, b in zip(sealed[-16:], mask, strict=True))


def test_a_changed_tag_opens_no_event_and_no_key():
    keys, key = DeviceKeys.fresh(), fresh()
    event = envelope.seal_event(b"an event", LogPosition(fresh_id(), fresh_id()), keys, key, 1)
    team = TeamKey(fresh_id(), 1, fresh())
    wrapped = team.wrap(event.header.case, 1, key)
    masks = changes("aes_gcm_siv", AESGCMSIV)
    assert len(masks) >= 16
    for mask in masks:
        body = changed(event.body, mask)
        with pytest.raises(EnvelopeRefused):
            envelope.Opener(key).open(Envelope(event.header, event.header_bytes, event.signature, body))
        with pytest.raises(KeyRefused):
            team.unwrap(event.header.case, 1, changed(wrapped, mask))


def test_a_changed_tag_opens_no_chunk():
    file = FileKey()
    chunk = file.seal(0, b"a part of a file", last=True)
    masks = changes("aes_gcm", AESGCM)
    assert len(masks) >= 16
    for mask in masks:
        with pytest.raises(ChunkRefused):
            file.open(0, changed(chunk, mask), last=True)


# -- keys for one computer -------------------------------------------------------------------


def test_the_schedule_of_the_test_is_the_one_of_the_draft():
    for vector in vectors("hpke_mlkem768_x25519"):
        secret, info, suite, key, nonce = bytes_of(vector, "shared_secret info suite_id key base_nonce")
        assert hpke.schedule(secret, info, suite) == (key, nonce)


def test_what_others_sealed_to_a_hybrid_key_opens():
    for vector in vectors("hpke_mlkem768_x25519"):
        seed, public, encapsulated, secret = bytes_of(vector, "skRm pkRm enc shared_secret")
        keys = DeviceKeys(Secret(), Secret(shake_256(seed).digest(96)))
        assert keys.receiving_public == public
        sealed = encapsulated + hpke.sealed(secret, b"a context", b"a key")
        assert keys.unseal(sealed, b"a context") == b"a key"
        with pytest.raises(KeyRefused):
            keys.unseal(sealed, b"another context")


def hybrid(lattice: Vector, curve: Vector) -> tuple[DeviceKeys, bytes]:
    """Keys of these two vectors, and what was sealed to them by one who has what they share."""
    seed, encapsulated, lattice_secret = bytes_of(lattice, "seed c K")
    private, public, curve_secret = bytes_of(curve, "private public shared")
    own = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    secret = sha3_256(lattice_secret + curve_secret + public + own + _LABEL).digest()
    sealed = encapsulated + public + hpke.sealed(secret, b"a context", b"a key")
    return DeviceKeys(Secret(), Secret(seed + private)), sealed


def test_every_vector_of_the_curve_opens_and_points_of_small_order_do_not():
    lattice = next(vector for vector in vectors("mlkem_768") if vector["result"] == "valid")
    for curve in vectors("x25519"):
        keys, sealed = hybrid(lattice, curve)
        if "ZeroSharedSecret" in curve["flags"]:
            with pytest.raises(KeyRefused):
                keys.unseal(sealed, b"a context")
            receiving = keys.receiving_public[:-32] + bytes.fromhex(curve["public"])
            with pytest.raises(KeyRefused):
                seal_to(receiving, b"a key", b"a context")
        else:
            assert keys.unseal(sealed, b"a context") == b"a key", curve


def test_every_vector_of_the_lattice_opens_and_what_has_another_size_is_refused():
    curve = next(vector for vector in vectors("x25519") if vector["result"] == "valid")
    for lattice in vectors("mlkem_768"):
        if len(lattice["seed"]) != 128:
            continue  # a seed is ours, never a stranger's
        keys, sealed = hybrid(lattice, curve)
        if lattice["result"] == "valid":
            assert keys.unseal(sealed, b"a context") == b"a key", lattice
        else:
            with pytest.raises(KeyRefused):
                keys.unseal(sealed, b"a context")


def test_a_seed_makes_the_key_that_others_make():
    for vector in vectors("mlkem_768_keygen"):
        keys = DeviceKeys(Secret(), Secret(bytes.fromhex(vector["seed"]) + fresh()))
        assert digest(keys.receiving_public[:-32]).hex() == vector["ek_sha256"]


def test_nothing_is_sealed_to_what_is_no_key():
    curve = DeviceKeys.fresh().receiving_public[-32:]
    for vector in vectors("mlkem_768_public"):
        with pytest.raises(KeyRefused):
            seal_to(bytes.fromhex(vector["ek"]) + curve, b"a key", b"a context")


# -- derived ---------------------------------------------------------------------------------


def test_what_is_derived_is_what_others_derive():
    """A purpose is text with us; the library itself takes the others."""
    ours = 0
    for vector in vectors("hkdf_sha256"):
        secret, salt, info, okm = bytes_of(vector, "ikm salt info okm")
        if vector["result"] == "invalid":
            with pytest.raises(ValueError, match="larger than"):
                derive(secret, "", salt, vector["size"])
            continue
        assert HKDF(hashes.SHA256(), vector["size"], salt or None, info).derive(secret) == okm
        try:
            purpose = info.decode()
        except UnicodeDecodeError:
            continue
        assert derive(secret, purpose, salt, vector["size"]) == okm
        ours += 1
    assert ours >= 10


def test_codes_and_digests_are_what_others_say():
    for vector in vectors("hmac_sha256"):
        key, message, code = bytes_of(vector, "key msg md")
        assert mac(key, message)[: len(code)] == code
    for vector in vectors("sha256"):
        message, hash_ = bytes_of(vector, "msg md")
        assert digest(message[: int(vector["len"]) // 8]) == hash_
        assert digest(b"", message[: int(vector["len"]) // 8], b"") == hash_


def test_a_passphrase_is_stretched_as_others_stretch_it():
    checked = 0
    for vector in vectors("argon2id"):
        if vector["length"] == "32" and "secret" not in vector:
            phrase, salt, output = bytes_of(vector, "pass salt output")
            cost = slots.Cost(*(int(vector[name]) for name in ("memcost", "iter", "lanes")))
            assert slots.stretched(phrase, salt, cost) == output
            checked += 1
    assert checked == 2
