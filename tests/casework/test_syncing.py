"""Two officers, a desk, and a headquarters on a socket with TLS: what a sync does to their cases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework import reading, sharing, syncing
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import keeps_a_case


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as told:
        yield told


def test_a_case_goes_to_headquarters_and_to_the_colleague_and_its_state_says_how_far(
    office: Committee,
):
    layla, omar, desk = (office.sessions[name] for name in (LAYLA, OMAR, DESK))
    office.syncs(DESK)
    case = keeps_a_case(layla, "Maya Sample")
    assert syncing.state(layla, case) == "kept"
    done = office.syncs(LAYLA)
    assert done.problems == ()
    assert done.finished
    assert done.waiting == 0
    assert done.receipts > 0
    assert syncing.state(layla, case) == "held"
    done = office.syncs(OMAR)
    assert done.problems == ()
    assert reading.case(omar, case).name == "Maya Sample"
    assert [row.kind for row in sharing.came_in(omar)] == ["new"]
    assert office.syncs(DESK).problems == ()
    assert reading.case(desk, case).name == "Maya Sample"
    office.syncs(LAYLA)
    assert syncing.states(layla) == {case: "read"}
