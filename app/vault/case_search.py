"""Cases by what somebody typed: those that have it as typed, then those whose names only sound so."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.case import search_text
from app.case.search_text import Query
from app.vault.cases import IndexRow, count, listed, numbered
from app.vault.database import Database
from app.vault.table import marks

_CANDIDATES = 300  # names that may sound so; each is heard
# More cases than that have it as typed: then nobody looks for those that only sound so. How many are asked
# for at once says nothing of it: a page, their number and all of them have to be of the same cases.
_ENOUGH = 200


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`reasons`: of each case, by what it was found. `total`: how many there are."""

    rows: list[IndexRow]
    reasons: dict[bytes, tuple[str, ...]]
    total: int


def search(database: Database, typed: str, limit: int = 200, offset: int = 0) -> SearchResult:
    """Of each the latest opened first; all of them, the latest first, where nothing was typed."""
    query = search_text.query(typed)
    if not query.terms:
        return SearchResult(listed(database, limit, offset), {}, count(database))
    numbers = _exact(database, query, limit + 1, offset)  # one more: are these all?
    exact = len(numbers) if not offset and len(numbers) <= limit else _number(database, query)
    del numbers[limit:]
    similar = alike(database, query) if exact <= _ENOUGH else []
    begin = max(0, offset - exact)
    numbers += similar[begin : begin + limit - len(numbers)]
    rows = numbered(database, numbers)
    return SearchResult(rows, why(database, query, [row.case for row in rows]), exact + len(similar))


def alike(database: Database, query: Query) -> list[int]:
    """Numbers of the rows in which a name only sounds as typed."""
    if not query.alike:
        return []
    rows = database.rows(
        "SELECT rowid, text FROM case_search WHERE case_search MATCH ? ORDER BY rowid DESC LIMIT ?",
        (f"({query.alike}) NOT ({query.exact})", _CANDIDATES),
    )
    return [number for number, text in rows if search_text.sounds_so(text, query.terms)]


def why(database: Database, query: Query, cases: Sequence[bytes]) -> dict[bytes, tuple[str, ...]]:
    """By what each of these cases was found."""
    return {
        case: search_text.why(text, query.terms)
        for case, text in database.rows(
            "SELECT case_id, text FROM case_row JOIN case_search ON case_search.rowid = n "  # noqa: S608
            f"WHERE case_id IN ({marks(cases)})",
            cases,
        )
    }


def _number(database: Database, query: Query) -> int:
    return database.number("SELECT count(*) FROM case_search WHERE case_search MATCH ?", (query.exact,))


def _exact(database: Database, query: Query, limit: int, offset: int) -> list[int]:
    return database.column(
        "SELECT rowid FROM case_search WHERE case_search MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?",
        (query.exact, limit, offset),
    )
