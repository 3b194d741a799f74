"""People and computers of 1,500 people at 1,900 computers: read, first paint, a key in the search, a filter.

Aims: the first paint, once it is read, and each key or filter until it is painted under 50 ms.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from app.casework.organisation import administration
from app.casework.pages import user_list
from app.casework.session import registrar
from app.casework.session.registrar import YEARS_S, DirectorySigner
from app.casework.session.session import Session
from app.seal.directory import Device
from app.seal.keys import DeviceKeys, fresh_id, key_id
from benchmarks.search import FIRST, LAST
from benchmarks.timing import once
from tests.people import Person

PEOPLE, COMPUTERS, TEAMS = 1_500, 1_900, 60
KEYS = ("m", "ma", "may", "mayas", "team 7", "sample")


def fill(session: Session) -> None:
    """An organisation of made-up people; every fourth has two computers."""
    rng = random.Random(7)
    administration.create_organisation(session, "Sample Authority", "Second Sample", "Team 0")
    book = DirectorySigner.of(session.vault, administration.registrar_key(session))
    receiving = DeviceKeys.fresh().receiving_public
    persons = [fresh_id() for _ in range(PEOPLE - 1)]
    for at, person in enumerate(persons):
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)} {at}"
        book.person(person, name, rng.choice(("inspector", "shelter", "supervisor")), [])
    for at in range(COMPUTERS - 1):
        public = registrar.signing(rng.randbytes(32)).public
        device = Device(key_id(public), persons[at % len(persons)], public, receiving)
        book.device(device, session.now() + YEARS_S, 0)
    for number in range(1, TEAMS):
        book.new_team(f"Team {number}", persons[number::TEAMS])
    with session.vault.transaction() as writer:
        book.learn(writer)


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        session = Person("Layla Sample", Path(folder)).sets_up()
        fill(session)
        yield _line("read", lambda: user_list.read(session))
        lists = user_list.read(session)
        for typed in KEYS:
            yield _line(f"found by {typed}", lambda t=typed: lists.find("people", typed=t))  # type: ignore[misc]
        for sort in (user_list.TEAM, user_list.NAME, user_list.CONTACT):
            yield _line(f"sorted by {sort}", lambda s=sort: lists.find("people", sort=s))  # type: ignore[misc]
        yield from _painted(session, Path(folder))


def _painted(session: Session, home: Path) -> Iterator[str]:
    from PySide6.QtWidgets import QApplication

    from app.language import Words
    from app.settings import Preferences
    from app.ui import theme
    from app.ui.app_context import AppContext, StatusSummary
    from app.ui.users.page import PeopleScreen, Read
    from app.ui.window import application
    from app.ui.workers import Workers

    app = application()
    theme.choose(Words("ar"), "light")
    around = StatusSummary(joined=True, desk=True, supervises=True, role="desk")
    desk = AppContext(
        home=home, workers=Workers(), preferences=Preferences(language="ar"), status=around,
        open_session=session,
    )  # fmt: skip
    lists = user_list.read(session)

    def painted(work: Callable[[], object]) -> float:
        begun = time.perf_counter()
        work()
        page.grab()
        elapsed = (time.perf_counter() - begun) * 1000
        app.processEvents()
        return elapsed

    desk.workers.read_vault = lambda *_args: None  # type: ignore[method-assign]
    page = PeopleScreen(desk)
    page.resize(1366, 768)
    page.show()
    app.processEvents()
    first = painted(lambda: page._show(Read(lists, field_teams=("Team 1",))))
    yield f"first paint once it was read: {first:.1f} ms"
    for typed in KEYS:
        yield _times(f"typed {typed}", [painted(partial(page.search.setText, typed))])
    page.search.clear()

    for trouble in ("silent", "no_backup", "away", ""):
        yield _times(f"filter {trouble or 'none'}", [painted(partial(page.choose_trouble, trouble))])  # type: ignore[arg-type]
    for kind in ("computers", "teams", "people"):
        yield _times(kind, [painted(partial(page.choose_kind, kind))])  # type: ignore[arg-type]
    QApplication.processEvents()


def _line(name: str, work: Callable[[], object]) -> str:
    return _times(name, [once(work) for _ in range(5)])


def _times(name: str, times: list[float]) -> str:
    return f"{name}: first {times[0]:.1f}, median {statistics.median(times):.1f} ms"
