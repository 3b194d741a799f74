"""Files on their way into the records, one after the other, whichever page is open meanwhile.

Each step on the vault's thread is a few megabytes, so that an answer typed at the same time is kept
between two of them."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.casework.cases import attachments
from app.casework.session.session import Session
from app.errors import SanadError
from app.ui.app_context import AppContext

_Pieces = Generator[tuple[int, int], None, str]


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """`done` of `all` bytes; 0 of 0 before it was looked at."""

    case_id: str
    name: str
    done: int = 0
    all: int = 0


class ImportQueue(QObject):
    """What can't be attached is said by the window, wherever one is."""

    changed = Signal(str)  # the case
    brought = Signal(str)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.now: OnItsWay | None = None
        self._line: list[tuple[str, Path]] = []
        self._session: Session | None = None
        self._pieces: _Pieces | None = None
        self._left_off = False

    def add(self, case_id: str, file: Path) -> None:
        """Behind those that are on their way."""
        self._line.append((case_id, file))
        if self.now is None:
            self._begin()
        self.changed.emit(case_id)

    def waiting(self, case_id: str) -> int:
        """How many more for this case."""
        return sum(queued == case_id for queued, _ in self._line)

    def leave_off(self) -> None:
        """Nothing of the file that is on its way is kept."""
        self._left_off = True

    def _begin(self) -> None:
        if not self._line or self.context.open_session is None:
            return
        case_id, file = self._line.pop(0)
        self.now, self._left_off = OnItsWay(case_id, file.name), False
        self._session = self.context.session
        self._pieces = attachments.adding(self._session, case_id, file)
        self.changed.emit(case_id)
        self._step()

    def _step(self) -> None:
        pieces = self._pieces
        assert pieces is not None
        self.context.workers.write_vault(self, lambda: next(pieces, None), self._came, self._failed)

    def _came(self, progress: tuple[int, int] | None) -> None:
        now = self.now
        assert now is not None
        if progress is None:
            self._over()
            self.brought.emit(now.case_id)
        elif self._left_off:
            self._tidy()
            self._over()
        else:
            self.now = OnItsWay(now.case_id, now.name, *progress)
            self.changed.emit(now.case_id)
            self._step()

    def _failed(self, error: SanadError) -> None:
        self._tidy()
        self._over()
        self.context.workers.failed.emit(error)

    def _tidy(self) -> None:
        """A next file of this case clears the same, so that it may fail."""
        session, now = self._session, self.now
        if session is not None and now is not None and session is self.context.open_session:
            self.context.workers.write_vault(
                self, lambda: attachments.tidy(session, now.case_id), failed=lambda _error: None
            )

    def _over(self) -> None:
        case_id = self.now.case_id if self.now else ""
        self.now = self._pieces = self._session = None
        self._begin()
        self.changed.emit(case_id)
