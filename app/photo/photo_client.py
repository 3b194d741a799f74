"""A child process asked about a picture; it holds no keys.

standard input   4 bytes length, JSON {"do": "look" | "clear"}, 8 bytes length, the file
standard output  4 bytes length, JSON of texts, the picture where it was to be cleared; nothing where
                 the exit status isn't 0
"""

import json
import subprocess
import sys
from pathlib import Path

from app.errors import N_, SanadError
from app.settings import ROOT

WORD = "--reader"  # what app.__main__ hands to app.photo.photo_worker
_LONGEST_S, _LONGEST = 20, 100
_KNOWN = ("place", "taken", "camera")


class PlaceStays(SanadError):
    """A picture that nothing here can take its notes out of."""

    says = N_(
        "What is noted in this kind of picture can’t be taken out here: it may tell the place where it "
        "was taken. Nothing was written. Choose to save it with the place, or take a picture of it."
    )


def traces(content: bytes) -> dict[str, str]:
    """`place`, `taken`, `camera` as a picture's file notes them; nothing where it notes nothing, or
    can't be read."""
    try:
        answer, _ = _run("look", content)
    except _Failed:
        return {}
    return {
        name: text[:_LONGEST]
        for name in _KNOWN
        if isinstance(text := answer.get(name), str) and text.isprintable() and text
    }


def cleared(content: bytes) -> bytes:
    """The picture without what is noted beside it; the same bytes where nothing was. PlaceStays."""
    try:
        return _run("clear", content)[1]
    except _Failed:
        raise PlaceStays from None


class _Failed(Exception):
    pass


def _run(do: str, content: bytes) -> tuple[dict[str, object], bytes]:
    header = json.dumps({"do": do}).encode()
    parts = len(header).to_bytes(4, "big"), header, len(content).to_bytes(8, "big"), content
    try:
        child = subprocess.run(
            _command(), input=b"".join(parts), capture_output=True, check=True, cwd=ROOT,
            timeout=_LONGEST_S, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        size = int.from_bytes(child.stdout[:4], "big")
        answer = json.loads(child.stdout[4 : 4 + size])
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise _Failed from error
    if not isinstance(answer, dict):
        raise _Failed
    return answer, child.stdout[4 + size :]


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        # on Windows the window's own program has no standard input or output
        program = Path(sys.executable)
        return [str(program.with_name("sanad" + program.suffix)), WORD]
    return [sys.executable, "-m", "app", WORD]
