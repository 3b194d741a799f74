"""Figures as a file that leaves the office: safe numbers alone, and the vault's journal says so first.

Figures of several periods tell what none of them tells alone (`figure_history`): what was published from here
is known, number by number, and a warning says which tables and which periods.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app import report
from app.case import events, fields
from app.casework.cases import issued_papers
from app.casework.cases.issued_papers import Paper
from app.casework.exchange.table_files import Cell, Format, opened
from app.casework.export import exchange_rows
from app.casework.pages import figure_history, figure_tables, microdata, small_cells
from app.casework.pages.figure_packs import Pack, PackTable, packs
from app.casework.pages.figure_tables import CountedTable, Days
from app.casework.session.session import EventAppender, Session, events_of
from app.clock import utc
from app.disk import condition, write_whole, written_whole
from app.errors import N_, SanadError
from app.language import Words, strip_marks
from app.seal import canonical
from app.seal.canonical import nfc
from app.seal.keys import fresh_id
from app.settings import Language

FORMATS = ("pdf", "xlsx", "csv", "json")
WITHHELD = N_("not shown")
_MICRODATA = "microdata"
_COLUMNS = ("year", "sex_age", "nationality", "form", "sector")
_EMPTIED = (4, 2, 3, 1)  # places of these, in the order in which they are left empty


class UnknownFigureFormat(SanadError):
    name: str
    says = N_(
        "Figures can’t be written to a file called {name}. Nothing was written. Choose a name that ends with .pdf, "
        ".xlsx, .csv or .json."
    )


class GroupTooSmall(SanadError):
    minimum: int = microdata.LEAST_K
    says = N_("Rows of cases need groups of {minimum} or more. Nothing was written. Choose a larger number.")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Figures that were published from here, and that differ from these by so few cases that the few can be
    worked out. `tables`: of the pack that is to be told, those in which; () where whole kinds of cases do."""

    pack: str
    first: date
    last: date
    at: datetime
    tables: tuple[PackTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """`tables`: what the file tells. `overlaps`: warnings."""

    file: str
    tables: tuple[CountedTable, ...]
    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True, slots=True)
class PublishedRows:
    """Of microdata: how many rows, and how many cases stayed out."""

    file: str
    rows: int
    left_out: int
    k: int


def publish(session: Session, pack: Pack, days: Days, file: Path, language: Language) -> Published:
    """Write a pack's tables. NotYours, UnprotectedForbidden, NotInPractice, BadFolder, PlaceNotAllowed,
    UnknownFigureFormat."""
    form = file.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise UnknownFigureFormat(file.name)
    exchange_rows.may_write(session, file)
    tables = figure_tables.as_published(session, pack, days)
    warnings = overlaps(session, pack, days)
    words = issued_papers.words_of(session, language)
    record = hashlib.sha256(canonical.encode(_as_record(pack, days, tables))).digest()
    content = _publication(session, pack.id, days, tables)
    if form == "pdf":
        issued_papers.save(session, paper(session, pack, days), language, file)
        return Published(str(file), tuple(tables), tuple(warnings))
    _say(session, {**content, "paper": "figures", "record": record, "language": language})
    rows = list(_rows(session, tables, words))
    try:
        if form == "json":
            document = _as_json(pack, days, rows, language)
            write_whole(file, json.dumps(document, ensure_ascii=False, indent=1).encode())
        else:
            notes = [words(N_("Notes")), pack.title[language], *_about(pack, days, words), pack.source[language]]
            _write_table(file, form, _HEAD, rows, words, list(map(strip_marks, notes)))
    except OSError as error:
        raise condition(error) from error
    return Published(str(file), tuple(tables), tuple(warnings))


def paper(session: Session, pack: Pack, days: Days) -> Paper:
    """A pack's tables on paper: signed and numbered, and its writing is an event of the vault. NotYours."""
    tables = figure_tables.as_published(session, pack, days)
    record = hashlib.sha256(canonical.encode(_as_record(pack, days, tables))).digest()
    return Paper(
        "figures",
        session.vault.id,
        record,
        lambda words: _notice(session, pack, days, tables, words),
        extra=_publication(session, pack.id, days, tables),
    )


def publish_microdata(
    session: Session, days: Days, file: Path, language: Language, k: int = microdata.USUAL_K
) -> PublishedRows:
    """Write one row for each case opened in these days, k-anonymous. As `publish`; GroupTooSmall."""
    form = file.suffix.lower().removeprefix(".")
    if form not in ("xlsx", "csv"):
        raise UnknownFigureFormat(file.name)
    if k < microdata.LEAST_K:
        raise GroupTooSmall
    exchange_rows.may_write(session, file)
    raw = figure_tables.rows_of(session, days)
    rows, left_out = microdata.anonymous(raw, k, _EMPTIED)
    words = issued_papers.words_of(session, language)
    name = figure_tables.namer(session, words)
    record = hashlib.sha256(canonical.encode([list(row) for row in rows])).digest()
    content = _publication(session, _MICRODATA, days)
    _say(session, {**content, "paper": _MICRODATA, "record": record, "language": language})
    lines = [
        [
            cell
            for column, value in zip(_COLUMNS, row, strict=True)
            for cell in (value, value if column == "year" else _named(name, column, value))
        ]
        for row in rows
    ]
    head = [part for column in _COLUMNS for part in (column, f"{column}_label")]
    try:
        _write_table(file, form, head, lines, words)
    except OSError as error:
        raise condition(error) from error
    return PublishedRows(str(file), len(rows), left_out, k)


def overlaps(session: Session, pack: Pack, days: Days) -> list[Overlap]:
    """Of what was published from here, what tells of so few cases beside these tables that they can be worked
    out: by other days, or because cases came since. NotYours."""
    now = figure_tables.populations_of(session, days)
    earlier = [
        (read, utc(event.at))
        for event in events_of(session, session.vault.id)
        if event.what == events.PAGE and (read := _read(event.content))
    ]
    findings = figure_history.told_together(
        figure_tables.as_published(session, pack, days),
        _ordinals(days),
        [(_ordinals(published.days), _lines_told(session, published)) for published, _ in earlier],
    )
    return [
        Overlap(published.pack, published.days.first, published.days.last, at, tables)
        for place, (published, at) in enumerate(earlier)
        if (tables := tuple(finding.table for finding in findings if place in finding.earlier))
        or _differs(session, published, days, now)
    ]


def _differs(session: Session, published: "_Publication", days: Days, now: Mapping[str, frozenset[bytes]]) -> bool:
    """Do whole kinds of cases differ by few?"""
    if published.days == days:
        return any(
            min(total, len(now[key])) >= small_cells.SMALLEST and small_cells.is_small(abs(total - len(now[key])))
            for key, total in published.totals.items()
            if key in now
        )
    prior = figure_tables.populations_of(session, published.days)
    return any(_nearly(now[key], prior[key]) for key in now)


def _ordinals(days: Days) -> tuple[int, int]:
    return days.first.toordinal(), days.last.toordinal() + 1


def _lines_told(session: Session, published: "_Publication") -> Mapping[str, figure_history.ShownTotal]:
    """As the journal has them; of what was published before it kept them, as they would be now."""
    pack = packs().get(published.pack)
    if published.lines or pack is None:
        return published.lines
    tables = figure_tables.as_published(session, pack, published.days)
    return {key: line for table in tables for key, line in figure_history.lines_of(table)}


def _nearly(first: frozenset[bytes], second: frozenset[bytes]) -> bool:
    smaller, larger = sorted((first, second), key=len)
    # of fewer than five cases nothing was told
    return len(smaller) >= small_cells.SMALLEST and smaller < larger and small_cells.is_small(len(larger - smaller))


# -- the journal -----------------------------------------------------------------------------


def _publication(session: Session, pack: str, days: Days, tables: Sequence[CountedTable] = ()) -> dict[str, Any]:
    """What the journal says of a publication: how many cases there were, and what is told, for a later
    warning."""
    populations = figure_tables.populations_of(session, days)
    lines = {key: line for table in tables for key, line in figure_history.lines_of(table)}
    kept_lines = [[nfc(key), nfc(figure_history.as_text(line))] for key, line in sorted(lines.items())]
    return {
        **({"told": kept_lines} if kept_lines else {}),
        "pack": pack,
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "totals": [[key, str(len(ids))] for key, ids in sorted(populations.items())],
    }


def _say(session: Session, content: dict[str, Any]) -> None:
    with session.vault.transaction() as writer:
        EventAppender(session, writer, session.vault.id).say(
            events.PAGE, {"of": session.vault.id, "document": fresh_id(), "as": "file", **content}
        )


@dataclass(frozen=True, slots=True)
class _Publication:
    """What the journal says of one. `lines`: what was told, by its key."""

    pack: str
    days: Days
    totals: dict[str, int]
    lines: dict[str, figure_history.ShownTotal]


def _read(content: events.Content) -> _Publication | None:
    pack, totals = fields.text(content.get("pack")), fields.pairs(content.get("totals"))
    try:
        first, last = (date.fromisoformat(fields.text(content.get(k))) for k in ("first", "last"))
        return _Publication(
            pack, Days(first, last), {key: int(n) for key, n in totals.items()},
            {key: figure_history.from_text(text) for key, text in fields.pairs(content.get("told")).items()},
        ) if pack else None  # fmt: skip
    except (ValueError, figure_tables.DaysReversed):
        return None


# -- what the file says ----------------------------------------------------------------------

_HEAD = ("table", "title", "row", "row_label", "column", "column_label", "number", "problem")


def _as_record(pack: Pack, days: Days, tables: Sequence[CountedTable]) -> list[Any]:
    """Of what is told, not of what is left out: few numbers are tried out soon."""
    return [
        pack.id, pack.version, days.first.isoformat(), days.last.isoformat(),
        [
            [table.table.id, list(table.rows), list(table.columns), table.problem,
             [["" if number is None else str(number) for number in line] for line in table.numbers]]
            for table in tables
        ],
    ]  # fmt: skip


def _rows(session: Session, tables: Sequence[CountedTable], words: Words) -> list[list[Cell]]:
    name, rows = figure_tables.namer(session, words), list[list[Cell]]()
    total = words(N_("Total"))
    for counted in tables:
        table = counted.table
        begins: list[Cell] = [table.id, table.title[words.language]]
        if counted.problem:
            rows.append([*begins, None, None, None, None, None, words(counted.problem)])
            continue
        columns = counted.columns or ("",)
        for row, line in zip(counted.rows, counted.numbers, strict=True):
            for column, number in zip(columns, line, strict=True):
                rows.append(
                    [
                        *begins,
                        _code(row),
                        name(table.rows, row),
                        _code(column) if table.columns else None,
                        name(table.columns, column) if table.columns else None,
                        number,
                        words(WITHHELD) if number is None else None,
                    ]
                )
        if table.columns:
            rows += [
                [*begins, _code(row), name(table.rows, row), None, total, edge, None]
                for row, edge in zip(counted.rows, counted.row_edges, strict=True)
            ]
            rows += [
                [*begins, None, total, _code(column), name(table.columns, column), edge, None]
                for column, edge in zip(counted.columns, counted.column_edges, strict=True)
            ]
        if counted.total is not None:
            rows.append([*begins, None, total, None, total, counted.total, None])
    return rows


def _code(value: str) -> str:
    return "others" if value == small_cells.MERGED else value


def _named(name: Any, column: str, value: str) -> str:
    return str(name(column, value)) if value else ""


def _as_json(pack: Pack, days: Days, rows: Sequence[Sequence[Cell]], language: Language) -> dict[str, Any]:
    return {
        "pack": pack.id,
        "version": pack.version,
        "title": pack.title[language],
        "source": pack.source[language],
        "note": pack.note[language],
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "numbers": [dict(zip(_HEAD, row, strict=True)) for row in rows],
    }


def _write_table(
    file: Path, form: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], words: Words, notes: Sequence[str] = ()
) -> None:
    kind: Format = "csv" if form == "csv" else "xlsx"
    with written_whole(file) as target, opened(target, kind, head, words.direction, notes) as table:
        for row in rows:
            table.write(row)


def _notice(
    session: Session, pack: Pack, days: Days, tables: Sequence[CountedTable], words: Words
) -> report.ShortPaper:
    name = figure_tables.namer(session, words)
    by_table = [_grid(counted, name, words) for counted in tables]
    return report.ShortPaper(
        title=pack.title[words.language],
        organisation=session.vault.directory.organisation.name,
        says=_about(pack, days, words),
        facts=[],
        tables=[
            (counted.table.title[words.language], words(counted.problem) if counted.problem else "", lines)
            for counted, (lines, _) in zip(tables, by_table, strict=True)
        ],
        bars=[bars(numbers) for _, numbers in by_table],
        advice=[words.own_digits(pack.source[words.language])],
        at=utc(session.now()),
        record_hash=hashlib.sha256(canonical.encode(_as_record(pack, days, tables))).hexdigest(),
    )


def _about(pack: Pack, days: Days, words: Words) -> list[str]:
    """What has to be known of the numbers."""
    says = words(N_("From {first} to {last}."), first=words.date(days.first), last=words.date(days.last))
    small = words(
        N_(
            "Numbers below five are not shown, nor are numbers from which one could be worked out: values with few "
            "cases are counted together, and some numbers are left out."
        )
    )
    return [says, pack.note[words.language], small]


def _grid(counted: CountedTable, name: Any, words: Words) -> tuple[list[list[str]], list[int | None]]:
    """A table's lines, of a cross-table with its heads and sums, and the number that each line's bar shows."""
    table = counted.table
    names = [str(name(table.rows, row)) for row in counted.rows]
    if not table.columns or not any(any(line) for line in counted.numbers):  # nothing is told inside the table
        numbers = list(counted.row_edges or (line[0] for line in counted.numbers))
        return [[row, _told(number, words)] for row, number in zip(names, numbers, strict=True)], numbers
    total = words(N_("Total"))
    lines = [["", *(str(name(table.columns, column)) for column in counted.columns), total]]
    for row, line, edge in zip(names, counted.numbers, counted.row_edges, strict=True):
        lines.append([row, *(_told(number, words) for number in line), _told(edge, words)])
    sums = [_told(edge, words) for edge in (*counted.column_edges, counted.total)]
    return [*lines, [total, *sums]], [None, *counted.row_edges, None]


def bars(numbers: Sequence[int | None]) -> list[float]:
    """How long each is beside the largest; none for what is left out."""
    largest = max((number or 0 for number in numbers), default=0)
    return [(number or 0) / largest if largest else 0.0 for number in numbers]


def _told(number: int | None, words: Words) -> str:
    return words(WITHHELD) if number is None else words.number(number)
