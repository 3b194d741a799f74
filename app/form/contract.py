"""What may be asked of a form and of an interview: types alone.

`open_form(xml, resources)` gives a form, `start(form)` begins an interview and `restore(form, stored)` goes
on with one. An operation returns what it changed, and leaves everything as if it were computed afresh from
the answers. A ref is the path of a place with the random id of each entry in brackets, or with its number
from 1.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from app.form.views import Changes, Node, Page, Violation


class InterviewProtocol(Protocol):
    """One interview. Operations raise NoSuchQuestion for a ref that isn't there, and AnswerRefused,
    having changed nothing, for what can't be."""

    language: str

    def answer(self, ref: str, value: str | Sequence[str]) -> Changes: ...

    def use_calculated(self, ref: str) -> Changes: ...

    def add(self, ref: str) -> tuple[str, Changes]: ...

    def remove(self, ref: str) -> Changes: ...

    def set_language(self, name: str) -> Changes: ...

    def state(self) -> Mapping[str, Node]: ...

    def node(self, ref: str, language: str | None = None) -> Node: ...

    def value(self, ref: str) -> str: ...

    def pages(self) -> tuple[Page, ...]: ...

    def violations(self) -> tuple[Violation, ...]: ...

    def values(self, relevant_only: bool = True) -> dict[str, str]: ...

    def stored(self) -> dict[str, str]: ...

    def instance_xml(self) -> str: ...
