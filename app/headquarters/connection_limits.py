"""Connections: how many from where, and patience with those that say or read little.

A caller that sends half a head, goes on sending what was refused already, or doesn't read its answer
is cut off; so is whoever opens more connections than an office would. Bodies that come too slowly
are refused where they are read (app.headquarters.server).
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from app.headquarters.rate_limits import Limits, counted

_GOODBYE_S = 2
_LOOKS = 4  # at a connection, in the time that it has for a head


@dataclass
class ConnectionLimits:
    """`open`: how many there are, by address; `proxies`: from whom any number may come; `closes`: the
    node was told to end."""

    limits: Limits
    open: Counter[str]
    proxies: frozenset[str]
    closes: bool = False

    def __call__(self, **options: Any) -> "TimedProtocol":
        return TimedProtocol(self, **options)

    def full(self, address: str) -> bool:
        open_count = self.open[address]
        return self.open.total() >= self.limits.connections or (
            open_count >= self.limits.from_one and address not in self.proxies
        )


class TimedProtocol(H11Protocol):
    """`_waits`: for what, and since when."""

    def __init__(self, door: ConnectionLimits, **options: Any) -> None:
        super().__init__(**options)
        self._door, self._address = door, ""
        self._waits, self._since, self._unread = "", 0.0, 0
        self._next: asyncio.TimerHandle | None = None
        self._leaving: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = counted(self.client[0] if self.client else "")
        if self._door.closes or self._door.full(address):
            transport.abort()
            return
        self._address = address
        self._door.open[address] += 1
        self._since = self.loop.time()
        self._look()

    def shutdown(self) -> None:
        """TLS waits half a minute for a caller to say goodbye: once it has its answer, we don't."""
        super().shutdown()
        self._leaving = self.loop.call_later(_GOODBYE_S, self._leave)

    def _leave(self) -> None:
        answered = self.cycle is None or self.cycle.response_complete
        if answered and not self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self._leaving = self.loop.call_later(_GOODBYE_S, self._leave)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._leaving:
            self._leaving.cancel()
        if self._next:
            self._next.cancel()
            self._door.open.subtract([self._address])
            if not self._door.open[self._address]:
                del self._door.open[self._address]
        super().connection_lost(exc)

    def _look(self) -> None:
        limits = self._door.limits
        now, waits = self.loop.time(), self._for_what()
        if waits != self._waits:
            self._waits, self._since = waits, now
        elif waits and now - self._since >= limits.head_s:
            self.transport.abort()
        self._next = self.loop.call_later(limits.head_s / _LOOKS, self._look)

    def _for_what(self) -> str:
        """ "" where nothing is due from the other side, or it keeps up."""
        unread, self._unread = self._unread, self.transport.get_write_buffer_size()
        slowest = self._door.limits.slowest * self._door.limits.head_s / _LOOKS
        if self._unread and self._unread > unread - slowest:
            return "reading"
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None:
            return "head"
        if cycle.response_complete:
            if self.conn.their_state is h11.SEND_BODY:
                return "refused body"
            if self.conn.trailing_data[0]:
                return "head"
        return ""
