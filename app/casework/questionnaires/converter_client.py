"""Workbooks and XML, from whomever they are, read by a child that can reach nothing.

Each file has a child of its own, so that one that takes it over gets no other's. Inside `with`, all
that has to be read of one file is read by one child.
"""

from types import TracebackType
from typing import Any, Self

from app.broker.client import Child, ChildFailed
from app.broker.frames import Message
from app.broker.rooms import CONVERTER
from app.form.remote_parser import RemoteParser

_LONGEST_S, _LARGEST = 300, 1 << 30


class Converter(RemoteParser):
    """A parser for `app.form`."""

    def __init__(self) -> None:
        super().__init__(self._ask_child)
        self._kept: Child | None = None

    def _ask_child(self, request: dict[str, Any], content: bytes) -> Message | None:
        child = self._kept or _new_child()
        try:
            return child.ask(request, content)
        except ChildFailed:
            return None
        finally:
            if child is not self._kept:
                child.close()

    def __enter__(self) -> Self:
        self._kept = _new_child()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        child, self._kept = self._kept, None
        if child is not None:
            child.close()


def _new_child() -> Child:
    return Child(CONVERTER, longest_s=_LONGEST_S, largest=_LARGEST)
