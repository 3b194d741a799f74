"""The demo's third part: a headquarters on this computer, in a process of its own as it always is. A
newcomer joins over it, the case is synced, the desk reads it, and the receipt is verified."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app import settings
from app.casework.cases import queries
from app.casework.exchange import headquarters, post, sync
from app.casework.organisation import administration
from app.casework.records import unlock
from app.casework.session.session import Session
from app.casework.sharing import case_verification
from app.errors import SanadError

# -- demo steps --------------------------------------------------------------------------------
# Steps that each either happened or say what stopped them: how the demo and the self-test tell.


@dataclass
class Job:
    """Steps that each either happened or say what stopped them."""

    steps: list[dict[str, Any]] = field(default_factory=list)

    def step(self, name: str, work: Callable[[], object]) -> Any:
        start = time.perf_counter()
        step_report: dict[str, Any] = {"name": name, "ok": False, "seconds": 0.0}
        self.steps.append(step_report)
        try:
            result = work()
        except SanadError as error:
            step_report["problem"] = error.kind()
            raise Stopped from error
        finally:
            step_report["seconds"] = round(time.perf_counter() - start, 3)
        step_report["ok"] = result is not False
        return result


class Stopped(Exception):
    """A step failed; the ones after it can't be tried."""


# -- demo headquarters --------------------------------------------------------------------------

_NEWCOMER = "نورة السالم"
_SERVER_PARTS = ("alembic", "sqlalchemy", "starlette", "uvicorn", "httpx2")


def possible() -> bool:
    """Are the server's libraries here? ./run demo installs them; the desktop program has none."""
    return all(map(find_spec, _SERVER_PARTS)) and not getattr(sys, "frozen", False)


def run(job: Job, report: dict[str, Any], desk: Session, sessions: list[Session], folder: Path, phrase: str) -> None:
    """`sessions` wrote the case, the inspector last; the stick is where their post lies."""
    inspector = sessions[-1]
    hq_folder, case = folder / "headquarters", report["case"]
    url: str = job.step("make a headquarters", lambda: _made(hq_folder))
    with _serving(job, hq_folder):
        report["headquarters"] = url
        job.step("the desk names it to all", lambda: headquarters.claiming(desk, hq_folder / "card").whole() == url)
        job.step("a newcomer joins over it", lambda: _joins(desk, folder, phrase))
        stick = folder / "stick"
        job.step("colleagues hear of it", lambda: all(_hears(desk, session, stick) for session in sessions))
        job.step("sync the case", lambda: all(_synced(session) for session in sessions))
        job.step("verify the receipt", lambda: sync.state(inspector, case) == "held")
        job.step("headquarters reads nothing", lambda: not _says(hq_folder, _name(inspector, case)))
        job.step("sync at the desk", lambda: _synced(desk))
        job.step("read the case there", lambda: _name(desk, case) == _name(inspector, case))
        job.step("verify it there", lambda: case_verification.verify(desk, case).ok)
        job.step("hear that it was read", lambda: _synced(inspector))
        report["sync"] = sync.state(inspector, case)
        job.step("the desk has read it", lambda: report["sync"] == "read")


def _made(data: Path) -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"https://127.0.0.1:{free.getsockname()[1]}"
    child = _hq("init", "--data", str(data), "--url", url)
    child.communicate()
    if child.returncode:
        raise sync.NoHeadquarters
    return url


@contextmanager
def _serving(job: Job, data: Path) -> Iterator[None]:
    child = _hq("serve", "--data", str(data))
    try:
        assert child.stdout
        job.step("start it", lambda: bool(child.stdout and child.stdout.readline()))
        yield
    finally:
        child.terminate()
        child.communicate()


def _hq(*words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "app", "hq", *words, "--json"],
        cwd=settings.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def _joins(desk: Session, folder: Path, phrase: str) -> bool:
    """Another officer of the inspector's computer; True if both screens show the same words."""
    invitation = folder / "invitation.sanad"
    administration.invite(desk, invitation)
    newcomer = unlock.create(folder / "home", _NEWCOMER, "inspector", "ar", phrase).session
    try:
        waiting_here = headquarters.asking(newcomer, invitation).whole()
        (asks,) = headquarters.answers(desk)
        headquarters.confirming(desk, waiting_here.device, " ".join(waiting_here.words)).whole()
        headquarters.words_are_same(newcomer)
        return headquarters.replying(newcomer).whole() is not None and asks.words == waiting_here.words
    finally:
        invitation.unlink()
        newcomer.close()


def _hears(desk: Session, inspector: Session, stick: Path) -> bool:
    post.export(desk, stick)
    post.collect(inspector, stick)
    return sync.address(inspector) == sync.address(desk)


def _synced(session: Session) -> bool:
    with sync.connect(session) as line:
        return sync.sync(session, line.carry).finished


def _name(session: Session, case_id: str) -> str:
    return queries.case(session, case_id).name


def _says(data: Path, text: str) -> bool:
    files = (file for file in data.rglob("*") if file.is_file())
    return any(text.encode() in file.read_bytes() for file in files)
