"""May two cases be about one person? What speaks for it, and what against."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.case import names
from app.language import ascii_digits, fold

NUMBERS = ("passport", "civil_id", "phone")
_OTHERS = ("birth_date", "nationality", "employer", "site")
_COMPARED = ("name", "name_ar", "sex", "age", *NUMBERS, *_OTHERS)
_NEAR_AGE = 2


@dataclass(frozen=True, slots=True)
class Similarity:
    """`score`: 0 to 1. `reasons`: name, passport, civil_id, phone, birth_date, nationality, age,
    employer, site: what agrees."""

    score: float
    reasons: tuple[str, ...]


def keys(facts: Mapping[str, str]) -> set[str]:
    """By which a case's person is found in others."""
    texts = {f"n:{key}" for name in _names(facts) for key in names.keys(name)}
    return texts | {f"{kind}:{number}" for kind in NUMBERS if (number := _number(kind, facts.get(kind, "")))}


def compared(facts: Mapping[str, str]) -> dict[str, str]:
    """Of a case's facts those that `compare` looks at."""
    return {field: facts[field] for field in _COMPARED if facts.get(field)}


def compare(first: Mapping[str, str], second: Mapping[str, str]) -> Similarity | None:
    """None where they are not one person, as far as can be told."""
    kinds = tuple(
        kind
        for kind in NUMBERS
        if (number := _number(kind, first.get(kind, ""))) and number == _number(kind, second.get(kind, ""))
    )
    name = max((names.likeness(a, b) for a in _names(first) for b in _names(second)), default=0.0)
    reasons = list(kinds) + (["name"] if name >= names.ALIKE else [])
    if not reasons or (_against(first, second) and not {"passport", "civil_id"} & set(kinds)):
        return None
    if reasons == ["phone"] and name < 0.5 and _names(first) and _names(second):
        return None  # colleagues of one household share a telephone
    minor_reasons = [field for field in _OTHERS if _agrees(field, first, second)]
    minor_reasons += ["age"] if _ages(first, second) == "near" else []
    score = 0.97 if {"passport", "civil_id"} & set(kinds) else max(name, 0.7 if kinds else 0)
    return Similarity(min(score + 0.02 * len(minor_reasons), 1.0), tuple(reasons + minor_reasons))


def _against(first: Mapping[str, str], second: Mapping[str, str]) -> bool:
    """Something that one person can't have in both: another sex, birth date, age or nationality."""
    return (
        any(_differs(field, first, second) for field in ("sex", "nationality"))
        or (_differs("birth_date", first, second) and not _slip(first["birth_date"], second["birth_date"]))
        or _ages(first, second) == "far"
    )


def _slip(first: str, second: str) -> bool:
    """One digit of a date is another, or day and month changed places."""
    a, b = (ascii_digits(text) for text in (first, second))
    if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1:
        return True
    y, m, d = [*b.split("-"), "", "", ""][:3]
    return a == f"{y}-{d}-{m}"


def _names(facts: Mapping[str, str]) -> list[str]:
    return [facts[field] for field in ("name", "name_ar") if facts.get(field)]


def _number(kind: str, text: str) -> str:
    """Letters and digits alone; of a telephone its last eight digits, whatever the country's code."""
    plain = "".join(character for character in fold(ascii_digits(text)) if character.isalnum())
    if kind == "phone":
        plain = "".join(character for character in plain if character.isdigit())[-8:]
    return plain if len(plain) >= 6 else ""


def _both(field: str, first: Mapping[str, str], second: Mapping[str, str]) -> tuple[str, str]:
    return fold(first.get(field, "")), fold(second.get(field, ""))


def _agrees(field: str, first: Mapping[str, str], second: Mapping[str, str]) -> bool:
    a, b = _both(field, first, second)
    return bool(a) and a == b


def _differs(field: str, first: Mapping[str, str], second: Mapping[str, str]) -> bool:
    a, b = _both(field, first, second)
    return bool(a) and bool(b) and a != b


def _ages(first: Mapping[str, str], second: Mapping[str, str]) -> str:
    a, b = (ascii_digits(facts.get("age", "")) for facts in (first, second))
    if not (a.isdigit() and b.isdigit()):
        return ""
    apart = abs(int(a) - int(b))
    return "near" if apart <= _NEAR_AGE else "far" if apart > 8 else ""
