"""Functions that only other tools have, for forms written for them.

What the Community Health Toolkit computes with dates is computed here too (source: its
documentation, "XPath"). What needs that tool's own data, session or telephone gives nothing, with
a warning: such a form opens, and its author reads what stays empty."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from app.form.functions.dates import moment_of
from app.form.functions.declarations import FUNCTIONS
from app.form.values import Value, date_text, here, is_nan, local, moment_text, number

EMPTY = {
    "Community Health Toolkit": (
        "z-score",
        "to-bikram-sambat",
        "cht:extension-lib",
        "cht:strip-whitespace",
        "cht:bmi",
        "cht:validate-luhn",
    ),
    "Enketo": ("comment-status",),
}
# words that anybody might write for a function that there isn't: CommCare's in forms of its own alone
COMMCARE = {
    "checksum", "closest-point-on-polygon", "cond", "decrypt-string", "distinct-values", "double",
    "encrypt-string", "here", "id-compress", "index-of", "is-point-inside-polygon", "join-chunk",
    "json-property", "polygon-point", "replace", "sleep", "sort", "sort-by", "split", "unix-time",
    "userprefs",
}  # fmt: skip
# lists that those tools put beside a form when they open it
LISTS = {
    "contact-summary": "Community Health Toolkit",
    "user-contact-summary": "Community Health Toolkit",
    "casedb": "CommCare",
    "commcaresession": "CommCare",
}
TOOL_OF = {name: tool for tool, names in EMPTY.items() for name in names}


def tool_of(name: str, namespaces: Iterable[str]) -> str | None:
    """Whose function it is, in a form that declares these namespaces; None where nobody's."""
    if name in COMMCARE and any("commcarehq.org" in uri for uri in namespaces):
        return "CommCare"
    return TOOL_OF.get(name)


def _months(first: datetime, second: datetime) -> int:
    """Whole months from one to the other; below zero where the other is earlier."""
    if second < first:
        return -_months(second, first)
    months = (second.year - first.year) * 12 + second.month - first.month
    return months - (_later(first, months) > second)


def _later(at: datetime, months: int) -> datetime:
    """The same day some months on, or the last day of a month that is too short."""
    years, month = divmod(at.month - 1 + months, 12)
    for day in range(at.day, 27, -1):
        try:
            return at.replace(year=at.year + years, month=month + 1, day=day)
        except ValueError:
            continue
    return at.replace(year=at.year + years, month=month + 1)


def _wall(value: Value) -> datetime | None:
    """A moment on this computer's clock, without its offset: calendars know none."""
    moment = moment_of(value)
    return here(moment).replace(tzinfo=None) if moment else None


def _difference(unit: Any) -> Any:
    def run(first: Value, second: Value) -> float | str:
        first_moment, second_moment = _wall(first), _wall(second)
        if first_moment is None or second_moment is None:
            return ""
        first_moment, second_moment = (
            moment.replace(hour=0, minute=0, second=0, microsecond=0) for moment in (first_moment, second_moment)
        )
        return float(unit(first_moment, second_moment))

    return run


def add_date(value: Value, *parts: Value) -> str:
    """A date-time some years, months, days, hours and minutes later; "" where it is none."""
    at = _wall(value)
    if at is None:
        return ""
    years, months, days, hours, minutes = (
        0 if is_nan(part_number := number(part)) else int(part_number) for part in (*parts, *[0.0] * 5)[:5]
    )
    try:
        at = _later(at, years * 12 + months)
        at += timedelta(days=days, hours=hours, minutes=minutes)
    except (ValueError, OverflowError):
        return ""
    return moment_text(local(at))


def timestamp_date(value: Value) -> str:
    """Milliseconds since 1970 as a date; "" for anything else."""
    seconds = number(value)
    return "" if is_nan(seconds) else date_text(seconds / 86_400_000)


def _days(first: datetime, second: datetime) -> int:
    return (second - first).days


for _name, _unit in {
    "days": _days,
    "weeks": lambda first, second: int(_days(first, second) / 7),
    "months": _months,
    "years": lambda first, second: int(_months(first, second) / 12),
}.items():
    FUNCTIONS.plain(f"difference-in-{_name}", "vv", "any", _difference(_unit), 2, 2)
    FUNCTIONS.plain(f"cht:difference-in-{_name}", "vv", "any", _difference(_unit), 2, 2)
FUNCTIONS.plain("add-date", "v", "string", add_date, 1, 6)
FUNCTIONS.plain("parse-timestamp-to-date", "v", "string", timestamp_date, 1, 1)
