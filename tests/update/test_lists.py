"""The newest list of keys that this computer ever verified is kept, and never gone back from."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app import settings
from app.disk import BadFolder
from app.update import steps
from app.update.check import Trust, read_roots, trust
from app.update.conditions import UnknownUpdateKey, UpdateExpired, UpdateListLost, UpdateRootRefused
from app.update.programs import Programs
from tests.update.signers import DAY, SIGNED, Signers, computer, installed, roots_file

NOW = computer()
POSIX = pytest.mark.skipif(os.name == "nt", reason="a process that ends itself by a signal")


@pytest.fixture
def office(tmp_path: Path) -> Signers:
    """Signers 1, 2 and 3 may sign updates, by the list that came with the program."""
    return Signers(tmp_path / "office")


def withdrawn(office: Signers, *numbers: int) -> Signers:
    """The same office once it withdrew the keys of signers 1 and 3: its list of each number is newer."""
    roots = office.roots
    for number in numbers or (2,):
        roots = roots_file(2, update=(2, number + 2), former=roots)
    return Signers(office.work / "later", roots)


def kept(trusted: Trust) -> Path:
    (file,) = trusted.folder.iterdir()
    return file


def test_withdrawn_keys_with_the_old_list_install_nothing_once_the_newer_was_seen(office: Signers, tmp_path: Path):
    forged = office.update("0.4.0", by=(1, 3))
    trusted, programs = office.trusted, Programs(tmp_path / "programs")
    assert steps.look(forged, trusted, NOW).root.version == 1  # not known yet that they were withdrawn
    steps.look(withdrawn(office).update("0.3.0", by=(2, 4)), trusted, NOW)
    for refused in (steps.look, lambda *where: steps.lay(programs, *where)):
        with pytest.raises(UnknownUpdateKey):
            refused(forged, office.trusted, NOW)
    assert office.trusted.follow().version == 2
    assert office.trusted.came.version == 1


def test_a_list_counts_from_when_it_was_verified_whatever_its_update_is_worth(office: Signers):
    expired = withdrawn(office).update("0.3.0", by=(2, 4))
    with pytest.raises(UpdateExpired):
        steps.look(expired, office.trusted, computer(now=SIGNED + 91 * DAY))
    with pytest.raises(UnknownUpdateKey):
        steps.look(office.update("0.4.0", by=(1, 3)), office.trusted, NOW)


def test_what_was_installed_under_a_former_list_stays_usable(office: Signers, tmp_path: Path):
    programs = Programs(tmp_path / "programs")
    installed(programs, office.update("0.3.0", by=(1, 3)), office.trusted, NOW)
    steps.look(withdrawn(office).update("0.4.0", by=(2, 4)), office.trusted, computer("0.3.0"))
    assert programs.holds("0.3.0", office.trusted.came, NOW.system)
    with pytest.raises(UnknownUpdateKey):  # but it is not laid again
        steps.lay(programs, office.update("0.3.5", by=(1, 3)), office.trusted, computer("0.3.0"))


def test_a_list_that_leaves_out_a_number_is_not_kept(office: Signers):
    first, _, third = read_roots(withdrawn(office, 2, 3).roots)
    with pytest.raises(UpdateRootRefused):
        office.trusted.follow((first, third))
    assert not office.trusted.folder.exists()


def test_a_version_that_came_with_more_lists_keeps_what_an_earlier_one_reads(office: Signers):
    """A newer version is put in use and gone back from; it came with lists that the one before lacks."""
    newer_file = office.work / "newer.root"
    newer = withdrawn(office, 2, 3)
    assert office.trusted
    newer_file.write_bytes(newer.roots)
    newest = withdrawn(office, 2, 3, 4)
    by_newer = trust(newer_file, office.trusted.folder)
    assert by_newer.came.version == 3
    by_newer.follow(read_roots(newest.roots)[3:])  # a file that has the last list alone
    assert office.trusted.follow().version == 4


def test_a_kept_list_that_cannot_be_read_takes_no_older_one(office: Signers):
    newer, forged = withdrawn(office), office.update("0.4.0", by=(1, 3))
    file = newer.update("0.3.0", by=(2, 4))
    steps.look(file, office.trusted, NOW)
    whole = kept(office.trusted).read_bytes()
    for damaged in (b"", whole[:-1], whole[:40] + bytes([whole[40] ^ 1]) + whole[41:]):
        kept(office.trusted).write_bytes(damaged)
        with pytest.raises(UpdateListLost):
            steps.look(forged, office.trusted, NOW)
        with pytest.raises(UpdateListLost):
            office.trusted.follow()
    steps.look(file, office.trusted, NOW)  # it brings the list again
    assert kept(office.trusted).read_bytes() == whole
    assert office.trusted.follow().version == 2


def test_another_administrators_lists_are_taken_from_their_beginning(office: Signers):
    steps.look(withdrawn(office).update("0.3.0", by=(2, 4)), office.trusted, NOW)
    other = Signers(office.work / "other", roots_file(1, update=(6,), root=(7,), signed_by=(7,)))
    assert other.trusted
    trusted = trust(other.work / "update.root", office.trusted.folder)
    assert steps.look(other.update("0.3.0", by=(6,)), trusted, NOW).root.version == 1


def test_where_it_cannot_be_kept_nothing_is_taken_under_it(office: Signers, tmp_path: Path):
    (tmp_path / "programs").write_bytes(b"no folder")
    trusted = replace(office.trusted, folder=tmp_path / "programs" / "lists")
    with pytest.raises(BadFolder):
        steps.look(withdrawn(office).update("0.3.0", by=(2, 4)), trusted, NOW)


KILLED = """
import os, signal, sys
from pathlib import Path
from app.update import steps
from app.update.check import trust
from tests.update.signers import computer
at, count = int(sys.argv[3]), 0
trusted = trust(Path(sys.argv[1]), Path(sys.argv[1]).with_name("lists"))
def watch(event, arguments):
    global count
    if event in ("open", "os.mkdir", "os.rename", "os.chmod") and "lists" in str(arguments[:2]):
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
steps.look(Path(sys.argv[2]), trusted, computer())
print(count)
"""


@POSIX
def test_killed_between_verifying_and_keeping_it_is_the_old_list_or_the_new(office: Signers):
    file, forged = withdrawn(office).update("0.3.0", by=(2, 4)), office.update("0.4.0", by=(1, 3))
    assert office.trusted.came

    def ended(at: int) -> str:
        words = [sys.executable, "-c", KILLED, office.work / "update.root", file, str(at)]
        done = subprocess.run(words, cwd=settings.ROOT, capture_output=True, text=True, check=False)
        assert done.returncode in (0, -9), done.stderr
        return done.stdout.strip()

    numbers = []
    at = 1
    while not (said := ended(at)):
        numbers.append(office.trusted.follow().version)
        if numbers[-1] == 2:
            with pytest.raises(UnknownUpdateKey):
                steps.look(forged, office.trusted, NOW)
        at += 1
    assert int(said) >= 0
    assert at > 3
    assert numbers == sorted(numbers)
    assert numbers[0] == 1
    assert office.trusted.follow().version == 2
