"""Functions of dates: each letter of a pattern, parts of a day, and how far days reach."""

from datetime import datetime

import pytest

from app.form.functions import dates
from app.form.values import here

AT = datetime(2026, 3, 8, 7, 5, 9, 45_000)  # a Sunday of the tenth week


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%Y-%m-%d", "2026-03-08"), ("%y", "26"), ("%n/%e", "3/8"), ("%b", "Mar"), ("%a", "Sun"), ("%W", "10"),
        ("%H:%M:%S", "07:05:09"), ("%h", "7"), ("%3", "045"), ("100%%", "100%"), ("%q %", "%q %"), ("no letter", "no letter"),
    ],
)  # fmt: skip
def test_each_letter_of_a_pattern(pattern: str, text: str):
    assert dates.formatted(None, AT, pattern) == text


def test_days_and_months_have_their_own_names():
    week = [dates.formatted(None, datetime(2026, 3, 8 + day), "%a") for day in range(7)]
    assert week == ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    year = [dates.formatted(None, datetime(2026, month, 1), "%b") for month in range(1, 13)]
    assert year == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert [dates.formatted(None, datetime(year, 1, 1), "%y") for year in (2000, 2009, 2110)] == ["00", "09", "10"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("00:00", 0.0),
        ("06:00", 0.25),
        ("12:00:00", 0.5),
        ("23:59:59.999", (86_400 - 0.001) / 86_400),
        ("00:00:01.500", 1.5 / 86_400),
        ("noon", None),
        ("", None),
    ],
)
def test_a_time_is_a_part_of_a_day(text: str, part: float | None):
    value = dates.decimal_time(text)
    assert value == pytest.approx(part, abs=1e-12) if part is not None else value != value


@pytest.mark.parametrize(
    ("days", "date"),
    [
        (0.0, "1970-01-01"),
        (20_000.0, "2024-10-04"),
        (40_000.0, "2079-07-08"),
        (-30_000.0, "1887-11-12"),
        (-40_000.0, "1860-06-26"),
    ],
)
def test_days_are_a_date_far_back_and_far_ahead(days: float, date: str):
    moment = dates.moment_of(days)
    assert moment is not None
    assert here(moment).date().isoformat() == dates.date(days) == date
    assert dates.format_date(None, days, "%Y-%m-%d") == date


@pytest.mark.parametrize("days", [3e6 + 1, -3e6 - 1, float("nan"), float("inf")])
def test_what_is_no_day_is_no_moment(days: float):
    assert dates.moment_of(days) is None
    assert dates.format_date(None, days, "%Y") == ""
