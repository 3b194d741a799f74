"""Fixtures are people: layla inspects, omar supervises. Each has a real vault in a real folder."""

from collections.abc import Generator, Iterator
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings as hypothesis_settings

from app.casework.session.session import Session
from tests.people import Person

hypothesis_settings.register_profile("sanad", deadline=None, max_examples=60)
hypothesis_settings.load_profile("sanad")


_SCREENS = ("ui", "journeys", "headquarters_setup")
_IN_BOTH = ("test_layout", "test_look", "test_order")  # where the language is what is tested


# Seconds of those that take more than 0.3, as packaging/test_times.py found them: the mean of a test's
# cases. Above the first bound --fast leaves them out, above the second ./run test without arguments does.
_TIMES = {
    name: float(seconds)
    for name, _, seconds in (
        line.partition("\t")
        for line in (Path(__file__).parent / "times.tsv").read_text("utf-8").splitlines()
    )
}
_SLOW_S, _SLOWER_S = 0.25, 0.6
_FIRST_S = 40.0  # begun first: what takes minutes would leave the other processor idle at the end


def _seconds(item: pytest.Item) -> float:
    # pytest-xdist writes the group behind the name
    name = item.nodeid.partition("[")[0].partition("@")[0]
    return _TIMES.get(name.removeprefix("tests/"), 0.0)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Each screen's test in one of the two languages, half of them in Arabic; in the other with --long.
    What times.tsv says takes long waits too."""
    for item in items:
        seconds = _seconds(item)
        if seconds > _SLOW_S:
            item.add_marker(pytest.mark.slow)
        if seconds > _SLOWER_S:
            item.add_marker(pytest.mark.slower)
        code = getattr(getattr(item, "callspec", None), "params", {}).get("language")
        if code and item.path.parent.name in _SCREENS and item.path.stem not in _IN_BOTH:
            name = item.nodeid.partition("[")[0]
            if code != ("ar", "en")[crc32(name.encode()) % 2]:
                item.add_marker(pytest.mark.long)
    yield
    for item in items:
        is_spread = getattr(item.config.option, "loadgroup", False)
        if is_spread and item.get_closest_marker("xdist_group"):
            assert "@" in item.nodeid, "pytest-xdist does not keep groups together"
    items.sort(key=lambda item: -_seconds(item) if _seconds(item) > _FIRST_S else 0.0)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A long text's length for its name: pytest writes names into the environment, which Windows holds
    to 32,767 letters."""
    return f"{argname} of {len(val)}" if isinstance(val, str | bytes) and len(val) > 200 else None


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong passphrases are counted in the system's state folder: give each test its own."""
    folder = str(tmp_path_factory.mktemp("state"))
    for name in ("XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, folder)
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
