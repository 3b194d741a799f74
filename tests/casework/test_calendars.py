"""A day in another calendar is the same day, there and back; what stands kept is the Gregorian one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.casework.questionnaires import bikram_sambat, calendars
from app.language import Words, strip_marks

_KNOWN_IN_NEPAL = {
    (2000, 1, 1): date(1943, 4, 14),
    (2007, 11, 7): date(1951, 2, 18),  # the day of democracy
    (2047, 7, 23): date(1990, 11, 9),  # a constitution
    (2058, 2, 19): date(2001, 6, 1),  # the royal family's death
    (2063, 1, 11): date(2006, 4, 24),  # parliament's return
    (2065, 2, 15): date(2008, 5, 28),  # the republic
    (2072, 1, 12): date(2015, 4, 25),  # the earthquake
    (2072, 6, 3): date(2015, 9, 20),  # the constitution of today
    (2082, 5, 23): date(2025, 9, 8),
    (2083, 8, 10): date(2026, 11, 26),
}
# Baisakh 1 is 12 to 15 April: the day of each year from 1975 on by nepali-datetime 1.0.8.5
_NEW_YEARS = (
    "111111111111111111111111121112111211121112111211121122112211221122112211221122112212221222122212221222122212221"
)
NAMED = ("islamic", "coptic", "ethiopian", "bikram-sambat", "persian", "buddhist")
DAYS = some.dates(date(1930, 1, 1), date(2034, 4, 13))


def of(name: str) -> calendars.Calendar:
    found = calendars.of(frozenset((name,)))
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMED)
@given(on=DAYS)
def test_there_and_back_is_the_same_day(name: str, on: date):
    there = of(name).parts(on)
    assert there is not None
    assert of(name).day(*there) == on


@pytest.mark.parametrize("name", NAMED)
@given(on=DAYS)
def test_the_day_after_is_the_next_or_begins_a_month(name: str, on: date):
    one, other = of(name).parts(on), of(name).parts(date.fromordinal(on.toordinal() + 1))
    if one is None or other is None:
        return  # the last that is known
    (year, month, day), (after, other_month, other_day) = one, other
    same = (after, other_month, other_day) == (year, month, day + 1)
    begins = other_day == 1 and (after, other_month) in ((year, month + 1), (year + 1, 1))
    assert same or begins


def test_a_persian_month_has_as_many_days_as_it_has():
    persian = of("persian")
    for year, last_days in ((1403, [31] * 6 + [30] * 6), (1404, [31] * 6 + [30] * 5 + [29])):
        for month, last in enumerate(last_days, 1):
            assert persian.day(year, month, last)
            assert persian.day(year, month, last + 1) is None


@pytest.mark.parametrize(
    ("name", "months"),
    [
        ("coptic", {1: "توت", 4: "كيهك", 5: "طوبة", 6: "أمشير", 9: "بشنس", 13: "النسيء"}),
        ("ethiopian", {1: "مسكرم", 4: "تاهساس", 5: "طر", 6: "يكاتيت", 9: "غنبوت", 13: "باغومي"}),
        ("persian", {1: "فروردين", 4: "تير", 7: "مهر", 8: "آبان", 10: "دي", 12: "إسفند"}),
        ("bikram-sambat", {1: "بيساخ", 2: "جيث", 6: "أسوج", 9: "بوش", 12: "تشيترا"}),
        ("islamic", {1: "محرم", 9: "رمضان", 12: "ذو الحجة"}),
    ],
)
def test_a_day_is_told_with_the_name_of_its_month(name: str, months: dict[int, str]):
    calendar, words = of(name), Words("ar", "latin")
    year = calendar.parts(date(2026, 11, 25))[0] - 1
    for month, month_name in months.items():
        day = calendar.day(year, month, 2)
        assert strip_marks(calendar.tells(words, day)) == f"2 {month_name} {year}"
        assert strip_marks(calendar.tells(words, day, "month")) == f"{month_name} {year}"
        assert strip_marks(calendar.tells(words, day, "year")) == str(year)


@pytest.mark.parametrize(("name", "year"), [("coptic", 1735), ("ethiopian", 2011)])
def test_the_last_month_has_a_sixth_day_before_a_leap_year_alone(name: str, year: int):
    """11 September 2019, as in Cairo and Addis Ababa; the new year came a day later than usual."""
    assert of(name).day(year, 13, 6) == date(2019, 9, 11)
    assert of(name).parts(date(2019, 9, 11)) == (year, 13, 6)
    assert of(name).day(year + 1, 1, 1) == date(2019, 9, 12)
    assert [of(name).day(other, 13, 6) for other in (year - 1, year + 1, year + 2)] == [None] * 3
    assert of(name).day(year, 13, 7) is None


@pytest.mark.parametrize(("parts", "on"), _KNOWN_IN_NEPAL.items())
def test_days_that_everybody_in_nepal_knows(parts: tuple[int, int, int], on: date):
    assert bikram_sambat.day(*parts) == on
    assert bikram_sambat.parts(on) == parts


def test_each_year_in_nepal_begins_where_a_kept_library_begins_it():
    for year, day in enumerate(_NEW_YEARS, 1975):
        assert bikram_sambat.day(year, 1, 1) == date(year - 57, 4, 12 + int(day)), year


@pytest.mark.parametrize(
    "parts", [(1969, 12, 30), (2091, 1, 1), (2083, 13, 1), (2083, 0, 1), (2083, 8, 31), (2083, 8, 0)]
)
def test_what_is_no_day_in_nepal_is_none(parts: tuple[int, int, int]):
    assert bikram_sambat.day(*parts) is None


def test_what_is_reckoned_ahead_is_known_as_such():
    assert not of("bikram-sambat").ahead(date(2028, 4, 12))
    assert of("bikram-sambat").ahead(date(2028, 4, 14))


@pytest.mark.parametrize(
    ("language", "least", "told"),
    [
        (Words("en"), "day", "10 Mangsir 2083"),
        (Words("ar"), "day", "١٠ مانغسير ٢٠٨٣"),
        (Words("en", "latin", "ne"), "month", "मंसिर 2083"),
        (Words("en"), "year", "2083"),
    ],
)
def test_its_months_have_names_in_three_scripts(language: Words, least: calendars.Least, told: str):
    assert strip_marks(of("bikram-sambat").tells(language, date(2026, 11, 26), least)) == told


def test_the_persian_year_1403_had_a_day_more():
    assert of("persian").day(1403, 12, 30) == date(2025, 3, 20)
    assert of("persian").day(1404, 12, 30) is None
    assert of("persian").day(1404, 1, 1) == date(2025, 3, 21)
