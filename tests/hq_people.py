"""A headquarters on a socket, with TLS of its own authority, and an office whose people sync with it."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from app.casework.exchange import sync
from app.casework.session.registrar import DirectorySigner, key_of
from app.casework.session.session import Session
from app.headquarters import server_process, setup
from app.headquarters.metrics import Log
from app.headquarters.rate_limits import Limits, Rate
from app.seal import directory, server_card
from app.sync import wire
from app.sync.client import Client, Server
from app.sync.engine import CallResult
from tests.casework.test_posting import Office
from tests.people import Wrist
from tests.ports import free_port

DESK, LAYLA, OMAR = "Huda Desk", "Layla Sample", "Omar Sample"
OFTEN = Limits(signed=Rate(100_000, 100_000))


@dataclass
class Hq:
    """`url`: where it answers, started or not."""

    folder: Path
    url: str
    port: int
    clock: Callable[[], int]
    limits: Limits = OFTEN
    tap: Callable[[Starlette], Any] = lambda app: app  # what stands between the socket and the node
    _stop: Callable[[], None] | None = None

    @classmethod
    def made(cls, folder: Path, clock: Callable[[], int], scheme: str = "https") -> "Hq":
        port = free_port()
        url = f"{scheme}://127.0.0.1:{port}"
        setup.init(folder, url)
        return cls(folder, url, port, clock)

    @property
    def card(self) -> server_card.ServerCard:
        return server_card.read((self.folder / "card").read_bytes())

    def start(self) -> None:
        log = Log(io.StringIO())
        node = server_process.headquarters_of(self.folder, log, limits=self.limits, clock=self.clock)
        node.app = self.tap(node.app)
        ready = threading.Event()
        server, sockets = server_process.node(
            node, server_process._socket("127.0.0.1", self.port), setup.certificate(self.folder), ready=ready.set
        )
        thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
        thread.start()
        assert ready.wait(20)

        def stop() -> None:
            server.should_exit = True
            thread.join(40)
            assert not thread.is_alive()

        self._stop = stop

    def stop(self) -> None:
        if self._stop:
            self._stop()
        self._stop = None

    @contextmanager
    def offline(self) -> Iterator[None]:
        self.stop()
        yield
        self.start()


@dataclass
class Committee(Office):
    """The office, with a headquarters that its desk has claimed."""

    hq: Hq = field(init=False)
    waits: list[float] = field(default_factory=list)

    def claims(self) -> None:
        desk, card = self.sessions[DESK], self.hq.card
        names(desk, card.public, card.url, card.ca)
        with self.line(DESK) as line:
            entries = tuple(desk.vault.directory.organisation.entries)
            answer = line.carry(wire.Claim(card.token, entries)).answer
        assert isinstance(answer, wire.Epoch)

    def line(self, name: str) -> Client:
        return line_of(self.sessions[name])

    def syncs(self, name: str, carry: Callable[[wire.Request], CallResult] | None = None) -> sync.SyncSummary:
        """One sync over the socket; None waits."""
        session = self.sessions[name]
        if carry:
            return sync.sync(session, carry, wait=self.waits.append, rng=lambda: 0.5)
        with line_of(session) as line:
            return sync.sync(session, line.carry, wait=self.waits.append, rng=lambda: 0.5)

    def wrist(self, name: str) -> Wrist:
        return self.people[name].clock


def line_of(session: Session) -> Client:
    told = session.vault.directory.organisation.headquarters[-1]
    vault = session.vault
    return Client(Server(told.url, told.ca), vault.device, vault.stream, session.now)


def names(desk: Session, public: bytes, url: str, ca: str) -> None:
    """The desk signs a server into the directory."""
    keys = key_of(desk)
    assert keys
    book = DirectorySigner.of(desk.vault, keys)
    version = len(book.directory.headquarters) + 1
    book.say(directory.HEADQUARTERS, [public, url, ca, version])
    with desk.vault.transaction() as writer:
        book.learn(writer)


@contextmanager
def committee(
    folder: Path, scheme: str = "https", tap: Callable[[Starlette], Any] = lambda app: app
) -> Iterator[Committee]:
    """A desk, Layla who inspects and Omar who supervises, and their headquarters, started."""
    from app.casework.organisation import administration

    committee = Committee(folder, folder / "stick")
    committee.stick.mkdir()
    desk = committee.sets_up(DESK, "desk")
    committee.founded = administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
    wrist = committee.wrist(DESK)
    committee.hq = Hq.made(folder / "hq", lambda: int(wrist().timestamp()), scheme)
    committee.hq.tap = tap
    committee.hq.start()
    try:
        committee.claims()
        committee.joins(LAYLA)
        committee.joins(OMAR, "supervisor")
        yield committee
    finally:
        for session in committee.sessions.values():
            session.close()
        committee.hq.stop()
