"""Vaults of a released version are opened for ever; those from before the first release never."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.casework.cases import groups, queries
from app.casework.interviews import interview
from app.casework.lifecycle import shift, tasks
from app.casework.records import unlock
from app.casework.session.colleagues import membership_status
from app.casework.sharing import inbox
from app.vault import database
from app.vault.folder import Folder, device_secret
from app.vault.vault import open_vault
from tests.people import CHEAP, OTHER_PHRASE, PHRASE, Person, keeps_a_case
from tests.vault.test_vault import files

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors" / "vaults"


@pytest.mark.parametrize("version", sorted(folder.name for folder in VECTORS.iterdir()))
def test_a_frozen_vault_opens_with_phrase_and_with_card(version: str, tmp_path: Path):
    facts = json.loads((VECTORS / version / "told.json").read_text("utf-8"))
    home = tmp_path / "home"
    shutil.copytree(VECTORS / version, home)
    session = unlock.unlock(home, facts["vault"], facts["phrase"])
    page = queries.case(session, facts["case"])
    assert (page.name, page.reference) == (facts["name"], facts["reference"])
    values = page.interviews[0].values
    assert [text for path, text in values.items() if path.endswith("/age")] == ["31", "29"]
    assert page.interviews[0].view == "spoke freely"
    assert [row.name for row in interview.drafts(session)] == [facts["draft"]]
    assert unlock.check(session).ok
    assert membership_status(session).organisation == facts["organisation"]
    assert queries.case(session, facts["colleague_case"]).name == facts["colleague_name"]
    assert [news.kind for news in inbox.came_in(session)] == ["handed over"]
    case = queries.case_of(session, facts["case"])
    assert case.stage == facts["stage"]
    assert [referral.reference for referral in case.referrals.values()] == [facts["referral"]]
    assert sorted({task.kind for task in tasks.tasks(session)}) == facts["tasks"]
    assert [note.text for note in shift.of_case(session, facts["case"])] == [facts["note"]]
    assert [(row.name, row.here) for row in groups.groups(session)] == [(facts["group"], 1)]
    assert case.shown(("exploitation",)) == facts["exploitation"]
    session.close()
    recovered = unlock.recover(home, facts["vault"], facts["card"], OTHER_PHRASE, cost=CHEAP)
    assert queries.case(recovered.session, facts["case"]).name == facts["name"]
    assert unlock.check(recovered.session).ok
    recovered.session.close()


# brings records up in a process that ends at its statement of a number; 0: at none
BRINGS_UP = """
import os, signal, sys
from pathlib import Path
from sqlcipher3 import dbapi2 as sql
from app.casework.records import unlock
real = sql.connect
def bring_up(home, at, vault, phrase):
    count = 0
    def step(_statement):
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
    def connect(*words, **named):
        connection = real(*words, **named)
        connection.set_trace_callback(step)
        return connection
    sql.connect = connect
    unlock.unlock(Path(home), vault, phrase).close()
    print(count, flush=True)
for line in sys.stdin:
    home, at, vault, phrase = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        bring_up(home, int(at), vault, phrase)
        os._exit(0)
    if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
        print("killed", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="no fork there")
@pytest.mark.parametrize("rounds", [2, pytest.param(25, marks=[pytest.mark.long, pytest.mark.campaign])])
def test_the_oldest_records_open_whole_after_whoever_brought_them_up_was_killed(rounds: int, tmp_path: Path):
    oldest = min(VECTORS.iterdir(), key=lambda folder: int(folder.name))
    facts = json.loads((oldest / "told.json").read_text("utf-8"))
    with subprocess.Popen(
        [sys.executable, "-c", BRINGS_UP], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def brings_up(home: Path, at: int) -> str:
            assert process.stdin
            assert process.stdout
            words = (str(home), str(at), facts["vault"], facts["phrase"])
            process.stdin.write("\t".join(words) + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        shutil.copytree(oldest, tmp_path / "whole")
        statements = int(brings_up(tmp_path / "whole", 0))
        assert statements > 100
        for at in sorted(random.Random(rounds).sample(range(1, statements), rounds)):
            home = tmp_path / f"killed-{at}"
            shutil.copytree(oldest, home)
            assert brings_up(home, at) == "killed"
            session = unlock.unlock(home, facts["vault"], facts["phrase"])
            assert queries.case(session, facts["case"]).name == facts["name"]
            assert [row.name for row in interview.drafts(session)] == [facts["draft"]]
            assert unlock.check(session).ok
            assert session.vault.database.form() == database.newest_form()
            session.close()
            shutil.rmtree(home)
        assert process.stdin
        process.stdin.close()


def test_the_records_as_they_were_are_kept_until_every_case_was_opened(layla: Person):
    """By a script that a later version might have."""
    session = layla.sets_up()
    case_id = keeps_a_case(session, "Maya Sample")
    session.close()
    folder = Folder.of(layla.home, bytes.fromhex(layla.vault_id))
    records, older = folder.records(1), folder.older(1)
    before = records.read_bytes()
    key_file = folder.key_file()
    master = key_file.open_with_phrase(PHRASE, device_secret(layla.home))
    scripts = [*database.migrations(), "CREATE TABLE later (a); INSERT INTO later VALUES (7);"]
    vault = open_vault(folder, key_file, master, scripts=scripts)
    assert vault.database.rows("SELECT a FROM later") == [(7,)]
    vault.close()  # as far as that, and then the power is cut
    assert older.read_bytes() == before
    open_vault(folder, key_file, master, scripts=scripts).close()
    assert older.read_bytes() == before
    shutil.copy(older, records)  # this version's again, and the copy beside
    session = layla.unlocks()
    assert queries.case(session, case_id).name == "Maya Sample"
    assert not older.exists()
    session.close()


@pytest.mark.parametrize("version", [1, 19])
def test_records_from_before_the_first_release_are_refused_and_left_to_the_byte(version: int, layla: Person):
    session = layla.sets_up()
    with session.vault.transaction() as writer:
        writer.run(f"PRAGMA user_version = {version}")
    session.close()
    if version == 1:  # the first ones had no checksum of it
        device_key = layla.home / "device.key"
        device_key.write_bytes(device_secret(layla.home))
    before = files(layla.home)
    for use in (
        layla.unlocks,
        lambda: layla.unlocks(accept_older=True),
        lambda: unlock.inspect(layla.home, layla.vault_id, PHRASE, clock=layla.clock),
        lambda: unlock.recover(layla.home, layla.vault_id, " ".join(layla.card), OTHER_PHRASE, cost=CHEAP),
    ):
        with pytest.raises(database.UnreleasedVersion):
            use()
        assert files(layla.home) == before


def test_each_script_after_the_first_has_the_next_number():
    """The number of the last one is what a file says of itself."""
    names = sorted(file.name for file in Path(database.__file__).parent.glob("migrations/*.sql"))
    assert names == [f"{20 + place:04}.sql" for place in range(len(database.migrations()))]
