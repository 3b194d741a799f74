"""The office, and the supervisor, that many pages begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework.organisation import administration
from app.casework.session.session import Session
from tests.casework.test_posting import Office
from tests.people import Person


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, tmp_path / "stick")
    office.stick.mkdir()
    desk = office.sets_up("Huda Desk", "desk")
    office.founded = administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
    yield office
    for session in office.sessions.values():
        session.close()


@pytest.fixture
def omar(home: Path) -> Iterator[Session]:
    session = Person("Omar Sample", home, "supervisor", "en").sets_up()
    yield session
    session.close()
