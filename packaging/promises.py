"""Break one promise after another, and see its test fail.  ./run mutate promises [numbers]

`tests/rule_outs.toml` says for promises of docs/threat-model.md a change that breaks each, and the
tests that must fail with it. They run in a temporary copy of the tree, first as it is: a test that
fails by itself shows nothing. docs/contributing/mutation.md
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_FAILED = 1  # pytest: tests ran, and some failed
_LONGEST_S = 900


@dataclass(frozen=True, slots=True)
class RuleOut:
    """`promise`: its number. `old` stands once in `file`, and `new` in its place breaks the promise:
    `breaks` says how. `tests`: names for pytest."""

    promise: int
    breaks: str
    file: str
    old: str
    new: str
    tests: list[str]

    def broken(self, tree: Path) -> str:
        """The file with the promise broken. ValueError where `old` isn't there once."""
        text = (tree / self.file).read_text("utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"promise {self.promise}: {self.old!r} is not once in {self.file}")
        return text.replace(self.old, self.new)


def rule_outs(tree: Path = ROOT) -> list[RuleOut]:
    said = tomllib.loads((tree / "tests/rule_outs.toml").read_text("utf-8"))
    return [RuleOut(**one) for one in said["rule_out"]]


def promised(tree: Path = ROOT) -> list[int]:
    """The numbers of the threat model."""
    page = (tree / "docs/threat-model.md").read_text("utf-8")
    return sorted({int(number) for number in re.findall(r"^\| (\d+) \| ", page, re.MULTILINE)})


def _ended(tree: Path, tests: Iterable[str]) -> int:
    """How pytest ended; a test that hangs without its rule has failed as well."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, *tests], cwd=tree, env=environment, check=False, timeout=_LONGEST_S,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _FAILED
    return done.returncode


def main(numbers: list[int]) -> int:
    """Of all promises, or of these; 0 where each was noticed."""
    from mutate import copy_of_tree

    missed = []
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_of_tree(Path(folder))
        tried = [one for one in rule_outs(tree) if not numbers or one.promise in numbers]
        if _ended(tree, {test: None for one in tried for test in one.tests}):
            print("Some of these tests fail with nothing taken out.")
            return True
        for one in tried:
            file, changed = tree / one.file, one.broken(tree)
            before = file.read_text("utf-8")
            file.write_text(changed, "utf-8")
            noticed = _ended(tree, one.tests) == _FAILED
            file.write_text(before, "utf-8")
            print(f"{one.promise}: {one.breaks}: {'' if noticed else 'NOT '}noticed", flush=True)
            missed += [] if noticed else [one.promise]
    without = sorted(set(promised()) - {one.promise for one in rule_outs()})
    print(f"{len(tried) - len(missed)} of {len(tried)} were noticed.")
    if without:
        print(f"Promises without a change that breaks them: {', '.join(map(str, without))}.")
    return bool(missed)
