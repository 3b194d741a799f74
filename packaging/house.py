"""What there is to carry on, in figures: ./run house

The lines of app/ and tests/ have a budget, [tool.sanad.house] in pyproject.toml; tests/test_house.py
fails where one is passed.
"""

import ast
import sys
import tempfile
import threading
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHORT_FILE, LONG_FUNCTION, LONG_LINE = 60, 60, 100
NAME = "/data/person/name"
# to the tools, not to whoever reads
_DIRECTIVES = ("fmt:", "noqa", "type:", "pragma:")


@dataclass(frozen=True)
class SourceFile:
    path: Path
    text: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(ast.parse(self.text))

    def comments(self) -> list[tuple[str, bool]]:
        """Each comment that is none of a tool's, and whether it has a line of its own."""
        with self.path.open("rb") as file:
            return [
                (token.string, token.line.lstrip().startswith("#"))
                for token in tokenize.tokenize(file.readline)
                if token.type == tokenize.COMMENT and not token.string.lstrip("# ").startswith(_DIRECTIVES)
            ]


def sources(folder: str) -> list[SourceFile]:
    return [SourceFile(path, path.read_text("utf-8")) for path in sorted((ROOT / folder).rglob("*.py"))]


def line_count(files: list[SourceFile]) -> int:
    """Physical lines."""
    return sum(len(file.lines) for file in files)


def budget() -> dict[str, int]:
    """The most lines, by folder."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return dict(settings["tool"]["sanad"]["house"])


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _imports(files: list[SourceFile]) -> int:
    return sum(
        _length(node) for file in files for node in file.nodes() if isinstance(node, ast.Import | ast.ImportFrom)
    )


def _long_functions(files: list[SourceFile]) -> int:
    return sum(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > LONG_FUNCTION
        for file in files
        for node in file.nodes()
    )


def _kinds(files: list[SourceFile]) -> tuple[int, int]:
    """The kinds of events, and how often the others name one of them."""
    (kinds_file,) = (file for file in files if file.path == ROOT / "app" / "case" / "events.py")
    kinds = {
        target.id
        for node in ast.parse(kinds_file.text).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }
    mentions = sum(
        isinstance(node, ast.Attribute)
        and node.attr in kinds
        and isinstance(node.value, ast.Name)
        and node.value.id == "events"
        for file in files
        if file is not kinds_file
        for node in file.nodes()
    )
    return len(kinds), mentions


def _words() -> int:
    return sum(len(path.read_text("utf-8").split()) for path in (ROOT / "docs").rglob("*.md"))


def _table_rows(text: str) -> int:
    """Of all tables, without their heads."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    heads = sum(set(line) <= set("|-: ") for line in rows)
    return len(rows) - 2 * heads


# -- what is passed at run time --------------------------------------------------------------


def rooms(act: Callable[[], object]) -> set[str]:
    """The modules of app/ in which at least one function is called while `act` runs. Its first run
    loads and remembers; the second one counts."""
    act()
    entered: set[str] = set()

    def look(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            entered.add(frame.f_code.co_filename)

    threading.setprofile(look)
    sys.setprofile(look)
    try:
        act()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]
    app = str(ROOT / "app")
    return {file for file in entered if file.startswith(app)}


def rooms_passed() -> dict[str, int]:
    """An answer kept, an interview finished, a case's page read, on fictional answers."""
    from app import settings
    from app.casework.interviews import interview
    from app.casework.pages.case_page import case_page
    from app.casework.questionnaires import answer_player, forms
    from app.casework.records import unlock

    answers = answer_player.read_answers(settings.RESOURCES / "demo" / "answers.json")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        phrase = unlock.suggest("en")
        session = unlock.create(
            Path(folder), "Layla Sample", "inspector", "en", phrase, cost=unlock.Cost(64 << 10, 1, 2)
        ).session
        forms.offer_shipped(session)
        form = forms.forms(session)[0].hash
        begun = [interview.start(session, form) for _ in range(3)]
        for live in begun:
            for ref, value in answers:
                given = answer_player.give(live.interview, ref, value)
                interview.keep(session, live.draft_id, given)
        first = begun[0]
        named = iter([answer_player.give(first.interview, NAME, name) for name in ("Maya", "Sara")])
        waiting = iter(begun[1:])
        acts: dict[str, Callable[[], object]] = {
            "keep an answer": lambda: interview.keep(session, first.draft_id, next(named)),
            "finish an interview": lambda: interview.finish(session, next(waiting).draft_id),
        }
        passed = {name: len(rooms(act)) for name, act in acts.items()}
        case = interview.finish(session, first.draft_id).case_id
        passed["read a case's page"] = len(rooms(lambda: case_page(session, case)))
        session.close()
    return passed


def figures() -> Iterator[tuple[str, str]]:
    app, tests, most = sources("app"), sources("tests"), budget()
    lines = line_count(app)
    yield "lines of app/", f"{lines:,} of {most['app']:,}"
    yield "lines of tests/", f"{line_count(tests):,} of {most['tests']:,}"
    yield "files of app/", f"{len(app):,}"
    yield f"  under {SHORT_FILE} lines", f"{sum(len(file.lines) < SHORT_FILE for file in app):,}"
    yield "lines of imports", f"{_imports(app):,}"
    comments = [own for file in app for _, own in file.comments()]
    yield "lines of comment in 100", f"{100 * sum(comments) / lines:.1f}"
    yield "  with those behind code", f"{100 * len(comments) / lines:.1f}"
    yield ("formatted by hand (fmt: skip)", f"{sum(file.text.count('# fmt: skip') for file in app):,}")
    long_lines = sum(len(line) > LONG_LINE for file in app for line in file.lines)
    yield f"lines over {LONG_LINE} letters", f"{long_lines:,}"
    yield f"functions over {LONG_FUNCTION} lines", f"{_long_functions(app):,}"
    kinds, mentions = _kinds(app)
    yield "kinds of events", f"{kinds} in {mentions} mentions, {mentions / kinds:.0f} each"
    yield "words of docs/", f"{_words():,}"
    table = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    yield "rows of architecture.md's tables", f"{_table_rows(table)}"
    for act, number in rooms_passed().items():
        yield f"modules entered to {act}", f"{number}"


def main() -> None:
    sys.path.insert(0, str(ROOT))
    for name, figure in figures():
        print(f"{name:40}{figure:>32}", flush=True)


if __name__ == "__main__":
    main()
