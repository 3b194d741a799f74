"""The runner of mutants makes each kind of change, of what runs only, and finds who reaches it."""

import ast
import importlib.util
import json
import subprocess
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


def likeliest(lines, seconds, root=ROOT, *, tests=9, limit_s=60.0):
    return mutate.Likeliest(lines, seconds, root=root, tests=tests, limit_s=limit_s)


def test_of_a_page_the_tests_of_the_rarest_line_come_first_then_the_quickest():
    (guard,) = mutate.mutants("a.py", b"if one:\n    raise ValueError\n")
    lines = {"a.py": {1: ["slow", "quick", "refused"], 2: ["refused"], 9: ["elsewhere"]}}
    seconds = {"slow": 2.0, "quick": 0.1, "refused": 1.0}
    seconds = {f"t.py::{name}": took for name, took in seconds.items()}
    lines = {"a.py": {n: [f"t.py::{name}" for name in names] for n, names in lines["a.py"].items()}}
    assert likeliest(lines, seconds).against(guard) == ["t.py::refused", "t.py::quick", "t.py::slow"]
    assert likeliest(lines, seconds, tests=1).against(guard) == ["t.py::refused"]
    assert likeliest(lines, seconds, limit_s=1.5).against(guard) == ["t.py::refused", "t.py::quick"]
    assert likeliest({}, seconds).against(guard) == []


def test_pages_that_name_what_is_changed_come_first_and_no_page_is_left_out(tmp_path):
    source = b"def weigh(one):\n    return one + 1\n"
    (tmp_path / "work.py").write_bytes(source)
    (tmp_path / "near.py").write_text("weigh")
    (tmp_path / "far.py").write_text("something else")
    (change,) = mutate.mutants("work.py", source)
    near, far = [f"near.py::{n}" for n in range(9)], ["far.py::0", "far.py::1"]
    lines = {"work.py": {1: [""], 2: [*far, *near]}}
    tests = likeliest(lines, dict.fromkeys([*near, *far], 1.0), tmp_path, tests=6).against(change)
    assert tests == [*near[:4], *far[:2]] or tests == [*near[:5], far[0]]


def test_what_runs_at_import_is_reached_where_its_name_is_said_and_a_default_by_who_calls(tmp_path):
    source = b"LIMIT = 3\n\ndef work(most=LIMIT, least=4):\n    return most\n\ndef other():\n    return LIMIT\n"
    (tmp_path / "work.py").write_bytes(source)
    limit, least = mutate.mutants("work.py", source)
    lines = {"work.py": {1: [""], 3: [""], 4: ["t.py::works"], 6: [""], 7: ["t.py::others"]}}
    tests = likeliest(lines, {}, tmp_path)
    assert (limit.names, tests.against(limit)) == (("LIMIT",), ["t.py::others"])
    assert (least.around, tests.against(least)) == (("work",), ["t.py::works"])
    nowhere = {"work.py": {1: [""], 4: ["t.py::works"]}}
    assert likeliest(nowhere, {}, tmp_path).against(limit) == ["t.py::works"]


def test_what_a_fixture_of_a_page_runs_counts_for_each_test_that_asks_for_it(tmp_path):
    (tmp_path / "reached.py").write_text("def work():\n    return 1\n\ndef other():\n    return 2\n")
    (tmp_path / "test_page.py").write_text(
        "import pytest, reached\n"
        "@pytest.fixture(scope='module')\ndef shared():\n    return reached.work()\n"
        "def test_first(shared):\n    reached.other()\n"
        "def test_second(shared):\n    pass\n"
        "def test_apart():\n    pass\n"
    )
    asked = (
        "import json, sys; sys.path[:0] = [sys.argv[1], '.']\n"
        "import mutate, pytest; from pathlib import Path\n"
        "with mutate.Reach(Path.cwd(), ['test_page.py'], ['reached.py']) as reach:\n"
        "    pytest.main(['-q', '-p', 'no:cacheprovider', 'test_page.py'], [reach])\n"
        "print(json.dumps(reach.lines()['reached.py']))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", asked, str(ROOT / "packaging")], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    lines = json.loads(run.stdout.splitlines()[-1])
    assert lines["2"] == ["test_page.py::test_first", "test_page.py::test_second"]
    assert lines["5"] == ["test_page.py::test_first"]


def test_what_was_measured_is_kept_and_follows_a_file_that_changed(tmp_path):
    known = mutate.Measured({"a.py": "one\ntwo\nthree\n"}, {"t.py": ("hash", False)})
    known.add({"a.py": {1: [""], 2: ["t.py::x"], 3: ["u.py::y", "t.py::x"]}}, {"t.py::x": 1.0})
    known.write(tmp_path / "kept.json")
    read = mutate.Measured.read(tmp_path / "kept.json")
    assert read == known
    assert not read.lacks("t.py", "hash", whole=False)
    assert read.lacks("t.py", "hash", whole=True)
    assert read.lacks("t.py", "other", whole=False)
    read.follow("a.py", "one\nnew\ntwo, changed\nnewer\nthree\n")
    assert read.lines == {"a.py": {1: [""], 2: ["t.py::x"], 3: ["t.py::x"], 4: ["t.py::x"], 5: ["t.py::x", "u.py::y"]}}
    assert read.of([]).lines["a.py"][5] == ["u.py::y"]
    assert read.of([]).seconds == {}
    assert mutate.Measured.read(tmp_path / "none.json") == mutate.Measured()


def test_a_sample_is_the_same_for_a_seed_and_tests_are_where_the_table_says():
    target = "app/casework/cases/redaction.py"
    first = mutate.chosen(target, 5, 1)
    assert len(set(first)) == 5
    assert mutate.chosen(target, 5, 1) == first != mutate.chosen(target, 5, 2)
    for place in mutate.TESTS_NEAR:
        pages = (*mutate.TESTS_NEAR[place], *mutate.TESTS_AROUND.get(place, ()))
        assert all((ROOT / path).exists() for path in (place, *pages))


def test_files_of_all_the_program_are_drawn_by_a_seed_with_pages_that_reach_them():
    files = mutate.drawn(1, 12)
    assert list(files) == list(mutate.drawn(1, 12)) != list(mutate.drawn(2, 12))
    assert len({file.split("/")[1] for file in files}) > 3
    for file, pages in files.items():
        assert (ROOT / file).is_file()
        assert pages == sorted(pages)
        assert all((ROOT / page).is_file() for page in pages)
    assert sum(not pages for pages in files.values()) <= 1


def test_what_imports_nothing_of_a_target_is_loaded_once_for_all_its_mutants(tmp_path):
    for name, text in {
        "__init__": "",
        "target": "import json",
        "beside": "import app.errors",
        "errors": "",
        "first": "def late():\n    from app import target",
        "second": "from app.first import late",
        "rooms/__init__": "from app.second import late",
        "rooms/quiet": "",
        "seen": "import PySide6.QtCore",
    }.items():
        file = tmp_path / "app" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert mutate.apart_from("app/target.py", tmp_path) == ["app", "app.beside", "app.errors"]
    assert mutate.apart_from("app/rooms", tmp_path)[-2:] == ["app.second", "app.target"]
    assert "app.rooms.quiet" not in mutate.apart_from("app/second.py", tmp_path)


LOADED = b"""from contextlib import contextmanager

LIMIT = 3


class Work:
    def done(self, least=1):
        inner = [n for n in range(3) if n > 1]
        return inner == [2] and least == 1

    @property
    def name(self):
        return super().__repr__() and "name"


@contextmanager
def opened():
    yield (lambda: 5)()


def at_import():
    return 7


SEVEN = at_import()
"""


def test_a_change_in_a_function_is_made_where_it_is_loaded_and_no_other(tmp_path, monkeypatch):
    (tmp_path / "loaded_here.py").write_bytes(LOADED)
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("loaded_here")
    known = mutate.Measured(lines={"loaded_here.py": {22: ["", "t.py::x"]}})
    loaded = mutate.Loaded("loaded_here.py", tmp_path, known)
    changes = mutate.mutants("loaded_here.py", LOADED)
    swapped = [change for change in changes if loaded.can_swap(change)]
    assert {change.line for change in changes} - {change.line for change in swapped} == {3, 7, 22}

    def says() -> tuple[object, ...]:
        with module.opened() as number:
            return module.Work().done(), module.Work().name, number

    as_it_is, noticed = says(), set()
    assert as_it_is == (True, "name", 5)
    for change in swapped:
        before = [(function, function.__code__) for function in loaded.functions()]
        loaded.swap(change, LOADED)
        if says() != as_it_is:
            noticed.add(change.line)
        for function, code in before:
            function.__code__ = code
        assert says() == as_it_is
    assert noticed == {8, 9, 13, 18}


def test_a_case_whose_name_holds_a_backslash_is_found_in_a_page_that_was_collected_before(tmp_path):
    """What pytest does not find would count as noticed."""
    tree = tmp_path / "tree"
    (tree / "tests").mkdir(parents=True)
    (tree / "pyproject.toml").write_text("[tool.pytest.ini_options]\nmarkers = ['long']\n")
    (tree / "tests" / "test_page.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('changed', [{'a': b'\\x00'}, {'a': 1}], ids=str)\n"
        "def test_of_bytes(changed): assert changed\n"
        "def test_that_fails(): assert False\n"
    )
    script = (
        "import sys\n"
        f"sys.path.insert(0, {str(ROOT / 'packaging')!r})\n"
        "import mutate\n"
        "from pathlib import Path\n"
        f"tree, page = Path({str(tree)!r}), 'tests/test_page.py'\n"
        "class Names:\n"
        "    def pytest_collection_modifyitems(self, items): self.found = [i.nodeid for i in items]\n"
        "names = Names()\n"
        "mutate._pytest(tree, ['--collect-only', page], [names])\n"
        "print('\\\\' in names.found[0])\n"
        "for tests in (names.found[:2], names.found[:1], names.found):\n"
        "    (tree.parent / 'failed').unlink(missing_ok=True)\n"
        "    print(mutate.outcome(tree, tests, 1.0))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-4:] == [
        "True",
        "(False, '')",
        "(False, '')",
        "(True, 'tests/test_page.py::test_that_fails')",
    ]
