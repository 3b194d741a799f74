"""Our own words to the person (next, stop, thanks) in her language: resources/languages/turned.toml.

Not through the catalogs: those are the officer's two languages, these are the persons' fourteen, each
with its own reviewer."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from app.casework.questionnaires.unsaid_numbers import UNITS
from app.language import Direction, direction_of, plural_of
from app.settings import RESOURCES

_FILE = RESOURCES / "languages" / "turned.toml"
_WOMAN, _REVIEWED, _DIGITS, _UNITS = "woman", "reviewed", "digits", "units"
# what every language of the file has
WORDS = (
    "next", "back", "stop", "hide", "listen", "silence", "erase", "understood", "moment", "stopped",
    "what_now", "rest", "resume", "enough", "resting", "turn_back", "thanks", "over", "after",
    "another_time", "deleted", "written", "right", *UNITS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonWords:
    """`reviewed`: who reviewed them, "" for nobody."""

    code: str
    texts: Mapping[str, str]
    digits: str
    reviewed: str
    direction: Direction
    beside: Mapping[str, Mapping[str, str]]  # a unit in the plural forms that differ from its word

    def __call__(self, word: str) -> str:
        return self.texts[word]

    def unit(self, name: str, number: str) -> str:
        """The word of a unit beside a number ("" for none yet), in the form that it asks for: 7 أيام, 11
        يومًا."""
        return self.beside.get(name, {}).get(plural_of(self.code, number)) or self.texts[name]

    def number(self, text: str) -> str:
        """A number with her digits."""
        return text.translate(str.maketrans("0123456789", self.digits))

    def date(self, day: date) -> str:
        """With the name of its month: beside Arabic digits a dot would be read as a zero."""
        from babel.dates import format_date  # 40 ms: no talk needs it

        return self.number(format_date(day, "d MMMM y", locale=self.code))


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def languages() -> tuple[str, ...]:
    """Codes of the languages that have words."""
    return tuple(_document())


@lru_cache(maxsize=64)
def person_words(code: str, *, to_a_woman: bool = False) -> PersonWords:
    """In a language, by its code; English where the file has none of it."""
    code = code if code in _document() else code.partition("-")[0]
    code = code if code in _document() else "en"
    table = _document()[code]
    texts = {word: table[word] for word in WORDS}
    if to_a_woman:
        texts |= table.get(_WOMAN, {})
    direction = direction_of(texts["next"])
    return PersonWords(code, texts, table[_DIGITS], table[_REVIEWED], direction, table.get(_UNITS, {}))
