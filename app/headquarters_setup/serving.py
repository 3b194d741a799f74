"""The server as the window starts it: as a service of this computer, or as a child for a trial."""

import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from app.errors import N_, SanadError
from app.headquarters import backup_plan, problems, server_process
from app.headquarters.installation import SERVICE
from app.platform import Service

_FOR_OTHERS = "0.0.0.0"  # noqa: S104  a headquarters is called by other computers
_PROGRAM, _MODULE = "sanad-headquarters", "app.headquarters_setup"
_SERVE, _TRY = "--serve", "--try"
_CHILD = "sanad-headquarters-child"  # on Windows a program without a terminal has no output
ROOT = Path(__file__).resolve().parents[2]


class NotStarted(SanadError):
    says = N_(
        "The server did not start. Nothing was changed. Try again; if it happens again, restart this computer and "
        "check whether its disk is full."
    )


class PortTaken(problems.AddressInUse):
    says = N_(
        "Another program on this computer uses the server’s port. The server was not started; nothing is lost. If it "
        "is already running, as a service or in another window, use that one. Otherwise close the other program, and "
        "try again."
    )


def serve(folder: Path) -> int:
    """Until it is told to stop; 1 where it can't begin, with the kind of what is wrong as a line of JSON."""
    try:
        server_process.serve(folder, _FOR_OTHERS)
    except SanadError as error:
        sys.stderr.write(json.dumps({"error": error.kind()}) + "\n")
        return 1
    return 0


def command(folder: Path, *, trial: bool = False) -> list[str]:
    """How this program is started as the server of a folder. `trial`: it says when it answers, and ends
    with the process that started it."""
    words = [_TRY if trial else _SERVE, str(folder)]
    if getattr(sys, "frozen", False):
        running = Path(sys.executable)
        name = _CHILD if trial else _PROGRAM
        return [str(running.with_name(name + running.suffix)), *words]
    return [sys.executable, "-m", _MODULE, *words]


def service(folder: Path) -> Service:
    """The same as a service; it writes its own folder, and where backups go."""
    plan = backup_plan.plan(folder)
    writes = (folder, *([Path(plan.place)] if plan is not None else []))
    works_in = Path(sys.executable).parent if getattr(sys, "frozen", False) else ROOT
    return Service(
        name=SERVICE, title="Sanad headquarters", command=tuple(command(folder)), writes=writes, works_in=works_in
    )


class Trial:
    """The server as a child, for as long as the window is open."""

    def __init__(self, folder: Path) -> None:
        """Waits until it answers. What `server_process.serve` refuses; NotStarted."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                command(folder, trial=True),
                stdout=subprocess.PIPE,
                stderr=log,
                stdin=subprocess.DEVNULL,
                text=True,
                cwd=ROOT,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            assert self._process.stdout is not None
            if not self._process.stdout.readline():
                self._process.communicate()
                log.seek(0)
                raise _reason(log.read())

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """Calls under way end first."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=40)
        if self.runs:
            self._process.kill()
            self._process.communicate()


def _reason(log: str) -> SanadError:
    conditions = {
        condition.kind(): condition
        for condition in vars(problems).values()
        if isinstance(condition, type) and issubclass(condition, SanadError)
    }
    conditions[problems.AddressInUse.kind()] = PortTaken  # without the words of the command line
    for line in reversed(log.splitlines()):
        with suppress(ValueError, KeyError, TypeError):
            return conditions[json.loads(line)["error"]]()
    return NotStarted()
