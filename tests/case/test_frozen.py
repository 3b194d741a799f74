"""The frozen course of a case says the same for ever."""

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest

from app.case import events
from app.case.kinds import course, groups, links, people, support_services
from app.case.kinds.table import declared_in
from app.case.projection import fold
from app.seal import canonical
from tests.by_the_page import canonical as cbor
from tests.case.freeze import CASE, tell

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "events"


@pytest.fixture(params=sorted(folder.name for folder in VECTORS.iterdir()))
def frozen(request: pytest.FixtureRequest) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((VECTORS / request.param / "course.json").read_text("utf-8"))
    return document


def read(told: dict[str, str]) -> events.Event:
    raw = bytes.fromhex(told["body"])
    id_, stream, person = (bytes.fromhex(told[key]) for key in ("id", "stream", "person"))
    return events.read(id_, stream, canonical.decode(raw), told["role"], True, person)


def test_a_stranger_reads_the_bodies_by_the_page(frozen: dict[str, Any]):
    for event in frozen["events"]:
        raw = bytes.fromhex(event["body"])
        assert cbor.decode(raw) == canonical.decode(raw)
        assert cbor.encode(canonical.decode(raw)) == raw
        assert hashlib.sha256(bytes.fromhex(event["stream"]) + raw).hexdigest() == event["id"]


def test_they_fold_to_what_they_folded_to(frozen: dict[str, Any]):
    order = [read(event) for event in frozen["events"]]
    for seed in range(5):
        random.Random(seed).shuffle(order)
        assert tell(fold(CASE, order)) == frozen["tells"]


def test_every_kind_that_folds_by_rules_is_among_them():
    lawful = set[str]()
    for folder in VECTORS.iterdir():
        document = json.loads((folder / "course.json").read_text("utf-8"))
        lawful |= {read(event).what for event in document["events"] if event["id"] not in document["tells"]["refused"]}
    assert lawful >= {kind.what for kind in declared_in(course, groups, links, people, support_services)} | {
        events.VIEWED
    }
