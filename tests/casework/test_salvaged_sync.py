"""What a damaged computer lost, and headquarters has, comes back to its salvaged records with a sync."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.organisation import administration, membership
from app.casework.records import unlock
from app.casework.session.session import Session
from app.errors import SanadError
from tests.hq_people import DESK, LAYLA, Committee, committee
from tests.people import PHRASE, Person, keeps_a_case
from tests.vault.test_vault import flip

PAGE = 4096


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as office:
        office.syncs(DESK)
        yield office


def admitted_again(office: Committee) -> None:
    """As after any backup: other keys, which the desk lets in."""
    desk, layla = office.sessions[DESK], office.sessions[LAYLA]
    way = office.folder / "again"
    administration.invite(desk, way, "")
    membership.answer(layla, way, office.folder / "answer again")
    administration.admit(desk, office.folder / "answer again", office.folder / "reply again", role="inspector")
    membership.finish(layla, office.folder / "reply again")


def salvaged(person: Person, records: Path, backup: Path) -> int:
    """Damage a page of the log, and write what still verifies; how many records are lost."""
    whole = records.read_bytes()
    for page in range(len(whole) // PAGE, 1, -1):
        flip(records, (page - 1) * PAGE + 99)
        try:
            tables = unlock.salvage(person.home, person.vault_id, PHRASE, backup, clock=person.clock)
        except SanadError:  # the names of the tables, or the keys
            tables = []
        lost = sum(len(table.lost) for table in tables if table.name == "envelope")
        if lost > 2:
            return lost
        backup.unlink(missing_ok=True)
        records.write_bytes(whole)
    return 0


def ids_of(session: Session, listed: list[str]) -> set[bytes]:
    """Of records of these cases."""
    rows = session.reading().rows("SELECT id, case_id FROM envelope")
    return {id_ for id_, case in rows if case.hex() in listed}


def test_what_was_sent_comes_back(office: Committee):
    layla, person = office.sessions[LAYLA], office.people[LAYLA]
    names = [f"Sample Person {n} {secrets.token_hex(40)}" for n in range(24)]
    listed = [keeps_a_case(layla, name) for name in names]
    assert office.syncs(LAYLA).waiting == 0
    stream, records, ids = layla.vault.stream, layla.vault.file, ids_of(layla, listed)
    layla.close()
    backup = office.folder / "salvaged.backup"
    lost = salvaged(person, records, backup)
    assert 2 < lost < len(ids)
    unlock.restore(person.home, backup)
    layla = office.sessions[LAYLA] = person.unlocks()
    assert layla.vault.stream != stream
    assert 0 < len(ids - ids_of(layla, listed)) <= lost  # what it noted of itself alone is among them
    office.syncs(DESK)  # it withdraws the earlier keys, and lets in what it knew that they wrote
    admitted_again(office)
    office.syncs(DESK)
    office.syncs(LAYLA)
    assert ids <= ids_of(layla, listed)
    assert [queries.case(layla, case).name for case in listed] == names
    assert unlock.check(layla).ok
