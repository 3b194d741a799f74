"""Bikram Sambat, the calendar of Nepal, from 1970 to 2090 (13 April 1913 to 13 April 2034).

Its months begin when the sun enters a sign, as Nepal's almanac publishes: a table, not a rule. 1975 to
2084 as in nepali-datetime 1.0.8.5 (MIT), which agrees with bikram-sambat 0.2.0 up to 2083 and with Hamro
Patro in 2084; the years before and after as in medic/bikram-sambat, which ODK Collect asks. What comes
after 2084 is reckoned ahead there, and may turn out a day different (`PUBLISHED`)."""

from bisect import bisect_right
from datetime import date, timedelta
from itertools import accumulate

FIRST, PUBLISHED = 1970, 2084
_BEGINS = date(1913, 4, 13)

# of each year the days of its twelve months beyond 29
_BEYOND = """
    223222101011 223231101011 232321110012 132321110102 223222101011 223321101011
    232321110012 132321110102 223222101011 223321101011 232321110012 222322011011
    223222101011 223321101011 232321110012 222322011011 223222101011 232321101011
    232321110012 222322011011 223222101011 232321110011 232321110102 223222101011
    223222101011 232321110011 232321110102 223222101011 223222101011 232321110012
    132321110102 223222101011 223321101011 232321110012 132321110102 223222101011
    223321101011 232321110012 222322011002 223222101011 223321101011 232321110012
    222322011011 223222101011 223321101011 232321110012 222322011011 223222101011
    232321101011 232321110102 222322101011 223222101011 232321110011 232321110102
    222322101011 223222101011 232321110012 132321110102 223222101011 223231101011
    232321110012 132321110102 223222101011 223321101011 232321110012 132322011002
    223222101011 223321101011 232321110012 222322011011 223222101011 223321101011
    232321110012 222322011011 223222101011 232321101011 232321110012 222322101011
    223222101011 232321110011 232321110102 222322101011 223222101011 232321110011
    232321110102 223222101011 223231101011 232321110012 132321110102 223222101011
    223321101011 232321110012 222322010102 223222101011 223321101011 232321110012
    222322011002 223222101011 223321101011 232321110012 222322011011 223222101011
    232321101011 232321110012 222322101011 223222101011 232321110011 232321110102
    222322101011 223222101011 232321110011 232321110102 223222101011 223222101011
    223221110111 232312110111 132321110111 223222110111 123312110111 132321110111
    132321110111
"""
_MONTHS = [[29 + int(digit) for digit in year] for year in _BEYOND.split()]
_LAST = FIRST + len(_MONTHS) - 1
_NEW_YEARS = list(accumulate((sum(year) for year in _MONTHS), initial=0))  # days from the first


def day(year: int, month: int, number: int) -> date | None:
    """The Gregorian day; None where there is none, or none is known."""
    if not (FIRST <= year <= _LAST and 1 <= month <= 12):
        return None
    months = _MONTHS[year - FIRST]
    if not 1 <= number <= months[month - 1]:
        return None
    into = _NEW_YEARS[year - FIRST] + sum(months[: month - 1]) + number - 1
    return _BEGINS + timedelta(days=into)


def parts(day: date) -> tuple[int, int, int] | None:
    """Year, month and day; None beyond the table."""
    into = (day - _BEGINS).days
    if not 0 <= into < _NEW_YEARS[-1]:
        return None
    at = bisect_right(_NEW_YEARS, into) - 1
    into -= _NEW_YEARS[at]
    month = 1
    for long in _MONTHS[at]:
        if into < long:
            break
        month, into = month + 1, into - long
    return FIRST + at, month, into + 1


def ahead(day: date) -> bool:
    """Is it in a year whose months aren't published yet?"""
    date_parts = parts(day)
    return date_parts is not None and date_parts[0] > PUBLISHED
