"""A visit to a place: what was seen there, before anybody was talked to. It has no person of its own."""

from collections.abc import Mapping
from typing import Protocol

PLACES = frozenset({"observation", "work-site"})  # parts that are about a place


class _Talk(Protocol):
    @property
    def part(self) -> str: ...


class _WithInterviews(Protocol):
    @property
    def interviews(self) -> Mapping[bytes, _Talk]: ...


def is_visit(case: _WithInterviews) -> bool:
    """Is all that was noted in this case about a place?"""
    parts = {talk.part for talk in case.interviews.values()}
    return bool(parts) and parts <= PLACES
