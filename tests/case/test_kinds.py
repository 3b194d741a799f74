"""The kinds of records: each is declared whole, and what follows from a declaration follows for all."""

import sys
from typing import Any

import pytest

from app.case import events
from app.case.kinds import talks
from app.case.kinds.declaration import ALL, CaseKind, Inbox, Kind, Silent, keys
from app.case.kinds.table import KINDS, OF_CASES, may
from app.case.projection import fold
from app.settings import ROOT

sys.path.insert(0, str(ROOT / "packaging"))

import events_page

NO_KINDS = {events.APPROVED, events.RETURNED}


def test_every_word_of_an_event_is_a_declared_kind():
    words = {value for name, value in vars(events).items() if name.isupper() and isinstance(value, str)}
    assert words - NO_KINDS <= set(KINDS)


@pytest.mark.parametrize("clause", ["says", "who", "effect", "group", "inbox", "leaves", "keys"])
def test_a_declaration_that_lacks_a_clause_is_refused_at_import(clause: str):
    clauses: dict[str, Any] = {
        name: getattr(talks.NOTED, name)
        for name in ("what", "says", "who", "effect", "group", "inbox", "leaves", "keys")
    }
    del clauses[clause]
    with pytest.raises(TypeError, match=clause):
        CaseKind(**clauses)


def test_a_key_without_a_type_is_refused_at_import():
    with pytest.raises(ValueError, match="when"):
        keys("text text; when")


def test_a_key_that_every_event_has_for_itself_is_refused_at_import():
    with pytest.raises(ValueError, match="seen"):
        keys("seen words")


def test_the_page_of_events_says_what_is_declared():
    page = events_page.PAGE.read_text("utf-8")
    assert events_page.written(page) == page, "run ./run formats"


@pytest.mark.parametrize("kind", OF_CASES.values(), ids=lambda kind: str(kind.what))
def test_a_record_with_every_key_is_shown_and_breaks_no_case(kind: CaseKind):
    read = events.read(b"e" * 32, b"s" * 32, {"what": kind.what, "at": 1, **kind.sample()}, "desk")
    case = fold(b"c" * 16, [read])
    assert [event.what for event in case.timeline] == [kind.what]
    assert kind.says
    assert kind.group
    assert isinstance(kind.inbox, Inbox) or (isinstance(kind.inbox, Silent) and kind.inbox.reason)


def test_who_may_write_a_kind_is_whom_it_names():
    for kind in OF_CASES.values():
        for role in ("inspector", "shelter", "supervisor", "desk", ""):
            assert may(role, kind.what) == (role in kind.who), (kind.what, role)
        assert may("a role of a later version", kind.what) == (kind.who == ALL)


def test_free_words_are_known_as_such():
    assert {"reason", "text", "note", "body"} <= {name for kind in KINDS.values() for name in kind.free}
    assert Kind(what="x", keys=keys("note words; name text")).free == {"note"}
