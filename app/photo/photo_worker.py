"""The child that reads pictures' notes: fed by `app.photo.photo_client`, which says what goes through the pipes."""

from typing import Any

from app.broker.child import serve
from app.broker.rooms import READER
from app.photo.metadata import look
from app.photo.metadata_removal import clear


def child() -> int:
    """Its exit status."""
    return serve(READER, _work)


def _work(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    return ({}, clear(content)) if request["do"] == "clear" else (look(content), b"")
