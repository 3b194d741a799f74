"""The day on which to talk again with a person, as an officer set it: a note about an interview."""

from datetime import date, datetime, time

TALK_DAY = "talk day"


def end_of_day(text: str) -> int:
    """The last second of a day such as 2026-12-01; 0 for what is none."""
    try:
        day = date.fromisoformat(text)
        return int(datetime.combine(day, time(23, 59, 59)).timestamp()) if day.year > 1 else 0
    except (ValueError, OverflowError, OSError):
        return 0
