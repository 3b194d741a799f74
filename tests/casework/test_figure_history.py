"""What figures of several periods tell together, held against all that a reader can add and take off."""

from fractions import Fraction
from itertools import product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.casework.pages.figure_history import ShownTotal, Sum, as_text, few_within, from_text, lines_of, told_together
from app.casework.pages.figure_packs import PackTable
from app.casework.pages.figure_tables import CountedTable
from app.casework.pages.small_cells import MERGED

DAYS = 5
TABLE = PackTable("by-country", {"ar": "ب", "en": "By country"}, "nationality", "", (), "opened", "", ())


def _reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    rows, at = [list(row) for row in rows], 0
    for column in range(DAYS):
        pivot = next((n for n in range(at, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for n, row in enumerate(rows):
            if n != at and row[column]:
                rows[n] = [a - row[column] * b for a, b in zip(row, rows[at], strict=True)]
        at += 1
    return rows[:at]


def _worked_out(periods: list[tuple[int, int]], cases: list[int]) -> set[tuple[int, ...]]:
    """All sets of days of which a reader of these periods knows that they hold one to four cases."""
    rows = [[Fraction(first <= day < end) for day in range(DAYS)] for first, end in periods]
    known = _reduced(rows)
    return {
        days
        for days in product((0, 1), repeat=DAYS)
        if 0 < sum(n for n, taken in zip(cases, days, strict=True) if taken) < 5
        and len(_reduced([*known, [Fraction(day) for day in days]])) == len(known)
    }


PERIOD = st.tuples(st.integers(0, DAYS - 1), st.integers(1, DAYS)).filter(lambda days: days[0] < days[1])


def _nested(periods: list[tuple[int, int]]) -> bool:
    """Is each in another or beside it, as months, quarters and years are?"""
    return all(
        a[0] <= b[0] < b[1] <= a[1] or b[0] <= a[0] < a[1] <= b[1] or a[1] <= b[0] or b[1] <= a[0]
        for a in periods
        for b in periods
    )


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(PERIOD, min_size=2, max_size=4, unique=True), st.lists(st.integers(0, 9), min_size=DAYS, max_size=DAYS))
def test_whoever_adds_and_takes_off_learns_of_no_few_without_a_warning(periods, cases):
    """And nothing is warned of that no reader can work out."""
    sums = [Sum(first, end, sum(cases[first:end])) for first, end in periods]
    assume(not any(0 < told.number < 5 for told in sums))  # those are told by nobody
    *earlier, told = sums
    before = periods[:-1]
    earlier_few = _worked_out(before, cases)
    warned = few_within(earlier, told)
    if warned:
        assert _worked_out(periods, cases)
    # where nothing was known of few before (a warning said so then)
    if _nested(periods) and not earlier_few and _worked_out(periods, cases):
        assert warned


def _table(edges: dict[str, int]) -> CountedTable:
    return CountedTable(
        TABLE, tuple(edges), (), tuple((n,) for n in edges.values()), tuple(edges.values()), total=sum(edges.values())
    )


def _earlier(*published: tuple[tuple[int, int], dict[str, int]]):
    return [(days, dict(lines_of(_table(edges)))) for days, edges in published]


def test_a_number_at_the_edge_of_a_quarter_less_its_month_is_warned_of_where_totals_say_nothing():
    earlier = _earlier(((0, 30), {"NPL": 8, "IND": 12}))
    (finding,) = told_together([_table({"NPL": 9, "IND": 30})], (0, 90), earlier)
    assert (finding.table, finding.earlier) == (TABLE, (0,))
    assert told_together([_table({"NPL": 14, "IND": 30})], (0, 90), earlier) == []
    # of days that have nothing to do with each other nothing follows
    assert told_together([_table({"NPL": 9, "IND": 30})], (100, 190), earlier) == []


def test_two_months_and_their_quarter_give_away_the_third_though_neither_does_alone():
    months = [((0, 31), {"NPL": 20}), ((59, 90), {"NPL": 20})]
    (finding,) = told_together([_table({"NPL": 43})], (0, 90), _earlier(*months))
    assert finding.earlier == (0, 1)
    assert told_together([_table({"NPL": 43})], (0, 90), _earlier(months[0])) == []


def test_what_was_counted_together_is_compared_as_what_is_left_of_the_total():
    earlier = _earlier(((0, 30), {"NPL": 8, MERGED: 6}))
    assert told_together([_table({"NPL": 18, MERGED: 8})], (0, 90), earlier)
    assert told_together([_table({"NPL": 18, "IND": 5, "LKA": 6})], (0, 90), earlier) == []
    assert told_together([_table({"NPL": 18, "IND": 8})], (0, 90), earlier)  # two more than six


def test_the_same_days_counted_again_tell_who_came_since():
    earlier = _earlier(((0, 30), {"NPL": 8, "IND": 12}))
    assert told_together([_table({"NPL": 8, "IND": 13})], (0, 30), earlier)
    assert told_together([_table({"NPL": 8, "IND": 12})], (0, 30), earlier) == []


def test_the_journal_keeps_a_line_as_it_was_told():
    line = ShownTotal(20, {"NPL": 8, "": 5, "مكتب": 7}, complete=True, adds=True)
    assert from_text(as_text(line)) == line
