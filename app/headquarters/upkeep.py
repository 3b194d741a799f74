"""What a server does by itself while it serves: it makes backups, renews its certificate, and says in time
where it can't or where its disk is full."""

import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from app.errors import SanadError
from app.headquarters import backup_plan, setup
from app.headquarters.database import Database
from app.headquarters.metrics import Log, place_of

_LOOKS_S = 60.0
SOON = timedelta(days=21)  # the certificate ends: by then each that renews itself was renewed long ago
_DAY = timedelta(days=1)


class Upkeep:
    """A thread beside the server. `database`: through which its nodes hand each other certificates;
    `tls`: the context that new connections are answered with."""

    def __init__(
        self,
        folder: Path,
        log: Log,
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        *,
        database: Database | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._folder, self._log, self._clock = folder, log, clock
        self._database, self._tls = database, tls
        self._served, self._warned = _content(folder), dict[str, datetime]()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Waits for a backup that is being made: a half one is never left as a whole one either way."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def look_at_backup(self) -> bool:
        """Make one if it is due; whether it was made."""
        now = self._clock()
        if not backup_plan.due(self._folder, now):
            return False
        try:
            backup_plan.make_now(self._folder, now)
        except SanadError as error:
            self._log.say("backup_failed", error=error.kind())
            return False
        except Exception as bug:
            self._log.say("bug", call="backup", where=place_of(bug))
            with suppress(OSError, SanadError):
                backup_plan.note_failure(self._folder, now, "bug")
            return False
        self._log.say("backup")
        return True

    def look_at_certificate(self) -> None:
        """Renew it where it would end soon, serve with what lies in the folder now, and say once a day
        that it ends where nobody renews it."""
        now = self._clock()
        try:
            files = setup.certificate(self._folder, self._database, now)
            content = _content(self._folder)
            if files and content != self._served:
                if self._tls:
                    self._tls.load_cert_chain(*files)
                self._served = content
                self._log.say("certificate")
        except Exception as bug:  # the database is away, or half of a pair was brought: the next time
            self._warn("certificate_failed", now, where=place_of(bug))
        ends = setup.certificate_ends(self._folder)
        if ends and ends - now < SOON:
            self._warn("certificate_ends", now, days=(ends - now).days)

    def look_at_room(self) -> None:
        """Say once a day that the folder's disk is full."""
        with suppress(OSError):
            if not setup.has_room(self._folder):
                self._warn("disk_full", self._clock())

    def _warn(self, kind: str, now: datetime, **details: object) -> None:
        if kind not in self._warned or abs(now - self._warned[kind]) >= _DAY:
            self._warned[kind] = now
            self._log.say(kind, **details)

    def _run(self) -> None:
        self.look_at_certificate()
        while not self._over.wait(_LOOKS_S):
            self.look_at_certificate()
            self.look_at_backup()
            self.look_at_room()


def _content(folder: Path) -> bytes:
    files = (folder / "server.pem", folder / "server.key")
    return b"".join(file.read_bytes() for file in files if file.exists())
