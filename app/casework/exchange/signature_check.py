"""The signatures of what is about to be taken in, looked at by other threads meanwhile.

Checking one lets go of the interpreter's lock, and is a function of bytes and keys alone: it may
come before the transaction that it is for. What is taken in asks for each again
(`envelope.check_header`), and has the answer where its author's key is still the same.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from app.seal.directory import Colleagues
from app.seal.envelope import CheckedEnvelope, EnvelopeRefused

_FEW = 8  # not worth another thread
_CHUNK = 32  # by one thread, before others may go on with them
_ID = 32  # an id in the place of an envelope

_Seen = dict[bytes, CheckedEnvelope]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(2, min(4, os.cpu_count() or 1)), "signatures")


@dataclass(slots=True)
class Signatures:
    """`colleagues`: whom this vault knows just now."""

    colleagues: Callable[[], Colleagues]
    _ahead: dict[bytes, Future[_Seen]] = field(default_factory=dict)

    def look(self, raws: Iterable[bytes]) -> None:
        """Begin with these, in their order; what was looked at before is forgotten."""
        full_records = [raw for raw in raws if len(raw) != _ID]
        self._ahead = {}
        if len(full_records) < _FEW:
            return
        colleagues = self.colleagues()
        for start in range(0, len(full_records), _CHUNK):
            batch = full_records[start : start + _CHUNK]
            self._ahead |= dict.fromkeys(batch, _threads().submit(_look, batch, colleagues))

    def looked(self, raws: Iterable[bytes]) -> _Seen:
        """Each by its bytes; what is no envelope is left out."""
        checked: _Seen = {}
        colleagues = self.colleagues()
        for raw in raws:
            if len(raw) == _ID:
                continue
            if ahead := self._ahead.get(raw):
                if looked := ahead.result().get(raw):
                    checked[raw] = looked
            else:
                checked |= _look([raw], colleagues)
        return checked


def _look(raws: Iterable[bytes], colleagues: Colleagues) -> _Seen:
    checked: _Seen = {}
    for raw in raws:
        try:
            checked[raw] = CheckedEnvelope.at(raw, colleagues)
        except EnvelopeRefused:
            continue
    return checked
