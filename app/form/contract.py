"""What may be asked of a form and of an interview: types alone.

`open_form(xml, resources) -> Form`, then `Interview(form)` begins one, `Interview(form, stored)` restores
one from what `stored` gave, and `Interview.of_instance(form, xml)` from an instance. An operation answers
what changed by it, and leaves everything as if it were computed afresh from the answers. A ref is the path
of a place with the random id of each entry in brackets, or with its number from 1.
"""

from collections.abc import Sequence
from typing import Protocol

from app.form.views import Changes, Node, Page, Violation


class Talk(Protocol):
    """One interview. Operations raise NoSuchQuestion for a ref that isn't there, and AnswerRefused,
    having changed nothing, for what can't be."""

    language: str

    def answer(self, ref: str, value: str | Sequence[str]) -> Changes: ...

    def add_repeat(self, ref: str) -> tuple[str, Changes]: ...

    def remove_repeat(self, ref: str) -> Changes: ...

    def set_language(self, name: str) -> Changes: ...

    def node(self, ref: str, language: str | None = None) -> Node: ...

    def value(self, ref: str) -> str: ...

    def pages(self) -> tuple[Page, ...]: ...

    def page_of(self, ref: str) -> Page | None: ...

    def page_after(self, ref: str) -> Page | None: ...

    def page_before(self, ref: str) -> Page | None: ...

    def violations(self) -> tuple[Violation, ...]: ...

    def values(self, relevant_only: bool = True) -> dict[str, str]: ...

    def stored(self) -> dict[str, str]: ...

    def instance_xml(self) -> str: ...
