"""Which cases are in a sealed file that was made on this computer: looked up when its receipt comes back.

It says what the histories of the cases say too, and is only the shorter way."""

from collections.abc import Sequence

from app.casework.session.session import Session
from app.seal import canonical
from app.vault.database import Writer
from app.vault.vault import put_setting, setting

_SETTING = "sealed files"
_MOST = 2000


def note(session: Session, writer: Writer, document: bytes, cases: Sequence[bytes]) -> None:
    """The file of this id has these cases in it."""
    entries = _kept(session)[-_MOST + 1 :]
    put_setting(writer, _SETTING, canonical.encode([*entries, [document, list(cases)]]))


def cases_of(session: Session, document: bytes) -> list[str]:
    """Ids; nothing of a file that another computer made."""
    for kept_document, cases in reversed(_kept(session)):
        if kept_document == document:
            return [case.hex() for case in cases]
    return []


def _kept(session: Session) -> list[tuple[bytes, list[bytes]]]:
    raw = setting(session.reading(), _SETTING)
    return canonical.decode(raw) if raw else []
