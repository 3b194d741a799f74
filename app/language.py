"""Words, digits, dates and direction in Arabic and English; and `fold`, the one normaliser.

English is the language of the message ids. A `Words` value is handed around; nothing here keeps a
current language, so that two languages can stand on one page.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import Literal

from app.errors import Said, SanadError
from app.settings import CATALOGS, Digits, Language

Direction = Literal["ltr", "rtl"]

FSI, LRI, RLI, PDI, RLM, LRM = "\u2068", "\u2066", "\u2067", "\u2069", "\u200f", "\u200e"
_ABBREVIATION = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_BIDI_MARKS = re.compile("[\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e]")
_DOT_BESIDE_DIGIT = re.compile("[٠-٩۰-۹][\u200e\u200f\u2066-\u2069]* · | · [\u200e\u200f\u2066-\u2069]*[٠-٩۰-۹]")
_NUMBER_ALONE = re.compile(r"(?:(?<![\w.,/:{-])|(?<=ـ))[0-9]+(?![\w}-]|[.,/:][0-9])")
_ARABIC_LETTER = re.compile("[\u0620-\u064a]")
_COUNTED = re.compile("^([^·]*) · ([\u200e\u200f\u2066-\u2069٠-٩۰-۹]+)$")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_ASCII_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_DOMAIN, _TO_A_WOMAN = "sanad", "sanad-woman"
_SEVERAL = 5  # of which every language here has a form


def isolate(text: str) -> str:
    """A name or another person's words, safe inside a sentence of either direction."""
    return f"{FSI}{_contained(text)}{PDI}"


_REACHING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def _contained(text: str) -> str:
    """Another person's marks of direction end where their words do: what overrides goes, what closes more
    than it opened goes, what stays open is closed."""
    if not _REACHING.search(text):
        return text
    letters, open_ = list[str](), 0
    for letter in text:
        if "\u202a" <= letter <= "\u202e" or (letter == PDI and not open_):
            continue
        open_ += 1 if "\u2066" <= letter <= "\u2068" else -1 if letter == PDI else 0
        letters.append(letter)
    return "".join(letters) + PDI * open_


def isolate_ltr(text: str) -> str:
    """An id, a phone number, a hash: always left to right, always Latin digits."""
    return f"{LRI}{_contained(text)}{PDI}"


def keep_stops(text: str) -> str:
    """For showing: a Latin abbreviation keeps its last stop (W.L.L.) in a line of Arabic."""
    return _ABBREVIATION.sub(lambda match: f"{match[0]}{LRM}", text)


def unmistakable(text: str) -> str:
    """For drawing: the dot between the parts of a line is a comma where it would stand beside an
    Arabic digit, since it looks like another ٠ there: "أطفال · ١" is read as 10. What only counts
    has a colon."""
    if not _DOT_BESIDE_DIGIT.search(text):
        return text
    return _COUNTED.sub(r"\1: \2", text).replace(" · ", "، ")


def strip_marks(text: str) -> str:
    """Without the invisible direction marks: for copying, searching and exporting."""
    return _BIDI_MARKS.sub("", text)


def ascii_digits(text: str) -> str:
    """Arabic-Indic and Persian digits as 0-9, the form in which numbers are stored."""
    return text.translate(_ASCII_DIGITS)


def direction_of(text: str, otherwise: Direction = "ltr") -> Direction:
    """The direction of the first letter that has one."""
    for letter in text:
        match unicodedata.bidirectional(letter):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return otherwise


_FOLDED_LETTERS = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
        "ؤ": "و", "ئ": "ي", "ى": "ي", "ی": "ي", "ې": "ي",
        "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
        "ک": "ك", "ڪ": "ك", "گ": "ك", "ء": None, "ـ": None,
    }
)  # fmt: skip


def fold(text: str) -> str:
    """The form in which names are searched and passphrases compared.

    Compatibility forms are resolved, letter case, tashkeel, tatweel, other combining marks and
    direction marks go; alef and hamza forms, ya, ta marbuta and Persian letters become one; digits
    become 0-9; runs of white space become one space. Folding twice changes nothing.
    """
    composed = unicodedata.normalize("NFKC", text).translate(_FOLDED_LETTERS)
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", composed.casefold())
        if unicodedata.category(letter) not in {"Mn", "Cf"}
    )
    # a letter may have appeared only now: alef with hamza above is decomposed by NFKD
    return " ".join(ascii_digits(bare).translate(_FOLDED_LETTERS).split())


@lru_cache(maxsize=4)
def _catalog_of(language: Language, *, to_a_woman: bool) -> NullTranslations:
    """`to_a_woman`: Arabic that speaks to the officer as a woman, where that is written otherwise."""
    catalog = _catalog(language, _DOMAIN)
    if not (to_a_woman and language == "ar"):
        return catalog
    spoken_to_a_woman = _catalog(language, _TO_A_WOMAN)
    spoken_to_a_woman.add_fallback(catalog)
    return spoken_to_a_woman


def _catalog(language: Language, domain: str) -> NullTranslations:
    folder = CATALOGS / language / "LC_MESSAGES"
    source, compiled = folder / f"{domain}.po", folder / f"{domain}.mo"
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    if not source.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        parsed = read_po(file, locale=language)
    memory = BytesIO()
    write_mo(memory, parsed)
    memory.seek(0)
    return GNUTranslations(memory)


@lru_cache(maxsize=2048)
def _in_arabic_digits(text: str) -> str:
    if not _ARABIC_LETTER.search(text):
        return text
    return _NUMBER_ALONE.sub(lambda number: number[0].translate(_ARABIC_DIGITS), text)


@lru_cache(maxsize=512)
def plural_of(code: str, number: str) -> str:
    """Which of a language's plural forms stands beside a number, as CLDR calls them (zero, one, two, few,
    many, other); beside what is no number yet, the form of several. `number`: in ASCII digits."""
    from babel import Locale

    name = {"tl": "fil"}.get(code, code)
    try:
        value = abs(Decimal(number))
    except InvalidOperation:
        value = Decimal(_SEVERAL)
    return str(Locale.parse(name).plural_form(value))


Sayable = Callable[["Words"], str]  # what is put into words where it is shown


class Unsaid:
    """It has no words of its own: text that is put together by mistake fails instead of showing code."""

    __slots__ = ()

    def __str__(self) -> str:
        raise TypeError("in which language?")


@dataclass(frozen=True, slots=True)
class Name(Unsaid):
    """What a profile calls something, by language; `otherwise` where a language has no name for it."""

    names: Mapping[str, str]
    otherwise: str = ""

    def __call__(self, words: "Words") -> str:
        return self.names.get(words.language, self.otherwise)

    def __bool__(self) -> bool:
        return bool(self.otherwise or any(self.names.values()))


@dataclass(frozen=True, slots=True)
class Sentence(Unsaid):
    """A message (`N_`) with its values, which may be sayable themselves."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __call__(self, words: "Words") -> str:
        return words(self.message, **self.values)


@dataclass(frozen=True, slots=True)
class LanguageName(Unsaid):
    """What a language is called, by its ISO 639 code."""

    code: str

    def __call__(self, words: "Words") -> str:
        return words.language_name(self.code)


@dataclass(frozen=True, slots=True)
class Joined(Unsaid):
    """Parts one after the other; what has no words is left out."""

    parts: tuple[Sayable, ...]
    between: str = " · "

    def __call__(self, words: "Words") -> str:
        return self.between.join(text for part in self.parts if (text := part(words)))


class Words:
    """One language's words, digits and dates. `words(_("..."), name=value)` isolates each value."""

    def __init__(
        self, language: Language, digits: Digits | None = None, locale: str = "", *, to_a_woman: bool = False
    ) -> None:
        """`locale`: in whose names days are told, where it is none of the two languages'.
        `to_a_woman`: is the officer addressed as one?"""
        self.language: Language = language
        self.digits: Digits = digits or ("arabic" if language == "ar" else "latin")
        self.locale = locale or ("ar" if language == "ar" else "en_GB")
        self.direction: Direction = "rtl" if language == "ar" else "ltr"
        self._catalog = _catalog_of(language, to_a_woman=to_a_woman)

    def __call__(self, message: str, **values: object) -> str:
        """The message in this language; values are isolated, whole numbers follow the digits."""
        return self._filled(self._catalog.gettext(message), values)

    def count(self, singular: str, plural: str, n: int, **values: object) -> str:
        """The plural form for n, which the message shows as {n}."""
        return self._filled(self._catalog.ngettext(singular, plural, n), {"n": n, **values})

    def say(self, error: SanadError) -> str:
        """The sentence of an error: what happened, that nothing was lost, what to do."""
        return self.told(error.sentence())

    def told(self, sentence: str) -> str:
        """A sentence that was put together elsewhere, in this language."""
        if not isinstance(sentence, Said):
            return self(sentence)
        values = {
            name: self.told(str(value) if not isinstance(value, Said) else value)
            if isinstance(value, Said) or (name == "problem" and value)
            else value
            for name, value in sentence.values.items()
        }
        return self(sentence.message, **values)

    def text(self, text: str) -> str:
        """A text of ours, of a profile or a law: in Arabic the numbers that stand by themselves are in the
        digits of this user; ids, versions and days as they are typed stay."""
        return _in_arabic_digits(text) if self.digits == "arabic" else text

    def _filled(self, sentence: str, values: dict[str, object]) -> str:
        sentence = self.text(sentence)
        if not values:
            return sentence
        texts = {name: self._shown(value) for name, value in values.items()}
        filled = sentence.format_map(texts)
        return RLM + filled if self.direction == "rtl" else filled

    def _shown(self, value: object) -> str:
        """A whole number in this user's digits, a moment or a day as its date; all else isolated."""
        if isinstance(value, Unsaid) and callable(value):
            value = value(self)
        if isinstance(value, int) and not isinstance(value, bool):
            return self.number(value)
        if isinstance(value, datetime):
            return self._isolated(self.date(value.astimezone().date()))
        if isinstance(value, dt.date):
            return self._isolated(self.date(value))
        return self._isolated(str(value))

    def _isolated(self, value: str) -> str:
        """What is made of several isolated parts has no direction of its own: it runs as the sentence."""
        if PDI not in value:
            return isolate(value)
        return f"{RLI if self.direction == 'rtl' else LRI}{value}{PDI}"

    def number(self, value: int | str) -> str:
        """A count in the digits of this user, from 10,000 on by thousands."""
        if not isinstance(value, int) or abs(value) < 10_000:
            return self.own_digits(str(value))
        return self.own_digits(f"{value:,}").replace(",", "٬" if self.digits == "arabic" else ",")

    def own_digits(self, text: str) -> str:
        """0-9 in the digits of this user; for counts, dates and times, never for ids or phones."""
        return text.translate(_ARABIC_DIGITS) if self.digits == "arabic" else ascii_digits(text)

    def decimal(self, number: str) -> str:
        """A number in the digits of this user, with their own decimal sign."""
        digits = self.own_digits(number)
        return digits.replace(".", "٫") if self.digits == "arabic" else digits

    def date(self, day: dt.date, style: Literal["long", "medium", "weekday"] = "long") -> str:
        """A Gregorian date: 24 November 2026; with its weekday: Tuesday 24 November 2026."""
        from babel.dates import format_date  # 40 ms: not before the lock screen is drawn

        pattern = {"long": "d MMMM y", "medium": "d MMM y", "weekday": "EEEE d MMMM y"}[style]
        return self.own_digits(format_date(day, pattern, locale=self.locale))

    def month(self, day: dt.date) -> str:
        """A day's month: November 2026."""
        from babel.dates import format_date

        return self.own_digits(format_date(day, "LLLL y", locale=self.locale))

    def hijri_months(self, first: dt.date, last: dt.date) -> str:
        """Which months of the other calendar these days lie in: Jumada al-Ula – Jumada al-Akhirah 1448."""
        parts = [self.hijri(day).partition(" ")[2] for day in (first, last)]
        return parts[0] if parts[0] == parts[1] else " – ".join(part for part in parts if part)

    def hijri(self, day: dt.date) -> str:
        """The Umm al-Qura date, or "" outside the calendar's range (1924 to 2077)."""
        from hijridate import Gregorian

        try:
            hijri = Gregorian(day.year, day.month, day.day).to_hijri()
        except OverflowError:
            return ""
        return self.own_digits(f"{hijri.day} {hijri.month_name(self.language)} {hijri.year}")

    def time(self, at: datetime) -> str:
        """Hours and minutes on the wall clock of this computer."""
        from babel.dates import format_time

        return self.own_digits(format_time(at.astimezone(), "HH:mm", locale=self.locale))

    def moment(self, at: datetime) -> str:
        """Date and time of an event, on the wall clock of this computer."""
        return f"{self.date(at.astimezone().date())} · {self.time(at)}"

    def ago(self, at: datetime, now: datetime) -> str:
        """How long ago, in words: 20 minutes ago."""
        from babel.dates import format_timedelta

        return self.own_digits(format_timedelta(at - now, add_direction=True, locale=self.locale))

    def language_name(self, code: str) -> str:
        """What a language is called, by its ISO 639 code; the code itself where nobody knows it."""
        from babel import Locale

        name = {"tl": "fil"}.get(code, code)  # as the questionnaires call it
        return str(Locale.parse(self.locale).languages.get(name, code))
