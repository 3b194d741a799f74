"""What the case list shows and what search finds: made from the log, never the truth itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.vault import typed_text
from app.vault.database import Database, Writer
from app.vault.table import Table, column, marks

NO_DAY = 1 << 40  # due: later than any day
# danger, in the order of the list: unlooked at is not low; SIGNS: of it in a talk, and no level yet
HIGH, SIGNS, NOT_ASSESSED, MEDIUM, LOW = range(5)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One case in the list: each field is the column of `case_row` of its name, or the one named
    here. A new column is a line here, a migration, and what it is made of
    (app.casework.cases.case_rows). `changed`: seconds since 1970, UTC."""

    case: bytes = field(metadata=column("case_id"))
    reference: str
    name: str
    stage: str
    changed: int = field(metadata=column("updated"))
    restricted: bool = False
    conflicts: int = 0
    received: bool = False  # read by the desk, as it stands
    marks: tuple[str, ...] = ()  # of app.case.urgency
    closed: bool = False
    visit: bool = False  # of a place: no person's case
    danger: int = NOT_ASSESSED
    urgent: bool = False
    child: bool = False  # or to be treated as one
    officer: bytes = b""  # the person who has the case
    officer_name: str = ""
    assigned: bool = False  # and has not accepted it yet
    away_from: int = 0  # of that person, as the case says
    away_until: int = 0
    sort_name: str = ""
    nationality: str = ""
    sex: str = ""
    age_group: str = ""
    sector: str = ""
    site: str = ""
    exploitation: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    opened: int = 0
    changed_what: str = ""  # the last event, and what came of it
    changed_by: str = ""
    next_kind: str = ""
    next_what: str = ""
    next_agency: str = ""
    due: int = field(default=NO_DAY, metadata=column("next_due"))
    waits: str = ""  # handed, review, or ""
    waiting_since: int = 0
    closed_at: int = 0  # 0: it is open


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line says of its case: columns of `IndexRow`, of which a page reads hundreds."""

    case: bytes = field(metadata=column("case_id"))
    reference: str
    name: str
    changed: int = field(metadata=column("updated"))
    restricted: bool
    marks: tuple[str, ...]


CASES = Table(IndexRow, "case_row", key="case_id")
_HEADINGS = Table(Heading, "case_row")


def keep(writer: Writer, row: IndexRow, searched: str) -> None:
    """Show a case, and have it found (app.vault.case_search) by `searched`."""
    CASES.keep(writer, row)
    number = writer.number("SELECT n FROM case_row WHERE case_id = ?", (row.case,))
    # most changes of a case change no word of it, and a text written anew costs milliseconds
    writer.run(
        "INSERT OR REPLACE INTO case_search (rowid, text) SELECT ?1, ?2 "
        "WHERE NOT EXISTS (SELECT 1 FROM case_search WHERE rowid = ?1 AND text = ?2)",
        (number, searched),
    )


def touched_each(writer: Writer, cases: Iterable[bytes], at: int, change: str, author: str) -> None:
    """What happened last in them is something that changes no other column of their rows."""
    writer.run_all(
        "UPDATE case_row SET updated = max(updated, ?), changed_what = ?, changed_by = ?, received = 0 "
        "WHERE case_id = ?",
        [(at, change, author, case) for case in cases],
    )


def latest_change(database: Database) -> int:
    """Seconds since 1970, of the case that stands first; 0 where there is none."""
    return database.number("SELECT coalesce(max(updated), 0) FROM case_row")


def bring_back(writer: Writer, latest: int) -> None:
    """What says that it changed after that moment changed then: the case that came last stays first."""
    writer.run("UPDATE case_row SET updated = ? WHERE updated > ?", (latest, latest))


def remove(writer: Writer, case: bytes) -> None:
    """Neither listed nor found any more, and nothing is to be done in it."""
    for table in (
        "task",
        "case_to_remake",
        "likeness",
        "likeness_facts",
        "tie",
        "stand_in",
        "text_review",
        "match_key",
        "match_said",
    ):
        writer.run(f"DELETE FROM {table} WHERE case_id = ?", (case,))  # noqa: S608
    writer.run("DELETE FROM case_search WHERE rowid IN (SELECT n FROM case_row WHERE case_id = ?)", (case,))
    writer.run("DELETE FROM case_row WHERE case_id = ?", (case,))
    typed_text.forget_about(writer, case)


def listed(database: Database, limit: int = 200, offset: int = 0) -> list[IndexRow]:
    """The latest first."""
    return CASES.rows(database, "ORDER BY updated DESC, n DESC LIMIT ? OFFSET ?", (limit, offset))


def references(database: Database) -> dict[bytes, str]:
    """The reference of each case in the list."""
    return dict(database.rows("SELECT case_id, reference FROM case_row"))


def count(database: Database) -> int:
    return database.number("SELECT count(*) FROM case_row")


def in_conflict(database: Database) -> list[Heading]:
    """Cases in which two colleagues wrote different values."""
    return _HEADINGS.rows(database, "WHERE conflicts > 0 ORDER BY updated DESC, n DESC")


def conflicts(database: Database) -> int:
    """How many those are."""
    return database.number("SELECT count(*) FROM case_row WHERE conflicts > 0")


def received(database: Database, only: Sequence[bytes] | None = None) -> list[tuple[bytes, bool]]:
    """(case, whether the desk has read it as it stands) of every case in the list, or of these there."""
    clause = "" if only is None else f" WHERE case_id IN ({marks(only)})"
    rows = database.rows(f"SELECT case_id, received FROM case_row{clause}", only or ())  # noqa: S608
    return [(row[0], bool(row[1])) for row in rows]


def latest_among(database: Database, case_ids: Sequence[bytes], limit: int) -> list[IndexRow]:
    """Of these cases the latest first."""
    clause = f"WHERE case_id IN ({marks(case_ids)}) ORDER BY updated DESC, n DESC LIMIT ?"
    return CASES.rows(database, clause, (*case_ids, limit))


def is_received(database: Database, case: bytes) -> bool:
    return bool(database.value("SELECT received FROM case_row WHERE case_id = ?", (case,)))


def numbered(database: Database, numbers: Sequence[int]) -> list[IndexRow]:
    """The rows of these numbers, in their order; none for a number that isn't there."""
    rows = database.rows(
        f"SELECT n, {CASES.columns} FROM case_row WHERE n IN ({marks(numbers)})",  # noqa: S608
        numbers,
    )
    by_number: dict[int, Sequence[Any]] = {row[0]: row[1:] for row in rows}
    return list(CASES.read(by_number[number] for number in numbers if number in by_number))


def headings(database: Database, cases: Iterable[bytes]) -> dict[bytes, Heading]:
    """Of those of these cases that are in the list."""
    ids = list(set(cases))
    rows = _HEADINGS.rows(database, f"WHERE case_id IN ({marks(ids)})", ids)
    return {row.case: row for row in rows}


def by_ids(database: Database, cases: Sequence[bytes]) -> list[IndexRow]:
    """What the list says of these cases, by their references."""
    return CASES.rows(database, f"WHERE case_id IN ({marks(cases)}) ORDER BY reference, case_id", cases)
