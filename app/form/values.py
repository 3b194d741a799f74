"""Values of expressions and how they turn into one another.

A value is a float, a str, a bool or a list of nodes. Dates have no type of their own: they are
ISO 8601 text that becomes days since 1970-01-01 in a number's place, which is what makes
`today() + 7` and `${born} < today()` work (ODK XForms spec, "Data Types", "date")."""

import math
import re
import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

NodeList = list[Any]
Value = float | str | bool | NodeList

NAN = math.nan
_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?)[ \t\r\n]*", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII)
_EPOCH = date(1970, 1, 1).toordinal()
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
DAY_S = 86_400.0
INFINITE = frozenset({"Infinity", "-Infinity"})  # as number_text writes them, which is read back


def is_nan(value: object) -> bool:
    """Is it the number that isn't one?"""
    return isinstance(value, float) and math.isnan(value)


def number_text(value: float) -> str:
    """A number as XPath 1.0 section 4.2 writes it: no exponent, no trailing zeros."""
    if math.isnan(value):
        return "NaN"
    if value in (math.inf, -math.inf):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    # digits as few as tell it from its neighbours; very small numbers keep their exponent, as
    # web-forms prints them: 0.000015 and 1.5e-7, where Python has 1.5e-05 and 1.5e-07
    text = repr(value)
    digits, _, exponent = text.partition("e")
    if not exponent:
        return text.removesuffix(".0")
    if abs(value) >= 1e-6:
        return format(Decimal(text), "f")
    return f"{digits}e{int(exponent)}"


def text_number(text: str) -> float:
    """A text as a number; an ISO date or date-time as days since the epoch; else NaN."""
    try:
        # the common case first: float() takes more than XPath does, so look at what it took
        value = float(text)
    except ValueError:
        return moment_days(text)
    if _NUMBER.fullmatch(text) is None:
        return value if math.isinf(value) and text.strip() in INFINITE else NAN
    return value


def string(value: Value) -> str:
    """XPath 1.0, string()."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return str(value[0].string()) if value else ""


def number(value: Value) -> float:
    """XPath 1.0, number(); dates count as days."""
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return text_number(value)
    if isinstance(value, list):
        return text_number(value[0].string()) if value else NAN
    return 1.0 if value else 0.0


def boolean(value: Value) -> bool:
    """XPath 1.0, boolean()."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return not (value == 0 or math.isnan(value))
    return bool(value)


@lru_cache(maxsize=4096)
def parse_moment(text: str) -> datetime | None:
    """An ISO date or date-time, in the zone it names or this computer's; None for anything else."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        naive = datetime(
            int(year),
            int(month),
            int(day),
            hour=0 if hour == "24" else int(hour or 0),
            minute=int(minute or 0),
            second=int(second or 0),
            microsecond=int((fraction or "0").ljust(6, "0")[:6]),
        )
        if hour == "24":
            naive += timedelta(days=1)
        return naive.replace(tzinfo=_zone(zone)) if zone else local(naive)
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    if int(digits[2:]) > 59:
        raise ValueError
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def local(naive: datetime) -> datetime:
    """A wall-clock time of this computer with its offset on that day."""
    try:
        return _on_this_clock(naive)
    except OSError:
        return naive.replace(tzinfo=_usual_zone())
    except (OverflowError, ValueError):
        return naive.replace(tzinfo=UTC)


def here(moment: datetime) -> datetime:
    """A moment on this computer's clock. Windows knows no local time before 1970: there the offset is the
    usual one, without summer time. OverflowError, ValueError at both ends of what a calendar holds."""
    try:
        return _on_this_clock(moment)
    except OSError:
        return moment.astimezone(_usual_zone())


def _on_this_clock(moment: datetime) -> datetime:
    return moment.astimezone()


def _usual_zone() -> timezone:
    return timezone(timedelta(seconds=-time.timezone))


def parse_date(text: str) -> date | None:
    """A plain ISO date; None for anything else, such as 2025-02-30."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_time(text: str) -> tuple[int, int, int, int, tzinfo | None] | None:
    """Hours, minutes, seconds, milliseconds and zone of an ISO time; None for anything else."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second, fraction, zone = match.groups()
    h, m, s = int(hour), int(minute), int(second or 0)
    if h > 23 or m > 59 or s > 59:
        return None
    try:
        offset = _zone(zone) if zone else None
    except ValueError:
        return None
    return h, m, s, int((fraction or "0").ljust(3, "0")[:3]), offset


def moment_days(text: str) -> float:
    """Days since 1970-01-01T00:00 UTC with the part of the day; a date begins at local midnight.

    Not whole days for dates: so do JavaRosa and web-forms, and only so `today() <= now()` holds
    in every time zone."""
    if len(text) < 8 or "-" not in text:
        return NAN
    moment = parse_moment(text)
    return NAN if moment is None else decimal_days(moment)


def decimal_days(moment: datetime) -> float:
    """Days since 1970-01-01T00:00 UTC, with the part of the day."""
    return moment.timestamp() / DAY_S


def date_text(days: float) -> str:
    """Days since the epoch as an ISO date; "" beyond the calendar.

    A whole number counts calendar days from 1970-01-01; with a part of a day it is a moment, and
    the date is the one on this computer's clock then."""
    try:
        if days != math.floor(days):
            return here(_ZERO + timedelta(seconds=days * DAY_S)).date().isoformat()
        return date.fromordinal(math.floor(days) + _EPOCH).isoformat()
    except (ValueError, OverflowError):
        return ""


def moment_text(moment: datetime) -> str:
    """A date-time as ODK stores it: milliseconds and offset, 2025-03-04T10:20:30.000-07:00."""
    return moment.isoformat(timespec="milliseconds")
