"""Every state of a small world, breadth first, so that what is found first is shortest."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

S = TypeVar("S", bound=Hashable)
Steps = Callable[[S], Iterable[tuple[str, S]]]


@dataclass
class Explored(Generic[S]):
    """`broken`: which promise, by which shortest way. `states`: how many there are."""

    states: int = 0
    broken: dict[str, list[str]] = field(default_factory=dict)
    ends: dict[str, S] = field(default_factory=dict)


def explore(first: S, steps: Steps[S], breaks: Callable[[S], Iterable[str]]) -> Explored[S]:
    """`steps`: what may happen next, by whomever; `breaks`: the promises that a state breaks. From a
    state that breaks one nothing is tried further."""
    explored: Explored[S] = Explored()
    came_from: dict[S, tuple[S, str] | None] = {first: None}
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        explored.states += 1
        broken = list(breaks(state))
        for promise in broken:
            if promise not in explored.broken:
                explored.broken[promise] = _way(state, came_from)
                explored.ends[promise] = state
        if broken:
            continue
        for label, after in steps(state):
            if after not in came_from:
                came_from[after] = (state, label)
                waiting.append(after)
    return explored


def _way(state: S, came_from: dict[S, tuple[S, str] | None]) -> list[str]:
    labels = []
    while step := came_from[state]:
        state, label = step
        labels.append(label)
    return labels[::-1]
