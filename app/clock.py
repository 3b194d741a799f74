"""The time, as aware UTC datetimes. Whoever needs another clock is handed one."""

from collections.abc import Callable
from datetime import UTC, datetime

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


def iso(moment: datetime) -> str:
    """As files say it: 2026-12-01T09:30:00Z. `moment`: in UTC."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
