"""The child that reads pictures' notes: fed by `app.photo.photo_client`, which says what goes through the pipes."""

import json
import sys
from typing import Any

from app.photo.metadata import look
from app.photo.metadata_removal import clear
from app.platform import system

_MEMORY, _SECONDS = 2 << 30, 15


def child() -> int:
    """Its exit status."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    system.limit_worker(seconds=_SECONDS, memory_bytes=_MEMORY)
    header = json.loads(source.read(int.from_bytes(source.read(4), "big")))
    content = source.read(int.from_bytes(source.read(8), "big"))
    try:
        answer, cleared = _work(header, content)
    except Exception:  # whatever a library raises must not be printed with what it was given
        return 1
    data = json.dumps(answer).encode()
    target.write(len(data).to_bytes(4, "big") + data + cleared)
    target.flush()
    return 0


def _work(what: dict[str, Any], content: bytes) -> tuple[dict[str, str], bytes]:
    return ({}, clear(content)) if what["do"] == "clear" else (look(content), b"")
