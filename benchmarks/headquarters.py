"""Headquarters on PostgreSQL: 50 clients that push, beside raw inserts of the same rows (target: 25 %);
one case pulled while 50,000 envelopes are stored, with --long a million (target: p99 under 10 ms).

Raw inserts are measured twice: one statement a row, as a plain server would; and psycopg's
executemany, which sends a whole batch at once. Checking one signature costs more than inserting some
rows, so the rate of checking alone is told too: no server that checks them can be faster.
"""

import http.client
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from app.headquarters import setup
from app.headquarters.database import Database
from app.seal import envelope, server_card
from app.seal.keys import digest, fresh_id, verify
from app.sync import wire
from app.sync.wire import signatures
from tests.headquarters import postgres
from tests.headquarters.load import Serving
from tests.headquarters.office import Computer, Line, Organisation

CLIENTS, BATCH, BATCHES, TURNS = 50, 250, 3, 3
STORED = 1_000_000 if "--long" in sys.argv else 50_000
EVENTS, PULLS = 20, 1_000
_ROW = (
    "INSERT INTO envelope (id, case_id, position, stream, seq, prev, kind, whole, header, signature,"
    " body) VALUES (%s, %s, %s, %s, %s, %s, %s, true, %s, %s, %s)"
)


def measure() -> Iterator[str]:
    # as it is set up: what is answered is on disk
    with postgres.server("fsync=on", "full_page_writes=on") as server:
        yield from _pushes(server)
    with postgres.server("fsync=on", "full_page_writes=on") as server:
        yield from _pulls(server)


# -- pushing ---------------------------------------------------------------------------------


@dataclass
class Client:
    """One computer: its batches of envelopes, made before the clock starts."""

    computer: Computer
    batches: list[tuple[bytes, ...]]

    def requests(self, now: int) -> list[tuple[bytes, dict[str, str]]]:
        requests = []
        for raws in self.batches:
            content, encoding = wire.packed(wire.Push(raws).encode())
            requests.append((content, _head(self.computer, wire.Push.path, content, encoding, now)))
        return requests


def _head(who: Computer, path: str, content: bytes, encoding: str, now: int) -> dict[str, str]:
    headers = signatures.sign("POST", path, content, who.keys, who.stream, now)
    headers |= {wire.PROTO_HEADER: wire.PROTO}
    return headers | ({"content-encoding": encoding} if encoding else {})


def _pushes(server: postgres.Postgres) -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.database(server.dsn()) as theirs,
        postgres.database(server.dsn()) as ours,
    ):
        office, line, nodes = _serving(Path(folder, "hq"), ours, os.cpu_count() or 1)
        try:
            clients = [_client(office, n) for n in range(CLIENTS)]
            line.learns(office)
            database = Database(Path(folder), theirs)
            database.upgrade()
            database.close()
            rates: dict[str, list[float]] = {"plain": [], "batch": [], "hq": [], "checks": []}
            for turn in range(TURNS):  # turn by turn, so that a busy machine slows all of them
                share = slice(turn * BATCHES // TURNS, (turn + 1) * BATCHES // TURNS)
                rates["plain"].append(_raw(theirs, clients, share, _one_by_one))
                rates["batch"].append(_raw(theirs, clients, share, _batch))
                rates["hq"].append(_pushed([node.address for node in nodes], clients, share))
                rates["checks"].append(_checks(clients))
            held = {tuple(end) for end in _ends(line, clients)}
            assert held == {(BATCH * BATCHES,)}
        finally:
            line.close()
            for node in nodes:
                node.stop()
    plain, batch, hq, checks = (statistics.median(times) for times in rates.values())
    yield f"pushed by {CLIENTS} clients to {len(nodes)} nodes, every signature checked: {hq:,.0f}/s"
    yield f"checking alone, every core: {checks:,.0f}/s"
    yield f"raw inserts, {CLIENTS} connections, a statement a row: {plain:,.0f} rows/s"
    yield f"   headquarters reaches {hq / plain:.0%} of them (target: at least 25 %)"
    yield f"raw inserts, {CLIENTS} connections, a batch at once: {batch:,.0f} rows/s"
    yield f"   headquarters reaches {hq / batch:.0%} of them"


def _client(office: Organisation, n: int) -> Client:
    computer = office.joins(f"Client {n}")
    case, first = computer.opens()
    text = "She said that her passport was taken on the first day, at the house; " * 14
    raws = [first]
    while len(raws) < BATCH * BATCHES:
        if len(raws) % EVENTS == 0:
            case, raw = computer.opens()
        else:
            raw = computer.says(case, f"{len(raws)} {text} {os.urandom(60).hex()}")
        raws.append(raw)
    return Client(computer, [tuple(raws[at : at + BATCH]) for at in range(0, len(raws), BATCH)])


def _at_once(work: Callable[[int], int]) -> float:
    """How many a second, by all the clients together."""
    done: list[int] = []
    ready = threading.Barrier(CLIENTS + 1)

    def one(n: int) -> None:
        ready.wait()
        done.append(work(n))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    assert len(done) == CLIENTS
    return sum(done) / took


Insert = Callable[[psycopg.Cursor[object], list[tuple[object, ...]]], None]


def _one_by_one(cursor: psycopg.Cursor[object], rows: list[tuple[object, ...]]) -> None:
    for row in rows:
        cursor.execute(_ROW, row)


def _batch(cursor: psycopg.Cursor[object], rows: list[tuple[object, ...]]) -> None:
    cursor.executemany(_ROW, rows)


def _raw(dsn: str, clients: list[Client], share: slice, insert: Insert) -> float:
    lines = [psycopg.connect(dsn) for _ in clients]
    rows = [[_rows(raws) for raws in client.batches[share]] for client in clients]
    lines[0].execute("TRUNCATE envelope")
    lines[0].commit()

    def work(n: int) -> int:
        for batch in rows[n]:
            with lines[n].cursor() as cursor:
                insert(cursor, batch)
            lines[n].commit()
        return sum(map(len, rows[n]))

    rate = _at_once(work)
    for line in lines:
        line.close()
    return rate


def _checks(clients: list[Client]) -> float:
    """Threads that do nothing else: checking releases the interpreter's lock."""
    envelopes = [envelope.peek_unverified(raw) for raw in clients[0].batches[0]]
    public = clients[0].computer.keys.public

    def check(_: int) -> None:
        for signed in envelopes:
            assert verify(public, signed.signature, b"sanad-envelope-1" + signed.header_bytes)

    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        began = time.perf_counter()
        list(pool.map(check, range(20 * cores)))
        return 20 * cores * len(envelopes) / (time.perf_counter() - began)


def _rows(raws: tuple[bytes, ...]) -> list[tuple[object, ...]]:
    rows = []
    for raw in raws:
        opened = envelope.peek_unverified(raw)
        head = opened.header
        rows.append(
            (opened.id, head.case, head.case_seq, head.stream, head.seq, head.prev, head.kind,
             opened.header_bytes, opened.signature, opened.body)
        )  # fmt: skip
    return rows


def _pushed(addresses: list[str], clients: list[Client], share: slice) -> float:
    hosts = [urlsplit(address).netloc for address in addresses]
    lines = [http.client.HTTPConnection(hosts[n % len(hosts)], timeout=120) for n in range(len(clients))]
    now = int(time.time())
    requests = [client.requests(now)[share] for client in clients]
    for line in lines:
        line.connect()

    def work(n: int) -> int:
        for content, head in requests[n]:
            lines[n].request("POST", wire.Push.path, content, head)
            answer = lines[n].getresponse()
            reply = answer.read()
            assert answer.status == 200, reply
            pushed = wire.Pushed.decode(reply)
            assert all(outcome == wire.NEW for _, outcome in pushed.outcomes)
        return BATCH * len(requests[n])

    rate = _at_once(work)
    for line in lines:
        line.close()
    return rate


def _ends(line: Line, clients: list[Client]) -> Iterator[list[int]]:
    for client in clients:
        yield [seq for seq, _ in line.call(client.computer, wire.SayHello()).tips]


def _serving(folder: Path, dsn: str, nodes: int) -> tuple[Organisation, Line, list[Serving]]:
    setup.init(folder, "http://127.0.0.1:8080", dsn)
    office = Organisation(setup.receipt_keys(folder).public)
    serving = [Serving(folder) for _ in range(nodes)]
    line = Line(serving[0].address, now=lambda: int(time.time()))
    line.claims(office, server_card.read((folder / "card").read_bytes()).token)
    return office, line, serving


# -- pulling ---------------------------------------------------------------------------------


def _pulls(server: postgres.Postgres) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, postgres.database(server.dsn()) as dsn:
        office, line, (node,) = _serving(Path(folder, "hq"), dsn, 1)
        try:
            team = office.team()
            readers = [office.joins(f"Reader {n}", "inspector", team) for n in range(10)]
            line.learns(office)
            cases = _fill(dsn, team.team)
            times = sorted(_pulled(node.address, readers, cases))
            plain = sorted(_selected(dsn, cases))
        finally:
            line.close()
            node.stop()
    yield f"one case of {EVENTS} pulled, {STORED:,} envelopes stored: {_said(times)}"
    yield f"   (target: p99 under 10 ms; a plain SELECT of the same rows, on this line: {_said(plain)})"


def _said(times: list[float]) -> str:
    return f"p50 {times[len(times) // 2]:.2f} ms, p99 {times[int(len(times) * 0.99)]:.2f} ms"


def _selected(dsn: str, cases: list[bytes]) -> Iterator[float]:
    """What the machine is busy with besides, both feel."""
    rng = random.Random(3)
    with psycopg.connect(dsn, autocommit=True) as connection:
        for _ in range(PULLS):
            began = time.perf_counter()
            connection.execute(
                "SELECT header, signature, body FROM envelope WHERE case_id = %s ORDER BY position",
                (rng.choice(cases),),
            ).fetchall()
            yield (time.perf_counter() - began) * 1000


def _fill(dsn: str, team: bytes) -> list[bytes]:
    """Cases as large as real ones, written straight into the tables."""
    rng, cases = random.Random(1), [fresh_id() for _ in range(STORED // EVENTS)]
    head, body, signature = os.urandom(280), os.urandom(700), bytes(64)
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        with cursor.copy("COPY envelope FROM STDIN") as copy:
            n = 0
            for case in rng.sample(cases, len(cases)):
                for position in range(1, EVENTS + 1):
                    n += 1
                    id_ = digest(n.to_bytes(8, "big"))
                    copy.write_row((id_, case, position, case, position, id_, 1, True, head, signature, body))
        with cursor.copy("COPY case_row FROM STDIN") as copy:
            for place, case in enumerate(cases, 1):
                copy.write_row((case, case[0] % 16, place, EVENTS))
        with cursor.copy("COPY reader FROM STDIN") as copy:
            for case in cases:
                copy.write_row((case, team))
        connection.commit()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return cases


def _pulled(address: str, readers: list[Computer], cases: list[bytes]) -> Iterator[float]:
    rng, line = random.Random(2), http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    for turn in range(PULLS + 50):
        content = wire.Pull(((rng.choice(cases), 0),), 1 << 20, 1).encode()
        who = readers[turn % len(readers)]  # one alone would be told to wait
        head = _head(who, wire.Pull.path, content, "", int(time.time()))
        began = time.perf_counter()
        line.request("POST", wire.Pull.path, content, head)
        reply = line.getresponse().read()
        if turn >= 50:
            yield (time.perf_counter() - began) * 1000
        assert len(wire.Pulled.decode(reply).cases[0][1]) == EVENTS
    line.close()
