"""What every screen is handed: the open session, the work away from the screen, the preferences."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from app.clock import Clock, now
from app.errors import SanadError
from app.platform import system
from app.platform.volumes import Volume
from app.settings import Preferences
from app.ui.workers import Workers

if TYPE_CHECKING:
    from app.casework.session.session import Officer, Session
    from app.ui.attachments.import_queue import ImportQueue
    from app.ui.practice.strip import Training
    from app.ui.safe_keeping import SafeKeeping
    from app.ui.sync.driver import SyncDriver
    from app.ui.updates.progress import UpdateProgress

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSummary:
    """Where this vault stands among others, and what is counted at the side of the page."""

    practice: bool = False  # nothing here is real
    joined: bool = False
    desk: bool = False  # holds the desk's key
    renew: bool = False  # this computer must be joined again
    withdrawn: bool = False  # the desk has withdrawn it
    supervises: bool = False  # looks after others' work
    role: str = ""
    organisation: str = ""
    came_in: int = 0
    waiting: int = 0  # cases of which no colleague has confirmed something yet
    headquarters: str = ""  # its address
    unsent: int = 0  # records that it hasn't got
    unheld: int = 0  # cases that it has not confirmed


@dataclass(kw_only=True)
class AppContext:
    """What the screens of one window share; without a session before it is unlocked."""

    home: Path
    workers: Workers
    preferences: Preferences
    clock: Clock = now
    open_session: "Session | None" = None
    status: StatusSummary = field(default_factory=StatusSummary)  # as last read
    folder: Path | None = None  # of the post, until the lock
    browsed: Path | None = None  # where a file was chosen last; in memory only
    volumes: Callable[[], tuple[Volume, ...]] = system.volumes  # that are plugged in
    closing_session: "Session | None" = None  # locked while work waits: it is still done
    syncing: "SyncDriver | None" = None  # with headquarters, from the unlock on
    safe_keeping: "SafeKeeping | None" = None  # copies made by themselves, from the unlock on
    updating: "UpdateProgress | None" = None  # a newer version, looked for from the unlock on
    bringing: "ImportQueue | None" = None  # files into cases, from the unlock on
    training: "Training | None" = None  # while somebody practises
    listing: object | None = None  # what one looked at in the list of cases before opening one
    joining: int = 0  # computers that ask to be let in, as headquarters said last
    pin: str = ""  # opens the cover; in memory only, and gone with the process

    @property
    def session(self) -> "Session":
        """The open session; only screens behind the lock ask, and what they asked for before it was locked."""
        session = self.open_session or self.closing_session
        if session is None:
            raise RuntimeError("no session is open")
        return session

    def read_vault(
        self,
        receiver: QObject,
        work: "Callable[[Session], T]",
        on_result: Callable[[T], None],
        failed: Callable[[SanadError], None] | None = None,
    ) -> None:
        """Read from the session that is open now (`Workers.read_vault`)."""
        session = self.session
        self.workers.read_vault(receiver, lambda: work(session), on_result, failed)

    def write_vault(
        self,
        receiver: QObject,
        work: "Callable[[Session], T]",
        on_result: Callable[[T], None] = lambda _value: None,
        failed: Callable[[SanadError], None] | None = None,
    ) -> None:
        """Write into the session that is open now (`Workers.write_vault`)."""
        session = self.session
        self.workers.write_vault(receiver, lambda: work(session), on_result, failed)

    @property
    def officer(self) -> "Officer":
        return self.session.officer
