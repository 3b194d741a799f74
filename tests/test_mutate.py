"""The runner of mutants makes each kind of change, of what runs only, and finds who reaches it."""

import ast
import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPEC = importlib.util.spec_from_file_location("mutate", ROOT / "packaging" / "mutate.py")
assert SPEC is not None
assert SPEC.loader is not None
mutate = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = mutate
SPEC.loader.exec_module(mutate)

SOURCE = '''"""No docstring is changed."""
from typing import Literal

Kind = Literal["a"]


class Refused(Exception):
    says = N_("No sentence is changed.")


def work(one: "int", é: int = 3) -> "str":
    if one is None:
        return ""
    elif not é:
        return min(1, one)
    ü, call = "ü", print
    call(one, é)
    return ü if one == 2 and é in (4,) else f"{one}"
'''.encode()


def test_each_kind_of_change_is_made_once_where_something_runs():
    changes = mutate.mutants("app/work.py", SOURCE)
    assert sorted((change.line, change.kind, change.new) for change in changes) == [
        (11, "constant", "4"),
        (12, "comparison", "(one is not None)"),
        (13, "constant", "'x'"),
        (14, "boolean", "bool(é)"),
        (15, "constant", "2"),
        (16, "constant", "'üx'"),
        (17, "removed call", "pass"),
        (17, "swapped arguments", "call(é, one)"),
        (18, "boolean", "(one == 2 or é in (4,))"),
        (18, "comparison", "(one != 2)"),
        (18, "comparison", "(é not in (4,))"),
        (18, "constant", "3"),
        (18, "constant", "5"),
    ]
    for change in changes:
        assert change.content(SOURCE) != SOURCE
        ast.parse(change.content(SOURCE))


def test_a_guard_that_ends_is_taken_out():
    source = b"def work(one):\n    if one:\n        raise ValueError\n    return one\n"
    (guard,) = mutate.mutants("app/work.py", source)
    assert guard.content(source) == b"def work(one):\n    pass\n    return one\n"


def test_the_quickest_tests_that_reach_the_statement_come_first():
    (guard,) = mutate.mutants("a.py", b"if one:\n    raise ValueError\n")
    lines = {"a.py": {1: ["slow", "quick"], 2: ["other"], 9: ["elsewhere"]}}
    seconds = {"slow": 2.0, "quick": 0.1, "other": 1.0}
    assert mutate.tests_reaching(guard, lines, seconds, 9) == ["quick", "other", "slow"]
    assert mutate.tests_reaching(guard, lines, seconds, 1) == ["quick"]
    imported = {"a.py": {1: [""], 9: ["elsewhere"]}}
    assert mutate.tests_reaching(guard, imported, seconds, 9) == ["elsewhere"]
    assert mutate.tests_reaching(guard, {}, seconds, 9) == []


def test_a_sample_is_the_same_for_a_seed_and_tests_are_where_the_table_says():
    target = "app/casework/cases/redaction.py"
    first = mutate.chosen(target, 5, 1)
    assert len(set(first)) == 5
    assert mutate.chosen(target, 5, 1) == first != mutate.chosen(target, 5, 2)
    for place, tests in mutate.TESTS_NEAR.items():
        assert all((ROOT / path).exists() for path in (place, *tests))


def test_what_imports_nothing_of_a_target_is_loaded_once_for_all_its_mutants(tmp_path):
    for name, text in {
        "__init__": "", "target": "import json", "beside": "import app.errors", "errors": "",
        "first": "def late():\n    from app import target", "second": "from app.first import late",
        "rooms/__init__": "from app.second import late", "rooms/quiet": "", "seen": "import PySide6.QtCore",
    }.items():  # fmt: skip
        file = tmp_path / "app" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert mutate.apart_from("app/target.py", tmp_path) == ["app", "app.beside", "app.errors"]
    assert mutate.apart_from("app/rooms", tmp_path)[-2:] == ["app.second", "app.target"]
    assert "app.rooms.quiet" not in mutate.apart_from("app/second.py", tmp_path)
