"""Does this process print practice alone? Then every page says so, whatever paper it is.

Kept for the process and not for a paper: the process that practises does nothing else until it ends,
and no way of printing can forget it."""

from app.errors import N_

WORD = N_("Practice")
_state = {"on": False}


def print_as_practice(*, practice: bool) -> None:
    """Mark every page from now on, or none."""
    _state["on"] = practice


def is_on() -> bool:
    return _state["on"]
