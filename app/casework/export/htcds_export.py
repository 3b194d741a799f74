"""Cases as a file of the Human Trafficking Case Data Standard (HTCDS) 2.0: JSON, CSV or XLSX.

What the standard can't hold, and how much stays here, is named in what comes back, and in no file.
docs/formats/exchange.md"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from app.case import htcds
from app.casework.cases.exchange_record import BEYOND
from app.casework.exchange.table_files import FORMATS, Cell, Format, JsonList, opened
from app.casework.export import exchange_rows
from app.casework.export.exchange_rows import ExchangeCase, ExchangeSelection
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.version import PROGRAM

SEPARATOR = ";"  # between several values of a field, as in the standard's own files


class UnknownFormat(SanadError):
    name: str
    says = N_(
        "Sanad can’t write the format of a file called {name}. Nothing was written. Choose a name that ends with "
        ".json, .csv or .xlsx."
    )


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """`left_out`: why cases did not go, and how many; `held_back`: kinds and parts; `answers`: questions that
    the standard has no field for, `things`: what else of the cases is not in the file, and how many. `account`: how
    many answers of these cases went as given, went less exactly, were held back, and can't be said there."""

    file: str
    standard: str
    case_count: int
    left_out: Mapping[str, int]
    held_back: Mapping[str, int]
    answers: Mapping[str, int]
    things: Mapping[str, int]
    account: Mapping[str, int]


def format_of(file: Path) -> Format:
    """By its name. UnknownFormat."""
    for form in FORMATS:
        if file.suffix.lower() == f".{form}":
            return form
    raise UnknownFormat(file.name)


def table_format_of(file: Path) -> Format:
    """Of a table alone. UnknownFormat."""
    if (form := format_of(file)) == "json":
        raise UnknownFormat(file.name)
    return form


def columns() -> tuple[str, ...]:
    """The case's number, and every field of the standard."""
    return (htcds.NUMBER, *htcds.fields())


def export(session: Session, file: Path, leaving: ExchangeSelection) -> ExchangeReport:
    """Write the chosen cases; each has its event first. UnknownFormat, NothingToWrite, Stopped,
    UnprotectedForbidden, NotYours, NotInPractice, BadFolder, PlaceNotAllowed, NoCase, NoAgency,
    AgreementOver."""
    form = format_of(file)
    with exchange_rows.written(session, file, leaving, htcds.NAME, form) as (target, cases):
        if form == "json":
            _write_json(session, target, cases, leaving)
        else:
            with opened(target, form, columns()) as table:
                for case in cases:
                    table.write(_row(case))
    return report_of(file, leaving)


def as_json(report: ExchangeReport) -> dict[str, object]:
    return {
        "standard": report.standard,
        "cases": report.case_count,
        "left_out": dict(report.left_out),
        "held_back": dict(report.held_back),
        "not_in_the_standard": {"answers": dict(report.answers), "things": dict(report.things)},
        "account": dict(report.account),
    }


def _write_json(session: Session, target: BinaryIO, cases: Iterator[ExchangeCase], leaving: ExchangeSelection) -> None:
    day = utc(session.now()).astimezone().date().isoformat()
    document = JsonList(target, {"standard": htcds.NAME, "made": day, "program": PROGRAM}, "cases")
    places, fields = _places(), htcds.fields()
    for case in cases:
        document.write(
            {htcds.NUMBER: case.reference}
            | {
                name: [typed(name, value) for value in case.values[name]]
                if fields[name].several
                else typed(name, case.values[name][-1])
                for name in sorted(case.values, key=places.__getitem__)
            }
        )
    document.end(
        {"report": {"cases": leaving.case_count, "held_back": leaving.withheld.for_agency(leaving.agency).stays()}}
    )


def typed(name: str, text: str, *, days: bool = False) -> str | int | float | bool | date:
    """A value as its kind: a number, a flag; with `days`, a day."""
    match htcds.fields()[name].kind:
        case "flag":
            return text == htcds.TRUE
        case "number":
            with suppress(ValueError):
                return float(text) if "." in text else int(text)
        case "date" if days:
            with suppress(ValueError):
                return date.fromisoformat(text)
    return text


@lru_cache(maxsize=1)
def _places() -> Mapping[str, int]:
    """Of each field, which cell of a row it is; in their order."""
    return {name: at for at, name in enumerate(columns())}


def _row(case: ExchangeCase) -> Sequence[Cell]:
    places, fields = _places(), htcds.fields()
    cells: list[Cell] = [None] * len(places)
    cells[places[htcds.NUMBER]] = case.reference
    for name, values in case.values.items():
        if values:
            cell = SEPARATOR.join(values) if fields[name].several else typed(name, values[-1], days=True)
            cells[places[name]] = cell
    return cells


def report_of(file: Path, leaving: ExchangeSelection, standard: str = htcds.NAME) -> ExchangeReport:
    answers = {name: n for name, n in sorted(leaving.beyond.items()) if name not in BEYOND}
    things = {name: leaving.beyond[name] for name in BEYOND if leaving.beyond[name]}
    return ExchangeReport(
        file=str(file),
        standard=standard,
        case_count=leaving.case_count,
        left_out={reason: n for reason, n in leaving.left_out.items() if n},
        held_back=leaving.withheld.said(),
        answers=answers,
        things=things,
        account=leaving.withheld.accounts(),
    )
