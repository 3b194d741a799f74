"""Calendars in which a form asks for a date. Stored is always the Gregorian day.

Source: ODK docs, "Date and time widgets" (ethiopian, coptic, islamic, bikram-sambat, persian, buddhist);
Reingold and Dershowitz, "Calendrical Calculations" for the Coptic and the Ethiopian one; Umm al-Qura by
hijridate. Myanmar's has a month twice in some years, by exceptions that its astrologers announce: not here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

from app.casework.questionnaires import bikram_sambat
from app.errors import N_
from app.language import Words
from app.settings import Language

Parts = tuple[int, int, int]  # year, month, day
Least = Literal["day", "month", "year"]  # what a form asks for


@dataclass(frozen=True, slots=True)
class Calendar:
    """`says`: what it is called; `day` and `parts` are None where it has no such day; `months`: their names
    by the code of a language, English ones where it has none; `ahead`: may a day turn out another one?"""

    says: str
    day: Callable[[int, int, int], date | None]
    parts: Callable[[date], Parts | None]
    months: Callable[[str], tuple[str, ...]]
    ahead: Callable[[date], bool] = lambda day: False

    def tells(self, w: Words, gregorian_day: date, precision: Least = "day") -> str:
        """A day with the name of its month, in the user's digits; "" beyond the calendar."""
        parts = self.parts(gregorian_day)
        if parts is None:
            return ""
        year, month, day = parts
        name = self.months(w.locale)[month - 1]
        texts = {"day": f"{day} {name} {year}", "month": f"{name} {year}", "year": str(year)}
        return w.own_digits(texts[precision])


def of(appearance: frozenset[str]) -> Calendar | None:
    """The calendar that a form asks for; None for the Gregorian one."""
    return next((calendar for word in sorted(appearance) if (calendar := _KNOWN.get(word))), None)


def lacking(appearance: frozenset[str]) -> bool:
    """Does a form ask for a calendar that isn't here?"""
    return "myanmar" in appearance


def _hijri_day(year: int, month: int, day: int) -> date | None:
    from hijridate import Hijri

    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(gregorian.year, gregorian.month, gregorian.day)


def _hijri_parts(day: date) -> Parts | None:
    from hijridate import Gregorian

    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return hijri.year, hijri.month, hijri.day


def _hijri_months(language: str) -> tuple[str, ...]:
    from hijridate import Hijri

    code: Language = "ar" if language == "ar" else "en"
    return tuple(Hijri(1447, month, 1).month_name(code) for month in range(1, 13))


def _first(epoch: int, year: int) -> int:
    return epoch + 365 * (year - 1) + year // 4


def _coptic_day(epoch: int, year: int, month: int, day: int) -> date | None:
    """Twelve months of 30 days and one of 5, or 6 before a leap year. `epoch`: its first day, as
    Python counts days."""
    last = 30 if month < 13 else 6 if year % 4 == 3 else 5
    if not (1 <= month <= 13 and 1 <= day <= last and year >= 1):
        return None
    return _ordinal(_first(epoch, year) + 30 * (month - 1) + day - 1)


def _coptic_parts(epoch: int, day: date) -> Parts | None:
    at = day.toordinal()
    year = (4 * (at - epoch) + 1463) // 1461
    if year < 1:
        return None
    into = at - _first(epoch, year)
    return year, into // 30 + 1, into % 30 + 1


def _ordinal(number: int) -> date | None:
    return date.fromordinal(number) if 1 <= number <= date.max.toordinal() else None


# 20 March 2024, 1 Farvardin 1403; eight leap years in 33, as the equinox falls from 1799 to 2254
_NOWRUZ, _NOWRUZ_YEAR, _PERSIAN = 738965, 1403, range(1179, 1634)


def _persian_leaps(year: int) -> int:
    """Leap years up to and with this one, in the 33 years' round."""
    return (8 * year + 29) // 33


def _persian_first(year: int) -> int:
    leaps = _persian_leaps(year - 1) - _persian_leaps(_NOWRUZ_YEAR - 1)
    return _NOWRUZ + 365 * (year - _NOWRUZ_YEAR) + leaps


def _persian_day(year: int, month: int, day: int) -> date | None:
    """Six months of 31 days, five of 30 and one of 29, or 30 in a leap year."""
    if year not in _PERSIAN or not (1 <= month <= 12 and day >= 1):
        return None
    days_before = 31 * min(6, month - 1) + 30 * max(0, month - 7)
    persian_first = _persian_first(year + 1) if month == 12 else _persian_first(year) + days_before + 30
    at = _persian_first(year) + days_before + day - 1
    last = persian_first if month == 12 else persian_first + (month <= 6)
    return _ordinal(at) if at < last else None


def _persian_parts(gregorian_day: date) -> Parts | None:
    at = gregorian_day.toordinal()
    year = _NOWRUZ_YEAR + (at - _NOWRUZ) * 33 // 12053
    year += 1 if at >= _persian_first(year + 1) else -1 if at < _persian_first(year) else 0
    if year not in _PERSIAN:
        return None
    into = at - _persian_first(year)
    month = into // 31 if into < 186 else 6 + (into - 186) // 30
    day = into - 31 * month if into < 186 else (into - 186) % 30
    return year, month + 1, day + 1


def _buddhist_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year - 543, month, day)
    except ValueError:
        return None


def _buddhist_parts(day: date) -> Parts | None:
    return day.year + 543, day.month, day.day


def _gregorian_months(language: str) -> tuple[str, ...]:
    from babel.dates import get_month_names

    names = get_month_names("wide", locale=language)
    return tuple(names[month] for month in range(1, 13))


def _named(english: str, **translations: str) -> Callable[[str], tuple[str, ...]]:
    names = {code: tuple(month_text.split()) for code, month_text in translations.items()}
    latin = tuple(english.split())
    return lambda language: names.get(language, latin)


_COPTIC, _ETHIOPIAN = 103605, 2796  # 29 August 284 and 29 August 8 of the Julian calendar
_KNOWN = {
    "islamic": Calendar(
        N_("Hijri calendar (Umm al-Qura)"), _hijri_day, _hijri_parts, _hijri_months
    ),
    "coptic": Calendar(
        N_("Coptic calendar"), partial(_coptic_day, _COPTIC), partial(_coptic_parts, _COPTIC),
        _named("Thout Paopi Hathor Koiak Tobi Meshir Paremhat Parmouti Pashons Paoni Epip Mesori Nasie",
               ar="توت بابه هاتور كيهك طوبة أمشير برمهات برمودة بشنس بؤونة أبيب مسرى النسيء"),
    ),
    "ethiopian": Calendar(
        N_("Ethiopian calendar"), partial(_coptic_day, _ETHIOPIAN),
        partial(_coptic_parts, _ETHIOPIAN),
        _named("Meskerem Tikimt Hidar Tahsas Tir Yekatit Megabit Miyazya Ginbot Sene Hamle Nehase Pagume",
               ar="مسكرم طقمت هدار تاهساس طر يكاتيت مغابيت ميازيا غنبوت سني حملي نهاسي باغومي"),
    ),
    "bikram-sambat": Calendar(
        N_("Nepali calendar (Bikram Sambat)"), bikram_sambat.day, bikram_sambat.parts,
        _named("Baisakh Jestha Asar Shrawan Bhadra Asoj Kartik Mangsir Poush Magh Falgun Chaitra",
               ar="بيساخ جيث أسار شراون بهادرا أسوج كارتيك مانغسير بوش ماغ فالغون تشيترا",
               ne="वैशाख जेठ असार साउन भदौ असोज कात्तिक मंसिर पुस माघ फागुन चैत"),
        bikram_sambat.ahead,
    ),
    "persian": Calendar(
        N_("Persian calendar"), _persian_day, _persian_parts,
        _named("Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
               ar="فروردين أرديبهشت خرداد تير مرداد شهريور مهر آبان آذر دي بهمن إسفند"),
    ),
    "buddhist": Calendar(
        N_("Buddhist calendar"), _buddhist_day, _buddhist_parts, _gregorian_months
    ),
}  # fmt: skip
