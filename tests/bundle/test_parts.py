"""A bundle of any size: streamed, in parts, and what is missing or altered named."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import settings
from app.bundle import archive, contents, files, parts, problems
from app.bundle.archive import Source
from app.bundle.contents import SignedFiles
from app.bundle.files import check_room
from app.bundle.parts import read_list, sealed_at
from app.seal.keys import DeviceKeys
from tests.bundle.small import RECORD, Prosecutor, answers, manifest, papers

MEGABYTE = 1 << 20


def large(prosecutor: Prosecutor, megabytes: int) -> SignedFiles:
    """With a file that is nowhere as a whole."""
    block = os.urandom(MEGABYTE)
    hash_ = hashlib.sha256()
    for _ in range(megabytes):
        hash_.update(block)
    source = Source(megabytes * MEGABYTE, hash_.hexdigest(), lambda: (block for _ in range(megabytes)))
    return contents.put_together_all(
        manifest(prosecutor.lock.recipients), papers(RECORD, answers()), DeviceKeys.fresh(), {"files/01.mp4": source}
    )


@pytest.fixture
def in_parts(prosecutor: Prosecutor, tmp_path: Path) -> list[Path]:
    file = tmp_path / "CASE.sanad.age"
    return list(files.seal(large(prosecutor, 3), prosecutor.lock, file, MEGABYTE))


def test_parts_have_the_size_that_was_asked_for_and_open_by_any_of_them(prosecutor: Prosecutor, in_parts: list[Path]):
    assert [path.name[-4:] for path in in_parts] == [".001", ".002", ".003", ".004", "a256"]
    assert [path.stat().st_size for path in in_parts[:3]] == [MEGABYTE] * 3
    assert {path.name for path in in_parts[0].parent.iterdir()} == {path.name for path in in_parts}
    for file in (in_parts[0], in_parts[2], in_parts[-1]):
        assert files.opened(file, prosecutor.opener).files["case.pdf"] == RECORD


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_plain_tools_check_the_parts_and_put_them_together(
    prosecutor: Prosecutor, in_parts: list[Path], tmp_path: Path
):
    """As docs/guide-opening.md has it."""
    page = (settings.ROOT / "docs" / "guide-opening.md").read_text("utf-8")
    for command in re.findall(r"^    ((?:sha256sum|cat) .*)$", page, re.MULTILINE):
        done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, command
    for path in in_parts:
        path.unlink()
    assert files.opened(tmp_path / "CASE.sanad.age", prosecutor.opener).files["case.pdf"] == RECORD


def test_a_part_that_is_missing_is_named_also_the_last(prosecutor: Prosecutor, in_parts: list[Path]):
    in_parts[1].unlink()
    in_parts[3].unlink()
    with pytest.raises(problems.PartsMissing) as refusal:
        files.opened(in_parts[0], prosecutor.opener)
    assert (refusal.value.parts, refusal.value.total) == ("002 004", 4)


def test_a_part_that_was_altered_or_cut_is_named(prosecutor: Prosecutor, in_parts: list[Path]):
    raw = bytearray(in_parts[2].read_bytes())
    raw[1000] ^= 1
    in_parts[2].write_bytes(raw)
    in_parts[3].write_bytes(in_parts[3].read_bytes()[:-1])
    with pytest.raises(problems.PartsAltered) as refusal:
        files.opened(in_parts[0], prosecutor.opener)
    assert (refusal.value.parts, refusal.value.total) == ("003 004", 4)


def test_without_the_list_it_opens_too_and_damage_is_still_refused(prosecutor: Prosecutor, in_parts: list[Path]):
    in_parts[-1].unlink()
    assert files.opened(in_parts[0], prosecutor.opener).files["case.pdf"] == RECORD
    in_parts[3].unlink()
    with pytest.raises(problems.BundleDamaged):
        files.opened(in_parts[0], prosecutor.opener)
    in_parts[1].unlink()
    with pytest.raises(problems.PartsMissing):
        files.opened(in_parts[0], prosecutor.opener)


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff", b"0" * 64 + b"  CASE.002\n", b"0" * 64 + b"  ../x.001\n", b"0" * 63 + b"  CASE.001",
     b"\n", (b"0" * 64 + b"  CASE.001\n") * 2],
)  # fmt: skip
def test_a_list_that_sanad_did_not_write_is_none(raw: bytes):
    with pytest.raises(problems.PartListUnreadable):
        read_list(raw, "CASE")


def test_a_list_that_passed_through_windows_is_the_same():
    line = "0" * 64 + "  CASE.001"
    assert read_list(f"\ufeff{line}\r\n".encode(), "CASE") == ["0" * 64]


def test_the_room_of_the_disk_is_looked_at_before_anything_is_said(prosecutor: Prosecutor, tmp_path: Path):
    small = large(prosecutor, 2)
    check_room(small, tmp_path / "x.age")
    free = shutil.disk_usage(tmp_path).free
    huge = Source(8**11 - 1, "00" * 32, lambda: ())
    many = {f"files/{n:03}.bin": huge for n in range(2 + free // (8**11 - 1))}
    beyond = SignedFiles(small.manifest, {**small.files, **many}, small.at, b"")
    with pytest.raises(problems.NoRoomForBundle) as refusal:
        check_room(beyond, tmp_path / "x.age")
    assert refusal.value.megabytes > refusal.value.free
    for size in (1, MEGABYTE - 1):
        with pytest.raises(problems.PartSizeRefused):
            check_room(small, tmp_path / "x.age", size)
    with pytest.raises(problems.PartSizeRefused):
        check_room(beyond, tmp_path / "x.age", MEGABYTE)


def test_it_is_never_larger_than_what_room_was_looked_for(prosecutor: Prosecutor, tmp_path: Path):
    signed = large(prosecutor, 1)
    (file,) = files.seal(signed, prosecutor.lock, tmp_path / "x.age")
    assert signed.size <= file.stat().st_size <= files.sealed_size(signed.size)
    assert len(signed.tar) == signed.size


def test_a_source_that_changed_or_fails_leaves_nothing(prosecutor: Prosecutor, tmp_path: Path):
    class Gone(Exception):
        pass

    def fails() -> Iterator[bytes]:
        yield bytes(MEGABYTE)
        raise Gone

    others = (
        (archive.Changed, Source(3, "00" * 32, lambda: (b"abc",))),
        (archive.Changed, Source(4, hashlib.sha256(b"abc").hexdigest(), lambda: (b"abc",), True)),
        (Gone, Source(2 * MEGABYTE, "00" * 32, fails)),
    )
    for failure, source in others:
        signed = large(prosecutor, 1)
        changed = SignedFiles(signed.manifest, {**signed.files, "x": source}, signed.at, b"")
        for part_size in (0, MEGABYTE):
            with pytest.raises(failure):
                files.seal(changed, prosecutor.lock, tmp_path / "x.age", part_size)
            assert list(tmp_path.iterdir()) == []


def test_what_a_killed_export_left_is_removed_by_the_next_and_one_under_way_is_not(
    prosecutor: Prosecutor, tmp_path: Path
):
    for name in ("OLD.sanad.age.partial", "OLD.sanad.age.002.partial", "mine.partial"):
        (tmp_path / name).write_bytes(b"half")
    busy = files.partial_of(tmp_path / "BUSY.sanad.age")
    with files.new_file(busy):
        files.seal(large(prosecutor, 1), prosecutor.lock, tmp_path / "x.sanad.age")
        left = {path.name for path in tmp_path.iterdir()}
    assert left == {"mine.partial", "BUSY.sanad.age.partial", "x.sanad.age"}


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process as Linux says it")
def test_more_than_memory_should_hold_is_sealed_opened_and_taken_apart(prosecutor: Prosecutor, tmp_path: Path):
    """160 MB, in a process of its own, of which the most that it held is known."""
    script = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from app.bundle import files\n"
        "from app.bundle.keys import opener_from\n"
        "from tests.bundle import test_parts\n"
        "from tests.bundle.small import Prosecutor\n"
        "folder, prosecutor = Path(sys.argv[1]), Prosecutor()\n"
        "status = Path('/proc/self/status')\n"
        "held = lambda: int(re.search(r'VmHWM:\\s+(\\d+)', status.read_text())[1]) >> 10\n"
        "before = held()\n"
        "(file,) = files.seal(test_parts.large(prosecutor, 160), prosecutor.lock, folder / 'x.age')\n"
        "opened = files.opened(file, prosecutor.opener)\n"
        "files.take_apart(opened, folder / 'out')\n"
        "print(before, held())"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, tmp_path],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(settings.ROOT)},
    )
    before, most = map(int, run.stdout.split())
    assert most - before < 40
    assert (tmp_path / "out" / "files" / "01.mp4").stat().st_size == 160 * MEGABYTE


def test_the_name_of_a_part_is_read_back(tmp_path: Path):
    file = tmp_path / "x.sanad.age"
    file.write_bytes(b"")
    assert sealed_at(file).files == (file,)
    first = parts.name_of(file, 1)
    first.write_bytes(b"")
    assert sealed_at(first).files == (first,)
