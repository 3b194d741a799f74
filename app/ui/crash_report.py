"""A bug that showed itself: a code for whoever reports it, and its places on standard error.

Never a value, nor what the exception says: either may hold a person's name.
"""

import json
import sys
from contextlib import suppress
from pathlib import Path

from app import bug_records
from app.errors import N_, SanadError

_APP = Path(__file__).parents[1]


class Unexpected(SanadError):
    """`code`: what kind of exception, and where; the same each time."""

    says = N_(
        "Something unexpected happened. Earlier work is still saved. Please give this "
        "code to the person who looks after Sanad; it reveals nothing about any case: "
        "{code}"
    )
    code: str

    @classmethod
    def of(cls, bug: BaseException) -> "Unexpected":
        """Noted on standard error."""
        kind, frames = type(bug).__name__, places(bug)
        with suppress(OSError, ValueError, AttributeError):  # a window may have none
            bug_records.keep(kind, frames)
            entry = {"event": "bug", "type": kind, "places": frames}
            print(json.dumps(entry), file=sys.stderr, flush=True)
        error = cls(f"{kind} {frames[-1] if frames else '-'}")
        error.__cause__ = bug
        return error


def places(bug: BaseException) -> list[str]:
    """Module and line of each frame of ours, the outermost first."""
    frames, at = [], bug.__traceback__
    while at:
        file = Path(at.tb_frame.f_code.co_filename)
        if file.is_relative_to(_APP):
            frames.append(f"{file.relative_to(_APP).with_suffix('').as_posix()}:{at.tb_lineno}")
        at = at.tb_next
    return frames
