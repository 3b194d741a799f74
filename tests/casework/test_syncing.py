"""Two officers, a desk, and a headquarters on a socket with TLS: what a sync does to their cases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.exchange import sync
from app.casework.organisation import administration
from app.casework.questionnaires import forms
from app.casework.sharing import inbox
from app.headquarters import setup
from app.headquarters.organisation_calls import new_epoch
from app.sync import wire
from app.sync.engine import CallResult
from tests.casework.test_form_files import LONG, talked
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import keeps_a_case


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as told:
        yield told


def test_a_case_goes_to_headquarters_and_to_the_colleague_and_its_state_says_how_far(office: Committee):
    layla, omar, desk = (office.sessions[name] for name in (LAYLA, OMAR, DESK))
    office.syncs(DESK)
    case = keeps_a_case(layla, "Maya Sample")
    assert sync.state(layla, case) == "kept"
    done = office.syncs(LAYLA)
    assert done.problems == ()
    assert done.finished
    assert done.waiting == 0
    assert done.receipts > 0
    assert sync.state(layla, case) == "held"
    done = office.syncs(OMAR)
    assert done.problems == ()
    assert queries.case(omar, case).name == "Maya Sample"
    assert inbox.came_in(omar) == []  # nobody has to answer it
    assert office.syncs(DESK).problems == ()
    assert queries.case(desk, case).name == "Maya Sample"
    office.syncs(LAYLA)
    assert sync.states(layla) == {case: "read"}


def test_what_was_fetched_from_there_is_not_on_its_way_there(office: Committee):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    office.syncs(DESK)
    case = keeps_a_case(layla, "Maya Sample")
    office.syncs(LAYLA)
    with office.line(OMAR) as line:  # receipts come later

        def carry(request: wire.Request) -> CallResult:
            late = isinstance(request, wire.AskReceipts)
            return CallResult(wire.Refusal("busy", 0, 0)) if late else line.carry(request)

        office.syncs(OMAR, carry)
    assert sync.states(omar) == {case: "sent"}
    assert (sync.outgoing(omar), sync.overview(omar).sent) == ({}, 0)
    own = keeps_a_case(omar, "Noor Sample")
    assert sync.outgoing(omar) == {bytes.fromhex(own): "kept"}


def test_a_case_is_found_by_its_answers_once_its_questionnaire_has_come_in_chunks(office: Committee, tmp_path: Path):
    layla, omar = (office.sessions[name] for name in (LAYLA, OMAR))
    office.syncs(DESK)
    rows = "\n".join(f"| | places | p{n} | Place {n} {'x' * 200} |" for n in range(8000))
    (tmp_path / "long.md").write_text(LONG.format(rows=rows), "utf-8")
    case = talked(layla, forms.add(layla, tmp_path / "long.md").row.hash)
    for name in (LAYLA, OMAR):
        assert office.syncs(name).finished
    assert [row.id for row in queries.cases(omar, "Maya Sample")] == [case]


def asking(office: Committee, name: str, *, soon: bool) -> list[str]:
    """The calls of one sync."""
    asked: list[str] = []
    with office.line(name) as line:

        def carry(request: wire.Request) -> CallResult:
            asked.append(type(request).__name__)
            return line.carry(request)

        told = sync.sync(office.sessions[name], carry, soon=soon)
    assert told.finished
    assert told.problems == ()
    return asked


def test_moments_after_a_sync_on_an_open_line_two_calls_are_enough(office: Committee):
    office.syncs(DESK)
    office.syncs(LAYLA)
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    assert asking(office, LAYLA, soon=True) == ["PushBrief", "Feed"]
    assert sync.state(office.sessions[LAYLA], case) == "held"
    keeps_a_case(office.sessions[LAYLA], "Noor Sample")
    assert asking(office, LAYLA, soon=False) == ["SayHello", "PushBrief", "Feed"]


def test_another_history_of_headquarters_is_noticed_without_a_hello(office: Committee):
    office.syncs(DESK)
    office.syncs(LAYLA)
    first = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    office.syncs(LAYLA)
    with office.hq.offline():
        database = setup.open_database(office.hq.folder)
        database.change(new_epoch)
        database.close()
    second = keeps_a_case(office.sessions[LAYLA], "Noor Sample")
    assert asking(office, LAYLA, soon=True)[:2] == ["PushBrief", "SayHello"]
    assert sync.states(office.sessions[LAYLA]) == {first: "held", second: "held"}


def test_where_the_directory_has_news_headquarters_is_met_all_the_same(office: Committee):
    office.syncs(LAYLA)
    office.syncs(DESK)
    administration.revoke(office.sessions[DESK], office.sessions[OMAR].vault.stream.hex())
    assert asking(office, DESK, soon=True)[:2] == ["SayHello", "DirectoryNamed"]


def test_nothing_is_left_out_where_nobody_was_met_before(office: Committee):
    office.syncs(DESK)
    keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    assert asking(office, LAYLA, soon=True)[0] == "SayHello"


def test_a_days_share_of_data_that_is_used_up_ends_it_by_name_and_tomorrow_it_goes_on(office: Committee):
    layla = office.sessions[LAYLA]
    office.syncs(DESK)
    keeps_a_case(layla, "Maya Sample")
    sync.set_budget(layla, 10)
    summary = office.syncs(LAYLA)
    assert ([type(error) for error in summary.problems], summary.finished) == ([sync.BudgetSpent], False)
    office.wrist(LAYLA).pass_(days=1)
    sync.set_budget(layla, 1 << 30)
    summary = office.syncs(LAYLA)
    assert (summary.problems, summary.finished, summary.waiting) == ((), True, 0)
