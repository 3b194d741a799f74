"""What the package promises to whoever imports it."""

import base64
import doctest
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import form

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("open", "start", "restore", "answer", "add", "remove", "state")
TABLE = b"""
| survey |              |         |       |           |
|        | type         | name    | label | relevant  |
|        | integer      | people  | N     |           |
|        | begin_group  | group   | G     |           |
|        | text         | hidden  | H     | ${people} = 7 |
|        | end_group    |         |       |           |
|        | begin_repeat | person  | P     |           |
|        | text         | name    | Name  |           |
|        | end_repeat   |         |       |           |
"""


def test_the_example_in_the_documentation_of_the_package_runs_as_it_is_written():
    result = doctest.testmod(form, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 10
    assert not result.failed


def test_the_page_about_the_engine_shows_the_same_example():
    page = (ROOT / "docs" / "contributing" / "questionnaire-engine.md").read_text("utf-8")
    example = (form.__doc__ or "").partition(">>> ")[2]
    assert ">>> " + example.strip() in page


def test_everything_that_is_promised_is_there():
    assert {*WORDS} <= {*form.__all__}
    assert [name for name in form.__all__ if not hasattr(form, name)] == []
    assert all(getattr(form, word).__doc__ for word in WORDS)


def test_the_state_tells_of_every_place_also_of_those_that_are_not_asked():
    interview = form.start(form.open(TABLE, "t.md"), new_id=lambda: "e1")
    state = form.state(interview)
    entry = "/data/person[e1]"
    assert [ref for ref in state if "meta" not in ref] == [
        "/data",
        "/data/people",
        "/data/group",
        "/data/group/hidden",
        "/data/person",
        entry,
        f"{entry}/name",
    ]
    assert not state["/data/group/hidden"].relevant
    interview.answer("/data/people", "7")
    assert form.state(interview)["/data/group/hidden"].relevant
    assert form.state(interview)[f"{entry}/name"] == interview.node(f"{entry}/name")


def test_a_form_is_opened_by_its_path_too(tmp_path: Path):
    file = tmp_path / "household.md"
    file.write_bytes(TABLE)
    by_text, by_path = form.open(str(file)), form.open(file)
    assert by_text.hash == by_path.hash == form.open(TABLE, "household.md").hash
    with pytest.raises(form.FormRefused):
        form.open(str(tmp_path / "missing.md"))


def test_an_interview_goes_on_from_its_xml_as_well():
    household = form.open(TABLE, "t.md")
    interview = form.start(household)
    form.answer(interview, "/data/people", "3")
    restored = form.restore(household, interview.instance_xml())
    assert restored.value("/data/people") == "3"


def test_loading_the_engine_loads_no_network_and_nothing_else_of_sanad():
    program = (
        "import sys, app.form\n"
        "print(*(name for name in sys.modules if name.split('.')[0] in"
        " {'urllib', 'http', 'socket', 'ssl', 'email', 'nacl', 'cryptography'}"
        " or (name.startswith('app.') and not name.startswith('app.form'))))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert sorted(loaded) == ["app.clock", "app.errors"]


def test_the_engine_works_in_a_folder_where_nothing_else_of_sanad_is(tmp_path: Path):
    alone = tmp_path / "app"
    shutil.copytree(ROOT / "app" / "form", alone / "form")
    for name in ("__init__.py", "errors.py", "clock.py"):
        shutil.copy(ROOT / "app" / name, alone / name)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nimport doctest, app.form\n"
        "print(doctest.testmod(app.form, optionflags=doctest.ELLIPSIS).failed, app.form.__file__)"
    )
    failed, file = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout.split()
    assert failed == "0"
    assert Path(file) == alone / "form" / "__init__.py"


def test_without_a_way_to_check_signatures_nothing_counts_as_signed():
    checked: list[bytes] = []

    def verify(key: bytes, signature: bytes, message: bytes) -> bool:
        checked.append(message)
        return key == b"k" * 32 and signature == b"s" * 64

    signed = _base64(b"s" * 64 + b"what was signed")
    by_key, by_another = (f"extract-signed('{signed}', '{_base64(key * 32)}')" for key in (b"k", b"x"))
    unchecked = form.start(form.open(TABLE, "t.md"))
    assert unchecked.evaluate(by_key, "/data/people") == ""
    interview = form.start(form.open(TABLE, "t.md", verify=verify))
    assert interview.evaluate(by_key, "/data/people") == "what was signed"
    assert interview.evaluate(by_another, "/data/people") == ""
    assert checked == [b"what was signed"] * 2


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
