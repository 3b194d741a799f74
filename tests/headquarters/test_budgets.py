"""What one computer may cost headquarters, and what the desk may put away."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.headquarters import organisation_calls
from app.headquarters.database import Database
from app.headquarters.directory import DirectoryCache
from app.headquarters.envelope_checks import Checkers
from app.headquarters.rate_limits import Allowance, Limits, Rate
from app.headquarters.store import Store
from app.seal import canonical, envelope
from app.seal.budgets import CaseBudget, OverBudget
from app.seal.envelope import Kind
from app.seal.erasure import Confirmation, Disposal, ErasureReport
from app.sync import wire
from tests.counted import calls_of
from tests.headquarters.conftest import TOKEN, Hq, started
from tests.headquarters.office import NOW, Computer, Organisation, RefusedCall, outcomes
from tests.headquarters.test_erasing import bare, confirmed, ids, ordered

OVER = OverBudget.kind()
MOST = CaseBudget().orders


@pytest.fixture
def layla(hq: Hq) -> Computer:
    made = hq.office.joins("Layla")
    hq.line.learns(hq.office)
    return made


@pytest.fixture
def omar(hq: Hq, layla: Computer) -> Computer:
    made = hq.office.joins("Omar", "supervisor")
    hq.line.learns(hq.office)
    return made


def put_away(who: Computer, case: bytes, *named: bytes) -> bytes:
    return who.orders(case, Kind.ERASE, Disposal(named).to_bytes())


def forged(raw: bytes) -> bytes:
    told = envelope.peek_unverified(raw)
    return canonical.encode([told.header_bytes, bytes(64), told.body])


# -- orders ----------------------------------------------------------------------------------


def test_a_computer_has_so_many_open_orders_in_a_case_and_no_more(hq: Hq, layla: Computer):
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    orders = [ordered(layla, case, *ids(raws)) for _ in range(MOST + 4)]
    assert outcomes(hq.line.pushes(layla, *orders[:10])) == ["new"] * 10
    assert outcomes(hq.line.pushes(layla, *orders[10:])) == ["new"] * (MOST - 10) + [OVER] * 4
    other, theirs = layla.works(1)
    one_more = ordered(layla, other, *ids(theirs))
    assert outcomes(hq.line.pushes(layla, *theirs, one_more)) == ["new"] * 3
    assert outcomes(hq.line.pushes(layla, layla.says(case))) == ["new"]  # text goes on


def test_orders_that_were_carried_out_are_open_no_more(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(2)
    hq.line.pushes(layla, *raws)
    orders = [ordered(omar, case, *ids(raws[:1])) for _ in range(MOST)]
    hq.line.pushes(omar, *orders)
    last = ordered(omar, case, *ids(raws))
    assert outcomes(hq.line.pushes(omar, last)) == [OVER]
    hq.line.pushes(hq.office.desk, confirmed(hq.office, case, orders[0]))
    hq.waits()
    assert outcomes(hq.line.pushes(omar, last)) == ["new"]


def test_of_more_orders_than_may_be_open_no_signature_is_looked_at(hq: Hq, layla: Computer):
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    orders = [forged(ordered(layla, case, *ids(raws))) for _ in range(MOST + 50)]
    told = outcomes(hq.line.pushes(layla, *orders))
    assert told == ["envelope_refused"] * MOST + [OVER] * 50


def test_more_envelopes_than_a_computer_ever_sends_are_refused_as_a_whole(hq: Hq, layla: Computer):
    _, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    with pytest.raises(RefusedCall) as refused:
        hq.line.pushes(layla, *raws * 1025)
    assert (refused.value.kind, refused.value.status) == ("too_large", 413)


def test_confirmations_and_reports_have_a_budget_too(hq: Hq, layla: Computer):
    case, raws = layla.works(0)
    hq.line.pushes(layla, *raws)
    most = CaseBudget().statements
    bodies = (Confirmation(bytes(32)).to_bytes(), ErasureReport(bytes(32)).to_bytes(), b"odd")
    numbers = [layla.orders(case, Kind.ERASE, bodies[n % 3]) for n in range(most + 3)]
    assert outcomes(hq.line.pushes(layla, *numbers)) == ["new"] * most + [OVER] * 3


# -- in a case, and in a day -----------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path, dsn: str) -> Iterator[Hq]:
    """Where little may be brought."""
    limits = Limits(
        case=CaseBudget(records=6, size=4096), allowance=Allowance(records=Rate(10, 1), size=Rate(1 << 20, 1))
    )
    with started(tmp_path / "small.sqlite", dsn, limits=limits) as hq:
        organisation_calls.prepare(hq.node.database, TOKEN)
        hq.organisation = Organisation(hq.node.public)
        hq.line.claims(hq.organisation, TOKEN)
        yield hq


def test_a_computer_writes_so_many_records_into_one_case(small: Hq):
    layla = small.office.joins("Layla")
    omar = small.office.joins("Omar")
    small.line.learns(small.office)
    case, raws = layla.works(7)
    assert outcomes(small.line.pushes(layla, *raws)) == ["new"] * 6 + [OVER] * 2
    theirs = [omar.orders(case, Kind.BLOBS, b"x") for _ in range(2)]
    assert outcomes(small.line.pushes(omar, *theirs)) == ["new"] * 2
    assert small.line.pulls(layla, case) == [*raws[:6], *theirs]


def test_a_computer_brings_so_many_bytes_into_one_case(small: Hq):
    layla = small.office.joins("Layla")
    small.line.learns(small.office)
    case, raws = layla.works(0)
    more = [layla.orders(case, Kind.BLOBS, bytes(1500)) for _ in range(3)]
    assert outcomes(small.line.pushes(layla, *raws, *more)) == ["new"] * 3 + [OVER]
    assert outcomes(small.line.pushes(layla, layla.orders(case, Kind.BLOBS, b"x"))) == ["new"]


def test_a_computer_brings_so_many_records_at_once_and_more_as_time_goes_by(small: Hq):
    layla = small.office.joins("Layla")
    small.line.learns(small.office)
    raws = [raw for _ in range(4) for raw in layla.works(3)[1]]
    assert outcomes(small.line.pushes(layla, *raws)) == ["new"] * 10 + [OVER] * 6
    assert outcomes(small.line.pushes(layla, raws[10])) == [OVER]
    small.clock[0] += 3
    told = outcomes(small.line.pushes(layla, *raws[10:]))
    assert told == ["new"] * 3 + [OVER] * 3
    small.clock[0] -= 5_000  # a clock that was put back gives nothing
    assert outcomes(small.line.pushes(layla, *raws[13:])) == [OVER] * 3


def test_who_brings_another_computers_records_spends_that_computers_share(small: Hq):
    layla, omar = small.office.joins("Layla"), small.office.joins("Omar")
    small.line.learns(small.office)
    raws = [raw for _ in range(3) for raw in layla.works(3)[1]]
    assert outcomes(small.line.pushes(omar, *raws)) == ["new"] * 10 + [OVER] * 2
    assert outcomes(small.line.pushes(omar, *omar.works(2)[1])) == ["new"] * 3


# -- putting away ----------------------------------------------------------------------------


def test_the_desk_puts_open_orders_away_and_their_headers_stay(hq: Hq, layla: Computer):
    case, raws = layla.works(1)
    orders = [ordered(layla, case, *ids(raws)) for _ in range(MOST)]
    hq.line.pushes(layla, *raws, *orders)
    disposal = put_away(hq.office.desk, case, *ids(orders))
    assert outcomes(hq.line.pushes(hq.office.desk, disposal)) == ["new"]
    assert hq.line.pulls(layla, case) == [*raws, *map(bare, orders), disposal]
    assert outcomes(hq.line.pushes(layla, ordered(layla, case, *ids(raws)))) == ["new"]
    assert outcomes(hq.line.pushes(layla, orders[0], bare(orders[1]))) == ["known"] * 2


def test_what_was_put_away_before_it_came_is_taken_without_its_body(hq: Hq, layla: Computer):
    case, raws = layla.works(1)
    orders = [ordered(layla, case, *ids(raws)) for _ in range(MOST + 9)]
    hq.line.pushes(layla, *raws)
    disposal = put_away(hq.office.desk, case, *ids(orders))
    hq.line.pushes(hq.office.desk, disposal)
    told = outcomes(hq.line.pushes(layla, *orders[:4], *map(bare, orders[4:])))
    assert told == ["new"] * (MOST + 9)
    assert hq.line.pulls(layla, case) == [*raws, disposal, *map(bare, orders)]
    more = layla.says(case)  # the chain has no hole
    assert [seq for seq, _ in hq.node.store.push([more]).tips[layla.stream]] == [layla.seq]


def test_the_desk_alone_puts_away_nothing_else(hq: Hq, layla: Computer, omar: Computer):
    desk = hq.office.desk
    case, raws = layla.works(2)
    later = layla.says(case)
    hq.line.pushes(layla, *raws)
    order = ordered(omar, case, *ids(raws[1:2]))
    confirmation = confirmed(hq.office, case, order)
    hq.line.pushes(desk, order, confirmation)
    disposal = put_away(desk, case, *ids([*raws, order, confirmation, later]))
    hq.line.pushes(desk, disposal)
    assert outcomes(hq.line.pushes(layla, later)) == ["new"]
    hq.waits()
    assert hq.line.pulls(layla, case) == [raws[0], bare(raws[1]), raws[2], order, confirmation, disposal, later]


def test_nobody_but_the_desk_puts_away(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(1)
    order = ordered(layla, case, *ids(raws))
    hq.line.pushes(layla, *raws, order)
    for who in (layla, omar):
        hq.line.pushes(who, put_away(who, case, *ids([order])))
    assert hq.line.pulls(layla, case)[: len(raws) + 1] == [*raws, order]


# -- work ------------------------------------------------------------------------------------


@dataclass
class Works:
    """A store without a line, whose work can be counted."""

    store: Store
    organisation: Organisation

    def learns(self) -> None:
        entries = wire.Directory((), self.organisation.entries, 1 << 20)
        organisation_calls.directory(self.store.database, self.store.people, entries)

    def pushes(self, *raws: bytes) -> list[str]:
        return [outcome for _, outcome in self.store.push(raws).outcomes]


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Works]:
    database, people, checkers = Database(tmp_path / "work.sqlite"), DirectoryCache(), Checkers(1)
    database.upgrade()
    organisation_calls.prepare(database, TOKEN)
    made = Works(Store(database, people, checkers, lambda: NOW, Limits()), Organisation(bytes(32)))
    yield made
    checkers.close()
    database.close()


def test_orders_cost_headquarters_the_same_however_many_came_before(works: Works):
    """Each of three computers sends 300; without budgets and an index the last would cost most."""
    owner = works.organisation.joins("Layla")
    hostile = [works.organisation.joins(f"Hostile {n}") for n in range(3)]
    works.learns()
    case, raws = owner.works(3)
    works.pushes(*raws)
    quiet = calls_of(lambda: works.pushes(owner.says(case)))
    batches = [[ordered(who, case, *ids(raws)) for _ in range(100)] for who in hostile for _ in range(3)]
    costs = [calls_of(lambda batch=batch: works.pushes(*batch)) for batch in batches]
    assert max(costs) < 3 * min(costs)
    assert calls_of(lambda: works.pushes(owner.says(case))) < 3 * quiet


def test_confirmations_cost_headquarters_the_same_however_many_came_before(works: Works):
    owner, hostile = works.organisation.joins("Layla"), works.organisation.joins("Hostile")
    works.learns()
    case, raws = owner.works(3)
    orders = [ordered(hostile, case, *ids(raws)) for _ in range(MOST)]
    works.pushes(*raws, *orders)
    confirmations = [confirmed(works.organisation, case, orders[n % MOST], hostile) for n in range(240)]
    costs = [calls_of(lambda at=at: works.pushes(*confirmations[at : at + 30])) for at in range(0, 240, 30)]
    first, *_, last = costs
    assert last < 6 * first  # the open ones are looked at: as many as the budget lets in, no more
