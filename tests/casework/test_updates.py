"""A newer version is tried on a copy of the records before it is installed, with the rules of who is at work."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app import practice_folder, report, settings
from app.case import projection
from app.casework.cases import queries
from app.casework.records import case_facts, practice_vault, safe_copies, update_trial, updates
from app.casework.session.session import Session, case_state_of
from app.casework.session.transfer_places import NotInPractice
from app.policy import Policy
from app.update.conditions import NoFormerVersion, NoRoomForUpdate, NotPackaged, UpdatesSwitchedOff
from app.update.programs import InUseVersion
from app.vault.folder import Folder, device_secret
from app.version import VERSION
from tests.people import CHEAP, keeps_a_case
from tests.update.signers import Signers

CHILD = [sys.executable, "-m", "app", "--trial"]
OTHER = """
import sys
from app.casework.records import case_facts, trial_child
before = case_facts.facts
def facts(case_state):
    for kind, values in before(case_state):
        {change}
case_facts.facts = facts
sys.exit(trial_child.child())
"""


def other_version(change: str) -> list[str]:
    """A version that shows cases otherwise."""
    return [sys.executable, "-c", OTHER.format(change=change)]


@pytest.fixture
def three_cases(at_work: Session) -> Session:
    for name in ("Maya Sample", "Arjun Sample", "Sita Sample"):
        keeps_a_case(at_work, name)
    return at_work


def trial_folders(session: Session) -> list[Path]:
    return list((session.home / "vaults").glob("*.trial*"))


def test_each_case_of_a_copy_is_opened_by_both_and_the_copy_is_gone(three_cases: Session):
    counted: list[tuple[int, int]] = []
    records = three_cases.vault.file.read_bytes()
    trial = update_trial.carry_out(update_trial.order(three_cases), CHILD, CHILD, lambda n, of: counted.append((n, of)))
    assert trial == update_trial.Trial(VERSION, VERSION, 3)
    assert counted == [(1, 3), (2, 3), (3, 3)]
    assert trial_folders(three_cases) == []
    assert three_cases.vault.file.read_bytes() == records


def test_what_a_new_version_does_not_show_is_a_difference_and_what_it_adds_is_none(three_cases: Session):
    work = update_trial.order(three_cases)
    more = other_version('yield kind, values; yield "mood", "a new kind"; yield kind, [1]')
    assert update_trial.carry_out(work, CHILD, more).differences == ()
    less = other_version('if values != ["name", "Maya Sample"]: yield kind, values')
    trial = update_trial.carry_out(work, CHILD, less)
    assert trial.differences == (update_trial.Difference({"fact": 1}),)
    changed = other_version('yield kind, [*values, "changed"] if kind == "answer" else values')
    assert len(update_trial.carry_out(work, CHILD, changed).differences) == 3


def test_the_report_says_nothing_of_any_person(three_cases: Session):
    less = other_version('if kind != "fact": yield kind, values')
    report = update_trial.carry_out(update_trial.order(three_cases), CHILD, less).report()
    assert json.loads(report)["different"] == [{"fact": 1}] * 3
    for case in queries.cases(three_cases):
        assert case.reference not in report
        assert case.id not in report
    assert "Sample" not in report


@pytest.mark.parametrize(
    "newer",
    [
        [sys.executable, "-c", "print('{}')"],
        [sys.executable, "-c", "print('no JSON')"],
        [sys.executable, "-c", "import os; os.abort()"],
        ["/nowhere/sanad"],
        [sys.executable, "-c", "print('[' * 100000)"],
        [sys.executable, "-c", 'print(\'{"case": "00", "facts": 5}\')'],
    ],
)
def test_a_version_that_does_not_open_the_copy_is_not_installed(three_cases: Session, newer):
    with pytest.raises(update_trial.TrialFailed):
        update_trial.carry_out(update_trial.order(three_cases), CHILD, newer)
    assert trial_folders(three_cases) == []


def test_a_trial_can_be_stopped(three_cases: Session):
    work = update_trial.order(three_cases)

    def stop(_n: int, _of: int) -> None:
        work.stopped = True

    with pytest.raises(update_trial.TrialStopped):
        update_trial.carry_out(work, CHILD, CHILD, stop)
    assert trial_folders(three_cases) == []


def test_without_room_for_the_copy_nothing_is_tried(three_cases: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(update_trial, "_COPIES", 1 << 40)
    with pytest.raises(NoRoomForUpdate):
        update_trial.carry_out(update_trial.order(three_cases), CHILD, CHILD)


def test_no_key_stands_on_a_command_line_or_in_the_environment(three_cases: Session, tmp_path: Path):
    """The child writes down what anybody on the computer could see of it."""
    seen = tmp_path / "seen"
    spy = [
        sys.executable,
        "-c",
        f"import os, sys; open({str(seen)!r}, 'w').write(repr(sys.argv) + repr(dict(os.environ)));"
        "from app.casework.records import trial_child; sys.exit(trial_child.child())",
    ]
    update_trial.carry_out(update_trial.order(three_cases), CHILD, spy)
    text = seen.read_text()
    master = three_cases.vault.master
    assert master.hex() not in text
    assert repr(bytes(master)) not in text
    shown = repr(update_trial.order(three_cases))
    assert shown.startswith("TrialOrder(")
    assert master.hex() not in shown
    assert repr(bytes(master))[2:-1] not in shown


def test_a_killed_trial_leaves_a_copy_that_goes_at_the_next_look(three_cases: Session):
    folder = three_cases.home / "vaults" / f"{three_cases.vault.id.hex()}.trial.partial"
    folder.mkdir()
    (folder / "records").write_bytes(b"sealed")
    from app.casework.records.unlock import vaults

    assert len(vaults(three_cases.home)) == 1
    assert not folder.exists()


def test_the_facts_of_a_case_are_in_words_that_no_version_changes(three_cases: Session):
    """Taken away here, an older version would see a difference in every case."""
    case = queries.cases(three_cases)[0]
    state = case_state_of(three_cases, case.case)
    kinds = {kind for kind, _ in case_facts.facts(state)}
    assert {"name", "reference", "stage", "restricted", "responsible", "fact", "interview", "answer"} <= kinds
    assert {"field", "event"} <= kinds
    assert isinstance(state, projection.Case)


def test_differences_keep_an_update_from_being_installed(
    three_cases: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    offer, programs = offered(tmp_path, monkeypatch, three_cases)
    updates.lay(updates.here(three_cases), offer)
    with pytest.raises(update_trial.WouldLookDifferent) as refusal:
        updates.install(
            three_cases, offer, update_trial.Trial(VERSION, "0.3.0", 3, (update_trial.Difference({"fact": 1}),) * 2)
        )
    assert refusal.value.cases == 2
    with pytest.raises(update_trial.WouldLookDifferent):  # the trial of another version
        updates.install(three_cases, offer, update_trial.Trial(VERSION, "0.2.9", 3))
    assert programs.in_use().version == ""
    updates.install(three_cases, offer, update_trial.Trial(VERSION, "0.3.0", 3))
    assert programs.in_use().version == "0.3.0"
    assert [(row.former, row.to, row.cases) for row in updates.history(three_cases)] == [(VERSION, "0.3.0", 3)]
    state = updates.status(three_cases)
    assert (state.former, state.signer[0]) == (VERSION, "IT department")
    updates.step_back(three_cases)
    assert programs.in_use().version == ""
    assert [(row.former, row.to) for row in updates.history(three_cases)][1:] == [(VERSION, VERSION)]


def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, session: Session | None):
    """An update that fits, on a stick, as the packaged program sees it."""
    signers = Signers(tmp_path / "office")
    assert signers.trusted
    monkeypatch.setenv("SANAD_PROGRAMS", str(tmp_path / "programs"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(settings, "update_root_file", lambda: signers.work / "update.root")
    stick = tmp_path / "stick"
    stick.mkdir()
    file = signers.update("0.3.0")
    file.rename(stick / file.name)
    offer = updates.find(updates.here(session), [stick])
    assert offer is not None
    assert updates.look(updates.here(session), offer.file) == offer
    return offer, updates.programs()


def test_an_update_is_found_on_a_stick_and_what_does_not_fit_is_passed_over(
    three_cases: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    offer, _ = offered(tmp_path, monkeypatch, three_cases)
    stick = offer.file.parent
    (stick / "odd.update").write_bytes(b"no update")
    (stick / "folder.update").mkdir()
    older = Signers(tmp_path / "older").update("0.2.0")
    older.rename(stick / older.name)
    found = updates.find(updates.here(three_cases), [stick, tmp_path / "nowhere"])
    assert found == offer
    offer.file.unlink()
    assert updates.find(updates.here(three_cases), [stick]) is None


def test_the_copy_before_goes_where_copies_go_else_beside_the_update(
    three_cases: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    offer, _ = offered(tmp_path, monkeypatch, three_cases)
    assert updates.backup_place(three_cases, offer) == offer.file.parent
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # a share that one reads alone
    assert updates.backup_place(three_cases, offer) == three_cases.home
    share = tmp_path / "share"
    share.mkdir()
    safe_copies.choose(three_cases, share)
    assert updates.backup_place(three_cases, offer) == share
    assert not updates.is_elsewhere(three_cases, share)
    assert updates.is_elsewhere(three_cases, offer.file.parent)


def test_after_its_days_nobody_can_go_back_and_the_version_before_goes(
    three_cases: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    offer, programs = offered(tmp_path, monkeypatch, three_cases)
    computer = updates.here(three_cases)
    updates.lay(computer, offer)
    updates.install(three_cases, offer, update_trial.Trial(VERSION, "0.3.0", 3))
    updates.end_step_back(computer)
    assert programs.in_use().former == ""
    updates.end_step_back(replace(computer, now=computer.now + 31 * 86_400))
    assert programs.in_use().former is None
    assert updates.status(three_cases).former == ""


def test_where_a_newer_one_came_with_the_computer_since_nobody_goes_back(
    three_cases: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    _, programs = offered(tmp_path, monkeypatch, three_cases)
    programs.folder.mkdir(exist_ok=True)
    programs.use(InUseVersion("0.1.5", "", "0.1.0", 40, 1, 1 << 36))
    assert updates.status(three_cases).former == ""
    for session in (three_cases, None):
        with pytest.raises(NoFormerVersion):
            updates.step_back(session)
    assert programs.in_use().version == "0.1.5"


def test_the_policy_names_a_folder_or_switches_updates_off(
    three_cases: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    offer, _ = offered(tmp_path, monkeypatch, three_cases)
    monkeypatch.setattr(settings, "policy", lambda: Policy(update_channel=str(offer.file.parent)))
    assert updates.find(updates.here(three_cases), []) == offer
    monkeypatch.setattr(settings, "policy", lambda: Policy(update_channel="off"))
    assert updates.find(updates.here(three_cases), [offer.file.parent]) is None
    for refused in (
        lambda: updates.look(updates.here(three_cases), offer.file),
        lambda: updates.lay(updates.here(three_cases), offer),
        lambda: updates.install(three_cases, offer, None),
    ):
        with pytest.raises(UpdatesSwitchedOff):
            refused()


def test_a_clone_says_that_it_is_not_updated_by_a_file(three_cases: Session):
    assert not updates.status(three_cases).packaged
    for refused in (lambda: updates.refuse_here(three_cases), lambda: updates.step_back(None)):
        with pytest.raises(NotPackaged):
            refused()


def test_who_practises_installs_nothing(tmp_path: Path):
    with practice_folder.laid(tmp_path) as folder:
        session = practice_vault.create(folder, "en", cost=CHEAP)
        try:
            with pytest.raises(NotInPractice):
                updates.refuse_here(session)
            with pytest.raises(NotInPractice):
                updates.step_back(session)
        finally:
            session.close()
            report.print_as_practice(practice=False)


def test_the_command_line_says_the_same(tmp_path: Path):
    signers = Signers(tmp_path / "office")
    file = signers.update("0.3.0")
    done = subprocess.run(
        [sys.executable, "-m", "app", "update", "install", str(file), "--json"],
        env={"SANAD_HOME": str(tmp_path / "home"), "PATH": ""},
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["kind"] == "not_packaged"


def test_a_trial_brings_a_copy_of_the_oldest_records_up_and_leaves_them_as_they_are(tmp_path: Path):
    vectors = settings.ROOT / "tests" / "vectors" / "vaults"
    oldest = min(vectors.iterdir(), key=lambda folder: int(folder.name))
    facts = json.loads((oldest / "told.json").read_text("utf-8"))
    home = tmp_path / "home"
    shutil.copytree(oldest, home)
    folder = Folder.of(home, bytes.fromhex(facts["vault"]))
    key_file = folder.key_file()
    records = folder.records(key_file.generation)
    content = records.read_bytes()
    work = update_trial.TrialOrder(
        records,
        folder,
        key_file.vault,
        key_file.generation,
        key_file.open_with_phrase(facts["phrase"], device_secret(home)),
    )
    trial = update_trial.carry_out(work, CHILD, CHILD)
    assert trial.cases >= 2
    assert trial.differences == ()
    assert records.read_bytes() == content
