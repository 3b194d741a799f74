"""The child that multiplies points by the secret number of a matching, for whoever asks with that number."""

from typing import Any

from app.broker.child import serve
from app.broker.rooms import MULTIPLIER
from app.seal import matching
from app.seal.keys import KEY
from app.seal.matching import POINT, MatchFileRefused


def child() -> int:
    """Its exit status."""
    return serve(MULTIPLIER, answer)


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Points, one after the other; `refused` where a partner's was of small order."""
    if request["do"] == "dummies":
        return {}, b"".join(matching.dummies(int(request["number"])))
    secret, items = content[:KEY], content[KEY:]
    points = (
        [matching.point_of(message) for message in _messages(items)]
        if request["do"] == "own"
        else [items[at : at + POINT] for at in range(0, len(items), POINT)]
    )
    try:
        return {}, b"".join(matching.blinded(secret, points))
    except MatchFileRefused:
        return {"refused": True}, b""


def _messages(framed: bytes) -> list[bytes]:
    messages, at = list[bytes](), 0
    while at < len(framed):
        size = int.from_bytes(framed[at : at + 2], "big")
        messages.append(framed[at + 2 : at + 2 + size])
        at += 2 + size
    return messages
