"""Versions side by side: which one is in use, what is started, and what a killed installation leaves."""

import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app import settings
from app.casework.records import updates
from app.disk import new_file
from app.platform import system
from app.update import conditions, entry, steps
from app.update import programs as programs_module
from app.update.programs import InUseVersion, Programs, require_free
from app.version import VERSION
from tests.systems import LINKS
from tests.update.signers import DAY, PROGRAM, SIGNED, Signers, computer, installed

KIND = system.program_kind()
POSIX = pytest.mark.skipif(os.name == "nt", reason="its program is a script of a shell")


@pytest.fixture
def signers(tmp_path: Path) -> Signers:
    return Signers(tmp_path / "office")


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(tmp_path / "programs")


def test_the_new_version_is_in_use_and_the_one_before_stays(signers: Signers, programs: Programs):
    assert programs.in_use() == InUseVersion()
    installed(programs, signers.update("0.3.0"), signers.trusted, computer())
    assert programs.in_use().version == "0.3.0"
    assert programs.in_use().former == ""
    installed(programs, signers.update("0.4.0"), signers.trusted, computer("0.3.0"), "0.3.0")
    choice = programs.in_use()
    assert (choice.version, choice.former, choice.former_name) == ("0.4.0", "0.3.0", "0.3.0")
    installed(programs, signers.update("0.5.0"), signers.trusted, computer("0.4.0"), "0.4.0")
    assert sorted(path.name for path in programs.program("").iterdir()) == ["0.4.0", "0.5.0"]
    assert programs.holds("0.5.0", signers.trusted.came, KIND)


@pytest.mark.parametrize(
    "plant",
    [
        lambda folder: (folder / "_internal" / "base.py").write_text("VERSION = 'planted'"),
        lambda folder: (folder / "_internal" / "planted.so").write_text("extra"),
        lambda folder: (folder / "_internal" / "empty").unlink(),
        pytest.param(lambda folder: (folder / "_internal" / "planted").mkdir() or os.symlink("/etc", folder / "_internal" / "planted" / "led"), marks=LINKS),
        pytest.param(lambda folder: (folder / PROGRAM).unlink() or os.symlink("/bin/true", folder / PROGRAM), marks=LINKS),
        pytest.param(lambda folder: (shutil.copytree(folder, folder.with_name("copy")) and shutil.rmtree(folder)) or os.symlink(folder.with_name("copy"), folder), marks=LINKS),
    ],
)  # fmt: skip
def test_what_somebody_planted_in_a_version_keeps_it_from_being_started(signers: Signers, programs: Programs, plant):
    installed(programs, signers.update("0.3.0"), signers.trusted, computer())
    plant(programs.program("0.3.0"))
    with pytest.raises(conditions.UpdateDamaged):
        programs.verify("0.3.0", signers.trusted.came, KIND)


def test_a_version_whose_head_is_another_ones_is_not_started(signers: Signers, programs: Programs):
    installed(programs, signers.update("0.3.0"), signers.trusted, computer())
    head = programs.head_file("0.3.0").read_bytes()
    programs.head_file("0.4.0").write_bytes(head)
    shutil.copytree(programs.program("0.3.0"), programs.program("0.4.0"))
    assert not programs.holds("0.4.0", signers.trusted.came, KIND)
    assert not programs.holds("0.3.0", signers.trusted.came, "windows-arm64")


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch, signers: Signers, programs: Programs, tmp_path: Path) -> Programs:
    """As the program that came with the computer, packaged, sees it."""
    monkeypatch.setenv("SANAD_PROGRAMS", str(programs.folder))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "shipped" / PROGRAM))
    assert signers.trusted
    monkeypatch.setattr(entry, "update_root_file", lambda: signers.work / "update.root")
    return programs


def test_the_version_in_use_is_started_else_the_one_before_else_the_one_that_came(packaged: Programs, signers: Signers):
    assert entry.newer_program(PROGRAM) is None
    installed(packaged, signers.update("0.3.0"), signers.trusted, computer())
    installed(packaged, signers.update("0.4.0"), signers.trusted, computer("0.3.0"), "0.3.0")
    assert entry.newer_program(PROGRAM) == packaged.program("0.4.0") / PROGRAM
    (packaged.program("0.4.0") / "_internal" / "base.py").write_text("planted")
    assert entry.newer_program(PROGRAM) == packaged.program("0.3.0") / PROGRAM
    (packaged.program("0.3.0") / "planted").write_text("planted")
    assert entry.newer_program(PROGRAM) is None


def test_a_planted_note_of_what_is_in_use_starts_nothing_else(packaged: Programs, signers: Signers):
    installed(packaged, signers.update("0.3.0"), signers.trusted, computer())
    current = packaged.folder / "current"
    for planted in (b"", b"\xff" * 9000, InUseVersion("../../evil").to_bytes(), b"\x80"):
        current.write_bytes(planted)
        assert packaged.in_use() == InUseVersion()
        assert entry.newer_program(PROGRAM) is None
    # an older one than this program, signed at its time
    older = Signers(signers.work / "older", signers.roots)
    older.plan = replace(older.plan, follows="0.0.1")
    installed(packaged, older.update("0.1.0"), older.trusted, computer("0.0.9"))
    assert packaged.holds("0.1.0", signers.trusted.came, KIND)
    assert entry.newer_program(PROGRAM) is None


def test_without_a_list_of_keys_nothing_else_is_started(packaged: Programs, signers: Signers):
    installed(packaged, signers.update("0.3.0"), signers.trusted, computer())
    (signers.work / "update.root").unlink()
    assert entry.newer_program(PROGRAM) is None


def test_a_clone_and_an_installed_version_start_as_they_are(
    packaged: Programs, signers: Signers, monkeypatch: pytest.MonkeyPatch
):
    installed(packaged, signers.update("0.3.0"), signers.trusted, computer())
    assert entry.hand_over(["update", "back"]) is None
    monkeypatch.setattr(sys, "executable", str(packaged.program("0.3.0") / PROGRAM))
    assert entry.running_version() == "0.3.0"
    assert entry.hand_over([]) is None
    monkeypatch.delattr(sys, "frozen")
    assert entry.hand_over([]) is None
    assert entry.running_version() == ""


ENTRY = """
import sys
sys.frozen, sys.executable = True, sys.argv[1]
from app.update import entry
from pathlib import Path
entry.update_root_file = lambda: Path(sys.argv[2])
print("itself" if entry.hand_over(sys.argv[3:]) is None else "other", flush=True)
"""


def starts(programs: Programs, signers: Signers, *words: str) -> str:
    """What a real process does that begins as the program that came with the computer."""
    done = subprocess.run(
        [sys.executable, "-c", ENTRY, str(signers.work / "shipped" / PROGRAM), str(signers.work / "update.root"), *words],
        env={**os.environ, "SANAD_PROGRAMS": str(programs.folder)}, cwd=settings.ROOT,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@POSIX
def test_the_program_that_came_goes_on_as_the_one_in_use(signers: Signers, programs: Programs):
    assert signers.trusted
    assert starts(programs, signers, "case", "list") == "itself"
    installed(programs, signers.update("0.3.0"), signers.trusted, computer())
    assert starts(programs, signers, "case", "list") == "0.3.0 case list"
    assert starts(programs, signers, "update", "back") == "itself"


def test_one_goes_back_until_the_day_and_never_twice(signers: Signers, programs: Programs):
    with pytest.raises(conditions.NoFormerVersion):
        steps.step_back(programs, signers.trusted.came, computer())
    installed(programs, signers.update("0.3.0"), signers.trusted, computer())
    late = computer("0.3.0", now=SIGNED + 40 * DAY)
    with pytest.raises(conditions.StepBackOver):
        steps.step_back(programs, signers.trusted.came, late)
    assert programs.in_use().version == "0.3.0"
    steps.step_back(programs, signers.trusted.came, computer("0.3.0"))
    assert programs.in_use().version == ""
    with pytest.raises(conditions.NoFormerVersion):
        steps.step_back(programs, signers.trusted.came, computer())
    # and forward again
    installed(programs, signers.update("0.3.0"), signers.trusted, computer())
    assert programs.in_use().version == "0.3.0"


def test_after_its_days_the_version_before_is_removed(signers: Signers, programs: Programs):
    installed(programs, signers.update("0.3.0"), signers.trusted, computer())
    installed(programs, signers.update("0.4.0"), signers.trusted, computer("0.3.0"), "0.3.0")
    steps.forget_step_back(programs, SIGNED + 2 * DAY)
    assert programs.program("0.3.0").is_dir()
    steps.forget_step_back(programs, SIGNED + 40 * DAY)
    assert not programs.program("0.3.0").exists()
    assert programs.in_use().former is None


def test_nobody_goes_back_behind_records_that_were_opened_in_a_newer_form(signers: Signers, programs: Programs):
    file = signers.update("0.3.0", records=41)
    installed(programs, file, signers.trusted, computer())
    steps.step_back(programs, signers.trusted.came, computer("0.3.0"))  # nothing was opened yet
    installed(programs, file, signers.trusted, computer())
    programs.note_opened("0.2.0")  # another one, such as one that is tried
    assert not programs.in_use().opened
    programs.note_opened("0.3.0")
    with pytest.raises(conditions.RecordsTooNew):
        steps.step_back(programs, signers.trusted.came, computer("0.3.0"))
    assert programs.in_use().version == "0.3.0"
    same_form = signers.update("0.4.0", records=41)
    checked = steps.lay(programs, same_form, signers.trusted, computer("0.3.0"))
    steps.use(programs, checked, signers.trusted, computer("0.3.0"), "0.3.0", records=41)
    programs.note_opened("0.4.0")
    assert steps.step_back(programs, signers.trusted.came, computer("0.4.0")).version == "0.3.0"


def test_nobody_goes_back_to_a_damaged_version(signers: Signers, programs: Programs):
    installed(programs, signers.update("0.3.0"), signers.trusted, computer())
    installed(programs, signers.update("0.4.0"), signers.trusted, computer("0.3.0"), "0.3.0")
    (programs.program("0.3.0") / "planted").write_text("x")
    with pytest.raises(conditions.FormerVersionDamaged):
        steps.step_back(programs, signers.trusted.came, computer("0.4.0"))
    assert programs.in_use().version == "0.4.0"


def test_without_room_nothing_is_laid(signers: Signers, programs: Programs, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(conditions.NoRoomForUpdate) as refusal:
        require_free(10_000_000, 100_000_000)
    # 64 << 20 bytes stay free beside it; megabytes are those of the server and of disks
    assert refusal.value.missing == 158
    monkeypatch.setattr(programs_module, "_SPARE", 1 << 60)
    with pytest.raises(conditions.NoRoomForUpdate):
        steps.lay(programs, signers.update("0.3.0"), signers.trusted, computer())
    assert not programs.program("0.3.0").exists()


def test_two_do_not_install_at_once(signers: Signers, programs: Programs):
    programs.folder.mkdir()
    with new_file(programs.folder / "installing"), pytest.raises(conditions.UpdateUnderWay):
        steps.lay(programs, signers.update("0.3.0"), signers.trusted, computer())
    steps.lay(programs, signers.update("0.3.0"), signers.trusted, computer())


def test_a_file_that_was_damaged_meanwhile_leaves_nothing(signers: Signers, programs: Programs):
    file = signers.update("0.3.0")
    with file.open("r+b") as opened:
        opened.seek(-10, 2)
        opened.write(b"!")
    with pytest.raises(conditions.UpdateDamaged):
        steps.lay(programs, file, signers.trusted, computer())
    assert list(programs.program("").iterdir()) == []


INSTALLER = """
import os, signal, sys
from pathlib import Path
from app.update import steps
from app.update.check import trust
from app.update.programs import Programs
from tests.update.signers import computer
file, trusted, here = Path(sys.argv[1]), trust(Path(sys.argv[2]), Path(sys.argv[2]).with_name("lists")), computer("0.3.0")
EVENTS = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.scandir")
def install(folder, at):
    count = 0
    def watch(event, _arguments):
        nonlocal count
        if event in EVENTS:
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(watch)
    programs = Programs(Path(folder))
    checked = steps.lay(programs, file, trusted, here)
    steps.use(programs, checked, trusted, here, "0.3.0", 40)
    print(count, flush=True)
for line in sys.stdin:
    folder, at = line.split()
    child = os.fork()
    if not child:
        install(folder, int(at))
        os._exit(0)
    if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
        print("killed", flush=True)
"""


class Installer:
    """Installs in a process that is killed at its step of a number; 0: in none."""

    def __init__(self, file: Path, root: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", INSTALLER, str(file), str(root)],
            cwd=settings.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def install(self, programs: Programs, at: int = 0) -> str:
        """ "killed", or how many steps there were."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{programs.folder} {at}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate()


def kill_rounds(signers: Signers, programs: Programs, rounds: int) -> None:
    root, trusted = signers.work / "update.root", signers.trusted
    installed(programs, signers.update("0.3.0"), trusted, computer())
    installer = Installer(signers.update("0.4.0"), root)
    once = Programs(programs.folder.with_name("once"))
    shutil.copytree(programs.folder, once.folder)
    steps_in_all = int(installer.install(once))
    assert steps_in_all > 50
    chosen = random.Random(rounds).sample(range(1, steps_in_all + 1), min(rounds, steps_in_all))
    for at in sorted(chosen):
        tried = Programs(programs.folder.with_name(f"killed-{at}"))
        shutil.copytree(programs.folder, tried.folder)
        assert installer.install(tried, at) == "killed"
        version = tried.in_use().version
        assert version in ("0.3.0", "0.4.0")
        assert tried.holds(version, trusted.came, KIND)  # the old or the new opens, whole
        if version == "0.3.0":  # and it is done again as if nothing had been
            assert installer.install(tried) != "killed"
        assert tried.in_use().version == "0.4.0"
        assert tried.holds("0.4.0", trusted.came, KIND)
        # one step back from there, wherever it was killed
        assert steps.step_back(tried, trusted.came, computer("0.4.0")).version == "0.3.0"
        assert tried.holds("0.3.0", trusted.came, KIND)
        shutil.rmtree(tried.folder)
    installer.close()


@POSIX
def test_an_installation_killed_at_any_step_leaves_the_old_or_the_new(signers: Signers, programs: Programs):
    kill_rounds(signers, programs, 8)


@POSIX
@pytest.mark.long
def test_an_installation_killed_at_every_step_leaves_the_old_or_the_new(signers: Signers, programs: Programs):
    kill_rounds(signers, programs, 1000)


@POSIX
def test_where_the_system_lets_no_program_start_from_there_the_one_that_came_goes_on(
    signers: Signers, programs: Programs, request: pytest.FixtureRequest
):
    assert signers.trusted
    installed(programs, signers.update("0.3.0"), signers.trusted, computer())
    (programs.program("0.3.0") / PROGRAM).chmod(0o644)  # as on a disk mounted without programs
    assert starts(programs, signers) == "itself"
    request.getfixturevalue("packaged")
    status = updates.status()
    assert (status.version, status.installed) == (VERSION, None)
    assert status.not_started == "0.3.0"
