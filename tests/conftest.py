"""Fixtures are people: layla inspects, omar supervises. Each has a real vault in a real folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from app.casework.session import Session
from tests.people import Person

hypothesis_settings.register_profile("sanad", deadline=None, max_examples=60)
hypothesis_settings.load_profile("sanad")


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong passphrases are counted in the system's state folder: give each test its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.delenv("SANAD_HOME", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def layla(home: Path) -> Person:
    return Person("ليلى السالم", home)


@pytest.fixture
def at_work(layla: Person) -> Iterator[Session]:
    """Layla, unlocked."""
    session = layla.sets_up()
    yield session
    session.close()
