"""Opening phrases and recovery cards: made from words, judged, and brought to one form.

Both are folded like search (`app.language.fold`) before anything is derived from them, so that a
different keyboard's letters, tashkeel, capitals or spaces don't lock an officer out."""

import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import fsum, log2, sqrt
from typing import TYPE_CHECKING

from app.errors import N_, SanadError
from app.language import fold
from app.seal.secret import Secret
from app.seal.strength import ENOUGH, strength_of
from app.seal.vocabulary import Weakness, runs, vocabulary
from app.settings import RESOURCES, Language

if TYPE_CHECKING:
    from mnemonic import Mnemonic

# 75 bits at least: six of 7,776 are 77.5 bits, seven of 2,048 are 77.
_WORDS: dict[Language, int] = {"en": 6, "ar": 7}
CARD_WORDS = 24
_LONGEST = 1024
_LIKE_A_DRAW = 3.0  # deviations: fewer than one draw in 500 is more everyday than that
_OF_A_SHORT_ONE = 3.0  # bits a letter, a digit or a sign: Diceware's list has all of one and two
_NO_RANK = 60_000  # of a word that no list of frequent words has
_WORD = re.compile(r"[^\W\d_]+")


class CardRefused(SanadError):
    says = N_(
        "These words do not belong together: a word is missing, misspelt or in another place. "
        "Nothing was changed. Check the {words} words and their order."
    )
    words: int = CARD_WORDS


@lru_cache(maxsize=2)
def word_list(language: Language) -> tuple[str, ...]:
    """English: the EFF's long list of 7,776 (2016). Arabic: our own 2,048."""
    if language == "ar":
        text = (RESOURCES / "wordlists" / "arabic.txt").read_text("utf-8")
        return tuple(text.split())
    return _eff_list("eff-long")


def _eff_list(name: str) -> tuple[str, ...]:
    from importlib import resources as packages

    text = packages.files("xkcdpass").joinpath("static", name).read_text("utf-8")
    return tuple(line.split()[-1] for line in text.splitlines() if line.strip())


def diceware_list() -> list[str]:
    """The 7,776 words, numbers and signs of Arnold G. Reinhold's Diceware (1995)."""
    return (RESOURCES / "wordlists" / "diceware.txt").read_text("utf-8").split()


def suggest(language: Language) -> str:
    """A phrase of random words, of at least 75 bits. Each word is another one, so that `judge` never
    refuses what was made here."""
    return " ".join(secrets.SystemRandom().sample(word_list(language), _WORDS[language]))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Is a chosen phrase good enough, and if not, what would help."""

    enough: bool
    advice: str = ""  # a message id


_ADVICE: dict[Weakness, str] = {
    "known": N_(
        "Easy to guess: part of it is known to everybody, such as a prayer, a name, a place, a song or a saying. Use a "
        "generated passphrase, or four or more rare words that don’t belong together."
    ),
    "everyday": N_(
        "Easy to guess: its words are used every day, so they are tried first. Use a "
        "generated passphrase, or add one or two rare words that nobody would expect."
    ),
    "keys": N_(
        "Easy to guess: numbers, repeats and keys side by side are tried first. Use a "
        "generated passphrase, or four or more rare words that don’t belong together."
    ),
}


def judge(passphrase: str, personal_words: Sequence[str] = (), least: float = ENOUGH) -> Judgement:
    """Would a guesser who knows Arabic, English and Kuwait need long enough? `personal_words` are
    words that a thief knows, such as the officer's name; `least`: bits, as what is opened with it is
    stretched. What `suggest` made is always enough."""
    folded = fold(passphrase)
    if len(folded) < 12:
        return Judgement(False, N_("Too short. Use four or more unrelated words."))
    if is_generated(folded):
        return Judgement(True)
    parts = [part for word in personal_words for part in (fold(word), *fold(word).split())]
    strength = strength_of(passphrase, personal_words)
    if max(strength.bits, drawn_bits(folded, parts)) < least:
        return Judgement(False, _ADVICE[strength.weakness])
    from zxcvbn import zxcvbn

    if zxcvbn(folded[:72], parts)["score"] < 4:
        return Judgement(False, _ADVICE["keys"])
    return Judgement(True)


def is_generated(folded: str) -> bool:
    """Does a phrase hold as many different words of one of our lists, one after the other, as
    `suggest` draws? Then it is worth what drawing them is worth, whatever else it says."""
    words = folded.split()
    for language, count in _WORDS.items():
        listed = _folded_list(language)
        for start in range(len(words) - count + 1):
            drawn = set(words[start : start + count])
            if len(drawn) == count and drawn <= listed:
                return True
    return False


def drawn_bits(folded: str, personal_words: Collection[str] = ()) -> float:
    """What a phrase is worth whose words all stand in one list from which people draw: the list's price for
    each, once, less for very short ones, without those that follow from the one before or that a thief knows.
    Nothing where they are more of every day than a draw is, as a sentence's are, or hold a phrase that is known."""
    words = _WORD.findall(folded)
    if not words or any(
        "".join(words[start:end]) in vocabulary().phrases for start, end in combinations(range(len(words) + 1), 2)
    ):
        return 0.0
    return max(_drawn_bits(typed, personal_words) for typed in (words, folded.split()))


def _drawn_bits(words: Sequence[str], personal_words: Collection[str]) -> float:
    """The same of words as they were typed, some of them perhaps numbers and signs."""
    bits = 0.0
    for places, mean, deviation in _lists_of_draws():
        if all(word in places for word in words):
            drawn = {
                word
                for earlier, word in zip(["", *words], words, strict=False)
                if word not in personal_words and not _reads_on(earlier, word, places)
            }
            own_mean, _ = _mean_and_deviation([_rarity(word) for word in words])
            if own_mean > mean - _LIKE_A_DRAW * deviation / sqrt(len(words)):
                price = log2(len(places))
                bits = max(bits, fsum(_OF_A_SHORT_ONE * len(set(word)) if _is_short(word) else price for word in drawn))
    return bits


def _is_short(word: str) -> bool:
    return len(word) < 3 or len(set(word)) == 1


def _reads_on(earlier: str, word: str, places: Mapping[str, int]) -> bool:
    """Does a word follow the one before it in the list, on the keyboard or in the alphabet?"""
    return places[word] - places.get(earlier, -2) == 1 or any(earlier and earlier + word in run for run in runs())


def _rarity(word: str) -> float:
    return log2(vocabulary().ranks.get(word, _NO_RANK))


@lru_cache(maxsize=1)
def _lists_of_draws() -> tuple[tuple[dict[str, int], float, float], ...]:
    """Each list, its words' places, how rare they are on an average, and by how much that differs."""
    of_dice = map(_eff_list, ("eff-long", "eff-short", "eff-special"))
    lists = (card_list("en"), *of_dice, diceware_list(), word_list("ar"))
    places = [{fold(word): place for place, word in enumerate(words)} for words in lists]
    rarities = [[_rarity(word) for word in words] for words in places]
    return tuple((words, *_mean_and_deviation(rarity)) for words, rarity in zip(places, rarities, strict=True))


def _mean_and_deviation(values: Sequence[float]) -> tuple[float, float]:
    """As `statistics` has them, whose import costs the lock screen 8 ms."""
    mean = fsum(values) / len(values)
    return mean, sqrt(fsum((value - mean) ** 2 for value in values) / len(values))


@lru_cache(maxsize=2)
def _folded_list(language: Language) -> frozenset[str]:
    return frozenset(fold(word) for word in word_list(language))


def material(passphrase: str) -> Secret:
    """The bytes from which a phrase's key is derived."""
    return Secret(fold(passphrase[:_LONGEST]).encode("utf-8", "replace"))


@lru_cache(maxsize=2)
def _cards(language: Language) -> "tuple[Mnemonic, dict[str, str]]":
    """The card's word list: BIP-39's 2,048 English words, or our own Arabic ones.

    The library compares NFKD forms, so it is given the list in that form."""
    from mnemonic import Mnemonic

    arabic = language == "ar"
    normalizes = [unicodedata.normalize("NFKD", word) for word in word_list("ar")] if arabic else None
    maker = Mnemonic("english", normalizes)
    return maker, {fold(word): word for word in maker.wordlist}


def card_list(language: Language) -> tuple[str, ...]:
    """The 2,048 words of a card, in their order."""
    return tuple(unicodedata.normalize("NFC", word) for word in _cards(language)[0].wordlist)


def card_words(entropy: bytes, language: Language) -> tuple[str, ...]:
    """32 bytes as 24 words with a checksum (BIP-39's encoding, over the language's list)."""
    words = _cards(language)[0].to_mnemonic(bytes(entropy))
    return tuple(unicodedata.normalize("NFC", words).split())


def read_card(text: str) -> Secret:
    """The 32 bytes of a card typed in either language; CardRefused for anything else."""
    typed = [fold(word) for word in text.split()]
    for language in ("en", "ar"):
        maker, spelt = _cards(language)
        if len(typed) == CARD_WORDS and all(word in spelt for word in typed):
            try:
                return Secret(maker.to_entropy([spelt[word] for word in typed]))
            except ValueError as error:
                raise CardRefused from error
    raise CardRefused
