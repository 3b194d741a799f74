"""Which Ed25519 signatures hold: those that a key made of these bytes, and no others."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from app.seal.keys import DeviceKeys, verify

KEYS = DeviceKeys.fresh()
ORDER = 2**252 + 27742317777372353535851937790883648493


def test_the_vector_of_rfc_8032_holds():
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert verify(public, signature, b"\x72")
    assert not verify(public, signature, b"\x73")


@given(st.binary(max_size=200), st.integers(0, 63), st.integers(1, 255))
def test_a_signature_holds_for_its_bytes_alone(message, at, change):
    signature = KEYS.sign(message)
    spoilt = bytearray(signature)
    spoilt[at] ^= change
    assert verify(KEYS.public, signature, message)
    assert not verify(KEYS.public, bytes(spoilt), message)
    assert not verify(KEYS.public, signature, message + b"\0")
    Ed25519PublicKey.from_public_bytes(KEYS.public).verify(signature, message)  # OpenSSL agrees


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_key_of_another_size_holds_nothing(size):
    assert not verify(bytes(size), KEYS.sign(b"said"), b"said")


@pytest.mark.parametrize("cut", [0, 1, 63, 65, 96])
def test_bytes_can_not_be_moved_between_signature_and_message(cut):
    whole = KEYS.sign(b"said") + b"said" * 16
    assert not verify(KEYS.public, whole[:cut], whole[cut:])


def test_the_same_signature_has_no_second_form():
    signature = KEYS.sign(b"said")
    second = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
    assert not verify(KEYS.public, signature[:32] + second, b"said")


@pytest.mark.parametrize("point", [bytes(32), (1).to_bytes(32, "little")])
def test_a_point_of_small_order_signs_nothing(point):
    assert not verify(point, point + bytes(32), b"said")
