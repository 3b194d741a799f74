"""Workbooks and XML, from whomever they are, read by a child that can reach nothing.

Each file has a child of its own, so that one that takes it over gets no other's. Inside `with`, all
that has to be read of one file is read by one child."""

import json
from collections import OrderedDict
from threading import Lock
from typing import Any, Self

from app.broker.client import Child, ChildFailed
from app.broker.frames import Message
from app.broker.rooms import CONVERTER
from app.form.remote_parser import RemoteParser
from app.seal.keys import digest

_LONGEST_S, _LARGEST = 300, 1 << 30
_REMEMBERED, _LARGEST_REMEMBERED = 32, 4 << 20  # answers, and bytes of one


class _Answers:
    """The last answers of this process, by what was asked: the same bytes read the same. A child costs
    half a second, and a questionnaire is opened more than once. Only of children that were asked
    nothing else: one that a file took over could answer for another questionnaire's text."""

    def __init__(self) -> None:
        self._by_question: OrderedDict[bytes, Message] = OrderedDict()
        self._lock = Lock()

    def find(self, question: bytes) -> Message | None:
        with self._lock:
            answer = self._by_question.get(question)
            if answer is not None:
                self._by_question.move_to_end(question)
                return {**answer[0]}, answer[1]
            return None

    def keep(self, question: bytes, answer: Message) -> None:
        if len(answer[1]) > _LARGEST_REMEMBERED:
            return
        with self._lock:
            self._by_question[question] = {**answer[0]}, answer[1]
            while len(self._by_question) > _REMEMBERED:
                self._by_question.popitem(last=False)


_ANSWERS = _Answers()


class Converter(RemoteParser):
    """A parser for `app.form`."""

    def __init__(self) -> None:
        super().__init__(self._ask_child)
        self._kept: Child | None = None

    def _ask_child(self, request: dict[str, Any], content: bytes) -> Message | None:
        question = digest(json.dumps(request, sort_keys=True).encode(), content)
        if (answer := _ANSWERS.find(question)) is not None:
            return answer
        child = self._kept or _new_child()
        try:
            answer = child.ask(request, content)
        except ChildFailed:
            return None
        finally:
            if child is not self._kept:
                child.close()
        if child is not self._kept:
            _ANSWERS.keep(question, answer)
        return answer

    def __enter__(self) -> Self:
        self._kept = _new_child()
        return self

    def __exit__(self, *_: object) -> None:
        child, self._kept = self._kept, None
        if child is not None:
            child.close()


def _new_child() -> Child:
    return Child(CONVERTER, longest_s=_LONGEST_S, largest=_LARGEST)
