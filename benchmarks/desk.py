"""A desk's first sync, every signature verified: until all is on its disk, and until list and search show it.

2,000 cases of 20 events; with --long 100,000, which takes an hour and some 8 GB.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.casework.exchange import sync
from app.casework.session.session import Session
from app.seal import envelope
from app.seal.keys import fresh, verify
from app.sync import wire
from app.vault.database import Database
from benchmarks.sync import A_CASE, office_at, writes
from tests.hq_people import DESK, LAYLA, line_of

CASES = 100_000 if "--long" in sys.argv else 2_000
_ROW = "id, case_id, stream, seq, case_seq, kind, header, signature, body, arrived"
_RAW = f"INSERT INTO envelope ({_ROW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PAGE, _MANY = 128, 20_000


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds until the last record was durable, and until everything was shown and said; `longest`: of
    the steps on the vault's thread. `thread`, `process`: seconds that a processor worked until the last
    record was durable, which says more where others use the machine."""

    records: int
    durable: float
    whole: float
    longest: float
    thread: float
    process: float


def first_sync(session: Session) -> Measured:
    began = time.perf_counter()
    worked = time.thread_time(), time.process_time()
    durable = longest = thread = process = 0.0
    steps, pulled = sync.SyncSteps(session), 0
    with line_of(session) as line, sync.Carrier(line.carry, meanwhile=True) as carrier:
        step, carried = steps.next(), None
        while step is not None:
            match step:
                case sync.NextRequest(request):
                    carrier.begin(request)
                case wire.Request():
                    carried = carrier.carry(step)
                case _:
                    pass
            started = time.perf_counter()
            step, carried = steps.next(carried), None
            longest = max(longest, time.perf_counter() - started)
            if steps.run.pulled > pulled:
                pulled, durable = steps.run.pulled, time.perf_counter() - began
                thread, process = time.thread_time() - worked[0], time.process_time() - worked[1]
    outcome = steps.done()
    assert outcome.finished, outcome.problems
    assert not outcome.problems, outcome.problems
    whole = time.perf_counter() - began
    return Measured(outcome.pulled, durable, whole, longest, thread, process)


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, office_at(Path(folder)) as office:
        layla, desk = office.sessions[LAYLA], office.sessions[DESK]
        for part in range(0, CASES, 1000):
            writes(layla, min(1000, CASES - part) * A_CASE, part)
            with line_of(layla) as line:
                sync.sync(layla, line.carry)
        synced = first_sync(desk)
        rate = synced.records / synced.durable
        yield (
            f"first sync of {CASES:,} cases, {synced.records:,} records: {rate:,.0f}/s until all is "
            f"durable (aim 5,000), {synced.records / synced.whole:,.0f}/s until all is shown and "
            f"countersigned; longest step {synced.longest * 1000:.0f} ms"
        )
        yield (
            f"a record costs {synced.thread / synced.records * 1e6:.0f} us of the vault's thread, "
            f"{synced.process / synced.records * 1e6:.0f} us of the program"
        )
        inserted = raw_inserts(desk, Path(folder) / "raw.db")
        one_thread, two = verified(desk, 1), verified(desk, 2)
        yield f"raw inserts of the same rows: {inserted:,.0f}/s; ratio {rate / inserted:.2f}"
        yield (
            f"their signatures alone: {one_thread:,.0f}/s by one thread, {two:,.0f}/s by two; ratio {rate / two:.2f}"
        )


def _rows(session: Session) -> Iterator[list[tuple[Any, ...]]]:
    after = 0
    while rows := session.vault.database.rows(
        f"SELECT {_ROW}, n FROM envelope WHERE n > ? ORDER BY n LIMIT ?", (after, _MANY)
    ):
        yield [row[:-1] for row in rows]
        after = rows[-1][-1]


def raw_inserts(session: Session, file: Path) -> float:
    """A second, into the same table with its indexes and triggers, as many a transaction."""
    database, number, took = Database.create(file, fresh()), 0, 0.0
    for rows in _rows(session):
        began = time.perf_counter()
        for start in range(0, len(rows), _PAGE):
            with database.transaction() as writer:
                writer.run_all(_RAW, rows[start : start + _PAGE])
        took += time.perf_counter() - began
        number += len(rows)
    database.close()
    return number / took


def verified(session: Session, threads: int) -> float:
    """A second."""
    known = session.vault.directory
    number, took = 0, 0.0

    def look(rows: list[tuple[Any, ...]]) -> None:
        for row in rows:
            device = known.device(row[2])
            assert device
            assert verify(device.public, row[7], envelope.SIGNED + row[6])

    with ThreadPoolExecutor(threads) as pool:
        for rows in _rows(session):
            began = time.perf_counter()
            list(pool.map(look, [rows[n : n + 32] for n in range(0, len(rows), 32)]))
            took += time.perf_counter() - began
            number += len(rows)
    return number / took
