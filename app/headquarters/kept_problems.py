"""The last things that went wrong, beside the log that may be nobody's to read: a place in our code or a
kind of error, and when. problems.json in the folder, at most 20."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from app.disk import write_whole
from app.headquarters.metrics import Log

_FILE, _MOST = "problems.json", 20
_KINDS = ("bug", "backup_failed", "certificate_ends", "certificate_failed", "disk_full", "fork")


@dataclass(frozen=True, slots=True)
class KeptProblem:
    """`kind`: one of `_KINDS`; `place`: a place in our code or the kind of an error."""

    at: datetime
    kind: str
    place: str


class KeptLog(Log):
    """Says everything, and keeps what went wrong."""

    def __init__(self, folder: Path, stream: TextIO | None = None) -> None:
        super().__init__(stream)
        self._folder = folder

    def say(self, kind: str, **details: Any) -> None:
        super().say(kind, **details)
        if kind in _KINDS:
            place = str(details.get("where") or details.get("error") or "")[:120]
            now = int(datetime.now(UTC).timestamp())
            with self._lock, suppress(OSError):  # a full disk: the log has said it
                lines = [[now, kind, place], *_read(self._folder)][:_MOST]
                write_whole(self._folder / _FILE, json.dumps(lines).encode())


def problems_of(folder: Path) -> list[KeptProblem]:
    """The last first."""
    return [KeptProblem(datetime.fromtimestamp(at, UTC), kind, place) for at, kind, place in _read(folder)]


def _read(folder: Path) -> list[tuple[int, str, str]]:
    try:
        lines = json.loads((folder / _FILE).read_text("utf-8"))
        return [(int(at), str(kind), str(place)) for at, kind, place in lines]
    except (OSError, ValueError, TypeError):
        return []
