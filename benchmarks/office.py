"""Every page of each role in an office at size: processor until quiet, memory, growth with the cases.

Officers keep cases, sync them through a real headquarters, and the supervisor takes them in: urgent
needs, danger, referrals past their day, files, values that differ, cases handed over. Aims: 150 ms a
page, growth 1.2, 350 MB. 4 officers with 300 cases, then 1,200; with --long 40 officers with 1,000,
then 10,000. An office is made once and kept under `build/`; each window is a process of its own.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.casework.cases import attachments, queries
from app.casework.interviews import conflicts, interview
from app.casework.lifecycle import consents, referrals
from app.casework.organisation import people
from app.casework.questionnaires import answer_player
from app.casework.session.session import EventAppender, Session
from app.casework.sharing import case_access
from app.seal.keys import fresh_id
from tests.casework.test_interview import DEMO, begins
from tests.hq_people import DESK, Committee, Hq
from tests.people import Person, keeps_a_case

OFFICERS, SIZES = (40, (1_000, 10_000)) if "--long" in sys.argv else (4, (300, 1_200))
SUPERVISOR, SHELTER, OFFICER = "Omar Sample", "Salma Shelter", "Officer 0"
_ROLES = {SUPERVISOR: "supervisor", SHELTER: "shelter", OFFICER: "inspector", DESK: "desk"}
_BUILD = Path(__file__).resolve().parents[1] / "build"
# every so many of the cases
_URGENT, _IN_DANGER, _REFERRED, _WITH_FILE, _INTERVIEWED, _HANDED = 9, 7, 10, 20, 50, 40
_IN_TEAM = 5
_SUM_MS, _TURNS = 2.75, 3
_STATUS = Path("/proc/self/status")
_AGO = timedelta(days=3)  # what was due within hours is overdue today


# -- an office, made once ----------------------------------------------------------------------


def _keeps(session: Session, at: int, file: Path) -> str:
    from app.case import events

    if at % _INTERVIEWED == 0:
        live = begins(session)
        for each in DEMO:
            answer = answer_player.give(live.interview, each["ref"], each["value"])
            interview.keep(session, live.draft_id, answer)
        return interview.finish(session, live.draft_id).case_id
    case = keeps_a_case(session, f"Maya Sample {at}")
    facts = {"nationality": ("NP", "BD", "IN", "PH")[at % 4], "age": str(19 + at % 30)}
    facts |= {"sex": ("female", "male")[at % 2], "employer": f"Employer {at % 90}"}
    if at % _URGENT == 0:
        facts["need_protection"] = "now"
    if at % _IN_DANGER == 0:
        facts["risk_level"] = "high"
    told = {"interview": fresh_id(), "facts": facts, "answers": [], "restricted": 0}
    with session.vault.transaction() as writer:
        EventAppender(session, writer, bytes.fromhex(case)).say(events.ANSWERS, told)
    if at % _REFERRED == 0:
        agreed = consents.ConsentDetails(language="ne", mode="spoken", witness="Mona Sample")
        consents.record(session, case, "share", "yes", agreed, "shelter")
        request = referrals.ReferralRequest("shelter", "accommodation", "a safe place", "3h")
        referrals.refer(session, case, request)
    if at % _WITH_FILE == 0:
        file.write_bytes(at.to_bytes(4, "big") * 5_000)
        attachments.add(session, case, file)
    return case


def _correct(office: Committee, case: str, hours: dict[str, str]) -> None:
    """Each puts another value where the person said how long she works."""
    for name, value in hours.items():
        session = office.sessions[name]
        talk = queries.case(session, case).interviews[0]
        ref = next(path for path in talk.values if path.endswith("/hours"))
        conflicts.correct(session, case, talk.id, ref, value, source="the person", reason="again")
        office.wrist(name).pass_(minutes=5)


def _make(folder: Path, officers: int, number: int) -> None:
    """Through the headquarters; `office.json` says that it is whole: vaults by names, its port."""
    from app.casework.organisation import administration

    office, began = Committee(folder, folder / "stick"), datetime.now(UTC) - _AGO
    office.stick.mkdir(parents=True)
    desk = office.sets_up(DESK, "desk")
    administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
    office.hq = Hq.made(folder / "hq", lambda: int(office.wrist(DESK)().timestamp()))
    office.wrist(DESK).at = began
    office.hq.start()
    office.claims()
    names = [OFFICER, *(f"Officer {at}" for at in range(1, officers))]
    for at, name in enumerate((*names, SUPERVISOR, SHELTER)):
        office.sets_up(name, _ROLES.get(name, "inspector"))
        office.wrist(name).at = began
        team = f"Team {at // _IN_TEAM}" if name in names else "Team 0"
        office.joins(name, _ROLES.get(name, "inspector"), team, news=False)
    for row in people.teams(desk):
        for name in (SUPERVISOR, SHELTER):
            if not row.desk and name not in row.members:
                people.add_to_team(desk, people.person_called(desk, name).id, row.id)
    office.news(*office.sessions)
    _sync(office, DESK)
    cases: dict[str, list[str]] = {name: [] for name in names}
    for at in range(number):
        name = names[at % officers]
        cases[name].append(_keeps(office.sessions[name], at, folder / "photo.jpg"))
    for name in names:
        _hands_over(office, name, cases[name])
        _sync(office, name)
    _sync(office, SUPERVISOR)
    for first, name in enumerate(names):
        for at, case in enumerate(cases[name]):
            if (first + at * officers) % _INTERVIEWED == 0:
                _correct(office, case, {name: "16", SUPERVISOR: "12"})
    for name in (*names, SUPERVISOR, SHELTER, DESK):
        _sync(office, name)
    vaults = {name: office.people[name].vault_id for name in _ROLES}
    for session in office.sessions.values():
        session.close()
    office.hq.stop()
    (folder / "office.json").write_text(json.dumps({"vaults": vaults, "port": office.hq.port}))


def _sync(office: Committee, name: str) -> None:
    while not (report := office.syncs(name)).finished:
        assert not report.problems, report.problems


def _hands_over(office: Committee, name: str, cases: list[str]) -> None:
    session = office.sessions[name]
    for at, case in enumerate(cases[1 :: _HANDED // 2]):
        to = case_access.find(session, (SUPERVISOR, SHELTER)[at % 2])
        case_access.hand_over(session, case, to, "please go on with it")


def office_of(officers: int, number: int) -> Path:
    folder = _BUILD / f"office-{officers}-{number}"
    if not (folder / "office.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _make(folder, officers, number)
    return folder


# -- a window of one role ----------------------------------------------------------------------


class _Window:
    """With pages that are opened and left."""

    def __init__(self, person: Person) -> None:
        """Unlocked on the thread that writes, as a window's records are."""
        from app.settings import Preferences
        from app.ui import navigation
        from app.ui.window import application, make_window

        self.app, unlocked = application(), list[Session]()
        self.window = make_window(person.home, Preferences(language="ar"))
        self.window.resize(1366, 768)
        self.window.show()
        self.window.context.workers.write_vault(self.window, person.unlocks, unlocked.append)
        self.rests()
        self.session = unlocked[0]
        self.window.go(navigation.Unlocked(self.session))
        self.rests()

    def rests(self) -> None:
        from PySide6.QtCore import QEvent

        workers, quiet = self.window.context.workers, 0
        while quiet < 20:
            self.app.processEvents()
            # as the loop of a program that runs does by itself
            self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            quiet = 0 if workers._under_way or workers._came else quiet + 1
            if workers._under_way:
                time.sleep(0.001)

    def opens(self, page: object) -> float:
        """Milliseconds of the processor, by all threads, until nothing moves: the median of seven times
        after the first, each beside a sum."""
        times = []
        for _ in range(8):
            pace = _sum_ms() / _SUM_MS
            began = time.process_time()
            self.window.go(page)
            self.rests()
            times.append((time.process_time() - began) * 1000 / pace)
        return statistics.median(times[1:])

    def pages(self) -> dict[str, Callable[[], object]]:
        from app.ui import navigation

        urgent = self.session.reading().row("SELECT case_id FROM case_row ORDER BY urgent DESC, n LIMIT 1", ())
        case = {"case": lambda: navigation.Case(urgent[0].hex())} if urgent else {}
        return {
            "today": navigation.Home, "board": navigation.Cases, "inbox": navigation.Inbox,
            "tasks": navigation.Tasks, "figures": navigation.Figures, "groups": navigation.Groups,
            "people": navigation.People, "sync": navigation.Sync, "post": navigation.Post,
            "shift": navigation.Shift, "partners": navigation.Partners, "facts": navigation.LegalFacts,
            "directory": navigation.AgencyDirectory, "settings": navigation.Settings, **case,
        }  # fmt: skip


def _sum_ms() -> float:
    """The least of three: how fast the machine is at this moment."""
    times = []
    for _ in range(3):
        began, total = time.process_time(), 0
        for number in range(100_000):
            total += number
        times.append((time.process_time() - began) * 1000)
    return min(times)


def _shows(folder: Path, name: str) -> dict[str, float]:
    """Milliseconds by page, and `MB` at its peak."""
    from app.casework.cases import index

    told = json.loads((folder / "office.json").read_text())
    person = Person(name, folder / name, _ROLES[name], vault_id=told["vaults"][name])
    person.clock.at = datetime.now(UTC)
    session = person.unlocks()
    while index.remake_some_tasks(session):
        continue
    session.close()
    window = _Window(person)
    costs = {page: window.opens(made()) for page, made in window.pages().items()}
    return costs | {"MB": _peak()}


def _peak() -> float:
    """Megabytes of this process alone: what getrusage says begins with its parent's."""
    (line,) = [line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def costs(folder: Path, name: str) -> dict[str, float]:
    """Of a window that is a process of its own; its headquarters is away."""
    command = [sys.executable, "-m", "benchmarks.office", str(folder), name]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    shown: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return shown


def _least(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    return {name: min(value, other[name]) for name, value in one.items()}


def measure() -> Iterator[str]:
    few, many = (office_of(OFFICERS, number) for number in SIZES)
    for name, role in _ROLES.items():
        less, more = costs(few, name), costs(many, name)
        for _ in range(_TURNS - 1):  # by turns: the machine's pace changes within seconds
            less, more = _least(less, costs(few, name)), _least(more, costs(many, name))
        yield f"{role}: peak {more.pop('MB'):.0f} MB with {SIZES[1]:,} cases, {less.pop('MB'):.0f} with {SIZES[0]:,}"
        for page, cost in more.items():
            grown = cost / max(less[page], 0.1)
            yield f"  {page}: {cost:.0f} ms, {less[page]:.0f} before: {grown:.2f} times"


if __name__ == "__main__":
    print(json.dumps(_shows(Path(sys.argv[1]), sys.argv[2])))
