"""A headquarters that answers on a real socket, on SQLite or on PostgreSQL."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.headquarters import organisation_calls as offices
from app.headquarters import server_process
from app.headquarters.database import Database
from app.headquarters.metrics import Log
from app.headquarters.rate_limits import Limits
from app.headquarters.server import Headquarters
from app.seal import receipt
from app.seal.keys import DeviceKeys, Secret
from tests.headquarters import postgres
from tests.headquarters.office import NOW, Computer, Line, Organisation

TOKEN = bytes(range(32))
SEED = Secret(bytes(reversed(range(32))))


@dataclass
class Hq:
    """A node in this process, its line, and an organisation that has claimed it."""

    node: Headquarters
    url: str
    log: io.StringIO
    line: Line
    clock: list[int]
    organisation: Organisation | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def office(self) -> Organisation:
        assert self.organisation
        return self.organisation

    def waits(self, *, days: float = 8) -> None:
        """So many days go by, and what is due is done."""
        self.clock[0] += int(days * 86_400)
        self.node.erase_what_is_due()

    def another(self) -> Line:
        line = Line(self.url, now=lambda: self.clock[0])
        self.lines.append(line)
        return line


@contextmanager
def started(
    file: Path,
    dsn: str = "",
    *,
    limits: Limits | None = None,
    claimed: Organisation | None = None,
    keys: DeviceKeys | None = None,
    at: int = NOW,
    proxies: str = "127.0.0.1",
) -> Iterator[Hq]:
    """A node on a socket of this computer, in a thread."""
    database = Database(file, dsn)
    database.upgrade()
    log, clock = io.StringIO(), [at]
    hq = Headquarters(database, keys or receipt.signing(SEED), limits=limits, clock=lambda: clock[0], log=Log(log))
    listening = server_process._socket("127.0.0.1", 0)
    ready = threading.Event()
    server, sockets = server_process.node(hq, listening, proxies=proxies, ready=ready.set)
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    assert ready.wait(20)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    made = Hq(hq, url, log, Line(url, now=lambda: clock[0]), clock, claimed)
    try:
        yield made
    finally:
        for line in (made.line, *made.lines):
            line.close()
        server.should_exit = True
        thread.join(40)
        assert not thread.is_alive()


def new(file: Path, dsn: str = "") -> None:
    database = Database(file, dsn)
    database.upgrade()
    offices.prepare(database, TOKEN)
    database.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL that answers."""
    with postgres.shared() as dsn:
        yield dsn


@pytest.fixture(params=["sqlite", "postgresql"])
def dsn(request: pytest.FixtureRequest) -> Iterator[str]:
    """A new database: "" for SQLite in a file, or its address. Both do the same."""
    if request.param == "sqlite":
        yield ""
        return
    with postgres.database(request.getfixturevalue("postgresql")) as database:
        yield database


@pytest.fixture
def unclaimed(tmp_path: Path, dsn: str) -> Iterator[Hq]:
    new(tmp_path / "hq.sqlite", dsn)
    with started(tmp_path / "hq.sqlite", dsn) as hq:
        yield hq


@pytest.fixture
def hq(unclaimed: Hq) -> Hq:
    unclaimed.organisation = Organisation(unclaimed.node.public)
    unclaimed.line.claims(unclaimed.organisation, TOKEN)
    return unclaimed


@pytest.fixture
def team(hq: Hq):
    return hq.office.team()


@pytest.fixture
def layla(hq: Hq, team) -> Computer:
    made = hq.office.joins("Layla", "inspector", team)
    hq.line.learns(hq.office)
    return made
