"""May two cases be about one person? What speaks for it, and what against."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.case import names
from app.language import ascii_digits, fold

NUMBERS = ("passport", "civil_id", "phone")
_OTHERS = ("birth_date", "nationality", "employer", "site")
_NEAR_AGE = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score`: 0 to 1. `reasons`: name, passport, civil_id, phone, birth_date, nationality, age,
    employer, site: what agrees."""

    score: float
    reasons: tuple[str, ...]


def keys(facts: Mapping[str, str]) -> set[str]:
    """By which a case's person is found in others."""
    texts = {f"n:{key}" for name in _names(facts) for key in names.keys(name)}
    return texts | {
        f"{kind}:{number}" for kind in NUMBERS if (number := _number(kind, facts.get(kind, "")))
    }


def compare(one: Mapping[str, str], other: Mapping[str, str]) -> Likeness | None:
    """None where they are not one person, as far as can be told."""
    kinds = tuple(
        kind
        for kind in NUMBERS
        if (number := _number(kind, one.get(kind, "")))
        and number == _number(kind, other.get(kind, ""))
    )
    name = max((names.likeness(a, b) for a in _names(one) for b in _names(other)), default=0.0)
    reasons = list(kinds) + (["name"] if name >= names.ALIKE else [])
    if not reasons or (_against(one, other) and not {"passport", "civil_id"} & set(kinds)):
        return None
    if reasons == ["phone"] and name < 0.5 and _names(one) and _names(other):
        return None  # colleagues of one household share a telephone
    more = [each for each in _OTHERS if _agrees(each, one, other)]
    more += ["age"] if _ages(one, other) == "near" else []
    score = 0.97 if {"passport", "civil_id"} & set(kinds) else max(name, 0.7 if kinds else 0)
    return Likeness(min(score + 0.02 * len(more), 1.0), tuple(reasons + more))


def _against(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Something that one person can't have in both: another sex, birth date, age or nationality."""
    return (
        any(_differs(each, one, other) for each in ("sex", "nationality"))
        or (
            _differs("birth_date", one, other) and not _slip(one["birth_date"], other["birth_date"])
        )
        or _ages(one, other) == "far"
    )


def _slip(one: str, other: str) -> bool:
    """One digit of a date is another, or day and month changed places."""
    a, b = (ascii_digits(each) for each in (one, other))
    if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1:
        return True
    y, m, d = [*b.split("-"), "", "", ""][:3]
    return a == f"{y}-{d}-{m}"


def _names(facts: Mapping[str, str]) -> list[str]:
    return [facts[each] for each in ("name", "name_ar") if facts.get(each)]


def _number(kind: str, written: str) -> str:
    """Letters and digits alone; of a telephone its last eight digits, whatever the country's code."""
    plain = "".join(each for each in fold(ascii_digits(written)) if each.isalnum())
    if kind == "phone":
        plain = "".join(each for each in plain if each.isdigit())[-8:]
    return plain if len(plain) >= 6 else ""


def _both(of: str, one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, str]:
    return fold(one.get(of, "")), fold(other.get(of, ""))


def _agrees(of: str, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    a, b = _both(of, one, other)
    return bool(a) and a == b


def _differs(of: str, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    a, b = _both(of, one, other)
    return bool(a) and bool(b) and a != b


def _ages(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    a, b = (ascii_digits(each.get("age", "")) for each in (one, other))
    if not (a.isdigit() and b.isdigit()):
        return ""
    apart = abs(int(a) - int(b))
    return "near" if apart <= _NEAR_AGE else "far" if apart > 8 else ""
