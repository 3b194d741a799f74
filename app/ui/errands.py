"""A script of `casework.export.paper_signing` from a page: its steps on the vault's thread, its errands on
another, so that whoever types goes between.

It goes on to its end when the page is left: the file was announced. Then nobody hears of it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from app.casework.export.paper_signing import Script
from app.errors import SanadError
from app.ui.workers import Workers

T = TypeVar("T")


def run_errands(
    workers: Workers,
    receiver: QObject,
    begin: Callable[[], Script[T]],
    on_result: Callable[[T], None],
    failed: Callable[[SanadError], None],
    *,
    waits: Callable[[], None] = lambda: None,
) -> None:
    """`begin` may use the vault; `waits` is called when somebody elsewhere is asked."""
    scripts: list[Script[T]] = []

    def step(answer: bytes | None) -> tuple[bool, Any]:
        """Is it over, and what came of it, or what is to be fetched elsewhere?"""
        if not scripts:
            scripts.append(begin())
        try:
            return False, next(scripts[0]) if answer is None else scripts[0].send(answer)
        except StopIteration as stop:
            return True, stop.value

    def on(step_done: tuple[bool, Any]) -> None:
        is_over, value = step_done
        if is_over:
            workers.tell(receiver, on_result, value)
            return
        workers.tell(receiver, lambda _none: waits(), None)
        workers.carry(
            workers, value.run, lambda answer: workers.write_vault(workers, lambda: step(answer), on, fails), fails
        )

    def fails(error: SanadError) -> None:
        workers.tell(receiver, failed, error)

    workers.write_vault(workers, lambda: step(None), on, fails)
