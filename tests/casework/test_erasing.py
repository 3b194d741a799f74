"""A case erased by order of two people: here, at headquarters, and on every computer that has it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework.cases import erasure, queries
from app.casework.cases.queries import NoCase
from app.casework.exchange import post, sync
from app.casework.export import erasure_certificate
from app.casework.records import unlock
from app.casework.session.session import Session
from app.errors import SanadError
from app.seal import envelope
from app.seal.envelope import Kind
from app.vault import erasures as kept
from app.vault import log
from tests.casework.test_posting import Office, office
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import keeps_a_case

__all__ = ["office"]
SECRET = "Maya Sample Tamang"


@pytest.fixture(name="hq")
def _hq(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as told:
        yield told


def bodies(session: Session, case: str) -> list[bytes]:
    rows = session.vault.database.rows(
        "SELECT body FROM envelope WHERE case_id = ? AND kind <> ?",
        (bytes.fromhex(case), int(Kind.ERASE)),
    )
    return [row[0] for row in rows]


def nothing_is_left(session: Session, case: str) -> None:
    with pytest.raises(NoCase):
        queries.case(session, case)
    assert queries.cases(session, "maya") == []
    assert set(bodies(session, case)) == {b""}
    assert unlock.check(session).ok
    assert log.verify(session.vault.database, session.vault, bytes.fromhex(case))[1] == []


def three(office: Office) -> tuple[Session, Session, Session, str]:
    layla, omar = office.joins(LAYLA), office.joins(OMAR, "supervisor")
    case = keeps_a_case(layla, SECRET)
    office.carry(LAYLA, OMAR, DESK)
    return office.sessions[DESK], layla, omar, case


def test_two_people_erase_a_case_and_every_computer_says_so(office: Office):
    desk, layla, omar, case = three(office)
    erasure.order(omar, case, "The person asked for it")
    assert erasure.ordered(omar, case) == erasure.OpenOrder(OMAR, "The person asked for it", False)
    office.carry(OMAR, DESK, LAYLA)
    assert queries.case(layla, case).name == SECRET  # one alone erases nothing
    assert erasure.ordered(desk, case) == erasure.OpenOrder(OMAR, "The person asked for it", True)
    assert erasure.confirm(desk, case) > 0
    nothing_is_left(desk, case)
    office.carry(DESK, LAYLA, OMAR)
    nothing_is_left(layla, case)
    nothing_is_left(omar, case)
    (told,) = erasure.ours(desk)
    assert {each.person: each.at is not None for each in told.computers} == {
        DESK: True, LAYLA: False, OMAR: False,
    }  # fmt: skip
    office.carry(LAYLA, DESK)
    office.carry(OMAR, DESK)
    (told,) = erasure.ours(desk)
    assert all(each.at for each in told.computers)
    assert (told.ordered_by, told.confirmed_by) == (OMAR, (DESK,))
    assert told.reason == "The person asked for it"
    assert [each.reference for each in erasure.ours(layla)] == [""]  # nothing more than it must


def test_nobody_erases_alone_and_not_every_role(office: Office):
    desk, layla, omar, case = three(office)
    with pytest.raises(erasure.NotYoursToErase):
        erasure.order(layla, case, "I want to")
    with pytest.raises(erasure.ReasonNeeded):
        erasure.order(desk, case, "  ")
    erasure.order(desk, case, "a mistake")
    with pytest.raises(erasure.NotYoursToErase):
        erasure.confirm(desk, case)
    with pytest.raises(erasure.NotYoursToErase):
        erasure.confirm(omar, case)
    office.carry(DESK, LAYLA, OMAR)
    assert queries.case(layla, case).name == SECRET


def test_a_forged_confirmation_erases_nothing(office: Office):
    desk, layla, omar, case = three(office)
    erasure.order(omar, case, "so")
    (order,) = kept.orders(omar.vault.database, omar.vault, bytes.fromhex(case))
    for session in (layla, omar):  # an inspector, and who ordered it
        with session.vault.transaction() as writer:
            kept.say(writer, session.vault, bytes.fromhex(case), kept.Confirmation(order.id))
    office.carry(LAYLA, DESK, OMAR)
    office.carry(OMAR, DESK, LAYLA)
    assert [queries.case(each, case).name for each in (desk, layla, omar)] == [SECRET] * 3


def test_what_comes_again_after_it_was_erased_is_not_kept(office: Office, tmp_path: Path):
    desk, layla, omar, case = three(office)
    old = tmp_path / "old stick"
    old.mkdir()
    post.export(layla, old)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    office.carry(DESK, OMAR, LAYLA)
    for session in (desk, omar):
        post.collect(session, old)
        nothing_is_left(session, case)
    late = office.joins("Badr Sample")  # who comes now hears only that it was erased
    office.carry(DESK, "Badr Sample")
    post.collect(late, old)
    assert SECRET not in [row.name for row in queries.cases(late)]


def test_who_wrote_it_to_a_stick_takes_it_back_with_the_next_writing(office: Office):
    desk, layla, omar, case = three(office)
    before = {file.name for file in office.stick.iterdir()}
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    office.people[LAYLA].clock.pass_(minutes=5)
    office.carry(DESK, LAYLA)
    post.export(layla, office.stick)
    nothing_is_left(layla, case)
    rows = layla.vault.database.rows(
        "SELECT p.id FROM parcel p JOIN parcel_item i ON i.parcel = p.id JOIN erased e ON e.id = i.item"
    )
    theirs = {post.files.name_of(row[0]) for row in rows}
    assert theirs & before
    assert not {file.name for file in office.stick.iterdir()} & theirs & before


def test_a_record_without_its_body_waits_for_the_order(office: Office):
    desk, _layla, _omar, case = three(office)
    (first, *_) = log._envelopes(
        desk.vault.database, "case_id = ? AND kind = 1 ORDER BY n", (bytes.fromhex(case),)
    )
    assert isinstance(first, envelope.Envelope)
    stranger = office.joins("Badr Sample", team="Ahmadi")
    bare = envelope.canonical.encode([first.header_bytes, first.signature, b""])
    with stranger.vault.transaction() as writer, pytest.raises(log.OrderNotHere):
        log.receive(writer, stranger.vault, bare, lambda _: 0)


def test_what_a_computer_wrote_meanwhile_stays_until_it_is_ordered_again(office: Office):
    desk, layla, omar, case = three(office)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    queries.set_view(layla, case, "00" * 16, "away meanwhile")
    erasure.confirm(desk, case)
    nothing_is_left(desk, case)
    office.carry(LAYLA, DESK)
    office.carry(DESK, LAYLA)
    left = [each for each in bodies(layla, case) if each]
    assert len(left) == 1


def test_headquarters_and_a_laptop_that_was_away_erase_too(hq: Committee):
    desk, layla, omar = (hq.sessions[name] for name in (DESK, LAYLA, OMAR))
    case = keeps_a_case(layla, SECRET)
    for name in (DESK, LAYLA, OMAR, DESK, OMAR):
        assert hq.syncs(name).finished
    erasure.order(omar, case, "so")
    hq.syncs(OMAR)
    hq.syncs(DESK)
    erasure.confirm(desk, case)
    nothing_is_left(desk, case)
    assert hq.syncs(DESK).finished
    assert hq.syncs(OMAR).finished
    nothing_is_left(omar, case)
    assert hq.syncs(LAYLA).finished  # away until now
    nothing_is_left(layla, case)
    hq.syncs(DESK)
    (told,) = erasure.ours(desk)
    assert {each.person for each in told.computers if each.at} == {DESK, LAYLA, OMAR}
    assert {row.id for row in queries.cases(desk)} == set()
    assert case not in sync.states(layla)


def test_a_certificate_is_of_an_erasure_that_was_carried_out(office: Office):
    desk, _layla, omar, case = three(office)
    number = queries.case(desk, case).reference
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    with pytest.raises(erasure.NoOrder):
        erasure_certificate.paper(desk, "")
    erasure.confirm(desk, case)
    (told,) = erasure.ours(desk)
    assert told.reference == number
    assert erasure_certificate.paper(desk, told.order[:8]).of.hex() == told.order
    with pytest.raises(erasure.NoOrder):
        erasure_certificate.paper(desk, "ffff")
    with pytest.raises(SanadError):
        queries.case(desk, case)
