"""What was typed on a page or in a dialog and not yet said. It is no record and no event: it lies in the
encrypted file of its officer alone, until it is said, taken back, or a month old."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.seal.canonical import nfc
from app.vault import typed_text

if TYPE_CHECKING:  # the lock screen loads this, and no records are open there
    from app.casework.session.session import Session


def keep(session: "Session", place: str, fields: Mapping[str, str]) -> None:
    """Durable when it returns. `place`: the page and what it is about."""
    clean = {field: nfc(text.encode("utf-8", "replace").decode()) for field, text in fields.items()}
    with session.vault.transaction() as writer:
        typed_text.keep(writer, place, clean, session.now())


def of(session: "Session", place: str) -> dict[str, str]:
    """Field to text, as it was left."""
    return typed_text.of(session.reading(), place)


def forget(session: "Session", place: str) -> None:
    """It was said, or nobody wants it any more."""
    with session.vault.transaction() as writer:
        typed_text.forget(writer, place)
