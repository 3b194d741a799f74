"""A few calls to headquarters, apart from what is done about them: each step of a `RemoteCall` belongs to the
thread of the vault and is short, carrying its requests belongs to another.
"""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Generic, TypeVar

from app.casework.organisation import administration
from app.errors import N_, SanadError
from app.sync import conditions, wire
from app.sync.engine import CallResult, NoAnswer

if TYPE_CHECKING:
    from app.sync.client import Client

_T = TypeVar("_T")
_A = TypeVar("_A", bound=wire.Message)
Script = Generator[wire.Request, wire.Message | NoAnswer, _T]


class CardUsed(SanadError):
    says = N_(
        "This server does not accept the card: the server already belongs to another "
        "organisation, or the card is old. Nothing was changed there. Ask the server "
        "administrator for a new card."
    )


class RemoteCall(Generic[_T]):
    """`next(carried)` says what to carry next, None when all is said: then there is a `result`. It raises
    what the script does, a refusal or that nobody is there. `carry` may block; `close` it in the end."""

    result: _T

    def __init__(self, line: Callable[[], "Client"], script: Script[_T]) -> None:
        self._connect, self._script = line, script
        self._line: Client | None = None

    def next(self, carried: CallResult | None = None) -> wire.Request | None:
        try:
            request = self._script.send(carried.answer) if carried else next(self._script)
        except StopIteration as stop:
            self.result = stop.value
            return None
        if self._line is None:
            self._line = self._connect()
        return request

    def carry(self, request: wire.Request) -> CallResult:
        assert self._line is not None
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
    "token_refused": CardUsed, "already_claimed": CardUsed, "not_the_desk": administration.NotTheDesk,
}  # fmt: skip


def said(request: wire.Request, answer_type: type[_A]) -> Script[_A]:
    """The answer to one call, or why there is none."""
    answer = yield request
    if isinstance(answer, answer_type):
        return answer
    if isinstance(answer, NoAnswer):
        raise answer.reason
    if isinstance(answer, wire.Refusal):
        error_class = _REFUSED.get(answer.kind)
        raise error_class() if error_class else conditions.refused(answer.kind, answer.retry_s)
    raise conditions.AnswerOdd
