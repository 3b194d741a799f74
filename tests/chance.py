"""What is tried by chance: a few fixed seeds with the other tests, so that a run can be repeated; all of
them and as many fresh ones in `./run campaign`, which says its number and takes it to do the same again.
"""

import os
from collections.abc import Iterable
from typing import Any

import pytest

# the number of the campaign, which packaging/test.sh sets; without one it is a run like any other
CAMPAIGN = int(os.environ.get("SANAD_CAMPAIGN") or 0)
_APART = 100_000  # fixed seeds are smaller


# the marks of a test that is part of each campaign
IN_CAMPAIGNS = (pytest.mark.campaign,) if CAMPAIGN else ()


def by_chance(test: Any) -> Any:
    """Part of each campaign."""
    for mark in IN_CAMPAIGNS:
        mark(test)
    return test


def seeds(few: Iterable[int], many: Iterable[int]) -> list[Any]:
    """The parameters of a test: `few`, or in a campaign `many` and as many fresh ones."""
    if not CAMPAIGN:
        return [*few]
    fixed = [*many]
    return [pytest.param(seed, marks=pytest.mark.campaign) for seed in (*fixed, *(fresh(seed) for seed in fixed))]


def fresh(seed: int) -> int:
    """In a campaign one of its own, otherwise this one."""
    return CAMPAIGN * _APART + seed


def times(few: int, many: int) -> int:
    """How often something is tried: `many` times in a campaign."""
    return many if CAMPAIGN else few
