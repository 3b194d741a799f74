"""Pushing 10,000 records with every signature checked, beside raw writes; a far line, cut and thin ones."""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.case import events
from app.casework.exchange import sync
from app.casework.session.session import Session
from app.seal import canonical
from app.sync.client import Client
from app.vault import log
from benchmarks import pouchdb
from tests.hq_people import DESK, LAYLA, Committee, Hq, line_of
from tests.sync import test_thin_line as thin_lines
from tests.sync.badline import Line

WORDS = [
    "said",
    "that",
    "her",
    "passport",
    "was",
    "taken",
    "on",
    "the",
    "first",
    "day",
    "and",
    "never",
    "given",
    "back",
    "the",
    "agency",
    "asked",
    "for",
    "a",
    "fee",
    "she",
    "works",
    "from",
    "six",
    "to",
    "midnight",
    "without",
    "a",
    "day",
    "off",
    "her",
    "wages",
    "were",
    "kept",
    "for",
    "four",
    "months",
    "قالت",
    "إن",
    "جواز",
    "سفرها",
    "أخذ",
    "منها",
    "في",
    "اليوم",
    "الأول",
    "ولم",
    "يعد",
    "إليها",
    "وإنها",
    "تعمل",
    "كل",
    "يوم",
    "بلا",
    "راحة",
]
EVENTS, A_CASE = 10_000, 20
_CASES, _SIZE = 9, 52_000
SAID = " ".join(WORDS * 4)[:1024]


def text(rng: random.Random, size: int = 1024) -> str:
    """Ordinary words, so many bytes."""
    words: list[str] = []
    length = 0
    while length < size:
        word = rng.choice(WORDS)
        words.append(word)
        length += len(word.encode()) + 1
    return " ".join(words)


def writes(session: Session, number: int, seed: int) -> None:
    rng, vault = random.Random(seed), session.vault
    for first in range(0, number, A_CASE):
        case, seen = vault.new_case(), ()
        with vault.transaction() as writer:
            for n in range(min(A_CASE, number - first)):
                content = {"about": "view", "text": text(rng)}
                what = events.NOTE if n else events.OPENED
                body = canonical.encode(events.body(what, 1_795_500_000 + n, seen, content))
                seen = (log.append(writer, vault, case, body),)


@contextmanager
def served(office: Committee) -> Iterator[None]:
    """By a process of its own."""
    command = [sys.executable, "-m", "app", "hq", "serve", "--data", str(office.hq.folder),
               "--port", str(office.hq.port)]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    json.loads(process.stdout.readline())
    try:
        yield
    finally:
        process.terminate()
        process.wait(40)


@contextmanager
def office_at(folder: Path) -> Iterator[Committee]:
    from app.casework.organisation import administration

    committee = Committee(folder, folder / "stick")
    committee.stick.mkdir()
    desk = committee.sets_up(DESK, "desk")
    administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
    committee.hq = Hq.made(folder / "hq", lambda: int(time.time()))
    for person in committee.people.values():
        person.clock.at = person.clock.at.fromtimestamp(time.time(), person.clock.at.tzinfo)
    with served(committee):
        committee.claims()
        committee.joins(LAYLA)
        committee.people[LAYLA].clock.at = committee.people[DESK].clock.at
        committee.syncs(DESK)
        committee.syncs(LAYLA)
        try:
            yield committee
        finally:
            for session in committee.sessions.values():
                session.close()


def timed(session: Session, line: Client, *, soon: bool = False) -> tuple[sync.SyncSummary, float]:
    began = time.perf_counter()
    report = sync.sync(session, line.carry, meanwhile=True, soon=soon)
    assert not report.problems, report.problems
    return report, time.perf_counter() - began


def through(session: Session, port: int) -> Client:
    line = line_of(session)
    url = line.server.url.rpartition(":")[0] + f":{port}"
    return replace(line, server=replace(line.server, url=url))


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, office_at(Path(folder)) as office:
        layla, peer = office.sessions[LAYLA], pouchdb.installed()
        if not peer:
            yield "without PouchDB: see benchmarks/peers/README.md"
        yield from _clean_line(layla, peer, Path(folder))
        yield from _far_line(office, layla, peer, Path(folder))
        yield from _cut_line(office, layla)
        yield from _thin_line(office, layla)


def _clean_line(layla: Session, peer: Path | None, folder: Path) -> Iterator[str]:
    writes(layla, EVENTS, 1)
    with line_of(layla) as line:
        report, took = timed(layla, line)
    rate = report.pushed / took
    yield (
        f"push of {report.pushed} records of 1 KB, every signature checked: {rate:,.0f}/s, "
        f"{report.bytes_sent / report.pushed:.0f} bytes each on the wire"
    )
    if peer:
        with pouchdb.served(peer, folder / "clean") as port:
            theirs = EVENTS / pouchdb.pushed(peer, folder / "clean", port, EVENTS, SAID)
        yield f"PouchDB, nothing signed: {theirs:,.0f}/s; ratio {rate / theirs:.2f} (aim 3)"


def _far_line(office: Committee, layla: Session, peer: Path | None, folder: Path) -> Iterator[str]:
    far = Line(office.hq.port, rate=32_000, delay_s=0.1, loss=0.05)
    with far.open() as port:
        writes(layla, 1000, 2)
        with through(layla, port) as line:
            report, ours = timed(layla, line)
            yield (
                f"1,000 records, 256 kbit/s, 200 ms, 5 % loss: {ours:.1f} s, "
                f"{far.carried / report.pushed:.0f} bytes each"
            )
            writes(layla, 10, 3)
            _, took = timed(layla, line, soon=True)
            yield f"10 changed records, same line, open: {took:.2f} s"
        writes(layla, 10, 4)
        with through(layla, port) as line:
            _, took = timed(layla, line)
            yield f"10 changed records, same line, from none: {took:.2f} s"
    if peer:
        with pouchdb.served(peer, folder / "far") as port:
            bad = Line(port, rate=32_000, delay_s=0.1, loss=0.05)
            with bad.open() as their:
                theirs = pouchdb.pushed(peer, folder / "far", their, 1000, SAID)
        yield f"PouchDB, 1,000 documents, same line: {theirs:.1f} s; ratio {theirs / ours:.2f}"


def _cut_line(office: Committee, layla: Session) -> Iterator[str]:
    sizes, cuts = [], 0
    for cut in (0, 100_000):
        writes(layla, 2000, 5 + cut)
        bad = Line(office.hq.port, cut=cut)
        with bad.open() as port, through(layla, port) as line:
            while not sync.sync(layla, line.carry, wait=lambda _: None).finished:
                pass
        sizes.append(bad.carried)
        cuts = bad.cuts
    yield f"cut every 100 KB: {sizes[1] / sizes[0]:.2f} times the bytes ({cuts} cuts)"


def _thin_line(office: Committee, layla: Session) -> Iterator[str]:
    """Nine cases with 52 KB that can't be compressed, and one answer in eight swallowed."""
    for cut, aim in ((20_000, 2.2), (50_000, 2.0), (100_000, 1.7)):
        ways = []
        for seed in range(3):
            thin_lines.writes(layla, _CASES, _SIZE)
            for session in (layla, office.sessions[DESK]):
                thin = Line(office.hq.port, cut=cut, swallows=1 / 8, rng=random.Random(seed))
                with thin.open() as port, through(session, port) as line:
                    calls = 1
                    while not sync.sync(session, line.carry, wait=lambda _: None).finished:
                        calls += 1
                ways.append((thin.carried / (_CASES * _SIZE), calls))
        up, down = ([f"{times:.2f} in {calls}" for times, calls in ways[n::2]] for n in (0, 1))
        yield (
            f"nine cases of 52 KB, cut every {cut // 1000} KB, one answer in eight lost, three times: "
            f"{', '.join(up)} up, {', '.join(down)} down (times the bytes, calls; aim {aim} in 1)"
        )
