"""Windows programs on Debian: a prefix of our own, and nothing of the user's."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class WineFailed(Exception):
    """A program in Wine that ended with an error, with the end of what it printed."""


def path(file: Path) -> str:
    r"""As Windows names it there: Z:\ is the root."""
    return "Z:" + str(file.resolve()).replace("/", "\\")


def environment(prefix: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """`winemenubuilder` would write entries into the menu of whoever builds."""
    return {
        **os.environ, "WINEPREFIX": str(prefix), "WINEARCH": "win64", "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "winemenubuilder.exe=d;mscoree=d;mshtml=d", **(more or {}),
    }  # fmt: skip


def prepare(prefix: Path) -> None:
    """An empty Windows, once."""
    if (prefix / "system.reg").is_file():
        return
    if not shutil.which("wine"):
        raise WineFailed("there is no wine: apt-get install wine wine64")
    prefix.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["wineboot", "--init"], env=environment(prefix), check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    subprocess.run(["wineserver", "--wait"], env=environment(prefix), check=True)


def run(
    command: Sequence[str | Path],
    prefix: Path,
    *,
    cwd: Path,
    more: Mapping[str, str] | None = None,
    output: bool = False,
) -> str:
    """What it printed, with `output`; else that goes where ours goes. WineFailed."""
    done = subprocess.run(
        ["wine", *command], env=environment(prefix, more), cwd=cwd, check=False,
        stdout=subprocess.PIPE if output else None, stderr=subprocess.DEVNULL if output else None,
    )  # fmt: skip
    text = (done.stdout or b"").decode(errors="replace").replace("\r\n", "\n")
    if done.returncode:
        raise WineFailed(f"{Path(command[0]).name} ended with {done.returncode}\n{text[-2000:]}")
    return text
