"""The time, as aware UTC datetimes. Whoever needs another clock is handed one."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment in UTC, to the second: events claim no finer time."""
    return datetime.now(UTC).replace(microsecond=0)
