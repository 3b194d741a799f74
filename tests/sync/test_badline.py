"""Real processes and sockets: lines that break, networks that meddle, power that fails."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.case import events
from app.casework.cases import queries
from app.casework.exchange import sync
from app.casework.session.session import Session
from app.seal import canonical
from app.sync.client import Client
from app.vault import log
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee, line_of
from tests.people import PHRASE, keeps_a_case
from tests.sync.badline import CUT, FORWARD, PAGE, SILENT, TWICE, Line, Meddler


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as told:
        told.syncs(DESK)
        told.syncs(LAYLA)
        yield told


@pytest.fixture
def plainly(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path, "http") as told:
        told.syncs(DESK)
        yield told


def writes(session: Session, number: int, size: int = 1000) -> str:
    """A case of many records that don't compress; its id."""
    case, rng = keeps_a_case(session, "Maya Sample"), random.Random(number)
    id_ = bytes.fromhex(case)
    with session.vault.transaction() as writer:
        for n in range(number):
            body = events.body(events.NOTE, 1, (), {"about": "view", "n": n, "text": rng.randbytes(size)})
            log.append(writer, session.vault, id_, canonical.encode(body))
    return case


def through(session: Session, port: int) -> Client:
    line = line_of(session)
    url = line.server.url.rpartition(":")[0] + f":{port}"
    return replace(line, server=replace(line.server, url=url))


def syncs(office: Committee, name: str, port: int) -> sync.SyncSummary:
    with through(office.sessions[name], port) as client:
        return office.syncs(name, client.carry)


def test_a_line_that_is_cut_every_100_kb_costs_at_most_1_6_times_the_bytes(office: Committee):
    layla = office.sessions[LAYLA]
    sizes = []
    for cut in (0, 100_000):
        case = writes(layla, 700)
        line = Line(office.hq.port, cut=cut)
        with line.open() as port:
            summary = syncs(office, LAYLA, port)
            while not summary.finished:
                summary = syncs(office, LAYLA, port)
        assert sync.state(layla, case) == "held"
        assert bool(line.cuts) == bool(cut)
        sizes.append(line.carried)
    assert sizes[1] / sizes[0] < 1.6, sizes


def test_bytes_are_counted_as_a_line_sees_them(office: Committee):
    writes(office.sessions[LAYLA], 200)
    line = Line(office.hq.port)
    with line.open() as port:
        summary = syncs(office, LAYLA, port)
    assert summary.bytes_sent == pytest.approx(line.up, rel=0.03)
    assert summary.bytes_received == pytest.approx(line.down, rel=0.15)  # sessions for next time


def test_a_slow_far_line_carries_everything(office: Committee):
    case = writes(office.sessions[LAYLA], 20)
    line = Line(office.hq.port, rate=200_000, delay_s=0.01, loss=0.05)
    with line.open() as port:
        summary = syncs(office, LAYLA, port)
    assert summary.problems == ()
    assert sync.state(office.sessions[LAYLA], case) == "held"


def each_in_turn(*what: str) -> Callable[[str], str]:
    left = list(what)
    return lambda _: left.pop(0) if left else FORWARD


@pytest.mark.parametrize("what", [TWICE, SILENT, CUT])
def test_requests_that_come_twice_or_without_answer_are_held_once(plainly: Committee, what: str):
    case = writes(plainly.sessions[LAYLA], 5)
    meddler = Meddler(plainly.hq.port, each_in_turn(*[what, FORWARD] * 4))
    with meddler.open() as port:
        summary = syncs(plainly, LAYLA, port)
    assert summary.problems == ()
    assert meddler.told.count(what) >= 2
    assert sync.state(plainly.sessions[LAYLA], case) == "held"
    plainly.syncs(OMAR)
    rows = plainly.sessions[OMAR].vault.database.rows(
        "SELECT count(*) FROM envelope WHERE case_id = ?", (bytes.fromhex(case),)
    )
    assert rows == [(8,)]


def test_a_page_of_the_network_in_the_middle_of_a_sync_stops_it_by_name(plainly: Committee):
    case = writes(plainly.sessions[LAYLA], 5)
    with Meddler(plainly.hq.port, each_in_turn(FORWARD, PAGE)).open() as port:
        summary = syncs(plainly, LAYLA, port)
    assert [problem.kind() for problem in summary.problems] == ["login_page"]
    assert not summary.finished
    assert plainly.syncs(LAYLA).problems == ()
    assert sync.state(plainly.sessions[LAYLA], case) == "held"


# -- power -----------------------------------------------------------------------------------


def starts(office: Committee, name: str) -> "subprocess.Popen[str]":
    person = office.people[name]
    words = office.folder / "words"
    words.write_text(PHRASE)
    told = {**os.environ, "SANAD_HOME": str(person.home), "SANAD_PASSPHRASE_FILE": str(words)}
    return subprocess.Popen(
        [sys.executable, "-m", "app", "sync", "--once", "--json"],
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def moved(office: Committee, port: int) -> None:
    """Headquarters' address, as the directory tells it, is that of a line."""
    from tests.hq_people import names

    card = office.hq.card
    names(office.sessions[DESK], card.public, f"https://127.0.0.1:{port}", card.ca)
    office.news(LAYLA, OMAR)


def test_a_client_killed_at_any_moment_loses_nothing_and_the_next_run_finishes(office: Committee):
    layla = office.sessions[LAYLA]
    line = Line(office.hq.port)
    with line.open() as port:
        moved(office, port)
        case = writes(layla, 150)
        there = {row[0] for row in layla.vault.database.rows("SELECT id FROM envelope")}
        office.leaves(LAYLA)
        rng = random.Random(7)
        for _ in range(4):
            process = starts(office, LAYLA)
            end = line.carried + rng.randrange(2000, 60_000)

            def kill(carried: int, process: "subprocess.Popen[str]" = process, end: int = end) -> None:
                if carried >= end:
                    process.send_signal(signal.SIGKILL)

            line.tells = kill
            process.communicate(timeout=60)
        line.tells = lambda _: None
        process = starts(office, LAYLA)
        out, _ = process.communicate(timeout=60)
        document = json.loads(out)
        assert process.returncode == 0, document
        assert (document["finished"], document["waiting"], document["problems"]) == (True, 0, [])
        layla = office.comes(LAYLA)
        assert there <= {row[0] for row in layla.vault.database.rows("SELECT id FROM envelope")}
        assert sync.state(layla, case) == "held"
        office.syncs(OMAR)
        assert len(queries.case(office.sessions[OMAR], case).timeline) == len(queries.case(layla, case).timeline)
