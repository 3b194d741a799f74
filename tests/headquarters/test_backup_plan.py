"""A headquarters backs itself up, opens what it wrote, and says so when it could not."""

import io
import itertools
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import SanadError
from app.headquarters import backup, backup_plan, installation, setup
from app.headquarters.backup_plan import BackupPlan
from app.headquarters.kept_problems import KeptLog, problems_of
from app.headquarters.problems import BackupBesideData, BackupRefused, NoBackupPlace, NoHeadquarters
from app.headquarters.upkeep import Upkeep
from app.sync import wire

NIGHT = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)


@pytest.fixture
def hq(tmp_path: Path) -> Path:
    folder = tmp_path / "hq"
    setup.init(folder, "https://127.0.0.1:8443")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


def test_a_backup_is_opened_again_and_can_be_restored(hq: Path, place: Path, tmp_path: Path):
    backup_plan.choose(hq, BackupPlan(str(place)))
    outcome = backup_plan.make_now(hq, NIGHT)
    assert (outcome.problem, backup_plan.last(hq)) == ("", outcome)
    backup.restore(place / outcome.file, tmp_path / "again")
    assert setup.settings(tmp_path / "again").url == "https://127.0.0.1:8443"


def test_it_is_due_once_a_day_after_its_hour(hq: Path, place: Path):
    assert not backup_plan.due(hq, NIGHT)  # nobody chose a place
    backup_plan.choose(hq, BackupPlan(str(place), hour=2))
    assert backup_plan.due(hq, NIGHT)
    backup_plan.make_now(hq, NIGHT)
    assert not backup_plan.due(hq, NIGHT + timedelta(hours=1))
    assert not backup_plan.due(hq, NIGHT + timedelta(hours=23))
    assert backup_plan.due(hq, NIGHT + timedelta(hours=24))
    assert not backup_plan.is_late(hq, NIGHT + timedelta(hours=25))
    assert backup_plan.is_late(hq, NIGHT + timedelta(hours=27))


def test_a_clock_that_ran_ahead_stops_no_backups(hq: Path, place: Path):
    backup_plan.choose(hq, BackupPlan(str(place), hour=2))
    backup_plan.make_now(hq, NIGHT + timedelta(days=800))
    assert backup_plan.due(hq, NIGHT)
    assert backup_plan.is_late(hq, NIGHT)
    backup_plan.make_now(hq, NIGHT)
    assert not backup_plan.due(hq, NIGHT)
    assert not backup_plan.due(hq, NIGHT - timedelta(minutes=20))  # set right by minutes
    assert not backup_plan.is_late(hq, NIGHT)


def test_what_the_desk_is_told_says_no_more_than_is_known(hq: Path, place: Path):
    assert backup_plan.state(None) == wire.BackupState(0, 0, 0)
    assert backup_plan.state(hq) == wire.BackupState(0, 0, 0)
    backup_plan.choose(hq, BackupPlan(str(place)))
    assert backup_plan.state(hq) == wire.BackupState(1, 0, 0)
    backup_plan.make_now(hq, NIGHT)
    whole = int(NIGHT.timestamp())
    assert backup_plan.state(hq) == wire.BackupState(1, whole, 0)
    shutil.rmtree(place)
    with pytest.raises(NoBackupPlace):
        backup_plan.make_now(hq, NIGHT + timedelta(days=1))
    assert backup_plan.state(hq) == wire.BackupState(1, whole, 1)  # the day of the whole one stays


def test_old_ones_go_and_nothing_else_in_the_folder(hq: Path, place: Path):
    backup_plan.choose(hq, BackupPlan(str(place), days=35))
    first = backup_plan.make_now(hq, NIGHT)
    (place / "sanad-server-holiday.backup").write_text("somebody else's")
    (place / "photo.jpg").write_text("somebody else's")
    second = backup_plan.make_now(hq, NIGHT + timedelta(days=36))
    assert {file.name for file in place.iterdir()} == {second.file, "sanad-server-holiday.backup", "photo.jpg"}
    assert first.file != second.file


def test_a_disk_that_is_away_is_said_and_kept_as_a_problem(hq: Path, place: Path):
    backup_plan.choose(hq, BackupPlan(str(place)))
    made = backup_plan.make_now(hq, NIGHT)
    place.rename(place.with_name("pulled out"))
    log = KeptLog(hq, io.StringIO())
    keeper = Upkeep(hq, log, lambda: NIGHT + timedelta(days=1))
    assert not keeper.look_at_backup()
    outcome = backup_plan.last(hq)
    assert outcome is not None
    assert (outcome.problem, outcome.file) == ("no_backup_place", made.file)
    [problem] = problems_of(hq)
    assert (problem.kind, problem.place) == ("backup_failed", "no_backup_place")
    state = installation.read(hq, NIGHT + timedelta(days=1))
    assert state.backup_late
    assert state.problems == (problem,)
    with pytest.raises(NoBackupPlace):
        backup_plan.make_now(hq, NIGHT)


def test_a_backup_that_could_not_be_written_is_kept_as_a_problem_until_one_could(hq: Path, place: Path):
    backup_plan.choose(hq, BackupPlan(str(place)))
    made = backup_plan.make_now(hq, NIGHT)
    with pytest.raises(SanadError) as refused:
        backup_plan.make_now(hq, NIGHT)  # there is a file of that name
    outcome = backup_plan.last(hq)
    assert outcome == replace(made, problem=refused.value.kind(), failures=1)
    assert backup_plan.is_late(hq, NIGHT)
    backup_plan.make_now(hq, NIGHT + timedelta(minutes=1))
    assert not backup_plan.is_late(hq, NIGHT + timedelta(minutes=1))


def test_the_keeper_makes_it_when_it_is_due_and_not_twice(hq: Path, place: Path):
    backup_plan.choose(hq, BackupPlan(str(place)))
    stream = io.StringIO()
    keeper = Upkeep(hq, KeptLog(hq, stream), lambda: NIGHT)
    assert keeper.look_at_backup()
    assert not keeper.look_at_backup()
    assert [json.loads(line)["what"] for line in stream.getvalue().splitlines()] == ["backup"]
    keeper.begin()
    keeper.end()


def test_a_share_that_is_away_at_its_hour_gets_its_backup_when_it_is_back(hq: Path, place: Path):
    backup_plan.choose(hq, BackupPlan(str(place)))
    away, clock = place.with_name("away"), [NIGHT]
    keeper = Upkeep(hq, KeptLog(hq, io.StringIO()), lambda: clock[0])
    for day in range(3):
        clock[0] = NIGHT + timedelta(days=day)
        place.rename(away)
        tries = []
        for _ in range(6 * 60):
            before = backup_plan.last(hq)
            assert not keeper.look_at_backup()
            if backup_plan.last(hq) != before:
                tries.append(clock[0])
            clock[0] += timedelta(minutes=1)
        pauses = [later - earlier for earlier, later in itertools.pairwise(tries)]
        assert pauses == sorted(pauses)
        assert pauses[0] < timedelta(minutes=10)
        assert pauses[-1] == timedelta(hours=1)
        away.rename(place)
        for _ in range(60):
            clock[0] += timedelta(minutes=1)
            keeper.look_at_backup()
        outcome = backup_plan.last(hq)
        assert outcome is not None
        assert (outcome.problem, outcome.failures) == ("", 0)
        assert not backup_plan.is_late(hq, clock[0])
    assert len(list(place.iterdir())) == 3


def test_the_plan_comes_with_the_data(hq: Path, place: Path, tmp_path: Path):
    backup_plan.choose(hq, BackupPlan(str(place), 4, 20))
    file = place / backup_plan.make_now(hq, NIGHT).file
    again = tmp_path / "again"
    backup.restore(file, again)
    assert backup_plan.plan(again) == BackupPlan(str(place), 4, 20)
    assert backup_plan.due(again, NIGHT)


def test_backups_do_not_lie_in_what_they_are_of(hq: Path, place: Path, tmp_path: Path):
    (hq / "backups").mkdir()
    for inside in (hq, hq / "backups"):
        with pytest.raises(BackupBesideData):
            backup_plan.choose(hq, BackupPlan(str(inside)))
    with pytest.raises(NoBackupPlace):
        backup_plan.choose(hq, BackupPlan(str(tmp_path / "nowhere")))
    with pytest.raises(NoHeadquarters):
        backup_plan.choose(tmp_path / "nowhere", BackupPlan(str(place)))
    assert backup_plan.plan(hq) is None


def test_a_backup_of_which_a_byte_changed_is_not_opened_again(hq: Path, place: Path):
    backup_plan.choose(hq, BackupPlan(str(place)))
    file = place / backup_plan.make_now(hq, NIGHT).file
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(BackupRefused):
        backup.opened_again(file)


def test_what_is_written_by_hand_or_cut_short_is_no_plan(hq: Path):
    for text in ("{", "[]", '{"place": "/x", "other": 1}'):
        (hq / "backups.json").write_text(text)
        (hq / "last-backup.json").write_text(text)
        (hq / "problems.json").write_text(text)
        assert backup_plan.plan(hq) is None
        assert backup_plan.last(hq) is None
        assert problems_of(hq) == []
