"""A computer without a network: a colleague passes its post on, and brings the receipts back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.exchange import post, post_relay, sync
from app.sync import conditions
from app.sync.engine import NoAnswer
from app.vault import sync_state as tables
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import keeps_a_case


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path, "http") as told:
        told.syncs(DESK)
        yield told


def forwards(office: Committee, name: str) -> post_relay.RelaySummary:
    with office.line(name) as line:
        return post_relay.forward(office.sessions[name], office.stick, line.carry)


def test_a_computer_that_never_had_a_network_sees_its_cases_held(office: Committee):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    case = keeps_a_case(layla, "Maya Sample")
    hidden = keeps_a_case(layla, "Rima Sample", restricted=True)
    post.export(layla, office.stick)
    told = forwards(office, OMAR)
    assert told.refused == 0
    assert told.streams >= 1
    with pytest.raises(queries.NoCase):
        queries.case(omar, hidden)  # passed on, and not read
    assert sync.state(layla, case) == "kept"
    post.collect(layla, office.stick)
    assert [sync.state(layla, each) for each in (case, hidden)] == ["held", "held"]
    assert tables.waiting(layla.vault.database) == 0
    post.export(layla, office.stick)
    office.syncs(DESK)
    assert queries.case(office.sessions[DESK], case).name == "Maya Sample"


def test_what_is_written_after_the_receipts_is_kept_only(office: Committee):
    layla = office.sessions[LAYLA]
    case = keeps_a_case(layla, "Maya Sample")
    post.export(layla, office.stick)
    forwards(office, OMAR)
    later = keeps_a_case(layla, "Rima Sample")
    post.collect(layla, office.stick)
    assert (sync.state(layla, case), sync.state(layla, later)) == ("held", "kept")
    post.export(layla, office.stick)
    forwards(office, OMAR)
    post.collect(layla, office.stick)
    assert sync.state(layla, later) == "held"


def test_passing_on_twice_and_syncing_later_do_no_harm(office: Committee):
    layla = office.sessions[LAYLA]
    case = keeps_a_case(layla, "Maya Sample")
    post.export(layla, office.stick)
    one, two = forwards(office, OMAR), forwards(office, OMAR)
    assert (one.records, two.records) == (two.records, one.records)
    post.collect(layla, office.stick)
    summary = office.syncs(LAYLA)
    assert summary.problems == ()
    assert sync.state(layla, case) == "held"


def test_a_line_that_breaks_lays_nothing_into_the_folder_and_says_so(office: Committee):
    keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    post.export(office.sessions[LAYLA], office.stick)
    before = sorted(office.stick.iterdir())
    with office.line(OMAR) as line:
        lost = NoAnswer(conditions.NetworkLost())
        with pytest.raises(conditions.NetworkLost):
            post_relay.forward(
                office.sessions[OMAR], office.stick, lambda asked: replace(line.carry(asked), answer=lost)
            )
    assert sorted(office.stick.iterdir()) == before


def test_receipts_of_a_headquarters_that_nobody_certified_count_for_nothing(office: Committee):
    from app.seal import receipt
    from app.seal.keys import DeviceKeys

    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    case = keeps_a_case(layla, "Maya Sample")
    (seq, tip) = layla.vault.database.rows(
        "SELECT seq, id FROM envelope WHERE stream = ? ORDER BY seq DESC LIMIT 1", (layla.vault.stream,)
    )[0]
    forged = receipt.sign(DeviceKeys.fresh(), layla.vault.stream, seq, tip, 1_795_500_000)
    post.lay_receipts(omar, office.stick, bytes(16), [forged])
    post.collect(layla, office.stick)
    assert sync.state(layla, case) == "kept"
