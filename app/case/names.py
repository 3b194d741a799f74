"""May two names be one person's, whichever script they were written in?

A name is taken apart into words, a word into the consonants that both scripts write and the vowels
between them: محمد, Mohammed and Muhamad have the same. Words that one side writes together are
(Hailemariam, Haile Mariam), articles that stick to them are taken off, and consonants that scripts and
ears mix up (Osman and عثمان, Yagoub and يعقوب) are near each other. Arabic writes long vowels only, Latin
spellings differ in short ones; what contradicts (Hassan and Hussein, Samir and Samira) counts as
another word. Words are paired off in any order, since given and family names change places."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from app.language import fold

ALIKE = 0.82  # from here on two names may be one person's
_PAIRED = 0.8  # from here on two words are paired
_EXTRA, _CONTRARY = 0.97, 0.78  # for a word that one side leaves out; that each has of its own
_MIXED, _BARE = 0.94, 0.97  # for a consonant that is mixed up; for an article that stuck to a word
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
_FATHER = re.compile(r"^ab(?:u|o|ou)[ae]?l(?=[a-z]{3})")  # Aboelnaga is Abu Naga
_WAW = re.compile("(?<=.)و(?=[اي])")  # Parveen is بروين, Devi ديوي: a consonant, or a vowel
_SOFT_C = re.compile(r"c(?=[eiy])")
_LATIN: dict[str, str] = {
    **{letter: letter for letter in "bdfhklmnrstzj"},
    "p": "b",
    "q": "k",
    "c": "k",
    "v": "f",
    "g": "j",
}
_VOWEL = {"a": "a", "e": _ANY, "i": "i", "o": "u", "u": "u", "y": "i", "w": "u"}
_ARTICLES = {"al", "el", "ul"}
_CHILD_OF = {"bin", "ben", "ibn", "bint", "bnt", "بن", "ابن", "بنت"}
_LINKS = _CHILD_OF | {"de", "da", "dos", "del", "los", "delos", "la"}
_SHORT = {
    "md": "mohammed",
    "mohd": "mohammed",
    "mhd": "mohammed",
    "muh": "mohammed",
    "bdr": "bahadur",
    "kr": "kumar",
    "sk": "sheikh",
    "ma": "maria",
}
_TITLES = {"mst", "mrs", "mr", "ms"}
# p, v, b, f; g, k, q and their Arabic kin; s, z, th: one is heard or written for the other
_MIX = {frozenset(pair) for pair in ("bf", "jk", "sz", "jz", "st", "td")}
_ONE = str.maketrans("fkzd", "bjst")
_STUCK = re.compile(r"^(?:a|e|u)l(?=[a-z]{3})")
_OF = re.compile(r"(?<=[a-z]{3})ul$")  # Rafiqul Islam is رفيق الإسلام
_SERVANTS = {"عبد", "abd", "abdul", "abdel", "abdal", "abdu", "abdur"}
_SERVANT = re.compile(r"^abd(?:[aeu](?:(?=l{2})|l|r(?=r)|s(?=s)|n(?=n)|l)?)?(?=[a-z]{3})")


@dataclass(frozen=True, slots=True)
class Word:
    """`bones`: consonants, each once where it is doubled. `vowels`: before the first, between them, and
    after the last; capitals are long. `arabic`: short ones were not written. `bare`: as it may be read
    too: without an article that stuck to it, with و for a v. `said`: the letters that it was made of. `heard`: of a Latin word, without
    what ears mix up."""

    bones: str
    vowels: tuple[str, ...]
    arabic: bool
    bare: "Word | None" = None
    said: str = ""
    heard: str = ""


@lru_cache(maxsize=16384)
def words(name: str) -> tuple[Word, ...]:
    """The words of a name, each once, without articles and links between them."""
    unique_words: dict[Word, None] = {}
    servant = False
    parts = _WORD.findall(unicodedata.normalize("NFKC", name))
    for at, part in enumerate(parts):
        folded = fold(part)
        raw = _SHORT.get(folded, part) if len(parts) > 1 else part
        initial = len(folded) == 1 and len(parts) > 2
        if initial or folded in _LINKS or folded in _ARTICLES or (folded in _TITLES and len(parts) > 1):
            continue
        if folded in _SERVANTS:
            servant = True
            continue
        if at + 1 < len(parts) and not servant:
            raw = _OF.sub("", raw)
        unique_words[_word(raw, servant=servant)] = None
        servant = False
    return tuple(unique_words)


def keys(name: str) -> frozenset[str]:
    """By which other spellings of a name are found: consonants that are mixed up are one, two words also
    stand together; a single consonant tells nothing."""
    name_words = words(name)
    bones = {read.bones for word in name_words for read in (word, word.bare) if read}
    bones |= {_together(word, two).bones for word, two in pairwise(name_words)}
    return frozenset(bone.translate(_ONE) for bone in bones if len(bone) > 1)


def likeness(name: str, other_name: str) -> float:
    """From 0 to 1; from `ALIKE` on, the two may be one person's name."""
    first, second = words(name), words(other_name)
    likenesses = [_likeness(first, second)]
    for joined in _joined(first, second):
        likenesses.append(_likeness(joined, second))
    for joined in _joined(second, first):
        likenesses.append(_likeness(first, joined))
    return max(likenesses)


def sounds_like(word: str, name: str) -> bool:
    """Does a word that somebody typed sound like a word of a name?"""
    return any(_alike(a, b) >= _PAIRED for a in words(word) for b in words(name))


def _joined(words: tuple[Word, ...], other_words: tuple[Word, ...]) -> Iterable[tuple[Word, ...]]:
    """With two words written as one, where the other side has that one."""
    for at in range(len(words) - 1):
        word, two = words[at], words[at + 1]
        if word.arabic == two.arabic:
            together = _together(word, two)
            if any(_alike(together, word) >= _PAIRED for word in other_words):
                yield (*words[:at], together, *words[at + 2 :])


def _together(word: Word, two: Word) -> Word:
    return _made(word.said + two.said, arabic=word.arabic)


def _likeness(words: tuple[Word, ...], other_words: tuple[Word, ...]) -> float:
    shorter, longer = sorted((words, other_words), key=len)
    if not shorter:
        return 0.0
    left_words, right, scores = list(shorter), list(longer), list[float]()
    for score, a, b in _pairs(shorter, longer):
        if score >= _PAIRED and a in left_words and b in right:
            left_words.remove(a)
            right.remove(b)
            scores.append(score)
    if not scores:
        return 0.0
    mean = sum(scores) / len(scores)
    if len(scores) < 2 <= len(longer):  # one word of several is a family, or chance
        return min(mean * len(scores) / len(longer), 0.75)
    return mean * _EXTRA ** (len(right) - len(left_words)) * _CONTRARY ** len(left_words)


def _pairs(words: Iterable[Word], other_words: Iterable[Word]) -> list[tuple[float, Word, Word]]:
    pairs = [(_alike(a, b), a, b) for a in words for b in other_words]
    return sorted(pairs, key=lambda pair: -pair[0])


@lru_cache(maxsize=65536)
def _alike(word: Word, other_word: Word) -> float:
    spellings = [_as_written(word, other_word)]
    if word.bare:
        spellings.append(_BARE * _as_written(word.bare, other_word))
    if other_word.bare:
        spellings.append(_BARE * _as_written(word, other_word.bare))
    return max(spellings)


def _as_written(word: Word, other_word: Word) -> float:
    if word.bones == other_word.bones:
        return _by_vowels(word, other_word)
    if word.heard and word.heard == other_word.heard:
        return _MIXED
    if _mixed_up(word.bones, other_word.bones):
        return _MIXED * _by_vowels(word, other_word)
    for a, b in ((word, other_word), (other_word, word)):
        if a.bones == b.bones + "h" and len(a.bones) > 2:  # Samah, of which the h is heard
            return _MIXED * _by_vowels(Word(b.bones, a.vowels[:-1], a.arabic), b)
    long = min(len(word.bones), len(other_word.bones)) >= 3 and word.bones[0] == other_word.bones[0]
    if not long:
        return 0.0
    from rapidfuzz.distance import DamerauLevenshtein  # a twentieth of a command's start

    slip = DamerauLevenshtein.distance(_spelt(word), _spelt(other_word)) <= 1
    return 0.84 if slip else 0.0


def _by_vowels(word: Word, other_word: Word) -> float:
    zip_ = zip(word.vowels, other_word.vowels, strict=True)
    apart = sum(_apart(a, b, word, other_word) for a, b in zip_)
    a, b = word.vowels[-1][-1:], other_word.vowels[-1][-1:]
    last = _ANY not in (a, b) and _ending(a) != _ending(b)  # Samir, Samira
    return max(1 - 0.25 * (apart + last), 0.0)


def _mixed_up(first: str, second: str) -> bool:
    """One consonant of at least three, another of those that are taken for it."""
    if len(first) != len(second) or len(first) < 3:
        return False
    apart = [frozenset(pair) for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(apart) == 1 and apart[0] in _MIX


def _apart(a: str, b: str, word: Word, other_word: Word) -> float:
    """How far two places between consonants contradict each other."""
    if _ANY in (a or "") + (b or "") or set(a.lower()) & set(b.lower()) or not (a or b):
        return 0.0
    if {a, b} == {"a", "u"}:  # Begum, Begam; Haque, Hoque
        return 0.7
    if a and b:
        return 1.0
    vowel, silent = (a, other_word) if a else (b, word)
    if vowel.islower():  # a short one that the other leaves out
        return 0.0 if silent.arabic else 0.3
    return 0.6 if word.arabic != other_word.arabic else 1.0


def _ending(vowels: str) -> bool:
    return vowels[-1:] in ("a", "A")


def _spelt(word: Word) -> str:
    parts = [word.vowels[0]]
    for bone, vowel in zip(word.bones, word.vowels[1:], strict=True):
        parts += bone, vowel
    return "".join(parts).lower()


# -- taking a word apart ---------------------------------------------------------------------


def _word(raw: str, *, servant: bool) -> Word:
    if any("\u0600" <= character <= "\u06ff" for character in raw):
        return _arabic_word(raw, servant=servant)
    folded, prefix = fold(raw), "abd" if servant else ""
    sounds = prefix + _of_latin(_FATHER.sub("abu", folded))
    bare = None
    if not servant and _STUCK.match(folded):
        bare = _made(_of_latin(_STUCK.sub("", folded)), arabic=False)
    return replace(_made(sounds, arabic=False), bare=bare, said=sounds, heard=_heard(prefix + folded))


def _arabic_word(raw: str, *, servant: bool) -> Word:
    bare = raw.removeprefix("ال") if len(raw) > 3 else raw
    if not servant and raw.startswith("عبد") and len(raw) > 5:
        servant, bare = True, raw.removeprefix("عبد").removeprefix("ال")
    prefix = "abd" if servant else ""
    sounds, also = prefix + _of_arabic(bare), _WAW.sub("ف", bare)
    read = _made(prefix + _of_arabic(also), arabic=True) if also != bare else None
    return replace(_made(sounds, arabic=True), bare=read, said=sounds)


def _heard(raw: str) -> str:
    """Devi and Dewi, Reyes and Reies."""
    for pair, sound in (("ph", "f"), ("ee", "i"), ("oo", "u"), ("ck", "k")):
        raw = raw.replace(pair, sound)
    raw = raw.translate(str.maketrans("vyeo", "wiiu"))
    return "".join(character for at, character in enumerate(raw) if character != raw[at - 1 : at])


def _of_arabic(raw: str) -> str:
    """A hamza on its seat of و is a vowel there: فؤاد is Fouad."""
    first, *parts = raw.split("ؤ")
    return _arabic_sounds(first) + "".join("U" + _arabic_sounds(part) for part in parts)


def _arabic_sounds(raw: str) -> str:
    """ى and ة at the end are heard as a; at the beginning alef and ain carry any vowel."""
    ending = "a" if raw.endswith(("ى", "ة", "ه")) and len(raw) > 1 else ""
    letters = fold(raw[:-1] if ending else raw).replace("تش", "ش")
    if letters[:1] in _HALF:
        return _HALF[letters[0]] + "".join(_arabic_sound(letter) for letter in letters[1:]) + ending
    if letters[:1] in ("ا", "ع"):
        return _ANY + "".join(_arabic_sound(letter) for letter in letters[1:]) + ending
    return "".join(_arabic_sound(letter) for letter in letters) + ending


def _arabic_sound(letter: str) -> str:
    return _ARABIC.get(letter) or _LONG.get(letter, "")


def _of_latin(raw: str) -> str:
    sub = _SERVANT.sub("abd", raw) if len(raw) > 6 else raw
    if len(sub) > 3 and sub.endswith("ah"):
        sub = sub[:-1]
    first, sub = (sub[0], sub[1:]) if sub[:1] in _HALF else ("", sub)
    sub = _SOFT_C.sub("s", sub)
    for pair, sound in _LATIN_PAIRS:
        sub = sub.replace(pair, sound)
    return first + "".join(
        letter if letter.isupper() else _LATIN.get(letter) or _VOWEL.get(letter, "") for letter in sub
    )


def _made(sounds: str, *, arabic: bool) -> Word:
    bones, vowels = "", [""]
    for at, sound in enumerate(sounds):
        if sound in "aeiuAIU":
            vowels[-1] += sound
        elif sound != bones[-1:] or (at and sounds[at - 1] != sound):
            bones += sound
            vowels.append("")
    return Word(bones, tuple(vowels), arabic)
