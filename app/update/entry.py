"""Which version the program that came with this computer starts: itself, or a newer one that was
installed since and is, to the byte, what those who may sign updates signed.

Looked at whenever somebody starts Sanad, before anything else is loaded. What the officer's own folder
says counts for nothing by itself: docs/decisions/0040-updates.md"""

import os
import sys
from pathlib import Path

from app.errors import SanadError
from app.platform import system
from app.settings import programs_folder, update_root_file
from app.version import VERSION

_SHIPPED = "SANAD_SHIPPED"  # to an installed version: where the program that came with the computer is
BACK = ["update", "back"]  # done by the program that came: a version that doesn't start is left so


def is_packaged() -> bool:
    return bool(getattr(sys, "frozen", False))


def program_folder() -> Path:
    """Of the packaged program that runs."""
    return Path(sys.executable).absolute().parent


def running_version() -> str:
    """As `Programs` calls it: "" for the one that came with this computer."""
    folder, versions = program_folder(), programs_folder() / "versions"
    return folder.name if is_packaged() and folder.parent == versions else ""


def note_records() -> None:
    """Records are about to be brought to this version's form, which the version before may not read: where
    this is the version in use, that is kept first. OSError."""
    version = running_version()
    if version:
        from app.update.programs import Programs

        Programs(programs_folder()).note_opened(version)


def newer_program(name: str) -> Path | None:
    """The program of that file name of the version in use, or of the one before; None where neither is
    newer than this one and as it was signed."""
    folder = programs_folder()
    if not (folder / "current").exists():  # nothing else is loaded then
        return None
    from app.update.check import trust
    from app.update.manifest import numbers_of
    from app.update.programs import LISTS, Programs

    programs = Programs(folder)
    choice = programs.in_use()
    try:
        trusted = trust(update_root_file(), folder / LISTS).came
    except SanadError:
        return None
    for version in (choice.version, choice.former):
        if not version or numbers_of(version) <= numbers_of(VERSION):
            return None
        try:
            manifest = programs.verify(version, trusted, system.program_kind())
        except SanadError:
            continue
        if any(file.name == name and file.runs for file in manifest.files):
            return programs.program(version) / name
    return None


def hand_over(words: list[str]) -> int | None:
    """Go on as the version in use, with the same words: its exit code, where there is one to wait for.
    None where this program is the one to go on, also where the system lets no program start from there
    (rules of the administrator, a disk without programs)."""
    if not is_packaged() or running_version() or words[:2] == BACK:
        return None
    program = newer_program(Path(sys.executable).name)
    if program is None:
        return None
    shipped = {_SHIPPED: str(Path(sys.executable).absolute())}
    try:
        return system.go_on_as([str(program), *words], {**environment(), **shipped})
    except OSError:
        return None


def reopen(words: list[str]) -> int | None:
    """Begin anew after another version was put in use: by the program that came with this computer, which
    looks which one that is. As `hand_over`; None where the one that runs is in use."""
    if not is_packaged() or not (programs_folder() / "current").exists():
        return None
    from app.update.programs import Programs

    if Programs(programs_folder()).in_use().version == running_version():
        return None
    shipped = os.environ.get(_SHIPPED)
    if running_version() and shipped:
        return system.go_on_as([shipped, *words], environment())
    return hand_over(words)


def environment() -> dict[str, str]:
    """For another packaged program: without what the packager told this one of its own libraries.
    https://pyinstaller.org/en/stable/advanced-topics.html#the-bootstrap-process-in-detail"""
    variables = {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    if (original := variables.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
        variables["LD_LIBRARY_PATH"] = original
    elif is_packaged():
        variables.pop("LD_LIBRARY_PATH", None)
    return variables
