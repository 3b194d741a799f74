"""What this computer gives to protect the records, and what it lacks: for `verify` and for Settings.

Something that is missing is no error: Sanad works, and says so. Each check gives lines; another
one is a function in `CHECKS`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.broker import protection
from app.casework.session.computer_protections import computer_protections
from app.errors import N_
from app.platform import Layer, interface, system
from app.platform.interface import Kind


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
    "Not on this computer. The other protections remain. Open files from people you don’t know on a computer that has "
    "it, or ask the administrator of this computer to update its system."
)
_ONE_WALL = N_(
    "This protection needs a newer Linux than this computer has. Until then only the list of allowed calls stops this, "
    "unless that is missing too. Ask the administrator of this computer to update its system."
)
_LAYERS = {
    interface.NO_NEW_PRIVILEGES: N_("The part that opens files from others can’t gain any rights"),
    interface.NETWORK: N_("The part that opens files from others has no network"),
    interface.FILES: N_("The part that opens files from others can’t read or change your files"),
    interface.SHORTENING: N_("A second protection stops the part that opens files from others from shortening files"),
    interface.CONNECTIONS: N_(
        "A second protection stops the part that opens files from others from connecting to anything"
    ),
    interface.SIGNALS: N_(
        "A second protection stops the part that opens files from others from sending anything to other programs"
    ),
    interface.LIMITS: N_("The part that opens files from others has limited memory and time, and writes no file"),
    interface.CALLS: N_(
        "The part that opens files from others can’t start programs, connect, or touch other processes"
    ),
    interface.JOB: N_("The part that opens files from others runs alone, with limited memory and time"),
    interface.INTEGRITY: N_("The part that opens files from others can’t read the records or change your files"),
    interface.MITIGATIONS: N_("The part that opens files from others can’t start programs or load foreign libraries"),
}


def of_layer(layer: Layer) -> Protection | None:
    """In words; None for what no child says."""
    if layer.name not in _LAYERS:
        return None
    is_second = layer.name in (interface.SHORTENING, interface.CONNECTIONS, interface.SIGNALS)
    lacks = _ONE_WALL if is_second else _OPEN_ELSEWHERE
    return Protection(layer.name, layer.holds, _LAYERS[layer.name], lacks)


def _around_children() -> Iterable[Protection]:
    return filter(None, map(of_layer, protection.layers()))


def _memory() -> Iterable[Protection]:
    yield Protection(
        "memory",
        system.memory_is_private(),
        N_("A crash leaves no copy of the memory, and your other programs can’t read it"),
        N_(
            "Not on this computer. After a crash, the memory with its keys may be on the "
            "disk. Ask the administrator of this computer to switch off crash dumps."
        ),
    )


_COMPUTER: dict[Kind, str] = {
    "disk": N_("The disk with the records is encrypted by the system"),
    "swap": N_("Memory is not written to the disk, or is encrypted there"),
    "hibernation": N_("Deep sleep writes nothing readable to the disk"),
    "print spool": N_("The printing service keeps no readable copy"),
}

CHECKS: tuple[Callable[[], Iterable[Protection]], ...] = (_around_children, _memory)


def program_protections() -> list[Protection]:
    """What the system does around this program; it takes as long as starting a process."""
    return [line for check in CHECKS for line in check()]


def protections(home: Path) -> list[Protection]:
    """The same, and how well this computer keeps what is in the folder of the records."""
    return [
        *program_protections(),
        *(
            Protection(line.kind, line.state == "protected", _COMPUTER[line.kind], line.says)
            for line in computer_protections(home)
        ),
    ]


def missing(lines: Iterable[Protection]) -> list[Protection]:
    return [line for line in lines if not line.holds]
