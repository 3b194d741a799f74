import random
import unicodedata

import pytest

from app.language import fold
from app.seal import passphrase
from app.seal.passphrase import (
    CardRefused,
    card_list,
    card_words,
    drawn_bits,
    is_generated,
    judge,
    read_card,
    suggest,
    word_list,
)
from app.seal.strength import strength_of
from app.seal.vocabulary import known_phrases


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_suggested_phrase_has_75_bits_and_passes_its_own_judge(language):
    words = suggest(language).split()
    size = len({fold(word) for word in word_list(language)})
    assert size ** len(words) >= 2**75
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_thousand_suggested_phrases_pass_whatever_a_thief_knows(language):
    """Not by luck: each is as many different words of the list as 75 bits take, which is all that
    `is_generated` asks for, and nothing that is asked afterwards can take it back."""
    for _ in range(2000):
        phrase = suggest(language)
        assert is_generated(fold(phrase))
        assert judge(phrase, phrase.split()).enough


def test_what_everybody_knows_is_no_generated_phrase():
    assert [phrase for phrase in known_phrases() if is_generated(phrase)] == []


@pytest.mark.parametrize(
    ("words", "fewest"),
    [
        (card_list("en"), 4),
        (word_list("en"), 4),
        (passphrase._eff_list("eff-short"), 5),
        (word_list("ar"), 5),
        (passphrase.diceware_list(), 6),
    ],
    ids=["bip39", "eff", "eff-short", "arabic", "diceware"],
)
def test_of_words_drawn_by_chance_ninety_nine_phrases_in_a_hundred_are_taken(words, fewest: int):
    """From the length on whose bits are enough, as dice draw: a word may come twice."""
    dice = random.Random(5)
    for length in (fewest, fewest + 1, 8, 12):
        drawn = [" ".join(dice.choices(words, k=length)) for _ in range(200)]
        refused = [phrase for phrase in drawn if not judge(phrase).enough]
        assert len(refused) <= 2, refused


def test_words_of_a_list_that_a_sentence_joins_are_no_draw():
    for sentence in (
        "you will never find another love like this",
        "happy family good life",
        "they will come again",
        "baby girl love forever",
        "red blue green yellow black white",  # all of them in BIP39's list
        "legal winner thank year wave sausage",
        "letter advice cage absurd amount doctor",
        "my cat ate the big red fox",  # and these in Diceware's
        "the boss took my passport last year",
        "one two three four five six seven",
        "john mary paul peter luke mark",
    ):
        assert drawn_bits(sentence) == 0, sentence
        assert not judge(sentence).enough


def test_a_drawn_word_counts_once_and_not_where_a_thief_knows_it_or_reads_on_in_the_list():
    assert drawn_bits("walnut trumpet kiwi-oyster 7!") == 44  # BIP39's 2,048
    assert drawn_bits("walnut trumpet walnut kiwi oyster") == 44
    assert drawn_bits("walnut trumpet kiwi oyster", ["kiwi"]) == 33
    assert drawn_bits("abandon ability able about above absent") == 11
    assert drawn_bits("walnut trumpet kiwi oyster thallaja") == 0  # of no list
    assert drawn_bits("7 8 9") == 0
    assert drawn_bits("ab cd ef gh ij kl mn") == 6  # letters in their order
    assert drawn_bits("qw er ty ui op as df") < 20
    assert drawn_bits("io mole dully 62nd") == pytest.approx(3 * 12.925 + 6, abs=0.01)  # Diceware


@pytest.mark.parametrize("language", ["en", "ar"])
def test_fewer_words_of_the_list_or_the_same_twice_are_judged_like_any_other(language):
    words = suggest(language).split()
    assert not is_generated(fold(" ".join(words[:-1])))
    assert not is_generated(fold(" ".join([*words[:-1], words[0]])))


def test_the_arabic_list_is_2048_words_that_stay_apart_when_folded():
    words = word_list("ar")
    assert len(words) == 2048
    assert len({fold(word) for word in words}) == 2048


@pytest.mark.parametrize(
    "phrase", ["password1234", "ليلى السالم", "qwertyuiopasdf", "12345678901234", "كلمةالسر", "محمدمحمدمحمد", ""]
)
def test_a_guessable_phrase_is_refused_with_advice(phrase):
    judgement = judge(phrase, ["ليلى السالم"])
    assert not judgement.enough
    assert judgement.advice


def test_a_phrase_is_the_same_in_whatever_letters_a_keyboard_makes():
    assert passphrase.material("مَدرسة  أحمد ١٢") == passphrase.material("مدرسه احمد 12")
    assert passphrase.material("Blue Lamp") == passphrase.material(" blue lamp ")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_card_is_24_words_that_read_back(language):
    entropy = bytes(range(32))
    words = card_words(entropy, language)
    assert len(words) == 24
    assert read_card(" ".join(words).upper()) == entropy


def test_a_card_with_two_words_exchanged_is_refused():
    words = list(card_words(bytes(range(32)), "en"))
    words[3], words[9] = words[9], words[3]
    with pytest.raises(CardRefused):
        read_card(" ".join(words))
    with pytest.raises(CardRefused):
        read_card("not a card")


def test_a_phrase_that_is_worth_just_enough_is_enough():
    phrase = "zarafa kamanja thallaja"
    bits = strength_of(phrase).bits
    assert judge(phrase, least=bits) == passphrase.Judgement(True)
    assert not judge(phrase, least=bits + 0.01).enough


def test_a_phrase_longer_than_another_judge_reads_is_judged_all_the_same():
    phrase = "zarafa kamanja thallaja maliha tahuna qintar zuvonuvi vozuvumo khartit dubrilak"
    assert len(fold(phrase)) > 72
    assert judge(phrase) == passphrase.Judgement(True)


def test_as_many_words_as_are_drawn_have_75_bits_and_no_fewer_are_enough():
    assert (len(passphrase.suggest("en").split()), len(passphrase.suggest("ar").split())) == (6, 7)
    assert passphrase.judge("elevenchars").advice.startswith("Too short")
    assert not passphrase.judge("twelve chars").advice.startswith("Too short")
    assert passphrase.material("a" * 1024) == passphrase.material("a" * 1025)
    assert passphrase.material("a" * 1023) != passphrase.material("a" * 1024)


def test_a_card_has_the_words_of_its_language():
    for language in ("ar", "en"):
        words = passphrase.card_words(bytes(31) + b"\x07", language)
        assert set(words) <= set(passphrase.card_list(language))
        assert passphrase.read_card("  ".join(words)) == bytes(31) + b"\x07"
        for other in (words[:-1], (*words, words[0]), (*words[:-1], "zzzz"), words[::-1]):
            with pytest.raises(passphrase.CardRefused):
                passphrase.read_card(" ".join(other))
    assert set(passphrase.card_list("ar")) == set(passphrase.word_list("ar"))
    assert len(passphrase.card_list("en")) == 2048
    assert not {*passphrase.card_list("ar")} & {*passphrase.card_list("en")}


def test_the_lists_are_made_of_their_files_each_word_once():
    for language, size, first in (("en", 7776, "abacus"), ("ar", 2048, None)):
        words = word_list.__wrapped__(language)
        assert len(words) == len(set(words)) == size
        assert first in (None, words[0])
        assert passphrase._folded_list.__wrapped__(language) == {fold(word) for word in words}
        maker, spelt = passphrase._cards.__wrapped__(language)
        assert len(spelt) == len(maker.wordlist) == 2048
        assert all(fold(word) == folded for folded, word in spelt.items())
    english, _ = passphrase._cards.__wrapped__("en")
    assert (english.wordlist[0], english.wordlist[-1]) == ("abandon", "zoo")
    arabic, _ = passphrase._cards.__wrapped__("ar")
    assert [unicodedata.normalize("NFC", word) for word in arabic.wordlist] == [*word_list("ar")]
    assert all(unicodedata.is_normalized("NFKD", word) for word in arabic.wordlist)
