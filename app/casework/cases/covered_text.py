"""How something is covered that stays here: passages of a text, values wherever they stand, and what goes
instead of an exact answer.

The mark says in both languages that something was left out, because one text goes into papers of both."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar, cast

from app.language import Words, ascii_digits, fold, strip_marks
from app.settings import RESOURCES, Language

MARK = "[left out · غير مضمّن]"
Covers = tuple[tuple[int, int], ...]  # from and to, as letters of the text

# first years of the groups that data sets of partners are kept by
_AGES = (0, 6, 12, 15, 18, 25, 35, 45, 60)
_OLDEST = 130
_BESIDE = "[\u064b-\u0652\u0640\u200e\u200f\u2066-\u2069]*"  # what letters may have between them
_ALIKE = {"ا": "اأإآٱ", "ه": "هة", "ي": "يىئی", "و": "وؤ", "ك": "كک"}
_LEAST = 3
_LANGUAGES: tuple[Language, ...] = ("ar", "en")
_NUMBER = re.compile(r"[+\d ().\-]+")
_LEAST_DIGITS, _LOCAL = 7, 8  # of a number; without the code of its country
_T = TypeVar("_T")


def covered(text: str, covers: Covers) -> str:
    """Each covered passage is one mark."""
    parts, at = list[str](), 0
    for start, end in sorted(covers):
        if start > at or not parts:
            parts += [text[at:start], MARK]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def age_group(value: str, year: int) -> str:
    """Of an age in years, or of a day of birth in the year that it is now: "18–24"; "" where it is neither."""
    try:
        years = year - date.fromisoformat(value).year if "-" in value else int(ascii_digits(value))
    except ValueError:
        return ""
    if not 0 <= years <= _OLDEST:
        return ""
    first = max(border for border in _AGES if border <= years)
    later = [border for border in _AGES if border > years]
    return f"{first}–{later[0] - 1}" if later else f"{first}+"


def district_of(address: str, country: str) -> str:
    """The governorate of an address in a country, in both languages; "" where no place in it is known."""
    words = f" {_words(address)} "
    return next((name for place, name in _places(country) if f" {place} " in words), "")


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


@lru_cache(maxsize=4)
def _places(country: str) -> Sequence[tuple[str, str]]:
    """The longest first."""
    table = tomllib.loads((RESOURCES / "redaction" / "districts.toml").read_text("utf-8"))
    places = [
        (_words(place), f"{entry['en']} · {entry['ar']}")
        for entry in table.get(country.lower(), ())
        for place in entry["places"]
    ]
    return sorted(places, key=lambda place: -len(place[0]))


def spellings(value: str) -> tuple[str, ...]:
    """A value as papers may say it: a day also with its parts turned."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return (value,)
    return (
        value,
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d-%m-%Y}",
        *(strip_marks(Words(code).date(day)) for code in _LANGUAGES),
    )


class Sweep:
    """Values that stay here, and what stands instead of each: found in any text, whatever case, digits and
    Arabic spelling it is written in. It is the last look, after everything was decided place by place."""

    def __init__(self, values: Mapping[str, str]) -> None:
        listed = {
            spelling: instead
            for value, instead in values.items()
            for spelling in spellings(value.strip())
            if len(spelling) >= _LEAST
        }
        ordered = sorted(listed, key=len, reverse=True)
        self._instead = [listed[value] for value in ordered]
        self._pattern = (
            re.compile("|".join(f"({_pattern(value)})" for value in ordered), re.IGNORECASE) if ordered else None
        )

    def text(self, text: str) -> str:
        if self._pattern is None or not text:
            return text
        return self._pattern.sub(lambda match: self._instead[(match.lastindex or 1) - 1], text)

    def clean(self, document: _T) -> _T:
        """The same with every text in it cleaned: of a dataclass, list, tuple, mapping; keys too."""
        return cast(_T, _mapped(document, self.text))


def _pattern(value: str) -> str:
    letters = ascii_digits(value)
    digits = [letter for letter in letters if letter.isdigit()]
    if _NUMBER.fullmatch(letters) and len(digits) >= _LEAST_DIGITS:
        return _number(digits)
    parts = list[str]()
    for letter in letters:
        if letter.isdigit():
            parts.append(_digit(letter))
        elif letter.isspace():
            parts.append(r"\s+")
        else:
            plain = fold(letter) or letter
            parts.append(f"[{re.escape(_ALIKE[plain])}]" if plain in _ALIKE else re.escape(letter))
    lead = r"(?<!\w)" if letters[0].isalnum() else ""
    tail = r"(?!\w)" if letters[-1].isalnum() else ""
    # what Arabic writes before a name stands before it here too
    lead = r"(?<![^\W\dوفبلك])" if "\u0600" <= letters[0] <= "\u06ff" else lead
    return lead + _BESIDE.join(parts) + tail


def _number(digits: Sequence[str]) -> str:
    """With or without the code of its country, its digits in groups or not."""
    separators = r"[ ().\-\u200e\u200f\u2066-\u2069]*"
    local = max(len(digits) - _LOCAL, 0)
    code = "".join(_digit(digit) + separators for digit in digits[:local])
    number = separators.join(map(_digit, digits[local:]))
    return rf"(?<!\d)(?:(?:\+|[0٠۰]{{2}})?{code})?{number}(?!\d)"


def _digit(digit: str) -> str:
    return f"[{digit}{chr(0x660 + int(digit))}{chr(0x6F0 + int(digit))}]"


def _mapped(document: Any, change: Callable[[str], str]) -> Any:
    if isinstance(document, str):
        return change(document)
    if isinstance(document, Mapping):
        return {_mapped(key, change): _mapped(value, change) for key, value in document.items()}
    if isinstance(document, tuple) and hasattr(document, "_fields"):
        return type(document)(*(_mapped(part, change) for part in document))
    if isinstance(document, (list, tuple)):
        return type(document)(_mapped(part, change) for part in document)
    if is_dataclass(document) and not isinstance(document, type):
        changes = {part.name: _mapped(getattr(document, part.name), change) for part in fields(document) if part.init}
        return replace(document, **changes)
    return document
