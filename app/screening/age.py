"""What is known of a person's age, and who is protected as a child.

Whoever may be under the limit is: an age that is doubted, contradicted by a birth date, or not given while
nobody said that there is no doubt of adulthood. With that word the person is assessed as an adult whose age
is not known. Source: Palermo Protocol, article 3(d); UNODC, benefit of the doubt in age."""

from datetime import date
from typing import Literal

Age = Literal["adult", "child", "doubtful", "unknown"]


def years_between(born: date, today: date) -> int:
    """Completed years; someone born on 29 February turns a year older on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_known(age: int | None, born: date | None, doubted: bool | None, today: date, child_below: int) -> Age:
    """From the age told, the birth date on a document, and the interviewer's doubt."""
    ages = [years for years in (age, years_between(born, today) if born else None) if years is not None]
    if not ages:
        return "unknown" if doubted is False else "doubtful"
    if all(years < child_below for years in ages):
        return "child"
    if doubted or any(years < child_below for years in ages) or any(years > 120 for years in ages):
        return "doubtful"
    return "adult"
