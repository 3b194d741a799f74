"""Ids as screens and the command line hand them over: in hexadecimal."""

from app.errors import SanadError


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
