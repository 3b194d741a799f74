"""The Arabic words of which passphrases are made: they are typed from memory and folded."""

import re

from app.language import fold
from app.settings import RESOURCES

WORDS = (RESOURCES / "wordlists" / "arabic.txt").read_text("utf-8").splitlines()


def test_there_are_2048_words_that_differ_even_when_hamzas_are_forgotten():
    assert len(WORDS) == 2048
    assert len({fold(word) for word in WORDS}) == 2048


def test_each_is_one_short_word_of_plain_arabic_letters():
    for word in WORDS:
        assert re.fullmatch("[\u0621-\u063a\u0641-\u064a]{3,7}", word)
        assert len(fold(word)) >= 3


def test_they_stand_in_an_order_in_which_a_doublet_would_be_seen():
    assert sorted(WORDS, key=fold) == WORDS
