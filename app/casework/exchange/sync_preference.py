"""Whether this computer syncs by itself while it is unlocked. Until somebody pauses it, it does."""

from app.casework.session.session import Session
from app.vault.vault import keep_setting, setting

_PAUSED = "sync paused"


def paused(session: Session) -> bool:
    return setting(session.reading(), _PAUSED) == b"1"


def pause(session: Session, paused: bool) -> None:
    """Kept until it is taken back, over locks too."""
    keep_setting(session.vault, _PAUSED, b"1" if paused else b"")
