"""What is larger than a line carries from one break to the next: brought and fetched in pieces, each
begun where the one before ended.

As the engine: no socket, disk or clock of its own. `attempt` asks, and gives None where the network
lost the answer. docs/formats/sync.md
"""

from collections.abc import Callable, Generator
from typing import Any

from app.seal.keys import digest
from app.sync import wire
from app.sync.pace import LEAST, WORTH_ASKING, Pace
from app.sync.store import Fetching

Attempt = Callable[[wire.Request, type[Any], Pace, int], Generator[Any, Any, Any]]
LARGEST = 5 << 20  # bytes of one envelope
_ANEW = {"offset", "blob_refused"}  # what lies there is not what was begun
_AGAIN = 3  # times


class PieceOdd(Exception):
    """A piece that does not follow from what came before it, or was not asked for."""


def bring(
    raw: bytes, pace: Pace, attempt: Attempt, breathe: object
) -> Generator[Any, Any, wire.Pushed | wire.Refusal | None]:
    """An envelope, from where headquarters has it; what it says of it once it is whole. Where the answer
    to much was lost, a little of it goes first: it may be there. None where it may be there whole. PieceOdd."""
    hash_, at, begun_anew = digest(raw), 0, 0
    is_doubtful = was_last = False
    while True:
        size = LEAST if is_doubtful else min(pace.size, wire.BLOB)
        request = wire.PushPiece(hash_, len(raw), at, raw[at : at + size])
        answer = yield from attempt(request, wire.PiecePushed, pace, len(request.piece))
        yield breathe
        is_doubtful = answer is None and (is_doubtful or size > WORTH_ASKING)
        if answer is None:
            was_last = was_last or at + size >= len(raw)
            continue
        if isinstance(answer, wire.Refusal):
            if was_last and answer.kind == "offset":
                return None
            begun_anew += 1
            if answer.kind not in _ANEW or begun_anew > _AGAIN:
                return answer
            at = 0
        elif answer.outcomes:
            return wire.Pushed(answer.epoch, answer.outcomes, answer.receipts)
        elif at + len(request.piece) <= answer.there < len(raw):
            at = answer.there
        else:
            raise PieceOdd


def fetch(
    case: bytes, id_: bytes, pace: Pace, fetching: Fetching, attempt: Attempt, breathe: object
) -> Generator[Any, Any, bytes | wire.Refusal]:
    """An envelope, or a chunk, from where it was left. PieceOdd."""
    content, size, begun_anew = fetching.begun(id_), 0, 0
    while not size or len(content) < size:
        request = wire.GetPiece(case, id_, len(content), min(pace.size, wire.BLOB))
        answer = yield from attempt(request, wire.Piece, pace, 0)
        yield breathe
        if answer is None:
            continue
        if isinstance(answer, wire.Refusal):
            begun_anew += 1
            if answer.kind not in _ANEW or not content or begun_anew > _AGAIN:
                return answer
            content, size = b"", 0
            continue
        end = len(content) + len(answer.content)
        if not answer.content or not end <= answer.size <= LARGEST or size not in (0, answer.size):
            fetching.keep_piece(id_, 0, b"")
            raise PieceOdd
        size = answer.size
        pace.went(len(answer.content))
        fetching.keep_piece(id_, len(content), answer.content if end < size else b"")
        content += answer.content
    return content
