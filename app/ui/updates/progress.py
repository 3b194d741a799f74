"""An update under way: it goes on while the officer works on other pages. What stands on the page is told
from here; nothing is installed before somebody says so. What the server has: `server`."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.casework.records import safe_copies, update_trial, updates
from app.casework.records.update_trial import Trial, TrialOrder, WouldLookDifferent
from app.casework.records.updates import Here, UpdateOffer, UpdateStatus
from app.disk import BadFolder, DeviceGone
from app.errors import SanadError
from app.ui.app_context import AppContext
from app.ui.parts.step_list import StepState
from app.ui.updates.server_fetch import ServerFetch

_FIRST_MS = 20_000  # after the unlock: somebody wants to work first
_LOOKS_MS = 30_000
CHECK, COPY, TRIAL, INSTALL = range(4)


class UpdateProgress(QObject):
    """`offer`: what was found or chosen; `is_on_stick`: does it lie on one that may be pulled out? `at`: the
    step that is under way or comes next, `running`: is it? `refusal`: why it went no further. `status`: of this computer, once it was read."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._timer = QTimer(self, interval=_LOOKS_MS)
        self._timer.timeout.connect(self.look)
        self.server = ServerFetch(context, self)
        self.server.fetched.connect(self.start)
        self.server.changed.connect(self.changed)
        self._looking = False
        self._order: TrialOrder | None = None
        self._round = 0  # what belongs to an earlier one comes to nobody
        self.status: UpdateStatus | None = None
        self._forget()

    def _forget(self) -> None:
        self.offer: UpdateOffer | None = None
        self.file: Path | None = None
        self.is_on_stick = False
        self.at, self.running = CHECK, False
        self.waiting = False  # for a stick that was pulled out, or a folder that is away
        self.count = (0, 0)
        self.unpacking = False
        self.copied: datetime | None = None
        self.trial: Trial | None = None
        self._trial_began = 0.0
        self.refusal: SanadError | None = None

    def begin(self) -> None:
        session, workers = self._context.session, self._context.workers

        def end_step_back(computer: Here) -> None:
            workers.slow(self, lambda: updates.end_step_back(computer), lambda _none: None, self._not_now)

        workers.read_vault(self, lambda: updates.here(session), end_step_back, self._not_now)
        QTimer.singleShot(_FIRST_MS, self, self.look)
        self._timer.start()
        self.server.begin()

    @property
    def trial_seconds(self) -> float:
        """For how long cases have been opened."""
        return time.monotonic() - self._trial_began if self._trial_began else 0.0

    @property
    def installed(self) -> UpdateStatus | None:
        """What was installed, as long as one can go back and no other update is looked at."""
        is_shown = self.status is not None and self.status.last is not None
        return self.status if is_shown and self.offer is None and not self.running else None

    def state(self, step: int) -> StepState:
        """Of one of the four steps."""
        if self.installed is not None:
            return "done"
        if step < self.at:
            return "done"
        if step > self.at:
            return "later"
        if self.refusal is not None:
            return "refused"
        return "running" if self.running else "later"

    @property
    def ready(self) -> bool:
        """May it be installed now?"""
        return self.at == INSTALL and self.refusal is None and not self.running

    def look(self) -> None:
        """Is there an update on a stick or in the channel's folder? Where one waits for its stick, go on."""
        if self._context.open_session is None or self._looking:
            return
        if self.waiting and self.file is not None:
            self._look_for(self.file)
            return
        if self.running or self.refusal is not None or self.at > CHECK:
            return
        volumes = self._context.volumes
        self._looking = True

        def found(offer: UpdateOffer | None) -> None:
            self._looking = False
            if not self.running and self.at == CHECK and offer != self.offer:
                self.offer = offer
                self._lies_at(offer.file if offer else None)
                self.changed.emit()

        def seek(computer: Here) -> None:
            self._context.workers.browse(
                self, lambda: updates.find(computer, [volume.path for volume in volumes()]), found, self._not_now
            )

        self._context.read_vault(self, updates.here, seek, self._not_now)

    def _look_for(self, file: Path) -> None:
        """Go on once it is there again, however long that takes: where it lay, or where its stick is now."""
        self._looking = True
        volumes = self._context.volumes

        def looked(place: Path | None) -> None:
            self._looking = False
            if place is not None and self.waiting and self.file == file:
                self.start(place)

        def first_there() -> Path | None:
            # a stick gets another letter where another one was plugged in before it
            places = [file, *(volume.path / file.name for volume in volumes())]
            return next((place for place in places if _is_there(place)), None)

        self._context.workers.browse(self, first_there, looked, self._not_now)

    def _not_now(self, _error: object) -> None:
        self._looking = False

    def _lies_at(self, file: Path | None) -> None:
        self.file = file
        self.is_on_stick = file is not None and any(
            volume.kind == "stick" and file.is_relative_to(volume.path) for volume in self._context.volumes()
        )

    def start(self, file: Path) -> None:
        """Check it, copy the records, and try it on a copy of them, one after the other."""
        self._forget()
        self._round += 1
        self._lies_at(file)
        self.running = True
        self.changed.emit()

        def check(computer: Here) -> None:
            def checked(offer: UpdateOffer) -> None:
                self.offer, self.at = offer, COPY
                self.changed.emit()
                self._copy(computer, offer)

            self._slow(lambda: updates.look(computer, file, self._counts()), checked)

        self._context.read_vault(self, updates.here, self._mine(check), self._mine(self._refuse))

    def _copy(self, computer: Here, offer: UpdateOffer) -> None:
        session, workers = self._context.session, self._context.workers
        roots = [volume.path for volume in self._context.volumes()]
        # of this round, whatever was begun once the copy is made
        go_on = self._mine(lambda _none: self._copied(computer, offer))
        refuse = self._mine(self._refuse)

        def prepare() -> tuple[safe_copies.Work, Path]:
            place = updates.backup_place(session, offer, roots)
            elsewhere = updates.is_elsewhere(session, place, roots)
            return safe_copies.begin(session, elsewhere=elsewhere), place

        def carry(prepared: tuple[safe_copies.Work, Path]) -> None:
            work, place = prepared

            def end(copy: safe_copies.SafeCopy | None, then: Callable[..., None]) -> None:
                workers.write_vault(self, lambda: safe_copies.end(session, work, copy), then, refuse)

            workers.slow(
                self,
                lambda: safe_copies.carry_out(work, place),
                lambda copy: end(copy, go_on),
                lambda error: end(None, lambda _none: refuse(error)),
            )

        workers.write_vault(self, prepare, carry, refuse)

    def _copied(self, computer: Here, offer: UpdateOffer) -> None:
        self.copied, self.at, self.unpacking = self._context.clock(), TRIAL, True
        self.changed.emit()

        def laid(_none: None) -> None:
            self.unpacking, self.count = False, (0, 0)
            self._trial_began = time.monotonic()
            self._context.write_vault(self, update_trial.order, self._mine(self._try), self._mine(self._refuse))

        self._slow(lambda: updates.lay(computer, offer, self._counts()), laid)

    def _try(self, order: TrialOrder) -> None:
        offer, self._order = self.offer, order
        assert offer is not None

        def tried(trial: Trial) -> None:
            self.trial, self.running = trial, False
            self._order = None
            if trial.differences:
                self.refusal = WouldLookDifferent(len(trial.differences))
            else:
                self.at = INSTALL
            self.changed.emit()

        self._slow(lambda: updates.try_out(offer, order, self._counts()), tried)

    def stop(self) -> None:
        """Stay on this version: nothing of the update is kept."""
        self._round += 1
        if self._order is not None:
            self._order.stopped = True
            self._order = None
        self._forget()
        self.changed.emit()
        self._context.workers.slow(self, updates.stop, lambda _none: None)

    def fail(self, error: SanadError) -> None:
        """What was tried could not be installed."""
        self.running = False
        self._refuse(error)

    # -- the way home from other threads

    def _slow(self, work: Callable[[], object], go_on: Callable[..., None]) -> None:
        self._context.workers.slow(self, work, self._mine(go_on), self._mine(self._refuse))

    def _mine(self, call: Callable[..., None]) -> Callable[..., None]:
        """Only while the same update is under way."""
        this_round = self._round

        def mine(value: object) -> None:
            if self._round == this_round and self._context.open_session is not None:  # not locked
                call(value)

        return mine

    def _counts(self) -> updates.Progress:
        last_part = [-1]

        def count(n: int, of: int) -> None:
            part = 200 * n // max(of, 1)
            if part != last_part[0]:  # not for each block of a large file
                last_part[0] = part
                self._context.workers.tell(self, self._mine(self._show_count), (n, of))

        return count

    def _show_count(self, count: tuple[int, int]) -> None:
        self.count = count
        self.changed.emit()

    def _refuse(self, error: SanadError) -> None:
        self.running, self._order, self.refusal = False, None, error
        self.changed.emit()
        file = self.file
        if file is not None and isinstance(error, DeviceGone | BadFolder):
            self._context.workers.browse(self, lambda: _is_there(file), self._mine(self._wait_for))

    def _wait_for(self, is_there: bool) -> None:
        """For a file whose stick was pulled out: that says nothing of the file."""
        if not is_there:
            self.waiting, self.refusal = True, DeviceGone()
            self.changed.emit()


def _is_there(file: Path) -> bool:
    return os.path.exists(file)  # Path.exists raises for a disk that fails
