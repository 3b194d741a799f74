"""What a case is found by, and what somebody typed, as words of one index.

A case is found by words that begin as typed, by numbers in any spelling, and by names that sound alike
in either script. The text of a case is laid out by kinds, so that a list can say why a case was found
without showing what it was found by."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.case import names
from app.language import fold

NAME, REFERENCE, PHONE, CIVIL_ID, PASSPORT, EMPLOYER, SITE, OFFICER, NATIONALITY, PERSON, PROCEEDING, FILE, GROUP, ANSWER = KINDS = (
    "name", "number", "telephone", "civil_id", "passport", "employer", "site", "officer", "nationality",
    "person", "proceeding", "file", "group", "answer",
)  # fmt: skip
ALIKE = "sounds_alike"
_TOKENS = re.compile(r"[^\W_]+")
_NUMBERED = re.compile("[a-z]{2}")  # a country, as app.case.reference begins
_YEAR = re.compile(r"(?:19|20)\d\d")
# Private-use letters, which the index takes for letters and which nothing that is typed can contain.
_SOUND = "\ue000"
_MARKS = {kind: chr(0xE100 + place) for place, kind in enumerate(KINDS)}
_KIND_OF = {mark: kind for kind, mark in _MARKS.items()}
_NAMES = (NAME, OFFICER, PERSON, EMPLOYER)
_NUMBERS = (PHONE, CIVIL_ID, PASSPORT)
_LOCAL = 8  # digits of a telephone number without its country's code
_CODES = ("965", "973", "974", "971", "966", "968")  # of telephones in the Gulf
_COUNTRY = tuple(f"{start}{code}" for start in ("00", "") for code in _CODES)
_LEAST_RUN = 6  # digits in groups that together may be one number
_LEAST_BONES = 3  # consonants from which on the beginning of a name is enough
_MOST = 12  # words of one search
_WORDS = 400  # of one kind in one case


@dataclass(frozen=True, slots=True)
class Term:
    """Something that a case must have. `spellings`: each some words that must all begin so; one of
    them is enough. `sounds`: how it sounds, where it may be a name; `raw`: as it was typed. `is_whole`: the
    words are that, and do not only begin so."""

    spellings: tuple[tuple[str, ...], ...]
    sounds: tuple[str, ...] = ()
    raw: str = ""
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """`exact`: cases in which all stands as typed; `alike`: those in which some name only sounds so,
    "" where nothing typed can be a name. Both in the language of FTS5."""

    terms: tuple[Term, ...]

    @property
    def exact(self) -> str:
        return " AND ".join(_spelt(term) for term in self.terms)

    @property
    def alike(self) -> str:
        if not any(term.sounds for term in self.terms):
            return ""
        return " AND ".join(f"({' OR '.join([_spelt(term), *map(_heard, term.sounds)])})" for term in self.terms)


def laid_out(texts: Iterable[tuple[str, str]]) -> str:
    """The text of a case from (kind, text) of all that it is found by."""
    by_kind: dict[str, dict[str, None]] = {}
    for kind, text in texts:
        by_kind.setdefault(kind, {}).update(dict.fromkeys(_words(kind, text)))
    return " ".join(" ".join((_MARKS[kind], *list(by_kind[kind])[:_WORDS])) for kind in KINDS if kind in by_kind)


def query(typed: str) -> Query:
    """What is looked for; without terms where nothing was typed."""
    terms: list[Term] = []
    run: list[str] = []
    for chunk in typed.split():
        tokens = _TOKENS.findall(fold(chunk))
        if tokens and all(token.isdigit() for token in tokens):
            run += tokens
            continue
        terms += _numbers(run)
        run = []
        if len(tokens) > 1 and _NUMBERED.fullmatch(tokens[0]) and _YEAR.fullmatch(tokens[1]):
            # a case's number, KW-2026-CS8F
            # the year of all numbers is a word of its own: else each number would be looked at
            terms.append(Term((("".join(tokens),),), is_whole=len(tokens) == 2))
        elif tokens:
            terms.append(Term((tuple(tokens),), _sounds(chunk), chunk))
    terms += _numbers(run)
    return Query(tuple(terms[:_MOST]))


def why(text: str, terms: Iterable[Term]) -> tuple[str, ...]:
    """The kinds by which a case was found, each once; ALIKE for a name that only sounds so. Nothing of a
    text that an earlier version laid out, until it is made again."""
    if text.partition(" ")[0] not in _KIND_OF:
        return ()
    reasons: dict[str, None] = {}
    for term in terms:
        reasons[_plain_kind(text, term) or _kind(_by_kind(text), term)] = None
    return tuple(reasons)


def _plain_kind(text: str, term: Term) -> str:
    """The kind in which a word begins so; "" where none does, and for a term of several words."""
    ends = " " if term.is_whole else ""
    padded, starts = f" {text} ", [spelling[0] for spelling in term.spellings]
    if any(len(spelling) > 1 for spelling in term.spellings):
        return ""
    places = [place for start in starts if (place := padded.find(f" {start}{ends}")) >= 0]
    if not places:
        return ""
    text_until = padded[: min(places)]  # kinds stand in one order
    return next(kind for mark, kind in reversed(_KIND_OF.items()) if mark in text_until)


def _kind(by_kind: Mapping[str, list[str]], term: Term) -> str:
    kind = next((kind for kind, words in by_kind.items() if _begins(term, words)), "")
    return kind or (ANSWER if _together(by_kind, term) else ALIKE)


def sounds_so(text: str, terms: Iterable[Term]) -> bool:
    """Is each term in the case as it is typed, or as it is heard?"""
    by_kind = _by_kind(text)
    words = [word for kind in by_kind for word in by_kind[kind]]
    return all(_begins(term, words) or any(_is_heard(term, words, sound) for sound in term.sounds) for term in terms)


def _is_heard(term: Term, words: list[str], sound: str) -> bool:
    if f"{_SOUND}{sound}" in words:
        return any(names.sounds_like(term.raw, word) for word in words if not word.startswith(_SOUND))
    return len(sound) >= _LEAST_BONES and any(word.startswith(_SOUND + sound) for word in words)


def _by_kind(text: str) -> dict[str, list[str]]:
    by_kind: dict[str, list[str]] = {}
    words: list[str] = []
    for word in text.split():
        if word in _KIND_OF:
            words = by_kind.setdefault(_KIND_OF[word], [])
        else:
            words.append(word)
    return by_kind


def _begins(term: Term, words: Iterable[str]) -> bool:
    prefixed = tuple(words)
    return any(
        all(any(word == start if term.is_whole else word.startswith(start) for word in prefixed) for start in spelling)
        for spelling in term.spellings
    )


def _together(by_kind: Mapping[str, list[str]], term: Term) -> bool:
    return _begins(term, [word for words in by_kind.values() for word in words])


def _words(kind: str, text: str) -> list[str]:
    folded = fold(text)
    words = _TOKENS.findall(folded)
    if kind in _NUMBERS:
        digits = "".join(letter for letter in folded if letter.isdigit())
        words += ["".join(words), digits, *([digits[-_LOCAL:]] if kind == PHONE else [])]
    if kind == REFERENCE:
        words += ["".join(words), "".join(words[2:]), "".join(words[:2])]
    if kind in _NAMES:
        words += [f"{_SOUND}{key}" for key in sorted(names.keys(text))]
        # as it was written: the sound of an ending is lost in the folded word
        words += [word for word in _TOKENS.findall(text) if word not in words]
    return [word for word in words if word]


def _numbers(run: list[str]) -> list[Term]:
    """Groups of digits: each for itself, or together one number, with or without a country's code."""
    if not run:
        return []
    joined = "".join(run)
    if len(run) > 1 and len(joined) < _LEAST_RUN:
        return [Term(((group,),)) for group in run]
    spellings = [tuple(run), (joined,)]
    for code in _COUNTRY:
        if joined.startswith(code) and len(joined) > len(code):
            spellings.append((joined.removeprefix(code),))
    if joined.startswith("00") and len(joined) > _LOCAL:
        spellings.append((joined.removeprefix("00"),))
    return [Term(tuple(dict.fromkeys(spellings)))]


def _sounds(chunk: str) -> tuple[str, ...]:
    return tuple(sorted(names.keys(chunk))) if not any(map(str.isdigit, chunk)) else ()


def _spelt(term: Term) -> str:
    # quoted, so that a word such as OR or NEAR is a word and no operator
    star = "" if term.is_whole else "*"
    spellings = [" AND ".join(f'"{start}"{star}' for start in spelling) for spelling in term.spellings]
    return "(" + " OR ".join(f"({spelling})" for spelling in spellings) + ")"


def _heard(sound: str) -> str:
    return f'"{_SOUND}{sound}"' + ("*" if len(sound) >= _LEAST_BONES else "")
