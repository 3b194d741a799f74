"""The folder to practise in: apart from real records, emptied before, gone after, and never another's."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import practice_folder
from app.practice_folder import PracticeFolderTaken, PracticeUnderWay


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_it_is_made_marked_and_gone_with_all_that_was_written_in_it(home: Path):
    home.mkdir()
    (home / "preferences.json").write_text('{"language": "en"}', "utf-8")
    with practice_folder.laid(home) as folder:
        assert folder == home / "practice"
        assert names(folder) == ["practice", "preferences.json"]
        assert practice_folder.is_practice(folder)
        assert not practice_folder.is_practice(home)
        assert folder.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
        (folder / "vaults" / "a").mkdir(parents=True)
        (folder / "vaults" / "a" / "keys").write_bytes(b"x")
    assert names(home) == ["preferences.json"]


def test_what_a_killed_program_left_goes_at_the_next_start_and_before_the_next_practice(home: Path):
    for clear in (practice_folder.clear, lambda home: practice_folder.laid(home).__enter__()):
        left = home / "practice"
        left.mkdir(parents=True, exist_ok=True)
        (left / "practice").write_bytes(b"")
        (left / "device.key").write_bytes(b"x")
        clear(home)
        assert not (left / "device.key").exists()


def test_what_another_one_is_practising_in_stays(home: Path):
    with practice_folder.laid(home) as folder:
        (folder / "device.key").write_bytes(b"x")
        program = f"from pathlib import Path; from app import practice_folder as p; home = Path({str(home)!r}); p.clear(home); p.check(home)"
        other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
        assert b"in_use" in other.stderr
        assert names(folder) == ["device.key", "practice"]


def test_a_folder_or_link_that_is_not_ours_is_never_emptied(home: Path, tmp_path: Path):
    (home / "practice").mkdir(parents=True)
    (home / "practice" / "thesis.txt").write_text("years of work", "utf-8")
    practice_folder.clear(home)
    with pytest.raises(PracticeFolderTaken), practice_folder.laid(home):
        pass
    assert names(home / "practice") == ["thesis.txt"]
    (home / "practice").rename(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "practice").write_bytes(b"")  # even if it looks like ours there
    try:
        (home / "practice").symlink_to(tmp_path / "elsewhere")
    except OSError:
        pytest.skip("no links here")
    practice_folder.clear(home)
    with pytest.raises(PracticeFolderTaken):
        practice_folder.check(home)
    assert names(tmp_path / "elsewhere") == ["practice", "thesis.txt"]


def test_nobody_else_begins_while_one_practises(home: Path):
    with practice_folder.laid(home), pytest.raises(PracticeUnderWay):
        practice_folder.check(home)
    practice_folder.check(home)


# -- the parent ------------------------------------------------------------------------------

PARENT = """
import sys
from app import __main__ as program
children = iter({children!r})
def command(word):
    return [sys.executable, "-c", next(children), word]
sys.exit(program._keep_opening(command))
"""
SAY = "import json, os, sys; home = os.environ['SANAD_HOME']; print(json.dumps([sys.argv[1], home, sorted(os.listdir(home))]), flush=True); "
ASK, WRITE = "sys.exit(76)", "open(home + '/written', 'w').close(); "


def parent(home: Path, *children: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PARENT.format(children=children)],
        env={**os.environ, "SANAD_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("ending", ["sys.exit(0)", "sys.exit(75)", "os.abort()"])
def test_practice_ends_with_its_folder_gone_and_leads_back_to_the_lock_screen(home: Path, ending: str):
    home.mkdir()
    started = parent(home, SAY + ASK, SAY + WRITE + ending, SAY + "sys.exit(0)")
    printed, _ = started.communicate()
    assert started.returncode == 0
    assert [json.loads(line) for line in printed.splitlines()] == [
        ["--window", str(home), []],
        ["--practice", str(home / "practice"), ["practice"]],
        ["--window", str(home), []],
    ]
    assert names(home) == []


@pytest.mark.skipif(sys.platform != "linux", reason="signals")
def test_a_parent_that_is_ended_takes_the_practice_along(home: Path):
    home.mkdir()
    started = parent(home, SAY + ASK, SAY + WRITE + "import signal; signal.pause()")
    assert started.stdout is not None
    for _ in range(2):
        assert json.loads(started.stdout.readline())[0] in ("--window", "--practice")
    started.send_signal(signal.SIGTERM)
    started.communicate()
    assert started.returncode == 128 + signal.SIGTERM
    assert names(home) == []


def test_the_parent_clears_away_what_a_killed_one_left_before_the_first_window(home: Path):
    (home / "practice").mkdir(parents=True)
    (home / "practice" / "practice").write_bytes(b"")
    (home / "practice" / "device.key").write_bytes(b"x")
    printed, _ = parent(home, SAY + "sys.exit(0)").communicate()
    assert json.loads(printed) == ["--window", str(home), []]


def test_a_practice_window_opens_nowhere_but_in_such_a_folder(home: Path):
    home.mkdir()
    (home / "device.key").write_bytes(b"real")
    ended = subprocess.run(
        [sys.executable, "-m", "app", "--practice"],
        check=False,
        env={**os.environ, "SANAD_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert ended.returncode == 1
    assert names(home) == ["device.key"]
