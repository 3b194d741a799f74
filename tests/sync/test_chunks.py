"""Chunks of files on their way to headquarters: nothing else goes than what was to be sent."""

from collections.abc import Callable, Generator
from typing import Any

from app.errors import SanadError
from app.sync import chunks, wire
from app.sync.chunks import Script
from app.sync.pieces import Pace

CASE, EPOCH = b"c" * 16, b"e" * 16
SENT, ELSEWHERE = b"s" * 32, b"x" * 32


class Store:
    """One chunk to be sent, and another of the case that is not: a colleague's, fetched from there."""

    def __init__(self) -> None:
        self.there: list[bytes] = []

    def unsent(self, limit: int) -> tuple[bytes, tuple[bytes, ...]] | None:
        return None if SENT in self.there else (CASE, (SENT,))

    def are_there(self, case: bytes, ids: tuple[bytes, ...]) -> None:
        self.there += ids

    def content(self, case: bytes, id_: bytes) -> bytes | None:
        return {SENT: b"sealed", ELSEWHERE: b"another"}[id_]

    def wanted(self, but: frozenset[bytes], limit: int) -> tuple[tuple[bytes, bytes, int], ...]:
        return ()

    def keep(self, case: bytes, id_: bytes, content: bytes) -> bool:
        return False


def attempt(request: wire.Request, *_: Any) -> Generator[Any, Any, Any]:
    return (yield request)


def played(script: Script, answers: Callable[[object], object]) -> list[SanadError]:
    """To its end: what it comes back with."""
    answer = None
    while True:
        try:
            answer = answers(script.send(answer))
        except StopIteration as stop:
            return stop.value


def test_headquarters_gets_no_chunk_that_it_names_itself():
    store, brought = Store(), []

    def answers(request: object) -> wire.Message | None:
        match request:
            case wire.BlobsHave():
                return wire.BlobsMissing(EPOCH, ((ELSEWHERE, 0), (SENT, 0)))
            case wire.PutChunk():
                brought.append(request.id)
                return wire.BlobTaken(EPOCH, request.size, 1)
        return None

    assert played(chunks.exchange(store, Pace(), Pace(), attempt, None), answers) == []
    assert brought == store.there == [SENT]
