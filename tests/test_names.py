"""Names say what they hold: what can be counted of that is counted, and may not grow.

A local name, parameter, loop variable or capture of a pattern that is one of PLACEHOLDERS tells
nothing of its value. A call with seven values by position can't be read without its definition.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APP = sorted((ROOT / "app").rglob("*.py"))

MOST_PLACEHOLDERS = 0.0055  # of all names that are bound
MOST_BY_POSITION = 6
MOST_SHARING = 2  # modules with a class of one name
SHARED = {"Group", "Header", "Settings", "Stopped"}  # of three rooms that never meet
PLACEHOLDERS = frozenset(
    [
        "about",
        "above",
        "across",
        "after",
        "again",
        "all_",
        "along",
        "already",
        "among",
        "another",
        "around",
        "asked",
        "asking",
        "away",
        "back",
        "bad",
        "before",
        "behind",
        "being",
        "below",
        "beside",
        "between",
        "both",
        "bring",
        "brings",
        "brought",
        "by",
        "came",
        "coming",
        "did",
        "does",
        "doing",
        "done",
        "down",
        "each",
        "everything",
        "far",
        "few",
        "found",
        "gave",
        "given",
        "gives",
        "giving",
        "goes",
        "going",
        "gone",
        "good",
        "got",
        "had",
        "happened",
        "has",
        "have",
        "having",
        "held",
        "here",
        "hers",
        "his",
        "how",
        "inside",
        "it",
        "its",
        "keeping",
        "kept",
        "laid",
        "least",
        "left",
        "less",
        "lies",
        "making",
        "made",
        "many",
        "meant",
        "met",
        "mine",
        "more",
        "most",
        "much",
        "near",
        "never",
        "nothing",
        "of",
        "off",
        "on",
        "once",
        "one",
        "one_",
        "other",
        "others",
        "ours",
        "out",
        "over",
        "own",
        "puts",
        "ran",
        "rest",
        "said",
        "same",
        "saying",
        "seen",
        "several",
        "shown",
        "some",
        "soon",
        "standing",
        "stands",
        "stood",
        "stuff",
        "such",
        "taken",
        "taking",
        "tell",
        "telling",
        "tells",
        "that",
        "theirs",
        "them",
        "then",
        "there",
        "these",
        "thing",
        "this",
        "those",
        "tmp",
        "to",
        "told",
        "turned",
        "turning",
        "under",
        "up",
        "via",
        "wanted",
        "was",
        "way",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whole",
        "whose",
        "why",
        "without",
        "written",
        "wrote",
        "yours",
    ]
)
# What takes a list of columns, values or widgets as its arguments.
LISTS = {"Table", "create_table", "pack", "partial", "row", "column"}


def bound(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each name that gets a value, and the line."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, node.lineno


def test_names_say_what_they_hold():
    number, placeholders = 0, []
    for file in APP:
        for name, line in bound(ast.parse(file.read_text("utf-8"))):
            number += name != "self"
            if name.strip("_") in PLACEHOLDERS:
                placeholders.append((name, f"{file.relative_to(ROOT)}:{line}"))
    most = int(MOST_PLACEHOLDERS * number)
    assert len(placeholders) <= most, (
        f"{len(placeholders)} names in app/ say nothing of what they hold; {most} are the most. Give "
        "the new ones the name of the thing in them (row, invitation, draft). By name: "
        + "; ".join(
            f"{name} {', '.join(place for other, place in placeholders if other == name)}"
            for name, _ in Counter(name for name, _ in placeholders).most_common()
        )
    )


def test_long_calls_name_their_arguments():
    long = []
    for file in APP:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) > MOST_BY_POSITION:
                called = ast.unparse(node.func).rsplit(".", 1)[-1]
                if called not in LISTS:
                    long.append(f"{file.relative_to(ROOT)}:{node.lineno} {called}")
    assert not long, "name the arguments (name=value) of calls with seven or more: " + ", ".join(long)


def test_a_class_has_its_name_almost_to_itself():
    """Two rooms may each have a `Table` of their own; a word for three things says little of each."""
    places: dict[str, list[str]] = {}
    for path in APP:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    shared = {name: files for name, files in places.items() if len(files) > MOST_SHARING}
    assert shared.keys() <= SHARED, f"call it what it is: {shared}"
