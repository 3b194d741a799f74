"""What Sanad asks of an operating system."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from app.platform.volumes import Volume

# -- confinement -------------------------------------------------------------------------------
# What a child that reads strangers' bytes is left with, and the names of what holds it.
# Each layer is one thing that the system offers; none is missed with an error. What each stops,
# and what is stopped by none: docs/decisions/0023-a-broker-for-strangers-bytes.md

# of Linux, in the order in which they are laid
NO_NEW_PRIVILEGES = "no_new_privileges"
NETWORK = "network_namespace"
FILES = "landlock"
SHORTENING = "landlock_truncate"  # of files; this and the next two with younger Linux alone
CONNECTIONS = "landlock_tcp"
SIGNALS = "landlock_scope"
LIMITS = "limits"
CALLS = "seccomp"
# of Windows
JOB = "job"
INTEGRITY = "low_integrity"
MITIGATIONS = "process_mitigations"


@dataclass(frozen=True, slots=True)
class Room:
    """`seconds` of a processor and bytes of memory; `readable`: folders and files, where they are
    there; `fills_a_file`: may write into the one that it was handed open; `threads`: may begin some;
    `connects_to`: the one unix socket that it may reach."""

    seconds: int
    memory_bytes: int
    readable: tuple[Path, ...] = ()
    fills_a_file: bool = False
    threads: bool = False
    connects_to: Path | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """`name`: one of those above."""

    name: str
    holds: bool


# -- services ----------------------------------------------------------------------------------
# A program that runs whenever the computer is on: what is asked of a system, and what it answers.

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


# -- protection --------------------------------------------------------------------------------
# What of a computer keeps words from whoever takes it, as far as a program can know.

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


# -- interface ----------------------------------------------------------------------------------


class SecretBinding(Protocol):
    """Bytes that one user on one computer can read, and a copy of the file elsewhere can't."""

    def bind_secret(self, secret: bytes) -> bytes | None:
        """`secret` bound to this user on this computer; None where the system has no such thing, or
        refused."""

    def read_bound(self, bound: bytes) -> bytes | None:
        """What `bind_secret` was given; None for another user's or another computer's."""


class Platform(SecretBinding, Protocol):
    """Each call does what it says, or nothing where the system has no such thing: no caller asks
    which system it is."""

    removes_open_files: bool
    """May a file be removed or replaced while it is open?"""
    opens_folders: bool
    """Can a folder be opened like a file?"""
    asks_for_protections: bool
    """Does `protections` ask another program, and so take a while?"""
    clipboard_marks: tuple[tuple[str, bytes], ...]
    """What is laid beside copied text so that no history and no other computer gets it: format, content."""

    def policy_file(self) -> Path:
        """The administrator's file, in a folder that only an administrator may write."""

    def is_closed_to_others(self, folder: Path) -> bool:
        """Can other users of this computer not look into this folder?"""

    def is_administrators(self, file: Path) -> bool:
        """Was this file written by an administrator, and may nobody else change it?"""

    def print_program(self) -> str:
        """The path of a program that prints a PDF from its standard input; "" for none."""

    def program_kind(self) -> str:
        """For which computers a packaged program is that runs here: windows-x86_64."""

    def go_on_as(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Another program in this one's place: its exit code, where the system has to wait for it. OSError."""

    def volumes(self) -> tuple[Volume, ...]:
        """Sticks, disks and shares that are here now, beside the one that the system is on."""

    def install_service(self, service: Service) -> ServiceState:
        """From now on it runs whenever the computer is on, as far as this user may arrange that; started
        at once, anew if it runs. What was not possible is said, not raised."""

    def service_state(self, name: str) -> ServiceState:
        """Is there such a service, and does it run?"""

    def make_private(self, folder: Path) -> None:
        """Only its user may open this folder. OSError."""

    def move(self, file: int, pipe: int, size: int) -> int | None:
        """So many bytes of a file at most, from where it stands into a pipe, without a copy of them in this
        process: how many went, 0 at its end. None where the system can't do it with this file. OSError."""
        ...

    def shared_memory(self, size: int) -> int | None:
        """A descriptor of so many bytes of memory, which a child can be handed, and which nobody makes
        smaller. None where the system has none. OSError."""

    def reader_ended(self, error: OSError) -> bool:
        """Did writing into a pipe fail because whoever read it has ended?"""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Make a rename in this folder durable. OSError."""

    def try_lock(self, descriptor: int) -> bool:
        """Lock an open file for as long as it is open. False where another program holds it; True
        also where the file system has no locks."""

    def locked(self, descriptor: int) -> AbstractContextManager[None]:
        """While inside, no other program that asks for this lock has it, where there are locks."""

    def keep_memory_private(self) -> None:
        """No core dump, and no other process of this user may read this one's memory."""

    def memory_is_private(self) -> bool:
        """Is it so?"""

    def end_with_parent(self) -> bool:
        """This process ends when the one that started it does. False where that has ended already."""

    def refuse_capture(self, window: int) -> bool:
        """Pictures and records of the screen show nothing of a window, by its number. False where the
        system has no such thing."""

    def protections(self, folder: Path) -> tuple[Protection, ...]:
        """How well this computer keeps what is in `folder`, in memory and on the way to a printer
        from whoever takes it: one for each of `KEPT_SAFE`. Asks nobody and changes nothing."""

    def confine(self, room: Room) -> tuple[Layer, ...]:
        """From here on this process is left with that room alone. Before it has begun a thread, and
        before it read anything that a stranger made. What the system can't do is named, not raised."""

    def refuse_calls(self) -> tuple[Layer, ...]:
        """The second half, when all it needs from outside is open: from here on its threads do what such
        a room needs, and all else is refused."""

    def hold_child(self, process: int, *, room: Room) -> tuple[Layer, ...]:
        """What only the one that started a process can lay on it, by its id. Held until this process
        ends."""
