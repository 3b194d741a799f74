"""Change one thing of the program at a time, and see whether a test notices.  ./run mutate

A mutant is the program with one comparison, condition, constant, call, guard or order of arguments
changed. It lives in a temporary copy of the tree; only the tests that reach the changed line run
(found once by coverage), the quickest first. A mutant that no test notices survived: printed with
its file, line and change. docs/mutation.md
"""

import argparse
import ast
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What is mutated, and the tests near it.
TESTS_NEAR = {
    "app/seal": ["tests/seal", "tests/sync/test_wire.py", "tests/sync/test_client.py"],
    "app/vault": [
        "tests/vault/test_vault.py", "tests/vault/test_guard.py", "tests/vault/test_duties.py",
        "tests/casework/test_interview.py", "tests/casework/test_erasing.py",
        "tests/casework/test_form_files.py", "tests/casework/test_clearing.py",
        "tests/casework/test_compiled.py", "tests/vault/test_sync_state.py",
        "tests/vault/test_device_key.py", "tests/casework/test_absences.py",
        "tests/casework/test_safe_copies.py",
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

# Imported once, before each mutant gets a process of its own. Nothing of app or tests is here.
_LIBRARIES = (
    "coverage", "cryptography.hazmat.primitives.asymmetric.ed25519", "cryptography.x509", "cbor2",
    "nacl.bindings", "pytest", "pyxform", "regex", "sqlcipher3", "babel.dates",
    "reportlab.pdfgen.canvas", "PySide6.QtWidgets", "httpx2", "zxcvbn", "typer",
)  # fmt: skip
_MOST_FAILED = 2  # of the tests near a target, by themselves
# A mutant that takes so much longer than the tests do by themselves is noticed too.
_TIMEOUT_S, _SLOWER = 60.0, 5.0
_COMPARED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A span of bytes of a file, and what stands there instead. `statement`: its first line."""

    path: str
    statement: int
    line: int
    kind: str
    start: int
    end: int
    old: str
    new: str

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
    for node, kind, new in _changes(tree):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        old = source[start:end].decode()
        if not old.startswith("elif"):
            first = statements[node]
            result.append(Mutant(path, first, node.lineno, kind, start, end, old, new))
    return result


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
    changes = [
        change
        for file in files
        for change in mutants(file.relative_to(ROOT).as_posix(), file.read_bytes())
    ]
    if not sample or sample >= len(changes):
        return changes
    return random.Random(f"{seed} {target}").sample(changes, sample)  # noqa: S311


# -- which tests reach a line ---------------------------------------------------------------------


class Reach:
    """A plugin of pytest: the lines of the target that each test runs, and how long it takes."""

    def __init__(self, target: str, root: Path) -> None:
        import coverage

        place = root / target
        self._files = str(place / "*") if place.is_dir() else str(place)
        self._root = root
        self._coverage = coverage.Coverage(data_file=None, include=[self._files], config_file=False)
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def __enter__(self) -> "Reach":
        self._coverage.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._coverage.stop()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: object) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.add(report.nodeid)

    def lines(self) -> dict[str, dict[int, list[str]]]:
        """By file and line, the ids of tests; "" for what runs when the file is imported."""
        data = self._coverage.get_data()
        return {
            Path(file).relative_to(self._root).as_posix(): {
                line: [name for name in names if name not in self.failed]
                for line, names in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }


def tests_reaching(
    change: Mutant, lines: dict[str, dict[int, list[str]]], seconds: dict[str, float], limit: int
) -> list[str]:
    """The quickest `limit` tests that run the line, or anything of a file whose line runs at import."""
    in_file = lines.get(change.path, {})
    last = change.line + change.old.count("\n")
    names = {name for n in range(change.statement, last + 1) for name in in_file.get(n, ())}
    if "" in names:
        names = {name for tests in in_file.values() for name in tests}
    return sorted(names - {""}, key=lambda name: seconds.get(name, 0.0))[:limit]


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


def _stand_in(tree: Path) -> None:
    os.chdir(tree)
    elsewhere = {"", str(tree), str(ROOT), str(ROOT / "packaging")}
    sys.path[:] = [str(tree), *(path for path in sys.path if path not in elsewhere)]


def _pytest(tree: Path, arguments: list[str], plugins: list[object]) -> int:
    import pytest

    _stand_in(tree)
    options = [
        "-q", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not long",
        "-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning",
    ]  # fmt: skip
    return int(
        pytest.main(
            [*options, f"--basetemp={tree.parent / (tree.name + '-tmp')}", *arguments], plugins
        )
    )


@dataclass(frozen=True, slots=True)
class FirstFailure:
    """A plugin of pytest: which test failed, into a file."""

    file: Path

    def pytest_runtest_logreport(self, report: object) -> None:
        if report.failed and not self.file.exists():
            self.file.write_text(report.nodeid, "utf-8")


def in_child(tree: Path, arguments: list[str], note: Path) -> int:
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
        code = _pytest(tree, ["-x", *arguments], [FirstFailure(note)])
    finally:
        os._exit(code)


def measured(target: str, tree: Path) -> tuple[dict[str, dict[int, list[str]]], dict[str, float]]:
    """Run the tests near a target as they are. One that fails by itself, as a window's may that waits in vain
    on a busy computer, is named and says nothing of any mutant; several are too many."""
    report = tree.parent / "reach.json"
    child = os.fork()
    if not child:
        code = 70
        try:
            with Reach(target, tree) as reach:
                code = _pytest(tree, TESTS_NEAR[target], [reach])
            for name in sorted(reach.failed):
                print(f"left out, since it fails by itself: {name}")
            if 0 < len(reach.failed) <= _MOST_FAILED:
                code = 0
            seconds = {n: s for n, s in reach.seconds.items() if n not in reach.failed}
            report.write_text(json.dumps([reach.lines(), seconds]), "utf-8")
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit(f"The tests near {target} fail by themselves; nothing was mutated.")
    lines, seconds = json.loads(report.read_text("utf-8"))
    return {path: {int(n): tests for n, tests in at.items()} for path, at in lines.items()}, seconds


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


def verdict(tree: Path, change: Mutant, tests: list[str], usual_s: float) -> bool:
    """Did a test notice? One that fails without the change too, on a computer that is busy just now, did
    not: the others are asked."""
    file, remaining = tree / change.path, tests
    source = file.read_bytes()
    while remaining:
        file.write_bytes(change.content(source))
        try:
            is_noticed, failed = outcome(tree, remaining, usual_s)
        finally:
            file.write_bytes(source)
        if not is_noticed or not failed or not outcome(tree, [failed], usual_s)[0]:
            return is_noticed
        print(f"failed without the change too: {failed}", flush=True)
        remaining = [name for name in remaining if name != failed]
    return False


def outcome(tree: Path, tests: list[str], usual_s: float) -> tuple[bool, str]:
    """Does one of these tests fail, or do they take far longer than they do by themselves? Which failed, ""
    where that is not known."""
    note = tree.parent / "failed"
    note.unlink(missing_ok=True)
    child, code = in_child(tree, tests, note), None
    deadline = time.monotonic() + _TIMEOUT_S + _SLOWER * usual_s
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


def try_all(target: str, changes: list[Mutant], limit: int) -> int:
    """How many were noticed; the others are printed."""
    with tempfile.TemporaryDirectory(prefix="sanad-mutants-") as folder:
        tree, report = Path(folder) / "tree", Path(folder) / "noticed"
        tree.mkdir()
        copy_of_tree(tree)
        lines, seconds = measured(target, tree)
        sys.stdout.flush()
        child = os.fork()
        if not child:  # what is loaded here for this target would be in the way of the next
            code = 70
            try:
                load(apart_from(target, tree), tree)
                report.write_text(str(_noticed(target, changes, limit, tree, lines, seconds)))
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                os._exit(code)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            sys.exit(f"The mutants of {target} could not be tried.")
        return int(report.read_text())


def _noticed(
    target: str, changes: list[Mutant], limit: int, tree: Path,
    lines: dict[str, dict[int, list[str]]], seconds: dict[str, float],
) -> int:  # fmt: skip
    quickest = sorted(seconds, key=lambda name: seconds[name])[:limit]
    if outcome(tree, quickest, sum(seconds[name] for name in quickest))[0]:
        sys.exit(f"The tests near {target} fail once the program is loaded; nothing was mutated.")
    noticed = 0
    for n, change in enumerate(changes, 1):
        tests = tests_reaching(change, lines, seconds, limit)
        usual_s = sum(seconds.get(name, 0.0) for name in tests)
        if tests and verdict(tree, change, tests, usual_s):
            noticed += 1
        else:
            reached = f"survived {len(tests)} tests" if tests else "reached by no test"
            print(f"{change}  ({reached})", flush=True)
        if n % 10 == 0:
            print(f"-- {target}: {n} of {len(changes)}", flush=True)
    return noticed


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run mutate", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--module", action="append", choices=[*TESTS_NEAR], help="only this; again for more"
    )
    parser.add_argument("--sample", type=int, default=150, help="mutants in all; 0 for every one")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another sample")
    parser.add_argument(
        "--tests", type=int, default=25, help="tests a mutant must survive, at most"
    )
    options = parser.parse_args()
    sys.dont_write_bytecode = True
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1"}
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("TZ", "Pacific/Chatham")
    for library in _LIBRARIES:
        importlib.import_module(library)
    targets = options.module or [*TESTS_NEAR]
    share = -(-options.sample // len(targets))
    noticed = total = 0
    for target in targets:
        changes = chosen(target, share, options.seed)
        caught = try_all(target, changes, options.tests)
        noticed, total = noticed + caught, total + len(changes)
        print(f"{target}: {caught} of {len(changes)} noticed", flush=True)
    print(f"{noticed} of {total} mutants were noticed; {total - noticed} survived.")


if __name__ == "__main__":
    main()
