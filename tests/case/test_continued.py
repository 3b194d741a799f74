"""A fold that is gone on with is the fold from nothing, whatever comes in whatever order."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.case.event_log import merge
from app.case.events import Event
from app.case.projection import CaseBuilder, fold, folded
from tests.case import test_any_order, test_services
from tests.case.colleagues import CASE
from tests.case.test_course import Officer, a_move

LIVES = {"anything": test_any_order.life, "services": lambda rng, size: test_services.life(rng.randrange(2**32), size)}


def officers(rng: random.Random, size: int) -> list[Officer]:
    """They make sensible steps of a case's course, apart, and meet now and then."""
    layla = Officer("layla").begins()
    them = [layla, Officer("omar", "supervisor", list(layla.log)), Officer("desk", "desk")]
    for _ in range(size):
        writer, other = rng.sample(them, 2)
        if rng.random() < 0.25:
            writer.log = merge(writer.log, other.log)
        else:
            a_move(rng, writer)
    return them


def arrivals(rng: random.Random, events: list[Event]) -> list[list[Event]]:
    """The same events in several arrivals: mostly as they were written, now and then shuffled."""
    if rng.random() < 0.3:
        rng.shuffle(events)
    cuts = sorted(rng.randrange(len(events) + 1) for _ in range(rng.randrange(1, 6)))
    return [events[a:b] for a, b in zip([0, *cuts], [*cuts, len(events)], strict=True)]


def same(folding: CaseBuilder, events: list[Event]) -> None:
    """As from nothing: also in what equality leaves out, the order in which things stand."""
    case, anew = folding.case, fold(CASE, events)
    assert case == anew
    for name in ("interviews", "facts", "referrals", "services", "attached", "shift", "registers"):
        assert list(getattr(case, name)) == list(getattr(anew, name)), name
    assert [(case.past._whole, case.past._rest)] == [(anew.past._whole, anew.past._rest)]


@pytest.mark.parametrize("life", [*LIVES.values(), officers], ids=[*LIVES, "officers"])
@given(st.integers(0, 2**32), st.integers(1, 40))
@settings(max_examples=100, deadline=None)
def test_gone_on_with_it_is_the_fold_from_nothing(life, seed, size):
    rng = random.Random(seed)
    everything = merge(*(each.log for each in life(rng, size)))
    here: list[Event] = []
    folding, before = folded(CASE, here), list[tuple[CaseBuilder, list[Event]]]()
    for arrival in arrivals(rng, everything):
        here = [*here, *arrival]
        before.append((folding, list(folding.order)))
        folding = folding.continued(here) or folded(CASE, here)
        same(folding, here)
    for earlier, events in before:  # whoever still reads an earlier one reads what it told then
        same(earlier, events)


def test_what_comes_after_all_that_is_there_is_gone_on_with_and_what_does_not_is_not():
    layla = Officer("layla").begins()
    for _ in range(5):
        a_move(random.Random(3), layla)
    *earlier, last = layla.case.timeline
    folding = folded(CASE, earlier)
    assert folding.continued([*earlier, last]) is not None
    assert folded(CASE, [*earlier[:2], *earlier[3:], last]).continued([*earlier, last]) is None
    assert folding.continued(earlier[:-1]) is None  # what was there and is gone is no part of it
