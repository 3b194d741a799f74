"""A hundred disasters, fifty more with `long`, thousands in a campaign; and mistakes, each of which they
must find. Ten thousand: `.venv/bin/python -m tests.sync.simulation 0-9999`, an hour of one core.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import settings
from tests.chance import by_chance, seeds, times
from tests.sync.simulation.bugs import BUGS, SHOWS
from tests.sync.simulation.disasters import Broken, Simulation
from tests.sync.simulation.office import Office
from tests.sync.simulation.server import Shipped, Small

A_HANDFUL, DOZENS, SEEDS, MANY = 10, 50, 300, 800


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office.founded(tmp_path_factory.mktemp("office"))


def survives(simulation: Simulation, how: str = "") -> None:
    try:
        simulation.run()
    except Exception as error:
        text = "\n".join(simulation.said[-40:])
        again = f".venv/bin/python -m tests.sync.simulation {simulation.seed} {how}"
        pytest.fail(f"{error!r}\n{text}\n\nThe whole of it: {again}")
    finally:
        simulation.close()


@pytest.mark.parametrize("first", seeds(range(0, 100, A_HANDFUL), range(0, SEEDS, A_HANDFUL)))
def test_nothing_is_lost_and_everybody_has_the_same_whatever_fails(people: Office, first: int):
    for seed in range(first, first + A_HANDFUL):
        survives(Simulation(people, seed))


@pytest.mark.parametrize("first", [100, 110, 160])
def test_the_same_where_each_computer_tells_the_desk_of_itself(people: Office, first: int):
    """Copies of one computer that begin its log of keys apart (108, 119), and read their own part of it
    (167)."""
    for seed in range(first, first + A_HANDFUL):
        survives(Simulation(people, seed, reports=True), "--reports")


@pytest.mark.parametrize("seed", [4859, 6591, 7370])
def test_a_withdrawn_computer_that_was_restored_hands_up_all_that_the_desk_vouches_for(people: Office, seed: int):
    survives(Simulation(people, seed))


@pytest.mark.parametrize("seed", range(9))
def test_the_same_on_the_servers_own_store(people: Office, seed: int, tmp_path: Path):
    survives(Simulation(people, seed, Shipped.new(tmp_path / "hq.sqlite")), "--shipped")


@by_chance
@pytest.mark.parametrize("cut", [20_000, 50_000, 100_000])
@pytest.mark.parametrize("shipped", [False, True], ids=["small", "shipped"])
def test_the_same_over_lines_that_break_and_with_long_records(people: Office, cut: int, shipped: bool, tmp_path: Path):
    for seed in range(times(2, 8)):
        server = Shipped.new(tmp_path / f"{seed}.sqlite") if shipped else Small()
        survives(Simulation(people, seed, server, cut=cut), f"--cut={cut}" + " --shipped" * shipped)


@pytest.mark.long
@pytest.mark.parametrize("first", seeds([SEEDS], range(SEEDS, MANY, DOZENS)))
def test_dozens_more_disasters(first: int):
    """In a process of their own: in one that ran a thousand other tests each takes twice as long."""
    of_these = f"{first}-{first + DOZENS - 1}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.sync.simulation", of_these],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("0 failed"), done.stdout


@pytest.mark.long
@pytest.mark.parametrize("first", seeds([9], range(9, 150, 15)))
def test_dozens_on_the_servers_own_store(people: Office, first: int, tmp_path: Path):
    for seed in range(first, first + 15):
        file = tmp_path / f"{seed}.sqlite"
        survives(Simulation(people, seed, Shipped.new(file)), "--shipped")


@pytest.mark.parametrize(
    "bug", [pytest.param(bug, marks=[pytest.mark.long] * (n % 3 > 0)) for n, bug in enumerate(sorted(BUGS))]
)
def test_a_mistake_is_found(people: Office, bug: str):
    make: Callable[[Office, int], Simulation] = BUGS[bug]
    first = SHOWS.get(bug, 0)
    for seed in range(first, first + 60):
        try:
            make(people, seed).run()
        except Broken:
            return
    pytest.fail("no seed found it")


def test_a_seed_is_the_same_disaster_each_time(people: Office):
    told = []
    for _ in range(2):
        simulation = Simulation(people, 2, Small())
        simulation.run()
        told.append(simulation.said)
    assert told[0] == told[1]
