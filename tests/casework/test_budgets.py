"""What a colleague's computer may cost in a case here: what is beyond is kept apart and named."""

from pathlib import Path

import pytest

from app.casework.cases import disposal, erasure, queries
from app.casework.exchange import post
from app.casework.pages import case_page
from app.casework.session.session import Session
from app.casework.sharing import case_verification
from app.seal.budgets import CaseBudget, OverBudget
from app.seal.erasure import Disposal, Order
from app.sync import conditions
from app.vault import apart, audit, purge
from app.vault import erasures as kept
from tests.casework.test_posting import Office
from tests.counted import calls_of
from tests.erasing import vouched, waits
from tests.hq_people import Committee, committee
from tests.people import keeps_a_case

DESK, LAYLA, OMAR = "Huda Desk", "Layla Sample", "Omar Sample"
MOST = CaseBudget().orders


def orders(session: Session, case: str, number: int) -> list[bytes]:
    """An inspector's own program orders what she may not."""
    id_ = bytes.fromhex(case)
    with session.vault.transaction() as writer:
        named = Order(tuple(log_ids(session, case)))
        return [kept.say(writer, session.vault, id_, named).id for _ in range(number)]


def log_ids(session: Session, case: str) -> list[bytes]:
    return kept.ids_of(session.vault.database, bytes.fromhex(case))


def body_sizes(session: Session, case: str, table: str) -> list[int]:
    rows = session.vault.database.rows(
        f"SELECT length(body) FROM {table} WHERE case_id = ? AND kind = 4 ORDER BY case_seq", (bytes.fromhex(case),)
    )
    return [row[0] for row in rows]


@pytest.fixture
def case(office: Office) -> str:
    layla, _omar = office.joins(LAYLA), office.joins(OMAR, "supervisor")
    case_id = keeps_a_case(layla, "Maya Sample")
    office.carry(LAYLA, OMAR, DESK)
    return case_id


def test_orders_beyond_the_budget_are_kept_apart_and_named_once(office: Office, case: str):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    orders(layla, case, MOST + 30)
    post.export(layla, office.stick)
    collected = post.collect(omar, office.stick)
    assert [type(each.reason) for each in collected.refused] == [OverBudget]
    assert len(body_sizes(omar, case, "envelope")) == MOST
    (row,) = disposal.apart_records(omar)
    assert (row.case, row.author, row.records, row.put_away) == (case, LAYLA, 30, 0)
    assert row.size > 0
    assert post.collect(omar, office.stick).refused == ()  # they are known
    assert case_verification.verify(omar, case).problems == ()
    queries.set_view(layla, case, "00" * 16, "work goes on")
    office.carry(LAYLA, OMAR)
    assert case_verification.verify(omar, case).problems == ()
    assert audit.verify(omar.vault.database, omar.vault, bytes.fromhex(case))[1] == []


def test_a_page_costs_the_same_however_many_orders_came(office: Office, case: str):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    orders(layla, case, MOST)
    office.carry(LAYLA, OMAR)
    case_page.case_page(omar, case)
    few = calls_of(lambda: case_page.case_page(omar, case))
    orders(layla, case, 300)
    office.carry(LAYLA, OMAR)
    omar.forget()
    case_page.case_page(omar, case)
    assert calls_of(lambda: case_page.case_page(omar, case)) < 1.5 * few


def test_reading_orders_is_linear_in_what_is_here(office: Office, case: str):
    layla = office.sessions[LAYLA]  # who wrote them has them all
    costs = []
    for number in (100, 100):
        orders(layla, case, number)
        costs.append(calls_of(lambda: kept.orders(layla.vault.database, layla.vault, bytes.fromhex(case))))
    assert costs[1] < 2.5 * costs[0]


def test_the_desk_puts_away_what_is_apart_and_open_everywhere(office: Office, case: str):
    desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
    orders(layla, case, MOST + 30)
    office.carry(LAYLA, OMAR, DESK)
    computer = layla.vault.stream.hex()
    with pytest.raises(disposal.NotYoursToPutAway):
        disposal.put_away(omar, case, computer)
    assert disposal.put_away(desk, case, computer) == MOST + 30
    office.carry(DESK, OMAR, LAYLA)
    for session in (desk, omar):
        assert set(body_sizes(session, case, "apart")) == {0}
        assert [row.put_away for row in disposal.apart_records(session)] == [30]
        assert queries.case(session, case).name == "Maya Sample"
        assert case_verification.verify(session, case).problems == ()
    for session in (desk, omar, layla):
        assert sum(size > 0 for size in body_sizes(session, case, "envelope")) == 1  # the disposal
    with pytest.raises(disposal.NothingApart):
        disposal.put_away(desk, case, computer)
    assert len(orders(layla, case, 3)) == 3  # there is room again
    office.carry(LAYLA, OMAR)
    assert sum(size > 0 for size in body_sizes(omar, case, "envelope")) == 4


def test_what_was_put_away_before_it_came_is_bare_and_not_named(office: Office, case: str):
    desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
    orders(layla, case, MOST + 5)
    office.carry(LAYLA, DESK)
    disposal.put_away(desk, case, layla.vault.stream.hex())
    own = office.folder / "desk's own"
    own.mkdir()
    post.export(desk, own)
    post.collect(omar, own)
    post.export(layla, office.stick)
    assert post.collect(omar, office.stick).refused == ()
    assert set(body_sizes(omar, case, "apart")) <= {0}


def test_the_desk_can_put_away_no_word_of_a_case(office: Office, case: str):
    desk, omar = office.sessions[DESK], office.sessions[OMAR]
    id_ = bytes.fromhex(case)
    before = body_count(omar, case)
    with desk.vault.transaction() as writer:  # its own program says what no other would
        kept.say(writer, desk.vault, id_, Disposal(tuple(log_ids(desk, case))))
        kept.dispose(writer, desk.vault, id_)
    office.carry(DESK, OMAR)
    assert body_count(omar, case) >= before
    for session in (desk, omar):
        assert queries.case(session, case).name == "Maya Sample"


def body_count(session: Session, case: str) -> int:
    return len(log_ids(session, case))


def test_records_and_bytes_of_one_computer_in_a_case_are_limited(office: Office, case: str):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    omar.vault.budget = CaseBudget(records=6)
    for number in range(6):
        queries.set_view(layla, case, "00" * 16, f"said {number}")
    post.export(layla, office.stick)
    collected = post.collect(omar, office.stick)
    assert [type(each.reason) for each in collected.refused] == [OverBudget]
    (row,) = disposal.apart_records(omar)
    assert row.records + len(log_ids(omar, case)) >= 6
    assert queries.case(omar, case).name == "Maya Sample"


def test_an_erased_case_leaves_nothing_apart(office: Office, case: str):
    desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
    orders(layla, case, MOST + 5)
    vouched(office, OMAR)
    office.carry(LAYLA, OMAR, DESK)
    erasure.order(omar, case, "The person asked for it")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    office.carry(DESK, OMAR)
    waits(office)
    for session in (desk, omar):
        assert sum(body_sizes(session, case, "apart")) == 0
        assert [row.size for row in disposal.apart_records(session)] == [0]


def test_a_case_that_is_cleared_from_this_computer_leaves_nothing_apart(office: Office, case: str):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    orders(layla, case, MOST + 5)
    office.carry(LAYLA, OMAR)
    assert sum(body_sizes(omar, case, "apart")) > 0
    with omar.vault.transaction() as writer:
        purge.clear(writer, bytes.fromhex(case), "a reference", omar.now())
    assert sum(body_sizes(omar, case, "apart")) == 0


def test_an_order_that_was_carried_out_keeps_its_words_whatever_is_put_away(office: Office, case: str):
    """It is all that proves why the rest is gone."""
    desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
    vouched(office, OMAR)
    erasure.order(omar, case, "The person asked for it")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    office.carry(DESK, OMAR, LAYLA)
    waits(office)
    case_id = bytes.fromhex(case)
    for session in (desk, omar, layla):
        database = session.vault.database
        query = "SELECT order_id FROM erasure WHERE case_id = ?"
        (order_id,) = (row[0] for row in database.rows(query, (case_id,)))
        query = "SELECT length(body) FROM envelope WHERE id = ?"
        [(length,)] = database.rows(query, (order_id,))
        assert length > 0
        with session.vault.transaction() as writer:
            apart.dispose(writer, case_id, [order_id])
        assert [tuple(row) for row in database.rows(query, (order_id,))] == [(length,)]


def test_who_orders_again_and_again_is_told_to_wait(office: Office, case: str):
    omar = office.sessions[OMAR]
    for _ in range(MOST):
        erasure.order(omar, case, "so")
    with pytest.raises(erasure.TooManyOrders):
        erasure.order(omar, case, "so")
    assert apart.count_statements(omar.vault.database, bytes.fromhex(case), omar.vault.stream) == (MOST, 0)


def test_headquarters_refuses_with_words_and_the_rest_goes_on(tmp_path: Path):
    with committee(tmp_path) as told:
        told.syncs(DESK)
        layla = told.sessions[LAYLA]
        case = keeps_a_case(layla, "Maya Sample")
        orders(layla, case, MOST + 2)
        queries.set_view(layla, case, "00" * 16, "work goes on")
        synced = told.syncs(LAYLA)
        assert [type(problem) for problem in synced.problems] == [conditions.RecordOverBudget]
        assert told.syncs(OMAR).problems == () or _names_a_gap(told)


def _names_a_gap(told: Committee) -> bool:
    """What headquarters refused is missing for others, and they say so."""
    kinds = {type(problem) for problem in told.syncs(OMAR).problems}
    return kinds <= {conditions.RecordWithheld}
