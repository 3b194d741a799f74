"""docs/threat-model.md says what is: each promise has a proof (that it exists, test_docs looks), and headquarters keeps and logs what it says."""

import ast
import re
from pathlib import Path

from app.headquarters.tables import tables

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (person|officer|organisation) \| ([ABC]) \| (.+?) \|$", PAGE, re.MULTILINE)
PROOFS = re.findall(r"^\| (\d+) \| (.+?) \|$", PAGE.partition("## What proves each")[2], re.MULTILINE)
SERVER = sorted((ROOT / "app" / "headquarters").glob("*.py"))


def test_promises_are_numbered_from_one_and_each_has_a_proof():
    assert sorted(int(number) for number, *_ in ROWS) == list(range(1, len(ROWS) + 1))
    assert [int(number) for number, _ in PROOFS] == list(range(1, len(ROWS) + 1))
    assert 2 * len(ROWS) == len(re.findall(r"^\| \d+ \|", PAGE, re.MULTILINE)) > 90
    for number, proofs in PROOFS:
        named = [proof for proof in proofs.split(", ") if proof.startswith(("test_", "tests/"))]
        assert named, number


def test_headquarters_keeps_what_the_page_says_and_no_more():
    listed = dict(re.findall(r"^\| (\w+) \| ([a-z_, ]+) \| .+ \|$", PAGE, re.MULTILINE))
    listed.pop("table")
    assert {name: columns.split(", ") for name, columns in listed.items()} == {
        table.name: [column.name for column in table.columns] for table in tables.sorted_tables
    }


def calls_of(name: str) -> list[ast.Call]:
    """Of a method of `log` or `metrics`, wherever headquarters calls it."""
    owner, method = name.split(".")
    return [
        node
        for file in SERVER
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        and ast.unparse(node.func.value).lstrip("_").endswith(owner)
    ]


def words(first: str, last: str) -> set[str]:
    """Of the sentence from `first` to `last`."""
    (sentence,) = re.findall(re.escape(first) + r"(.*?)" + re.escape(last), PAGE, re.DOTALL)
    return set(re.findall(r"[a-z_]+", sentence))


def test_headquarters_logs_what_the_page_says_and_no_more():
    said = calls_of("log.say") + calls_of("self._warn")
    kinds = {node.args[0].value for node in said if isinstance(node.args[0], ast.Constant)}
    assert kinds == words("lines of `what` (", ")")
    fields = {keyword.arg for node in said for keyword in node.keywords if keyword.arg}
    assert fields == words("nothing but: ", ". Its metrics")
    counted = {node.args[0].value for node in calls_of("metrics.count") if isinstance(node.args[0], ast.Constant)}
    assert len(said) > 5
    assert counted == words("metrics count ", ", how long")
