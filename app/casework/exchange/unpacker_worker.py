"""The child that decompresses: asked by `app.casework.exchange.post.inbox`."""

from typing import Any

from app.broker.child import serve
from app.broker.rooms import UNPACKER
from app.seal.packing import NotPacked, unpack


def child() -> int:
    """Its exit status."""
    return serve(UNPACKER, _work)


def _work(request: dict[str, Any], padded: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        return {"refused": False}, unpack(padded, request["largest"])
    except NotPacked:
        return {"refused": True}, b""
