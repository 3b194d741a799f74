"""Pushing 10,000 records with every signature checked, beside raw writes; a far line, a cut one."""

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
from app.casework import syncing
from app.casework.session import Session
from app.seal import canonical
from app.sync.client import Client
from app.vault import log
from tests.hq_people import DESK, LAYLA, Committee, Hq, line_of
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


def text(dice: random.Random, size: int = 1024) -> str:
    """Ordinary words, so many bytes."""
    said: list[str] = []
    length = 0
    while length < size:
        word = dice.choice(WORDS)
        said.append(word)
        length += len(word.encode()) + 1
    return " ".join(said)


def writes(session: Session, number: int, seed: int) -> None:
    dice, vault = random.Random(seed), session.vault
    for first in range(0, number, A_CASE):
        case, seen = vault.new_case(), ()
        with vault.transaction() as writer:
            for n in range(min(A_CASE, number - first)):
                told = {"about": "view", "text": text(dice)}
                what = events.NOTE if n else events.OPENED
                body = canonical.encode(events.body(what, 1_795_500_000 + n, seen, told))
                seen = (log.append(writer, vault, case, body),)
    vault.say_head()


@contextmanager
def served(office: Committee) -> Iterator[None]:
    """By a process of its own."""
    command = [sys.executable, "-m", "app", "hq", "serve", "--data", str(office.hq.folder),
               "--port", str(office.hq.port)]  # fmt: skip
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    json.loads(process.stdout.readline())
    try:
        yield
    finally:
        process.terminate()
        process.wait(40)


@contextmanager
def office_at(folder: Path) -> Iterator[Committee]:
    from app.casework import organisation

    told = Committee(folder, folder / "stick")
    told.stick.mkdir()
    desk = told.sets_up(DESK, "desk")
    organisation.found(desk, "Sample Committee", "Badr Second", "Farwaniya")
    told.hq = Hq.made(folder / "hq", lambda: int(time.time()))
    for person in told.people.values():
        person.clock.at = person.clock.at.fromtimestamp(time.time(), person.clock.at.tzinfo)
    with served(told):
        told.claims()
        told.joins(LAYLA)
        told.people[LAYLA].clock.at = told.people[DESK].clock.at
        told.syncs(DESK)
        told.syncs(LAYLA)
        try:
            yield told
        finally:
            for session in told.sessions.values():
                session.close()


def timed(session: Session, line: Client) -> tuple[syncing.Synced, float]:
    began = time.perf_counter()
    told = syncing.sync(session, line.carry)
    assert not told.problems, told.problems
    return told, time.perf_counter() - began


def through(session: Session, port: int) -> Client:
    made = line_of(session)
    url = made.server.url.rpartition(":")[0] + f":{port}"
    return replace(made, server=replace(made.server, url=url))


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, office_at(Path(folder)) as office:
        layla = office.sessions[LAYLA]
        writes(layla, EVENTS, 1)
        with line_of(layla) as line:
            told, took = timed(layla, line)
        yield (
            f"push of {told.pushed} records of 1 KB: {told.pushed / took:,.0f}/s, "
            f"{told.bytes_sent / told.pushed:.0f} bytes each on the wire"
        )
        far = Line(office.hq.port, rate=32_000, delay_s=0.1, loss=0.05)
        with far.open() as port:
            writes(layla, 1000, 2)
            with through(layla, port) as line:
                told, took = timed(layla, line)
                yield (
                    f"1,000 records, 256 kbit/s, 200 ms, 5 % loss: {took:.1f} s, "
                    f"{far.carried / told.pushed:.0f} bytes each"
                )
                writes(layla, 10, 3)
                told, took = timed(layla, line)
                yield f"10 changed records, same line, open: {took:.2f} s"
            writes(layla, 10, 4)
            with through(layla, port) as line:
                told, took = timed(layla, line)
                yield f"10 changed records, same line, from none: {took:.2f} s"
        sizes = []
        for cut in (0, 100_000):
            writes(layla, 2000, 5 + cut)
            bad = Line(office.hq.port, cut=cut)
            with bad.open() as port, through(layla, port) as line:
                while True:
                    told = syncing.sync(layla, line.carry, wait=lambda _: None)
                    if told.finished:
                        break
            sizes.append(bad.carried)
        yield f"cut every 100 KB: {sizes[1] / sizes[0]:.2f} times the bytes ({bad.cuts} cuts)"
