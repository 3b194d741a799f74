"""Calendars in which a form asks for a date. Stored is always the Gregorian day.

Source: ODK docs, "Date and time widgets" (ethiopian, coptic, islamic, persian, buddhist); Reingold and
Dershowitz, "Calendrical Calculations" for the Coptic and the Ethiopian one; Umm al-Qura by hijridate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QCalendar, QDate

from app.errors import N_
from app.language import Words
from app.settings import Language

Parts = tuple[int, int, int]  # year, month, day


@dataclass(frozen=True, slots=True)
class Calendar:
    """`says`: what it is called; `day` and `parts` are None where it has no such day."""

    says: str
    day: Callable[[int, int, int], date | None]
    parts: Callable[[date], Parts | None]
    months: Callable[[Language], tuple[str, ...]]  # by language, from its first month

    def tells(self, w: Words, on: date) -> str:
        """A day with the name of its month, in the user's digits; "" beyond the calendar."""
        found = self.parts(on)
        if found is None:
            return ""
        year, month, day = found
        return w.own_digits(f"{day} {self.months(w.language)[month - 1]} {year}")


def of(appearance: frozenset[str]) -> Calendar | None:
    """The calendar that a form asks for; None for the Gregorian one."""
    return next((found for each in sorted(appearance) if (found := _KNOWN.get(each))), None)


def lacking(appearance: frozenset[str]) -> bool:
    """Does a form ask for a calendar that isn't here?"""
    return bool(appearance & {"bikram-sambat", "myanmar"})


def _hijri_day(year: int, month: int, day: int) -> date | None:
    from hijridate import Hijri

    try:
        there = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(there.year, there.month, there.day)


def _hijri_parts(on: date) -> Parts | None:
    from hijridate import Gregorian

    try:
        there = Gregorian(on.year, on.month, on.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return there.year, there.month, there.day


def _hijri_months(language: Language) -> tuple[str, ...]:
    from hijridate import Hijri

    return tuple(Hijri(1447, month, 1).month_name(language) for month in range(1, 13))


def _first(epoch: int, year: int) -> int:
    return epoch + 365 * (year - 1) + year // 4


def _coptic_day(epoch: int, year: int, month: int, day: int) -> date | None:
    """Twelve months of 30 days and one of 5, or 6 before a leap year. `epoch`: its first day, as
    Python counts days."""
    last = 30 if month < 13 else 6 if year % 4 == 3 else 5
    if not (1 <= month <= 13 and 1 <= day <= last and year >= 1):
        return None
    return _ordinal(_first(epoch, year) + 30 * (month - 1) + day - 1)


def _coptic_parts(epoch: int, on: date) -> Parts | None:
    at = on.toordinal()
    year = (4 * (at - epoch) + 1463) // 1461
    if year < 1:
        return None
    into = at - _first(epoch, year)
    return year, into // 30 + 1, into % 30 + 1


def _ordinal(number: int) -> date | None:
    return date.fromordinal(number) if 1 <= number <= date.max.toordinal() else None


_JALALI = QCalendar(QCalendar.System.Jalali)


def _persian_day(year: int, month: int, day: int) -> date | None:
    there = QDate(year, month, day, _JALALI)
    return date(there.year(), there.month(), there.day()) if there.isValid() else None


def _persian_parts(on: date) -> Parts | None:
    there = QDate(on.year, on.month, on.day)
    parts = _JALALI.partsFromDate(there)
    return (parts.year, parts.month, parts.day) if parts.isValid() else None


def _buddhist_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year - 543, month, day)
    except ValueError:
        return None


def _buddhist_parts(on: date) -> Parts | None:
    return on.year + 543, on.month, on.day


def _gregorian_months(language: Language) -> tuple[str, ...]:
    from babel.dates import get_month_names

    names = get_month_names("wide", locale=language)
    return tuple(names[month] for month in range(1, 13))


def _named(english: str, arabic: str) -> Callable[[Language], tuple[str, ...]]:
    names: dict[Language, tuple[str, ...]] = {
        "en": tuple(english.split()),
        "ar": tuple(arabic.split()),
    }
    return lambda language: names[language]


_COPTIC, _ETHIOPIAN = 103605, 2796  # 29 August 284 and 29 August 8 of the Julian calendar
_KNOWN = {
    "islamic": Calendar(
        N_("Hijri calendar (Umm al-Qura)"), _hijri_day, _hijri_parts, _hijri_months
    ),
    "coptic": Calendar(
        N_("Coptic calendar"), partial(_coptic_day, _COPTIC), partial(_coptic_parts, _COPTIC),
        _named("Thout Paopi Hathor Koiak Tobi Meshir Paremhat Parmouti Pashons Paoni Epip Mesori Nasie",
               "توت بابه هاتور كيهك طوبة أمشير برمهات برمودة بشنس بؤونة أبيب مسرى النسيء"),
    ),
    "ethiopian": Calendar(
        N_("Ethiopian calendar"), partial(_coptic_day, _ETHIOPIAN),
        partial(_coptic_parts, _ETHIOPIAN),
        _named("Meskerem Tikimt Hidar Tahsas Tir Yekatit Megabit Miyazya Ginbot Sene Hamle Nehase Pagume",
               "مسكرم طقمت هدار تاهساس طر يكاتيت مغابيت ميازيا غنبوت سني حملي نهاسي باغومي"),
    ),
    "persian": Calendar(
        N_("Persian calendar"), _persian_day, _persian_parts,
        _named("Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
               "فروردين أرديبهشت خرداد تير مرداد شهريور مهر آبان آذر دي بهمن إسفند"),
    ),
    "buddhist": Calendar(
        N_("Buddhist calendar"), _buddhist_day, _buddhist_parts, _gregorian_months
    ),
}  # fmt: skip
