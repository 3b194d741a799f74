"""What may be written where, and under which name, is said before anything begins."""

import os
import sys
from pathlib import Path

import pytest

from app import folders
from app.disk import BadFolder, NoRight, ReadOnly
from app.folders import BadFileName, NameTaken, NoSuchFile, TooLittleRoom, Wanted
from app.language import Words
from app.platform.volumes import Volume


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, at in (("old.pdf", 1_000), ("new.pdf", 3_000), ("photo.jpg", 2_000)):
        (tmp_path / name).write_bytes(b"content")
        os.utime(tmp_path / name, (at, at))
    for name in ("Beta", "alpha", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / ".secret").touch()
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    return tmp_path


def test_folders_come_by_name_then_files_the_newest_first(folder: Path) -> None:
    listed = folders.entries(folder)
    assert [entry.name for entry in listed] == ["alpha", "Beta", "new.pdf", "photo.jpg", "old.pdf"]
    assert [entry.is_folder for entry in listed] == [True, True, False, False, False]
    assert listed[2].size == 7


def test_what_fits_is_known_by_how_its_name_begins_or_ends() -> None:
    papers, words = Wanted.of("PDF (*.pdf *.PDF)"), Wanted.of("(sanad-words*)")
    assert papers.fits("Report.PDF")
    assert not papers.fits("report.pdf.txt")
    assert words.fits("sanad-words (1)")
    assert not words.fits("sanad-reply")
    assert Wanted.of("").fits("anything")


def test_a_folder_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    for call in (folders.entries, folders.changed_at):
        with pytest.raises(BadFolder):
            call(tmp_path / "gone")


def test_what_was_typed_and_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    assert folders.opened(tmp_path) == tmp_path
    with pytest.raises(NoSuchFile):
        folders.opened(tmp_path / "none")


def test_a_stick_that_can_only_be_read_is_refused_before_work_begins(folder: Path) -> None:
    stick = (Volume(folder, "stick", "SANAD", read_only=True),)
    assert folders.room(folder, stick).read_only
    assert not folders.room(folder, ()).read_only
    with pytest.raises(ReadOnly):
        folders.place_for(folder / "copy", 0, stick)
    with pytest.raises(ReadOnly):
        folders.check_folder(folder / "alpha", 0, stick)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_this_user_may_not_write_is_refused(folder: Path) -> None:
    folder.chmod(0o500)
    with pytest.raises(NoRight):
        folders.check_folder(folder, 0, ())


def test_too_little_room_is_said_with_how_much_is_missing(folder: Path) -> None:
    with pytest.raises(TooLittleRoom) as refusal:
        folders.place_for(folder / "copy", 1 << 60, ())
    sentence = Words("en").say(refusal.value)
    assert "needed" in sentence
    assert refusal.value.needed > refusal.value.free
    assert folders.place_for(folder / "copy", 1_000, ()) is False


def test_a_file_that_is_there_is_known_before_it_is_replaced(folder: Path) -> None:
    assert folders.place_for(folder / "old.pdf", 0, ())
    with pytest.raises(NameTaken):
        folders.place_for(folder / "alpha", 0, ())
    with pytest.raises(BadFolder):
        folders.place_for(folder / "gone" / "file", 0, ())


NAMES_A_DISK = pytest.param(
    "a:b", marks=pytest.mark.skipif(sys.platform == "win32", reason="a folder of another disk there")
)


@pytest.mark.parametrize("name", [NAMES_A_DISK, "con", "COM1.txt", "ends.", " ", "a\u202eb", "ش" * 200])
def test_a_name_that_some_computer_refuses_is_not_used(folder: Path, name: str) -> None:
    with pytest.raises(BadFileName):
        folders.place_for(folder / name, 0, ())


def test_a_safe_name_keeps_its_ending_and_every_letter_that_it_can() -> None:
    assert folders.safe_name("عقد العمل.pdf") == "عقد العمل.pdf"
    assert folders.safe_name('KW/2026: "a"?.pdf') == "KW-2026- -a--.pdf"
    assert folders.safe_name("con") == "con-"
    long_name = folders.safe_name("محضر زيارة " * 40 + ".pdf")
    assert long_name.endswith(".pdf")
    assert 240 < len(long_name.encode()) <= 255
    assert folders.safe_name(long_name) == long_name


def test_a_new_folder_is_made_once(folder: Path) -> None:
    assert folders.new_folder(folder, " تقارير ").is_dir()
    with pytest.raises(NameTaken):
        folders.new_folder(folder, "تقارير")
    for name in ("", "a/b", "nul"):
        with pytest.raises(BadFileName):
            folders.new_folder(folder, name)
    with pytest.raises(BadFolder):
        folders.new_folder(folder / "gone", "a")
