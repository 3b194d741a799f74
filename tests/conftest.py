"""Fixtures are people: layla inspects, omar supervises. Each has a real vault in a real folder."""

import io
import json
import sys
from collections.abc import Generator, Iterator
from itertools import chain
from pathlib import Path
from types import CodeType, FunctionType
from zlib import crc32

import pytest
from hypothesis import settings as hypothesis_settings

from app.casework.session.session import Session
from tests.chance import CAMPAIGN
from tests.people import PHRASE, Person

# the same examples in each run, which a campaign draws by its number (--hypothesis-seed)
hypothesis_settings.register_profile("sanad", deadline=None, max_examples=60, derandomize=True)
hypothesis_settings.register_profile("campaign", deadline=None, max_examples=600)
hypothesis_settings.load_profile("campaign" if CAMPAIGN else "sanad")


_SCREENS = ("ui", "journeys", "headquarters_setup")
_IN_BOTH = ("test_layout", "test_look", "test_order")  # where the language is what is tested
# and each test that measures how a page is laid, by these of tests/ui/test_layout.py
_MEASURES = frozenset(("stands_at_every_size", "out_of_shape", "cut_labels", "small_targets", "out_of_reach"))


# Seconds of those that take more than 0.3, as packaging/test_times.py found them: the mean of a test's
# cases. Above the first bound --fast leaves them out, above the second ./run test without arguments does.
_TIMES = {
    name: float(seconds)
    for name, _, seconds in (
        line.partition("\t") for line in (Path(__file__).parent / "times.tsv").read_text("utf-8").splitlines()
    )
}
_SLOW_S, _SLOWER_S = 0.25, 0.5
_FIRST_S = 40.0  # begun first: what takes minutes would leave the other processor idle at the end


def _seconds(item: pytest.Item) -> float:
    # pytest-xdist writes the group behind the name
    name = item.nodeid.partition("[")[0].partition("@")[0]
    return _TIMES.get(name.removeprefix("tests/"), 0.0)


def _names(code: CodeType) -> set[str]:
    """What a function names, and those inside it."""
    inside = (_names(part) for part in code.co_consts if isinstance(part, CodeType))
    return {*code.co_names, *chain.from_iterable(inside)}


def _in_both(item: pytest.Function) -> bool:
    """Where a screen's layout or direction is tested."""
    if item.path.stem in _IN_BOTH or item.get_closest_marker("both_languages"):
        return True
    names = _names(item.function.__code__)
    helpers = (getattr(item.module, name, None) for name in names)
    codes = (helper.__code__ for helper in helpers if isinstance(helper, FunctionType))
    return not _MEASURES.isdisjoint(names.union(*map(_names, codes)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Each screen's test in one of the two languages, half of them in Arabic; in the other in a campaign,
    or with --long where layout is tested. What times.tsv says takes long waits too."""
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
                if not _in_both(item):
                    item.add_marker(pytest.mark.campaign)
        if CAMPAIGN and getattr(item.obj, "is_hypothesis_test", False):
            item.add_marker(pytest.mark.campaign)
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


class Terminal:
    """Runs words; gives exit status, the JSON of standard output, and standard error."""

    def __init__(self, capsys, monkeypatch):
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *words: object, stdin: str = ""):
        from app import cli  # most tests need none of it

        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = cli.main([str(word) for word in words])
        captured = self._capsys.readouterr()
        assert "Traceback" not in captured.err
        lines = [json.loads(line) for line in captured.out.splitlines()]
        return status, lines[-1] if lines else None, captured.err


@pytest.fixture
def sanad(capsys, monkeypatch, home: Path, tmp_path: Path) -> Terminal:
    (tmp_path / "phrase").write_text(PHRASE + "\n", "utf-8")
    monkeypatch.setenv("SANAD_HOME", str(home))
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    return Terminal(capsys, monkeypatch)
