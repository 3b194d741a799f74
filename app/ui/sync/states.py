"""Where a case is, as an icon and a word: the same on every page."""

from app.errors import N_
from app.language import Words

# state: in words, icon, tone
STATES: dict[str, tuple[str, str, str]] = {
    "draft": (N_("Unfinished"), "pen", "ink2"),
    "kept": (N_("Stored here"), "kept", "kept"),
    "sent": (N_("Sent"), "send", "sent"),
    "held": (N_("On the server"), "held", "sent"),
    "read": (N_("Received by user management"), "inbox", "ink2"),
}

ALL_THERE = N_("Everything is on the server")
ALL_FINISHED_THERE = N_("Everything that is finished is on the server")  # an interview isn't


def size(w: Words, number: int) -> str:
    """Bytes in words: 40 KB, 2.4 MB, 54.5 GB."""
    if number < 950_000:
        return w("{n} KB", n=w.number(-(-number // 1000)))
    large = number >= 950_000_000
    text = f"{number / (1e9 if large else 1e6):.1f}".removesuffix(".0")
    text = w.number(text.replace(".", "٫") if w.digits == "arabic" else text)
    return w("{n} GB", n=text) if large else w("{n} MB", n=text)


def left(w: Words, seconds: float) -> str:
    """How long it still takes."""
    if seconds < 50:
        return w("less than a minute left")
    minutes = round(seconds / 60)
    if minutes <= 90:
        return w.count("about {n} minute left", "about {n} minutes left", max(1, minutes))
    return w.count("about {n} hour left", "about {n} hours left", max(1, round(minutes / 60)))
