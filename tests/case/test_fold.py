import random

from hypothesis import given
from hypothesis import strategies as st

from app.case import events
from app.case.events import Event
from app.case.projection import fold, in_order
from app.case.reference import reference

CASE = bytes(16)


def event(number: int, seen: list[int], what: str = "note", **content: object) -> Event:
    name = lambda n: n.to_bytes(32, "big")  # noqa: E731
    return Event(name(number), b"s" * 16, what, number, tuple(name(n) for n in seen), content)


@given(st.integers(0, 2**32), st.integers(1, 30))
def test_events_fold_to_the_same_case_in_whatever_order_they_arrive(seed, size):
    rng = random.Random(seed)
    numbers = [
        event(
            n,
            rng.sample(range(n), min(n, rng.randrange(3))),
            events.ANSWERS,
            interview=b"i" * 16,
            facts={"name": f"name {n}"},
            answers=[["/data/a", str(n)]],
        )
        for n in range(size)
    ]
    shuffled = numbers[:]
    rng.shuffle(shuffled)
    assert fold(CASE, shuffled) == fold(CASE, numbers)


def test_what_was_seen_comes_before_what_saw_it():
    told = [event(9, []), event(1, [9]), event(5, [1])]
    assert [each.at for each in in_order(told)] == [9, 1, 5]
    assert fold(CASE, told).heads == ((5).to_bytes(32, "big"),)


def test_a_long_chain_and_a_forged_circle_end():
    chain = [event(n, [n - 1] if n else []) for n in range(5000)]
    assert [each.at for each in in_order(reversed(chain))] == list(range(5000))
    assert len(in_order([event(1, [2]), event(2, [1]), event(3, [3])])) == 3


def test_an_event_that_somebody_elses_version_wrote_closes_no_case():
    odd = [
        events.read(b"1" * 32, b"s" * 16, {"what": "something later", "at": "soon", "seen": 4}),
        events.read(b"2" * 32, b"s" * 16, {"what": events.ANSWERS, "interview": 7, "answers": 1}),
        events.read(
            b"3" * 32,
            b"s" * 16,
            {"what": events.ANSWERS, "interview": b"i" * 16, "answers": [["/a"], "x", ["/b", "2"]], "facts": "no"},
        ),
    ]
    folded = fold(CASE, odd)
    assert len(folded.timeline) == 3
    assert folded.interviews[b"i" * 16].answers == {"/b": "2"}


def test_a_reference_is_said_on_the_phone_and_is_the_cases_own():
    assert reference(bytes([255] * 16), 2026, "KW") == "KW-2026-ZZZZ-ZZZZ"
    assert reference(bytes(16), 2026, "KW") == "KW-2026-0000-0000"
    assert not set(reference(bytes(range(16)), 2026, "KW")[8:]) & set("ILOU")
