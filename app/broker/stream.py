"""A child that is handed more than memory should hold, and answers as it is fed."""

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from app.broker import frames
from app.broker.client import ChildFailed, command, environment
from app.broker.rooms import room_of
from app.platform import system
from app.settings import ROOT

_PIPE = 1 << 20  # bytes that wait between here and the child, where the system lets it be chosen
_LONGEST_SILENCE_S = 600  # until the next block: a passphrase is stretched before the first


class Stream:
    """One question to a child of its own: what it answers, block by block. `source`: what it is fed,
    read by another thread. `reply`: what it said of how that ended, after the last block."""

    def __init__(self, word: str, request: dict[str, Any], source: Iterable[frames.Piece]) -> None:
        self.reply: dict[str, Any] = {}
        self._word, self._request, self._source = word, request, source
        self._failure: BaseException | None = None

    def blocks(self) -> Iterator[bytes]:
        """ChildFailed; and whatever `source` raises. Left off, the child ends."""
        process = started(self._word, subprocess.PIPE)
        assert process.stdin is not None
        assert process.stdout is not None
        feeder = threading.Thread(target=self._feed, args=(process.stdin,), daemon=True)
        feeder.start()
        watch = _Watch(process)
        try:
            while block := watch.waits(frames.read_block, process.stdout):
                yield block
            self.reply, _ = frames.read(process.stdout, 0)
        except (OSError, frames.BadFrame) as error:
            process.kill()
            feeder.join()
            raise (self._failure or ChildFailed()) from error
        finally:
            watch.end()
            process.kill()
            process.wait()
            feeder.join()
            process.stdout.close()
        if self._failure is not None:
            raise self._failure

    def _feed(self, pipe: IO[bytes]) -> None:
        try:
            feed(pipe, self._request, self._source)
        except Exception as error:  # said where the blocks are read
            has_all_it_wants = isinstance(error, OSError) and system.reader_ended(error)
            self._failure = None if has_all_it_wants else error
        finally:
            close(pipe)


class _Watch:
    """Ends a child that says nothing for too long, while somebody waits for it: one thread for all of its
    blocks."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process, self._over = process, threading.Event()
        self._since: float | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def waits(self, read: Callable[[IO[bytes]], bytes], pipe: IO[bytes]) -> bytes:
        """What is read, watched meanwhile."""
        self._since = time.monotonic()
        try:
            return read(pipe)
        finally:
            self._since = None

    def end(self) -> None:
        self._over.set()

    def _run(self) -> None:
        while not self._over.wait(_LONGEST_SILENCE_S / 10):
            since = self._since
            if since is not None and time.monotonic() - since > _LONGEST_SILENCE_S:
                self._process.kill()


def started(word: str, target: int | IO[bytes]) -> "subprocess.Popen[bytes]":
    """A child that waits for what it is fed, and writes into `target`. ChildFailed."""
    try:
        process = subprocess.Popen(
            command(word), stdin=subprocess.PIPE, stdout=target, stderr=subprocess.DEVNULL,
            pipesize=_PIPE, cwd=ROOT, env=environment(), creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except OSError as error:
        raise ChildFailed from error
    system.hold_child(process.pid, room=room_of(word))
    return process


class Feeder:
    """A child fed by a thread of its own, from what this one makes: while it takes a piece, the next is
    made. `broken`: it ended before it had everything."""

    _AHEAD = 4  # pieces that wait for it

    def __init__(self, pipe: IO[bytes], request: dict[str, Any]) -> None:
        self.broken = False
        self._pipe, self._request = pipe, request
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
            feed(self._pipe, self._request, self._pieces())
        except (OSError, _LeftOff):
            self.broken = True
            for _ in iter(self._queue.get, None):  # whoever makes pieces must not wait for ever
                continue
        finally:
            close(self._pipe)

    def _pieces(self) -> Iterator[bytes]:
        yield from iter(self._queue.get, None)
        if self._left_off:
            self._queue.put(None)
            raise _LeftOff


class _LeftOff(Exception):
    """What should be sealed can't be read to its end."""


def feed(pipe: IO[bytes], request: dict[str, Any], source: Iterable[frames.Piece]) -> None:
    """The question, its content in blocks, and the end. BrokenPipeError where it ended before."""
    frames.write(pipe, request)
    frames.write_blocks(pipe, source)
    frames.end_blocks(pipe)


def close(pipe: IO[bytes]) -> None:
    """Whatever is left in its buffer has nobody to go to."""
    try:
        pipe.close()
    except OSError:
        return
