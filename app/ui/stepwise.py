"""Long work on the vault's thread, a piece at a time, so that whoever types goes between.

It goes on to its end when the page is left; then nobody hears of it.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from app.errors import SanadError
from app.ui.workers import Workers

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Over(Generic[T]):
    result: T


@dataclass(frozen=True, slots=True)
class _Step(Generic[S]):
    said: S


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

    def piece() -> _Over[T] | _Step[S]:
        try:
            reason = stopped()
            return _Step(script.throw(reason) if reason else next(script))
        except StopIteration as stop:
            return _Over(stop.value)

    def on(result: _Over[T] | _Step[S]) -> None:
        if isinstance(result, _Over):
            workers.tell(receiver, on_result, result.result)
        else:
            workers.tell(receiver, on_step, result.said)
            workers.write_vault(workers, piece, on, fails)

    def fails(error: SanadError) -> None:
        workers.tell(receiver, failed, error)

    workers.write_vault(workers, piece, on, fails)
