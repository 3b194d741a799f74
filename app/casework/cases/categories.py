"""What lists and figures of cases are told apart by, in words: nationality, sector, sex, age group."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache

from app.errors import N_
from app.language import Words, fold
from app.settings import RESOURCES

NATIONALITY, SECTOR = "nationality", "sector"
SEX: Mapping[str, str] = {"female": N_("Woman"), "male": N_("Man")}
# the last years of a group; what is older is of the last one
_LAST_YEARS = (17, 24, 34, 49)
AGE_GROUPS = ("0-17", "18-24", "25-34", "35-49", "50+")
AGE_GROUP: Mapping[str, str] = {
    "0-17": N_("Under 18"),
    "18-24": N_("18 to 24"),
    "25-34": N_("25 to 34"),
    "35-49": N_("35 to 49"),
    "50+": N_("50 and over"),
}


def age_group(years: int) -> str:
    return next((group for group, last in zip(AGE_GROUPS, _LAST_YEARS, strict=False) if years <= last), AGE_GROUPS[-1])


def codes(kind: str) -> tuple[str, ...]:
    """In the order of the questionnaires."""
    return tuple(_all()[kind])


def name(kind: str, code: str, words: Words) -> str:
    """Of a nationality or a sector; as it was written where nobody knows it."""
    names = _all()[kind].get(code)
    return names[words.language] if names else code


def names(kind: str, code: str) -> tuple[str, ...]:
    """In both languages."""
    return tuple(_all()[kind].get(code, {"": code}).values())


def nationality_code(text: str) -> str:
    """Of a code or a name in either language; "" of what is none that is known."""
    return _nationality_codes().get(fold(text), "")


def shown(kind: str, text: str, words: Words) -> str:
    """A fact of somebody in words: a nationality or a sex by its name, any other as it stands."""
    if kind == NATIONALITY:
        return name(kind, text, words)
    return words(SEX[text]) if kind == "sex" and text in SEX else text


@lru_cache(maxsize=1)
def _nationality_codes() -> dict[str, str]:
    return {fold(text): code for code, texts in _all()[NATIONALITY].items() for text in (code, *texts.values())}


@lru_cache(maxsize=1)
def _all() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((RESOURCES / "categories.toml").read_text("utf-8"))
