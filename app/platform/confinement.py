"""What a child that reads strangers' bytes is left with, and the names of what holds it.

Each layer is one thing that the system offers; none is missed with an error. What each stops, and
what is stopped by none: docs/decisions/0023-a-broker-for-strangers-bytes.md
"""

from dataclasses import dataclass
from pathlib import Path

# of Linux, in the order in which they are laid
NO_NEW_PRIVILEGES = "no_new_privileges"
NETWORK = "network_namespace"
FILES = "landlock"
LIMITS = "limits"
CALLS = "seccomp"
# of Windows
JOB = "job"
INTEGRITY = "low_integrity"
MITIGATIONS = "process_mitigations"


@dataclass(frozen=True, slots=True)
class Room:
    """`seconds` of a processor and bytes of memory; `readable`: folders and files, where they are
    there; `fills_a_file`: may write into the one that it was handed open; `connects_to`: the one unix
    socket that it may reach."""

    seconds: int
    memory_bytes: int
    readable: tuple[Path, ...] = ()
    fills_a_file: bool = False
    connects_to: Path | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """`name`: one of those above."""

    name: str
    holds: bool
