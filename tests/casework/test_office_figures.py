"""Figures of an office: what each number counts, which cases it opens, and what of it is told on paper."""

from dataclasses import replace
from datetime import date

import pytest

from app.casework.lifecycle import closure
from app.casework.pages import office_figures, work_list
from app.casework.pages.office_figures import Figures, Period
from app.casework.session.session import Session
from tests.people import keeps_a_case


@pytest.mark.parametrize(
    ("year", "month", "first", "last"),
    [
        (2026, 11, date(2026, 11, 1), date(2026, 11, 30)),
        (2026, 12, date(2026, 12, 1), date(2026, 12, 31)),
        (2028, 2, date(2028, 2, 1), date(2028, 2, 29)),
        (2027, 1, date(2027, 1, 1), date(2027, 1, 31)),
    ],
)
def test_a_month_goes_from_its_first_day_to_its_last(year: int, month: int, first: date, last: date):
    period = Period.month(year, month)
    assert (period.first, period.last) == (first, last)
    opened, ended = period.filter, period.ended
    assert (opened.opened_from, opened.opened_until) == (str(first), str(last))
    assert (ended.ended_from, ended.ended_until) == (str(first), str(last))
    assert (opened.state, ended.state) == (work_list.EVERY, work_list.CLOSED)
    assert (opened.ended_from, ended.opened_from) == ("", "")


def test_a_case_of_several_kinds_is_counted_in_each():
    table = office_figures._by_word(
        "By kind of case",
        "kind",
        work_list.WorkFilter(),
        {"a b": 3, "a": 2, "": 1},
        {"a": "A", "b": "B", "": "Not said"},
    )
    assert [(figure.name, figure.number) for figure in table.figures] == [("A", 5), ("B", 3), ("Not said", 1)]
    assert [figure.filter.kind for figure in table.figures] == ["a", "b", work_list.UNSAID]


def numbers(figures: Figures) -> dict[str, int]:
    return {figure.name: figure.number for figure in figures.summary}


def table(figures: Figures, title: str) -> dict[str, int]:
    (found,) = [each for each in figures.tables if each.title == title]
    return {figure.name: figure.number for figure in found.figures if figure.number}


def test_each_number_is_that_of_the_cases_that_it_opens(omar: Session):
    first, second = keeps_a_case(omar, "Maya Sample"), keeps_a_case(omar, "Rita Other")
    keeps_a_case(omar, "Sara Third")
    closure.close(omar, second, "moved away")
    day = omar.clock.at.astimezone().date()
    of_month = Period.month(day.year, day.month)
    for period in (Period(), of_month):
        figures = office_figures.figures(omar, period, "en")
        for figure in (*figures.summary, *(f for t in figures.tables for f in t.figures)):
            assert figure.number == work_list.count(omar, figure.filter), figure
        assert sum(table(figures, office_figures.BY_OFFICER).values()) == figures.total
        assert table(figures, office_figures.BY_OFFICER) == {"Omar Sample": figures.total}
    now = numbers(office_figures.figures(omar, Period(), "en"))
    assert (now["Cases"], now["Waiting for a review"]) == (2, now["Waiting for a review"])
    month = numbers(office_figures.figures(omar, of_month, "en"))
    assert (month["Cases"], month["Still open"], month["Closed in this month"]) == (3, 2, 1)
    assert first


def test_late_and_waiting_for_a_review_are_two_things(omar: Session):
    keeps_a_case(omar, "Maya Sample")
    omar.clock.pass_(days=60)
    keeps_a_case(omar, "Rita Other")
    figures = office_figures.figures(omar, Period(), "en")
    by_name = {figure.name: figure for figure in figures.summary}
    base = Period().filter
    assert by_name["Late"].filter == replace(base, late=True)
    assert by_name["Waiting for a review"].filter == replace(base, review=True)
    assert by_name["High danger"].filter == replace(base, danger="high")
    assert by_name["Children"].filter == replace(base, child=True)
    assert by_name["Late"].number == 1
