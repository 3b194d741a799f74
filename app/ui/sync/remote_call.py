"""A talk with headquarters from a page: its steps on the vault's thread, its requests on the line's.

It goes on to its end when the page is left: what was signed is to be told. Then nobody hears of it.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from app.casework.exchange.remote_call import Talk, load
from app.casework.exchange.sync import Request
from app.errors import SanadError
from app.ui.workers import OffThread

T = TypeVar("T")


def talk(
    off: OffThread,
    receiver: QObject,
    begin: Callable[[], Talk[T]],
    then: Callable[[T], None],
    failed: Callable[[SanadError], None],
) -> None:
    """`begin` may read the vault."""
    begun: list[Talk[T]] = []

    def first() -> Request | None:
        begun.append(begin())
        return begun[0].next()

    def told(request: Request | None) -> None:
        the = begun[0]
        if request is None:
            off.carry(off, the.close)
            off.tell(receiver, then, the.result)
            return
        off.carry(
            off,
            lambda: the.carry(request),
            lambda carried: off.write(off, lambda: the.next(carried), told, fails),
            fails,
        )

    def fails(error: SanadError) -> None:
        if begun:
            off.carry(off, begun[0].close)
        off.tell(receiver, failed, error)

    off.carry(off, load, lambda _: off.write(off, first, told, fails), fails)
