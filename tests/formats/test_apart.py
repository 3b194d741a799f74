"""The second reader has the pages and nothing of Sanad."""

import ast
import sys
from pathlib import Path

READER = Path(__file__).resolve().parents[1] / "by_the_page"
LIBRARIES = {"cryptography", "pyrage", "sqlcipher3", "zstandard"}


def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name for alias in aliases}
            case ast.ImportFrom(module=module, level=level):
                names.add("." * level + (module or ""))
    return names


def test_the_second_reader_imports_nothing_of_sanad():
    files = sorted(READER.glob("*.py"))
    assert len(files) > 10
    for file in files:
        for name in imported(file):
            first = name.split(".")[0]
            own = name == "tests.by_the_page" or name.startswith("tests.by_the_page.")
            assert own or first in sys.stdlib_module_names or first in LIBRARIES, (file.name, name)
