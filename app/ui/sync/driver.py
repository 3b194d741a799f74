"""Sync while one works: a little at a time on the vault's thread, carried on another.

Nothing here waits: each step comes home, and the next one is handed on. Left alone it syncs some
seconds after the unlock, after something was written, and now and then; each at a moment of its
own, so that an office's laptops don't all call at once.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.casework.exchange import sync, sync_preference
from app.casework.exchange.sync import BudgetSpent, CallResult, Paused, SyncProgress, SyncSteps, SyncSummary
from app.casework.session.session import Session
from app.errors import SanadError
from app.ui.app_context import AppContext, StatusSummary

Activity = Literal["nothing", "rests", "works"]


class Connection(Protocol):
    """The line to headquarters."""

    def carry(self, request: sync.Request) -> CallResult: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Seconds, about: after the unlock, after something was written, after all was exchanged, after
    a failure (then twice as long each time, up to the most). `waits`: how much of the waits that the
    sync itself asks for is kept. `open`: how long the line stays open after all was exchanged."""

    first: float = 8
    news: float = 12
    idle: float = 240
    retry: float = 60
    longest: float = 1800
    waits: float = 1.0
    open: float = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """What it does. `rate`: bytes a second lately; `next_try`: when it tries by itself."""

    activity: Activity = "nothing"
    paused: bool = False
    progress: SyncProgress | None = None
    carried: int = 0
    rate: float = 0.0
    problems: tuple[SanadError, ...] = ()
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the vault's thread said is next."""

    step: sync.Step | None
    may_go_on: bool
    progress: SyncProgress


@dataclass(slots=True)
class _Early:
    """A request that goes before it is asked for. `is_wanted`: by now it is."""

    request: sync.Request
    result: CallResult | None = None
    is_wanted: bool = False


class SyncDriver(QObject):
    """One sync at a time; nothing at all while no headquarters is named."""

    changed = Signal()
    ended = Signal()

    def __init__(
        self,
        context: AppContext,
        parent: QObject | None = None,
        *,
        connect: Callable[[Session], Connection] = sync.connect,
        rng: Callable[[], float] = random.random,
        rhythm: Rhythm | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self._connect, self._dice = context, connect, rng
        self._rhythm = rhythm or Rhythm()
        self._named = self._paused = self._stopping = False
        self._unsent = self._failures = 0
        self._session: Session | None = None
        self._steps: SyncSteps | None = None
        self._line: Connection | None = None
        self._line_of: Session | None = None  # whose line is still open after all was exchanged
        self._early: _Early | None = None
        self._progress: SyncProgress | None = None
        self._carried, self._rate = 0, 0.0
        self._problems: tuple[SanadError, ...] = ()
        self._again: datetime | None = None
        self._timer, self._waiting, self._idle = QTimer(self), QTimer(self), QTimer(self)
        for timer, call in ((self._timer, self._by_itself), (self._waiting, self._go_on), (self._idle, self._hang_up)):
            timer.setSingleShot(True)
            timer.timeout.connect(call)

    @property
    def now(self) -> SyncState:
        """What it does just now."""
        activity: Activity = "works" if self._session else "rests" if self._named else "nothing"
        return SyncState(
            activity=activity, paused=self._paused, progress=self._progress, carried=self._carried, rate=self._rate, problems=self._problems, next_try=self._again,
        )  # fmt: skip

    # when

    def begin(self) -> None:
        """After the unlock."""
        self.context.read_vault(self, sync_preference.paused, self._begun)

    def _begun(self, paused: bool) -> None:
        self._paused = paused
        if paused:
            self._timer.stop()
        self._plan(self._rhythm.first)
        self.changed.emit()

    def noticed(self, status: StatusSummary) -> None:
        """What was counted at the side of a page: is a headquarters named, is there more to send?"""
        named, has_more = bool(status.headquarters), status.unsent > self._unsent
        first = named and not self._named
        self._named, self._unsent = named, status.unsent
        if first:
            self._plan(self._rhythm.first)
            self.changed.emit()
        elif has_more and not self._problems:
            self._plan(self._rhythm.news)

    def _plan(self, seconds: float) -> None:
        if self._paused or not self._named or self._session is not None:
            return
        seconds *= 0.75 + 0.5 * self._dice()
        remaining_s = self._timer.remainingTime() / 1000 if self._timer.isActive() else seconds
        if seconds <= remaining_s or not self._timer.isActive():
            self._timer.start(round(seconds * 1000))
            self._again = self.context.clock() + timedelta(seconds=seconds)

    def _by_itself(self) -> None:
        if not self._paused:
            self.sync_now()

    def pause(self, paused: bool) -> None:
        """Stop after the request under way, and begin nothing; or go on."""
        self._paused = self._stopping = paused
        self.context.write_vault(self, lambda session: sync_preference.pause(session, paused))
        if paused:
            self._timer.stop()
            self._again = None
            if self._waiting.isActive():
                self._waiting.stop()
                self._stop(Paused())
        else:
            self.sync_now()
        self.changed.emit()

    def close(self) -> None:
        """The records are being closed: begin nothing more."""
        self._paused = self._stopping = True
        for timer in (self._timer, self._waiting, self._idle):
            timer.stop()
        self._hang_up()

    # one sync

    def sync_now(self, *, anew: bool = False) -> None:
        """Begin, unless it is under way. `anew`: somebody asks for it and wants to hear what the desk said
        a moment ago, also where the last sync came to its end within a minute."""
        session = self.context.open_session
        if self._session is not None or session is None:
            return
        self._timer.stop()
        self._session, self._stopping, self._again = session, False, None
        self._problems, self._carried, self._rate, self._progress = (), 0, 0.0, None
        self.changed.emit()
        self._idle.stop()
        if self._line is not None and self._line_of is session:
            self._connected(self._line, at_once=not anew)
            return
        self._hang_up()
        # read: its modules take a while to load, which nothing that is typed should wait for
        self.context.workers.read_vault(self, lambda: self._connect(session), self._connected, self._failed)

    def _connected(self, line: Connection, *, at_once: bool = False) -> None:
        self._line, self._line_of, session = line, None, self._session
        assert session is not None

        def first() -> tuple[SyncSteps, _Seen]:
            steps = SyncSteps(session, self._dice, soon=at_once)
            return steps, _seen(steps, steps.next())

        def begun(loaded: tuple[SyncSteps, _Seen]) -> None:
            self._steps = loaded[0]
            self._then(loaded[1])

        self.context.workers.write_vault(self, first, begun, self._failed)

    def _go_on(self, carried: CallResult | None = None) -> None:
        """The next bit of work on the vault's thread, behind whatever else was asked of it."""
        steps = self._steps
        if steps is None:
            return
        if self._session is not self.context.open_session:  # locked, or under a new passphrase
            self._over(())
            return
        self.context.workers.write_vault(self, lambda: _seen(steps, steps.next(carried)), self._then, self._failed)

    def _then(self, snapshot: _Seen) -> None:
        self._progress = snapshot.progress
        self.changed.emit()
        match snapshot.step:
            case None:
                self._finish()
            case sync.Wait(seconds):
                self._waiting.start(max(0, round(seconds * self._rhythm.waits * 1000)))
            case sync.Yield():
                self._go_on()
            case sync.NextRequest(request):
                if snapshot.may_go_on and not self._stopping:
                    self._send_early(request)
                self._go_on()
            case request if self._stopping:
                self._stop(Paused())
            case request if not snapshot.may_go_on:
                self._stop(BudgetSpent())
            case request:
                self._send(request)

    def _send_early(self, request: sync.Request) -> None:
        """While the vault's thread takes in what came before."""
        line, early = self._line, _Early(request)
        assert line is not None
        self._early = early

        def came(carried: CallResult) -> None:
            early.result = carried
            if early.is_wanted:
                self._arrived(carried)

        def failed(error: SanadError) -> None:
            if early.is_wanted:
                self._failed(error)
            elif self._early is early:
                self._early = None

        self.context.workers.carry(self, lambda: line.carry(request), came, failed)

    def _send(self, request: sync.Request) -> None:
        line, early = self._line, self._early
        self._early = None
        assert line is not None
        if early is not None and early.request == request:
            early.is_wanted = True
            if early.result is not None:
                self._arrived(early.result)
            return
        self.context.workers.carry(self, lambda: line.carry(request), self._arrived, self._failed)

    def _arrived(self, carried: CallResult) -> None:
        size = carried.sent + carried.received
        self._carried += size
        if carried.seconds > 0:
            lately = size / carried.seconds
            self._rate = lately if not self._rate else 0.7 * self._rate + 0.3 * lately
        self._go_on(carried)

    def _stop(self, error: SanadError) -> None:
        steps = self._steps
        if steps is None:
            self._over(())
            return

        def stop() -> SyncSummary:
            steps.stop(error)
            return steps.done()

        self.context.workers.write_vault(self, stop, self._done, self._failed)

    def _finish(self) -> None:
        steps = self._steps
        assert steps is not None
        self.context.workers.write_vault(self, steps.done, self._done, self._failed)

    def _done(self, synced: SyncSummary) -> None:
        self._over(synced.problems, finished=synced.finished)

    def _failed(self, error: SanadError) -> None:
        # under a new passphrase the records before are closed: nothing is wrong
        changed = self._session is not self.context.open_session
        self._over(() if changed else (error,))

    def _over(self, problems: tuple[SanadError, ...], *, finished: bool = False) -> None:
        if finished and not problems and self.context.open_session is self._session:
            self._line_of = self._session
            self._idle.start(round(self._rhythm.open * 1000))
        else:
            self._hang_up()
        self._session = self._steps = self._early = None
        kinds = {error.kind() for error in problems}
        self._problems = tuple(error for error in problems if error.kind() != "paused")
        self._failures = 0 if finished else self._failures + 1
        later = min(self._rhythm.retry * 2 ** (self._failures - 1), self._rhythm.longest)
        self._plan(self._rhythm.idle if finished or "budget_spent" in kinds else later)
        self.changed.emit()
        self.ended.emit()

    def _hang_up(self) -> None:
        line, self._line, self._line_of = self._line, None, None
        if line is not None:
            self.context.workers.carry(self, line.close)


def _seen(steps: SyncSteps, step: sync.Step | None) -> _Seen:
    return _Seen(step, steps.may_go_on(), steps.progress())
