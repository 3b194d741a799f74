"""A child that is handed more than memory should hold, and answers as it is fed."""

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import IO, Any

from app.broker import frames
from app.broker.blocks import Blocks, Piece, SharedMemory, blocks_through
from app.broker.client import ChildFailed, command, environment
from app.broker.rooms import room_of
from app.platform import system
from app.settings import ROOT

_PIPE = 1 << 20  # bytes that wait between here and the child, where the system lets it be chosen
_LONGEST_SILENCE_S = 600  # until the next block: a passphrase is stretched before the first


class FedChild:
    """A child that waits for a question and for what comes with it in blocks. `target`: what it writes
    into, a file or PIPE; without one it answers in blocks, too. ChildFailed."""

    def __init__(self, word: str, target: int | IO[bytes] | None = None) -> None:
        asked = SharedMemory.fresh(child_reads=True)
        answered = SharedMemory.fresh(child_reads=False) if target is None else None
        memories = [memory for memory in (asked, answered) if memory]
        try:
            self.process = subprocess.Popen(
                command(word),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if target is None else target,
                stderr=subprocess.DEVNULL,
                pass_fds=[end for memory in memories for end in memory.childs],
                pipesize=_PIPE,
                cwd=ROOT,
                env=environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            for memory in memories:
                memory.give_up()
            raise ChildFailed from error
        for memory in memories:
            memory.handed_over()
        system.hold_child(self.process.pid, room=room_of(word))
        self._memory = {"in": asked.childs if asked else None, "out": answered.childs if answered else None}
        assert self.process.stdin is not None
        self._pipe, self.output = self.process.stdin, self.process.stdout
        self._blocks = blocks_through(self._pipe, asked.ours if asked else None)
        self._answered = answered.ours if answered else None

    def feed(self, request: dict[str, Any], source: Iterable[Piece]) -> None:
        """The question, its content in blocks, and the end. OSError where the child ended before; what
        `source` raises, and then it is never told that this was the end."""
        try:
            frames.write(self._pipe, {**request, "memory": self._memory})
            self._blocks.write_all(source)
        finally:
            self._blocks.close()
            with suppress(OSError):  # what is left in the buffer has nobody to go to
                self._pipe.close()

    def answer(self) -> Blocks:
        """What it answers in blocks; closed by whoever reads it."""
        assert self.output is not None
        return blocks_through(self.output, self._answered)

    def end(self) -> None:
        """At once, whatever it does."""
        self.process.kill()
        self.process.wait()


class Stream:
    """One question to a child of its own: what it answers, block by block. `source`: what it is fed,
    read by another thread. `reply`: what it said of how that ended, after the last block."""

    def __init__(self, word: str, request: dict[str, Any], source: Iterable[Piece]) -> None:
        self.reply: dict[str, Any] = {}
        self._word, self._request, self._source = word, request, source
        self._failure: BaseException | None = None

    def blocks(self) -> Iterator[bytes]:
        """ChildFailed; and whatever `source` raises. Left off, the child ends."""
        child = FedChild(self._word)
        assert child.output is not None
        answer = child.answer()
        feeder = threading.Thread(target=self._feed, args=(child,), daemon=True)
        feeder.start()
        watch = _Watch(child.process)
        try:
            while block := watch.waits(answer.read):
                yield block
            self.reply, _ = frames.read(child.output, 0)
        except (OSError, frames.BadFrame) as error:
            child.process.kill()
            feeder.join()
            raise (self._failure or ChildFailed()) from error
        finally:
            watch.end()
            child.end()
            feeder.join()
            answer.close()
            child.output.close()
        if self._failure is not None:
            raise self._failure

    def _feed(self, child: FedChild) -> None:
        try:
            child.feed(self._request, self._source)
        except Exception as error:  # said where the blocks are read
            has_all_it_wants = isinstance(error, OSError) and system.reader_ended(error)
            self._failure = None if has_all_it_wants else error


class _Watch:
    """Ends a child that says nothing for too long, while somebody waits for it: one thread for all of its
    blocks."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process, self._over = process, threading.Event()
        self._since: float | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def waits(self, read: Callable[[], bytes]) -> bytes:
        """What is read, watched meanwhile."""
        self._since = time.monotonic()
        try:
            return read()
        finally:
            self._since = None

    def end(self) -> None:
        self._over.set()

    def _run(self) -> None:
        while not self._over.wait(_LONGEST_SILENCE_S / 10):
            since = self._since
            if since is not None and time.monotonic() - since > _LONGEST_SILENCE_S:
                self._process.kill()


class Feeder:
    """A child fed by a thread of its own, from what this one makes: while it takes a piece, the next is
    made. `broken`: it ended before it had everything."""

    _AHEAD = 4  # pieces that wait for it

    def __init__(self, child: FedChild, request: dict[str, Any]) -> None:
        self.broken = False
        self._child, self._request = child, request
        self._queue: queue.Queue[bytes | None] = queue.Queue(self._AHEAD)
        self._left_off = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def feed(self, pieces: Iterable[bytes]) -> None:
        """All of it, or until the child ends. Whatever `pieces` raises, and then it is never told that
        this was the end."""
        try:
            for piece in pieces:
                if self.broken:
                    break
                self._queue.put(piece)
        except BaseException:
            self._left_off = True
            raise
        finally:
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        try:
            self._child.feed(self._request, self._pieces())
        except (OSError, _LeftOff):
            self.broken = True
            for _ in iter(self._queue.get, None):  # whoever makes pieces must not wait for ever
                continue

    def _pieces(self) -> Iterator[bytes]:
        yield from iter(self._queue.get, None)
        if self._left_off:
            self._queue.put(None)
            raise _LeftOff


class _LeftOff(Exception):
    """What should be sealed can't be read to its end."""
