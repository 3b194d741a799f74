"""The child that reads what a partner of a matching says beside its points: the head of a message, a card."""

from typing import Any

from app.broker.child import serve
from app.broker.rooms import MATCHER
from app.seal import canonical
from app.seal.canonical import NotCanonical


def child() -> int:
    """Its exit status."""
    return serve(MATCHER, answer)


def answer(_request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """A list of numbers, texts, lists of texts, and byte strings, these in hexadecimal under "b"."""
    try:
        values = canonical.decode(content)
    except NotCanonical:
        return {}, b""
    if not isinstance(values, list) or not all(map(_is_said, values)):
        return {}, b""
    return {"values": [{"b": value.hex()} if type(value) is bytes else value for value in values]}, b""


def _is_said(value: object) -> bool:
    if type(value) is list:
        return all(type(part) is str for part in value)
    return type(value) in (int, str, bytes)
