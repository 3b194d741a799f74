"""An answer as a person reads it: days and times in words, numbers in the reader's digits, choices by
their labels. What is kept, signed and handed to other programs stays as it was answered.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from app.casework.questionnaires import calendars
from app.casework.questionnaires.calendars import Least
from app.casework.questionnaires.plain_text import marked
from app.errors import N_
from app.form import Choice, Node
from app.form.origins import ACTION
from app.language import Words, direction_of, isolate, isolate_ltr

_BETWEEN = " · "
_CLOCK = re.compile(r"T?(\d\d:\d\d)", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


class Asking(Protocol):
    """What a question says of its values: a node, or what is kept of one."""

    @property
    def control(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def choices(self) -> Sequence[Choice]: ...
    @property
    def appearance(self) -> frozenset[str]: ...


def told(node: Node, w: Words) -> str:
    """A node's answer, "" for none."""
    return in_words(node, node.value, w)


def stands_over(node: Node, w: Words) -> str:
    """That somebody put something over what the form calculates, and what that is; "" where nobody
    did, or where an action of the form itself did."""
    if node.calculated is None or node.origin == ACTION:
        return ""
    calculated = in_words(node, node.calculated, w)
    if not calculated:
        return w(N_("Typed over; calculated: nothing"))
    return w(N_("Typed over; calculated: {value}"), value=isolate(calculated))


def in_words(of: Asking, value: str, w: Words) -> str:
    """A value of a question; what is no value of its kind stands as it is written."""
    if not value:
        return ""
    match of.control:
        case "select_one" | "select_multiple" | "rank":
            return _chosen(of, value, w)
        case "trigger":
            return w(N_("Read"))
        case "upload":
            return value
        case "range":
            return _ranged(of, value, w)
    read = _TYPES.get(of.type)
    return (read(of, value, w) if read else "") or value


def in_language(code: str, words: Words) -> Words:
    """For a form's language, by its code: days have the names of their months in it."""
    base = code.replace("_", "-").partition("-")[0].lower()
    if base == words.language:
        return words
    match base:
        case "ar" | "en":
            return Words(base)
    return Words("en", "latin", known) if (known := _known(base)) else words


def grouped(written: str, w: Words) -> str:
    """1234567.5 read at a glance; "" below a thousand."""
    whole, _, rest = written.partition(".")
    bare = whole.removeprefix("-")
    if len(bare) < 4 or not bare.isdecimal():
        return ""
    parts = f"{int(whole):,}".split(",")
    between = "٬" if w.digits == "arabic" else ","
    tail = w.decimal(f".{rest}") if rest.strip("0") else ""
    return isolate_ltr(between.join(map(w.own_digits, parts)) + tail)


def _known(code: str) -> str:
    from babel.core import Locale, UnknownLocaleError

    name = {"tl": "fil"}.get(code, code)  # as the questionnaires call it
    try:
        return str(Locale.parse(name))
    except (UnknownLocaleError, ValueError):
        return ""


def _chosen(of: Asking, value: str, w: Words) -> str:
    labels = {choice.value: marked(choice.label) for choice in of.choices}
    if of.control == "select_one":
        return labels.get(value, value)
    found = [labels.get(part, part) for part in value.split()]
    if of.control == "rank":
        return "\n".join(f"{w.number(at)}. {each}" for at, each in enumerate(found, 1))
    alike = len({direction_of(each) for each in found}) == 1
    return _BETWEEN.join(found if alike else map(isolate, found))


def _ranged(of: Asking, value: str, w: Words) -> str:
    """With the form's words for it, where it has some."""
    number = _number(of, value, w) or value
    markeds = [marked(choice.label) for choice in of.choices if _same(choice.value, value)]
    return _BETWEEN.join(each for each in (number, *markeds[:1]) if each)


def _same(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _number(of: Asking, value: str, w: Words) -> str:
    if not _NUMBER.fullmatch(value):
        return ""
    whole = value.removesuffix(".0")
    if "thousands-sep" in of.appearance and (read := grouped(whole, w)):
        return read
    decimal = w.decimal(whole)
    return decimal if decimal.isdecimal() else isolate_ltr(decimal)


def _least(of: Asking) -> Least:
    return (
        "year" if "year" in of.appearance else "month" if "month-year" in of.appearance else "day"
    )


def _day(of: Asking, value: str, w: Words) -> str:
    """In the calendar that the form asks for, with the Gregorian day beside it."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return ""
    least, calendar = _least(of), calendars.of(of.appearance)
    # of a month or a year of another calendar, its first day says which one is meant
    if calendar and (there := calendar.tells(w, day, least)):
        return _BETWEEN.join((there, w.date(day)))
    match least:
        case "day":
            return w.date(day)
        case "month":
            return w.month(day)
    return w.own_digits(str(day.year))


def _time(_of: Asking, value: str, w: Words) -> str:
    match = _CLOCK.match(value)
    return w.own_digits(match[1]) if match else ""


def _moment(of: Asking, value: str, w: Words) -> str:
    parts = (_day(of, value, w), _time(of, value[10:], w))
    return _BETWEEN.join(part for part in parts if part) if parts[0] else ""


def _place(_of: Asking, value: str, w: Words) -> str:
    parts = value.split()
    if not 2 <= len(parts) <= 4 or not all(map(_NUMBER.fullmatch, parts)):
        return ""
    names = (N_("Height in metres"), N_("Accuracy in metres"))
    texts = [
        f"{w(name)}: {isolate_ltr(w.decimal(_short(part)))}"
        for name, part in zip(names, parts[2:], strict=False)
        if float(part)
    ]
    return _BETWEEN.join((_pair(parts), *texts))


def _places(of: Asking, value: str, w: Words) -> str:
    """The corners in their order; an area's last is its first again."""
    points = [part.split() for part in value.split(";") if part.strip()]
    if any(len(point) < 2 or not all(map(_NUMBER.fullmatch, point)) for point in points):
        return ""
    if of.type == "geoshape" and len(points) > 1 and points[0][:2] == points[-1][:2]:
        points.pop()
    count = w.count("{n} point", "{n} points", len(points))
    return "\n".join((count, *map(_pair, points)))


def _pair(point: Sequence[str]) -> str:
    return isolate_ltr(", ".join(map(_short, point[:2])))


def _short(number: str) -> str:
    return number.rstrip("0").removesuffix(".") if "." in number else number


_TYPES: dict[str, Callable[[Asking, str, Words], str]] = {
    "date": _day, "time": _time, "dateTime": _moment,
    "geopoint": _place, "geotrace": _places, "geoshape": _places,
    **dict.fromkeys(
        ("int", "integer", "long", "short", "decimal", "double", "float"), _number
    ),
}  # fmt: skip
