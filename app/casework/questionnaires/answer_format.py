"""An answer as a person reads it: days and times in words, numbers in the reader's digits, choices by
their labels. What is kept, signed and handed to other programs stays as it was answered."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from app.casework.questionnaires import calendars
from app.errors import N_
from app.form import ACTION, Choice, Node
from app.language import Words, direction_of, isolate, isolate_ltr
from app.markup import styled

# -- plain text --------------------------------------------------------------------------------
# A form's words as plain text, without the marks of Markdown: for papers, lists and search.


def marked(markup_text: str) -> str:
    """The words, without their marks."""
    return str(styled(markup_text))


# -- answer format ------------------------------------------------------------------------------

_BETWEEN = " · "
_CLOCK = re.compile(r"T?(\d\d:\d\d)", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


class AnswerKind(Protocol):
    """What a question says of its values: a node, or what is kept of one."""

    @property
    def control(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def choices(self) -> Sequence[Choice]: ...
    @property
    def appearance(self) -> frozenset[str]: ...


def formatted_answer(node: Node, w: Words) -> str:
    """A node's answer, "" for none."""
    return in_words(node, node.value, w)


def stands_over(node: Node, w: Words) -> str:
    """That somebody put something over what the form calculates, and what that is; "" where nobody
    did, or where an action of the form itself did."""
    if node.calculated is None or node.origin == ACTION:
        return ""
    calculated = in_words(node, node.calculated, w)
    if not calculated:
        return w(N_("Changed by hand; calculated: nothing"))
    return w(N_("Changed by hand; calculated: {value}"), value=isolate(calculated))


def in_words(question: AnswerKind, value: str, w: Words) -> str:
    """A value of a question; what is no value of its kind stands as it is written."""
    if not value:
        return ""
    match question.control:
        case "select_one" | "select_multiple" | "rank":
            return _chosen(question, value, w)
        case "trigger":
            return w(N_("Read"))
        case "upload":
            return value
        case "range":
            return _ranged(question, value, w)
    read = _TYPES.get(question.type)
    return (read(question, value, w) if read else "") or value


def in_language(code: str, words: Words) -> Words:
    """For a form's language, by its code: days have the names of their months in it."""
    base = code.replace("_", "-").partition("-")[0].lower()
    if base == words.language:
        return words
    match base:
        case "ar" | "en":
            return Words(base)
    return Words("en", "latin", locale) if (locale := _known(base)) else words


def grouped(number_text: str, w: Words) -> str:
    """1234567.5 read at a glance; "" below a thousand."""
    integer_part, _, fraction = number_text.partition(".")
    bare = integer_part.removeprefix("-")
    if len(bare) < 4 or not bare.isdecimal():
        return ""
    parts = f"{int(integer_part):,}".split(",")
    separator = "٬" if w.digits == "arabic" else ","
    tail = w.decimal(f".{fraction}") if fraction.strip("0") else ""
    return isolate_ltr(separator.join(map(w.own_digits, parts)) + tail)


def _known(code: str) -> str:
    from babel.core import Locale, UnknownLocaleError

    name = {"tl": "fil"}.get(code, code)  # as the questionnaires call it
    try:
        return str(Locale.parse(name))
    except (UnknownLocaleError, ValueError):
        return ""


def _chosen(question: AnswerKind, value: str, w: Words) -> str:
    labels = {choice.value: marked(choice.label) for choice in question.choices}
    if question.control == "select_one":
        return labels.get(value, value)
    chosen_labels = [labels.get(part, part) for part in value.split()]
    if question.control == "rank":
        return "\n".join(f"{w.number(at)}. {label}" for at, label in enumerate(chosen_labels, 1))
    alike = len({direction_of(label) for label in chosen_labels}) == 1
    return _BETWEEN.join(chosen_labels if alike else map(isolate, chosen_labels))


def _ranged(question: AnswerKind, value: str, w: Words) -> str:
    """With the form's words for it, where it has some."""
    number = _number(question, value, w) or value
    labels = [marked(choice.label) for choice in question.choices if _same(choice.value, value)]
    return _BETWEEN.join(part for part in (number, *labels[:1]) if part)


def _same(first: str, second: str) -> bool:
    try:
        return float(first) == float(second)
    except ValueError:
        return False


def _number(question: AnswerKind, value: str, w: Words) -> str:
    if not _NUMBER.fullmatch(value):
        return ""
    number_text = value.removesuffix(".0")
    if "thousands-sep" in question.appearance and (read := grouped(number_text, w)):
        return read
    decimal = w.decimal(number_text)
    return decimal if decimal.isdecimal() else isolate_ltr(decimal)


def _least(question: AnswerKind) -> calendars.Least:
    return "year" if "year" in question.appearance else "month" if "month-year" in question.appearance else "day"


def _day(question: AnswerKind, value: str, w: Words) -> str:
    """In the calendar that the form asks for, with the Gregorian day beside it."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return ""
    precision, calendar = _least(question), calendars.of(question.appearance)
    # of a month or a year of another calendar, its first day says which one is meant
    if calendar and (calendar_text := calendar.tells(w, day, precision)):
        return _BETWEEN.join((calendar_text, w.date(day)))
    match precision:
        case "day":
            return w.date(day)
        case "month":
            return w.month(day)
    return w.own_digits(str(day.year))


def _time(_question: AnswerKind, value: str, w: Words) -> str:
    match = _CLOCK.match(value)
    return w.own_digits(match[1]) if match else ""


def _moment(question: AnswerKind, value: str, w: Words) -> str:
    parts = (_day(question, value, w), _time(question, value[10:], w))
    return _BETWEEN.join(part for part in parts if part) if parts[0] else ""


def _place(_question: AnswerKind, value: str, w: Words) -> str:
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


def _places(question: AnswerKind, value: str, w: Words) -> str:
    """The corners in their order; an area's last is its first again."""
    points = [part.split() for part in value.split(";") if part.strip()]
    if any(len(point) < 2 or not all(map(_NUMBER.fullmatch, point)) for point in points):
        return ""
    if question.type == "geoshape" and len(points) > 1 and points[0][:2] == points[-1][:2]:
        points.pop()
    count = w.count("{n} point", "{n} points", len(points))
    return "\n".join((count, *map(_pair, points)))


def _pair(point: Sequence[str]) -> str:
    return isolate_ltr(", ".join(map(_short, point[:2])))


def _short(number: str) -> str:
    return number.rstrip("0").removesuffix(".") if "." in number else number


_TYPES: dict[str, Callable[[AnswerKind, str, Words], str]] = {
    "date": _day,
    "time": _time,
    "dateTime": _moment,
    "geopoint": _place,
    "geotrace": _places,
    "geoshape": _places,
    **dict.fromkeys(("int", "integer", "long", "short", "decimal", "double", "float"), _number),
}
