"""One version: the package's, the program's, and the day on which it was given out."""

import subprocess
import sys
import tomllib
from datetime import UTC, datetime

from app import settings, version
from app.casework.session.session import Session
from app.vault import programs
from tests.casework.test_timekeeping import holds_an_interview


def test_the_package_and_the_program_have_one_version():
    document = tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))
    assert document["project"]["version"] == version.VERSION
    changes = (settings.ROOT / "CHANGELOG.md").read_text("utf-8")
    parts = changes.split("\n## ")[1:]
    given_out = [part for part in parts if "(not yet released)" not in part.partition("\n")[0]]
    assert given_out[0].startswith(f"{version.VERSION} (")


def test_a_computer_names_its_version_in_what_it_writes(at_work: Session):
    done = holds_an_interview(at_work)
    assert done.case_id
    database = at_work.reading()
    assert programs.programs(database) == {at_work.vault.stream: version.PROGRAM}
    with at_work.vault.transaction() as writer:  # by a clock of before: the later word stays
        programs.keep(writer, at_work.vault.stream, "Sanad 0.0.1", 5)
    assert programs.programs(database) == {at_work.vault.stream: version.PROGRAM}


def test_it_was_given_out_before_today():
    assert datetime(2026, 1, 1, tzinfo=UTC) < version.RELEASED <= datetime.now(UTC)


def test_the_command_line_says_which_it_is():
    done = subprocess.run([sys.executable, "-m", "app", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"Sanad {version.VERSION}\n"
