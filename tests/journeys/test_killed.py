"""Whatever was shown as kept is there after the program is killed at a random moment."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from app import settings
from app.casework.cases import queries
from app.casework.interviews import interview
from app.casework.questionnaires import forms
from app.casework.records import unlock
from tests.chance import seeds
from tests.people import CHEAP, PHRASE, Person

FORM = settings.FORMS / "rapid-screening.xlsx"
FIRST = {
    "safety/present": "nobody",
    "safety/overheard": "no",
    "safety/wants_here": "yes",
    "consent/consent_talk": "yes",
    "consent/consent_record": "yes",
}


def environment(home: Path, folder: Path) -> dict[str, str]:
    (folder / "phrase").write_text(PHRASE, "utf-8")
    return {
        **os.environ,
        "SANAD_HOME": str(home),
        "SANAD_PASSPHRASE_FILE": str(folder / "phrase"),
        "PYTHONUNBUFFERED": "1",
    }


def killed_at(random_line: int, env: dict[str, str], lines: list[str]) -> int:
    """Stream answers, kill -9 after a line was said to be kept; how many were."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "interview", str(FORM), "--stream"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n".join(lines) + "\n")
    process.stdin.flush()
    kept_count = 0
    while kept_count < random_line:
        kept_count = json.loads(process.stdout.readline())["kept"]
    process.kill()
    for line in process.stdout:  # what it still managed to say before it died counts too
        if line.endswith("\n"):
            kept_count = json.loads(line)["kept"]
    process.wait()
    process.stdin.close()
    process.stdout.close()
    return kept_count


@pytest.mark.parametrize("seed", seeds(range(4), range(40)))
def test_what_was_shown_as_kept_survives_kill_9(seed: int, layla: Person, tmp_path: Path):
    rng = random.Random(seed)
    layla.sets_up().close()
    lines = [json.dumps({"ref": f"/data/{ref}", "value": value}) for ref, value in FIRST.items()]
    lines += [json.dumps({"ref": "/data/person/name", "value": f"Maya number {n}"}) for n in range(200)]
    kept_count = killed_at(rng.randrange(len(FIRST), 150), environment(layla.home, tmp_path), lines)
    session = layla.unlocks()
    [row] = interview.drafts(session)
    assert row.interrupted
    live = interview.resume(session, row.id)
    name = interview.facts(live.interview).get("name", "Maya number -1")
    # one more may be durable than was said
    assert int(name.split()[-1]) >= kept_count - len(FIRST) - 1
    finished = interview.finish(session, row.id)
    assert queries.case(session, finished.case_id).name == name.replace("Maya number -1", "")
    assert unlock.check(session).ok
    session.close()


@pytest.mark.long
def test_a_passphrase_change_killed_anywhere_leaves_one_passphrase_that_opens(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    forms.forms(session)
    session.close()
    env = environment(layla.home, tmp_path)
    (tmp_path / "new").write_text("velvet orbit thirteen pickle dawn", "utf-8")
    for wait in (0.9, 1.3, 1.7, 2.1):
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "vault", "passphrase", "--new-passphrase-file", str(tmp_path / "new")],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        opened = []
        for phrase in (PHRASE, "velvet orbit thirteen pickle dawn"):
            try:
                session_again = layla.unlocks(phrase)
            except unlock.WrongPassphrase:
                continue
            assert unlock.check(session_again).ok
            session_again.close()
            opened.append(phrase)
        assert len(opened) == 1
        (tmp_path / "phrase").write_text(opened[0], "utf-8")
        other_phrase = {PHRASE: "velvet orbit thirteen pickle dawn"}.get(opened[0], PHRASE)
        (tmp_path / "new").write_text(other_phrase, "utf-8")


def test_the_cheap_cost_of_the_tests_is_not_what_ships():
    from app.seal.slots import Cost

    assert Cost().memory == 4 * CHEAP.memory
