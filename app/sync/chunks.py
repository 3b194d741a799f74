"""Chunks of attachments, after everything else of a sync: both ways, in pieces, resumed.

As the engine: no socket, disk or clock of its own. `attempt` asks and gives None where the network lost
the answer. docs/formats/sync.md
"""

from collections.abc import Callable, Generator
from typing import Any

from app.errors import SanadError
from app.sync import conditions, wire
from app.sync.pieces import Pace
from app.sync.store import Chunks

Attempt = Callable[[wire.Request, type[Any], Pace, int], Generator[Any, Any, Any]]
Fetch = Callable[[bytes, bytes], Generator[Any, Any, bytes | None]]
Script = Generator[Any, Any, list[SanadError]]
_ASK = 64  # chunks asked about at once


def exchange(chunks: Chunks, pace: Pace, fetch: Fetch, attempt: Attempt, breathe: object) -> Script:
    """What was wrong with some of them; all others are where they belong. `fetch`: (case, id) brings one."""
    problems: list[SanadError] = []
    yield from _send(chunks, pace, attempt, breathe, problems)
    yield from _fetch(chunks, fetch, breathe, problems)
    return problems


def _send(
    chunks: Chunks, pace: Pace, attempt: Attempt, breathe: object, problems: list[SanadError]
) -> Generator[Any, Any, None]:
    while unsent := chunks.unsent(_ASK):
        case, ids = unsent
        answer = yield from attempt(wire.BlobsHave(case, ids), wire.BlobsMissing, pace, 0)
        if answer is None:
            continue
        if isinstance(answer, wire.Refusal):
            problems.append(conditions.RecordRefused(answer.kind))
            return
        missing = {id_: offset for id_, offset in answer.blobs if id_ in ids}
        chunks.are_there(case, tuple(id_ for id_ in ids if id_ not in missing))
        for id_, there_bytes in missing.items():
            content = chunks.content(case, id_)
            if content is None:
                continue
            error = yield from _bring(
                case, id_, content, offset=there_bytes, pace=pace, attempt=attempt, breathe=breathe
            )
            if error is not None:
                problems.append(error)
                return
            chunks.are_there(case, (id_,))


def _bring(
    case: bytes, id_: bytes, content: bytes, offset: int, pace: Pace, attempt: Attempt, breathe: object
) -> Generator[Any, Any, SanadError | None]:
    """Piece by piece from where headquarters has it; why it gets no further."""
    at = offset if 0 <= offset < len(content) else 0
    while True:
        piece = content[at : at + pace.size]
        request = wire.PutChunk(id_, case, at, len(content), piece)
        answer = yield from attempt(request, wire.BlobTaken, pace, len(piece))
        yield breathe
        if answer is None:
            continue
        if isinstance(answer, wire.Refusal):
            return conditions.RecordRefused(answer.kind)
        if answer.whole:
            return None
        if not at < answer.there < len(content):
            return conditions.AnswerOdd()
        at = answer.there


def _fetch(chunks: Chunks, fetch: Fetch, breathe: object, problems: list[SanadError]) -> Generator[Any, Any, None]:
    tried: set[bytes] = set()
    while rows := chunks.wanted(frozenset(tried), _ASK):
        for case, id_, _ in rows:
            tried.add(id_)
            content = yield from fetch(case, id_)
            if content is None:
                continue  # its author has not brought it there yet
            if not chunks.keep(case, id_, content):
                problems.append(conditions.ChunkForged())
            yield breathe
