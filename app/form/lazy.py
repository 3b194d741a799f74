"""Expressions of a form that was read back, compiled when their value is first needed."""

from collections.abc import Callable
from typing import Any


class LazyExpression:
    """Stands where a compiled expression will: the first call makes it and puts it there."""

    __slots__ = ("_compiled", "_make", "_name", "_owner")

    def __init__(self, owner: Any, name: str, make: Callable[[], Callable[[Any], Any]]) -> None:
        self._owner = owner
        self._name = name
        self._make = make
        self._compiled: Callable[[Any], Any] | None = None

    def __call__(self, scope: Any) -> Any:
        if self._compiled is None:
            self._compiled = self._make()
            setattr(self._owner, self._name, self._compiled)
        return self._compiled(scope)
