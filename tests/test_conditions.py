"""Each condition that can happen to a person is named by a test that sees it happen."""

import ast
import re
from pathlib import Path

from app.errors import SanadError

ROOT = Path(__file__).resolve().parents[1]


def conditions() -> dict[str, str]:
    """Each subclass of SanadError in app/, however far below it, and the file where it stands."""
    bases: dict[str, set[str]] = {}
    files: dict[str, str] = {}
    for file in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.ClassDef):
                names = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                bases.setdefault(node.name, set()).update(names)
                files[node.name] = file.relative_to(ROOT).as_posix()
    known, size = {SanadError.__name__}, 0
    while len(known) > size:
        size = len(known)
        known |= {name for name, above in bases.items() if above & known}
    return {name: files[name] for name in sorted(known - {SanadError.__name__})}


def test_each_condition_is_named_in_a_test():
    words: set[str] = set()
    for file in (ROOT / "tests").rglob("*.py"):
        if file != Path(__file__).resolve():
            words |= set(re.findall(r"\w+", file.read_text("utf-8")))
    assert len(conditions()) > 200
    unnamed = {name: file for name, file in conditions().items() if name not in words}
    assert not unnamed, (
        f"no test names these conditions: {unnamed}. Write one that brings each about "
        "(pytest.raises), or take the class away"
    )
