"""Eight hundred days of two nodes on one PostgreSQL, with nobody who looks after them: on each day a computer
syncs and a young backup is there, or whoever watches is told what is wrong. No clock is waited for."""

import io
import json
import re
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.headquarters import backup, backup_plan, self_check, server_process, setup
from app.headquarters.backup_plan import BackupPlan
from app.headquarters.database import tidy
from app.headquarters.kept_problems import KeptLog, problems_of
from app.headquarters.server import Headquarters
from app.headquarters.upkeep import Upkeep
from app.seal import server_card, tls
from app.seal.keys import fresh_id
from app.sync import wire
from app.sync.client import Client, Server
from app.sync.engine import NoAnswer
from tests.headquarters import postgres
from tests.headquarters.load import ROOT
from tests.headquarters.office import Computer, Line, Organisation
from tests.headquarters.test_renewing import copied
from tests.hq_people import OFTEN
from tests.ports import free_port

BEGAN = datetime(2026, 11, 24, tzinfo=UTC)
DAYS = 800
AUTHORITY_DAYS = 700  # it was made nineteen years ago
ALERTS = dict(
    re.findall(r"alert: (\w+)\n\s+expr: (.+)\n", (ROOT / "packaging/headquarters/alerts.yml").read_text("utf-8"))
)
BACKUP_DISK_FULL = range(100, 105)
SHARE_AWAY = range(200, 207)  # by day, too
FOLDER_FULL = range(300, 304)
DATABASE_AWAY = range(420, 423)
EVENTFUL = {
    day + margin
    for some in (BACKUP_DISK_FULL, SHARE_AWAY, FOLDER_FULL, DATABASE_AWAY)
    for day in some
    for margin in (-1, 0, 1)
}


@dataclass
class Moment:
    """The one clock of everything here."""

    now: datetime = BEGAN

    def seconds(self) -> int:
        return int(self.now.timestamp())


@dataclass
class Node:
    """A node that answers on a socket, and what it does by itself, an hour of it at a time."""

    folder: Path
    moment: Moment
    stream: io.StringIO = field(default_factory=io.StringIO)
    hq: Headquarters = field(init=False)
    upkeep: Upkeep = field(init=False)

    @contextmanager
    def serving(self) -> Iterator[None]:
        log = KeptLog(self.folder, self.stream)
        self.hq = server_process.headquarters_of(self.folder, log, clock=self.moment.seconds, limits=OFTEN)
        ready, url = threading.Event(), setup.settings(self.folder).url
        server, sockets = server_process.node(
            self.hq,
            server_process._socket("127.0.0.1", setup.port_of(url)),
            setup.certificate(self.folder, self.hq.database, self.moment.now),
            ready=ready.set,
        )
        self.upkeep = Upkeep(
            self.folder, log, lambda: self.moment.now, database=self.hq.database, tls=server.config.ssl
        )
        thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
        thread.start()
        assert ready.wait(60)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(60)

    def looks(self) -> None:
        self.upkeep.look_at_certificate()
        self.upkeep.look_at_backup()
        self.upkeep.look_at_room()

    def said(self) -> list[dict]:
        """In its log since it was last looked at."""
        lines = [json.loads(line) for line in self.stream.getvalue().splitlines()]
        self.stream.seek(0)
        self.stream.truncate()
        return lines

    def asked(self) -> dict[str, tuple[int, str]]:
        """Status and text of each page for whoever watches."""
        pages = {}
        connection = self_check._connection(
            "localhost", setup.port_of(setup.settings(self.folder).url), True, self.folder / "ca.pem", 20
        )
        for page in ("/healthz", "/readyz", "/metrics"):
            connection.request("GET", page)
            answer = connection.getresponse()
            pages[page] = (answer.status, answer.read().decode())
        connection.close()
        return pages

    def checked(self) -> tuple[str, str]:
        """The line at which `hq check` ends, and the kind of what is wrong."""
        lines = self_check.check(self.folder, now=self.moment.now)
        problem = lines[-1].error
        assert self_check.works(lines) == (problem is None)
        return lines[-1].line, problem.kind() if problem else ""


def alerts(metrics: str, now: int) -> set[str]:
    """Which alerts these numbers give; those of one node, which need no history."""
    values = dict(re.findall(r"^(\w+) (\S+)$", metrics, re.MULTILINE))
    firing = set()
    for name in ("CertificateEnds", "BackupLate", "DiskNearlyFull"):
        names = set(re.findall(r"sanad_\w+", ALERTS[name]))
        if names <= values.keys():
            told = {each: float(values[each]) for each in names}
            if eval(ALERTS[name], {"__builtins__": {}, "time": lambda: now}, told):
                firing.add(name)
    return firing


@contextmanager
def no_room() -> Iterator[None]:
    """No file grows beyond a page: as where a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@dataclass
class Inspector:
    """A computer of the field: each day it writes, hands up, and looks whether the other node has it."""

    computer: Computer
    clients: list[Client]
    case: bytes = b""
    waits: list[bytes] = field(default_factory=list)

    def works(self, day: int) -> bool:
        if day % 42 == 0:
            self.case, first = self.computer.opens()
            self.waits.append(first)
        self.waits.append(self.computer.says(self.case, f"day {day}"))
        one, other = self.clients if self.computer.seq % 2 else self.clients[::-1]
        answer = one.carry(wire.Push(tuple(self.waits))).answer
        if isinstance(answer, (NoAnswer, wire.Refusal)):
            return False
        assert isinstance(answer, wire.Pushed)
        assert {outcome for _, outcome in answer.outcomes} == {"new"}
        self.waits.clear()
        fed = other.carry(wire.Feed(wire.NO_SCOPE, (), 0)).answer
        hello = other.carry(wire.SayHello()).answer
        assert isinstance(fed, wire.Fed)
        assert isinstance(hello, wire.Hello)
        assert hello.tips[0][0] == self.computer.seq
        return True


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="fills a disk by a limit of Linux")
def test_in_eight_hundred_days_nothing_stops_unsaid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    moment = Moment()
    monkeypatch.setattr(setup, "_now", lambda: moment.now)
    monkeypatch.setattr(tls, "_AUTHORITY", timedelta(days=AUTHORITY_DAYS))
    folder, share, away = tmp_path / "hq", tmp_path / "share", tmp_path / "away"
    share.mkdir()
    with ExitStack() as stack:
        database = stack.enter_context(postgres.server())
        dsn = stack.enter_context(postgres.database(database.dsn()))
        setup.init(folder, f"https://localhost:{free_port()}", dsn)
        nodes = [Node(folder, moment), Node(copied(folder, "two"), moment)]
        setup.write_settings(nodes[1].folder, setup.Settings(f"https://localhost:{free_port()}", dsn))
        backup_plan.choose(folder, BackupPlan(str(share), 2, 35))
        for node in nodes:
            stack.enter_context(node.serving())
        urls = [setup.settings(node.folder).url for node in nodes]
        card = server_card.read((folder / "card").read_bytes())
        office = Organisation(nodes[0].hq.public, card.url, card.ca)
        line = Line(urls[0], now=moment.seconds)
        line.claims(office, card.token)
        layla = office.joins("Layla")
        line.learns(office)
        line.close()
        once = Client(Server(urls[0], card.ca), office.desk.keys, office.desk.stream, moment.seconds)
        clients = [Client(Server(url, card.ca), layla.keys, layla.stream, moment.seconds) for url in urls]
        inspector, told = Inspector(layla, clients), set[str]()
        worked = 0
        for day in range(DAYS):
            is_looked_at = day % 14 == 0 or day in EVENTFUL
            for hour in (2.5, 3.6, 6.5, 9.5) if is_looked_at else (2.5, 6.5):
                moment.now = BEGAN + timedelta(days=day, hours=hour)
                if hour == 2.5:
                    if share.exists():
                        share.rename(away)  # each night
                    if day in DATABASE_AWAY and day - 1 not in DATABASE_AWAY:
                        database.kill()
                if hour == 6.5:
                    if day not in SHARE_AWAY:
                        away.rename(share)
                    if day - 1 in DATABASE_AWAY and day not in DATABASE_AWAY:
                        database.start()
                monkeypatch.setattr(setup, "_ROOM", 1 << 60 if day in FOLDER_FULL else 64 << 20)
                for node in nodes:
                    if day in BACKUP_DISK_FULL:
                        with no_room():
                            node.looks()
                    else:
                        node.looks()
            if day not in DATABASE_AWAY:
                for node in nodes:
                    tidy(node.hq.database, moment.seconds())
                    node.hq.erase_what_is_due()
            if not is_looked_at:
                continue
            syncs = inspector.works(day)
            if day % 98 == 0 and day not in DATABASE_AWAY:
                invitation = fresh_id()
                once.carry(wire.Answers((invitation,), (), 0))
                enrolled = once.carry(wire.Enrol(invitation, bytes([day % 251]) * 40)).answer
                assert isinstance(enrolled, wire.AnswerTaken)
            state, now = backup_plan.state(folder), moment.seconds()
            young = now - state.last_whole <= 26 * 3600
            pages = [node.asked() for node in nodes]
            ready = [page["/readyz"][0] for page in pages]
            ends = [node.checked() for node in nodes]
            log = {(line["what"], line.get("status")) for node in nodes for line in node.said()}
            whats = {what for what, _ in log}
            firing = alerts(pages[0]["/metrics"][1], now)
            assert "bug" not in whats, day
            assert {page["/healthz"][0] for page in pages} == {200}
            assert syncs or (ready == [503, 503] and ("call", 503) in log), day
            assert young or ("BackupLate" in firing and "backup_failed" in whats), day
            over = day >= AUTHORITY_DAYS
            expected = "" if syncs and young and day not in FOLDER_FULL and not over else "said"
            assert (ends[0][1] != "") == bool(expected), (day, ends, ready)
            if over:
                assert {kind for _, kind in ends} == {"certificate_over"}
            if day >= AUTHORITY_DAYS - 21:
                assert "CertificateEnds" in firing
                assert "certificate_ends" in whats
            else:
                assert "CertificateEnds" not in firing
                assert "certificate_ends" not in whats
            if day in FOLDER_FULL:
                assert ready == [507, 507]
                assert "disk_full" in whats
                assert {kind for _, kind in ends} == {"disk_full"}
            told |= {kind for _, kind in ends}
            worked += syncs and young
        assert told == {"", "backup_missing", "not_ready", "disk_full", "certificate_over"}
        looked_at = sum(day % 14 == 0 or day in EVENTFUL for day in range(DAYS))
        assert worked == looked_at - sum(map(len, (BACKUP_DISK_FULL, SHARE_AWAY, DATABASE_AWAY)))
        assert {problem.kind for problem in problems_of(folder)} >= {"certificate_ends", "backup_failed"}
        kept = sorted(share.glob("*.backup"))
        assert 30 <= len(kept) <= 37
        backup.restore(kept[-1], tmp_path / "again")
        for client in (once, *clients):
            client.close()
