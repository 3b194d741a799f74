"""A case erased by order of two people: here, at headquarters, and on every computer that has it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.casework.cases import erasure, open_orders, queries
from app.casework.cases.erasure import Computer, OnHold
from app.casework.exchange import post, sync
from app.casework.export import erasure_certificate
from app.casework.interviews import interview
from app.casework.lifecycle import closure, tasks
from app.casework.organisation import administration
from app.casework.pages import case_page, waiting
from app.casework.questionnaires import forms
from app.casework.records import unlock
from app.casework.session import typed_text
from app.casework.session.session import Session
from app.casework.sharing import inbox
from app.errors import SanadError
from app.language import Words, strip_marks
from app.seal import envelope
from app.seal.erasure import Confirmation, Objection, Order
from app.ui.sharing.erasure import standing
from app.vault import audit, intake
from app.vault import drafts as unfinished
from app.vault import erasures as kept
from tests.casework.test_posting import Office
from tests.erasing import destroys, vouched, waits
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import keeps_a_case

SECRET = "Maya Sample Tamang"


@pytest.fixture(name="hq")
def _hq(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as told:
        yield told


def bodies(session: Session, case: str) -> list[bytes]:
    rows = session.vault.database.rows(
        "SELECT body FROM envelope WHERE case_id = ? AND kind <> ?", (bytes.fromhex(case), int(envelope.Kind.ERASE))
    )
    return [row[0] for row in rows]


def nothing_is_left(session: Session, case: str) -> None:
    with pytest.raises(queries.NoCase):
        queries.case(session, case)
    assert queries.cases(session, "maya") == []
    assert set(bodies(session, case)) == {b""}
    assert unlock.check(session).ok
    assert audit.verify(session.vault.database, session.vault, bytes.fromhex(case))[1] == []


def three(office: Office) -> tuple[Session, Session, Session, str]:
    layla, omar = office.joins(LAYLA), office.joins(OMAR, "supervisor")
    case = keeps_a_case(layla, SECRET)
    vouched(office, OMAR)
    office.carry(LAYLA, OMAR, DESK)
    return office.sessions[DESK], layla, omar, case


def test_two_people_erase_a_case_and_every_computer_says_so(office: Office):
    desk, layla, omar, case = three(office)
    form = forms.forms(layla)[0].hash  # of the case, and of none
    drafts = [interview.start(layla, form, case_id=about).draft_id for about in (case, "")]
    erasure.order(omar, case, "The person asked for it")
    mine = erasure.ordered(omar, case)
    assert (mine.by, mine.reason, mine.confirms) == (OMAR, "The person asked for it", False)
    office.carry(OMAR, DESK, LAYLA)
    assert queries.case(layla, case).name == SECRET  # one alone erases nothing
    theirs = erasure.ordered(desk, case)
    assert (theirs.by, theirs.reason, theirs.confirms) == (OMAR, "The person asked for it", True)
    assert erasure.confirm(desk, case) == 0
    office.carry(DESK, LAYLA, OMAR)
    assert [queries.case(each, case).name for each in (desk, layla, omar)] == [SECRET] * 3
    waits(office)
    for session in (desk, layla, omar):
        nothing_is_left(session, case)
    assert [draft.id.hex() for draft in unfinished.unfinished(layla.reading())] == drafts[1:]
    (told,) = erasure.ours(desk)
    assert {computer.person: computer.at is not None for computer in told.computers} == {
        DESK: True,
        LAYLA: False,
        OMAR: False,
    }
    office.carry(LAYLA, DESK)
    office.carry(OMAR, DESK)
    (told,) = erasure.ours(desk)
    assert all(computer.at for computer in told.computers)
    assert (told.ordered_by, told.confirmed_by) == (OMAR, (DESK,))
    assert told.reason == "The person asked for it"
    assert [row.reference for row in erasure.ours(layla)] == [""]  # nothing more than it must


def test_what_was_typed_about_an_erased_case_and_not_said_is_gone_with_it(office: Office):
    desk, _layla, omar, case = three(office)
    draft = interview.start(desk, forms.forms(desk)[0].hash, case_id=case).draft_id
    other = f"CaseScreen|{'0' * 32}|refer"
    places = (f"CaseScreen|{case}|refer|shelter", f"ReadBack|{draft}", other)
    for place in places:
        typed_text.keep(desk, place, {"reason": SECRET})
    erasure.order(omar, case, "The person asked for it")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    assert all(typed_text.of(desk, place) for place in places)
    waits(office)
    assert [place for place in places if typed_text.of(desk, place)] == [other]


def test_a_computer_that_nothing_was_carried_to_may_still_hold_it(office: Office):
    desk, _, omar, case = three(office)
    erasure.order(omar, case, "The person asked for it")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    waits(office)
    (order,) = erasure.ours(desk)
    by_person = {computer.person: (computer.state, computer.told) for computer in order.computers}
    assert by_person[LAYLA] == ("may_hold", None)
    assert order.computers[0].person in (LAYLA, OMAR)  # who may hold it stands first


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
    (order,) = kept.orders(omar.vault.database, omar.vault, bytes.fromhex(case)).orders
    for session in (layla, omar):  # an inspector, and who ordered it
        with session.vault.transaction() as writer:
            kept.say(writer, session.vault, bytes.fromhex(case), Confirmation(order.id))
    office.carry(LAYLA, DESK, OMAR)
    office.carry(OMAR, DESK, LAYLA)
    assert [queries.case(each, case).name for each in (desk, layla, omar)] == [SECRET] * 3


def test_an_order_that_names_less_time_waits_as_long_as_the_referral_system_says(office: Office):
    desk, _layla, omar, case = three(office)
    id_ = bytes.fromhex(case)
    with omar.vault.transaction() as writer:  # by a program of somebody's own
        kept.say(writer, omar.vault, id_, Order(tuple(sorted(kept.ids_of(writer, id_)))))
    office.carry(OMAR, DESK)
    assert erasure.confirm(desk, case) == 0
    assert erasure.ordered(desk, case).due == desk.clock() + timedelta(days=7)


def test_what_comes_again_after_it_was_erased_is_not_kept(office: Office, tmp_path: Path):
    desk, layla, omar, case = three(office)
    old = tmp_path / "old stick"
    old.mkdir()
    post.export(layla, old)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    destroys(office, desk, case)
    office.carry(DESK, OMAR, LAYLA)
    waits(office)
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
    destroys(office, desk, case)
    office.carry(DESK, LAYLA)
    waits(office)
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
    (first, *_) = audit.envelopes(desk.vault.database, "case_id = ? AND kind = 1 ORDER BY n", (bytes.fromhex(case),))
    assert isinstance(first, envelope.Envelope)
    stranger = office.joins("Badr Sample", team="Ahmadi")
    bare = envelope.canonical.encode([first.header_bytes, first.signature, b""])
    with stranger.vault.transaction() as writer, pytest.raises(intake.OrderNotHere):
        intake.receive(writer, stranger.vault, bare, lambda _: 0)


def test_what_a_computer_wrote_meanwhile_stays_until_it_is_ordered_again(office: Office):
    desk, layla, omar, case = three(office)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    queries.set_view(layla, case, "00" * 16, "away meanwhile")
    destroys(office, desk, case)
    nothing_is_left(desk, case)
    office.carry(LAYLA, DESK)
    office.carry(DESK, LAYLA)
    waits(office)
    left = [body for body in bodies(layla, case) if body]
    assert len(left) == 1


def test_headquarters_and_a_laptop_that_was_away_erase_too(hq: Committee):
    desk, layla, omar = (hq.sessions[name] for name in (DESK, LAYLA, OMAR))
    case = keeps_a_case(layla, SECRET)
    vouched(hq, OMAR)
    for name in (DESK, LAYLA, OMAR, DESK, OMAR):
        assert hq.syncs(name).finished
    erasure.order(omar, case, "so")
    hq.syncs(OMAR)
    hq.syncs(DESK)
    erasure.confirm(desk, case)
    assert hq.syncs(DESK).finished
    assert hq.syncs(OMAR).finished
    assert queries.case(omar, case).name == SECRET
    waits(hq)
    nothing_is_left(desk, case)
    nothing_is_left(omar, case)
    assert hq.syncs(LAYLA).finished  # away until now: it has the same time to object
    assert queries.case(layla, case).name == SECRET
    waits(hq)
    nothing_is_left(layla, case)
    for name in (LAYLA, OMAR, DESK):
        assert hq.syncs(name).finished
    (told,) = erasure.ours(desk)
    assert {computer.person for computer in told.computers if computer.at} == {DESK, LAYLA, OMAR}
    assert {row.id for row in queries.cases(desk)} == set()
    assert case not in sync.states(layla)


def test_a_certificate_is_of_an_erasure_that_was_carried_out(office: Office):
    desk, _layla, omar, case = three(office)
    number = queries.case(desk, case).reference
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    with pytest.raises(erasure.NoOrder):
        erasure_certificate.paper(desk, "")
    destroys(office, desk, case)
    (told,) = erasure.ours(desk)
    assert told.reference == number
    assert erasure_certificate.paper(desk, told.order[:8]).subject.hex() == told.order
    with pytest.raises(erasure.NoOrder):
        erasure_certificate.paper(desk, "ffff")
    with pytest.raises(SanadError):
        queries.case(desk, case)


BADR = "Badr Second"


def second_desk(office: Office) -> Session:
    """The second holder, with a computer and a vault of his own."""
    badr = office.joins(BADR, "desk")
    administration.take_over(badr, " ".join(office.founded.second_words))
    return badr


def test_a_desk_holder_who_makes_a_second_identity_up_destroys_nothing(office: Office):
    desk, layla, _omar, case = three(office)
    made_up = office.joins("Nobody Sample", "supervisor")
    office.carry(LAYLA, "Nobody Sample")
    erasure.order(made_up, case, "so")
    office.carry("Nobody Sample", DESK)
    with pytest.raises(erasure.NotIndependent):
        erasure.confirm(desk, case)
    assert not erasure.ordered(desk, case).confirms
    (order,) = kept.orders(desk.vault.database, desk.vault, bytes.fromhex(case)).orders
    with desk.vault.transaction() as writer:  # by a program that was changed
        signed = erasure._signed(desk, Confirmation(order.id), bytes.fromhex(case))
        kept.say(writer, desk.vault, bytes.fromhex(case), signed)
    office.carry(DESK, LAYLA)
    waits(office)
    assert queries.case(layla, case).name == SECRET


def test_a_second_desk_holder_vouches_and_confirms_on_a_computer_of_his_own(office: Office):
    layla, omar = office.joins(LAYLA), office.joins(OMAR, "supervisor")
    case, badr, desk = keeps_a_case(layla, SECRET), second_desk(office), office.sessions[DESK]
    office.carry(LAYLA, OMAR, BADR, DESK)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK, BADR, LAYLA)
    with pytest.raises(erasure.NotIndependent):
        erasure.confirm(desk, case)
    assert erasure.ordered(badr, case).confirms
    assert administration.vouch(badr, administration.device_of(badr, OMAR))
    assert not administration.vouch(badr, administration.device_of(badr, OMAR))
    with pytest.raises(administration.OwnDevice):
        administration.vouch(badr, badr.vault.stream.hex())
    office.carry(BADR, DESK)
    assert erasure.ordered(desk, case).confirms
    erasure.confirm(badr, case)
    office.carry(BADR, LAYLA, OMAR, DESK)
    waits(office)
    for session in (badr, layla, omar, desk):
        nothing_is_left(session, case)


def test_a_certificate_that_another_desk_signed_is_not_renewed_by_the_way(office: Office):
    office.joins(OMAR, "supervisor")
    badr = second_desk(office)
    for person in office.people.values():
        person.clock.pass_(days=700)
    assert administration.renew_due(badr) == 0
    assert administration.renew_due(office.sessions[DESK]) > 0


def test_everybody_who_has_the_case_hears_of_it_and_can_object(office: Office):
    desk, layla, omar, case = three(office)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK, LAYLA)
    with pytest.raises(erasure.ReasonNeeded):
        erasure.object_to(layla, case, " ")
    erasure.confirm(desk, case)
    office.carry(DESK, LAYLA, OMAR)
    due = desk.clock() + timedelta(days=7)
    for session in (layla, omar):
        open_order = erasure.ordered(session, case)
        assert (open_order.due, open_order.confirmed_by) == (due, (DESK,))
        assert open_order.objects
        (task,) = tasks.tasks(session, ["erasure_waits"])
        assert task.due == due
    assert {line.kind for line in inbox.lines(layla)} >= {"erasure", "erasure_confirmed"}
    erasure.object_to(layla, case, "She is to be heard in court")
    assert erasure.ordered(layla, case).due is None
    with pytest.raises(erasure.NoOrder):
        erasure.object_to(layla, case, "once more")
    office.carry(LAYLA, DESK, OMAR)
    assert "erasure_objection" in {line.kind for line in inbox.lines(omar)}
    waits(office)
    for session in (desk, layla, omar):
        assert queries.case(session, case).name == SECRET
        (protest,) = erasure.ordered(session, case).protests
        assert (protest.by, protest.reason, protest.overruled) == (LAYLA, "She is to be heard in court", False)
    for session in (desk, omar):  # who confirmed, and who ordered
        assert not erasure.ordered(session, case).rules
        with pytest.raises(erasure.NotIndependent):
            erasure.rule(session, case, "all the same", goes_on=True)
    with pytest.raises(erasure.NotYoursToErase):
        erasure.rule(layla, case, "mine", goes_on=False)


def test_of_two_orders_the_first_day_counts_and_an_objection_to_one_stops_no_other(office: Office):
    desk, layla, omar, case = three(office)
    days = []
    for reason in ("so", "and what came since"):
        erasure.order(omar, case, reason)
        office.carry(OMAR, DESK)
        erasure.confirm(desk, case)
        office.carry(DESK, LAYLA, OMAR)
        days.append(desk.clock() + timedelta(days=7))
        assert erasure.ordered(layla, case).due == days[0]
        assert [task.due for task in tasks.tasks(layla, ["erasure_waits"])] == days[:1]
        for person in office.people.values():
            person.clock.pass_(days=2)
    first, later = sorted(
        kept.orders(layla.vault.database, layla.vault, bytes.fromhex(case)).orders,
        key=lambda order: erasures_due(layla, case)[order.id],
    )
    with layla.vault.transaction() as writer:  # as before the second was there
        kept.say(writer, layla.vault, bytes.fromhex(case), Objection(first.id))
    waiting_order = erasure.ordered(layla, case)
    assert waiting_order.due == days[1]
    assert "2026" in standing(waiting_order, Words("en"))  # the day on which it goes all the same
    assert waiting_order.objects
    erasure.object_to(layla, case, "She is to be heard in court")
    assert erasure.ordered(layla, case).due is None
    assert "a third person" in standing(erasure.ordered(layla, case), Words("en"))
    assert later.id in erasures_due(layla, case)


def erasures_due(session: Session, case: str) -> dict[bytes, int | None]:
    return open_orders.open_orders(session, session.reading(), bytes.fromhex(case)).due


def objected(office: Office, by: str = LAYLA) -> tuple[Session, Session, Session, Session, str]:
    """Salma supervises too, and had nothing to do with it but where she objects."""
    desk, layla, omar, case = three(office)
    salma = office.joins("Salma Sample", "supervisor")
    vouched(office, "Salma Sample")
    office.carry(LAYLA, "Salma Sample")
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    office.carry(DESK, LAYLA, OMAR, "Salma Sample")
    erasure.object_to(office.sessions[by], case, "no")
    office.carry(by, *{LAYLA, DESK, OMAR, "Salma Sample"} - {by})
    return desk, layla, omar, salma, case


def waits_for(session: Session, case: str) -> bool:
    """Is there an order about which this officer can decide or confirm something?"""
    entries = case_page.case_page(session, case).waiting
    return waiting.ERASURE in [entry.kind for entry in entries]


def test_a_third_person_decides_that_it_goes(office: Office):
    desk, layla, omar, salma, case = objected(office)
    (task,) = tasks.tasks(salma, ["erasure_objection"])
    assert task.case_id == case
    with pytest.raises(erasure.ReasonNeeded):
        erasure.rule(salma, case, "", goes_on=True)
    assert waits_for(salma, case)
    assert not waits_for(omar, case)
    assert erasure.rule(salma, case, "the court has closed it", goes_on=True) == 0
    office.carry("Salma Sample", DESK, LAYLA, OMAR)
    waits(office)
    for session in (desk, layla, omar, salma):
        nothing_is_left(session, case)
    (done,) = erasure.ours(desk)
    assert [(protest.by, protest.overruled) for protest in done.protests] == [(LAYLA, True)]
    assert (done.ruled_by, done.wait_days, done.urgent) == (("Salma Sample",), 7, False)
    facts = dict(erasure_certificate.paper(desk, done.order).notice(Words("en")).facts)
    assert strip_marks(facts["Objections"]) == f"{LAYLA}; rejected by Salma Sample"
    assert strip_marks(facts["Confirmed by"]) == DESK
    assert facts["Waiting period"] == "7 days after its confirmation"
    assert "Server" in facts


def test_what_is_known_of_a_computer_is_said_as_it_is_known():
    then, words = datetime(2026, 11, 24, 9, tzinfo=UTC), Words("en")
    for computer, state, sentence in (
        (Computer("c", LAYLA, withdrawn=True, at=then, told=then), "destroyed", "Destroyed: "),
        (Computer("c", LAYLA, withdrawn=True), "may_hold", "Access ended: the case may still"),
        (Computer("c", LAYLA, withdrawn=True, told=then), "may_hold", "Access ended: the case"),
        (Computer("c", LAYLA, withdrawn=False, told=then), "told", "Notified: the order is ready"),
        (Computer("c", LAYLA, withdrawn=False), "may_hold", "As far as is known, not notified yet"),
    ):
        assert computer.state == state
        assert erasure_certificate.says(computer, words).startswith(sentence)


def test_who_alone_objected_does_not_decide_that_it_goes(office: Office):
    desk, _layla, _omar, salma, case = objected(office, by="Salma Sample")
    assert not erasure.ordered(salma, case).rules
    with pytest.raises(erasure.NotIndependent):
        erasure.rule(salma, case, "I changed my mind", goes_on=True)
    assert [protest.overruled for protest in erasure.ordered(desk, case).protests] == [False]


def test_a_third_person_decides_that_it_stays(office: Office):
    desk, layla, _omar, salma, case = objected(office)
    closure.hold(salma, case, True, "the court asked for it")
    with pytest.raises(OnHold):
        erasure.rule(salma, case, "all the same", goes_on=True)
    closure.hold(salma, case, False, "it has answered")
    erasure.rule(salma, case, "she is heard next week", goes_on=False)
    office.carry("Salma Sample", DESK, LAYLA)
    waits(office)
    for session in (desk, layla, salma):
        assert queries.case(session, case).name == SECRET
        assert erasure.ordered(session, case) is None
    erasure.order(salma, case, "now it may go")  # it can be ordered again
    assert erasure.ordered(salma, case).by == "Salma Sample"


def test_for_a_persons_safety_three_people_erase_at_once(office: Office):
    layla, omar = office.joins(LAYLA), office.joins(OMAR, "supervisor")
    case, badr, desk = keeps_a_case(layla, SECRET), second_desk(office), office.sessions[DESK]
    vouched(office, OMAR)
    office.carry(LAYLA, OMAR, BADR, DESK)
    erasure.order(omar, case, "her family found the laptop", urgent=True)
    office.carry(OMAR, DESK, BADR)
    assert erasure.confirm(desk, case) == 0
    office.carry(DESK, BADR)
    assert erasure.ordered(badr, case).confirms
    assert erasure.confirm(badr, case) > 0
    nothing_is_left(badr, case)
    office.carry(BADR, LAYLA, OMAR, DESK)
    for session in (layla, omar, desk):
        nothing_is_left(session, case)
    (done,) = erasure.ours(omar)
    assert (done.urgent, set(done.confirmed_by)) == (True, {DESK, BADR})


def test_a_clock_that_is_in_doubt_ends_no_waiting_time(office: Office):
    desk, layla, omar, case = three(office)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    office.carry(DESK, LAYLA)
    office.people[LAYLA].clock.pass_(days=4000)
    erasure.settle(layla)
    assert queries.case(layla, case).name == SECRET
    office.people[LAYLA].clock.pass_(days=-3992)
    erasure.settle(layla)
    nothing_is_left(layla, case)


def test_an_order_that_came_while_the_clock_was_behind_waits_as_long(office: Office):
    desk, layla, omar, case = three(office)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    office.people[LAYLA].clock.pass_(days=-9000)
    office.carry(DESK, LAYLA)
    office.people[LAYLA].clock.pass_(days=9000)
    erasure.settle(layla)
    assert queries.case(layla, case).name == SECRET


def test_an_objection_takes_nothing_of_others_along(office: Office):
    desk, layla, omar, case = three(office)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK, LAYLA)
    queries.set_view(omar, case, "00" * 16, "away meanwhile")
    office.carry(OMAR, LAYLA)
    (last,) = layla.vault.database.rows(
        "SELECT id FROM envelope WHERE stream = ? AND kind = 1 ORDER BY seq DESC LIMIT 1", (omar.vault.stream,)
    )
    (order,) = kept.orders(layla.vault.database, layla.vault, bytes.fromhex(case)).orders
    with layla.vault.transaction() as writer:
        kept.say(writer, layla.vault, bytes.fromhex(case), Objection(order.id, last[0]))
    salma = office.joins("Salma Sample", "supervisor")
    vouched(office, "Salma Sample")
    office.carry(LAYLA, OMAR, DESK, "Salma Sample")
    office.carry(OMAR, DESK, "Salma Sample")
    erasure.confirm(desk, case)
    office.carry(DESK, "Salma Sample")
    erasure.rule(salma, case, "so", goes_on=True)
    waits(office)
    left = [body for body in bodies(salma, case) if body]
    assert len(left) == 1


def test_who_opens_the_records_after_the_time_finds_the_case_gone(office: Office):
    desk, _layla, omar, case = three(office)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    erasure.confirm(desk, case)
    office.carry(DESK, LAYLA)
    office.leaves(LAYLA)
    office.people[LAYLA].clock.pass_(days=8)
    nothing_is_left(office.comes(LAYLA), case)
