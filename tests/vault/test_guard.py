"""An unfinished interview that comes back with less than was kept is named; a crash never is."""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest

from app import settings
from app.casework.cases import queries
from app.casework.interviews import interview
from app.casework.questionnaires import forms
from app.casework.records import unlock
from app.casework.records.health import DraftRolledBack
from app.casework.session.session import Session
from tests.casework.test_interview import SAFE
from tests.chance import seeds
from tests.people import CHEAP, OTHER_PHRASE, PHRASE, Person
from tests.vault.test_vault import files, flip

KEEPS = 9


def begins(session: Session) -> str:
    form = forms.add(session, settings.FORMS / "rapid-screening.xlsx").row.hash
    draft = interview.start(session, form).draft_id
    interview.keep(session, draft, SAFE)  # nothing else is kept before
    return draft


def power_cut(session: Session, to: Path) -> Path:
    """The folder as it is on disk at this moment, the log of changes not taken in."""
    shutil.copytree(session.home, to)
    return to


@pytest.fixture
def cut(layla: Person, tmp_path: Path) -> Path:
    """Nine answers kept one by one, and then the power cut."""
    layla.sets_up().close()
    session = layla.unlocks()
    draft = begins(session)
    session.vault.database.drop_old_pages()
    for n in range(KEEPS):
        interview.keep(session, draft, {f"/data/person/name{n}": f"answer {n}"})
    home = power_cut(session, tmp_path / "cut")
    session.close()
    return home


def unlocks(layla: Person, home: Path) -> Session:
    return unlock.unlock(home, layla.vault_id, PHRASE, clock=layla.clock)


def check(layla: Person, home: Path) -> unlock.Health:
    return unlock.inspect(home, layla.vault_id, PHRASE, clock=layla.clock)


def test_a_power_cut_alone_loses_nothing_and_is_not_named(layla: Person, cut: Path):
    assert check(layla, cut).ok
    session = unlocks(layla, cut)
    assert interview.rolled_back(session) == []
    session.close()


@pytest.mark.parametrize("how", ["flipped", "cut", "deleted"])
def test_a_log_of_changes_that_lost_its_end_is_named_with_what_was_kept_and_what_is_left(
    how: str, layla: Person, cut: Path
):
    log = next(cut.glob("vaults/*/records-1.db-wal"))
    if how == "flipped":
        flip(log, log.stat().st_size // 2)
    elif how == "cut":
        log.write_bytes(log.read_bytes()[: log.stat().st_size // 2])
    else:
        log.unlink()
    before = files(cut)
    health = check(layla, cut)
    assert not health.ok
    assert health.error is not None
    assert isinstance(health.error, DraftRolledBack)
    assert files(cut) == before
    session = unlocks(layla, cut)
    (lost,) = interview.rolled_back(session)
    (row,) = interview.drafts(session)
    assert lost.id == row.id
    assert lost.kept_answers > lost.remained
    assert lost.at == layla.clock.at
    assert row.rolled_back == lost
    assert not unlock.check(session).ok
    session.close()
    session = unlocks(layla, cut)  # it stays named until somebody accepts it
    assert [each.id for each in interview.rolled_back(session)] == [row.id]
    interview.accept_rolled_back(session, row.id)
    assert interview.rolled_back(session) == []
    assert unlock.check(session).ok
    assert interview.drafts(session)[0].rolled_back is not None  # that it happened stays
    interview.keep(session, row.id, SAFE)
    case = interview.finish(session, row.id).case_id
    (account,) = queries.case_of(session, case).interviews.values()
    told = [event for event in queries.case_of(session, case).timeline if "rolled back" in event.content]
    assert [each["kept"] for each in told[0].content["rolled back"]] == [lost.kept_answers]
    assert account
    session.close()
    assert check(layla, cut).ok


def test_an_interview_that_is_gone_with_its_log_is_named(layla: Person, tmp_path: Path):
    layla.sets_up().close()
    session = layla.unlocks()
    session.vault.database.drop_old_pages()
    draft = begins(session)
    home = power_cut(session, tmp_path / "cut")
    session.close()
    next(home.glob("vaults/*/records-1.db-wal")).unlink()
    session = unlocks(layla, home)
    assert interview.drafts(session) == []
    (lost,) = interview.rolled_back(session)
    assert (lost.id, lost.remained, lost.is_here) == (draft, 0, False)
    interview.accept_rolled_back(session, draft)
    session.close()
    assert check(layla, home).ok


def test_a_guard_that_is_gone_or_damaged_is_named_and_not_taken_for_a_beginning(layla: Person, cut: Path):
    guard = next(cut.glob("vaults/*/records-1.drafts"))
    for spoil in (guard.unlink, lambda: flip(guard, 40)):
        spoil()
        assert check(layla, cut).problems == ("draft_guard_gone",)
        session = unlocks(layla, cut)
        (lost,) = interview.rolled_back(session)
        assert lost.id == ""
        interview.accept_rolled_back(session, "")
        begins(session)
        session.close()
        assert check(layla, cut).ok


def test_an_older_draft_in_a_newer_one_s_place_is_named(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    draft = begins(session)
    interview.keep(session, draft, {"/data/person/name": "one"})
    session.close()
    older = next(layla.home.glob("vaults/*/records-1.db")).read_bytes()
    session = layla.unlocks()
    interview.keep(session, draft, {"/data/person/name": "two"})
    session.close()
    next(layla.home.glob("vaults/*/records-1.db")).write_bytes(older)
    session = layla.unlocks()
    (lost,) = interview.rolled_back(session)
    assert lost.id == draft
    session.close()


def test_a_draft_that_went_on_elsewhere_as_far_as_here_is_named(layla: Person, tmp_path: Path):
    """As many keeps, and other answers: the number alone would tell nothing."""
    session = layla.sets_up()
    draft = begins(session)
    session.close()
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(layla.home, elsewhere)
    for home, name in ((layla.home, "one"), (elsewhere, "two")):
        session = unlocks(layla, home)
        interview.keep(session, draft, {"/data/person/name": name})
        session.close()
    records, others = (next(home.glob("vaults/*/records-1.db")) for home in (layla.home, elsewhere))
    records.write_bytes(others.read_bytes())
    session = layla.unlocks()
    assert [lost.id for lost in interview.rolled_back(session)] == [draft]
    session.close()


def test_discarding_finishing_and_moving_are_no_loss_even_cut_short(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    first, second = begins(session), begins(session)
    guard = session.vault.folder.drafts(1)
    before = guard.read_bytes()
    interview.discard(session, first)
    interview.keep(session, second, SAFE)
    interview.finish(session, second)
    home = power_cut(session, tmp_path / "cut")
    session.close()
    for content in (None, before):  # killed between the commit and the guard
        if content is not None:
            next(home.glob("vaults/*/records-1.drafts")).write_bytes(content)
        assert check(layla, home).ok
    again = unlocks(layla, home)
    assert interview.rolled_back(again) == []
    again.close()
    assert check(layla, home).ok


def test_a_backup_restored_a_new_passphrase_and_the_card_raise_no_alarm(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    draft = begins(session)
    interview.keep(session, draft, {"/data/person/name": "one"})
    unlock.backup(session, tmp_path / "backup")
    interview.keep(session, draft, {"/data/person/name": "two"})
    session, _ = unlock.change_passphrase(session, PHRASE, OTHER_PHRASE, cost=CHEAP)
    interview.keep(session, draft, {"/data/person/name": "three"})
    session.close()
    session = layla.unlocks(OTHER_PHRASE)
    assert interview.rolled_back(session) == []
    session.close()
    unlock.restore(layla.home, tmp_path / "backup")
    assert check(layla, layla.home).ok
    session = layla.unlocks()  # of its day: somebody laid it here on purpose
    assert interview.rolled_back(session) == []
    assert unlock.check(session).ok
    session.close()
    made = unlock.recover(layla.home, layla.vault_id, " ".join(layla.card), OTHER_PHRASE, cost=CHEAP)
    assert interview.rolled_back(made.session) == []
    made.session.close()


def _write(pipe: IO[str], lines: str) -> None:
    with suppress(OSError):  # its reader was killed
        pipe.write(lines)
        pipe.flush()


@pytest.mark.parametrize("seed", seeds(range(2), range(25)))
def test_killed_at_any_moment_it_raises_no_alarm(seed: int, layla: Person, tmp_path: Path):
    rng = random.Random(seed)
    session = layla.sets_up()
    draft = begins(session)
    interview.leave(session, draft)
    session.close()
    (tmp_path / "phrase").write_text(PHRASE, "utf-8")
    lines = "".join(json.dumps({"ref": "/data/person/name", "value": f"number {n}"}) + "\n" for n in range(400))
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "interview", "--resume", draft, "--stream"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "SANAD_HOME": str(layla.home), "PYTHONUNBUFFERED": "1",
             "SANAD_PASSPHRASE_FILE": str(tmp_path / "phrase")},
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    # a pipe of Windows holds few of them: who only writes would wait for one who only writes
    writing = threading.Thread(target=_write, args=(process.stdin, lines))
    writing.start()
    for _ in range(rng.randrange(1, 300)):
        process.stdout.readline()
    process.kill()
    process.wait()
    writing.join()
    with suppress(OSError):
        process.stdin.close()
    process.stdout.close()
    assert check(layla, layla.home).ok
    session = layla.unlocks()
    assert interview.rolled_back(session) == []
    session.close()
