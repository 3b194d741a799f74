"""A few calls to headquarters, apart from what is done about them: each step of a `RemoteCall` belongs to the
thread of the vault and is short, carrying its requests belongs to another.
"""

import random
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Generic, TypeVar

from app.casework.exchange.sync_store import VaultSyncStore
from app.casework.organisation import administration
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.seal.keys import digest
from app.sync import conditions, pieces, wire
from app.sync.engine import CallResult, Engine, NewHistory, NoAnswer, Step, Stopped, SyncRun, Told, Wait
from app.sync.store import Batch

if TYPE_CHECKING:
    from app.sync.client import Client

_T = TypeVar("_T")
_A = TypeVar("_A", bound=wire.Message)
Script = Generator[Step, Told, _T]
_TRIES = 4  # where a connection came about and broke
_PAUSE_S = 0.2


class CardUsed(SanadError):
    says = N_(
        "This server does not accept the card: the server already belongs to another organisation, or the card is old. "
        "Nothing was changed there. Ask the server administrator for a new card."
    )


class RemoteCall(Generic[_T]):
    """`next(carried)` says what to carry next, None when all is said: then there is a `result`. It raises
    what the script does, a refusal or that nobody is there. `carry` may block; `close` it in the end."""

    result: _T

    def __init__(self, line: Callable[[], "Client"], script: Script[_T]) -> None:
        self._connect, self._script = line, script
        self._line: Client | None = None
        self._pause_s = 0.0

    def next(self, carried: CallResult | None = None) -> wire.Request | None:
        try:
            step = self._script.send(carried.answer) if carried else next(self._script)
            while not isinstance(step, wire.Request):
                self._pause_s += step.seconds if isinstance(step, Wait) else 0
                step = next(self._script)
        except StopIteration as stop:
            self.result = stop.value
            return None
        if self._line is None:
            self._line = self._connect()
        return step

    def carry(self, request: wire.Request) -> CallResult:
        assert self._line is not None
        pause_s, self._pause_s = self._pause_s, 0.0
        time.sleep(pause_s)  # on the line's thread
        return self._line.carry(request)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()

    def whole(self) -> _T:
        """All of it at once, for whoever may wait."""
        try:
            request = self.next()
            while request is not None:
                request = self.next(self.carry(request))
            return self.result
        finally:
            self.close()


def load() -> None:
    """What carries takes a while to load: in a thread for which nobody waits."""
    import app.sync.client  # noqa: F401


_REFUSED: dict[str, type[SanadError]] = {
    "token_refused": CardUsed,
    "already_claimed": CardUsed,
    "not_the_desk": administration.NotTheDesk,
}


def said(request: wire.Request, answer_type: type[_A]) -> Script[_A]:
    """The answer to one call, or why there is none. Every call may be repeated."""
    answer = yield request
    for tries in range(1, _TRIES):
        if not (isinstance(answer, NoAnswer) and isinstance(answer.reason, conditions.NetworkLost)):
            break
        yield Wait(_PAUSE_S * tries)
        answer = yield request
    if isinstance(answer, answer_type):
        return answer
    if isinstance(answer, NoAnswer):
        raise answer.reason
    if isinstance(answer, wire.Refusal):
        error_class = _REFUSED.get(answer.kind)
        raise error_class() if error_class else conditions.refused(answer.kind, answer.retry_s)
    raise conditions.AnswerOdd


def said_or_before(request: wire.Request, older_request: wire.Request, answer_type: type[_A]) -> Script[_A]:
    """`older_request`: the same, as a headquarters is asked that does not know the call."""
    try:
        return (yield from said(request, answer_type))
    except conditions.Refused as refused:
        if refused.reason != "no_such_call":
            raise
    return (yield from said(older_request, answer_type))


# -- in pieces -------------------------------------------------------------------------------


def engine_of(session: Session) -> Engine:
    """For what crosses any line in pieces, as records do."""
    return Engine(VaultSyncStore(session), SyncRun(), random.random, 0)


def of_sync(script: Generator[Step, Told, _T]) -> Script[_T]:
    """A part of a sync, in these calls; what would end the sync is raised."""
    try:
        return (yield from script)
    except Stopped as stopped:
        raise stopped.reason from stopped
    except NewHistory as restored:
        raise conditions.EpochUnsteady from restored


def delivered(engine: Engine, file: bytes, make: pieces.Make = wire.PushPiece) -> Script[bool]:
    """Is a file there, brought in pieces? False where headquarters takes none of this kind."""
    while engine.in_pieces:
        pushed = yield from of_sync(engine.brought(Batch((digest(file),), (file,)), make))
        if pushed:
            return pushed.outcomes[0][1] in (wire.NEW, wire.KNOWN)
    return False


def fetched(engine: Engine, id_: bytes) -> Script[bytes]:
    """A file of joining by its hash; b"" where headquarters gives none."""
    content = yield from of_sync(engine.fetched(wire.NO_CASE, id_))
    return content if isinstance(content, bytes) and digest(content) == id_ else b""
