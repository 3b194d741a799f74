"""Cases as rows of the Counter-Trafficking Data Collaborative (CTDC): its columns, for IOM to make anonymous.

No name, number or day; still a row of one person, so it leaves as any record does: each case says so first."""

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from app.casework.cases import queries
from app.casework.cases.exchange_record import ExchangeRecord
from app.casework.cases.redaction import Withheld
from app.casework.exchange.table_files import Cell, opened
from app.casework.export import exchange_rows, htcds_export
from app.casework.export.exchange_rows import ExchangeCase, ExchangeSelection, Values
from app.casework.questionnaires.answers import open_facts
from app.casework.session.session import Session
from app.clock import utc
from app.settings import RESOURCES
from app.vault.case_records import StoredRecord

_NAME = "CTDC"
_ADULT = 18
_AGE = "age"  # as it was told, beside the fields of the standard
# years of age, as the data sets group them: the last of each
_AGES = ((8, "0--8"), (17, "9--17"), (20, "18--20"), (23, "21--23"), (26, "24--26"), (29, "27--29"),
         (38, "30--38"), (47, "39--47"), (200, "48+"))  # fmt: skip
# fields of which `_said` makes cells, and whether as exactly as they are
_SAID_FROM = {
    "prs_Gender": True,
    "prs_Citizenship": True,
    "prs_Birthdate": False,
    "vic_AgeWhenTrafficked": False,
    "vic_MethodsOfControl": True,
    "vic_TypeOfExploitation": True,
    "vic_ForcedLabourIndustry": True,
    "vic_TypeOfSexExploitation": True,
    "vic_RelationshipToTrafficker": True,
}
_GENDERS = {
    "Feminine": "Female",
    "Masculine": "Male",
    "TransgenderFeminine": "Transgender",
    "TransgenderMasculine": "Transgender",
    "NonConforming": "Other",
}


@dataclass(frozen=True, slots=True)
class _Column:
    """`field`, `values`: 1 where the field has one of them; "" for what is written by this module."""

    name: str
    field: str
    values: frozenset[str]


def export(session: Session, file: Path, leaving: ExchangeSelection) -> htcds_export.ExchangeReport:
    """Write the chosen cases as .csv or .xlsx. As `htcds_export.export`."""
    leaving.fields = {column.field: True for column in _columns() if column.field} | _SAID_FROM
    form, head = htcds_export.table_format_of(file), [column.name for column in _columns()]
    leaving.values_of = _with_age
    with (
        exchange_rows.written(session, file, leaving, _NAME, form) as (target, cases),
        opened(target, form, head) as table,
    ):
        for case in cases:
            table.write(row_of(case))
    return htcds_export.report_of(file, leaving, _NAME)


def _with_age(session: Session, stored: StoredRecord, record: ExchangeRecord, withheld: Withheld) -> Values:
    """The standard has no place for an age that was told; where no day of birth is known, it counts."""
    values = record.let_through(withheld)
    age = open_facts(queries.case_of(session, stored.case.hex()).facts).get("age", "")
    return values if not age or withheld.holds({"fact": "age"}) else {**values, _AGE: (age,)}


def row_of(case: ExchangeCase) -> Sequence[Cell]:
    """A case's cells in the order of the columns; what nobody said is unspecified."""
    cells, unspecified = _said(case), _unspecified()
    return [
        (1 if column.values & set(case.values.get(column.field, ())) else unspecified)
        if column.field
        else cells.get(column.name, unspecified)
        for column in _columns()
    ]


def _said(case: ExchangeCase) -> Mapping[str, Cell]:
    values = case.values
    opened_on = utc(case.opened).astimezone().date()
    cells: dict[str, Cell] = {"yearOfRegistration": opened_on.year, "Datasource": "Case Management"}
    if gender := _GENDERS.get(_one(values, "prs_Gender")):
        cells["gender"] = gender
    if citizenship := _one(values, "prs_Citizenship"):
        cells["citizenship"] = citizenship
    with suppress(ValueError):
        birth, age = _one(values, "prs_Birthdate"), _one(values, _AGE)
        years = _in_bounds(int(age)) if age and not birth else _years(date.fromisoformat(birth), opened_on)
        cells["ageBroad"] = next(name for last, name in _AGES if years <= last)
        cells["majorityStatus"] = cells["majorityEntry"] = _majority(years)
    with suppress(ValueError):
        cells["majorityStatusAtExploit"] = _majority(int(_one(values, "vic_AgeWhenTrafficked")))
    for column, name in (
        ("meansOfControlConcatenated", "vic_MethodsOfControl"),
        ("typeOfExploitConcatenated", "vic_TypeOfExploitation"),
        ("typeOfLabourConcatenated", "vic_ForcedLabourIndustry"),
        ("typeOfSexConcatenated", "vic_TypeOfSexExploitation"),
        ("RecruiterRelationship", "vic_RelationshipToTrafficker"),
    ):
        if texts := values.get(name):
            cells[column] = ";".join(texts)
    if "vic_MethodsOfControl" not in values:
        cells["meansOfControlNotSpecified"] = 1
    if "vic_ForcedLabourIndustry" not in values:
        cells["typeOfLabourNotSpecified"] = 1
    return cells


def _one(values: Mapping[str, tuple[str, ...]], name: str) -> str:
    return values.get(name, ("",))[0]


def _years(birth: date, at: date) -> int:
    return _in_bounds(at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day)))


def _in_bounds(years: int) -> int:
    if not 0 <= years <= _AGES[-1][0]:
        raise ValueError(years)  # a slip of the pen, which stops no file
    return years


def _majority(years: int) -> str:
    return "Minor" if years < _ADULT else "Adult"


@lru_cache(maxsize=1)
def _unspecified() -> int:
    text = (RESOURCES / "exchange" / "ctdc.toml").read_text("utf-8")
    return int(tomllib.loads(text)["unspecified"])


@lru_cache(maxsize=1)
def _columns() -> tuple[_Column, ...]:
    text = (RESOURCES / "exchange" / "ctdc.toml").read_text("utf-8")
    return tuple(
        _Column(entry["name"], entry.get("field", ""), frozenset(entry.get("values", ())))
        for entry in tomllib.loads(text)["column"]
    )
