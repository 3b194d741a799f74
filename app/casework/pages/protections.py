"""What this computer gives to protect the records, and what it lacks: for `verify` and for Settings.

Something that is missing is no error: Sanad works, and says so. Each check gives lines; another
one is a function in `CHECKS`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.broker import protection
from app.errors import N_
from app.platform import confinement, system

__all__ = ["CHECKS", "MISSING", "Protection", "missing", "protections"]


@dataclass(frozen=True, slots=True)
class Protection:
    """`name` is for scripts. `says`: what it means where it holds; `lacks`: what to know and to do
    where it doesn't."""

    name: str
    holds: bool
    says: str
    lacks: str


MISSING = N_("Missing: {protection}")
_OPEN_ELSEWHERE = N_(
    "Not on this computer. The other protections remain. Open files of people whom you don’t know on "
    "a computer that has it, or ask whoever looks after this one to update its system."
)
_LAYERS = {
    confinement.NO_NEW_PRIVILEGES: N_(
        "A process that opens strangers’ files can’t gain any rights"
    ),
    confinement.NETWORK: N_("A process that opens strangers’ files has no network"),
    confinement.FILES: N_(
        "A process that opens strangers’ files can’t read your files and can’t change any"
    ),
    confinement.LIMITS: N_(
        "A process that opens strangers’ files has limited memory and time, and writes no file"
    ),
    confinement.CALLS: N_(
        "A process that opens strangers’ files can’t start programs, connect, or touch other processes"
    ),
    confinement.JOB: N_(
        "A process that opens strangers’ files is alone in a job with limited memory and time"
    ),
    confinement.INTEGRITY: N_(
        "A process that opens strangers’ files can’t read the records and can’t change your files"
    ),
    confinement.MITIGATIONS: N_(
        "A process that opens strangers’ files can’t start programs or load foreign libraries"
    ),
}


def _around_children() -> Iterable[Protection]:
    for layer in protection.layers():
        if layer.name in _LAYERS:  # a child says which; it may say nothing else
            yield Protection(layer.name, layer.holds, _LAYERS[layer.name], _OPEN_ELSEWHERE)


def _memory() -> Iterable[Protection]:
    yield Protection(
        "memory", system.memory_is_private(),
        N_("A crash leaves no copy of the memory, and other programs of yours can’t read it"),
        N_(
            "Not on this computer. After a crash the memory, with keys in it, may be on the disk. Ask "
            "whoever looks after this computer to switch off crash dumps."
        ),
    )  # fmt: skip


CHECKS: tuple[Callable[[], Iterable[Protection]], ...] = (_around_children, _memory)


def protections() -> list[Protection]:
    """All of them; it takes as long as starting a process."""
    return [line for check in CHECKS for line in check()]


def missing(lines: Iterable[Protection]) -> list[Protection]:
    return [line for line in lines if not line.holds]
