"""Our own words to the person, in every language that a form may have."""

import unicodedata

import pytest

from app.casework.questionnaires.person_words import WORDS, languages, person_words
from app.settings import RESOURCES

FOURTEEN = {"ar", "en", "hi", "bn", "ur", "ne", "tl", "si", "ta", "ml", "am", "sw", "id", "fr"}


def test_there_are_fourteen_languages():
    assert set(languages()) == FOURTEEN


@pytest.mark.parametrize("code", sorted(FOURTEEN))
@pytest.mark.parametrize("to_a_woman", [False, True])
def test_each_has_every_word_and_none_is_another_languages(code, to_a_woman):
    words = person_words(code, to_a_woman=to_a_woman)
    assert set(words.texts) == set(WORDS)
    assert all(
        text.strip() and text == unicodedata.normalize("NFC", text) for text in words.texts.values()
    )
    if code != "en":
        english = person_words("en").texts
        assert not [word for word in WORDS if words(word) == english[word]]


@pytest.mark.parametrize(
    ("code", "five"), [("ne", "५"), ("bn", "৫"), ("ar", "٥"), ("ur", "۵"), ("am", "5")]
)
def test_numbers_have_the_persons_digits(code, five):
    assert person_words(code).number("5") == five


def test_a_woman_is_addressed_as_one():
    assert person_words("ar", to_a_woman=True)("thanks") == "شكرًا لكِ"
    assert person_words("ar")("thanks") == "شكرًا لك"
    assert person_words("am", to_a_woman=True)("stop") != person_words("am")("stop")


def test_nobody_has_reviewed_them_yet_and_the_file_says_so():
    assert {person_words(code).reviewed for code in FOURTEEN} == {""}
    assert "reviewed" in (RESOURCES / "languages" / "turned.toml").read_text("utf-8")


def test_a_language_without_words_of_ours_is_met_in_english():
    assert person_words("te").code == "en"
    assert person_words("fr-CA").code == "fr"
