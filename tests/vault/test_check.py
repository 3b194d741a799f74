"""Looking whether the records are whole changes nothing of them, and names what damage touches."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.records import unlock
from app.casework.records.health import Health
from app.disk import DiskFailed
from app.errors import SanadError
from app.vault import cases, log, readonly_vault
from app.vault.database import Database, migrations
from app.vault.folder import Folder, device_secret
from app.vault.vault import database_key
from tests.people import PHRASE, Person, keeps_a_case
from tests.vault.test_vault import files, flip


def looks(layla: Person) -> Health:
    return unlock.inspect(layla.home, layla.vault_id, PHRASE, clock=layla.clock)


@pytest.fixture
def worked(layla: Person) -> Person:
    session = layla.sets_up()
    for n in range(12):
        # long and not to be packed: each case has pages of its own
        keeps_a_case(session, f"Sample Person {n} " + secrets.token_hex(9000))
    session.close()
    return layla


def test_a_whole_vault_is_said_to_be_whole_and_is_left_to_the_byte(worked: Person):
    before = files(worked.home)
    assert looks(worked) == Health(12, 24, ())
    assert files(worked.home) == before


def test_sixteen_damaged_vaults_are_found_and_none_is_changed(worked: Person):
    records = next(worked.home.glob("vaults/*/records-1.db"))
    whole = records.read_bytes()
    for n in range(16):
        flip(records, len(whole) * n // 16 + 77)
        before = files(worked.home)
        try:
            health = looks(worked)
        except unlock.Damaged:  # the first page, or one that is needed to open at all
            assert files(worked.home) == before
        else:
            assert not health.ok
            assert health.error is not None
            assert health.error.kind() == "damaged"
            assert files(worked.home) == before
        records.write_bytes(whole)


class ReadsWellTheSecondTime(Database):
    """A read of the first look failed: what SQLCipher got was no whole page."""

    whole = b""

    def is_damaged(self) -> bool:
        self.file.write_bytes(self.whole)
        return super().is_damaged()


def test_one_read_that_failed_is_no_damage(worked: Person):
    records = next(worked.home.glob("vaults/*/records-1.db"))
    session = worked.unlocks()
    key = bytes(database_key(session.vault.master))
    session.close()
    whole = records.read_bytes()
    flip(records, len(whole) // 2)
    with closing(ReadsWellTheSecondTime.reader(records, key)) as database:
        assert isinstance(database, ReadsWellTheSecondTime)
        database.whole = whole
        with pytest.raises(DiskFailed):
            database.integrity()
    assert looks(worked).ok


def test_the_cases_that_damage_touches_are_named_and_no_others(worked: Person):
    records = next(worked.home.glob("vaults/*/records-1.db"))
    session = worked.unlocks()
    ids = {number: case.hex() for case, number in cases.references(session.reading()).items()}
    numbers = set(ids)
    session.close()
    whole, named = records.read_bytes(), set()
    for page in range(2, len(whole) // 4096):
        flip(records, page * 4096 + 99)
        try:
            health = looks(worked)
        except unlock.Damaged:
            records.write_bytes(whole)
            continue
        references = {each.reference for each in health.damaged}
        assert references <= numbers
        if len(references) == 1:
            named |= references
            (case,) = health.damaged
            again = worked.unlocks()
            for other in numbers - references:
                assert queries.case(again, ids[other]).name
            with pytest.raises(SanadError):
                queries.case(again, case.id)
            again.close()
            break
        records.write_bytes(whole)
    assert len(named) == 1


def test_the_command_prints_words_or_json_and_an_error_like_every_other(worked: Person, tmp_path: Path):
    (tmp_path / "phrase").write_text(PHRASE, "utf-8")

    def says(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "app", "vault", "check", *words],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "SANAD_HOME": str(worked.home), "SANAD_PASSPHRASE_FILE": str(tmp_path / "phrase")},
        )

    done = says("--json")
    assert json.loads(done.stdout) == {"ok": True, "cases": 12, "events": 24, "problems": []}
    done = says()
    assert done.stdout.startswith("12 cases, 24 events")
    records = next(worked.home.glob("vaults/*/records-1.db"))
    flip(records, records.stat().st_size - 50_000)
    for words in ((), ("--json",)):
        done = says(*words)
        document = json.loads(done.stdout)
        assert (done.returncode, document["ok"], document["error"]["kind"]) == (1, False, "damaged")
        assert document["error"]["says"] in done.stderr
        assert {"cases", "events", "problems", "damaged_cases"} <= document.keys()
    flip(records, 50)
    done = says("--json")
    assert (done.returncode, json.loads(done.stdout)["problems"]) == (1, ["damaged"])
    assert "Traceback" not in done.stderr


def test_what_a_killed_program_left_in_the_log_of_changes_is_seen_and_stays(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    keeps_a_case(session, "Maya Sample")
    killed = tmp_path / "killed"
    shutil.copytree(layla.home, killed)  # as a killed program leaves it: the log not taken in
    session.close()
    assert next(killed.glob("vaults/*/records-1.db-wal")).stat().st_size
    before = files(killed)
    health = unlock.inspect(killed, layla.vault_id, PHRASE, clock=layla.clock)
    assert (health.ok, health.cases) == (True, 1)
    assert files(killed) == before


def test_a_vault_of_an_earlier_version_is_looked_at_and_not_brought_up(worked: Person):
    """By a script that a later version might have."""
    folder = Folder.of(worked.home, bytes.fromhex(worked.vault_id))
    key_file = folder.key_file()
    master = key_file.open_with_phrase(PHRASE, device_secret(worked.home))
    before = files(worked.home)
    scripts = [*migrations(), "CREATE TABLE later (a); INSERT INTO later VALUES (7);"]
    with readonly_vault.untouched(folder, key_file, master, scripts=scripts) as vault:
        assert vault.database.rows("SELECT a FROM later") == [(7,)]
        assert len(log.cases(vault.database, vault)) == 12
    assert files(worked.home) == before
