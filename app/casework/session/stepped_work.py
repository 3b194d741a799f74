"""Long work in pieces: a generator whose thread others use in between, and what carries it out at once."""

from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import islice
from typing import TypeVar

_S = TypeVar("_S")
_T = TypeVar("_T")


def carried_out(steps: Generator[_S, None, _T], on_step: Callable[[_S], object] = lambda _step: None) -> _T:
    """To its end, for whoever may wait for it. `on_step`: told how far it has come."""
    while True:
        try:
            on_step(next(steps))
        except StopIteration as end:
            result: _T = end.value
            return result


def in_batches(items: Iterable[_T], number: int) -> Iterator[list[_T]]:
    """So many at a time, the last ones fewer."""
    source = iter(items)
    while batch := list(islice(source, number)):
        yield batch
