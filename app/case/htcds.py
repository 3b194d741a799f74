"""The Human Trafficking Case Data Standard (HTCDS) 2.0 of IOM: its fields, and what facts and answers say in it.

Both are data: `resources/exchange/htcds-2.0.csv` and `htcds-answers.toml`. Which question speaks of
which field says the column `sanad:htcds` of its questionnaire. docs/formats/exchange.md"""

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from app.language import ascii_digits
from app.settings import RESOURCES

NAME = "HTCDS 2.0"
NUMBER = "sanad_CaseNumber"  # the standard has no field for it
CONSENT = "con_Consent"
FIRST_NAME, MIDDLE_NAME, SECOND_NAME = NAMES = ("prs_FirstName", "prs_MiddleName", "prs_SecondName")
TRUE, FALSE = "true", "false"
LONGEST = 20_000  # letters of a value: a long text is some pages

Kind = Literal["text", "date", "number", "flag", "code", "country", "language"]
_KINDS: Mapping[str, Kind] = {
    "Date": "date",
    "Number": "number",
    "Geolocation": "number",
    "Checkbox": "flag",
    "Picklist": "code",
    "Multiselect Picklist": "code",
}
_NUMBER = re.compile(r"-?\d{1,15}([.]\d{1,12})?")
_FLAGS = {"true": TRUE, "yes": TRUE, "1": TRUE, "false": FALSE, "no": FALSE, "0": FALSE}
_SEVERAL_FORMS = {"country", "language"}


@dataclass(frozen=True, slots=True)
class StandardField:
    """`kind`: what a value of it is. `values`: the codes of its list, () for none. `several`: it may hold
    more than one."""

    name: str
    label: str
    kind: Kind
    values: tuple[str, ...]
    several: bool
    deprecated: bool


@dataclass(frozen=True, slots=True)
class AnswerMapping:
    """`answers`: question to code to value. `imported`: field to the fact that it is here;
    `imported_values`: of such a field, value to text of the fact. `kinds`: field to how sensitive it is."""

    version: int
    extensions: Mapping[str, frozenset[str]]
    answers: Mapping[str, Mapping[str, str]]
    imported: Mapping[str, str]
    imported_values: Mapping[str, Mapping[str, str]]
    kinds: Mapping[str, str]
    status: Mapping[str, str]
    exploitation: Mapping[str, str]
    languages: Mapping[str, str]
    countries: Mapping[str, str]
    exported: Mapping[str, str] = field(default_factory=dict)  # fact to its field


@lru_cache(maxsize=1)
def fields() -> Mapping[str, StandardField]:
    """By name, in the order of the standard."""
    text = (RESOURCES / "exchange" / "htcds-2.0.csv").read_text("utf-8")
    return {
        row["name"]: StandardField(
            name=row["name"],
            label=row["label"] or row["name"],
            kind=_kind(row),
            values=tuple(row["values"].split("|")) if row["values"] else (),
            several=row["type"] == "Multiselect Picklist",
            deprecated=row["status"] == "DEPRECATED",
        )
        for row in csv.DictReader(text.splitlines())
    }


@lru_cache(maxsize=1)
def mapping() -> AnswerMapping:
    """What answers say in the standard, from resources/exchange/htcds-answers.toml."""
    document: dict[str, Any] = tomllib.loads((RESOURCES / "exchange" / "htcds-answers.toml").read_text("utf-8"))
    imported = document["imported"]
    return AnswerMapping(
        version=document["version"],
        extensions={name: frozenset(values) for name, values in document["extensions"].items()},
        answers=document["answers"],
        imported=imported,
        imported_values=document["imported_values"],
        kinds=document["kinds"],
        status=document["status"],
        exploitation=document["exploitation"],
        languages=document["languages"],
        countries=document["countries"],
        exported={fact: name for name, fact in imported.items()},
    )


def normalised(standard_field: StandardField, text: str) -> str | None:
    """A value as it is kept: days as 2026-12-01, numbers in ASCII, flags as true and false, codes as the
    list spells them. None for what the field can't hold."""
    plain = text.strip()
    if len(plain) > LONGEST or not plain:
        return None
    match standard_field.kind:
        case "date":
            return _day(ascii_digits(plain))
        case "number":
            number = ascii_digits(plain)
            return number if _NUMBER.fullmatch(number) else None
        case "flag":
            return _FLAGS.get(plain.lower())
        case "country":
            return _of_list(plain, mapping().countries, 2)
        case "language":
            return _of_list(plain, mapping().languages, 2)
        case "code":
            return _code(standard_field, plain)
        case "text":
            return plain


def of_answer(standard_field: StandardField, question: str, text: str) -> list[str]:
    """What an answer says of a field: a text of ours, or codes of ours with a space between."""
    if standard_field.kind in ("text", "date", "number", *_SEVERAL_FORMS):
        codes = mapping().answers.get(question)
        value = normalised(standard_field, text) if codes is None else None
        return [value] if value else []
    codes = mapping().answers.get(question)
    # of another office's question, an answer that is a code of the standard says itself
    values = [normalised(standard_field, code) if codes is None else codes.get(code) for code in text.split()]
    return list(dict.fromkeys(value for value in values if value))


def of_fact(fact: str, text: str) -> dict[str, str]:
    """The fields that a fact of a case is."""
    if fact == "name":
        first, _, names = text.strip().partition(" ")
        return {FIRST_NAME: first, **({SECOND_NAME: names.strip()} if names.strip() else {})}
    name = mapping().exported.get(fact)
    if not name:
        return {}
    values = mapping().imported_values.get(name)
    if values is not None:
        value = next((value for value, fact_text in values.items() if fact_text == text), None)
        # of two values that are one of ours, the one that a question of ours asks for
        value = mapping().answers.get(fact, {}).get(text, value)
    else:
        value = normalised(fields()[name], text)
    return {name: value} if value else {}


def as_facts(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What imported fields are as facts of a case."""
    names = [" ".join(values.get(name, ())) for name in NAMES]
    facts = {"name": " ".join(name for name in names if name)}
    for name, fact in mapping().imported.items():
        if texts := values.get(name):
            by_value = mapping().imported_values.get(name)
            facts[fact] = by_value.get(texts[0], "") if by_value is not None else texts[0]
    return {fact: text for fact, text in facts.items() if text}


def _kind(row: Mapping[str, str]) -> Kind:
    if row["codes"] == "country":
        return "country"
    if row["codes"] == "language":
        return "language"
    return _KINDS.get(row["type"], "text") if row["values"] or "list" not in row["type"] else "text"


def _day(text: str) -> str | None:
    """Of an ISO day, or the day of an ISO moment."""
    try:
        return date.fromisoformat(text[:10]).isoformat() if text[4:5] == "-" else None
    except ValueError:
        return None


def _of_list(text: str, longer: Mapping[str, str], short: int) -> str | None:
    """A code of two letters, as it is or by its three; XXA and the like stay."""
    for spelled in (text, text.upper(), text.lower()):
        if spelled in longer:
            return longer[spelled]
    if len(text) == short and text.isascii() and text.isalpha():
        return text.upper() if longer is mapping().countries else text.lower()
    return text.upper() if text.upper() == "XXA" else None


def _code(standard_field: StandardField, text: str) -> str | None:
    codes = (*standard_field.values, *mapping().extensions.get(standard_field.name, ()))
    folded = "".join(character for character in text if character.isalnum()).lower()
    return next((code for code in codes if "".join(filter(str.isalnum, code)).lower() == folded), None)
