import pytest

from app.seal.file_conditions import Damaged, ForeignFile, NewerVersion
from app.seal.keys import fresh, fresh_id
from app.seal.passphrase import CardRefused
from app.seal.slots import KeyFile, KeyFileDamaged, WrongPassphrase
from tests.people import CHEAP

MASTER, DEVICE, CARD = fresh(), fresh(), fresh()


def key_file() -> KeyFile:
    return (
        KeyFile(fresh_id(), "ليلى السالم", "inspector", "ar", 1764000000)
        .with_phrase(MASTER, "granite walnut", DEVICE, CHEAP)
        .with_card(MASTER, CARD)
    )


def test_the_phrase_and_the_card_each_open_the_master_key():
    told = KeyFile.from_bytes(key_file().to_bytes())
    assert told.open_with_phrase("Granite  walnut", DEVICE) == MASTER
    assert told.open_with_card(CARD) == MASTER


def test_the_phrase_opens_nothing_without_this_computers_secret():
    with pytest.raises(WrongPassphrase):
        key_file().open_with_phrase("granite walnut", fresh())


def test_a_wrong_phrase_and_a_wrong_card_are_refused():
    with pytest.raises(WrongPassphrase):
        key_file().open_with_phrase("granite", DEVICE)
    with pytest.raises(CardRefused):
        key_file().open_with_card(fresh())


def test_a_flipped_bit_is_damage_not_a_wrong_phrase():
    raw = key_file().to_bytes()
    for place in range(11 * 8, len(raw) * 8, 7):
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises((Damaged, NewerVersion)):
            KeyFile.from_bytes(bytes(flipped))
    for end in range(len(raw) - 40, len(raw)):
        with pytest.raises(KeyFileDamaged):
            KeyFile.from_bytes(raw[:end])


def test_a_foreign_and_a_newer_file_say_so():
    with pytest.raises(ForeignFile):
        KeyFile.from_bytes(b"PK\x03\x04 a workbook")
    with pytest.raises(NewerVersion):
        KeyFile.from_bytes(b"SANAD-KEYS 2\nwhatever comes later")


def test_a_file_that_asks_for_absurd_memory_is_refused_before_any_is_used():
    told = key_file()
    slot = told.slots[0]
    from dataclasses import replace

    for memory in (1024, 4 * 1024 * 1024):
        absurd = replace(told, slots=(replace(slot, cost=replace(slot.cost, memory=memory)),))
        with pytest.raises(KeyFileDamaged):
            absurd.open_with_phrase("granite walnut", DEVICE)


def test_nobody_can_print_a_key():
    assert repr(MASTER) == "Secret()"
    assert str(MASTER) == "Secret()"
    assert MASTER.hex() not in repr(key_file())
