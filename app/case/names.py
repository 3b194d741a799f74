"""May two names be one person's, whichever script they were written in?

A name is taken apart into words, a word into the consonants that both scripts write and the vowels
between them: محمد, Mohammed and Muhamad have the same. Arabic writes long vowels only, Latin
spellings differ in short ones; what contradicts (Hassan and Hussein, Samir and Samira) counts as
another word. Words are paired off in any order, since given and family names change places.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from app.language import fold

ALIKE = 0.82  # from here on two names may be one person's
_PAIRED = 0.8  # from here on two words are paired
_EXTRA, _CONTRARY = 0.97, 0.85  # for a word that one side leaves out; that each has of its own
_WORD = re.compile(r"[^\W\d_]+")
_ANY = "e"  # a vowel that may stand for each
_ARABIC: dict[str, str] = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "j", "چ": "s", "ح": "h", "ه": "h",
    "خ": "k", "د": "d", "ذ": "d", "ض": "d", "ر": "r", "ز": "z", "ظ": "z", "س": "s", "ص": "s",
    "ش": "s", "غ": "j", "ف": "f", "ڤ": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
_LONG = {"ا": "A", "و": "U", "ي": "I"}
_HALF = {"و": "w", "ي": "y", "w": "w", "y": "y"}  # at the beginning they are consonants
_LATIN_PAIRS = (
    ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("kh", "k"), ("gh", "j"), ("th", "t"),
    ("dh", "d"), ("ph", "f"), ("zh", "j"), ("dj", "j"), ("ck", "k"), ("qu", "k"), ("x", "ks"),
    ("oo", "U"), ("ou", "U"), ("ee", "I"), ("ea", "I"), ("ie", "I"), ("ei", "I"), ("ai", "aI"),
    ("ay", "aI"), ("aa", "A"), ("au", "aU"), ("aw", "aU"),
)  # fmt: skip
_LATIN: dict[str, str] = {
    **{each: each for each in "bdfhklmnrstzj"}, "p": "b", "q": "k", "c": "k", "v": "f", "g": "j",
}  # fmt: skip
_VOWEL = {"a": "a", "e": _ANY, "i": "i", "o": "u", "u": "u", "y": "i", "w": "u"}
_ARTICLES = {"al", "el", "ul"}
_LINKS = {"bin", "ben", "ibn", "bint", "bnt", "de", "da", "dos", "del", "la", "بن", "ابن", "بنت"}
_SERVANTS = {"عبد", "abd", "abdul", "abdel", "abdal", "abdu", "abdur"}
_SERVANT = re.compile(r"^abd(?:[aeu](?:(?=l{2})|l|r(?=r)|s(?=s)|n(?=n)|l)?)?(?=[a-z]{3})")


@dataclass(frozen=True, slots=True)
class Word:
    """`bones`: consonants, each once where it is doubled. `vowels`: before the first, between them, and
    after the last; capitals are long. `arabic`: short ones were not written."""

    bones: str
    vowels: tuple[str, ...]
    arabic: bool


@lru_cache(maxsize=16384)
def words(name: str) -> tuple[Word, ...]:
    """The words of a name, each once, without articles and links between them."""
    found: dict[Word, None] = {}
    servant = False
    for raw in _WORD.findall(unicodedata.normalize("NFKC", name)):
        each = fold(raw)
        if each in _LINKS or each in _ARTICLES:
            continue
        if each in _SERVANTS:
            servant = True
            continue
        found[_word(raw, servant=servant)] = None
        servant = False
    return tuple(found)


def keys(name: str) -> frozenset[str]:
    """By which other spellings of a name are found; a single consonant tells nothing."""
    return frozenset(each.bones for each in words(name) if len(each.bones) > 1)


def likeness(one: str, other: str) -> float:
    """From 0 to 1; from `ALIKE` on, the two may be one person's name."""
    few, many = sorted((words(one), words(other)), key=len)
    if not few:
        return 0.0
    left, right, scores = list(few), list(many), list[float]()
    for score, a, b in _pairs(few, many):
        if score >= _PAIRED and a in left and b in right:
            left.remove(a)
            right.remove(b)
            scores.append(score)
    if not scores:
        return 0.0
    mean = sum(scores) / len(scores)
    if len(scores) < 2 <= len(many):  # one word of several is a family, or chance
        return min(mean * len(scores) / len(many), 0.75)
    return mean * _EXTRA ** (len(right) - len(left)) * _CONTRARY ** len(left)


def _pairs(few: Iterable[Word], many: Iterable[Word]) -> list[tuple[float, Word, Word]]:
    found = [(_alike(a, b), a, b) for a in few for b in many]
    return sorted(found, key=lambda each: -each[0])


@lru_cache(maxsize=65536)
def _alike(one: Word, other: Word) -> float:
    if one.bones == other.bones:
        between = zip(one.vowels, other.vowels, strict=True)
        apart = sum(_apart(a, b, one, other) for a, b in between)
        last = _ending(one.vowels[-1]) != _ending(other.vowels[-1])  # Samir, Samira
        return max(1 - 0.25 * (apart + last), 0.0)
    long = min(len(one.bones), len(other.bones)) >= 3 and one.bones[0] == other.bones[0]
    slip = long and DamerauLevenshtein.distance(_spelt(one), _spelt(other)) <= 1
    return 0.84 if slip else 0.0


def _apart(a: str, b: str, one: Word, other: Word) -> float:
    """How far two places between consonants contradict each other."""
    if _ANY in (a or "") + (b or "") or set(a.lower()) & set(b.lower()) or not (a or b):
        return 0.0
    if a and b:
        return 1.0
    said, silent = (a, other) if a else (b, one)
    if said.islower():  # a short one that the other leaves out
        return 0.0 if silent.arabic else 0.3
    return 0.6 if one.arabic != other.arabic else 1.0


def _ending(vowels: str) -> bool:
    return vowels[-1:] in ("a", "A")


def _spelt(word: Word) -> str:
    parts = [word.vowels[0]]
    for bone, vowel in zip(word.bones, word.vowels[1:], strict=True):
        parts += bone, vowel
    return "".join(parts).lower()


# -- taking a word apart ---------------------------------------------------------------------


def _word(raw: str, *, servant: bool) -> Word:
    if any("\u0600" <= each <= "\u06ff" for each in raw):
        bare = raw.removeprefix("ال") if len(raw) > 4 else raw
        if not servant and raw.startswith("عبد") and len(raw) > 5:
            servant, bare = True, raw.removeprefix("عبد").removeprefix("ال")
        sounds, arabic = _of_arabic(bare), True
    else:
        sounds, arabic = _of_latin(fold(raw)), False
    return _made(("abd" if servant else "") + sounds, arabic=arabic)


def _of_arabic(raw: str) -> str:
    """ى and ة at the end are heard as a; at the beginning alef and ain carry any vowel."""
    ending = "a" if raw.endswith(("ى", "ة", "ه")) and len(raw) > 1 else ""
    letters = fold(raw[:-1] if ending else raw)
    if letters[:1] in _HALF:
        return _HALF[letters[0]] + "".join(_arabic_sound(each) for each in letters[1:]) + ending
    if letters[:1] in ("ا", "ع"):
        return _ANY + "".join(_arabic_sound(each) for each in letters[1:]) + ending
    return "".join(_arabic_sound(each) for each in letters) + ending


def _arabic_sound(letter: str) -> str:
    return _ARABIC.get(letter) or _LONG.get(letter, "")


def _of_latin(raw: str) -> str:
    said = _SERVANT.sub("abd", raw) if len(raw) > 6 else raw
    if len(said) > 3 and said.endswith("ah"):
        said = said[:-1]
    first, said = (said[0], said[1:]) if said[:1] in _HALF else ("", said)
    for pair, sound in _LATIN_PAIRS:
        said = said.replace(pair, sound)
    return first + "".join(
        each if each.isupper() else _LATIN.get(each) or _VOWEL.get(each, "") for each in said
    )


def _made(sounds: str, *, arabic: bool) -> Word:
    bones, vowels = "", [""]
    for at, each in enumerate(sounds):
        if each in "aeiuAIU":
            vowels[-1] += each
        elif each != bones[-1:] or (at and sounds[at - 1] != each):
            bones += each
            vowels.append("")
    return Word(bones, tuple(vowels), arabic)
