"""The languages that a questionnaire speaks: what each is called, and who has reviewed it.

The settings sheet says who reviewed which (`attribute::sanad:reviewed`, as "fr:Name, 2026-11-01;
ne:Name, 2026-11-02"). Arabic and English are the office's: the forms are written in them, and they
are never turned off. docs/screening.md, docs/formats/form.md"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app import settings
from app.errors import N_, SanadError
from app.form import Form, FormLanguage
from app.language import Direction, direction_of
from app.policy import Policy

OFFICE = ("ar", "en")
_CLDR = {"tl": "fil"}  # as the questionnaires call them
_AUTONYMS = {"id": "Bahasa Indonesia"}  # CLDR has "Indonesia"
# as the questionnaires and the office call them, where CLDR has another word
_NAMES = {("bn", "en"): "Bengali", ("ur", "ar"): "الأردية", ("sw", "ar"): "السواحيلية"}
LANGUAGE, SEX = "language", "sex"  # facts


class UnreviewedLanguage(SanadError):
    says = N_(
        "Nobody has reviewed this translation yet, and on this computer only reviewed translations may be used. "
        "Nothing was lost. Choose another language, or speak through an interpreter."
    )


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Who read a translation and stands for it. `day`: None where the form names no day."""

    reviewer: str
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """`name`: the form's column, as written. `feminine`: the column that speaks to a woman, "" for none
    of its own. `autonym`: in its own script. `review`: None where nobody has reviewed it."""

    name: str
    code: str
    autonym: str
    english: str
    arabic: str
    direction: Direction
    review: ReviewState | None = None
    feminine: str = ""

    @property
    def original(self) -> bool:
        """Is it one in which questionnaires are written, and not a translation?"""
        return self.code in OFFICE

    @property
    def unreviewed(self) -> bool:
        return self.review is None and not self.original

    def called(self, language: str) -> str:
        """Its name for an officer who reads Arabic ("ar") or English."""
        return self.arabic if language == "ar" else self.english


def form_languages(form: Form) -> list[SpokenLanguage]:
    """In the form's order; a column that speaks to a woman is no language of its own."""
    feminine = form.settings.get("feminine", "")
    by_name = {language.name: language for language in form.languages}
    to_a_woman = by_name[feminine].code if feminine in by_name else ""
    reviews = _reviews(form.settings.get("reviewed", ""))
    return [
        _spoken(language, reviews, feminine if language.code == to_a_woman else "")
        for language in form.languages
        if language.name != feminine and language.code and "-x-" not in language.code
    ]


def _spoken(language: FormLanguage, reviews: Mapping[str, ReviewState], feminine: str) -> SpokenLanguage:
    own_name = autonym(language.code)
    return SpokenLanguage(
        name=language.name,
        code=language.code,
        autonym=own_name,
        english=name_in(language.code, "en"),
        arabic=name_in(language.code, "ar"),
        direction=direction_of(own_name, language.direction),
        review=reviews.get(language.code) or reviews.get(language.name),
        feminine=feminine,
    )


def _reviews(setting: str) -> dict[str, ReviewState]:
    """An entry that names nobody counts as none."""
    reviews: dict[str, ReviewState] = {}
    for entry in setting.split(";"):
        code, _, signature = entry.partition(":")
        reviewer, _, day = signature.rpartition(",")
        try:
            reviewed_on = dt.date.fromisoformat(day.strip())
        except ValueError:
            reviewer, reviewed_on = signature, None
        if code.strip() and reviewer.strip():
            reviews[code.strip()] = ReviewState(reviewer.strip(), reviewed_on)
    return reviews


@lru_cache(maxsize=256)
def autonym(code: str) -> str:
    """What its speakers call a language; the code where nobody knows it."""
    own_name = _AUTONYMS.get(code) or name_in(code, code)
    return own_name[:1].upper() + own_name[1:]


@lru_cache(maxsize=1024)
def name_in(code: str, locale: str) -> str:
    """What a language is called in another; the code where nobody knows it."""
    from babel import Locale, UnknownLocaleError

    if (code, locale) in _NAMES:
        return _NAMES[code, locale]
    try:
        names = Locale.parse(_CLDR.get(locale, locale), sep="-").languages
    except (UnknownLocaleError, ValueError):
        return code
    return str(names.get(_CLDR.get(code, code), code))


def named(form: Form, code: str) -> SpokenLanguage | None:
    """The form's language of a code; None where the form does not speak it."""
    return next((language for language in form_languages(form) if language.code == code), None)


def may_be_spoken(language: SpokenLanguage, policy: Policy | None = None) -> bool:
    """Does the administrator let it be used as it is?"""
    policy = policy or settings.policy()
    return policy.may_speak(language.code) and (policy.unreviewed_languages or not language.unreviewed)


def address_in(language: SpokenLanguage, *, to_a_woman: bool) -> str:
    """The column in which to speak to this person."""
    return language.feminine if language.feminine and to_a_woman else language.name
