"""What every screen is handed: the open session, the work away from the screen, the preferences."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import Clock, now
from app.settings import Preferences
from app.ui.offthread import OffThread

if TYPE_CHECKING:
    from app.casework.session import Officer, Session


@dataclass
class Desk:
    """One officer's desk; without a session before it is unlocked."""

    home: Path
    off: OffThread
    preferences: Preferences
    clock: Clock = now
    open_session: "Session | None" = None
    pin: str = ""  # opens the cover; in memory only, and gone with the process

    @property
    def session(self) -> "Session":
        """The open session; only screens behind the lock ask."""
        if self.open_session is None:
            raise RuntimeError("no session is open")
        return self.open_session

    @property
    def officer(self) -> "Officer":
        return self.session.officer
