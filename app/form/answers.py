"""How an answer is stored: for each type, the one text form that any way of typing it becomes.

Source: ODK XForms spec, "Data Types". Arabic-Indic and Persian digits are taken and stored as 0-9."""

import math
import re
import unicodedata
from decimal import Decimal
from typing import Literal

from app.errors import N_
from app.form.functions import dates
from app.form.functions.geography import point
from app.form.problems import AnswerRefused
from app.form.values import Value, number, number_text, parse_date, parse_moment, parse_time, string
from app.form.views import Range

# -- scripts -----------------------------------------------------------------------------------
# Letters and digits of several scripts, as far as answers and languages need them.
# Sanad's `app.language` knows the same: the engine has these few lines of its own, so that it can
# be used without it.

_ASCII_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)


def ascii_digits(text: str) -> str:
    """Arabic-Indic and Persian digits as 0-9, the form in which answers are stored."""
    return text.translate(_ASCII_DIGITS)


def direction_of(text: str) -> Literal["ltr", "rtl"]:
    """The direction of the first letter that has one."""
    for letter in text:
        bidirectional = unicodedata.bidirectional(letter)
        if bidirectional in {"R", "AL"}:
            return "rtl"
        if bidirectional == "L":
            return "ltr"
    return "ltr"


# -- answers ------------------------------------------------------------------------------------

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,2})?", re.ASCII | re.I)
_ZONED = re.compile(r"(Z|[+-]\d{2}(:?\d{2})?)$")
INT_MAX = 2_147_483_647


def typed(text: str, kind: str) -> str:
    """What was typed, as it is stored; "" stays "". Raises AnswerRefused."""
    if not text:
        return ""
    match kind:
        case "int" | "long":
            plain = _plain_number(text)
            if not plain:
                return ""
            if _WHOLE.fullmatch(plain) is None:
                raise AnswerRefused(N_("write a whole number."))
            value = int(plain)
            if kind == "int" and not -INT_MAX - 1 <= value <= INT_MAX:
                raise AnswerRefused(N_("the number is too large."))
            return str(value)
        case "decimal":
            plain = _plain_number(text)
            if not plain:
                return ""
            if _DECIMAL.fullmatch(plain) is None:
                raise AnswerRefused(N_("write a number."))
            return _plain_decimal(float(plain))
        case "date":
            plain = ascii_digits(text).strip()
            day = parse_date(plain)
            if day is None and "T" in plain and _ZONED.search(plain) is None:
                moment = parse_moment(plain)
                day = moment.date() if moment else None
            if day is None:
                raise AnswerRefused(N_("write a date as year-month-day, such as 2026-01-31."))
            return day.isoformat()
        case "time":
            plain = ascii_digits(text).strip()
            if parse_time(plain) is None:
                raise AnswerRefused(N_("write a time as hours:minutes, such as 14:30."))
            return plain
        case "dateTime":
            plain = ascii_digits(text).strip()
            if "T" not in plain or parse_moment(plain) is None:
                raise AnswerRefused(N_("write date and time such as 2026-01-31T14:30."))
            return plain
        case "geopoint":
            place = geopoint(ascii_digits(text))
            if not place:
                raise AnswerRefused(N_("write latitude and longitude, such as 29.37 47.97."))
            return place
        case "geotrace" | "geoshape":
            line = geoline(ascii_digits(text), kind)
            if not line:
                raise AnswerRefused(
                    N_("write at least two places separated by ; such as 29.37 47.97; 29.38 47.98.")
                    if kind == "geotrace"
                    else N_("write at least three places separated by ; and end with the first one.")
                )
            return line
    return text


def ranged(text: str, kind: str, bounds: Range) -> str:
    """A number inside the bounds of a range question; raises AnswerRefused."""
    plain = typed(text, "int" if kind == "int" else "decimal")
    value = number(plain)
    if not min(bounds.start, bounds.end) <= value <= max(bounds.start, bounds.end):
        raise AnswerRefused(N_("the number is out of range."))
    return plain if kind == "int" else _decimal(value)


def geopoint(text: str) -> str:
    """Latitude, longitude, altitude and accuracy as decimals; "" where it is no place."""
    parts = text.split()
    if point(text) is None or len(parts) > 4:
        return ""
    try:
        return " ".join(_decimal(float(part)) for part in [*parts, "0", "0"][: max(4, len(parts))])
    except ValueError:
        return ""


def geoline(text: str, kind: str) -> str:
    """Places of a line or of the border of a shape, one form for each; "" where there are too few.

    Source: ODK XForms spec, "Data Types": a geotrace has two points or more, a geoshape three or
    more, of which the last is the first."""
    places = [geopoint(part) for part in text.split(";") if part.strip()]
    minimum = 2 if kind == "geotrace" else 3
    if len(places) < minimum or not all(places):
        return ""
    if kind == "geoshape" and places[0].split()[:2] != places[-1].split()[:2]:
        return ""
    return ";".join(places)


def _plain_decimal(value: float) -> str:
    """A number as people write it, however small."""
    text = number_text(value)
    return format(Decimal(text), "f") if "e" in text else text


def _decimal(value: float) -> str:
    text = _plain_decimal(value)
    return text if "." in text else text + ".0"


def default_text(text: str, kind: str) -> str:
    """A default written in the form, as it is stored; what doesn't fit its type is no answer."""
    match kind:
        case "int":
            whole_number = stored(text, kind)
            return whole_number if whole_number and -INT_MAX - 1 <= int(whole_number) <= INT_MAX else ""
        case "geopoint":
            return geopoint(text)
        case "geotrace" | "geoshape":
            return geoline(text, kind)
        case "decimal" | "date" | "time" | "dateTime":
            try:
                return typed(text, kind)
            except AnswerRefused:
                return ""
    return text


def _plain_number(text: str) -> str:
    plain = ascii_digits(text).strip().replace("٫", ".").replace("٬", "").replace("−", "-")
    return "".join(letter for letter in plain if letter not in "\u200e\u200f\u061c \u00a0")


def stored(value: Value, kind: str) -> str:
    """The value of an expression as a question of a type keeps it."""
    match kind:
        case "int" | "long":
            if isinstance(value, bool):
                return "1" if value else "0"
            value_number = number(value)
            return str(math.trunc(value_number)) if math.isfinite(value_number) else ""
        case "decimal":
            value_number = number(value)
            return _decimal(value_number) if math.isfinite(value_number) else ""
        case "date":
            return dates.date(value)
        case "dateTime":
            return dates.date_time(value)
        case "time":
            return clock(string(value))
        case "boolean":
            return string(value)
    return string(value)


def clock(text: str) -> str:
    return text if parse_time(text) is not None else ""
