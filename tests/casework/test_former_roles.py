"""A supervisor who is one no longer: what he wrote stays, and nothing can be put back below it."""

import shutil
from pathlib import Path

import pytest

from app.casework.cases import erasure, queries
from app.casework.exchange import post
from app.casework.organisation import people
from app.casework.records import unlock
from app.casework.session import registrar
from app.casework.session.session import Session
from app.casework.sharing import case_verification
from tests.casework.test_posting import Office
from tests.erasing import vouched, waits
from tests.indexed import stale
from tests.people import PHRASE, keeps_a_case

DESK, LAYLA, OMAR = "Huda Desk", "Layla Sample", "Omar Sample"
NAME = "Maya Sample Tamang"


def has_role(desk: Session, person: bytes, role: str) -> None:
    """The desk signs what somebody is from here on."""
    keys = registrar.key_of(desk)
    assert keys
    book, vault = registrar.DirectorySigner.of(desk.vault, keys), desk.vault
    known = vault.directory.organisation.person(person)
    assert known
    ends = registrar.last_of_person(vault.database, vault.directory, person)
    book.person(person, known.name, role, ends)
    with vault.transaction() as writer:
        book.learn(writer)


def copied(office: Office, name: str, folder: Path) -> Session:
    """An old laptop, with everything on it."""
    office.leaves(name)
    person = office.people[name]
    shutil.copytree(person.home, folder)
    office.comes(name)
    return unlock.unlock(folder, person.vault_id, PHRASE, clock=person.clock)


def kinds(session: Session, case: str) -> set[str]:
    return {problem.kind for problem in case_verification.verify(session, case).problems}


@pytest.fixture
def case(office: Office) -> str:
    """A case that Layla, Omar who supervises, and the desk read; Omar looked it over."""
    layla, omar = office.joins(LAYLA), office.joins(OMAR, "supervisor")
    case_id = keeps_a_case(layla, NAME)
    office.carry(LAYLA, OMAR, DESK)
    queries.set_view(omar, case_id, "00" * 16, "looked at once")
    office.carry(OMAR, LAYLA, DESK)
    return case_id


def test_what_an_old_laptop_puts_below_the_end_of_a_role_orders_nothing_and_is_named(
    office: Office, case: str, tmp_path: Path
):
    desk, layla = office.sessions[DESK], office.sessions[LAYLA]
    old_laptop = copied(office, OMAR, tmp_path / "old laptop")
    omar = office.sessions[OMAR]
    for number in range(6):  # far beyond what the old laptop will write
        queries.set_view(omar, case, "00" * 16, f"looked at again, {number}")
    office.carry(OMAR, DESK, LAYLA)
    has_role(desk, omar.vault.person, "inspector")
    office.news(LAYLA)
    erasure.order(old_laptop, case, "It never happened")
    post.export(old_laptop, office.stick)
    old_laptop.close()
    for session in (desk, layla):
        post.collect(session, office.stick)
        assert "former role" in kinds(session, case)
        assert "without effect" in kinds(session, case)
    assert erasure.ordered(desk, case) is None
    with pytest.raises(erasure.NoOrder):
        erasure.confirm(desk, case)
    office.carry(DESK, LAYLA)
    assert queries.case(layla, case).name == NAME


def test_what_was_ordered_while_it_was_his_to_order_still_counts(office: Office, case: str):
    desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
    vouched(office, OMAR)
    erasure.order(omar, case, "The person asked for it")
    office.carry(OMAR, DESK)
    has_role(desk, omar.vault.person, "inspector")
    office.news(LAYLA, OMAR)
    assert kinds(desk, case) == set()
    erasure.confirm(desk, case)
    office.carry(DESK, LAYLA)
    office.carry(OMAR, LAYLA)
    waits(office)
    with pytest.raises(queries.NoCase):
        queries.case(layla, case)


def test_who_supervises_no_longer_orders_nothing(office: Office, case: str):
    desk, omar = office.sessions[DESK], office.sessions[OMAR]
    has_role(desk, omar.vault.person, "inspector")
    erasure.order(omar, case, "He has not heard of it")
    office.carry(OMAR, DESK)
    assert erasure.ordered(desk, case) is None
    assert kinds(desk, case) == {"without effect"}
    office.news(OMAR)
    with pytest.raises(erasure.NotYoursToErase):
        erasure.order(omar, case, "He has heard of it")
    assert stale(omar.vault) == {}  # the list speaks of an order no more


def test_a_colleague_s_new_name_stands_in_the_list_once_it_is_known(office: Office, case: str):
    desk, layla = office.sessions[DESK], office.sessions[LAYLA]
    omar = office.sessions[OMAR].vault.person
    assert queries.cases(layla)[0].changed_by == OMAR
    people.rename_person(desk, omar.hex(), "Omar Example")
    office.news(LAYLA)
    assert queries.cases(layla)[0].changed_by == "Omar Example"
    assert stale(layla.vault) == {}
