"""A talk with headquarters from a page: its steps on the vault's thread, its requests on the line's.

It goes on to its end when the page is left: what was signed is to be told. Then nobody hears of it.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from app.casework.exchange.remote_call import RemoteCall, load
from app.casework.exchange.sync import Request
from app.errors import SanadError
from app.ui.workers import Workers

T = TypeVar("T")


def talk(
    workers: Workers,
    receiver: QObject,
    begin: Callable[[], RemoteCall[T]],
    on_result: Callable[[T], None],
    failed: Callable[[SanadError], None],
) -> None:
    """`begin` may read the vault."""
    calls: list[RemoteCall[T]] = []

    def first() -> Request | None:
        calls.append(begin())
        return calls[0].next()

    def told(request: Request | None) -> None:
        the = calls[0]
        if request is None:
            workers.carry(workers, the.close)
            workers.tell(receiver, on_result, the.result)
            return
        workers.carry(
            workers,
            lambda: the.carry(request),
            lambda carried: workers.write_vault(workers, lambda: the.next(carried), told, fails),
            fails,
        )

    def fails(error: SanadError) -> None:
        if calls:
            workers.carry(workers, calls[0].close)
        workers.tell(receiver, failed, error)

    workers.carry(workers, load, lambda _: workers.write_vault(workers, first, told, fails), fails)
