"""A program that runs whenever the computer is on: what is asked of a system, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Reach = Literal["computer", "user", "none"]


@dataclass(frozen=True, slots=True)
class Service:
    """`name`: letters and hyphens; `title`: for people; `command`: the program's full path first;
    `writes`: folders that it writes."""

    name: str
    title: str
    command: tuple[str, ...]
    writes: tuple[Path, ...]
    works_in: Path


@dataclass(frozen=True, slots=True)
class ServiceState:
    """`reach`: starts with the computer, only once its user has logged in, or not at all. `runs`: now.
    `administrator`: the one line that an administrator still has to run, for what this user may not;
    "" where nothing is missing. `problem`: what the system said, in its own words."""

    reach: Reach = "none"
    runs: bool = False
    administrator: str = ""
    problem: str = ""


def one_line(words: Sequence[str]) -> str:
    """The last line of what a program said that is not empty."""
    lines = [line.strip() for text in words for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""
