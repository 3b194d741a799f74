"""Sets of holders' cards as a vault keeps them: the one in force is the one that the key file names."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.seal import canonical
from app.seal.file_marker import Damaged
from app.seal.holders import HolderCard, Policy
from app.seal.keys import Secret, fresh_id
from app.seal.slots import HolderSlot, KeyFile, holders_public
from app.vault import holders
from app.vault import vault as vaults
from app.vault.vault import Vault
from tests.undone import undone

MASTER, SECRET = Secret(b"m" * 32), b"s" * 32
WORDS = ("academic", "acid")


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    key_file = KeyFile(fresh_id(), "Layla Sample", "inspector", "en", 5)
    home: Path = tmp_path_factory.mktemp("holders")
    made = vaults.create(home, key_file, MASTER)
    yield made
    made.close()


def card_set(number: int = 1) -> holders.HolderSet:
    slot = HolderSlot(bytes([number]) * 16, 77, Policy(2, 3))
    return holders.HolderSet(
        slot,
        f"set {number}",
        9,
        holders_public(SECRET, slot.id),
        ("Maya", "Omar", "Sita"),
        {3: WORDS, 1: ("acne", "acquire")},
    )


def test_the_set_in_force_comes_back_as_it_was_written(vault: Vault):
    kept = card_set()
    plain = vault.key_file
    try:
        with undone(vault) as writer:
            holders.keep(writer, kept)
            holders.keep(writer, card_set(2))
            assert holders.current(vault) is None  # no slot names one
            vault.key_file = plain.with_holders(MASTER, kept.slot, kept.public)
            assert holders.current(vault) == kept
            assert holders.current(vault, vault.database) == kept
            for hidden in (*WORDS, repr(kept.public)):
                assert hidden not in repr(kept)
            holders.forget_others(writer, kept.slot.id)
            assert holders.current(vault) == kept
            vault.key_file = plain.with_holders(MASTER, card_set(2).slot, kept.public)
            assert holders.current(vault) is None
    finally:
        vault.key_file = plain


def test_without_a_set_in_force_every_one_is_forgotten_and_no_other_setting(vault: Vault):
    with undone(vault) as writer:
        vaults.put_setting(writer, "holding", b"1")
        for number in (1, 2):
            holders.keep(writer, card_set(number))
        names = "SELECT count(*) FROM setting WHERE name LIKE 'holders %'"
        assert writer.number(names) == 2
        holders.forget_others(writer, card_set(2).slot.id)
        assert writer.rows("SELECT name FROM setting WHERE name LIKE 'hold%' ORDER BY name") == [
            (f"holders {'02' * 16}",),
            ("holding",),
        ]
        holders.forget_others(writer, None)
        assert writer.number(names) == 0
        assert vaults.setting(vault.database, "holding") == b"1"


def test_what_is_kept_of_a_set_has_the_form_of_its_page_and_anything_else_is_damage(vault: Vault):
    kept, plain = card_set(), vault.key_file
    try:
        with undone(vault) as writer:
            holders.keep(writer, kept)
            raw = vaults.setting(vault.database, f"holders {'01' * 16}")
            assert raw is not None
            assert canonical.decode(raw) == [
                1, "set 1", 9, kept.public, 77, 2, 3, ["Maya", "Omar", "Sita"],
                [[1, ["acne", "acquire"]], [3, list(WORDS)]],
            ]  # fmt: skip
            vault.key_file = plain.with_holders(MASTER, kept.slot, kept.public)
            for odd in (raw[:-1], canonical.encode([1]), canonical.encode(5), b"x"):
                vaults.put_setting(writer, f"holders {'01' * 16}", odd)
                with pytest.raises(Damaged):
                    holders.current(vault)
    finally:
        vault.key_file = plain


def test_the_words_that_wait_are_by_the_numbers_of_their_cards():
    cards = tuple(HolderCard((f"word {n}",), 77, n, 2) for n in (1, 2))
    assert holders.waiting_words(cards) == {1: ("word 1",), 2: ("word 2",)}
    assert holders.waiting_words(()) == {}
    assert replace(card_set(), waiting={}).waiting == {}
