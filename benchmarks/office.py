"""A supervisor's pages over an office at size: processor until quiet, and how that grows with the cases.

Cases are kept by officers, carried and taken in as in an office. 4 officers with 300 cases, then with
1,200; with --long 40 officers with 1,000, then with 10,000. Aims: 150 ms a page, growth 1.2, 350 MB.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.casework.cases import index
from app.casework.organisation import administration
from app.casework.session.session import EventAppender, Session
from app.seal.keys import fresh_id
from tests.casework.test_posting import Office
from tests.people import keeps_a_case

OFFICERS, SIZES = (40, (1_000, 10_000)) if "--long" in sys.argv else (4, (300, 1_200))
SUPERVISOR = "Omar Sample"
_URGENT, _IN_DANGER = 9, 7  # every so many of the cases


def keeps(session: Session, at: int) -> None:
    from app.case import events

    case = keeps_a_case(session, f"Maya Sample {at}")
    facts = {"nationality": ("NP", "BD", "IN", "PH")[at % 4], "age": str(19 + at % 30)}
    if at % _URGENT == 0:
        facts["need_protection"] = "now"
    if at % _IN_DANGER == 0:
        facts["risk_level"] = "high"
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, bytes.fromhex(case))
        pen.say(
            events.ANSWERS,
            {"interview": fresh_id(), "facts": facts, "answers": [], "restricted": 0},
        )


def fills(office: Office, officers: list[str], number: int) -> None:
    for at in range(number):
        keeps(office.sessions[officers[at % len(officers)]], at)
    for name in officers:
        office.carry(name, SUPERVISOR)


class _Window:
    """The supervisor's, with pages that are opened and left."""

    def __init__(self, office: Office) -> None:
        """Unlocked on the thread that writes, as a window's records are."""
        from app.settings import Preferences
        from app.ui import navigation
        from app.ui.window import application, make_window

        self.app = application()
        office.leaves(SUPERVISOR)
        person, unlocked = office.people[SUPERVISOR], list[Session]()
        self.window = make_window(person.home, Preferences(language="ar"))
        self.window.resize(1366, 768)
        self.window.show()
        self.window.context.workers.write_vault(self.window, person.unlocks, unlocked.append)
        self.rests()
        self.window.go(navigation.Unlocked(unlocked[0]))
        self.rests()

    def rests(self) -> None:
        workers, quiet = self.window.context.workers, 0
        while quiet < 20:
            self.app.processEvents()
            quiet = 0 if workers._under_way or workers._came else quiet + 1
            if workers._under_way:
                time.sleep(0.001)

    def opens(self, page: object) -> float:
        """Milliseconds of the processor, by all threads, until nothing moves; of the second time."""
        for _ in range(2):
            began = time.process_time()
            self.window.go(page)
            self.rests()
        return (time.process_time() - began) * 1000

    def shows(self) -> dict[str, float]:
        from app.ui import navigation

        pages: dict[str, Callable[[], object]] = {
            "today": navigation.Home, "board": navigation.Cases, "inbox": navigation.Inbox,
            "tasks": navigation.Tasks, "figures": navigation.Figures, "groups": navigation.Groups,
        }  # fmt: skip
        return {name: self.opens(page()) for name, page in pages.items()}


def costs(number: int) -> dict[str, float]:
    """By page, in an office of so many cases."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        office = Office(Path(folder), Path(folder) / "stick")
        office.stick.mkdir()
        desk = office.sets_up("Huda Desk", "desk")
        office.founded = administration.create_organisation(
            desk, "Sample Committee", "Badr Second", "Farwaniya"
        )
        officers = [f"Officer {at}" for at in range(OFFICERS)]
        for name in officers:
            office.joins(name)
        supervisor = office.joins(SUPERVISOR, "supervisor")
        fills(office, officers, number)
        while index.remake_some_tasks(supervisor):
            continue
        return _Window(office).shows()


def measure() -> Iterator[str]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    few, many = (costs(number) for number in SIZES)
    for name, cost in many.items():
        yield (
            f"{name}: {cost:.0f} ms with {SIZES[1]:,} cases, {few[name]:.0f} ms with {SIZES[0]:,}: "
            f"{cost / max(few[name], 0.1):.2f} times"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"peak memory of all computers of the office in one process: {peak:.0f} MB"
