"""Events: the page names every kind, and its rules fold to what Sanad folds to."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.case import events as ours
from app.case.kinds.table import KINDS
from app.case.projection import fold
from tests.by_the_page import canonical, events
from tests.by_the_page.primitives import sha256

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "formats" / "events.md").read_text("utf-8")
COURSES = sorted((ROOT / "tests" / "vectors" / "events").glob("*/course.json"))


def test_the_page_names_every_kind_of_event():
    kinds = set(KINDS)
    assert len(kinds) > 45
    unread = sorted(kinds - set(events.KINDS))
    assert not unread, f"kinds of events that tests/by_the_page/events.py doesn't read: {unread}"
    rows = re.findall(r"^\| ([a-z', ]+?) \|", PAGE, re.MULTILINE)
    named = {name for row in rows for name in row.split(", ")}
    named |= {" ".join(name.split()) for name in re.findall(r"`([a-z\s]+?)`", PAGE)}
    unnamed = sorted(kinds - named)
    assert not unnamed, f"kinds of events that docs/formats/events.md doesn't name: {unnamed}"


@pytest.mark.parametrize("file", COURSES, ids=lambda file: file.parent.name)
def test_a_frozen_case_by_the_page(file: Path):
    facts = json.loads(file.read_text("utf-8"))
    read = [
        events.read(
            bytes.fromhex(event["id"]), bytes.fromhex(event["stream"]), canonical.decode(bytes.fromhex(event["body"]))
        )
        for event in facts["events"]
    ]
    assert [id_.hex() for id_ in events.heads(read)] == sorted(facts["tells"]["heads"])
    fields = events.fields(read)
    for name, texts in facts["tells"]["standing"].items():
        if name.startswith("fact/"):
            standing = fields.standing["fact", name.removeprefix("fact/")]
            assert sorted(set(standing.values())) == texts


TALK = b"t" * 16
WRITES = st.one_of(
    st.tuples(
        st.sampled_from(["answers given", "answers corrected"]),
        st.dictionaries(st.sampled_from(["/d/a", "/d/b", "/d/c"]), st.sampled_from(["", "x", "x y", "y x"])),
        st.dictionaries(st.sampled_from(["name", "age"]), st.sampled_from(["", "x", "y"])),
    ),
    st.tuples(
        st.sampled_from(["one of them", "both", "both as seen"]),
        st.dictionaries(st.sampled_from(["/d/a", "/d/b"]), st.sampled_from(["", "x", "y"])),
        st.dictionaries(st.sampled_from(["name", "age", "view"]), st.sampled_from(["x", "z"])),
    ),
    st.tuples(st.just("note"), st.just({}), st.dictionaries(st.just("view"), st.text(max_size=1))),
    st.tuples(
        st.just("interview handed on"),
        st.just({}),
        st.dictionaries(st.sampled_from(["name", "age"]), st.sampled_from(["", "x"])),
    ),
)


def decision(how: str, answers: dict[str, str], facts: dict[str, str]) -> dict[str, Any]:
    """Of an answer's field, else of a fact's or the view's."""
    field: list[Any] = ["view", TALK] if "view" in facts else ["fact", "name"]
    if answers:
        field = ["answer", TALK, min(answers)]
    content = {
        "field": field,
        "value": min(facts.values(), default="y"),
        "both": int(how != "one of them"),
        "reason": "asked again",
        "facts": {name: text for name, text in facts.items() if name != "view"},
        "answers": [[path, text] for path, text in answers.items()],
    }
    return content | ({"values": ["x", "y"]} if how == "both" else {})


@given(st.lists(st.tuples(WRITES, st.sets(st.integers(0, 9), max_size=3)), max_size=10))
def test_any_set_of_accounts_folds_to_what_sanad_folds_it_to(graph: list[Any]):
    bodies: list[tuple[bytes, dict[str, Any]]] = []
    for place, ((drawn, answers, facts), seen) in enumerate(graph):
        what = drawn
        content: dict[str, Any] = {"interview": TALK, "facts": facts}
        if what == "note":
            content = {"interview": TALK, "about": "view", "text": facts.get("view", "")}
        if what.startswith("answers"):
            content["answers"] = [[path, text] for path, text in answers.items()]
            content["several"] = ["/d/c"] if "name" in facts else []
            content["computed"] = ["/d/b"] if "age" in facts else []
        if drawn in ("one of them", "both", "both as seen"):
            content, what = decision(drawn, answers, facts), "conflict resolved"
        parents = sorted(bodies[number][0] for number in seen if number < place)
        body = {**content, "what": what, "at": place, "seen": parents}
        bodies.append((sha256(canonical.encode(body), bytes([place])), body))
    theirs = fold(b"c" * 16, [ours.read(id_, b"s" * 16, body) for id_, body in bodies])
    fields = events.fields(events.read(id_, b"s" * 16, body) for id_, body in bodies)
    assert list(fields.order) == [event.id for event in theirs.timeline]
    for name in fields.standing:
        order = {write.place: write.text for write in theirs.standing(name)}
        assert {fields.order[id_]: text for id_, text in fields.standing[name].items()} == order
        assert fields.shown(name) == theirs.shown(name)
    assert fields.conflicts() == sorted(conflict.id for conflict in theirs.conflicts)
