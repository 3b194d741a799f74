import random
from contextlib import suppress

import pytest

from app.seal import canonical, slots
from app.seal.file_marker import Damaged, ForeignFile, NewerVersion
from app.seal.holders import HolderSetEnded, Policy
from app.seal.keys import DeviceKeys, digest, fresh, fresh_id
from app.seal.passphrase import CardRefused
from app.seal.slots import Cost, HolderSlot, KeyFile, KeyFileDamaged, Slot, WrongPassphrase
from tests.people import CHEAP

KEYS = DeviceKeys.fresh()

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


def test_damage_is_one_kind_whichever_file_it_is_in():
    assert KeyFileDamaged.kind() == Damaged.kind() == "damaged"


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


def test_a_slot_asks_for_no_less_and_no_more_than_a_computer_may_give():
    def affordable(memory: int = 64 * 1024, passes: int = 1, lanes: int = 1) -> bool:
        return Slot(1, bytes(16), Cost(memory, passes, lanes), bytes(12), b"").is_affordable()

    assert affordable()
    assert affordable(2 * 1024 * 1024, 64, 64)
    for memory in (64 * 1024 - 1, 2 * 1024 * 1024 + 1):
        assert not affordable(memory=memory)
    for number in (0, 65):
        assert not affordable(passes=number)
        assert not affordable(lanes=number)


def test_a_computer_that_is_fast_passes_more_often_and_at_most_twelve_times():
    assert slots.calibrated(CHEAP, 0.0) == CHEAP
    assert slots.calibrated(CHEAP, 1000.0) == Cost(CHEAP.memory, 12, CHEAP.lanes)
    assert Cost() == Cost(256 * 1024, 3, 4)
    slow = Cost(128 * 1024, 1, 1)  # no computer does it in 15 milliseconds
    assert slots.calibrated(slow, 0.015) == slow


def test_a_key_file_is_refused_for_each_field_of_another_kind():
    whole = slots.KeyFile(bytes(16), "Maya", "inspector", "en", 5, 2).with_card(bytes(32), bytes(32))
    assert slots.KeyFile.from_bytes(whole.to_bytes()) == whole
    fields = [1, bytes(16), "Maya", "inspector", "en", 5, 2, [[*s._fields(), s.sealed] for s in whole.slots]]
    spoilt = [(1, bytes(15)), (1, "x"), (2, b"x"), (3, 5), (4, "fr"), (5, -1), (5, "5"), (6, -1), (6, b"")]

    def file(values: list[object]) -> bytes:
        content = b"SANAD-KEYS 1\n" + canonical.encode(values)
        return content + slots.digest(content)

    assert slots.KeyFile.from_bytes(file(fields)) == whole
    for place, value in spoilt:
        with pytest.raises(slots.KeyFileDamaged):
            slots.KeyFile.from_bytes(file([*fields[:place], value, *fields[place + 1 :]]))
    with pytest.raises(NewerVersion):
        slots.KeyFile.from_bytes(file([2, *fields[1:]]))
    (slot,) = fields[7]
    for place, value in ((0, -1), (0, [3]), (1, bytes(15)), (1, 5), (2, -1), (3, "x"), (4, -1), (5, bytes(11)), (6, 5)):
        other = [*slot[:place], value, *slot[place + 1 :]]
        with pytest.raises(slots.KeyFileDamaged):
            slots.KeyFile.from_bytes(file([*fields[:7], [other]]))
    with pytest.raises(slots.KeyFileDamaged):  # two of one kind
        slots.KeyFile.from_bytes(file([*fields[:7], [slot, slot]]))
    for line in (b"SANAD-KEYS x\n", b"SANAD-KEYS 1234567890\n", b"SANAD-KEYS \n"):
        with pytest.raises(slots.KeyFileDamaged):
            slots.KeyFile.from_bytes(line + bytes(64))
    with pytest.raises(NewerVersion):
        slots.KeyFile.from_bytes(b"SANAD-KEYS 2\n" + bytes(64))
    with pytest.raises(NewerVersion):
        slots.KeyFile.from_bytes(b"SANAD-KEYS 123456789\n" + bytes(64))
    assert len(whole.slots) == 1
    for size in (31, 32, 33):  # no more than its SHA-256, or less
        with pytest.raises(slots.KeyFileDamaged):
            slots.KeyFile.from_bytes(b"SANAD-KEYS 1\n".ljust(size, b"\0"))
    with pytest.raises(slots.KeyFileDamaged):
        slots.KeyFile.from_bytes(b"SANAD-KEYS 1\n")


def odd(rng: random.Random, raw: object) -> object:
    """Another value than this one: of another kind, of another length, too large."""
    if isinstance(raw, bytes) and rng.random() < 0.5:
        return raw[: rng.randrange(len(raw) + 1)] or b"x"
    values = (0, 1, 3, -1, 2**31, 2**63, 2**64 - 1, b"", bytes(16), bytes(5000), "", "x" * 5000, [], [[]], [1] * 7)
    return rng.choice(values)


def test_whatever_a_key_file_says_it_is_read_or_refused_by_name():
    """With a right sum, which anybody can make: lists of the wrong length, numbers too large, slots twice."""
    rng, secret = random.Random(20261202), fresh()
    holders = HolderSlot(fresh_id(), 7, Policy(2, 3))
    whole = key_file().with_holders(MASTER, holders, slots.holders_public(secret, holders.id))
    payload = whole.to_bytes()[:-32].partition(b"\n")[2]
    read = 0
    for _ in range(2000):
        fields: list = canonical.decode(payload)
        for _ in range(rng.randrange(1, 3)):
            row = rng.choice([fields, *(fields[-1] if type(fields[-1]) is list else [])])
            if type(row) is list and row:
                place = rng.randrange(len(row))
                change = rng.choice(("drop", "twice", "odd", "odd", "odd"))
                row[place : place + 1] = {"drop": [], "twice": [row[place]] * 2, "odd": [odd(rng, row[place])]}[change]
        content = b"SANAD-KEYS 1\n" + canonical.encode(fields)
        try:
            told = KeyFile.from_bytes(content + digest(content))
        except (Damaged, NewerVersion):
            continue
        read += 1
        assert told.holders is None or told.holders.policy.holds()
        with suppress(CardRefused):
            told.open_with_card(CARD)
        with suppress(HolderSetEnded):
            told.open_with_holders(secret)
        assert KeyFile.from_bytes(told.to_bytes()) == told
    assert read > 50
