"""What is larger than a line carries from one break to the next: brought and fetched in pieces, each
begun where the one before ended.

As the engine: no socket, disk or clock of its own. `attempt` asks, and gives None where the network
lost the answer. docs/formats/sync.md
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from math import isqrt
from typing import Any

from app.seal.keys import digest
from app.sync import wire
from app.sync.store import Fetching

# -- pace --------------------------------------------------------------------------------------
# How much to carry at once: begin with 32 KB, double while it goes well; on a line that breaks,
# what costs it least.
# A request costs some 1,000 bytes beside what it carries, and a break costs half a request. Where
# the line breaks every so many bytes, both together are least at the root of twice the cost times
# these.

FIRST, LEAST, MOST = 32 << 10, 2 << 10, 2 << 20
WORTH_ASKING = 4 << 10  # bytes: whether they arrived, where the answer did not
_COST = 1000  # bytes of one request's and answer's heads, and its share of the next handshake
_WELL = 8  # times as far as between two breaks without one: the line is better by now
_LONG_S = 8.0  # of one request: nobody sees anything move meanwhile, and a break costs all of it


@dataclass(slots=True)
class Pace:
    """Bytes of one batch, in one direction. `per_break`: that the line carries from one break to the next,
    about, 0 where it doesn't break; `since`: that it carried since the last."""

    size: int = FIRST
    most: int = MOST
    per_break: int = 0
    since: int = 0

    @property
    def ahead(self) -> int:
        """What to make ready while a batch travels: it leaves only if that arrives."""
        return self.size if self.per_break else min(2 * self.size, self.most)

    def went(self, carried: int, seconds: float = 0.0) -> None:
        """A batch arrived; a small one says nothing about larger ones."""
        self.since += carried + _COST if carried else 0
        if self.since > _WELL * self.per_break:
            self.per_break = 0
        if self.per_break:
            self._fit()
        elif 2 * carried >= self.size and seconds <= _LONG_S:
            self.size = min(self.size * 2, self.most)

    def broke(self) -> None:
        carried = self.since + self.size // 2
        self.per_break = (self.per_break + carried) // 2 if self.per_break else carried
        self.since = 0
        self._fit()

    def _fit(self) -> None:
        self.size = max(min(isqrt(2 * _COST * max(self.per_break, self.since)), self.size * 2, self.most), LEAST)


# -- pieces -------------------------------------------------------------------------------------

Attempt = Callable[[wire.Request, type[Any], Pace, int], Generator[Any, Any, Any]]
Make = Callable[[bytes, int, int, bytes], wire.PushPiece | wire.EnrolPiece]
LARGEST = 5 << 20  # bytes of one envelope
_ANEW = {"offset", "blob_refused"}  # what lies there is not what was begun
_AGAIN = 3  # times


class PieceOdd(Exception):
    """A piece that does not follow from what came before it, or was not asked for."""


def bring(
    raw: bytes, pace: Pace, attempt: Attempt, breathe: object, make: Make = wire.PushPiece
) -> Generator[Any, Any, wire.Pushed | wire.Refusal | None]:
    """An envelope, or what else `make` has pieces of, from where headquarters has it; what it says of it once it is whole. Where the answer
    to much was lost, a little of it goes first: it may be there. None where it may be there whole. PieceOdd."""
    hash_, at, begun_anew = digest(raw), 0, 0
    is_doubtful = was_last = False
    while True:
        size = LEAST if is_doubtful else min(pace.size, wire.BLOB)
        request = make(hash_, len(raw), at, raw[at : at + size])
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
