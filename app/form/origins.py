"""Where the value of a place came from, and the text that is kept together with it.

docs/decisions/0019"""

from collections.abc import Mapping
from typing import Any, Literal, get_args

Origin = Literal["", "typed", "calculated", "default", "carried", "action"]

UNKNOWN: Origin = ""  # nobody said one
TYPED: Origin = "typed"
CALCULATED: Origin = "calculated"
DEFAULT: Origin = "default"  # as the form, or what the device tells it, begins
CARRIED: Origin = "carried"  # known before: of the case, of the last interview, of an instance
ACTION: Origin = "action"  # set by an action of the form
ORIGINS: frozenset[str] = frozenset(get_args(Origin))


class Answer(str):
    """A text and where it came from: the text alone for whoever asks no more.

    What `Interview.stored` and `Changes.answers` give. It compares and prints as its text."""

    __slots__ = ("origin",)
    origin: Origin

    def __new__(cls, text: str, origin: str = UNKNOWN) -> "Answer":
        answer = super().__new__(cls, text)
        answer.origin = origin if origin in ORIGINS else UNKNOWN  # type: ignore[assignment]
        return answer

    def __getnewargs__(self) -> Any:
        return str(self), self.origin


def origin_of(text: str) -> Origin:
    """Where a kept text came from; UNKNOWN for a plain one."""
    return text.origin if isinstance(text, Answer) else UNKNOWN


def with_origins(answers: Mapping[str, str], origins: Mapping[str, str]) -> dict[str, str]:
    """Path to answer, of texts and of origins that were kept apart."""
    return {path: Answer(text, origins.get(path, UNKNOWN)) for path, text in answers.items()}
