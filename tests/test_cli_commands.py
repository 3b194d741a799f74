"""What whoever adds a command, or a key of a document, relies on."""

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from importlib import import_module
from inspect import isfunction
from pathlib import Path

import pytest

from app import cli
from app.cli.commands import GROUPS
from app.cli.json_output import JsonView, encode

COMMANDS = Path(cli.__file__).parent
PROMISED = (Path(__file__).resolve().parents[1] / "docs" / "cli.md").read_text("utf-8")


def test_the_table_names_every_command_that_is_written():
    named = {
        (module, f"{path.rpartition(' ')[2] or 'sanad'}_{word}".replace("-", "_"))
        for path, group in GROUPS.items()
        for module, _, word in (place.partition(".") for place in group.words)
    }
    written = {
        (file.stem, name)
        for file in COMMANDS.glob("*.py")
        for name, function in vars(import_module(f"app.cli.{file.stem}")).items()
        if (isfunction(function) and hasattr(function, "__signature__")) or name == "case_record"
    }
    unnamed, unwritten = sorted(written - named), sorted(named - written)
    assert not unnamed, f"not in app/cli/commands.py yet: {unnamed} (module, GROUP_WORD)"
    assert not unwritten, f"named in app/cli/commands.py, and no module has that function: {unwritten}"


def test_help_of_a_group_imports_none_of_its_modules():
    script = (
        "import sys; from app.cli.commands import command_line\n"
        "command_line().main(['case', '--help'], prog_name='sanad', standalone_mode=False)\n"
        "assert 'app.cli.erasure' not in sys.modules and 'app.casework' not in sys.modules"
    )
    run = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert not run.returncode, run.stderr
    assert "Open a closed case again." in run.stdout


def test_listing_cases_loads_no_libraries_that_it_does_not_use():
    """What a command loads is most of what it takes beside the passphrase."""
    script = (
        "import app.cli.case_search, sys\n"
        "unused = {'http_message_signatures', 'rapidfuzz', 'httpx2', 'pyxform', 'lxml', 'openpyxl',"
        " 'reportlab', 'pikepdf', 'PIL', 'pyhanko', 'app.casework.exchange.post'}\n"
        "assert not unused & set(sys.modules), unused & set(sys.modules)\n"
        "assert sum(name.startswith('app.') for name in sys.modules) <= 340"
    )
    run = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert not run.returncode, run.stderr


@pytest.mark.parametrize(
    "words",
    [
        "case status X", "case status X --set rubbish", "case resolve X Y", "case review X",
        "case consent X --purpose share", "case links", "case link X Y --as rubbish",
        "case refer X --to a --service s --reason r --urgency 9d", "case service X",
        "case group make X --kind rubbish --name N", "case person X --role rubbish",
        "case group share G --role site --set rubbish", "case letter X R -o F --language fr",
        "draft close X --outcome rubbish", "tasks --kind rubbish", "enrol",
        "interview --part rubbish", "form check F --records --against F",
    ],
)  # fmt: skip
def test_wrong_use_is_said_before_a_passphrase_is_asked_for(words: str, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SANAD_HOME", str(tmp_path))  # where nobody is set up: else no_vault
    assert cli.main(words.split()) == 2
    assert "Error: Invalid value: " in capsys.readouterr().err


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Place:
    name: str
    secret: str = "not to be shown"


@dataclass(frozen=True)
class Meeting:
    meeting_id: bytes
    at: datetime
    until: date | None
    colour: Colour
    places: tuple[Place, ...]
    host: Place | None
    facts: dict[str, str]
    note: str = ""


MEETING = Meeting(
    b"\x01\xff",
    datetime(2026, 11, 27, 8, 30, tzinfo=UTC),
    None,
    Colour.RED,
    (Place("Hall"),),
    None,
    {"phone": "1", "city": "Kuwait"},
)


def test_a_view_shows_its_keys_in_their_order_and_nothing_else():
    place = JsonView(Place, "name")
    view = JsonView(
        Meeting,
        "at id=meeting_id until colour *facts places host count note?",
        places=place,
        host=place,
        count=lambda meeting: len(meeting.places),
    )
    document = view(MEETING)
    assert list(document.items()) == [
        ("at", "2026-11-27T08:30:00+00:00"),
        ("id", "01ff"),
        ("until", None),
        ("colour", "red"),
        ("phone", "1"),
        ("city", "Kuwait"),
        ("places", [{"name": "Hall"}]),
        ("host", None),
        ("count", 1),
    ]


def test_a_view_of_an_attribute_that_is_not_there_is_refused_when_it_is_written():
    with pytest.raises(TypeError, match="Place has no nmae"):
        JsonView(Place, "nmae")
    with pytest.raises(TypeError, match="no key"):
        JsonView(Place, "name", nmae=len)


def test_a_dataclass_is_encoded_by_its_fields_and_the_names_that_they_give():
    @dataclass
    class Answer:
        kind: str
        as_: set[str] = field(metadata={"json": "as"})

    assert encode(Answer("x", {"b", "a"})) == {"kind": "x", "as": ["a", "b"]}
    with pytest.raises(TypeError):
        encode(object())


@pytest.mark.parametrize("module", sorted(file.stem for file in COMMANDS.glob("*.py")))
def test_each_key_of_a_document_is_promised_to_scripts(module: str):
    views = vars(import_module(f"app.cli.{module}")).items()
    unnamed = {
        f"{name} in app/cli/{module}.py: {key.name}"
        for name, view in views
        if isinstance(view, JsonView)
        for key in view.keys
        if not key.merged and f'"{key.name}"' not in PROMISED
    }
    assert not unnamed, (
        f"docs/cli.md names no such key; add it, in quotes, to the row of its command: {sorted(unnamed)}"
    )
