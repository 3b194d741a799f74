"""The lines of app/ and tests/ stay within their budget, and ./run house counts what it says."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.settings import ROOT


@pytest.fixture(scope="module")
def house() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house", ROOT / "packaging" / "house.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["house"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("folder", ["app", "tests"])
def test_a_folder_has_no_more_lines_than_its_budget(house: ModuleType, folder: str):
    lines, most = house.line_count(house.sources(folder)), house.budget()[folder]
    assert lines <= most, (
        f"{folder}/ has {lines:,} lines of Python, and its budget is {most:,} ([tool.sanad.house] in "
        "pyproject.toml). Take out what is not needed any more before something is added."
    )


def test_a_room_is_a_module_in_which_something_is_called(house: ModuleType):
    from app import clock
    from app.case import reference

    passed = house.rooms(lambda: reference.reference(bytes(16), clock.now().year, "KW"))
    assert {Path(file).name for file in passed} == {"clock.py", "reference.py"}


def test_comments_of_tools_are_no_comments(house: ModuleType, tmp_path: Path):
    file = tmp_path / "some.py"
    file.write_text("# why\nx = 1  # because\ny = [1]  # fmt: skip\nz = 2  # noqa: S1\n", "utf-8")
    found = house.SourceFile(file, file.read_text("utf-8")).comments()
    assert found == [("# why", True), ("# because", False)]


def test_the_heads_of_tables_are_no_rows(house: ModuleType):
    assert house._table_rows("# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n") == 2
