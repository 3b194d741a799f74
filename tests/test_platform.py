"""One interface, two implementations: neither lacks what the other has."""

import ctypes
import errno
import inspect
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.casework.session import computer_protections as computer_protections_module
from app.casework.session.computer_protections import computer_protections
from app.platform import Platform, Room, linux_protections, system, win32, windows_protections
from app.platform.interface import KEPT_SAFE
from app.platform.windows import Windows
from tests.systems import POSIX


def calls(class_: type) -> dict[str, list[str]]:
    return {
        name: list(inspect.signature(of).parameters)
        for name, of in inspect.getmembers(class_, inspect.isfunction)
        if not name.startswith("_")
    }


@POSIX
def test_both_answer_all_that_is_asked_of_a_system():
    from app.platform import posix

    asked = calls(Platform)
    assert asked == calls(Windows) == calls(posix.Posix)
    assert len(asked) > 5
    for name in inspect.get_annotations(Platform):
        kind = tuple if name == "clipboard_marks" else bool
        assert isinstance(getattr(Windows, name), kind)
        assert isinstance(getattr(posix.Posix, name), kind)


@POSIX
def test_a_reader_that_ended_is_told_from_a_disk_that_fails():
    from app.platform import posix

    ended, invalid, full = (OSError(n, "") for n in (errno.EPIPE, errno.EINVAL, errno.ENOSPC))
    assert [posix.Posix().reader_ended(error) for error in (ended, invalid, full)] == [True, False, False]
    assert [Windows().reader_ended(error) for error in (ended, invalid, full)] == [True, True, False]


def test_the_administrators_file_of_windows_lies_where_users_may_not_write(monkeypatch):
    monkeypatch.setenv("PROGRAMDATA", "/of the officer")  # whose environment is no administrator's
    assert "officer" not in str(Windows().policy_file())
    for registered, windows, place in (
        (r"%SystemDrive%\ProgramData", r"D:\Windows", r"D:\ProgramData"),
        (r"E:\Data", r"C:\Windows", r"E:\Data"),
        ("%ProgramData%", r"C:\Windows", r"C:\ProgramData"),
        ("", "", r"C:\ProgramData"),
    ):
        assert str(win32.program_data_of(registered, windows)) == place


@POSIX
def test_a_lock_is_held_by_one_program(tmp_path: Path):
    file = tmp_path / "file"
    file.touch()
    with file.open() as first, file.open() as second:
        assert system.try_lock(first.fileno())
        assert not system.try_lock(second.fileno())
    with file.open() as third:
        assert system.try_lock(third.fileno())


def test_only_windows_knows_its_calls(tmp_path: Path):
    """Elsewhere each says that it did not succeed."""
    from app.platform import win32

    if sys.platform != "win32":
        assert not win32.lower_integrity()
        assert not win32.remove_privileges()
        assert not win32.mitigate()
        assert not win32.put_into_job(os.getpid(), 1, 1 << 30)
        assert not win32.close_to_lower_integrity(tmp_path)
        assert win32.protect_data(b"secret") is None
        assert win32.unprotect_data(b"secret") is None
        assert (system.bind_secret(b"secret"), system.read_bound(b"secret")) == (None, None)
    room = Room(seconds=1, memory_bytes=1 << 30)
    for layers in (Windows().confine(room), Windows().hold_child(0, room=room)):
        assert layers
        assert sys.platform == "win32" or not any(layer.holds for layer in layers)


def test_bytes_stay_where_windows_is_told_that_they_are():
    from app.platform import win32

    content = b"thirty-two bytes with a zero \0 in"
    blob = win32._blob(content)
    assert ctypes.string_at(blob.data, blob.size) == content


def test_nobody_else_asks_which_system_it_is():
    """Where something differs by system, app/platform says so: other code asks that."""
    app = Path(__file__).resolve().parents[1] / "app"
    asking = {
        file.relative_to(app).as_posix()
        for file in app.rglob("*.py")
        if "platform/" not in file.relative_to(app).as_posix()
        and any(word in file.read_text("utf-8") for word in ("sys.platform", "os.name"))
    }
    known = {"ui/suspend_lock.py"}  # Qt's own ways to hear of it
    assert asking == known, (
        f"{sorted(asking - known)} ask which system it is: put what differs into app/platform, for both"
    )


# What a computer keeps from whoever takes it


@dataclass
class Machine:
    """The files by which Linux tells of itself, and a folder with records."""

    root: Path

    def says(self, name: str, text: str) -> "Machine":
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return self

    @property
    def device(self) -> str:
        number = self.root.stat().st_dev
        return f"sys/dev/block/{os.major(number)}:{os.minor(number)}"

    def states(self) -> dict[str, str]:
        content = linux_protections.read(self.root, self.root)
        assert tuple(protection.kind for protection in content) == KEPT_SAFE
        return {protection.kind: protection.state for protection in content}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A laptop as it comes: nothing encrypted, no swap, no printing."""
    swaps = "Filename\tType\tSize\tUsed\tPriority\n"
    plain = Machine(tmp_path).says("proc/swaps", swaps).says("sys/power/state", "freeze mem\n")
    return plain.says(f"{plain.device}/size", "1")


@POSIX
def test_a_disk_is_encrypted_by_itself_or_where_all_that_it_is_made_of_is(machine: Machine):
    assert machine.states()["disk"] == "open"
    below = machine.says(f"{machine.device}/slaves/dm-0/dm/uuid", "CRYPT-LUKS2-1-data\n")
    assert below.states()["disk"] == "protected"
    assert machine.says(f"{machine.device}/slaves/sdb/size", "1").states()["disk"] == "open"
    own = machine.says(f"{machine.device}/dm/uuid", "CRYPT-LUKS2-0123-root\n")
    assert own.states()["disk"] == "protected"


@POSIX
def test_what_cannot_be_seen_is_not_called_protected(tmp_path: Path):
    assert set(Machine(tmp_path).states().values()) == {"unknown", "protected"}
    assert Machine(tmp_path).states()["disk"] == "unknown"
    assert Machine(tmp_path).states()["swap"] == "unknown"


@POSIX
def test_a_file_system_over_several_disks_is_asked_for_by_its_mount(tmp_path: Path):
    machine = Machine(tmp_path)
    machine.says("dev/dm-0", "").says("sys/class/block/dm-0/dm/uuid", "CRYPT-LUKS2-1-x")
    machine.says("proc/self/mountinfo", f"1 1 0:30 / {tmp_path} rw - btrfs /dev/dm-0 rw\n")
    assert machine.states()["disk"] == "protected"
    machine.says("proc/self/mountinfo", f"1 1 0:30 / {tmp_path} rw - ecryptfs /home/.x rw\n")
    assert machine.states()["disk"] == "protected"
    machine.says("proc/self/mountinfo", f"1 1 0:30 / {tmp_path} rw - tmpfs tmpfs rw\n")
    assert machine.states()["disk"] == "unknown"


@POSIX
def test_swap_and_sleep_are_as_safe_as_where_they_are_written(machine: Machine):
    assert (machine.states()["swap"], machine.states()["hibernation"]) == ("protected",) * 2
    head = "Filename Type Size Used Priority\n"
    machine.says("sys/class/block/sda3/size", "1").says("dev/sda3", "")
    machine.says("proc/swaps", f"{head}/dev/sda3 partition 8 0 -2\n")
    machine.says("sys/power/state", "freeze mem disk\n").says("sys/power/disk", "[platform]\n")
    assert (machine.states()["swap"], machine.states()["hibernation"]) == ("open",) * 2
    machine.says("sys/power/disk", "[disabled]\n")
    assert machine.states()["hibernation"] == "protected"
    machine.says("sys/class/block/sda3/dm/uuid", "CRYPT-PLAIN-swap")
    assert machine.states()["swap"] == "protected"
    machine.says("sys/class/block/zram0/backing_dev", "none\n")
    machine.says("proc/swaps", f"{head}/dev/zram0 partition 8 0 100\n")
    assert machine.states()["swap"] == "protected"
    machine.says("sys/class/block/zram0/backing_dev", "/dev/sda4\n")
    assert machine.states()["swap"] == "open"


@POSIX
def test_a_printed_paper_is_kept_unless_the_printing_service_was_told_otherwise(machine: Machine):
    assert machine.states()["print spool"] == "protected"  # there is no printing
    machine.says("etc/cups/cupsd.conf", "LogLevel warn\n")
    assert machine.states()["print spool"] == "open"
    machine.says("etc/cups/cupsd.conf", "LogLevel warn\nPreserveJobFiles No\n")
    assert machine.states()["print spool"] == "protected"
    (machine.root / "etc/cups/cupsd.conf").unlink()
    assert machine.states()["print spool"] == "unknown"


def test_windows_tells_of_bitlocker_and_of_what_is_written_to_the_disk():
    def states(drives: dict[str, str], values: dict[str, object]) -> dict[str, str]:
        told = windows_protections.judged(
            "D:", "C:", lambda _key, name: values.get(name), lambda drive: drives.get(drive, "")
        )
        return {protection.kind: protection.state for protection in told}

    assert set(states({"C:": "1", "D:": "1"}, {}).values()) == {"protected"}
    assert set(states({"C:": "2", "D:": "2"}, {}).values()) == {"open"}
    assert set(states({}, {}).values()) == {"unknown"}
    part = states({"C:": "2", "D:": "1"}, {"HibernateEnabled": 0, "NtfsEncryptPagingFile": 1})
    assert part == {"disk": "protected", "swap": "protected", "hibernation": "protected", "print spool": "open"}


def test_each_state_of_each_kind_is_said(tmp_path: Path):
    for protection in computer_protections(tmp_path):
        assert protection.title
        assert protection.says
    assert set(computer_protections_module._SAYS) == {
        (kind, state) for kind in KEPT_SAFE for state in ("protected", "open", "unknown")
    }


def test_an_administrators_file_is_roots_and_closed_to_everybody_else(tmp_path: Path):
    file = tmp_path / "policy.toml"
    file.write_text("")
    assert not system.is_administrators(tmp_path / "nothing")
    assert not system.is_administrators(file)  # everybody may write into the folder of temporary files
    if os.name != "nt":
        assert system.is_administrators(Path("/etc/passwd"))


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root, to give a file away")
def test_a_file_of_an_officer_is_no_administrators():
    with tempfile.TemporaryDirectory(dir="/root") as folder:
        file = Path(folder) / "policy.toml"
        file.write_text("")
        assert system.is_administrators(file)
        file.chmod(0o666)
        assert not system.is_administrators(file)
        file.chmod(0o644)
        os.chown(file, 1000, 1000)
        assert not system.is_administrators(file)
