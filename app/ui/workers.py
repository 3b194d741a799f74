"""Work away from the screen: one thread writes the vault, one reads it, two do slow work, one carries
to headquarters, and two look through folders for a file.

Results come home through one queued signal. Whoever asked and was closed meanwhile is never
called: its answer is dropped. While a button is held down nothing comes home: a page that is laid
anew under a finger would lose its click.
"""

import json
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication
from shiboken6 import isValid

from app import bug_records
from app.disk import OutOfMemory, condition
from app.errors import N_, SanadError

# -- crash report ------------------------------------------------------------------------------
# A bug that showed itself: a code for whoever reports it, and its places on standard error.
# Never a value, nor what the exception says: either may hold a person's name.

_APP = Path(__file__).parents[1]


class Unexpected(SanadError):
    """`code`: what kind of exception, and where; the same each time."""

    says = N_(
        "Something unexpected happened. Earlier work is still saved. Please give this code to the person who looks "
        "after Sanad; it reveals nothing about any case: {code}"
    )
    code: str

    @classmethod
    def of(cls, bug: BaseException) -> "Unexpected":
        """Noted on standard error."""
        kind, frames = type(bug).__name__, places(bug)
        with suppress(OSError, ValueError, AttributeError):  # a window may have none
            bug_records.keep(kind, frames)
            entry = {"event": "bug", "type": kind, "places": frames}
            print(json.dumps(entry), file=sys.stderr, flush=True)
        error = cls(f"{kind} {frames[-1] if frames else '-'}")
        error.__cause__ = bug
        return error


def places(bug: BaseException) -> list[str]:
    """Module and line of each frame of ours, the outermost first."""
    frames, at = [], bug.__traceback__
    while at:
        file = Path(at.tb_frame.f_code.co_filename)
        if file.is_relative_to(_APP):
            frames.append(f"{file.relative_to(_APP).with_suffix('').as_posix()}:{at.tb_lineno}")
        at = at.tb_next
    return frames


# -- workers ------------------------------------------------------------------------------------

T = TypeVar("T")
_LOOKS_MS = 20  # whether a button is still held down


@dataclass(frozen=True, slots=True)
class _Home:
    """A result on its way to whoever asked."""

    receiver: QObject
    call: Callable[[Any], None]
    value: Any


def _in_words(error: BaseException) -> SanadError:
    if isinstance(error, SanadError):
        return error
    if isinstance(error, OSError):
        return condition(error)
    return OutOfMemory() if isinstance(error, MemoryError) else Unexpected.of(error)


def _held_down() -> bool:
    """By the mouse, a finger or the space bar; a button whose menu is open is not held."""
    window, popup = QApplication.activeWindow(), QApplication.activePopupWidget()
    if window is None or popup is not None:
        return False
    if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
        focused = QApplication.focusWidget()
        return isinstance(focused, QAbstractButton) and focused.isDown()
    return any(button.isDown() for button in window.findChildren(QAbstractButton))


class Place:
    """Threads that take work in the order in which it is asked for: `place(receiver, work, on_result, failed)`."""

    def __init__(
        self, workers: "Workers", threads: int, name: str, *, writes: bool = False, outside: bool = False
    ) -> None:
        """`writes`: what the work changed is told once its result has come home. `outside`: the window
        doesn't wait for it when it closes."""
        self.pool = ThreadPoolExecutor(threads, name)
        self._workers, self._writes = workers, writes
        self._asked_by: dict[Future[Any], QObject] = {}
        self._under_way = workers._on_the_line if outside else workers._under_way

    def __call__(
        self,
        receiver: QObject,
        work: Callable[[], T],
        on_result: Callable[[T], None] = lambda _value: None,
        failed: Callable[[SanadError], None] | None = None,
    ) -> None:
        self._submit(receiver, work, on_result, failed)
        if self._writes:
            workers = self._workers
            self._submit(receiver, workers.take_changes, partial(workers.tell_changes, receiver), None)

    def _submit(
        self,
        receiver: QObject,
        work: Callable[[], T],
        on_result: Callable[[T], None],
        failed: Callable[[SanadError], None] | None,
    ) -> None:
        workers, under_way = self._workers, self._under_way
        if workers.over:  # the window is closing: nobody is left to tell
            return
        future = self.pool.submit(work)
        under_way.add(future)
        self._asked_by[future] = receiver

        def done(completed: Future[T]) -> None:
            under_way.discard(future)
            self._asked_by.pop(future, None)
            if completed.cancelled() or not isValid(workers):
                return
            error = completed.exception()
            if error is None:
                workers.tell(receiver, on_result, completed.result())
            else:
                workers.tell(receiver, failed or workers.failed.emit, _in_words(error))

        future.add_done_callback(done)

    def leave_off(self, page: QObject) -> None:
        """Drop what a page asked for and nobody has begun: the one in front is not to wait for it."""
        for future, receiver in list(self._asked_by.items()):
            if page in _lies_within(receiver):
                future.cancel()


def _lies_within(receiver: QObject) -> Iterator[QObject]:
    within: QObject | None = receiver
    while within is not None and isValid(within):
        yield within
        within = within.parent()


class Workers(QObject):
    """The places where work is done."""

    failed = Signal(object)  # a SanadError that nobody else took
    changed = Signal(object, object)  # whose work wrote into the records, and what (SavedChanges)
    _came_home = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._under_way: set[Future[Any]] = set()
        self._on_the_line: set[Future[Any]] = set()
        self.over = False
        self.write_vault = Place(self, 1, "vault-writer", writes=True)
        self.read_vault = Place(self, 1, "vault-reader")  # searches, lists, opening
        self.slow = Place(self, 2, "slow")  # long work that doesn't touch the vault
        # what waits for the network, one after the other; it doesn't touch the vault
        self.carry = Place(self, 1, "headquarters", outside=True)
        # looking through folders: a share that doesn't answer holds up nothing else
        self.browse = Place(self, 2, "folders", outside=True)
        # of the open records: what was written since this was asked last
        self.take_changes: Callable[[], Any] = lambda: None
        self._came: deque[_Home] = deque()
        self._waits = QTimer(self, interval=_LOOKS_MS, singleShot=True)
        self._waits.timeout.connect(self._deliver_all)
        self._came_home.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def tell_changes(self, receiver: QObject, changes: object) -> None:
        if changes:
            self.changed.emit(receiver, changes)

    def tell(self, receiver: QObject, call: Callable[[T], None], value: T) -> None:
        """From work under way: how far it has come, called on the screen's own thread."""
        if isValid(self):
            self._came_home.emit(_Home(receiver, call, value))

    def _deliver(self, home: _Home) -> None:
        self._came.append(home)
        self._deliver_all()

    def _deliver_all(self) -> None:
        while self._came:
            if _held_down():
                self._waits.start()
                return
            home = self._came.popleft()
            widgets = list(_lies_within(home.receiver))
            if widgets and not any(widget.property("closed") for widget in widgets):
                home.call(home.value)

    def finish(self, timeout_s: float = 2.0) -> bool:
        """Let writer and reader finish what they were given; drop the rest. Have all ended? The
        network is not waited for: headquarters is asked again next time."""
        self.over = True
        for place in (self.slow, self.browse):
            place.pool.shutdown(wait=False, cancel_futures=True)
        for place in (self.carry, self.read_vault, self.write_vault):
            place.pool.shutdown(wait=False)  # what is still asked of the network is to hang up
        deadline = time.monotonic() + timeout_s
        while self._under_way and time.monotonic() < deadline:
            wait_for(tuple(self._under_way), timeout=max(0.0, deadline - time.monotonic()))
        return not self._under_way and not self._on_the_line


# -- stepwise ----------------------------------------------------------------------------------
# Long work on the vault's thread, a piece at a time, so that whoever types goes between.
# It goes on to its end when the page is left; then nobody hears of it.

S = TypeVar("S")


def in_pieces(
    workers: Workers,
    receiver: QObject,
    script: Generator[S, None, T],
    on_result: Callable[[T], None],
    failed: Callable[[SanadError], None],
    *,
    on_step: Callable[[S], None] = lambda _step: None,
    stopped: Callable[[], SanadError | None] = lambda: None,
) -> None:
    """`script` yields wherever others may go first, and says how far it has come; there it is also left off for
    what `stopped` says."""

    def piece() -> tuple[bool, Any]:
        """Is it over, and what came of it, or of this piece?"""
        try:
            reason = stopped()
            return False, script.throw(reason) if reason else next(script)
        except StopIteration as stop:
            return True, stop.value

    def on(piece_done: tuple[bool, Any]) -> None:
        is_over, value = piece_done
        workers.tell(receiver, on_result if is_over else on_step, value)
        if not is_over:
            workers.write_vault(workers, piece, on, fails)

    def fails(error: SanadError) -> None:
        workers.tell(receiver, failed, error)

    workers.write_vault(workers, piece, on, fails)
