"""A matching a step at a time, so that whoever uses the records goes between; and how far it has come."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal, TypeVar

from app.errors import N_, SanadError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MatchProgress:
    """`part`: cases say that they take part, their points are made, the partner's are multiplied, or cases say
    what came of it; `done` of `total`."""

    part: Literal["cases", "points", "partner", "common"]
    done: int
    total: int


Steps = Generator[MatchProgress, None, T]


class MatchStopped(SanadError):
    """Somebody said stop, or gave the matching up meanwhile."""

    says = N_(
        "The matching was stopped before it was at its end, and no file was written. If cases already say"
        " that they took part, it stands in the list as broken off: go on with it there, or give it up."
    )
