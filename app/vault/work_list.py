"""The list of work: cases filtered, sorted and counted by their rows alone (migration 21).

Numbers of rows come from an index that holds all that a filter asks; only the rows of one page are
read. A case that is not shown costs no row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from app.case import search_text
from app.vault import case_search
from app.vault.cases import IndexRow, numbered
from app.vault.database import Database, Writer
from app.vault.table import marks


class Sort(StrEnum):
    """By what the list is sorted; what that is in the rows: `_ORDER`."""

    DANGER = auto()
    PERSON = auto()
    STAGE = auto()
    OFFICER = auto()
    NEXT = auto()
    CHANGED = auto()


# of each: columns, and whether the first of the list has the highest
_ORDER: dict[str, tuple[tuple[str, bool], ...]] = {
    Sort.DANGER: (("danger", False), ("urgent", True), ("next_due", False)),
    Sort.PERSON: (("sort_name", False),),
    Sort.STAGE: (("stage", False),),
    Sort.OFFICER: (("officer_name", False),),
    Sort.NEXT: (("next_due", False),),
    Sort.CHANGED: (("updated", True),),
}
_FEW = 4000  # cases that are sorted sooner than looked for in the order of all
VISITS, NO_VISITS = "only", "no"
# what figures are counted by
_GROUPED = frozenset({"officer", "stage", "nationality", "sex", "age_group", "sector", "exploitation", "kinds"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """All of them hold. Times are seconds since 1970; 0 and empty: whatever it is.

    `officers`: persons, one of them. `late_at`: the next step was due by then. `visits`: "only", "no" or
    "". `exploitation`, `kind`: among others; "" of none. `opened`, `ended` (closed): from the first
    until before the second."""

    closed: bool | None = False  # None: open and closed ones
    officers: tuple[bytes, ...] | None = None
    dangers: tuple[int, ...] = ()
    child: bool = False
    urgent: bool = False
    waits: bool = False
    not_sent: bool = False
    late_at: int = 0
    changed_since: int = 0
    opened_from: int = 0
    opened_until: int = 0
    ended_from: int = 0
    ended_until: int = 0
    stages: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    exploitation: str | None = None
    kind: str | None = None
    visits: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Rows in the order asked for, and by what a search found each."""

    rows: list[IndexRow]
    reasons: dict[bytes, tuple[str, ...]]


def page(
    database: Database,
    conditions: Conditions,
    sort: str = Sort.DANGER,
    *,
    reverse: bool = False,
    limit: int = 200,
    offset: int = 0,
) -> WorkPage:
    """Some of the cases."""
    clause, values = _where(database, conditions)
    if sort != Sort.DANGER and count(database, conditions) < _FEW:
        # else SQLite walks the order of the list through all rows, to find these few
        clause = f"n IN (SELECT n FROM case_row WHERE {clause})"  # noqa: S608
    numbers = database.column(
        f"SELECT n FROM case_row WHERE {clause} ORDER BY {_order(sort, reverse)} "  # noqa: S608
        "LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    rows = numbered(database, numbers)
    query = search_text.query(conditions.typed)
    if not query.terms:
        return WorkPage(rows, {})
    return WorkPage(rows, case_search.why(database, query, [row.case for row in rows]))


def count(database: Database, conditions: Conditions) -> int:
    clause, values = _where(database, conditions)
    return database.number(f"SELECT count(*) FROM case_row WHERE {clause}", values)  # noqa: S608


def counts(database: Database, filters: Sequence[Conditions], column: str = "") -> dict[str | bytes, list[int]]:
    """How many cases each of these leaves, in one pass over all: by the value of a column, or without one
    under ""."""
    if column and column not in _GROUPED:
        raise ValueError(column)
    clauses = [_where(database, conditions) for conditions in filters]
    sums = "".join(f", coalesce(sum({clause}), 0)" for clause, _ in clauses)
    group_value, grouped = (column, f" GROUP BY {column}") if column else ("''", "")
    rows = database.rows(
        f"SELECT {group_value}{sums} FROM case_row{grouped}",  # noqa: S608
        [value for _, values in clauses for value in values],
    )
    return {value: numbers for value, *numbers in rows}


def ids(database: Database, conditions: Conditions, limit: int) -> list[bytes]:
    """The cases in their order of danger."""
    clause, values = _where(database, conditions)
    return database.column(
        f"SELECT case_id FROM case_row WHERE {clause} ORDER BY {_order(Sort.DANGER, False)} LIMIT ?",  # noqa: S608
        (*values, limit),
    )


def counted_by(database: Database, column: str, conditions: Conditions) -> dict[str | bytes, int]:
    """How many cases there are of each value of a column."""
    if column not in _GROUPED:
        raise ValueError(column)
    clause, values = _where(database, conditions)
    return dict(
        database.rows(
            f"SELECT {column}, count(*) FROM case_row WHERE {clause} GROUP BY {column}",  # noqa: S608
            values,
        )
    )


def absences(database: Database) -> dict[bytes, tuple[int, int]]:
    """Of each person the first and the last moment of the days on which somebody stands in."""
    return {
        row[0]: (row[1], row[2])
        for row in database.rows(
            "SELECT officer, min(away_from), max(away_until) FROM case_row WHERE away_until > 0 GROUP BY officer"
        )
    }


def last_contact(database: Database, streams: Sequence[bytes]) -> int:
    """When the last record of these computers came here; 0 where none did."""
    arrivals = [
        row[0]
        for stream in streams
        for row in database.rows("SELECT arrived FROM envelope WHERE stream = ? ORDER BY seq DESC LIMIT 1", (stream,))
    ]
    return max(arrivals, default=0)


def unread(database: Database, cases: Sequence[bytes]) -> set[bytes]:
    """Those of these cases in which something came in that the officer has not read."""
    return set(
        database.column(
            f"SELECT DISTINCT case_id FROM came_in WHERE read = 0 AND case_id IN ({marks(cases)})",  # noqa: S608
            cases,
        )
    )


def oldest_waiting(database: Database) -> int:
    """Since when the longest waiting case waits for a decision; 0 where none does."""
    return database.number(
        "SELECT min(waiting_since) FROM case_row INDEXED BY case_row_waiting WHERE waits <> '' AND closed = 0"
    )


# -- saved filters ---------------------------------------------------------------------------


def saved(database: Database) -> list[tuple[str, str]]:
    """(name, filter) by name."""
    return list(database.rows("SELECT name, filter FROM saved_filter ORDER BY name"))


def save(writer: Writer, name: str, text: str) -> None:
    writer.run("INSERT OR REPLACE INTO saved_filter VALUES (?, ?)", (name, text))


# -- conditions ------------------------------------------------------------------------------


def _order(sort: str, reverse: bool) -> str:
    directions = [f"{column} {'DESC' if highest != reverse else 'ASC'}" for column, highest in _ORDER[sort]]
    return ", ".join([*directions, f"n {directions[0].rpartition(' ')[2]}"])


def _where(database: Database, conditions: Conditions) -> tuple[str, list[object]]:
    # both, not neither: the columns after it in the index are then of use
    parts, values = ["closed IN (0, 1)"], list[object]()
    if conditions.closed is not None:
        parts, values = ["closed = ?"], [int(conditions.closed)]

    def add(part: str, *parameters: object) -> None:
        parts.append(part)
        values.extend(parameters)

    if conditions.officers is not None:
        _one_of(add, "officer", conditions.officers)
    for column, allowed in (
        ("danger", conditions.dangers),
        ("stage", conditions.stages),
        ("nationality", conditions.nationalities),
        ("sex", conditions.sexes),
        ("age_group", conditions.age_groups),
        ("sector", conditions.sectors),
    ):
        if allowed:
            _one_of(add, column, allowed)
    for column in ("child", "urgent"):
        if getattr(conditions, column):
            add(f"{column} = 1")
    if conditions.waits:
        add("waits <> ''")
    if conditions.late_at:
        add("next_due <= ?", conditions.late_at)
    if conditions.changed_since:
        add("updated >= ?", conditions.changed_since)
    if conditions.opened_from:
        add("opened >= ?", conditions.opened_from)
    if conditions.opened_until:
        add("opened < ?", conditions.opened_until)
    if conditions.ended_from:
        add("closed_at >= ?", conditions.ended_from)
    if conditions.ended_until:
        add("closed_at > 0 AND closed_at < ?", conditions.ended_until)
    for column, word in (("exploitation", conditions.exploitation), ("kinds", conditions.kind)):
        if word:
            add(f"' ' || {column} || ' ' LIKE ?", f"% {word} %")
        elif word is not None:
            add(f"{column} = ''")
    if conditions.visits:
        add("visit = ?", int(conditions.visits == VISITS))
    if conditions.not_sent:
        add(
            "n IN (SELECT case_row.n FROM case_row WHERE case_id IN "
            "(SELECT case_id FROM unsent CROSS JOIN envelope USING (n)))"
        )
    query = search_text.query(conditions.typed)
    if query.terms:
        similar = case_search.alike(database, query)
        add(
            "n IN (SELECT rowid FROM case_search WHERE case_search MATCH ? "  # noqa: S608
            f"UNION ALL VALUES {', '.join(['(?)'] * (len(similar) + 1))})",
            query.exact,
            0,
            *similar,
        )
    return " AND ".join(parts), values


def _one_of(add: Callable[..., None], column: str, allowed: Sequence[object]) -> None:
    if len(allowed) == 1:
        add(f"{column} = ?", *allowed)
    else:
        add(f"{column} IN ({marks(allowed)})", *allowed)


# -- office ------------------------------------------------------------------------------------
# What waits for a supervisor: counted in the rows of cases, none of which is opened.


def uncounted(database: Database) -> int:
    """Cases whose rows an earlier version made, or another referral system."""
    return database.number("SELECT count(*) FROM case_to_remake JOIN case_row USING (case_id)")


def how_many_wait(database: Database) -> int:
    return database.number("SELECT count(*) FROM case_row WHERE waits <> ''")
