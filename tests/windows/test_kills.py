"""Whatever was said to be kept is there after TerminateProcess at a random moment."""

import json
import random
from pathlib import Path

import pytest

from app.casework.interviews import interview
from tests.journeys.test_killed import FIRST, environment, killed_at
from tests.people import Person

ROUNDS = 12


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_was_said_to_be_kept_is_there(seed: int, layla: Person, tmp_path: Path):
    rng = random.Random(seed)
    layla.sets_up().close()
    lines = [json.dumps({"ref": f"/data/{ref}", "value": value}) for ref, value in FIRST.items()]
    lines += [json.dumps({"ref": "/data/person/name", "value": f"Maya number {n}"}) for n in range(80)]
    count = killed_at(rng.randrange(len(FIRST), 60), environment(layla.home, tmp_path), lines)
    session = layla.unlocks()
    [row] = interview.drafts(session)
    live = interview.resume(session, row.id)
    name = interview.facts(live.interview).get("name", "Maya number -1")
    assert int(name.split()[-1]) >= count - len(FIRST) - 1
    session.close()
