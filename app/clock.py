"""The time, as aware UTC datetimes. Whoever needs another clock is handed one."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment in UTC, to the second: events claim no finer time."""
    return datetime.now(UTC).replace(microsecond=0)


def utc(seconds: int) -> datetime:
    """An instant as the records keep it, in seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def utc_or_none(seconds: int | None) -> datetime | None:
    """The same; None for 0, which records keep where nothing has happened yet."""
    return utc(seconds) if seconds else None


def end_of_day(text: str) -> int:
    """The last second of a day such as 2026-12-01; 0 for what is none."""
    try:
        day = date.fromisoformat(text)
        return int(datetime.combine(day, time(23, 59, 59)).timestamp()) if day.year > 1 else 0
    except (ValueError, OverflowError, OSError):
        return 0


def iso(moment: datetime) -> str:
    """As files say it: 2026-12-01T09:30:00Z. `moment`: in UTC."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
