"""Nodes as they run: started, stopped, killed under load, one or two of them, and their database."""

import json
import random
import shutil
import socket
import ssl
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from app.headquarters import setup
from app.seal import envelope
from app.sync import wire
from app.sync.wire import signatures
from tests.chance import fresh
from tests.headquarters import postgres
from tests.headquarters.load import ROOT, Load, Serving, claim, made, now
from tests.headquarters.office import Line


@pytest.mark.long
def test_a_node_says_its_address_once_serves_over_tls_and_ends_with_an_answer(tmp_path: Path):
    folder = tmp_path / "hq"
    office = made(folder, url="https://127.0.0.1:8443")
    node = Serving(folder)
    try:
        assert node.address.startswith("https://127.0.0.1:")
        claim(folder, office, node.address)
        ca = (folder / "ca.pem").read_text()
        line, layla = Line(node.address, ca, now=now), office.joins("Layla")
        line.learns(office)
        case, raws = layla.works(2)
        line.pushes(layla, *raws)
        fed, told = line.feeds(layla), list[wire.Fed]()
        waiting = threading.Thread(target=lambda: told.append(line.feeds(layla, fed, wait=25)))
        waiting.start()
        other = Line(node.address, ca, now=now)
        while "sanad_waiting 1" not in other.http.get("/metrics").text:
            pass
        other.close()
        assert node.stop() == b""
        waiting.join(60)
        assert told[0].cases == ()
        line.close()
    finally:
        node.stop()
    log = (folder / "serve.log").read_text()
    for each in log.splitlines():
        json.loads(each)
    for secret in ("Layla", case.hex(), layla.stream.hex(), str(tmp_path), "Traceback"):
        assert secret not in log
    assert stat.S_IMODE((folder / "receipt.key").stat().st_mode) == 0o600


@pytest.mark.long
def test_a_node_doesnt_wait_for_the_goodbye_of_one_who_has_the_answer(tmp_path: Path):
    folder = tmp_path / "hq"
    office = made(folder, url="https://127.0.0.1:8443")
    node = Serving(folder)
    try:
        claim(folder, office, node.address)
        ca = (folder / "ca.pem").read_text()
        line, layla = Line(node.address, ca, now=now), office.joins("Layla")
        line.learns(office)
        fed = line.feeds(layla)
        content = wire.Feed(fed.scope, fed.cursors, 25).encode()
        head = {"host": "hq", "content-length": str(len(content)), "content-type": wire.TYPE}
        head |= {wire.PROTO_HEADER: wire.PROTO}
        head |= signatures.sign("POST", wire.Feed.path, content, layla.keys, layla.stream, now())
        text = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        address = ("127.0.0.1", int(node.address.rsplit(":", 1)[1]))
        trusting = ssl.create_default_context(cadata=ca)
        with trusting.wrap_socket(socket.create_connection(address), server_hostname="127.0.0.1") as rude:
            rude.sendall(f"POST {wire.Feed.path} HTTP/1.1\r\n{text}\r\n".encode() + content)
            while "sanad_waiting 1" not in line.http.get("/metrics").text:
                pass
            line.close()
            # a node that waits for her is stopped by force after half a minute, and is still there
            assert node.stop(within_s=25) == b""
            assert rude.recv(15) == b"HTTP/1.1 200 OK"
    finally:
        node.stop()


@pytest.mark.long
def test_what_cannot_be_started_says_why_in_one_sentence(tmp_path: Path):
    def said(*words: object) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "app", "hq", *map(str, words)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr

    assert said("serve", "--data", tmp_path / "nowhere")[0] == 1
    made(tmp_path / "hq")
    for words in (
        ["init", "--data", tmp_path / "x", "--url", "http://127.0.0.1", "--database", "mysql://x"],
        ["restore", tmp_path / "hq" / "receipt.key", "--data", tmp_path / "y"],
    ):
        code, told = said(*words)
        assert code == 1
        assert "Nothing was" in told or "as it was" in told, told
    node = Serving(tmp_path / "hq")
    try:
        port = node.address.rpartition(":")[2]
        code, told = said("serve", "--data", tmp_path / "hq", "--port", port)
        assert (code, "listen" in told) == (1, True)
    finally:
        node.stop()


@contextmanager
def loaded(folder: Path, dsn: str, nodes: int, writers: int) -> Iterator[tuple[Load, list[Serving]]]:
    """Nodes that serve, and computers that write until the end; then everything is looked at."""
    office = made(folder, dsn)
    with ExitStack() as stack:
        serving = [Serving(folder) for _ in range(nodes)]
        stack.callback(lambda: [each.stop() for each in serving])
        claim(folder, office, serving[0].address)
        load = Load(office, [each.address for each in serving])
        load.start(writers)
        try:
            yield load, serving
        finally:
            load.finish()
        load.check(setup.receipt_keys(folder).public)
        assert load.promised


def killing(load: Load, serving: list[Serving], folder: Path, times: int) -> None:
    """Kill a node at a random moment of its work, and start it again."""
    rng = random.Random(fresh(times))
    for _ in range(times):
        before = len(load.promised)
        until(lambda: len(load.promised) > before or bool(load.failures))  # noqa: B023
        threading.Event().wait(rng.random() / 4)
        n = rng.randrange(len(serving))
        serving[n].kill()
        serving[n] = Serving(folder)
        load.addresses[n] = serving[n].address


def until(true: Callable[[], bool]) -> None:
    for _ in range(ROUNDS):
        if true():
            return
        threading.Event().wait(0.01)  # the load goes on meanwhile
    raise AssertionError("it never came")


ROUNDS = 30_000
OFTEN = pytest.param(20, marks=[pytest.mark.long, pytest.mark.campaign])
TIMES = pytest.mark.parametrize("times", [2, OFTEN])


@TIMES
def test_a_node_killed_at_random_loses_nothing_that_it_acknowledged(tmp_path: Path, times: int):
    with loaded(tmp_path / "hq", "", 1, 3) as (load, serving):
        killing(load, serving, tmp_path / "hq", times)


@TIMES
def test_two_nodes_on_one_postgresql_killed_at_random_lose_double_and_skip_nothing(
    tmp_path: Path, postgresql: str, times: int
):
    with postgres.database(postgresql) as dsn, loaded(tmp_path / "hq", dsn, 2, 4) as (load, serving):
        killing(load, serving, tmp_path / "hq", times)


@TIMES
def test_a_postgresql_that_dies_at_random_loses_nothing_that_was_acknowledged(tmp_path: Path, times: int):
    rng = random.Random(fresh(times))
    with postgres.server() as server, loaded(tmp_path / "hq", server.dsn(), 2, 4) as (load, _):
        for _ in range(times):
            before = len(load.promised)
            until(lambda: len(load.promised) > before or bool(load.failures))  # noqa: B023
            threading.Event().wait(rng.random() / 4)
            server.kill()
            server.start()


@pytest.mark.long
def test_two_nodes_tell_each_other_of_news(tmp_path: Path, postgresql: str):
    with postgres.database(postgresql) as dsn:
        folder = tmp_path / "hq"
        office = made(folder, dsn)
        nodes = [Serving(folder), Serving(folder)]
        try:
            claim(folder, office, nodes[0].address)
            here, there = (Line(each.address, now=now) for each in nodes)
            layla = office.joins("Layla")
            here.learns(office)
            fed, told = there.feeds(layla), list[wire.Fed]()

            def waits() -> None:
                told.append(there.feeds(layla, fed, wait=25))

            thread = threading.Thread(target=waits)
            thread.start()
            watch = Line(nodes[1].address, now=now)
            while "sanad_waiting 1" not in watch.http.get("/metrics").text:
                pass
            case, raws = layla.works(1)
            here.pushes(layla, *raws)
            thread.join(60)
            assert told[0].cases
            assert there.pulls(layla, case) == raws
            for line in (here, there, watch):
                line.close()
        finally:
            for node in nodes:
                node.stop()


@pytest.mark.long
def test_a_backup_made_under_load_holds_every_promise_made_before_it(tmp_path: Path):
    folder = tmp_path / "hq"
    with loaded(folder, "", 1, 2) as (load, _):
        until(lambda: len(load.promised) > 50 or bool(load.failures))
        before = set(load.promised)
        done = subprocess.run(
            [sys.executable, "-m", "app", "hq", "backup", tmp_path / "copy", "--data", folder, "--json"],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        assert json.loads(done.stdout)["envelopes"] >= len(before)
    shutil.rmtree(folder)
    subprocess.run(
        [sys.executable, "-m", "app", "hq", "restore", tmp_path / "copy", "--data", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    node = Serving(folder)
    try:
        line = Line(node.address, now=now)
        for case in load.shared:
            before -= _ids(line, load, case)
        assert not before
        line.close()
    finally:
        node.stop()


def _ids(line: Line, load: Load, case: bytes) -> set[bytes]:
    return {envelope.peek_unverified(raw).id for raw in line.pulls(load.reader, case)}
