"""Ids as screens and the command line hand them over: in hexadecimal."""

from collections.abc import Iterable
from typing import TypeVar

from app.errors import SanadError

_T = TypeVar("_T")


def id_of(text: str, refusal: type[SanadError]) -> bytes:
    """Its bytes; `refusal` for what is no id: nothing is called so."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise refusal from None


def id_or_empty(text: str) -> bytes:
    """Its bytes; b"" for what is no id."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def begun_by(entries: Iterable[tuple[bytes, _T]], id_prefix: str, refusal: type[SanadError]) -> _T:
    """The one entry whose id is this or begins so; `refusal` for none and for several."""
    prefix = id_prefix.strip().lower()
    matches = [entry for id_, entry in entries if prefix and id_.hex().startswith(prefix)]
    if len(matches) != 1:
        raise refusal
    return matches[0]
