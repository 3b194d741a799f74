"""Files appear whole or not at all; what the system refuses is said as what it is."""

import ast
import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app import disk
from app.disk import BadFolder, DeviceGone, DiskFailed, DiskFull, InUse, NoRight, ReadOnly, RecordsInUse, SystemRefusal
from app.practice_folder import PracticeUnderWay
from app.update.conditions import UpdateUnderWay
from tests.systems import LINKS, POSIX


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EROFS, ReadOnly),
        (errno.EACCES, NoRight),
        (errno.EPERM, NoRight),
        (errno.EIO, DiskFailed),
        (errno.EBUSY, InUse),
        (errno.ENXIO, DeviceGone),
        (errno.ENOENT, BadFolder),
        (errno.EISDIR, BadFolder),
    ],
)
def test_each_refusal_of_the_system_has_a_condition_of_its_own(number: int, kind: type):
    error = OSError(number, "not told to anybody", "/a/path/of/a/case")
    said = disk.condition(error)
    assert type(said) is kind
    assert said.__cause__ is error
    assert "path" not in said.says.format(**vars(said))


def test_what_is_in_use_is_named_and_is_not_always_the_records():
    by_what = {
        InUse: "this file or folder",
        RecordsInUse: "the same records",
        PracticeUnderWay: "Somebody is practising",
        UpdateUnderWay: "is installing a version",
    }
    for kind, says in by_what.items():
        assert issubclass(kind, InUse)
        assert [other for other, what in by_what.items() if what in kind.says] == [kind], says
        assert kind.kind() == "in_use"  # as docs/cli.md promises


def test_conditions_differ_in_kind_and_in_sentence():
    kinds = {DiskFull, disk.TooLargeForDisk, ReadOnly, InUse, DeviceGone, NoRight, DiskFailed,
             disk.OutOfMemory, BadFolder}  # fmt: skip
    assert len({kind.kind() for kind in kinds}) == len({kind.says for kind in kinds}) == len(kinds)
    assert {kind for kind in kinds if not issubclass(kind, SystemRefusal)} == {BadFolder}
    assert not any("backup" in kind.says and "estore" in kind.says for kind in kinds)


@LINKS
def test_a_link_prepared_where_a_file_is_written_first_destroys_nothing(tmp_path: Path):
    precious = tmp_path / "device.key"
    precious.write_bytes(b"precious")
    (tmp_path / "out.partial").symlink_to(precious)
    disk.write_whole(tmp_path / "out", b"content")
    assert precious.read_bytes() == b"precious"
    assert (tmp_path / "out").read_bytes() == b"content"
    assert not (tmp_path / "out").is_symlink()
    assert not (tmp_path / "out.partial").exists()


def test_what_a_killed_program_left_is_written_over_and_a_living_one_is_not(tmp_path: Path):
    (tmp_path / "out.partial").write_bytes(b"half")
    disk.write_whole(tmp_path / "out", b"whole")
    with disk.new_file(tmp_path / "out.partial"), pytest.raises(OSError) as refused:  # noqa: PT011
        disk.write_whole(tmp_path / "out", b"by another")
    assert type(disk.condition(refused.value)) is InUse
    assert (tmp_path / "out").read_bytes() == b"whole"


def test_a_write_that_fails_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path: Path):
    (tmp_path / "out").write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), disk.written_whole(tmp_path / "out") as opened:
        opened.write(b"half" * (1 // (opened.write(b"half") - 4)))
    assert [file.name for file in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_bytes() == b"before"


@POSIX
def test_a_file_is_its_users_alone_whatever_the_umask(tmp_path: Path):
    code = "import os,sys,pathlib; from app import disk; os.umask(0); disk.write_whole(pathlib.Path(sys.argv[1]), b'x')"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], check=True)
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600


@POSIX
def test_a_device_of_the_system_is_never_taken_for_what_was_left(tmp_path: Path):
    device = tmp_path / "null"
    try:
        os.mknod(device, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root makes devices")
    assert not disk.remove_abandoned(device)
    assert stat.S_ISCHR(device.stat().st_mode)


WRITES = {"open", "write_bytes", "write_text", "touch", "copyfile", "copy", "copy2", "mkstemp", "NamedTemporaryFile"}
# Where a file is made or written elsewhere, and why a prepared name does no harm there.
MAKE_FILES = {
    "disk.py": "the one place: O_EXCL and O_NOFOLLOW",
    "bundle/files.py": "O_EXCL and O_NOFOLLOW, in a folder that was made just before",
    "bundle/seal_worker.py": "its own standard output, which whoever started it opened",
    "casework/records/update_trial.py": "in a private folder that it has just made itself, and removes",
    "casework/pages/demo.py": "the demo's own folder, made just before under a random name",
    "casework/exchange/table_files.py": "a part of a workbook, inside a file that app.disk opened",
    "cli/__init__.py": "the null device",
    "headquarters_setup/__main__.py": "the null device",
    "headquarters/database.py": "its administrator’s folder, where it may be a link to another disk",
    "platform/connection_supervisor.py": "the null device",
    "platform/linux_services.py": "a unit in a folder of systemd's, which its administrator or user owns",
    "platform/windows_services.py": "in a folder that it has just made itself, and removes",
    "practice_folder.py": "in a folder that it has just made itself, and removes",
    "vault/copies.py": "to hold what SQLite has written to the disk: it is there already",
    "vault/database.py": "touched so that it must be new, which is O_EXCL; then SQLite writes it",
    "vault/draft_guard.py": "O_NOFOLLOW: the file was made by app.disk",
    "vault/failures.py": "opened and closed again, to ask whether it may be written",
    "vault/files.py": "opened to be read",
    "vault/readonly_vault.py": "a temporary folder under a random name",
}


def writers(file: Path) -> bool:
    """Does a module open a file for writing, in whatever way?"""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name.rpartition(".")[2] not in WRITES:
            continue
        words = ast.unparse(node)
        if name == "os.open":
            if "O_WRONLY" in words or "O_RDWR" in words or "flags" in words:
                return True
        elif name.endswith("open"):
            modes = [
                arg.value
                for arg in (*node.args, *(k.value for k in node.keywords))
                if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            if any(set(mode) & set("wax+") and set(mode) <= set("rwaxbt+") for mode in modes):
                return True
        elif name.startswith(("shutil.", "tempfile.")) or "write_" in name or "touch" in name:
            return True
    return False


def test_files_are_made_in_one_place():
    app = Path(__file__).resolve().parents[1] / "app"
    making = {path.relative_to(app).as_posix() for path in app.rglob("*.py") if writers(path)}
    new, gone = sorted(making - set(MAKE_FILES)), sorted(set(MAKE_FILES) - making)
    assert not new, (
        f"{new} open files for writing by themselves: write through app.disk (new_file, write_whole), "
        "or say in MAKE_FILES why a prepared name does no harm there"
    )
    assert not gone, f"they write no file any more: take {gone} out of MAKE_FILES"


def test_a_folder_in_the_place_of_a_file_is_no_lack_of_rights_on_windows(tmp_path: Path, monkeypatch):
    def refusal(file: Path) -> str:
        denied = PermissionError(errno.EACCES, "Permission denied", str(file))
        return type(disk.condition(denied, DeviceGone)).__name__

    assert refusal(tmp_path / "file") == "NoRight"
    monkeypatch.setattr(type(disk.system), "opens_folders", False)
    assert refusal(tmp_path) == "DeviceGone"
    assert refusal(tmp_path / "file") == "NoRight"
