"""The file that ties passphrases to a computer, where the system can bind it to its user.

Windows alone can. Here an account of the test's own stands for it: it knows what it bound itself, and
nothing that another one did.
"""

import os
from pathlib import Path

import pytest

from app.casework.records import holder_cards, unlock
from app.seal.keys import fresh
from app.settings import state
from app.vault.folder import DeviceKeyDamaged, DeviceKeyElsewhere, check_device_secret, device_secret
from tests.people import CHEAP, OTHER_PHRASE, PHRASE, Person


class Account:
    """A user on one computer, for whom the system keeps what was bound."""

    def __init__(self) -> None:
        self._bound: dict[bytes, bytes] = {}

    def bind_secret(self, secret: bytes) -> bytes | None:
        handle = os.urandom(200)
        self._bound[handle] = bytes(secret)
        return handle

    def read_bound(self, bound: bytes) -> bytes | None:
        return self._bound.get(bound)


class Unable(Account):
    """A system that binds nothing."""

    def bind_secret(self, secret: bytes) -> bytes | None:
        return None


class Forgetful(Account):
    """A system that takes bytes and does not give them back."""

    def read_bound(self, bound: bytes) -> bytes | None:
        return None


def test_a_copy_of_the_file_is_nothing_to_another_computer_or_user(home: Path):
    mine, other = Account(), Account()
    secret = device_secret(home, make=True, binding=mine)
    assert device_secret(home, binding=mine) == secret
    assert secret not in (home / "device.key").read_bytes()
    with pytest.raises(DeviceKeyElsewhere):
        device_secret(home, binding=other)
    before = (home / "device.key").read_bytes()
    new = device_secret(home, make=True, binding=other)
    assert new != secret
    assert (home / "device.key.elsewhere").read_bytes() == before  # set aside, not removed


def test_a_file_from_before_is_bound_once_it_opened_something_and_keeps_its_bytes(home: Path):
    account = Account()
    secret = device_secret(home, make=True, binding=Unable())
    assert secret in (home / "device.key").read_bytes()
    check_device_secret(home, binding=account)
    bound = (home / "device.key").read_bytes()
    assert secret not in bound
    assert device_secret(home, binding=account) == secret
    check_device_secret(home, binding=account)
    assert (home / "device.key").read_bytes() == bound


def test_what_the_system_does_not_read_back_is_not_bound(home: Path):
    secret = device_secret(home, make=True, binding=Forgetful())
    assert device_secret(home, binding=Forgetful()) == secret


def test_a_flipped_bit_of_a_bound_file_is_damage(home: Path):
    account = Account()
    device_secret(home, make=True, binding=account)
    raw = (home / "device.key").read_bytes()
    for place in range(0, len(raw) * 8, 37):
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        (home / "device.key").write_bytes(flipped)
        with pytest.raises(DeviceKeyDamaged):
            device_secret(home, binding=account)
    (home / "device.key").write_bytes(fresh())  # 32 bytes are from before there was a checksum
    assert device_secret(home, binding=account)


@pytest.mark.parametrize("by_holders", [False, True])
def test_a_bound_folder_that_was_carried_off_opens_with_cards_alone(layla: Person, by_holders: bool):
    session = layla.sets_up()
    card_set = holder_cards.make(session, PHRASE, ["Amal", "Basil"], 2, cost=CHEAP).card_set
    cards = [" ".join(card.words) for card in card_set.waiting]
    session.close()
    (layla.home / "device.key").write_bytes(device_secret(layla.home))  # as before anything was bound
    check_device_secret(layla.home, binding=Account())  # from here on this computer is another one
    with pytest.raises(DeviceKeyElsewhere):
        layla.unlocks(PHRASE)
    assert list(state().glob("tries-*")) == []
    if by_holders:
        opened = holder_cards.recover(layla.home, layla.vault_id, cards, OTHER_PHRASE, cost=CHEAP)
    else:
        opened = unlock.recover(layla.home, layla.vault_id, " ".join(layla.card), OTHER_PHRASE, cost=CHEAP)
    opened.session.close()
    layla.unlocks(OTHER_PHRASE).close()
