"""A headquarters that lies: true answers, altered on their way."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.sync import conditions, wire
from app.sync.engine import CallResult, NoAnswer

Carry = Callable[[wire.Request], CallResult]
Alter = Callable[[wire.Request, wire.Message], wire.Message | NoAnswer]


@dataclass
class Hostile:
    """`alter` is handed each request and its true answer, as long as `times` lasts."""

    carry: Carry
    alter: Alter
    times: int = 1 << 30
    asked: list[wire.Request] = field(default_factory=list)
    altered: int = 0

    def __call__(self, request: wire.Request) -> CallResult:
        self.asked.append(request)
        result = self.carry(request)
        if isinstance(result.answer, NoAnswer) or self.altered >= self.times:
            return result
        other = self.alter(request, result.answer)
        self.altered += other != result.answer
        return replace(result, answer=other)


def losing(*kinds: type[wire.Request]) -> Alter:
    """The request arrived; its answer doesn't."""

    def alter(request: wire.Request, answer: wire.Message) -> wire.Message | NoAnswer:
        return NoAnswer(conditions.NetworkLost()) if isinstance(request, kinds) else answer

    return alter


Item = tuple[int, bytes]


def pulling(change: Callable[[bytes, tuple[Item, ...], int], tuple[tuple[Item, ...], int]]) -> Alter:
    """Change what comes of each case: (case, items, state) -> (items, state)."""

    def alter(_: wire.Request, answer: wire.Message) -> wire.Message:
        if not isinstance(answer, wire.Pulled):
            return answer
        cases = tuple((case, *change(case, items, state)) for case, items, state in answer.cases)
        return replace(answer, cases=cases)

    return alter


def flipped(raw: bytes, at: int = -1) -> bytes:
    spoilt = bytearray(raw)
    spoilt[at] ^= 1
    return bytes(spoilt)
