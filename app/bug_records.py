"""Bugs that showed themselves on this computer: what kind and where in the program, never a value. A
program without a console has nowhere else to say it.

They stand beside the counts of wrong passphrases, outside the records: nothing in them is of a case.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import settings
from app.disk import write_whole
from app.version import VERSION

MOST = 200  # the last ones


def file() -> Path:
    return settings.state() / "bugs.jsonl"


def keep(kind: str, places: list[str]) -> None:
    """One more; where it can't be written, it is left."""
    entry = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "version": VERSION, "type": kind, "places": places}
    with suppress(OSError):
        file().parent.mkdir(parents=True, exist_ok=True)
        lines = [*_lines(), json.dumps(entry)][-MOST:]
        write_whole(file(), "".join(f"{line}\n" for line in lines).encode())


def kept() -> list[dict[str, Any]]:
    """The earlier first; what can't be read is left out."""
    records: list[dict[str, Any]] = []
    for line in _lines():
        with suppress(ValueError, RecursionError):
            record = json.loads(line)
            if isinstance(record, dict):
                records.append(record)
    return records


def _lines() -> list[str]:
    try:
        return file().read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
