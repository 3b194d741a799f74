"""Colleagues' records, one by one: what is taken in, what waits, what is kept apart, and what is refused."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from app.casework.session.session import Session
from app.seal import case_grant, directory, erasure
from app.seal.budgets import CaseBudget, OverBudget
from app.seal.envelope import (
    AuthorUnknown,
    AuthorWithdrawn,
    CertificateExpired,
    CheckedEnvelope,
    EnvelopeRefused,
    Kind,
    LaterMissing,
    LogPosition,
    peek_unverified,
    seal_event,
    seal_public,
)
from app.seal.keys import fresh, fresh_id
from app.vault import apart, grants, log
from app.vault.case_keys import NoKeyYet
from app.vault.database import Writer
from app.vault.intake import Intake, OrderNotHere, receive
from app.vault.vault import Vault
from tests.headquarters.office import Computer, Organisation
from tests.people import Person
from tests.undone import undone

ORDER = erasure.Order((bytes(32),)).to_bytes()
CONFIRMATION = erasure.Confirmation(bytes(32)).to_bytes()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = Person("Layla Sample", tmp_path_factory.mktemp("intake")).sets_up()
    yield made
    made.close()


@dataclass
class Desk:
    """Layla's records, and the directory that says who Omar is."""

    vault: Vault
    writer: Writer
    office: Organisation
    omar: Computer
    case: bytes

    def intake(self, *ids: bytes, at: int = 0) -> Intake:
        return Intake(self.writer, self.vault, lambda _: at, ids)

    def takes(self, raw: bytes, intake: Intake | None = None) -> bool:
        if intake is None:
            return receive(self.writer, self.vault, raw, lambda _: 0)
        return intake.receive(CheckedEnvelope.at(raw, self.vault.directory))

    def body_of(self, raw: bytes, table: str = "envelope") -> bytes | None:
        row = self.writer.row(f"SELECT body FROM {table} WHERE id = ?", (id_of(raw),))
        return row[0] if row else None

    def shares(self) -> bytes:
        """Omar's case, the key of which Layla has; its grant."""
        self.case, grant = self.omar.opens(None, self.vault.team)
        return grant


def id_of(raw: bytes) -> bytes:
    return peek_unverified(raw).id


def bare(raw: bytes) -> bytes:
    return replace(peek_unverified(raw), body=b"").to_bytes()


@pytest.fixture
def desk(session: Session) -> Iterator[Desk]:
    vault, budget = session.vault, session.vault.budget
    office = Organisation(bytes(32))
    omar = office.joins("Omar Sample")
    with undone(vault) as writer:
        vault.directory.organisation = office.directory
        yield Desk(vault, writer, office, omar, b"")
    vault.budget = budget


def test_a_record_is_taken_in_once_and_its_key_may_come_after_it(desk: Desk):
    grant = desk.shares()
    event = desk.omar.says(desk.case)
    other = desk.omar.orders(desk.case, Kind.BLOBS, b"files")
    for raw in (event, other):
        with pytest.raises(NoKeyYet):
            desk.takes(raw)
    assert [desk.takes(raw) for raw in (grant, event, other, event)] == [True, True, True, False]
    assert [desk.body_of(raw) for raw in (event, other)] == [peek_unverified(event).body, b"files"]
    assert len(log.events(desk.writer, desk.vault, desk.case)) == 1


def test_what_one_intake_took_a_moment_ago_counts_for_what_comes_next(desk: Desk):
    grant = desk.shares()
    event, other = desk.omar.says(desk.case), desk.omar.orders(desk.case, Kind.BLOBS, b"files")
    intake = desk.intake()
    with pytest.raises(NoKeyYet):
        desk.takes(event, intake)
    assert not intake.has(desk.case)
    assert desk.takes(grant, intake)
    assert intake.has(desk.case)
    assert desk.body_of(grant) is None  # not laid yet
    assert desk.takes(other, intake)
    assert desk.takes(event, intake)
    assert not desk.takes(event, intake)
    intake.flush()
    intake.flush()
    assert desk.body_of(event) == peek_unverified(event).body
    assert desk.writer.number("SELECT count(*) FROM envelope WHERE case_id = ?", (desk.case,)) == 3
    assert desk.intake().has(desk.case)


def test_a_next_key_of_a_case_follows_one_that_the_same_intake_took(desk: Desk):
    team, first, second, other = desk.vault.team, fresh(), fresh(), fresh()
    case, ring = case_grant.case_id(first), {(team.team, 1): [team]}

    def grant(number: int, key: bytes, before: bytes) -> bytes:
        items = grants.give(ring, case, number, key, before, [desk.vault.own_team()])
        body = case_grant.write(case, desk.omar.stream, items, first)
        return desk.omar.orders(case, Kind.GRANT, body)

    begun, next_, strange = grant(1, first, b""), grant(2, second, first), grant(2, other, other)
    desk.omar.case_keys[case] = second
    event = seal_event(b"\xa0", desk.omar.place(case), desk.omar.keys, second, 2).to_bytes()
    intake = desk.intake()
    assert desk.takes(begun, intake)
    assert desk.takes(next_, intake)
    with pytest.raises(NoKeyYet):
        desk.takes(strange, intake)
    assert desk.takes(event, intake)


def test_what_is_here_already_is_known_however_much_comes_with_it(desk: Desk):
    grant = desk.shares()
    raws = [grant, *(desk.omar.says(desk.case) for _ in range(2))]
    for raw in raws[:2]:
        desk.takes(raw)
    others = [n.to_bytes(32, "big") for n in range(300)]
    desk.writer.run("INSERT INTO erased VALUES (?, ?, x'')", (id_of(raws[2]), desk.case))
    intake = desk.intake(*others, *map(id_of, raws), *others)
    assert [desk.takes(raw, intake) for raw in raws] == [False, False, True]
    intake.flush()
    assert desk.body_of(raws[2]) == b""


def test_a_key_for_another_team_or_one_that_nobody_proves_opens_nothing(desk: Desk):
    case, grant = desk.omar.opens()  # his own team's alone
    with pytest.raises(NoKeyYet):
        desk.takes(grant)
    with pytest.raises(NoKeyYet):
        desk.takes(desk.omar.says(case))
    stranger = Organisation(bytes(32)).joins("Sara Sample")
    with pytest.raises(AuthorUnknown):
        desk.takes(stranger.opens(None, desk.vault.team)[1])
    changed = replace(peek_unverified(desk.shares()), body=b"x").to_bytes()
    with pytest.raises(EnvelopeRefused):
        desk.takes(changed)


def test_a_record_without_its_body_waits_for_the_order_that_it_be_destroyed(desk: Desk):
    grant = desk.shares()
    event, other = desk.omar.says(desk.case), desk.omar.says(desk.case)
    desk.takes(grant)
    with pytest.raises(OrderNotHere):
        desk.takes(bare(event))
    desk.writer.run("INSERT INTO erased VALUES (?, ?, x'')", (id_of(event), fresh_id()))
    with pytest.raises(OrderNotHere):  # the order is of another case
        desk.takes(bare(event))
    desk.writer.run("DELETE FROM erased")
    for raw in (event, other):
        desk.writer.run("INSERT INTO erased VALUES (?, ?, x'')", (id_of(raw), desk.case))
    assert desk.takes(bare(event))
    assert desk.takes(other)  # it still has its body, which is not kept
    assert [desk.body_of(raw) for raw in (event, other)] == [b"", b""]
    unsigned = replace(peek_unverified(desk.omar.says(desk.case)), signature=bytes(64), body=b"")
    with pytest.raises(EnvelopeRefused):
        desk.takes(unsigned.to_bytes())


def test_of_what_is_said_of_erasures_open_orders_alone_can_be_put_away(desk: Desk):
    case = fresh_id()
    order, other, statement = (desk.omar.orders(case, Kind.ERASE, body) for body in (ORDER, ORDER, CONFIRMATION))
    with pytest.raises(OrderNotHere):
        desk.takes(bare(order))
    for raw in (order, other, statement):
        desk.writer.run("INSERT INTO erased VALUES (?, ?, x'')", (id_of(raw), case))
    with pytest.raises(OrderNotHere):
        desk.takes(bare(order))  # that would be an order to destroy an order
    for raw in (order, other, statement):
        desk.writer.run("INSERT INTO disposed VALUES (?, ?)", (id_of(raw), case))
    assert all(desk.takes(raw) for raw in (bare(order), other, statement))
    bodies = [desk.body_of(raw) for raw in (order, other, statement)]
    assert bodies == [b"", b"", CONFIRMATION]


def test_a_colleague_has_as_much_room_in_a_case_as_the_budget_says(desk: Desk):
    grant = desk.shares()
    taken = len(peek_unverified(grant).body)
    desk.takes(grant)
    desk.vault.budget = CaseBudget(records=4, size=taken + 30)

    def files(size: int) -> bytes:
        return desk.omar.orders(desk.case, Kind.BLOBS, bytes(size))

    fits, too_large, fits_too = files(10), files(21), files(20)
    intake = desk.intake()
    assert desk.takes(fits, intake)
    with pytest.raises(OverBudget):
        desk.takes(too_large, intake)
    assert not desk.takes(too_large, intake)
    assert desk.takes(fits_too, intake)
    intake.flush()
    assert not desk.takes(too_large)
    assert desk.body_of(too_large, "apart") == bytes(21)
    assert desk.body_of(too_large) is None
    desk.vault.budget = CaseBudget(records=4, size=taken + 60)
    one, more = files(1), files(1)
    assert desk.takes(one)
    with pytest.raises(OverBudget):
        desk.takes(more)


def test_own_records_always_have_room(desk: Desk):
    desk.shares()
    desk.vault.budget = CaseBudget(0, 0, 0, 0, 0)
    place = LogPosition(desk.case, desk.vault.stream)
    own = seal_public(CONFIRMATION, Kind.ERASE, place, desk.vault.device).to_bytes()
    assert desk.takes(own)
    with pytest.raises(OverBudget):
        desk.takes(desk.omar.orders(desk.case, Kind.ERASE, CONFIRMATION))


@pytest.mark.parametrize(("body", "other"), [(ORDER, CONFIRMATION), (CONFIRMATION, ORDER)], ids=["orders", "words"])
def test_orders_and_other_words_of_erasures_are_counted_apart(desk: Desk, body: bytes, other: bytes):
    case = fresh_id()
    desk.vault.budget = CaseBudget(orders=2, statements=2)
    first, second, third = (desk.omar.orders(case, Kind.ERASE, body) for _ in range(3))
    desk.takes(first)  # counted from what is here
    intake = desk.intake()
    assert desk.takes(second, intake)
    with pytest.raises(OverBudget):
        desk.takes(third, intake)
    assert desk.takes(desk.omar.orders(case, Kind.ERASE, other), intake)
    elsewhere = desk.omar.orders(fresh_id(), Kind.ERASE, body)
    assert desk.takes(elsewhere, intake)


def test_what_is_over_a_budget_is_kept_apart_as_far_as_there_is_room(desk: Desk):
    case = fresh_id()
    desk.vault.budget = CaseBudget(statements=0, orders=0)
    first, second, third, disposed = (
        desk.omar.orders(case, Kind.ERASE, body) for body in (CONFIRMATION, CONFIRMATION, CONFIRMATION, ORDER)
    )
    with pytest.raises(OverBudget):
        desk.takes(first)
    room = apart.MOST - len(CONFIRMATION)
    desk.writer.run("UPDATE apart_group SET size = ?", (room,))
    intake = desk.intake()
    for raw in (second, third):
        with pytest.raises(OverBudget):
            desk.takes(raw, intake)
    assert [desk.body_of(raw, "apart") for raw in (second, third)] == [CONFIRMATION, b""]
    desk.writer.run("INSERT INTO disposed VALUES (?, ?)", (id_of(disposed), fresh_id()))
    with pytest.raises(OverBudget):  # put away in another case
        desk.takes(disposed)


def test_what_the_desk_put_away_before_it_came_is_kept_apart_bare_and_not_named(desk: Desk):
    case = fresh_id()
    desk.vault.budget = CaseBudget(statements=0)
    raw = desk.omar.orders(case, Kind.ERASE, CONFIRMATION)
    desk.writer.run("INSERT INTO disposed VALUES (?, ?)", (id_of(raw), case))
    assert not desk.takes(raw)
    assert desk.body_of(raw, "apart") == b""


def test_of_a_withdrawn_computer_counts_what_the_desk_had_seen(desk: Desk):
    grant = desk.shares()
    early, first, last, after = (desk.omar.says(desk.case) for _ in range(4))
    desk.takes(grant)
    desk.office.withdraws(desk.omar, (desk.case, 4, id_of(last)))
    with pytest.raises(LaterMissing):
        desk.takes(early)
    intake = desk.intake()
    assert desk.takes(last, intake)
    assert desk.takes(first, intake)  # what follows it was taken a moment ago
    with pytest.raises(AuthorWithdrawn):
        desk.takes(after, intake)
    with pytest.raises(AuthorWithdrawn):
        desk.takes(bare(after), intake)


def test_what_says_a_time_after_its_author_s_certificate_is_refused(desk: Desk):
    grant = desk.shares()
    event, other = desk.omar.says(desk.case), desk.omar.says(desk.case)
    omar = desk.omar
    desk.office.say(directory.DEVICE, [omar.stream, omar.person, omar.keys.public, omar.keys.receiving_public, 50, 0])
    desk.takes(grant)
    with pytest.raises(CertificateExpired):
        desk.takes(event, desk.intake(at=51))
    assert desk.takes(event, desk.intake(at=50))
    desk.office.directory.devices[omar.stream].until = 0
    assert desk.takes(other, desk.intake(at=51))
