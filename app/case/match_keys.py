"""By what two offices can find out that they know the same person: exact keys of documents, and of a name in
either script with birth date and nationality.

What is here goes through a hash that two offices have to compute alike, for years: it is of its own, apart
from the likeness of names (`app.case.names`), which gets better with every version. docs/formats/matching.md"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from app.language import ascii_digits

PASSPORT, CIVIL_ID, NAME = KINDS = ("passport", "civil_id", "name")

STANDARD = "SANAD-MATCH 1"  # what the event of a case that took part says
Key = tuple[str, ...]  # its kind, then its texts

_LEAST_NUMBER = 5
_COUNTRY = re.compile("[A-Z]{2,3}")
_LINKS = frozenset((
    "al", "el", "ul", "bin", "ben", "ibn", "bint", "de", "da", "dos", "del", "los", "delos", "la",
    "mr", "mrs", "ms", "mst", "بن", "ابن", "بنت",
))  # fmt: skip
_SERVANTS = frozenset(("abd", "abdul", "abdel", "abdal", "abdu", "abdur", "عبد"))
_SERVANT = re.compile(r"abd(?:[aeu]l|[aeu](?=rr|ss|nn)|[aeu](?=[rsn]))?(?=[a-z]{3})|عبد(?:ال)?(?=\w{2})")
_SHORT = {"md": "mohammed", "mohd": "mohammed", "mhd": "mohammed", "muh": "mohammed"}
_PAIRS = (
    ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("kh", "k"), ("gh", "k"), ("th", "t"), ("dh", "t"),
    ("ph", "b"), ("zh", "k"), ("dj", "k"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("تش", "s"),
)  # fmt: skip
_SOFT_C = re.compile("c(?=[eiy])")
# consonants that scripts and ears mix up are one; what is not here is no consonant
_SOUNDS = str.maketrans({
    letter: sound
    for sound, letters in (
        ("b", "bpfvبپفڤ"), ("t", "tdتطثدذض"), ("k", "kqcgjقكخجغگ"), ("s", "szسصشزظچژ"), ("h", "hحه"),
        ("l", "lل"), ("m", "mم"), ("n", "nن"), ("r", "rر"),
    )
    for letter in letters
})  # fmt: skip
_CONSONANTS = re.compile("[^btkshlmnr]")
_DOUBLED = re.compile(r"(.)\1+")
_ENDING = re.compile("(?<=.)(?:ah|[هةى])$")
_BEGINNING = {"w": "w", "y": "y", "و": "w", "ي": "y"}
_LETTERS = str.maketrans("أإآٱىیکەۀﻻ", "ااااييكههل")


def keys(facts: Mapping[str, str], digits: int) -> list[Key]:
    """The keys of a case's person, each once, in the order of KINDS; nothing of what is not known exactly.
    `digits`: of the number by which the country knows a person."""
    return list(dict.fromkeys((*_documents(facts, digits), *_names(facts))))


def _documents(facts: Mapping[str, str], digits: int) -> Iterator[Key]:
    number = _number(facts.get("passport", ""))
    country = _country(facts, "passport_country") or _country(facts)
    if len(number) >= _LEAST_NUMBER and country:
        yield PASSPORT, number, country
    civil_id = "".join(filter(str.isdigit, ascii_digits(facts.get("civil_id", ""))))
    if civil_id and len(civil_id) == digits:
        yield CIVIL_ID, civil_id


def _names(facts: Mapping[str, str]) -> Iterator[Key]:
    day, country = _day(facts.get("birth_date", "")), _country(facts)
    if not day or not country:
        return
    for fact in ("name", "name_ar"):
        words = skeletons(facts.get(fact, ""))
        for chosen in (words, (words[0], words[-1]) if len(words) > 2 else words):
            if len(chosen) > 1:
                yield NAME, " ".join(sorted(chosen)), day, country


def _number(text: str) -> str:
    """Letters and digits of ASCII alone, in capitals."""
    plain = unicodedata.normalize("NFKC", ascii_digits(text)).upper()
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def is_country_known(facts: Mapping[str, str]) -> bool:
    """Is the country recorded that issued the passport? Otherwise the nationality stands for it."""
    return bool(_country(facts, "passport_country"))


def _country(facts: Mapping[str, str], fact: str = "nationality") -> str:
    country = facts.get(fact, "").strip().upper()
    return country if _COUNTRY.fullmatch(country) else ""


def _day(text: str) -> str:
    """2026-12-01, or nothing."""
    try:
        return date.fromisoformat(ascii_digits(text.strip())).isoformat()
    except ValueError:
        return ""


def skeletons(name: str) -> list[str]:
    """What both scripts write of each word of a name: its consonants."""
    parts = [_plain(part) for part in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", name))]
    words, servant = list[str](), ""
    for part in parts:
        if part in _SERVANTS:
            servant = "abd"
        elif part not in _LINKS and (skeleton := _skeleton(servant + _SHORT.get(part, part), servant)):
            words.append(skeleton)
            servant = ""
    return words


def _plain(word: str) -> str:
    """Small letters without marks; forms of alef, ya, kaf and ha as one."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(
        letter for letter in decomposed if unicodedata.category(letter) == "Ll" or "\u0620" <= letter <= "\u06d3"
    )


def _skeleton(word: str, servant: str) -> str:
    head, letters_left = servant, word.removeprefix(servant)
    if not servant and (prefix := _SERVANT.match(word)):
        head, letters_left = "abd", word[prefix.end() :]
    if letters_left.startswith("ال") and len(letters_left) > 3:
        letters_left = letters_left[2:]
    first = "" if head else _BEGINNING.get(letters_left[:1], "")
    letters_left = _SOFT_C.sub("s", _ENDING.sub("", letters_left))
    for pair, sound in _PAIRS:
        letters_left = letters_left.replace(pair, sound)
    sounds = (head + letters_left).translate(_SOUNDS)
    return first + _DOUBLED.sub(r"\1", _CONSONANTS.sub("", sounds))
