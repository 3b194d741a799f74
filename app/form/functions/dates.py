"""Functions of dates and times. Source: ODK XForms spec, "XPath Functions" (dates)."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from app.form.expressions import Code
from app.form.functions.declarations import FUNCTIONS, Arguments
from app.form.values import (
    DAY_S,
    NAN,
    Value,
    date_text,
    here,
    local,
    moment_text,
    number,
    parse_date,
    parse_moment,
    parse_time,
    string,
    text_number,
)
from app.form.xpath import Text

_LOCAL_MOMENT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}T[\d:.]+", re.ASCII)
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


def today(world: Any) -> str:
    return str(world.today())


def now(world: Any) -> str:
    return moment_text(world.now())


def moment_of(value: Value) -> datetime | None:
    """A date, date-time or number of days as a moment on this computer's clock."""
    if isinstance(value, float | bool):
        return _from_days(number(value))
    text = string(value).strip()
    moment = parse_moment(text)
    if moment is not None:
        return moment
    return _from_days(text_number(text)) if text else None


def _from_days(days: float) -> datetime | None:
    if math.isnan(days) or abs(days) > 3e6:
        return None
    whole_days = math.floor(days)
    plain = parse_date(date_text(whole_days))
    if plain is None:
        return None
    if days == whole_days:
        return local(datetime(plain.year, plain.month, plain.day))
    return here(_ZERO + timedelta(milliseconds=round(days * DAY_S * 1000)))


def date(value: Value) -> str:
    """A date from a text or from days since 1970-01-01; "" where it is neither."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return "" if not math.isfinite(value) else date_text(value)
    text = string(value).strip()
    plain = parse_date(text)
    if plain is not None:
        return plain.isoformat()
    moment = parse_moment(text)
    if moment is not None:
        return here(moment).date().isoformat()
    days = text_number(text) if text else NAN
    return "" if not math.isfinite(days) else date_text(days)


def _moment_after(days: float) -> str:
    try:
        return moment_text(here(_ZERO + timedelta(days=days)))
    except (ValueError, OverflowError):
        return ""


def date_time(value: Value) -> str:
    """A moment from a text, or from days since 1970-01-01T00:00 UTC; a truth is none."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return _moment_after(value)
    moment = moment_of(value)
    return "" if moment is None else moment_text(here(moment))


def decimal_date_time(value: Value) -> float | str:
    """Days since 1970-01-01; "" of no date."""
    if isinstance(value, float | bool):
        return number(value)
    text = string(value).strip()
    moment = parse_moment(text)
    if moment is None:
        return text_number(text) if text else ""
    return moment.timestamp() / DAY_S


def decimal_time(value: Value) -> float:
    """The part of a day that a time is, from 0 to 1."""
    text = string(value).strip()
    moment = parse_moment(text)
    if moment is not None and ":" in text:
        at = here(moment)
        return (at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6) / DAY_S
    parsed = parse_time(text)
    if parsed is None:
        return NAN
    hour, minute, second, millis, zone = parsed
    if zone is not None:
        return decimal_time(f"1970-01-02T{text}")
    return (hour * 3600 + minute * 60 + second + millis / 1000) / DAY_S


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]


def format_date(world: Any, value: Value, pattern: str) -> str:
    moment = moment_of(value)
    if moment is None:
        return ""
    return formatted(world, here(moment), pattern)


def formatted(world: Any, at: datetime, pattern: str) -> str:
    """Source: ODK XForms spec, "format-date": %Y %y %m %n %b %d %e %H %h %M %S %3 %a %W."""
    months, days = world.month_names() if world is not None else (_MONTHS, _DAYS)
    parts: list[str] = []
    letters = iter(pattern)
    for letter in letters:
        if letter != "%":
            parts.append(letter)
            continue
        code = next(letters, "")
        match code:
            case "%":
                parts.append("%")
            case "Y":
                parts.append(f"{at.year:04d}")
            case "y":
                parts.append(f"{at.year % 100:02d}")
            case "m":
                parts.append(f"{at.month:02d}")
            case "n":
                parts.append(str(at.month))
            case "b":
                parts.append(months[at.month - 1])
            case "d":
                parts.append(f"{at.day:02d}")
            case "e":
                parts.append(str(at.day))
            case "H":
                parts.append(f"{at.hour:02d}")
            case "h":
                parts.append(str(at.hour))
            case "M":
                parts.append(f"{at.minute:02d}")
            case "S":
                parts.append(f"{at.second:02d}")
            case "3":
                parts.append(f"{at.microsecond // 1000:03d}")
            case "a":
                parts.append(days[(at.weekday() + 1) % 7])
            case "W":
                parts.append(f"{at.isocalendar().week}")
            case _:
                parts.append("%" + code)
    return "".join(parts)


FUNCTIONS.plain("today", "", "string", today, volatile=True, world=True)
FUNCTIONS.plain("now", "", "string", now, volatile=True, world=True)


@FUNCTIONS.built("date", 1, 1)
def _date(args: Arguments) -> Code:
    """date(): a moment that the form itself writes keeps its time, as in JavaRosa and web-forms; of a
    value that comes from elsewhere the day counts, so that date(now()) = today()."""
    [arg] = args.trees
    if isinstance(arg, Text) and (moment := _written_moment(arg.value)):
        return Code("string", lambda s: moment, constant=moment)
    value = args.value()
    return Code("string", lambda s: date(value(s)))


def _written_moment(text: str) -> str:
    """A moment in local time with more than its day; "" for anything else."""
    if not _LOCAL_MOMENT.fullmatch(text.strip()):
        return ""
    moment = parse_moment(text.strip())
    return moment_text(moment) if moment is not None else ""


FUNCTIONS.plain("date-time", "v", "string", date_time)
FUNCTIONS.plain("decimal-date-time", "v", "any", decimal_date_time)
FUNCTIONS.plain("decimal-time", "v", "number", decimal_time)
FUNCTIONS.plain("format-date", "vs", "string", format_date, world=True)
FUNCTIONS.plain("format-date-time", "vs", "string", format_date, world=True)
