"""Whether a person is a child, or is to be treated as one until an age is established."""

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from app.clock import utc

if TYPE_CHECKING:
    from app.case.conditions import ConditionFacts

ADULT = 18  # years: Palermo Protocol, article 3(d); Law 91 of 2013, article 1
OLDEST = 120  # years that an age can be
CHILD, CHILD_SUSPECTED, AGE_UNKNOWN = "child", "child_suspected", "age_unknown"


def age_mark(age: str, birth_date: str, doubtful: str, at: int) -> str:
    """What age and doubt say: under 18 a child; doubted, contradicted, or not known while nobody ruled
    it out: a child until established; not known, yet no doubt of adulthood: "age_unknown"."""
    years = years_old(age, birth_date, at)
    if years and all(year < ADULT for year in years):
        return CHILD
    doubted = doubtful not in ("", "no") or any(year < ADULT or year > OLDEST for year in years)
    if doubted or (not years and doubtful != "no"):
        return CHILD_SUSPECTED
    return "" if years else AGE_UNKNOWN


def years_old(age: str, birth_date: str, at: int) -> list[int]:
    """What the age and the day of birth say, each where it says anything."""
    ages: list[int] = []
    with suppress(ValueError, OverflowError):
        ages.append(int(float(age)))
    with suppress(ValueError, OverflowError, OSError):
        born, today = date.fromisoformat(birth_date[:10]), utc(at).date()
        ages.append(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
    return ages


def is_child(ground: "ConditionFacts") -> bool:
    """For conditions: established, or to be treated as one until it is established."""
    onlies = {name: ground.only(("fact", name)) for name in ("age", "birth_date", "age_doubtful")}
    mark = age_mark(onlies["age"], onlies["birth_date"], onlies["age_doubtful"], ground.at)
    return mark in (CHILD, CHILD_SUSPECTED)
