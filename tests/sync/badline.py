"""Bad lines between a computer and headquarters, on sockets of this computer.

`Line` knows bytes alone (TLS goes through): it cuts, delays, and carries no more than so many bytes
a second. `Meddler` knows HTTP: it says things twice, answers with pages of its own, loses answers.
"""

import asyncio
import random
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_SEGMENT = 1448  # bytes of one packet
_BUFFER = 32 << 10  # that the line holds; beyond, who sends has to wait


@dataclass
class Line:
    """A line to a port of this computer. `cut`: a connection breaks after so many bytes, both ways
    together, or, where they are `uneven`, after that many on average; `rate`: bytes a second each way,
    0 without limit; `delay_s`: one way; `loss`: of packets, each of which costs a round trip and its
    bytes again; `swallows`: of answers, each of which ends its connection and does not arrive."""

    to: int
    cut: int = 0
    rate: float = 0
    delay_s: float = 0
    loss: float = 0
    uneven: bool = False
    swallows: float = 0
    rng: random.Random = field(default_factory=lambda: random.Random(1))
    up: int = 0  # bytes carried to headquarters
    down: int = 0
    connections: int = 0
    cuts: int = 0
    swallowed: int = 0
    tells: Callable[[int], None] = lambda _: None  # how many bytes were carried so far
    _free: dict[bool, float] = field(default_factory=dict)

    @property
    def carried(self) -> int:
        return self.up + self.down

    @contextmanager
    def open(self) -> Iterator[int]:
        """Its port."""
        loop = asyncio.new_event_loop()
        listening = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=self._run, args=(loop, listening), daemon=True)
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)

    def _run(self, loop: asyncio.AbstractEventLoop, listening: socket.socket) -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(asyncio.start_server(self._connected, sock=listening, limit=_BUFFER))
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_asyncgens())
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop), return_exceptions=True))
        loop.close()

    async def _connected(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            far, there = await asyncio.open_connection("127.0.0.1", self.to, limit=_BUFFER)
        except OSError:
            back.transport.abort()
            return
        left = [self._until_cut()]
        turns = [0, 0]  # which way bytes went last, and how often an answer began
        ways = [
            asyncio.ensure_future(self._carry(near, there, left, turns, up=True)),
            asyncio.ensure_future(self._carry(far, back, left, turns, up=False)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (there, back):
                if left[0] <= 0:
                    end.transport.abort()
                else:
                    end.close()

    def _until_cut(self) -> int:
        if not self.cut:
            return 1 << 60
        return 1 + int(self.rng.expovariate(1 / self.cut)) if self.uneven else self.cut

    def _is_swallowed(self, turns: list[int], *, up: bool) -> bool:
        """Does an answer begin that will not arrive? The first of a connection is TLS's own."""
        begins, turns[0] = not up and turns[0] == 1, int(up)
        turns[1] += begins
        return begins and turns[1] > 1 and self.rng.random() < self.swallows

    async def _carry(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, left: list[int], turns: list[int], *, up: bool
    ) -> None:
        loop = asyncio.get_running_loop()
        waiting: deque[tuple[float, bytes]] = deque()
        room, news = asyncio.Event(), asyncio.Event()
        room.set()
        arrives = asyncio.ensure_future(self._arrive(waiting, to, room, news))
        try:
            last = 0.0
            while part := await source.read(_SEGMENT):
                if self._is_swallowed(turns, up=up):
                    self.swallowed += 1
                    left[0] = 0
                    return
                part = part[: max(left[0], 0)]
                left[0] -= len(part)
                self._count(len(part), up=up)
                last = max(last, self._due(loop.time(), len(part), up=up))
                waiting.append((last, part))
                news.set()
                if left[0] <= 0:
                    self.cuts += 1
                    return
                if sum(len(each) for _, each in waiting) > _BUFFER:
                    room.clear()
                    await room.wait()
            while waiting:
                await asyncio.sleep(max(waiting[-1][0] - loop.time(), 0.001))
        except OSError:
            return
        finally:
            arrives.cancel()

    def _count(self, size: int, *, up: bool) -> None:
        if up:
            self.up += size
        else:
            self.down += size
        self.tells(self.carried)

    def _due(self, now: float, size: int, *, up: bool) -> float:
        """When a packet arrives."""
        free = max(now, self._free.get(up, 0.0)) + (size / self.rate if self.rate else 0)
        late = self.delay_s
        if self.loss and self.rng.random() < self.loss:
            free += size / self.rate if self.rate else 0
            late += 2 * self.delay_s
        self._free[up] = free
        return free + late

    async def _arrive(
        self, waiting: deque[tuple[float, bytes]], to: asyncio.StreamWriter, room: asyncio.Event, news: asyncio.Event
    ) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while True:
                if not waiting:
                    news.clear()
                    await news.wait()
                due, part = waiting[0]
                if due > loop.time():
                    await asyncio.sleep(due - loop.time())
                to.write(part)
                await to.drain()
                waiting.popleft()
                room.set()


FORWARD, TWICE, PAGE, SILENT, CUT = "forward", "twice", "page", "silent", "cut"
_PAGE = b"<!doctype html><title>Free Wifi</title>"
_HTML = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n" % len(_PAGE) + _PAGE


@dataclass
class Meddler:
    """`says` decides about each request: forward, twice (and its second answer comes back), page
    (of its own), silent (it arrives, the answer doesn't), cut (it doesn't arrive)."""

    to: int
    says: Callable[[str], str]
    told: list[str] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[int]:
        listening = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=self._serve, args=(listening,), daemon=True)
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            thread.join(10)

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            near.settimeout(20)
            with near, suppress(OSError), near.makefile("rb") as reader:
                while request := _message(reader):
                    if not self._meddle(near, request):
                        break

    def _meddle(self, near: socket.socket, request: bytes) -> bool:
        what = self.says(request.split(b" ", 2)[1].decode())
        self.told.append(what)
        if what == CUT:
            return False
        if what == PAGE:
            near.sendall(_HTML)
            return True
        answer = b""
        for _ in range(2 if what == TWICE else 1):
            answer = self._asked(request)
        if what == SILENT:
            return False
        near.sendall(answer)
        return True

    def _asked(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.to), 20) as far:
            far.sendall(request)
            with far.makefile("rb") as reader:
                return _message(reader)


def _message(reader: "socket.SocketIO") -> bytes:  # type: ignore[name-defined]
    """One request or answer with a content-length, as it came; b"" at the end."""
    head, size = b"", 0
    while line := reader.readline():
        head += line
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            size = int(value)
        if line == b"\r\n":
            return head + reader.read(size)
    return b""
