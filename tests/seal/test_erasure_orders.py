"""What comes of an order to erase: who must sign, who may object, and when it is due. Each test is what
one insider, or two, would try."""

import random
from dataclasses import dataclass, field

import pytest

from app.seal import directory as people
from app.seal import envelope, erasure
from app.seal.erasure import (
    SHORTEST_WAIT_S,
    Confirmation,
    ErasureReport,
    Objection,
    Order,
    OrderState,
    Ruling,
    Statement,
    countersigned,
)
from app.seal.keys import DeviceKeys, fresh_id, key_id
from app.seal.lineage import Lineage
from app.vault.erasures import _Authors
from tests.headquarters.office import Computer, Organisation

ID = bytes(range(32))
DAY = 86_400


@dataclass
class Office:
    """Omar supervises and Layla inspects, both let in by Huda; Badr holds the second registrar's key.
    Salma supervises, let in by Huda, and Badr vouches for her."""

    organisation: Organisation = field(default_factory=lambda: Organisation(bytes(32)))
    case: bytes = field(default_factory=fresh_id)
    said: list[envelope.Envelope] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.huda, self.badr = self.organisation.registrar, self.organisation.second
        self.desk = self.organisation.desk
        self.badrs = self.organisation.joins("Badr Second", "desk")
        self.omar = self.organisation.joins("Omar", "supervisor")
        self.salma = self.organisation.joins("Salma", "supervisor")
        self.layla = self.organisation.joins("Layla")
        self.vouches(self.salma, self.badr)

    def vouches(self, who: Computer, key: DeviceKeys) -> None:
        directory = self.organisation.directory
        for entries in directory.certificates(directory.devices[who.stream]):
            directory.add(key, entries[-1].kind, entries[-1].content)

    def third_holder(self) -> DeviceKeys:
        key = DeviceKeys.fresh()
        self.organisation.directory.add(self.organisation.root, people.REGISTRAR, [key.public, "Third Holder"])
        return key

    def says(self, who: Computer, statement: Statement, key: DeviceKeys | None = None) -> bytes:
        """Signs it, with a registrar's key where one is given; its id."""
        if key is not None:
            assert isinstance(statement, Order | Confirmation | Ruling)
            statement = countersigned(statement, key, self.case, who.stream)
        raw = who.orders(self.case, envelope.Kind.ERASE, statement.to_bytes())
        self.said.append(envelope.peek_unverified(raw))
        return self.said[-1].id

    @property
    def states(self) -> list[OrderState]:
        headers = {public.id: public.header for public in self.said}
        colleagues = people.Colleagues(people.Directory(), self.organisation.directory)
        authors = _Authors(colleagues, Lineage(headers.get))
        return erasure.judge(self.said, authors)

    @property
    def state(self) -> OrderState:
        (state,) = self.states
        return state

    def due(self, wait_s: int = 0) -> int | None:
        """Where everything came at the moment 1,000."""
        return self.state.due({each.id: 1000 for each in self.said}, wait_s)


@pytest.fixture
def office() -> Office:
    return Office()


def test_one_orders_another_confirms_and_it_waits(office: Office):
    order = office.says(office.omar, Order((ID,), wait_s=7 * DAY))
    assert office.due() is None
    office.says(office.badrs, Confirmation(order), office.badr)
    assert office.due() == 1000 + 7 * DAY
    assert office.due(wait_s=14 * DAY) == 1000 + 14 * DAY  # what is longer counts


def test_an_order_that_names_no_time_waits_all_the_same(office: Office):
    order = office.says(office.omar, Order((ID,), wait_s=0))
    office.says(office.badrs, Confirmation(order), office.badr)
    assert office.due() == 1000 + SHORTEST_WAIT_S


def test_a_desk_holder_with_a_second_identity_erases_nothing(office: Office):
    made_up = office.organisation.joins("Nobody", "supervisor")
    order = office.says(made_up, Order((ID,)))
    office.says(office.desk, Confirmation(order), office.huda)
    assert office.due() is None
    assert office.state.confirmed == ()


def test_nor_with_a_second_desk_identity(office: Office):
    made_up = office.organisation.joins("Nobody", "desk")
    order = office.says(office.desk, Order((ID,)), office.huda)
    office.says(made_up, Confirmation(order), office.huda)
    assert office.due() is None


def test_the_second_holder_alone_erases_nothing_either(office: Office):
    order = office.says(office.badrs, Order((ID,)), office.badr)
    second = office.organisation.joins("Somebody", "desk")  # whom Huda let in, and Badr controls
    office.says(second, Confirmation(order), office.badr)
    assert office.due() is None


def test_who_takes_a_lower_role_again_gains_nothing(office: Office):
    directory, badrs = office.organisation.directory, office.badrs
    directory.add(office.badr, people.PERSON, [badrs.person, badrs.name, "supervisor", 2, []])
    order = office.says(badrs, Order((ID,)))
    second = office.organisation.joins("Somebody", "desk")
    office.says(second, Confirmation(order), office.badr)
    assert office.due() is None


def test_somebody_of_the_desk_without_a_registrars_key_signs_in_vain(office: Office):
    order = office.says(office.omar, Order((ID,)))
    office.says(office.badrs, Confirmation(order))
    stranger = DeviceKeys.fresh()
    office.says(office.badrs, Confirmation(order), stranger)
    assert office.due() is None
    office.said.clear()
    office.says(office.desk, Order((ID,)))
    assert office.states == []


def test_whom_two_desks_know_either_may_confirm(office: Office):
    order = office.says(office.salma, Order((ID,)))
    office.says(office.desk, Confirmation(order), office.huda)
    assert office.due() is not None


def test_a_role_that_one_desk_alone_gave_counts_as_its_word(office: Office):
    directory, layla = office.organisation.directory, office.layla
    office.vouches(layla, office.badr)
    directory.add(office.huda, people.PERSON, [layla.person, layla.name, "supervisor", 2, []])
    order = office.says(layla, Order((ID,)))
    office.says(office.desk, Confirmation(order), office.huda)
    assert office.due() is None
    office.says(office.badrs, Confirmation(order), office.badr)
    assert office.due() is not None


@pytest.mark.parametrize("who", ["layla", "omar"])
def test_who_may_not_order_or_confirm_has_no_effect(office: Office, who: str):
    office.says(office.layla, Order((ID,)))
    assert office.states == []
    order = office.says(office.salma, Order((ID,)))
    office.says(getattr(office, who), Confirmation(order), office.huda)
    assert office.due() is None


def test_a_registrars_signature_is_of_one_case_one_computer_and_one_statement(office: Office):
    order = office.says(office.omar, Order((ID,)))
    theirs = countersigned(Confirmation(order), office.badr, fresh_id(), office.badrs.stream)
    office.says(office.badrs, theirs)
    theirs = countersigned(Confirmation(order), office.badr, office.case, office.desk.stream)
    office.says(office.badrs, theirs)
    theirs = countersigned(Confirmation(ID), office.badr, office.case, office.badrs.stream)
    office.says(office.badrs, Confirmation(order, b"", theirs.countersigned))
    assert office.due() is None


def confirmed(office: Office, by: Computer | None = None) -> bytes:
    order = office.says(by or office.salma, Order((ID,)))
    office.says(office.badrs, Confirmation(order), office.badr)
    return order


def test_an_objection_stops_it_until_a_third_person_decides(office: Office):
    order = confirmed(office)
    objection = office.says(office.layla, Objection(order))
    assert office.due() is None
    office.says(office.desk, Ruling(order, True, (objection,)), office.huda)
    assert office.due() is not None
    assert [party.person for party in office.state.overruled] == [office.layla.person]
    office.says(office.layla, Objection(order))  # heard already
    assert office.due() is not None
    office.says(office.omar, Objection(order))  # somebody else's was not
    assert office.due() is None


@pytest.mark.parametrize("who", ["orders", "confirms", "objects", "depends", "may not"])
def test_nobody_decides_on_an_objection_who_is_no_third(office: Office, who: str):
    order = confirmed(office)
    objector = office.omar if who == "objects" else office.layla
    objection = office.says(objector, Objection(order))
    ruling = Ruling(order, True, (objection,))
    match who:
        case "orders":
            office.says(office.salma, ruling)
        case "confirms":
            office.says(office.badrs, ruling, office.badr)
        case "objects":
            office.vouches(office.omar, office.badr)
            office.says(office.omar, ruling)
        case "depends":  # somebody whom the confirming desk holder alone let in
            directory, made_up = office.organisation.directory, DeviceKeys.fresh()
            person, stream = fresh_id(), key_id(made_up.public)
            directory.add(office.badr, people.PERSON, [person, "Nobody", "supervisor", 1, []])
            certificate = [stream, person, made_up.public, made_up.receiving_public, 0, 0]
            directory.add(office.badr, people.DEVICE, certificate)
            nobody = Computer("Nobody", "supervisor", made_up, person, office.omar.own, stream)
            office.says(nobody, ruling)
        case "may not":
            office.says(office.organisation.joins("Rima"), ruling)
    assert office.due() is None


def test_a_ruling_answers_the_objections_that_it_names_alone(office: Office):
    order = confirmed(office)
    office.says(office.layla, Objection(order))
    office.says(office.desk, Ruling(order, True, (ID,)), office.huda)
    assert office.due() is None


def test_whoever_may_order_ends_an_order_and_nothing_revives_it(office: Office):
    order = confirmed(office)
    objection = office.says(office.layla, Objection(order))
    office.says(office.salma, Ruling(order, False))
    office.says(office.desk, Ruling(order, True, (objection,)), office.huda)
    assert office.due() is None
    assert office.state.stopped is not None


def test_an_inspector_ends_no_order(office: Office):
    order = confirmed(office)
    office.says(office.layla, Ruling(order, False))
    assert office.due() is not None


def test_a_key_or_a_computer_that_was_withdrawn_since_counts_no_more(office: Office):
    directory = office.organisation.directory
    confirmed(office)
    tips = [*directory.tips(key_id(office.badr.public))]
    directory.add(office.organisation.root, people.UNREGISTERED, [key_id(office.badr.public), tips])
    assert office.due() is None
    other = Office()
    confirmed(other)
    other.organisation.withdraws(other.salma)
    assert other.due() is None
    assert other.state.confirmed  # it stands on record


def test_a_decision_from_a_computer_that_was_withdrawn_since_answers_no_objection(office: Office):
    """Whoever stole it could decide that the case goes."""
    order = confirmed(office)
    objection = office.says(office.layla, Objection(order))
    office.vouches(office.omar, office.badr)
    rima = office.organisation.joins("Rima", "supervisor")
    office.says(rima, Ruling(order, True, (objection,)))
    assert office.due() is not None
    office.organisation.withdraws(rima)
    assert office.due() is None
    other = Office()
    order = confirmed(other)
    other.says(other.omar, Ruling(order, False))
    other.organisation.withdraws(other.omar)
    assert other.state.stopped is None


def test_who_withdraws_a_computer_does_not_silence_its_objection(office: Office):
    order = confirmed(office)
    office.says(office.layla, Objection(order))
    office.organisation.withdraws(office.layla)
    assert office.due() is None


def test_for_a_persons_safety_three_sign_and_nothing_waits(office: Office):
    order = office.says(office.salma, Order((ID,), wait_s=7 * DAY, urgent=True))
    office.says(office.badrs, Confirmation(order), office.badr)
    assert office.due() == 1000 + 7 * DAY
    office.says(office.badrs, Confirmation(order), office.third_holder())  # the same person
    assert office.due() == 1000 + 7 * DAY
    office.said.pop()
    made_up = office.organisation.joins("Nobody", "desk")
    office.says(made_up, Confirmation(order), office.badr)  # the same key
    assert office.due() == 1000 + 7 * DAY
    office.says(office.desk, Confirmation(order), office.huda)
    assert office.due() == 1000


def test_two_confirmations_shorten_no_order_that_is_not_urgent(office: Office):
    order = office.says(office.salma, Order((ID,), wait_s=7 * DAY))
    office.says(office.badrs, Confirmation(order), office.badr)
    office.says(office.desk, Confirmation(order), office.huda)
    assert office.due() == 1000 + 7 * DAY


def test_it_waits_from_where_both_are_there(office: Office):
    order = confirmed(office)
    confirmation = office.said[-1].id
    wait = office.state.order.wait_s
    assert office.state.due({order: 5000, confirmation: 1000}) == 5000 + wait
    assert office.state.due({order: 10, confirmation: 1000}) == 1000 + wait


def test_the_same_whatever_came_first(office: Office):
    order = confirmed(office)
    objection = office.says(office.layla, Objection(order))
    office.says(office.desk, Ruling(order, True, (objection,)), office.huda)
    office.says(office.omar, Order((ID,)))
    office.says(office.layla, ErasureReport(order))
    expected = sorted(office.states, key=lambda state: state.id)
    for seed in range(20):
        random.Random(seed).shuffle(office.said)
        assert sorted(office.states, key=lambda state: state.id) == expected


@pytest.mark.parametrize(
    "statement",
    [
        Order((ID,), (ID,), 8 * DAY, True),
        Confirmation(ID),
        Confirmation(ID, ID),
        Objection(ID, ID),
        Ruling(ID, True, (ID,), ID),
        Ruling(ID, False),
        ErasureReport(ID),
    ],
)
def test_each_is_read_as_it_was_written_and_nothing_else(statement: Statement):
    raw = statement.to_bytes()
    assert erasure.read(raw) == statement
    for at in range(len(raw)):
        with pytest.raises(envelope.EnvelopeRefused):
            erasure.read(raw[:at])
