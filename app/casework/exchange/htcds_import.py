"""Records of another organisation, in a file of the Human Trafficking Case Data Standard (HTCDS).

A file is looked over as a whole first: with one value that a field can't hold nothing of it is taken in. Who
is perhaps here already is offered, and nothing is put together but by a person. What is taken in says for
ever from which file and row it is. docs/formats/exchange.md
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.case import events, htcds
from app.case.kinds.people import FACTS
from app.case.reference import reference
from app.casework.cases import duplicates
from app.casework.cases.duplicates import DuplicateCandidate
from app.casework.exchange import table_client
from app.casework.exchange.table_client import Row
from app.casework.exchange.table_files import unguarded
from app.casework.session import clock_check, profiles
from app.casework.session.session import EventAppender, Session
from app.casework.session.transfer_places import refuse_elsewhere, refuse_in_practice
from app.errors import N_, SanadError, said
from app.seal import canonical
from app.seal.canonical import nfc
from app.seal.keys import digest, fresh_id
from app.vault import cases as case_table
from app.vault.database import Writer
from app.vault.vault import put_setting, setting

_FORMATS = {".json": "json", ".csv": "csv", ".xlsx": "xlsx"}
# a column of one of several perpetrators or referrals: perpetrators/1/prs_FirstName, referrals[2].cas_...
_OF_LIST = re.compile(r"(?:.*/)?(perpetrators?|referrals?)[/._:\[]?(\d{1,2})\]?[/._:]", re.IGNORECASE)
_APART = re.compile(r"[;|]")
_APART_TOO = re.compile(r"[;|,\s]+")
_FILE = "HTCDS file "  # a setting by the file's hash: which row became which case
_SHOWN = 20  # problems that are named one by one


class UnknownTable(SanadError):
    file: str
    says = N_("The file {file} can’t be imported. Nothing was changed. Choose a .json, .csv or .xlsx file.")


class NotHtcds(SanadError):
    file: str
    says = N_(
        "The file {file} has no columns of the HTCDS standard, or no rows. Nothing was imported and nothing is lost. "
        "Ask the sender what its columns are called."
    )


class BadValues(SanadError):
    """`problem`: the first, with its place; `values`: all of them as (row, column), the first ones."""

    file: str
    problem: str
    number: int
    values: tuple[tuple[int, str], ...] = ()
    says = N_(
        "The file {file} has values that don’t fit their columns: {number}. The first: {problem}. Nothing was imported "
        "and nothing is lost. Have them corrected in the file, then import it again."
    )


@dataclass(frozen=True, slots=True)
class _Record:
    """A row that may be taken in. `number`: of the case in that file, "" for none. `perpetrators`: each with
    its own fields."""

    row: int
    number: str
    values: dict[str, tuple[str, ...]]
    perpetrators: tuple[dict[str, tuple[str, ...]], ...] = ()

    @property
    def facts(self) -> dict[str, str]:
        return htcds.as_facts(self.values)

    @property
    def consented(self) -> bool:
        return self.values.get(htcds.CONSENT) == (htcds.TRUE,)


@dataclass(frozen=True, slots=True)
class RepeatedNumber:
    """A case number of the file, and the rows that have it: two at least."""

    number: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LookedOver:
    """A file before anything is taken in. `unknown`: columns that the standard doesn't have, which stay
    out; `without_consent`: rows; `known_rows`: rows that are cases of these records, or were taken in on
    this computer out of the very same file; `repeated`: rows with a case number that others have too, which
    nobody puts together: each is a record of its own."""

    file: str
    hash: bytes
    records: tuple[_Record, ...]
    unknown: tuple[str, ...]
    without_consent: tuple[int, ...]
    known_rows: tuple[int, ...]
    repeated: tuple[RepeatedNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedCase:
    """`likely`: cases that may be about the same person, to be decided on."""

    row: int
    case_id: str
    reference: str
    likely: tuple[DuplicateCandidate, ...]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """`without_consent`, `known_rows`: rows that were not taken in."""

    file: str
    cases: tuple[ImportedCase, ...]
    unknown: tuple[str, ...]
    without_consent: tuple[int, ...]
    known_rows: tuple[int, ...]
    repeated: tuple[RepeatedNumber, ...] = ()


def look(session: Session, file: Path) -> LookedOver:
    """Read a file, and change nothing. UnknownTable, TableUnreadable, NotHtcds, BadValues, PlaceNotAllowed,
    NotInPractice."""
    refuse_in_practice(session)
    refuse_elsewhere(file)
    form = _FORMATS.get(file.suffix.lower())
    if form is None:
        raise UnknownTable(file.name)
    content, rows = table_client.read(file, form)
    records, unknown = _records(file.name, rows)
    references = set(case_table.references(session.reading()).values())
    taken_in = _taken_in(session, digest(content))
    known_rows = tuple(record.row for record in records if record.number in references or record.row in taken_in)
    unconsented = tuple(record.row for record in records if not record.consented)
    return LookedOver(
        file.name, digest(content), tuple(records), unknown, unconsented, known_rows, repeated=_repeated(records)
    )


def _repeated(records: Sequence[_Record]) -> tuple[RepeatedNumber, ...]:
    rows_by_number: dict[str, list[int]] = {}
    for record in records:
        if record.number:
            rows_by_number.setdefault(record.number, []).append(record.row)
    return tuple(RepeatedNumber(number, tuple(rows)) for number, rows in rows_by_number.items() if len(rows) > 1)


def likely(session: Session, overview: LookedOver) -> dict[int, tuple[DuplicateCandidate, ...]]:
    """By row, cases here that may be about the same person; of rows with none, nothing."""
    return {
        record.row: tuple(candidates)
        for record in overview.records
        if record.row not in overview.known_rows and (candidates := duplicates.like(session, record.facts))
    }


def take_in(session: Session, overview: LookedOver, basis: str = "", rows: Collection[int] = ()) -> ImportOutcome:
    """Open a case for each row whose record says that the person consented, and with `basis`, why they are
    kept without that, also for the others. `rows`: these alone. All of them or none; a row that is a case
    of these records stays out."""
    basis = nfc(basis.strip())
    chosen = [
        record
        for record in overview.records
        if record.row not in overview.known_rows and (basis or record.consented) and (not rows or record.row in rows)
    ]
    with session.vault.transaction() as writer:
        opened_cases = [(record, *_opened(session, writer, overview, record, basis)) for record in chosen]
        by_row = {record.row: case for record, case, _ in opened_cases}
        taken_in = canonical.encode(_taken_in(session, overview.hash) | by_row)
        put_setting(writer, _FILE + overview.hash.hex(), taken_in)
    cases = tuple(
        ImportedCase(record.row, id_, number, tuple(duplicates.doubles(session, id_)))
        for record, id_, number in opened_cases
    )
    left_out = () if basis else overview.without_consent
    return ImportOutcome(overview.file, cases, overview.unknown, left_out, overview.known_rows, overview.repeated)


def _taken_in(session: Session, file_hash: bytes) -> dict[int, str]:
    """Row to case, of those of this file that were taken in on this computer and are in its lists still."""
    kept = setting(session.reading(), _FILE + file_hash.hex())
    by_row: dict[int, str] = canonical.decode(kept) if kept else {}
    listed = case_table.references(session.reading()) if by_row else {}
    return {row: case for row, case in by_row.items() if bytes.fromhex(case) in listed}


def _opened(session: Session, writer: Writer, overview: LookedOver, record: _Record, basis: str) -> tuple[str, str]:
    """The case's id and its reference."""
    case = session.vault.new_case()
    profile, officer = profiles.in_use(session), session.officer
    number = reference(case, clock_check.year(session), profile.prefix)
    pen = EventAppender(session, writer, case)
    pen.say(events.OPENED, {"reference": number, "profile": profile.id, "officer": officer.name, "role": officer.role})
    pen.say(
        events.IMPORTED,
        {
            "standard": htcds.NAME,
            "source": nfc(f"HTCDS: {overview.file}, {record.row}"),
            "file": overview.hash,
            "row": record.row,
            "values": [[name, nfc(text)] for name, texts in record.values.items() for text in texts],
            "facts": {fact: nfc(text) for fact, text in record.facts.items()},
            **({} if record.consented else {"reason": basis}),
        },
    )
    for perpetrator in record.perpetrators:
        if facts := _of_perpetrator(perpetrator):
            pen.say(
                events.PERSON,
                {
                    "person": fresh_id(),
                    "role": "suspect",
                    "facts": facts,
                    "reason": nfc(f"HTCDS: {overview.file}, {record.row}"),
                },
            )
    return case.hex(), number


def _of_perpetrator(values: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """As a person of the case: what has no place of its own there stands in the note, with its field."""
    known = htcds.as_facts(values)
    facts = {fact: nfc(text) for fact, text in known.items() if fact in FACTS}
    placed = {*htcds.NAMES, *(name for name, fact in htcds.mapping().imported.items() if fact in facts)}
    note = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in values.items() if name not in placed)
    return {**facts, **({"note": nfc(note)} if note else {})}


# -- rows to records -------------------------------------------------------------------------


def _records(file: str, rows: Sequence[Row]) -> tuple[list[_Record], tuple[str, ...]]:
    """NotHtcds, BadValues."""
    names = {name: _field(name) for _, columns in rows for name in columns}
    if not any(name in htcds.fields() for name in names.values()):
        raise NotHtcds(file)
    problems, records = list[tuple[int, str, str]](), list[_Record]()
    for row, columns in rows:
        values, number = dict[str, tuple[str, ...]](), ""
        perpetrators: dict[str, dict[str, tuple[str, ...]]] = {}
        for column, texts in columns.items():
            name, of_list = names[column], _OF_LIST.match(column)
            if name == htcds.NUMBER:
                number = unguarded(texts[0]).strip()
            elif name:
                fitting = [value for text in texts for value in _values(name, unguarded(text))]
                if None in fitting:
                    problems.append((row, column, name))
                holder = values
                if of_list and of_list[1].lower().startswith("perp"):
                    holder = perpetrators.setdefault(of_list[2], {})
                texts_that_fit = (value for value in fitting if value is not None)
                holder[name] = tuple(dict.fromkeys((*holder.get(name, ()), *texts_that_fit)))
        if any(values.values()):
            people = tuple(
                {name: texts for name, texts in of_one.items() if texts}
                for _, of_one in sorted(perpetrators.items(), key=lambda entry: int(entry[0]))
            )
            records.append(_Record(row, number, {name: v for name, v in values.items() if v}, people))
    if problems:
        row, column, name = problems[0]
        problem = said(_PLACE, row=row, column=column, problem=_WANTED[htcds.fields()[name].kind])
        places = tuple((row, column) for row, column, _ in problems[:_SHOWN])
        raise BadValues(file, problem, len(problems), places)
    if not records:
        raise NotHtcds(file)
    return records, tuple(sorted(name for name, standard_name in names.items() if not standard_name))


_PLACE = N_("row {row}, column {column}: {problem}")
_WANTED = {
    "text": N_("a shorter text is needed"),
    "date": N_("a day such as 2026-12-01 is needed"),
    "number": N_("a number is needed"),
    "flag": N_("true or false is needed"),
    "code": N_("a value of the standard’s list is needed"),
    "country": N_("a country’s code of ISO 3166 is needed"),
    "language": N_("a language’s code of ISO 639 is needed"),
}


def _values(name: str, text: str) -> Iterator[str | None]:
    """Of one cell; None for what the field can't hold."""
    standard_field = htcds.fields()[name]
    value = htcds.normalised(standard_field, text)
    if value is not None or not standard_field.several:
        yield value
        return
    parts = [part for part in _APART.split(text) if part.strip()]
    values = [htcds.normalised(standard_field, part) for part in parts]
    if None in values:  # as questionnaires separate them
        values = [htcds.normalised(standard_field, part) for part in _APART_TOO.split(text) if part]
    yield from values


def _field(column: str) -> str:
    """The field of the standard that a column is, "" for none: as it is written there, as IOM's questionnaire
    writes it, with the groups of a questionnaire before it."""
    by_spelling = {_folded(name): name for name in (htcds.NUMBER, *htcds.fields())}
    return by_spelling.get(_folded(re.split(r"[/.:]", column)[-1]), "")


def _folded(name: str) -> str:
    return "".join(character for character in name if character.isalnum()).lower()
