"""What people type when they believe it is hard to guess: known phrases, words by how common they
are, keyboards, and the other letters in which the same is written.

Lists and what follows from them, nothing that judges (app.seal.strength). Everything is in the folded
form of `app.language.fold`; phrases are without spaces."""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from app.language import fold
from app.settings import RESOURCES

EVERYDAY = 3000  # words of every day, which a guesser strings together first
PHRASE_BITS, NAME_BITS, FAMILIAR_BITS = 8.0, 6.0, 5.0
RARE_BITS = 13.5  # the most that a word is worth: three of them are not enough
_PERSONAL_BITS = 2.0
_AFFIX_BITS = 1.0
_SHORTEST_STEM = 3
_HEARD = 1000  # words so common that they are looked for in the other language's letters
# What is common among names and passwords is rarer in a sentence of several words.
_RARER = {"male_names": 2, "female_names": 2, "surnames": 4, "passwords": 6}
_CHANCE_BITS = 6.0  # that a word sounds like one of three or four consonants says little
_RARE_BIGRAM = 12  # fewer of the frequent words hold that pair of letters

_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "س")
_SUFFIXES = ("هما", "كما", "هم", "هن", "كم", "كن", "نا", "ها", "ات", "ين", "ون", "ان", "ه", "ك", "ي", "ا")


Weakness = Literal["known", "everyday", "keys"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a part of a phrase costs a guesser, in bits. `weakness`: why it is among what he tries
    first; None where it isn't."""

    bits: float
    weakness: Weakness | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`phrases`: one thing each, without spaces. `familiar`: words and their bits. `ranks`: how
    common a word is, from 1. `bigrams`: in how many words a pair of letters is. `likely`: what may
    be a familiar word, and what it costs to find out; `spoken`: short phrases that count only as
    whole words."""

    phrases: Mapping[str, float]
    familiar: Mapping[str, float]
    ranks: Mapping[str, int]
    bigrams: Mapping[str, int]
    likely: Mapping[str, float] = field(default_factory=dict)
    spoken: Mapping[str, float] = field(default_factory=dict)

    def with_personal(self, words: Iterable[str]) -> "Vocabulary":
        """Words that a thief knows, such as the officer's name, cost nearly nothing."""
        personal = {
            part: _PERSONAL_BITS
            for word in words
            for part in (fold(word).replace(" ", ""), *fold(word).split())
            if len(part) > 1
        }
        return replace(self, familiar={**self.familiar, **personal})

    def exact(self, word: str) -> Cost | None:
        """A word as it stands in a list."""
        familiar, rank = self.familiar.get(word), self.ranks.get(word)
        if familiar is None and rank is None:
            bits = self.likely.get(word)
            return Cost(bits) if bits is not None else None
        frequent = _rank_cost(rank) if rank is not None else None
        if frequent is None or (familiar is not None and familiar <= frequent.bits):
            return Cost(familiar or 0.0, "known")
        return frequent

    def word(self, word: str) -> Cost | None:
        """A word, also with what Arabic writes before and after it; None for one in no list."""
        costs = [cost for cost in (self.exact(word),) if cost]
        for stem, affixes in _stems(word):
            cost = self.exact(stem)
            if cost:
                costs.append(Cost(cost.bits + _AFFIX_BITS * affixes, cost.weakness))
        return min(costs, key=lambda cost: cost.bits, default=None)

    def is_random(self, word: str) -> bool:
        """Letters that no word of the language has beside each other."""
        pairs = [word[at : at + 2] for at in range(len(word) - 1)]
        rare = sum(self.bigrams.get(pair, 0) < _RARE_BIGRAM for pair in pairs)
        return rare >= 2 and rare * 3 >= len(pairs)


def _rank_cost(rank: int) -> Cost:
    if rank <= 300:
        return Cost(3.0, "everyday")
    if rank <= 1000:
        return Cost(4.5, "everyday")
    if rank <= EVERYDAY:
        return Cost(6.0, "everyday")
    return Cost(min(math.log2(rank) - 1.5, RARE_BITS))  # from 10 on


def _stems(word: str) -> Iterator[tuple[str, int]]:
    for prefix in ("", *_PREFIXES):
        if word.startswith(prefix):
            bare = word[len(prefix) :]
            for suffix in ("", *_SUFFIXES):
                stem = bare[: len(bare) - len(suffix)]
                if bare.endswith(suffix) and len(stem) >= _SHORTEST_STEM and stem != word:
                    yield stem, bool(prefix) + bool(suffix)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Both languages together: their letters keep them apart."""
    phrases, familiar = _familiar()
    arabic, english = _arabic_ranks(), _english_ranks()
    bigrams = Counter(pair for words in (arabic, english) for pair in _pairs(words))
    return Vocabulary(phrases, familiar, {**english, **arabic}, bigrams)


def _pairs(ranks: Mapping[str, int]) -> Iterator[str]:
    for word, rank in ranks.items():
        if rank <= 20_000:
            yield from {word[at : at + 2] for at in range(len(word) - 1)}


def _familiar() -> tuple[dict[str, float], dict[str, float]]:
    phrases: dict[str, float] = {}
    familiar: dict[str, float] = {}
    for name, section in _sections().items():
        for phrase in _entries(section.get("phrases", "")):
            phrases[phrase.replace(" ", "")] = PHRASE_BITS
        for word in _entries(section.get("words", "")):
            bits = NAME_BITS if name == "names" else FAMILIAR_BITS
            compact = word.replace(" ", "")
            for form in (compact, compact.removeprefix("ال")):
                if len(form) > 2 or form == compact:
                    familiar[form] = min(bits, familiar.get(form, bits))
    return phrases, familiar


@lru_cache(maxsize=1)
def _sections() -> dict[str, dict[str, str]]:
    return tomllib.loads((RESOURCES / "wordlists" / "familiar.toml").read_text("utf-8"))


def _entries(text: str) -> Iterator[str]:
    for entry in text.replace("\n", "،").split("،"):
        if folded := fold(re.sub(r"[^\w\s]", " ", entry)):
            yield folded


def known_phrases() -> Iterator[str]:
    """The phrases of the lists, with their spaces."""
    for section in _sections().values():
        yield from _entries(section.get("phrases", ""))


def _arabic_ranks() -> dict[str, int]:
    lines = (RESOURCES / "wordlists" / "arabic-frequent.txt").read_text("utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    return {word: rank for rank, word in enumerate(words, 1)}


def _english_ranks() -> dict[str, int]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    ranks: dict[str, int] = {}
    for name, words in FREQUENCY_LISTS.items():
        for number, word in enumerate(words, 1):
            rank = number * _RARER.get(name, 1)
            ranks[word] = min(rank, ranks.get(word, rank))
    return ranks


# The same in other letters

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvnm,./"
_ARABIC_KEYS = "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظ"  # the key of b makes two letters
_TO_ARABIC = {**dict(zip(_LATIN_KEYS, _ARABIC_KEYS, strict=True)), "b": "لا"}
_TO_LATIN = {
    **{fold(letter): key for key, letter in zip(_LATIN_KEYS, _ARABIC_KEYS, strict=True) if fold(letter)},
    **dict(zip(_ARABIC_KEYS, _LATIN_KEYS, strict=True)),
    "أ": "h",
    "إ": "y",
    "آ": "n",
}


def other_layout(typed: str) -> str:
    """What the same keys would have made on the other of the two keyboards."""
    typed = typed.casefold()
    if any("a" <= letter <= "z" for letter in typed):
        return "".join(_TO_ARABIC.get(letter, letter) for letter in typed)
    return "".join(_TO_LATIN.get(letter, letter) for letter in typed.replace("لا", "b"))


_ROWS = ("1234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
_COLUMNS = "qazwsxedcrfvtgbyhnujmikolp"
_NUMBERED_COLUMNS = "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"
_ORDERS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ")


@lru_cache(maxsize=1)
def runs() -> tuple[str, ...]:
    """Keys that lie side by side on either keyboard, and letters in their order; both ways."""
    latin = [*_ROWS, _COLUMNS, _NUMBERED_COLUMNS]
    arabic = [fold(other_layout(row)) for row in latin[1:]]
    ahead = [re.sub(r"[^\w]", "", row) for row in (*latin, *arabic, *_ORDERS)]
    return tuple(ahead + [row[::-1] for row in ahead])


_LEET = str.maketrans("013457@$!", "oieastasi")


def unleeted(folded: str) -> str:
    """p@ssw0rd as password."""
    return folded.translate(_LEET)


_SOUNDS = {
    "ب": "b", "ت": "t", "ث": "s", "ج": "k", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
    "س": "s", "ش": "c", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "غ": "k", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "پ": "b", "ڤ": "f", "چ": "c",
    "b": "b", "c": "k", "d": "d", "f": "f", "g": "k", "j": "k", "k": "k", "l": "l", "m": "m",
    "n": "n", "p": "b", "q": "k", "r": "r", "s": "s", "t": "t", "v": "f", "x": "ks", "z": "z",
    "5": "k", "6": "t", "8": "k", "9": "s",
}  # fmt: skip
_DIGRAPHS = (("sh", "ش"), ("ch", "ش"), ("kh", "خ"), ("gh", "غ"), ("th", "ث"), ("dh", "ذ"), ("ph", "f"), ("ck", "k"))
_ARTICLE = re.compile(r"^(?:وال|بال|لل|ال|w?al|el|il|ul)(?=\w\w)")
_CONSTRUCT = re.compile(r"(?<=\w\w[ae])t$")  # ta marbuta before another word
_ARTICLES = frozenset({"al", "el", "il", "ul", "ir", "ar", "as", "ad", "ال"})


def sound(word: str) -> str:
    """The consonants that stay when a word is written in the other language's letters."""
    if word in _ARTICLES:
        return ""
    word = _CONSTRUCT.sub("", _ARTICLE.sub("", word))
    for pair, letter in _DIGRAPHS:
        word = word.replace(pair, letter)
    return re.sub(r"(.)\1+", r"\1", "".join(_SOUNDS.get(letter, "") for letter in word))


@lru_cache(maxsize=2)
def by_sound(script: str) -> Vocabulary:
    """The familiar and everyday words of one script ("arabic", "latin") by how they sound."""
    words = vocabulary()
    heard_words: dict[str, float] = {}
    for word, bits in words.familiar.items():
        _add_sound(heard_words, word, bits, script)
    for word, rank in words.ranks.items():
        if rank <= _HEARD:
            _add_sound(heard_words, word, _rank_cost(rank).bits, script)
    familiar = {heard: bits for heard, bits in heard_words.items() if len(heard) > 4}
    likely = {heard: bits + _CHANCE_BITS for heard, bits in heard_words.items() if len(heard) < 5}
    phrases: dict[str, float] = {}
    for phrase in known_phrases():
        heard = "".join(sound(word) for word in phrase.split())
        if len(heard) > 3:
            phrases[heard] = PHRASE_BITS
    long = {heard: bits for heard, bits in phrases.items() if len(heard) > 6}
    return Vocabulary(long, familiar, {}, {}, likely, phrases)


def _add_sound(familiar: dict[str, float], word: str, bits: float, script: str) -> None:
    heard = sound(word)
    if len(heard) > 2 and (word[0].isascii() == (script == "latin")):
        familiar[heard] = min(bits, familiar.get(heard, bits))
