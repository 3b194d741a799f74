"""Names and places as people have them: Arabic, long, held by others, two users on one computer."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.session.officers import vaults
from app.disk import write_whole
from tests.people import PHRASE, Person, keeps_a_case

ROOT = Path(__file__).resolve().parents[2]


def words(*command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *command],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **env},
        text=True,
        encoding="utf-8",
    )


def test_records_live_in_a_profile_with_an_arabic_name(tmp_path: Path):
    profile = tmp_path / "المستخدمون" / "ليلى السالم" / "AppData" / "Local"
    profile.mkdir(parents=True)
    layla = Person("ليلى السالم", profile / "sanad")
    session = layla.sets_up()
    case = keeps_a_case(session, "Sunita Tamang")
    session.close()
    session = layla.unlocks()
    assert queries.case(session, case).name == "Sunita Tamang"
    session.close()
    assert [row.name for row in vaults(layla.home)] == ["ليلى السالم"]


def test_a_path_of_more_than_260_signs_works_or_says_so(tmp_path: Path):
    deep = tmp_path
    while len(str(deep)) < 300:
        deep = deep / ("مجلد طويل الاسم " * 2).strip()
    try:
        deep.mkdir(parents=True)
    except OSError:
        pytest.skip("this Windows has no long paths")
    layla = Person("ليلى السالم", deep / "sanad")
    layla.sets_up().close()
    layla.unlocks().close()


def test_each_user_of_a_computer_has_records_of_their_own(tmp_path: Path):
    seen = []
    for name in ("ليلى", "omar"):
        local = tmp_path / name / "AppData" / "Local"
        local.mkdir(parents=True)
        code = "from app import settings; import sys; sys.stdout.write(str(settings.home()))"
        home = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "SANAD_HOME": str(local / "sanad")},
        ).stdout
        Person(name, Path(home)).sets_up().close()
        seen.append([row.name for row in vaults(Path(home))])
    assert seen == [["ليلى"], ["omar"]]


def test_the_data_folder_is_the_one_that_does_not_roam():
    """A profile that roams is copied to a server at every sign-out: records stay in the local part."""
    home = {**os.environ}
    home.pop("SANAD_HOME", None)
    code = "from app import settings; print(settings.home())"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True, env=home
    ).stdout
    assert "\\Local\\" in said
    assert "Roaming" not in said


def test_a_file_that_another_program_holds_stays_as_it_is(tmp_path: Path):
    """As antivirus programs and editors do: nothing replaces it meanwhile, and nothing lies beside it."""
    file = tmp_path / "قائمة.json"
    file.write_text("before")
    with file.open("rb"), pytest.raises(OSError, match="denied"):
        write_whole(file, b"after")
    assert file.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == [file.name]
    write_whole(file, b"after")
    assert file.read_text() == "after"


def test_the_command_line_speaks_arabic_through_a_pipe(tmp_path: Path):
    phrase = tmp_path / "phrase"
    phrase.write_text(PHRASE, "utf-8")
    layla = Person("ليلى السالم", tmp_path / "home")
    session = layla.sets_up()
    keeps_a_case(session, "سونيتا تامانغ")
    session.close()
    done = words("case", "list", "--json", env={"SANAD_HOME": str(layla.home), "SANAD_PASSPHRASE_FILE": str(phrase)})
    assert done.returncode == 0, done.stderr
    assert "سونيتا" in done.stdout
    assert json.loads(done.stdout)
