"""A key for updates is read at its edges and not beyond."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from app.seal import canonical, signing_key, slots
from app.seal.keys import DeviceKeys
from tests.people import CHEAP

KEYS = DeviceKeys.fresh()


def test_a_key_for_updates_is_refused_for_each_field_of_another_kind_or_size():
    key = signing_key.fresh_key("n" * 101)
    assert key.name == "n" * 100
    raw = signing_key.write(key, "a phrase", CHEAP)
    assert signing_key.read(raw, "a phrase").public == key.public
    assert signing_key.public_of(raw) == (key.name, key.public)
    with pytest.raises(slots.WrongPassphrase):
        signing_key.read(raw, "another")
    magic = b"SANAD-UPDATE-KEY 1\n"
    fields = canonical.decode(raw[len(magic) :])
    spoilt = [(0, b"x"), (0, "n" * 101), (1, bytes(31)), (1, "x" * 32), (2, bytes(15)), (3, 1),
              (4, 0), (4, 65), (5, 0), (6, bytes(11)), (7, 5)]  # fmt: skip
    for place, value in spoilt:
        other = [*fields[:place], value, *fields[place + 1 :]]
        for ask in (signing_key.public_of, lambda file: signing_key.read(file, "a phrase")):
            with pytest.raises(signing_key.UpdateKeyRefused):
                ask(magic + canonical.encode(other))
    slot = slots.Slot(slots.PHRASE, bytes(16), CHEAP, bytes(12), b"")
    for secret, public in ((key.keys.signing, KEYS.public), (key.keys.signing[:31], key.public)):
        head = [key.name, public, slot.salt, CHEAP.memory, CHEAP.passes, CHEAP.lanes, slot.nonce]
        cipher = AESGCMSIV(signing_key._slot_key("a phrase", slot))
        sealed = cipher.encrypt(slot.nonce, secret, canonical.encode(head))
        with pytest.raises(signing_key.UpdateKeyRefused):
            signing_key.read(magic + canonical.encode([*head, sealed]), "a phrase")
