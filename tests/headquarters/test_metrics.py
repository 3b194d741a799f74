"""What is counted of calls, where a bug is, and what an installation says of itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.headquarters import backup_plan, installation, metrics, self_check, server, setup
from app.headquarters.backup_plan import BackupPlan
from app.headquarters.metrics import Metrics
from app.headquarters.problems import NoHeadquarters
from app.headquarters.self_check import LINES, CheckedLine


def values(text: str) -> dict[str, float]:
    return {name: float(number) for name, number in (line.rsplit(" ", 1) for line in text.splitlines())}


def test_a_call_is_counted_by_how_long_it_took_each_bound_with_those_before():
    counted = Metrics()
    for seconds in (0.003, 0.005, 0.2, 0.25, 40.0):
        counted.took("push", seconds)
    told = values(counted.told({}))

    def within(bound: str) -> float:
        return told[f'sanad_seconds_bucket{{call="push",le="{bound}"}}']

    bounds = ("0.005", "0.01", "0.1", "0.25", "0.5", "30.0", "+Inf")
    assert [within(bound) for bound in bounds] == [2, 2, 2, 4, 4, 4, 5]
    assert told['sanad_seconds_count{call="push"}'] == 5
    assert told['sanad_seconds_sum{call="push"}'] == 40.458


def test_counts_and_gauges_stand_under_their_names():
    counted = Metrics()
    counted.count("refused", '{kind="too_many"}')
    counted.count("refused", '{kind="too_many"}', 2)
    counted.count("bugs")
    begun = {f"sanad_{name}_total": 0 for name in ("entries_refused", "erased", "forgotten", "forks")}
    assert values(counted.told({"cases": 7, "computers": 2})) == begun | {
        "sanad_cases": 7,
        "sanad_computers": 2,
        'sanad_refused_total{kind="too_many"}': 3,
        "sanad_bugs_total": 1,
    }


def test_a_bug_is_where_it_was_raised_and_not_who_called(tmp_path: Path):
    with pytest.raises(NoHeadquarters) as raised:
        self_check.check(tmp_path)
    assert metrics.place_of(raised.value).startswith("NoHeadquarters setup.py:")


def test_a_check_that_did_not_come_to_its_end_is_no_headquarters_that_works():
    whole = [CheckedLine(line) for line in LINES]
    assert self_check.works(whole)
    for count in range(len(LINES)):
        assert not self_check.works(whole[:count])


def test_an_installation_says_of_its_card_while_it_lies_there(tmp_path: Path):
    made = setup.init(tmp_path / "hq", "http://127.0.0.1:8443")
    now = datetime.now(UTC)
    state = installation.read(tmp_path / "hq", now)
    assert (state.card, state.database, state.own_authority) == (made.card, "file", False)
    made.card.unlink()  # the desk has it
    assert installation.read(tmp_path / "hq", now).card is None
    assert installation.read(tmp_path / "hq", now).backup_late  # none is planned


def test_a_folder_says_when_its_certificate_ends_and_how_old_its_backup_is(tmp_path: Path):
    folder, place = tmp_path / "hq", tmp_path / "disk"
    setup.init(folder, "https://127.0.0.1:8443")
    place.mkdir()
    ends, now = setup.certificate_ends(folder), datetime.now(UTC)
    assert ends
    before = server._of_folder(folder)
    assert before["certificate_ends_seconds"] == ends.timestamp()
    assert (before["backup_planned"], before.get("backup_seconds")) == (0, None)
    backup_plan.choose(folder, BackupPlan(str(place)))
    assert server._of_folder(folder)["backup_seconds"] == 0
    backup_plan.make_now(folder, now)
    assert server._of_folder(folder)["backup_seconds"] == int(now.timestamp())
    assert 0 < before["disk_free_bytes"] < before["disk_bytes"]
