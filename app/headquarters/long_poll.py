"""Whoever waits for news is woken when there may be some. Nothing depends on it: who is not woken
asks again by itself, and where nodes share a PostgreSQL their word to each other is only a hint.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import psycopg

EVERYBODY = b"*"
_CHANNEL = "sanad"
_TOLD_AT_ONCE = 200  # ids in one word between nodes: it may have 8,000 bytes
_EVERY_S = 0.1


class LongPoll:
    """`dsn`: of the PostgreSQL that nodes share, or ""."""

    def __init__(self, dsn: str, concerned: Callable[[Iterable[bytes]], set[bytes]]) -> None:
        self._dsn, self._concerned = dsn, concerned
        self._waiting: dict[bytes, set[asyncio.Event]] = {}
        self._cases: set[bytes] = set()
        self._keys: set[bytes] = set()
        self._stopping = threading.Event()
        self._news = asyncio.Event()
        self._threads: list[threading.Thread] = []
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """On the loop's thread."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._pass_on())
        if self._dsn:
            thread = threading.Thread(target=self._listen, name="listen", daemon=True)
            thread.start()
            self._threads.append(thread)

    async def stop(self) -> None:
        self._stopping.set()
        self._wake({EVERYBODY})
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    @property
    def waiting(self) -> int:
        return len(self._waiting.get(EVERYBODY, ()))

    # -- who waits ---------------------------------------------------------------------------

    @contextmanager
    def waiter(self, keys: Iterable[bytes]) -> Iterator[asyncio.Event]:
        """An event for one who waits; it must exist before the question is asked that it repeats."""
        event = asyncio.Event()
        keys = {*keys, EVERYBODY}
        for key in keys:
            self._waiting.setdefault(key, set()).add(event)
        try:
            yield event
        finally:
            for key in keys:
                events = self._waiting[key]
                events.discard(event)
                if not events:
                    del self._waiting[key]

    def _wake(self, keys: Iterable[bytes]) -> None:
        for key in keys:
            for event in self._waiting.get(key, ()):
                event.set()

    # -- who has news ------------------------------------------------------------------------

    def cases(self, cases: Iterable[bytes]) -> None:
        """News of some cases: told together, some ten times a second at most."""
        self._cases.update(cases)
        if self._cases:
            self._news.set()

    def others(self, *keys: bytes) -> None:
        self._keys.update(keys)
        self._news.set()

    async def _pass_on(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            cases, keys = self._cases, self._keys
            self._cases, self._keys = set(), set()
            try:
                keys = keys | await asyncio.to_thread(self._concerned, cases) if cases else keys
                self._wake(keys)
                if self._dsn:
                    await asyncio.to_thread(self._tell, keys)
            except Exception:  # noqa: S110  the database is away: who waits asks again by itself
                pass
            await asyncio.sleep(_EVERY_S)

    def _tell(self, keys: set[bytes]) -> None:
        word = ",".join(key.hex() for key in sorted(keys)) if len(keys) <= _TOLD_AT_ONCE else "*"
        with psycopg.connect(self._dsn, autocommit=True, connect_timeout=5) as connection:
            connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, word))

    def _listen(self) -> None:
        while not self.stopping:
            try:
                with psycopg.connect(self._dsn, autocommit=True, connect_timeout=5) as connection:
                    connection.execute(f"LISTEN {_CHANNEL}")
                    self._call({EVERYBODY})  # what was said while nobody listened
                    while not self.stopping:
                        for notify in connection.notifies(timeout=1):
                            self._call(_read(notify.payload))
            except (psycopg.Error, OSError):
                time.sleep(1)  # the database is away: ask again, not at once

    def _call(self, keys: set[bytes]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, keys)


def _read(word: str) -> set[bytes]:
    try:
        return {bytes.fromhex(part) for part in word.split(",")}
    except ValueError:
        return {EVERYBODY}
