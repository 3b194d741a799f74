"""Change one thing of the program at a time, and see whether a test notices.  ./run mutate

A mutant is the program with one comparison, condition, constant, call, guard or order of arguments
changed. It lives in a temporary copy of the tree; only tests that reach the changed line run (found
once by coverage), the likeliest to notice first. A mutant that no test notices survived: printed
with its file, line and change. docs/contributing/mutation.md
"""

import argparse
import ast
import compileall
import difflib
import gc
import hashlib
import importlib
import inspect
import json
import os
import py_compile
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import redirect_stdout, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import CodeType, FunctionType

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What is mutated, and the pages of tests near it: all of their tests that take a second at most.
TESTS_NEAR = {
    "app/seal": [
        "tests/seal", "tests/sync/test_wire.py", "tests/sync/test_client.py",
        "tests/vault/test_vault.py", "tests/vault/test_device_key.py",
    ],
    "app/vault": [
        "tests/vault", "tests/casework/test_interview.py", "tests/casework/test_erasing.py",
        "tests/casework/test_clearing.py", "tests/casework/test_compiled.py",
        "tests/casework/test_absences.py", "tests/casework/test_safe_copies.py",
        "tests/casework/test_budgets.py", "tests/casework/test_typed_text.py",
    ],
    "app/vault/sync_state.py": ["tests/vault/test_sync_state.py"],
    "app/casework/cases/redaction.py": [
        "tests/casework/test_withheld.py", "tests/casework/test_letter.py",
        "tests/casework/test_disclosure.py", "tests/casework/test_redaction.py",
    ],
    "app/ui/interview/controller.py": [
        "tests/ui/test_interview.py", "tests/ui/test_gates.py", "tests/ui/test_stopped.py",
        "tests/ui/test_typed_over.py", "tests/ui/test_read.py", "tests/ui/test_controller.py",
        "tests/ui/test_unsaid.py", "tests/ui/test_talking_again.py", "tests/ui/test_turned.py",
    ],
    "app/casework/export/disclosure_check.py": [
        "tests/casework/test_disclosure.py", "tests/casework/test_redaction.py",
    ],
    "app/case/recipient_rules.py": [
        "tests/case/test_recipient_rules.py", "tests/casework/test_redaction.py",
        "tests/casework/test_withheld.py",
    ],
}  # fmt: skip
# Folders beside them: of the pages that name the target, such as app.vault, the tests of ./run test --fast.
TESTS_AROUND = {
    "app/seal": ["tests/vault", "tests/sync", "tests/formats", "tests/headquarters", "tests/casework"],
    "app/vault": ["tests/casework", "tests/formats", "tests/sync"],
    "app/casework/cases/redaction.py": ["tests/casework"],
    "app/casework/export/disclosure_check.py": ["tests/casework"],
}  # fmt: skip

# Imported once, before each mutant gets a process of its own. Nothing of app or tests is here.
_LIBRARIES = (
    "coverage", "cryptography.hazmat.primitives.asymmetric.ed25519", "cryptography.x509", "cbor2",
    "nacl.bindings", "pytest", "pyxform", "regex", "sqlcipher3", "babel.dates",
    "reportlab.pdfgen.canvas", "PySide6.QtWidgets", "httpx2", "zxcvbn", "typer",
)  # fmt: skip
_NEAR_S = 1.0  # a test that takes longer is no part of the answer: it would be run 150 times
_DRAWN_S = 2.0  # of a file that was drawn few changes are tried
_MOST_FAILED = 0.01  # of the tests near a target, by themselves
# A mutant that takes so much longer of a processor than the tests do by themselves is noticed too; and one
# that does nothing for so long by the clock, which goes on however busy a computer is.
_MOST_S, _SLOWER, _WAITS_S = 20.0, 5.0, 600.0
_COMPARED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A span of bytes of a file, and what stands there instead. `statement`: its first line. `around`: the
    functions and classes it is in. `names`: what it sets, where it runs when the file is imported."""

    path: str
    statement: int
    line: int
    kind: str
    start: int
    end: int
    old: str
    new: str
    around: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def content(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]

    def __str__(self) -> str:
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.path}:{self.line}  {self.kind}: {old[:100]}  ->  {new[:100]}"


# -- which changes there are ----------------------------------------------------------------------


def mutants(path: str, source: bytes) -> list[Mutant]:
    """Each change of a file that changes what runs: no annotation, docstring, decorator or sentence."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    result = []
    tree = ast.parse(source)
    statements = {
        node: statement.lineno
        for statement in ast.walk(tree)  # outer ones first
        if isinstance(statement, ast.stmt)
        for node in ast.walk(statement)
    }
    for function in ast.walk(tree):  # a default is reached by who runs the function
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            is_documented = ast.get_docstring(function) is not None and len(function.body) > 1
            body = function.body[is_documented].lineno
            statements |= dict.fromkeys(ast.walk(function.args), body)
    places = dict(_places(tree))
    for node, kind, new in _changes(tree):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        old = source[start:end].decode()
        if not old.startswith("elif"):
            first = statements[node]
            around, names = places.get(node, ((), ()))
            change = Mutant(path, first, node.lineno, kind, start, end, old, new, around, names)
            result.append(change)
    return result


def _places(
    tree: ast.AST, around: tuple[str, ...] = (), names: tuple[str, ...] = (), *, imported: bool = True
) -> Iterator[tuple[ast.AST, tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Each node, with the functions and classes it is in and the names that it sets at import."""
    for child in ast.iter_child_nodes(tree):
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        match child:
            case ast.Assign(targets=targets) if imported:
                set_here = tuple(n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)) if imported:
                set_here = (name,)
            case _:
                set_here = names
        yield child, (around, set_here)
        inner = (*around, child.name) if is_function or isinstance(child, ast.ClassDef) else around
        yield from _places(child, inner, set_here, imported=imported and not is_function)


def _changes(tree: ast.AST) -> Iterator[tuple[ast.AST, str, str]]:
    for node in _running(tree):
        match node:
            case ast.Compare(ops=[operator], left=left, comparators=comparators):
                swapped = ast.Compare(left, [_COMPARED[type(operator)]()], comparators)
                yield node, "comparison", f"({ast.unparse(swapped)})"
            case ast.BoolOp(op=operator, values=values):
                inverse = ast.Or() if isinstance(operator, ast.And) else ast.And()
                yield node, "boolean", f"({ast.unparse(ast.BoolOp(inverse, values))})"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield node, "boolean", f"bool({ast.unparse(operand)})"
            case ast.Constant(value=bool() as value):
                yield node, "constant", str(not value)
            case ast.Constant(value=int() as value):
                yield node, "constant", str(value + 1)
            case ast.Constant(value=str() as value):
                yield node, "constant", repr(value + "x")
            case ast.Constant(value=bytes() as value):
                yield node, "constant", repr(value + b"x")
            case ast.Expr(value=ast.Call()):
                yield node, "removed call", "pass"
            case ast.If(body=[*_, ast.Raise() | ast.Return() | ast.Continue()], orelse=[]):
                yield node, "removed guard", "pass"
            case ast.Call(func=ast.Name(id="min" | "max")):  # the order is all the same
                pass
            case ast.Call(func=function, args=[first, second, *rest], keywords=keywords):
                arguments = [first, second]
                if not any(isinstance(argument, ast.Starred) for argument in arguments):
                    changed = ast.Call(function, [second, first, *rest], keywords)
                    if ast.unparse(changed) != ast.unparse(node):
                        yield node, "swapped arguments", ast.unparse(changed)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes that do something when the program runs."""
    match node:
        case ast.JoinedStr() | ast.Import() | ast.ImportFrom():
            return
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Subscript(value=ast.Name(id="Literal")):
            return
        case ast.Assign(targets=[ast.Name(id="says" | "__all__")]):
            return
        case ast.Call(func=ast.Name(id="N_" | "w" | "words" | "cast" | "TypeVar" | "NewType")):
            return
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _running(child)


def chosen(target: str, sample: int, seed: int) -> list[Mutant]:
    place = ROOT / target
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    changes = [change for file in files for change in mutants(file.relative_to(ROOT).as_posix(), file.read_bytes())]
    if not sample or sample >= len(changes):
        return changes
    return _chance(seed, target).sample(changes, sample)


def _chance(*names: object) -> random.Random:
    return random.Random(" ".join(map(str, names)))  # noqa: S311


# -- which tests reach a line ---------------------------------------------------------------------


class Reach:
    """A plugin of pytest: the lines of all targets that each test runs, and how long it takes. What a
    fixture of a whole page or module runs counts for each test that asks for it, not the first alone.
    Tests of the `near` pages that take long stay away, and all of the slow ones of others. Seconds are
    those of a processor, here and in children: on a busy computer a clock says little."""

    def __init__(self, root: Path, near: Iterable[str], targets: Iterable[str], near_s: float = _NEAR_S) -> None:
        import coverage

        files = [f"{root / target}/*" if (root / target).is_dir() else str(root / target) for target in targets]
        self._root = root
        self._coverage = coverage.Coverage(data_file=None, include=files, config_file=False)
        self._near = frozenset(near)
        times = root / "tests" / "times.tsv"
        rows = times.read_text("utf-8").splitlines() if times.exists() else []
        self._long = {
            f"tests/{name}" for name, _, took in (row.partition("\t") for row in rows) if float(took) > near_s
        }
        self._test, self._begun = "", 0.0
        self._users: dict[str, set[str]] = defaultdict(set)
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def __enter__(self) -> "Reach":
        self._coverage.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._coverage.stop()

    def pytest_collection_modifyitems(self, items: list) -> None:
        items[:] = [
            item
            for item in items
            if (
                item.nodeid.partition("[")[0] not in self._long
                if item.nodeid.partition("::")[0] in self._near
                else not item.get_closest_marker("slow")
            )
        ]

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._test, self._begun = nodeid, _worked_s()
        self._coverage.switch_context(nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] = _worked_s() - self._begun

    def pytest_runtest_setup(self, item: object) -> None:
        for definitions in item._fixtureinfo.name2fixturedefs.values():
            for definition in definitions:
                self._users[_fixture_name(definition)].add(item.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: object) -> Generator[None, object, object]:
        if fixturedef.scope == "function":
            return (yield)
        before, self._test = self._test, _fixture_name(fixturedef)
        self._coverage.switch_context(self._test)
        try:
            return (yield)
        finally:
            self._test = before
            self._coverage.switch_context(before)

    def pytest_runtest_logreport(self, report: object) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def lines(self) -> dict[str, dict[int, list[str]]]:
        """By file and line, the ids of tests; "" for what runs when the file is imported."""
        data = self._coverage.get_data()
        return {
            Path(file).relative_to(self._root).as_posix(): {
                line: sorted({test for name in names for test in self._users.get(name, {name})} - self.failed)
                for line, names in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }


def _worked_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _fixture_name(definition: object) -> str:
    return f"fixture {definition.baseid} {definition.argname}"


class Likeliest:
    """Which tests to run against a change: all that reach it and are likeliest to notice, up to a limit."""

    def __init__(
        self, lines: dict[str, dict[int, list[str]]], seconds: dict[str, float],
        tests: int, limit_s: float, root: Path = ROOT,
    ) -> None:  # fmt: skip
        self._lines, self._seconds, self._root = lines, seconds, root
        self._tests, self._limit_s = tests, limit_s
        self._texts: dict[str, frozenset[str]] = {}
        self._reached: dict[tuple[str, str], int] = defaultdict(int)
        self._reached_all: dict[str, int] = defaultdict(int)
        for path, at in lines.items():
            for names in at.values():
                for name in names:
                    self._reached[path, name] += 1
                    self._reached_all[name] += 1

    def seconds(self, tests: Iterable[str]) -> float:
        return sum(self._seconds.get(name, 0.0) for name in tests)

    def quickest(self) -> list[str]:
        return sorted(self._seconds, key=lambda name: self._seconds[name])[:25]

    def against(self, change: Mutant) -> list[str]:
        """First the pages that name what is changed, or see little else; then the others, in turns. Of a
        page the tests of its rarest lines, then those that go through most of the file in little time."""
        rarity = self._reaching(change)
        pages: dict[str, list[str]] = defaultdict(list)
        for name in sorted(rarity, key=lambda test: (rarity[test], self._price(test, change.path))):
            pages[name.partition("::")[0]].append(name)
        ranks = {page: self._likelihood(page, tests, change) for page, tests in pages.items()}
        order = sorted(pages, key=lambda page: -ranks[page])
        first = [name for page in order if ranks[page] >= 1 for name in pages[page]]
        turns = [
            pages[page][n]
            for n in range(max(map(len, pages.values()), default=0))
            for page in order
            if n < len(pages[page])
        ]
        chosen = self._within(first, self._tests // 2, self._limit_s / 2)
        rest = [name for name in turns if name not in set(chosen)]
        spent = self.seconds(chosen)
        chosen += self._within(rest, self._tests - len(chosen), self._limit_s - spent)
        return sorted(chosen, key=lambda name: order.index(name.partition("::")[0]))

    def _price(self, test: str, path: str) -> float:
        """Seconds for each line of the file that it reaches: who goes through more of it notices more."""
        return (0.02 + self._seconds.get(test, 0.0)) / (1 + self._reached[path, test])

    def _reaching(self, change: Mutant) -> dict[str, int]:
        """Each test that reaches the change, and how many tests reach the rarest of its lines. What runs at
        import is reached by those who come where its name is said (of a private one in its own file), or
        else by all of the file."""
        in_file = self._lines.get(change.path, {})
        last = change.line + change.old.count("\n")
        places = [in_file.get(n, []) for n in range(change.statement, max(last, change.statement) + 1)]
        if any("" in names for names in places):
            elsewhere = not all(name.startswith("_") for name in change.names)
            places = [
                self._lines[path].get(n, [])
                for path in (self._lines if elsewhere else [change.path])
                for n in self._said(path, change.names)
            ]
            if not any(set(names) - {""} for names in places):
                places = list(in_file.values())
        rarity: dict[str, int] = {}
        for names in places:
            for name in names:
                rarity[name] = min(len(names), rarity.get(name, len(names)))
        rarity.pop("", None)
        return rarity

    def _said(self, path: str, names: tuple[str, ...]) -> Iterator[int]:
        if names:
            pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
            text = (self._root / path).read_text("utf-8")
            for n, line in enumerate(text.splitlines(), 1):
                if pattern.search(line):
                    yield n

    def _likelihood(self, page: str, tests: list[str], change: Mutant) -> float:
        if page not in self._texts:
            file = self._root / page
            text = file.read_text("utf-8") if file.exists() else ""
            self._texts[page] = frozenset(re.findall(r"\w+", f"{page} {text}"))
        said = self._texts[page]
        module = Path(change.path).stem
        around = [name for name in (*change.around, *change.names) if not name.startswith("__")]
        of_file = max(self._reached[change.path, name] / self._reached_all[name] for name in tests)
        return (
            2.0 * any(name in said for name in around[-1:])
            + 0.5 * any(name in said for name in around[:-1])
            + 1.0 * (module in said)
            + 1.0 * (Path(page).stem == f"test_{module}")
            + of_file
        )

    def _within(self, names: list[str], tests: int, limit_s: float) -> list[str]:
        """The first of them that fit into a number and a time."""
        fitting: list[str] = []
        spent = 0.0
        for name in names:
            cost = self._seconds.get(name, 0.0)
            if len(fitting) < tests and (spent + cost <= limit_s or not fitting):
                fitting.append(name)
                spent += cost
        return fitting


# -- changing what is loaded already -------------------------------------------------------------


class Loaded:
    """The functions of a target in this process, with its tests: to change one here spares each mutant the
    loading of everything. Only what runs when a function is called can be changed so."""

    def __init__(self, target: str, tree: Path, known: "Measured") -> None:
        self._tree, self._lines = tree, known.lines
        self.trusted: set[str] = set()
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
        place = str(tree / target)
        for thing in gc.get_objects():
            if type(thing) is FunctionType and thing.__code__.co_filename.startswith(place):
                code = thing.__code__
                path = Path(code.co_filename).relative_to(tree).as_posix()
                self._functions[path, code.co_qualname, code.co_firstlineno].append(thing)

    def functions(self) -> Iterator[FunctionType]:
        for functions in self._functions.values():
            yield from functions

    def _replaced(self, change: Mutant, source: bytes) -> tuple[list[FunctionType], CodeType] | None:
        """The functions that a change is in, and their new code; None where it runs at import too."""
        path = str(self._tree / change.path)
        old = list(_functions_of(compile(source, path, "exec", dont_inherit=True)))
        new = list(_functions_of(compile(change.content(source), path, "exec", dont_inherit=True)))
        first, last = _body(ast.parse(source), source, change)
        at_import = any("" in self._lines.get(change.path, {}).get(n, ()) for n in range(first, last + 1))
        if not first or at_import or [c.co_qualname for c in old] != [c.co_qualname for c in new]:
            return None
        differing = [(before, now) for before, now in zip(old, new, strict=True) if before.co_firstlineno <= first]
        before, now = max(differing, key=lambda pair: pair[0].co_firstlineno)
        functions = self._functions.get((change.path, before.co_qualname, before.co_firstlineno), [])
        if not functions or before.co_freevars != now.co_freevars:
            return None
        return functions, now

    def can_swap(self, change: Mutant) -> bool:
        return self._replaced(change, (self._tree / change.path).read_bytes()) is not None

    def swap(self, change: Mutant, source: bytes) -> None:
        replaced = self._replaced(change, source)
        assert replaced is not None
        for function in replaced[0]:
            function.__code__ = replaced[1]


def _functions_of(code: CodeType) -> Iterator[CodeType]:
    """Those of a module and of its classes, not those inside others."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & inspect.CO_NEWLOCALS:
                yield constant
            else:
                yield from _functions_of(constant)


def _body(tree: ast.AST, source: bytes, change: Mutant) -> tuple[int, int]:
    """First and last line of the body of the outermost function around a change; zeros where there is none."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def search(node: ast.AST) -> tuple[int, int]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                if (place := search(child)) != (0, 0):
                    return place
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                first, last = child.body[0], child.body[-1]
                start = starts[first.lineno - 1] + first.col_offset
                end = starts[last.end_lineno - 1] + last.end_col_offset
                if start <= change.start and change.end <= end:
                    return first.lineno, last.end_lineno
        return 0, 0

    return search(tree)


# -- running --------------------------------------------------------------------------------------


def copy_of_tree(folder: Path) -> Path:
    """What git knows of or would, with a link to the same virtual environment."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file() and not (ROOT / name).is_symlink():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    for catalog in (ROOT / "i18n").rglob("*.mo"):
        shutil.copyfile(catalog, folder / catalog.relative_to(ROOT))
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def compile_all(tree: Path) -> None:
    """Once for all mutants: a file that differs from what was compiled is compiled by itself, whatever the
    time that it was written at."""
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(tree.parent / "bytecode")
    by_content = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(tree / "app", quiet=2, invalidation_mode=by_content)


def _stand_in(tree: Path) -> None:
    os.chdir(tree)
    elsewhere = {"", str(tree), str(ROOT), str(ROOT / "packaging")}
    sys.path[:] = [str(tree), *(path for path in sys.path if path not in elsewhere)]


def _pytest(tree: Path, arguments: list[str], plugins: list[object]) -> int:
    _stand_in(tree)
    options = [
        "-q", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not long",
        "-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning",
    ]  # fmt: skip
    return int(pytest.main([*options, f"--basetemp={tree.parent / (tree.name + '-tmp')}", *arguments], plugins))


@dataclass(frozen=True, slots=True)
class FirstFailure:
    """A plugin of pytest: which test failed, into a file."""

    file: Path

    def pytest_runtest_logreport(self, report: object) -> None:
        if report.failed and not self.file.exists():
            self.file.write_text(report.nodeid, "utf-8")


def in_child(tree: Path, arguments: list[str], note: Path, usual_s: float, before: Callable[[], None] | None) -> int:
    """The process id of a run of tests that says nothing, but for the first that fails."""
    child = os.fork()
    if child:
        return child
    os.setpgid(0, 0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    code = 70
    try:
        most = int(_MOST_S + _SLOWER * usual_s)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 5))
        if before:
            before()
        code = _pytest(tree, ["-x", *_found_again(arguments)], [FirstFailure(note)])
    finally:
        os._exit(code)


def _found_again(tests: Iterable[str]) -> list[str]:
    """Of a case whose name holds a backslash the whole test: pytest writes the backslash twice where it
    collects a page a second time in one process, and what it does not find would count as noticed."""
    return list(dict.fromkeys(name.partition("[")[0] if "\\" in name else name for name in tests))


@dataclass(slots=True)
class Measured:
    """Which tests reach which lines of the targets, kept from one run to the next. `sources`: the files as
    they were then. `pages`: of each page of tests its hash, and whether its slower tests ran too."""

    sources: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[str, bool]] = field(default_factory=dict)
    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> "Measured":
        if not file.exists():
            return cls()
        read = cls(**json.loads(file.read_text("utf-8")))
        read.pages = {page: (hash_, whole) for page, (hash_, whole) in read.pages.items()}
        read.lines = {path: {int(n): names for n, names in at.items()} for path, at in read.lines.items()}
        return read

    def write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(asdict(self)), "utf-8")
        unfinished.replace(file)

    def lacks(self, page: str, hash_: str, *, whole: bool) -> bool:
        return self.pages.get(page) not in {(hash_, True), (hash_, whole)}

    def forget(self, pages: Iterable[str]) -> None:
        """Before they are measured again."""
        gone = set(pages)
        for page in gone:
            self.pages.pop(page, None)

        def stays(name: str) -> bool:
            return name.partition("::")[0] not in gone

        self.seconds = {name: took for name, took in self.seconds.items() if stays(name)}
        self.lines = {
            path: {n: [name for name in names if stays(name)] for n, names in at.items()}
            for path, at in self.lines.items()
        }

    def of(self, pages: Iterable[str]) -> "Measured":
        """What these pages reach, and what runs at import."""
        others = Measured(self.sources, dict(self.pages), self.lines, self.seconds)
        others.forget(set(self.pages) - set(pages))
        return others

    def add(self, lines: dict[str, dict[int, list[str]]], seconds: dict[str, float]) -> None:
        for path, at in lines.items():
            before = self.lines.setdefault(path, {})
            for n, names in at.items():
                before[n] = sorted({*before.get(n, ()), *names})
        self.seconds |= seconds

    def follow(self, path: str, text: str) -> None:
        """The file is another now: what reached a line reaches it where it stands, and what changed is
        reached by those who reached what stood there, or the line before."""
        before, now = self.sources.get(path, text).splitlines(), text.splitlines()
        self.sources[path] = text
        if before == now or path not in self.lines:
            return
        at, moved = self.lines[path], dict[int, list[str]]()
        matcher = difflib.SequenceMatcher(None, before, now, autojunk=False)
        for kind, first, last, new_first, new_last in matcher.get_opcodes():
            if kind == "equal":
                for n in range(first, last):
                    moved[n - first + new_first + 1] = at.get(n + 1, [])
                continue
            lines = range(first + 1, last + 1) or [first]
            names = sorted({name for n in lines for name in at.get(n, ())})
            moved |= dict.fromkeys(range(new_first + 1, new_last + 1), names)
        self.lines[path] = {n: names for n, names in moved.items() if names}


_MOST_PAGES = 6  # of those that name a file that was drawn


def drawn(seed: int, number: int) -> dict[str, list[str]]:
    """Files of all of app/ by a seed, a long one likelier than a short one, each with pages of tests near
    it: such as name its module, else such as name one that imports it, and so on. Not all have some."""
    rng = _chance(seed)
    files = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in sorted((ROOT / "app").rglob("*.py"))
        if "FunctionDef" in {type(node).__name__ for node in ast.walk(ast.parse(file.read_bytes()))}
    }
    imported_by: dict[str, list[str]] = defaultdict(list)
    for name, file in files.items():
        for imported in _imported(ast.parse(file.read_bytes())):
            imported_by[imported].append(name)
    named_by: dict[str, set[str]] = defaultdict(set)
    for page in sorted((ROOT / "tests").rglob("test_*.py")):
        for imported in _imported(ast.parse(page.read_bytes())):
            named_by[imported].add(page.relative_to(ROOT).as_posix())
    found: dict[str, list[str]] = {}
    lines = [files[name].read_bytes().count(b"\n") for name in files]
    while len(found) < number:
        (name,) = rng.choices([*files], lines)
        pages = _pages_near(name, imported_by, named_by)[:_MOST_PAGES]
        found[files[name].relative_to(ROOT).as_posix()] = sorted(pages)
    return found


def _pages_near(name: str, imported_by: Mapping[str, list[str]], named_by: Mapping[str, set[str]]) -> list[str]:
    """The nearest first, until there are enough."""
    nearest, seen, found = [name], {name}, dict[str, None]()
    while nearest and len(found) < _MOST_PAGES:
        pages = set[str]().union(*(named_by.get(each, set()) for each in nearest))
        found |= dict.fromkeys(sorted(pages, key=lambda page: (_part(page) != _part(name), page)))
        further = {user for each in nearest for user in imported_by.get(each, ())} - seen
        nearest, seen = sorted(further), seen | further
    if found:
        return [*found]
    # loaded by name alone, as the command line's words are
    return sorted({page for pages in named_by.values() for page in pages if f"test_{_part(name)}" in page})


def _part(name: str) -> str:
    """ "vault", of app.vault.log and of tests/vault/test_log.py."""
    return re.split(r"[./]", name)[1]


_KEPT = ROOT / "build" / "mutate.json"
_AT_ONCE = 20  # pages measured before what is known by then is written down


def measured(target: str, tree: Path) -> Measured:
    """Run the tests near a target as they are, but for pages whose measurement is known from before. One that
    fails by itself, as a window's may that waits in vain on a busy computer, is named and says nothing of
    any mutant; several are too many."""
    known = Measured.read(_KEPT)
    for file in _files_of(TESTS_NEAR, tree, "*.py"):
        known.follow(file, (tree / file).read_text("utf-8"))
    near = set(_files_of(TESTS_NEAR[target], tree, "test_*.py"))
    named = target.removesuffix(".py").replace("/", ".")
    forms = re.compile(rf"{re.escape(named)}\b|from {named.rpartition('.')[0]} import .*\b{Path(target).stem}\b")
    around = _files_of(TESTS_AROUND.get(target, ()), tree, "test_*.py")
    wanted = sorted(near.union(page for page in around if forms.search((tree / page).read_text("utf-8"))))
    hashes = {page: hashlib.sha256((tree / page).read_bytes()).hexdigest() for page in wanted}
    lacking = [page for page in wanted if known.lacks(page, hashes[page], whole=page in near)]
    failed: list[str] = []
    for n in range(0, len(lacking), _AT_ONCE):
        print(f"-- {target}: measuring, {n} of {len(lacking)} pages", flush=True)
        pages = lacking[n : n + _AT_ONCE]
        lines, seconds, new_failed = _measure(pages, near, tree)
        known.forget(pages)
        known.add(lines, seconds)
        known.pages |= {page: (hashes[page], page in near) for page in pages}
        known.write(_KEPT)
        failed += new_failed
    for name in failed:
        print(f"left out, since it fails by itself: {name}")
    if len(failed) > max(2, _MOST_FAILED * len(known.seconds)):
        sys.exit(f"The tests near {target} fail by themselves; nothing was mutated.")
    return known.of(wanted)


def _files_of(places: Iterable[str], tree: Path, pattern: str) -> list[str]:
    files = [
        file for place in map(tree.joinpath, places) for file in (place.rglob(pattern) if place.is_dir() else [place])
    ]
    return [file.relative_to(tree).as_posix() for file in files]


def _measure(
    pages: list[str], near: Iterable[str], tree: Path
) -> tuple[dict[str, dict[int, list[str]]], dict[str, float], list[str]]:
    """In a process of its own: reached lines, seconds, and what fails by itself."""
    report = tree.parent / "reach.json"
    report.unlink(missing_ok=True)
    child = os.fork()
    if not child:
        try:
            sys.dont_write_bytecode = False  # tests do not change: what pytest makes of them is kept
            near_s = _NEAR_S if "app/seal" in TESTS_NEAR else _DRAWN_S
            with Reach(tree, near, TESTS_NEAR, near_s) as reach:
                _pytest(tree, pages, [reach])
            seconds = {n: s for n, s in reach.seconds.items() if n not in reach.failed}
            report.write_text(json.dumps([reach.lines(), seconds, sorted(reach.failed)]), "utf-8")
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.waitpid(child, 0)
    if not report.exists():
        sys.exit(f"Not to be measured: {' '.join(pages)}")
    lines, seconds, failed = json.loads(report.read_text("utf-8"))
    by_number = {path: {int(n): names for n, names in at.items()} for path, at in lines.items()}
    return by_number, seconds, failed


def apart_from(target: str, tree: Path) -> list[str]:
    """The modules of the program that import nothing of a target, not even through others: they can be
    loaded once for all mutants of it. Nor of Qt, which a fork does not carry over whole."""
    files = {
        ".".join(file.relative_to(tree).with_suffix("").parts).removesuffix(".__init__"): file
        for file in (tree / "app").rglob("*.py")
    }
    imported_by: dict[str, set[str]] = {name: set() for name in (*files, "PySide6")}
    for name, file in files.items():
        around = name.rpartition(".")[0]
        for imported in (around, *_imported(ast.parse(file.read_bytes()))):
            if imported in imported_by:
                imported_by[imported].add(name)
    place = tree / target
    reaching = [name for name, file in files.items() if file == place or place in file.parents]
    reaching.append("PySide6")
    touched = set(reaching)
    while reaching:
        new = imported_by[reaching.pop()] - touched
        touched |= new
        reaching += new
    return sorted(name for name in files.keys() - touched if not name.endswith("__main__"))


def _imported(tree: ast.AST) -> Iterator[str]:
    """Also the packages that lie around: their __init__ runs too."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def load(modules: Iterable[str], tree: Path) -> None:
    _stand_in(tree)
    for name in modules:
        with suppress(Exception):  # of another system, or not to be imported by itself
            importlib.import_module(name)


def verdict(tree: Path, change: Mutant, tests: list[str], usual_s: float, loaded: Loaded | None) -> bool:
    """Did a test notice? One that fails without the change too, on a computer that is busy just now, did
    not: the others are asked. With what is `loaded` a test is trusted that once passed without a change."""
    file, remaining = tree / change.path, tests
    source = file.read_bytes()
    while remaining:
        file.write_bytes(change.content(source))
        try:
            swap = (lambda: loaded.swap(change, source)) if loaded else None
            is_noticed, failed = outcome(tree, remaining, usual_s, swap)
        finally:
            file.write_bytes(source)
        if not is_noticed or not failed or (loaded and failed in loaded.trusted):
            return is_noticed
        if not outcome(tree, [failed], usual_s)[0]:
            if loaded:
                loaded.trusted.add(failed)
            return True
        print(f"failed without the change too: {failed}", flush=True)
        remaining = [name for name in remaining if name != failed]
    return False


def outcome(tree: Path, tests: list[str], usual_s: float, before: Callable[[], None] | None = None) -> tuple[bool, str]:
    """Does one of these tests fail, or do they take far longer than they do by themselves? Which failed, ""
    where that is not known."""
    note = tree.parent / "failed"
    note.unlink(missing_ok=True)
    child, code = in_child(tree, tests, note, usual_s, before), None
    deadline = time.monotonic() + _WAITS_S
    try:
        while code is None and time.monotonic() < deadline:
            ended, status = os.waitpid(child, os.WNOHANG)
            code = os.waitstatus_to_exitcode(status) if ended else None
            time.sleep(0.05)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        if code is None:
            os.waitpid(child, 0)
    return code != 0, note.read_text("utf-8") if note.exists() else ""


def try_all(target: str, changes: list[Mutant], limit: int, limit_s: float) -> int:
    """How many were noticed; the others are printed."""
    with tempfile.TemporaryDirectory(prefix="sanad-mutants-") as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        copy_of_tree(tree)
        compile_all(tree)
        known = measured(target, tree)
        likeliest = Likeliest(known.lines, known.seconds, tests=limit, limit_s=limit_s, root=tree)
        trial = Trial(target, tree, known, likeliest)
        remaining = changes
        if not target.startswith("app/ui/"):  # Qt does not go through a fork whole
            remaining = trial.in_process(lambda: trial.with_loaded(changes), changes)
        # what is loaded here for this target would be in the way of the next
        remaining = trial.in_process(lambda: trial.by_loading(remaining), remaining)
        if remaining:
            sys.exit(f"The mutants of {target} could not be tried.")
        return trial.noticed


class Trial:
    """The mutants of one target: those in functions first, changed where they are loaded, then the others, each
    with a process of its own that loads it."""

    def __init__(self, target: str, tree: Path, known: Measured, likeliest: Likeliest) -> None:
        self._target, self._tree, self._known, self._likeliest = target, tree, known, likeliest
        self._report = tree.parent / "noticed"
        self.noticed = 0

    def in_process(self, work: Callable[[], list[Mutant]], changes: list[Mutant]) -> list[Mutant]:
        """What a process of its own did not try."""
        sys.stdout.flush()
        child = os.fork()
        if not child:
            code = 70
            try:
                remaining = work()
                places = [changes.index(change) for change in remaining]
                self._report.write_text(json.dumps([self.noticed, places]))
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                os._exit(code)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            sys.exit(f"The mutants of {self._target} could not be tried.")
        self.noticed, places = json.loads(self._report.read_text())
        return [changes[place] for place in places]

    def with_loaded(self, changes: list[Mutant]) -> list[Mutant]:
        """Those that have to be loaded anew."""
        against = {change: self._likeliest.against(change) for change in changes}
        pages = sorted({name.partition("::")[0] for tests in against.values() for name in tests})
        quickest = self._likeliest.quickest()
        pages += sorted({name.partition("::")[0] for name in quickest} - set(pages))
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
            _pytest(self._tree, ["--collect-only", *pages], [])
        self._look_over(quickest)
        loaded = Loaded(self._target, self._tree, self._known)
        swapped = [change for change in changes if loaded.can_swap(change)]
        self._try(swapped, loaded)
        return [change for change in changes if change not in set(swapped)]

    def by_loading(self, changes: list[Mutant]) -> list[Mutant]:
        load(apart_from(self._target, self._tree), self._tree)
        if changes:
            self._look_over(self._likeliest.quickest())
        self._try(changes, None)
        return []

    def _look_over(self, tests: list[str]) -> None:
        if outcome(self._tree, tests, self._likeliest.seconds(tests))[0]:
            sys.exit(f"The tests near {self._target} fail once the program is loaded; nothing was mutated.")

    def _try(self, changes: list[Mutant], loaded: Loaded | None) -> None:
        for n, change in enumerate(changes, 1):
            tests = self._likeliest.against(change)
            usual_s = self._likeliest.seconds(tests)
            if tests and verdict(self._tree, change, tests, usual_s, loaded):
                self.noticed += 1
            else:
                reached = f"survived {len(tests)} tests" if tests else "reached by no test"
                print(f"{change}  ({reached})", flush=True)
            if n % 10 == 0:
                how = "in place" if loaded else "loaded anew"
                print(f"-- {self._target}: {n} of {len(changes)} {how}", flush=True)


def main() -> None:
    if sys.argv[1:2] == ["promises"]:
        import promises

        sys.exit(promises.main([int(number) for number in sys.argv[2:]]))
    parser = argparse.ArgumentParser(prog="./run mutate", description=__doc__.splitlines()[0])
    parser.add_argument("--module", action="append", choices=[*TESTS_NEAR], help="only this; again for more")
    parser.add_argument("--files", type=int, default=0, help="so many files drawn from all of app/, not the modules")
    parser.add_argument("--sample", type=int, default=150, help="mutants in all; 0 for every one")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another sample")
    parser.add_argument("--tests", type=int, default=80, help="tests a mutant must survive, at most")
    parser.add_argument("--seconds", type=float, default=12.0, help="what they may take by themselves, together")
    options = parser.parse_args()
    sys.dont_write_bytecode = True
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1"}
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("TZ", "Pacific/Chatham")
    for library in _LIBRARIES:
        importlib.import_module(library)
    if options.files:
        TESTS_NEAR.clear()
        TESTS_NEAR.update(drawn(options.seed, options.files))
    targets = options.module or [*TESTS_NEAR]
    share = -(-options.sample // len(targets))
    noticed = total = 0
    for target in targets:
        changes = chosen(target, share, options.seed)
        caught = try_all(target, changes, options.tests, options.seconds)
        noticed, total = noticed + caught, total + len(changes)
        print(f"{target}: {caught} of {len(changes)} noticed", flush=True)
    print(f"{noticed} of {total} mutants were noticed; {total - noticed} survived.")


if __name__ == "__main__":
    main()
