"""Long work on the vault's thread, a piece at a time, so that whoever types goes between.

It goes on to its end when the page is left; then nobody hears of it.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from app.errors import SanadError
from app.ui.workers import OffThread

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Over(Generic[T]):
    result: T


def in_pieces(
    workers: OffThread,
    receiver: QObject,
    script: Generator[None, None, T],
    on_result: Callable[[T], None],
    failed: Callable[[SanadError], None],
) -> None:
    """`script` yields wherever others may go first."""

    def piece() -> _Over[T] | None:
        try:
            next(script)
        except StopIteration as stop:
            return _Over(stop.value)
        return None

    def on(result: _Over[T] | None) -> None:
        if result is None:
            workers.write(workers, piece, on, fails)
        else:
            workers.tell(receiver, on_result, result.result)

    def fails(error: SanadError) -> None:
        workers.tell(receiver, failed, error)

    workers.write(workers, piece, on, fails)
