"""The kinds of children, and what each is left with."""

import os
import sys
import sysconfig
from pathlib import Path

from app.platform import Room
from app.settings import ROOT

# what app.__main__ is started with
DRAWER = "--drawer"  # pictures and pages of documents
READER = "--reader"  # what is noted in a picture
SPEAKER = "--speaker"  # sound
CONVERTER = "--converter"  # workbooks and XML
OPENER = "--opener"  # bundles of others
SEALER = "--sealer"  # bundles of our own
UNPACKER = "--unpacker"  # files of the post
TABULATOR = "--tabulator"  # tables that others made
STRANGER = "--stranger"  # receipts and signed events that others sent
MATCHER = "--matcher"  # heads of messages and cards of partners
SIGNER = "--signer"  # PDFs that the office signs, and signed ones of others
MULTIPLIER = "--multiplier"  # points of a matching, ours and the partner's
PROBE = "--probe"  # nothing: which layers hold?

_GIGABYTE = 1 << 30


def room_of(word: str) -> Room:
    """What the child of a kind is left with."""
    # of bundles: some terabytes' worth, and a work factor
    seconds, gigabytes = {
        DRAWER: (25, 2), READER: (15, 2), SPEAKER: (3600, 3), CONVERTER: (240, 3),
        OPENER: (7200, 3), SEALER: (7200, 3), UNPACKER: (120, 1), TABULATOR: (170, 2), STRANGER: (60, 1), MATCHER: (20, 1), SIGNER: (60, 2), MULTIPLIER: (3600, 1), PROBE: (20, 1),
    }[word]  # fmt: skip
    return Room(
        seconds=seconds,
        memory_bytes=gigabytes * _GIGABYTE,
        readable=(*_program(), *(_sound() if word == SPEAKER else ())),
        fills_a_file=word == SEALER,
        threads=word in (DRAWER, SPEAKER),  # Qt draws with several
        connects_to=sound_server() if word == SPEAKER else None,
    )


def _program() -> list[Path]:
    """Where this program and its libraries are, and nothing that people write."""
    if getattr(sys, "frozen", False):
        # its modules are in the program's own file, those of a program's child in the program's
        program = Path(sys.executable)
        own = program.with_name(program.stem.removesuffix("-child") + program.suffix)
        return [ROOT, program, *([own] if own != program else [])]
    paths = sysconfig.get_paths()
    libraries = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    shared = sysconfig.get_config_var("LIBDIR")
    folders = [ROOT / "app", ROOT / "resources"]
    compiled = [ROOT / ".venv" / "bytecode"] if sys.pycache_prefix else []  # ./run puts it there
    return [*folders, *compiled, *map(Path, sorted(libraries)), *([Path(shared)] if shared else [])]


def _sound() -> list[Path]:
    """How the sound server is found, and what it knows its user by."""
    settings = [Path.home() / ".config" / "pulse", Path("/etc/pulse")]
    return [*settings, Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")]


def sound_server() -> Path | None:
    """The socket of PulseAudio, or of PipeWire in its place; None for none, or for one far away."""
    named, runtime = os.environ.get("PULSE_SERVER", ""), os.environ.get("XDG_RUNTIME_DIR")
    if named:
        path = Path(named.removeprefix("unix:"))
    elif runtime:
        path = Path(runtime) / "pulse" / "native"
    else:
        return None
    return path if path.is_socket() else None
