"""What partners of a matching wrote, decoded by a child; what it says is looked over again here."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.broker import client
from app.broker.client import ChildFailed
from app.broker.rooms import MATCHER
from app.seal import file_marker, matching
from app.seal.canonical import NotCanonical
from app.seal.matching import CARD_MAGIC, HEADS, LONGEST_HEAD, Card, MatchFileRefused, Message

_LONGEST_S = 30.0


def message_of(body: bytes) -> Message:
    """Of a body whose signature was looked at. MatchFileRefused."""
    values = _asked(matching.head_of(body))
    kind = HEADS.get(values[0]) if values and isinstance(values[0], str) else None
    if kind is None:
        raise MatchFileRefused
    with _as_refused():
        return matching.parts_of(body, kind.of(values))


def card_of(raw: bytes) -> Card:
    """A partner's card. MatchFileRefused, ForeignFile, NewerVersion."""
    content = file_marker.content(raw, CARD_MAGIC, MatchFileRefused)
    if len(content) > LONGEST_HEAD:
        raise MatchFileRefused
    card = Card.of(_asked(content))
    with _as_refused():
        if card.to_bytes() == raw:
            return card
    raise MatchFileRefused


@contextmanager
def _as_refused() -> Iterator[None]:
    """A child that was taken over says what nothing holds."""
    try:
        yield
    except NotCanonical as error:
        raise MatchFileRefused from error


def _asked(content: bytes) -> list[Any]:
    try:
        reply, _ = client.ask(MATCHER, {}, content, longest_s=_LONGEST_S, largest=0)
    except ChildFailed as error:
        raise MatchFileRefused from error
    return values_of(reply)


def values_of(reply: Mapping[str, Any]) -> list[Any]:
    """What a child said, which may have been taken over. MatchFileRefused."""
    values = reply.get("values")
    if not isinstance(values, list):
        raise MatchFileRefused
    return [_value(value) for value in values]


def _value(value: object) -> Any:
    match value:
        case {"b": str() as text, **rest} if not rest:
            try:
                return bytes.fromhex(text)
            except ValueError as error:
                raise MatchFileRefused from error
        case int() | str() if type(value) is not bool:
            return value
        case list() if all(type(part) is str for part in value):
            return value
    raise MatchFileRefused
