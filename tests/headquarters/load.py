"""Nodes as processes, and computers that go on writing while those are killed."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from app.headquarters import setup
from app.seal import envelope, server_card
from app.seal.receipt import open_receipt
from app.sync import wire
from tests.headquarters.office import Computer, Line, Organisation, RefusedCall

ROOT = Path(__file__).parents[2]


def now() -> int:
    return int(time.time())


class Serving:
    """`hq serve` as its own process. `address` once it answers."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.log = (folder / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "hq", "serve", "--data", folder, "--port", "0", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self.log,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, (folder / "serve.log").read_text()
        self.address = json.loads(line)["address"]

    def kill(self) -> None:
        self.process.kill()
        self._over()

    def stop(self, within_s: int = 60) -> bytes:
        """What it printed after its one line."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._over(within_s)

    def _over(self, within_s: int = 60) -> bytes:
        said, _ = self.process.communicate(timeout=within_s)
        self.log.close()
        return said


def made(folder: Path, dsn: str = "", url: str = "http://127.0.0.1:8080") -> Organisation:
    """A headquarters in a folder, by the command line; who will claim it."""
    words = ["--database", dsn] if dsn else []
    subprocess.run(
        [sys.executable, "-m", "app", "hq", "init", "--data", folder, "--url", url, *words],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    card = server_card.read((folder / "card").read_bytes())
    return Organisation(setup.receipt_keys(folder).public, card.url, card.ca)


def claim(folder: Path, organisation: Organisation, address: str) -> None:
    card = server_card.read((folder / "card").read_bytes())
    line = Line(address, card.ca, now=now)
    line.claims(organisation, card.token)
    line.close()


@dataclass
class Load:
    """Computers that write into cases that they share, each as fast as it is answered, whichever
    node answers. `promised`: ids that a node said it holds; `receipts` as they came."""

    organisation: Organisation
    addresses: list[str]
    seed: int = 0
    ca: str = ""
    promised: set[bytes] = field(default_factory=set)
    receipts: list[bytes] = field(default_factory=list)
    written: dict[bytes, bytes] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    failures: list[BaseException] = field(default_factory=list)

    def start(self, writers: int) -> None:
        team = self.organisation.team()
        self.reader = self.organisation.joins("Omar", "supervisor", team)
        self.shared: list[bytes] = []
        self.computers = [self.organisation.joins(f"Writer {n}", "inspector", team) for n in range(writers)]
        line = Line(self.addresses[0], self.ca, now=now)
        line.learns(self.organisation)
        first = self.computers[0]
        for _ in range(3):
            case, raw = first.opens()
            self._keep(raw)
            line.pushes(first, raw)
            self.shared.append(case)
        line.close()
        self.threads = [threading.Thread(target=self._guard, args=(n,)) for n in range(writers)]
        self.threads.append(threading.Thread(target=self._guard, args=(-1,)))
        for thread in self.threads:
            thread.start()

    def finish(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(120)
            assert not thread.is_alive()
        if self.failures:
            raise self.failures[0]

    def _guard(self, n: int) -> None:
        try:
            self._follow() if n < 0 else self._write(n)
        except BaseException as error:
            self.failures.append(error)

    def _keep(self, raw: bytes) -> bytes:
        self.written[envelope.peek_unverified(raw).id] = raw
        return raw

    # -- writing -----------------------------------------------------------------------------

    def _write(self, n: int) -> None:
        rng, computer = random.Random(self.seed * 100 + n), self.computers[n]
        for case in self.shared:
            computer.case_keys[case] = self.computers[0].case_keys[case]
        waiting: list[bytes] = []
        while not self.stopping.is_set() or waiting:
            for _ in range(rng.randint(1, 12)):
                case = rng.choice(self.shared)
                waiting.append(self._keep(computer.says(case, os.urandom(rng.randint(10, 900)))))
            pushed = self._asked(rng, computer, wire.Push(tuple(waiting)))
            outcomes = {id_ for id_, outcome in pushed.outcomes if outcome in (wire.NEW, wire.KNOWN)}
            assert len(outcomes) == len(waiting), pushed.outcomes
            self.promised |= outcomes
            self.receipts += pushed.receipts
            waiting = []

    def _asked(self, rng: random.Random, who: Computer, request: wire.Request):
        """The answer, however often its node is killed: asked again, of any node."""
        while True:
            line = Line(rng.choice(self.addresses), self.ca, now=now, timeout=30)
            try:
                return line.call(who, request)
            except httpx2.HTTPError:
                self.stopping.wait(0.02)
            except RefusedCall as refused:
                if not refused.retry_s:
                    raise
                self.stopping.wait(0.02)
            finally:
                line.close()

    # -- following ---------------------------------------------------------------------------

    def _follow(self) -> None:
        """A colleague who fetches all the time: by cursors alone, nothing twice."""
        rng, self.fetched = random.Random(self.seed), {case: [] for case in self.shared}
        fed = None
        while True:
            last = self.stopping.is_set() and not any(thread.is_alive() for thread in self.threads[:-1])
            asked = wire.Feed(fed.scope, fed.cursors, 0) if fed else wire.Feed(wire.NO_SCOPE, (), 0)
            told = self._asked(rng, self.reader, asked)
            for case, _, _, end in told.cases:
                while len(self.fetched[case]) < end:
                    self._fetch(rng, case)
            fed = told
            if last and not told.cases:
                return

    def _fetch(self, rng: random.Random, case: bytes) -> None:
        here = self.fetched[case]
        pulled = self._asked(rng, self.reader, wire.Pull(((case, len(here)),), 1 << 16, 1))
        ((_, items, _),) = pulled.cases
        places = [place for place, _ in items]
        assert places == list(range(len(here) + 1, len(here) + 1 + len(items)))
        here += [envelope.peek_unverified(raw).id for _, raw in items]

    # -- looking back ------------------------------------------------------------------------

    def check(self, public: bytes) -> int:
        """Nothing acknowledged is lost, nothing is doubled, every place is taken once, the follower
        has it all. How many."""
        rng, found = random.Random(0), list[bytes]()
        self.stopping.clear()
        for case in self.shared:
            line = Line(self.addresses[0], self.ca, now=now)
            raws = line.pulls(self.reader, case)
            line.close()
            ids = [envelope.peek_unverified(raw).id for raw in raws]
            assert all(self.written[id_] == raw for id_, raw in zip(ids, raws, strict=True))
            assert ids == self.fetched[case]
            found += ids
        assert len(found) == len(set(found))
        assert self.promised <= set(found)
        assert set(found) <= self.written.keys()
        for raw in self.receipts:
            assert open_receipt(raw, [public]).tip in self.written
        missing = self._asked(rng, self.reader, wire.Have(tuple(sorted(self.promised))[:9000]))
        assert missing.ids == ()
        return len(found)
