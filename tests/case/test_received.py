"""Read by the desk: what it means, and who may say so."""

from app.case import events
from app.case.kinds import table
from app.case.projection import fold

CASE = b"c" * 16


def said(n: int, what: str, role: str, *seen: int, **content: object) -> events.Event:
    return events.Event(bytes([n]) * 32, role.encode().ljust(16), what, 100 + n,
                 tuple(bytes([each]) * 32 for each in seen), content, role)  # fmt: skip


def opened() -> events.Event:
    return said(1, events.OPENED, "inspector", reference="SN-1", profile="", officer="")


def test_a_case_is_read_once_the_desk_has_seen_all_that_others_wrote():
    story = [opened()]
    assert not fold(CASE, story).received
    story.append(said(2, events.RECEIVED, "desk", 1, heads=[bytes([1]) * 32]))
    assert fold(CASE, story).received
    story.append(said(3, events.NOTE, "inspector", 2, about="view"))
    assert not fold(CASE, story).received
    story.append(said(4, events.REVIEWED, "desk", 3, decision="approved"))
    assert fold(CASE, story).received


def test_what_came_beside_it_is_not_read():
    story = [opened(), said(2, events.RECEIVED, "desk", 1, heads=[]), said(3, events.NOTE, "inspector", 1)]
    assert not fold(CASE, story).received


def test_nobody_but_the_desk_says_so():
    for role in ("inspector", "shelter", "supervisor", ""):
        folded = fold(CASE, [opened(), said(2, events.RECEIVED, role, 1, heads=[])])
        assert not folded.received
        assert folded.without_effect == {bytes([2]) * 32}
        assert not table.may(role, events.RECEIVED)
    assert table.may("desk", events.RECEIVED)


def test_it_does_not_bring_a_case_to_the_top_of_the_list():
    assert fold(CASE, [opened(), said(9, events.RECEIVED, "desk", 1, heads=[])]).updated == 101
