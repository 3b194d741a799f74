"""What of a computer keeps words from whoever takes it, as far as a program can know."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["disk", "swap", "hibernation", "print spool"]
State = Literal["protected", "open", "unknown"]
KEPT_SAFE: tuple[Kind, ...] = ("disk", "swap", "hibernation", "print spool")


@dataclass(frozen=True, slots=True)
class Protection:
    """`kind`: the disk with the records, memory written to a disk while the program runs (swap) or
    when the computer sleeps (hibernation), and documents on their way to a printer. `state`:
    "protected" is encrypted or never written, "open" can be read by whoever takes the disk."""

    kind: Kind
    state: State
