"""A newer version on the organisation's server: asked about now and then, fetched when somebody says so, while
one works elsewhere. What stands on the page is told from here."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.casework.exchange.remote_call import RemoteCall
from app.casework.records import server_update
from app.errors import SanadError
from app.ui.app_context import AppContext
from app.ui.sync.remote_call import talk

_FIRST_MS = 30_000  # after the unlock: somebody wants to work first, and records come first
_LOOKS_MS = 6 * 3_600_000


class ServerFetch(QObject):
    """`update`: what the server has for this computer, None before it was asked or where it has none.
    `present`: bytes of it that are here. `running`: is it being fetched? `refusal`: why it went no
    further."""

    changed = Signal()
    fetched = Signal(Path)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._timer = QTimer(self, interval=_LOOKS_MS)
        self._timer.timeout.connect(self.look)
        self._stopped = False
        self.update: server_update.ServerUpdate | None = None
        self.present = 0
        self.running = False
        self.refusal: SanadError | None = None

    def begin(self) -> None:
        QTimer.singleShot(_FIRST_MS, self, self.look)
        self._timer.start()

    def look(self) -> None:
        """Ask the server. Where nobody answers, or there is no server, nothing is said: nobody asked."""
        session = self._context.open_session
        if session is None or self.running:
            return

        def found(update: server_update.ServerUpdate | None) -> None:
            if not self.running and update != self.update:
                self.update, self.refusal = update, None
                self.present = update.present if update else 0
                self.changed.emit()

        talk(self._context.workers, self, lambda: server_update.finding(session), found, lambda _no_answer: None)

    def fetch(self) -> None:
        """Fetch what the server has, from where it stood."""
        session, update = self._context.session, self.update
        if update is None or self.running:
            return
        self.running, self.refusal, self._stopped = True, None, False
        self.changed.emit()

        def came(file: Path | None) -> None:
            self.running = False
            if file is not None:
                self.update = None
                self.fetched.emit(file)
            self.changed.emit()

        def begin() -> RemoteCall[Path | None]:
            return server_update.fetching(session, update, self._count, lambda: not self._stopped)

        talk(self._context.workers, self, begin, came, self._refuse)

    def stop(self) -> None:
        """What came stays, for the next time."""
        self._stopped = True

    def _count(self, present: int, _of: int) -> None:
        self._context.workers.tell(self, self._show, present)

    def _show(self, present: int) -> None:
        self.present = present
        self.changed.emit()

    def _refuse(self, error: SanadError) -> None:
        self.running, self.refusal = False, error
        self.changed.emit()
