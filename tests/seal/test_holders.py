"""Holders' cards as words: SLIP-39 by its authors' library, and what is said of a card that is wrong."""

import json
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path

import pytest
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from app.language import Words
from app.seal import holders
from app.seal.holders import (
    CARD_WORDS,
    HolderCardForeign,
    HolderCardIncomplete,
    HolderCardMistyped,
    HolderCardsDiffer,
    HolderCardsTooFew,
    HolderCardTwice,
    HolderPolicyRefused,
    HolderSetEnded,
    HolderWordStrange,
    HolderWordUnknown,
    Policy,
    card_list,
    check_together,
    combine,
    deal,
    read_card,
)
from app.seal.keys import fresh, fresh_id
from app.seal.slots import HolderSlot, KeyFile, holders_public
from tests.by_the_page import slip39
from tests.by_the_page import slot as their_slot

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "holders" / "1"
SECRET = bytes(range(32))
# three cards of five, dealt once: they give SECRET back for ever
FROZEN = (
    "equip wisdom academic acne angel wits extra object slap mule eraser "
    "early stick justice legal orange demand debut brother episode style humidity "
    "undergo standard surprise dish timely minister national slap bumpy camera merit",
    "equip wisdom academic amazing august ugly ambition dilemma training eraser quick "
    "peasant luck method aircraft busy insect findings afraid orange uncover educate "
    "freshman charity crowd eraser scene random percent quick sniff grill vocal",
    "equip wisdom academic axle award domestic watch chubby scene render display "
    "chest soldier shelter liberty scroll enjoy violence editor energy husband cradle "
    "forward deadline element blanket install family deadline exclude clinic retreat hormone",
)


def test_cards_that_were_dealt_once_are_read_for_ever():
    cards = [read_card(words) for words in FROZEN]
    assert [card.number for card in cards] == [1, 3, 5]
    assert combine(cards) == SECRET


@pytest.mark.parametrize(("threshold", "count"), [(2, 2), (2, 3), (3, 5), (16, 16)])
def test_exactly_so_many_as_were_asked_for_give_the_secret(threshold: int, count: int):
    cards = deal(SECRET, Policy(threshold, count))
    assert [card.number for card in cards] == list(range(1, count + 1))
    assert combine(cards[-threshold:]) == SECRET
    with pytest.raises(HolderCardsTooFew):
        combine(cards[1:threshold])


def test_every_three_of_five_give_the_same_and_each_card_has_its_own_words():
    cards = deal(SECRET, Policy())
    assert {combine(three) for three in combinations(cards, 3)} == {SECRET}
    assert {combine(cards[1:]), combine(cards)} == {SECRET}  # whoever comes besides fits in
    assert len({card.words for card in cards}) == 5
    assert {len(card.words) for card in cards} == {CARD_WORDS}


def test_two_sets_of_one_secret_carry_other_marks():
    first = deal(SECRET, Policy())
    assert deal(SECRET, Policy(), {first[0].mark})[0].mark != first[0].mark


def test_numbers_before_words_capitals_and_the_first_four_letters_are_understood():
    card = deal(SECRET, Policy())[1]
    assert read_card("\n".join(f"{at}. {word}" for at, word in enumerate(card.words, 1))) == card
    assert read_card(" ".join(f"٣ {word.upper()}" for word in card.words)) == card
    assert read_card(" ".join(word[:4] for word in card.words)) == card
    assert len({word[:4] for word in card_list()}) == 1024


def test_a_word_of_no_list_is_named_with_the_nearest_ones():
    words = list(deal(SECRET, Policy())[0].words)
    words[6] = "acadamic"
    with pytest.raises(HolderWordUnknown) as refusal:
        read_card(" ".join(words))
    sentence = Words("en").say(refusal.value)
    assert refusal.value.place == 7
    assert "acadamic" in sentence
    assert "academic" in sentence
    assert "acadamic" not in repr(refusal.value)
    words[6] = "سند"
    with pytest.raises(HolderWordStrange) as strange:
        read_card(" ".join(words))
    assert (strange.value.place, strange.value.word) == (7, "سند")


def test_another_word_of_the_list_and_two_in_each_others_place_are_a_slip():
    card = deal(SECRET, Policy())[0]
    for place in range(CARD_WORDS):
        words = list(card.words)
        words[place] = card_list()[(card_list().index(words[place]) + 1) % 1024]
        with pytest.raises(HolderCardMistyped):
            read_card(" ".join(words))
    places = [at for at in range(CARD_WORDS - 1) if card.words[at] != card.words[at + 1]]
    swapped = list(card.words)
    swapped[places[0]], swapped[places[0] + 1] = swapped[places[0] + 1], swapped[places[0]]
    with pytest.raises(HolderCardMistyped):
        read_card(" ".join(swapped))


def test_too_few_and_too_many_words_say_how_many():
    words = deal(SECRET, Policy())[0].words
    for part in (words[:-1], (*words, words[0]), ()):
        with pytest.raises(HolderCardIncomplete) as refusal:
            read_card(" ".join(part))
        assert (refusal.value.count, refusal.value.words) == (len(part), 33)


def test_a_card_of_another_program_is_refused_before_it_costs_hours():
    for groups, exponent in (([(2, 3), (2, 3)], 0), ([(2, 3)], 2), ([(1, 1)], 0)):
        words = generate_mnemonics(1, groups, SECRET, iteration_exponent=exponent)
        with pytest.raises(HolderCardForeign):
            read_card(words[0][0])


def test_cards_of_two_sets_and_the_same_card_twice_are_told_apart():
    first = deal(SECRET, Policy())
    second = deal(SECRET, Policy(), {first[0].mark})
    with pytest.raises(HolderCardsDiffer):
        check_together([first[0], second[1]])
    with pytest.raises(HolderCardTwice) as refusal:
        check_together([first[0], first[3], first[3]])
    assert refusal.value.number == 4


def test_a_card_of_a_set_with_the_same_mark_fits_no_others():
    """One set in 32,768 has another's mark: what fits is the secret's own digest."""
    first = deal(SECRET, Policy())
    second = _remarked(first[0].mark)
    with pytest.raises(HolderCardsDiffer):
        combine([first[0], first[1], second])
    with pytest.raises(HolderCardsDiffer):  # one card more than needed, and not of the set
        combine([*first[:3], second])


def _remarked(mark: int):
    """Card 4 of another set, as if that had the same mark."""
    from dataclasses import replace

    from shamir_mnemonic.share import Share

    card = deal(fresh(), Policy())[3]
    return read_card(replace(Share.from_mnemonic(" ".join(card.words)), identifier=mark).mnemonic())


@pytest.mark.parametrize(("threshold", "count"), [(1, 1), (1, 3), (4, 3), (2, 17), (0, 5)])
def test_numbers_that_protect_nobody_are_refused(threshold: int, count: int):
    with pytest.raises(HolderPolicyRefused):
        deal(SECRET, Policy(threshold, count))


def test_only_32_bytes_are_dealt():
    with pytest.raises(ValueError, match="32"):
        deal(SECRET[:16], Policy())


# -- the slot --------------------------------------------------------------------------------


def sealed() -> tuple[KeyFile, bytes, bytes]:
    """A key file with a slot of holders' cards alone, the cards' secret, the master key."""
    secret, master, set_id = fresh(), fresh(), fresh_id()
    key_file = KeyFile(fresh_id(), "Layla Sample", "inspector", "en", 1764000000).with_holders(
        master, HolderSlot(set_id, 77, Policy()), holders_public(secret, set_id)
    )
    return key_file, secret, master


def test_the_slot_opens_with_the_cards_secret_alone_and_says_which_set_it_is():
    key_file, secret, master = sealed()
    read = KeyFile.from_bytes(key_file.to_bytes())
    assert read.open_with_holders(secret) == master
    assert read.holders is not None
    assert (read.holders.mark, read.holders.policy) == (77, Policy(3, 5))
    with pytest.raises(HolderSetEnded):
        read.open_with_holders(fresh())
    with pytest.raises(HolderSetEnded):
        read.without_holders().open_with_holders(secret)


def test_what_the_head_and_the_slot_say_is_bound_to_what_is_sealed():
    from dataclasses import replace

    key_file, secret, _ = sealed()
    slot = key_file.slots[0]
    for changed in (
        replace(key_file, officer="Somebody Else"),
        replace(key_file, slots=(replace(slot, cost=replace(slot.cost, passes=2)),)),
        replace(key_file, slots=(replace(slot, salt=fresh_id()),)),
        replace(key_file, slots=(replace(slot, sealed=slot.sealed[:-1]),)),
    ):
        with pytest.raises(HolderSetEnded):
            changed.open_with_holders(secret)


def test_a_slot_of_somebody_elses_making_asks_for_no_million_cards():
    from dataclasses import replace

    key_file, _, _ = sealed()
    slot = key_file.slots[0]
    absurd = replace(key_file, slots=(replace(slot, cost=replace(slot.cost, lanes=10**6)),))
    assert KeyFile.from_bytes(absurd.to_bytes()).holders is None


def test_a_frozen_key_file_opens_by_the_page_and_by_sanad():
    raw = (VECTORS / "keys").read_bytes()
    document = json.loads((VECTORS / "cards.json").read_text("utf-8"))
    master, cards = bytes.fromhex(document["master"]), document["cards"]
    keys = their_slot.read(raw)
    (slot,) = keys.slots
    kind, _, mark, threshold, _, nonce, _ = slot
    assert (kind, threshold, nonce) == (3, 3, bytes(12))
    words = [slip39.card(card.split(), list(WORDLIST)) for card in cards]
    assert keys.by_holders(words) == master
    key_file = KeyFile.from_bytes(raw)
    read = [read_card(card) for card in cards]
    assert [card.mark for card in read] == [mark] * 3
    assert key_file.open_with_holders(combine(read)) == master


def test_each_word_is_known_by_itself_and_from_its_first_four_letters_on():
    words, listed = holders.card_list.__wrapped__(), holders._listed.__wrapped__()
    assert words == tuple(WORDLIST)
    assert listed["acad"] == listed["academ"] == listed["academic"] == "academic"
    assert "aca" not in listed
    assert set(listed.values()) == set(words)


def test_of_a_word_like_many_the_three_nearest_are_named_and_of_too_few_cards_how_many():
    words = list(deal(SECRET, Policy())[0].words)
    words[0] = next(f"{word}s" for word in WORDLIST if len(get_close_matches(f"{word}s", WORDLIST, 4, 0.6)) == 4)
    with pytest.raises(HolderWordUnknown) as unknown:
        read_card(" ".join(words))
    assert unknown.value.nearest.split(", ") == get_close_matches(words[0], WORDLIST, 3, 0.6)
    assert unknown.value.place == 1
    with pytest.raises(HolderCardsTooFew) as few:
        combine(deal(SECRET, Policy(3, 5))[:1])
    assert (few.value.missing, few.value.needed) == (2, 3)
    with pytest.raises(HolderCardsTooFew) as none:
        combine([])
    assert (none.value.missing, none.value.needed) == (2, 2)
    for size in (31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            deal(bytes(size), Policy())
