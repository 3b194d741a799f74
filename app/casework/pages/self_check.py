"""All that can be checked on this computer by itself: the records, who is trusted, the clock, the copies,
the folder, and what the system gives. For `verify --records` and a page that can be printed.

Something that does not hold is named with what to do. Nothing is changed but a name that nobody has, which
is written into the records and then looked for outside of them.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import report, settings
from app.casework.cases.issued_papers import Paper, moment
from app.casework.pages import protections
from app.casework.pages.protections import Protection
from app.casework.records import health, safe_copies
from app.casework.session import clock_check, freshness
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, said
from app.language import Words
from app.platform import system
from app.seal import canonical
from app.vault.vault import keep_setting
from app.version import PROGRAM

NOT_SO = N_("Not confirmed: {check}")
_PLANTED = "planted name"
_LARGEST = 64 << 20  # of a file that is looked through
_LEAST_ROOM = 1_000_000_000  # bytes: for a copy before an update, and for weeks of work
_DAYS = 7  # of a copy that is no older than that


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """What was found, and when. `cases`, `events`: read and verified again."""

    at: datetime
    lines: tuple[Protection, ...]
    cases: int
    events: int

    @property
    def missing(self) -> list[Protection]:
        return protections.missing(self.lines)


def plant(session: Session) -> str:
    """Write a name that nobody has into the records; `check` looks for it outside of them."""
    name = f"Sample Person {os.urandom(12).hex()}"
    keep_setting(session.vault, _PLANTED, name.encode())
    return name


def check(session: Session, planted: str) -> SelfCheck:
    """Everything. Reads every page of the records: seconds for a large vault."""
    result = health.check(session)
    lines = [
        *_records(result),
        Protection(
            "access",
            not result.withdrawn,
            N_("User management has not ended this computer’s access"),
            N_("User management has ended this computer’s access. Show the computer to them. Nothing is lost."),
        ),
        *_trust(session),
        *_clock(session),
        *_copies(session),
        *_folder(session.home),
        *_room(session.home),
        *_planted_name(session.home, planted),
        *_policy(),
        *protections.protections(session.home),
    ]
    at = utc(session.now())
    return SelfCheck(at, tuple(lines), result.cases, result.events)


def _records(result: health.Health) -> Iterable[Protection]:
    yield Protection(
        "records",
        result.ok,
        N_("Every page, signature and event of the records is as it was written"),
        result.error.sentence() if result.error else "",
    )


def _trust(session: Session) -> Iterable[Protection]:
    state = freshness.freshness(session)
    if state.kind == "alone":
        return
    yield Protection(
        "colleagues",
        state.kind == "fresh",
        N_("The list of colleagues is up to date"),
        N_(
            "The list of colleagues is old, or something is missing from it: somebody’s access may have ended since. "
            "Sync, or import a USB stick from user management."
        ),
    )


def _clock(session: Session) -> Iterable[Protection]:
    doubt = clock_check.doubt(session)
    says = N_("Nothing suggests that this computer’s clock is wrong")
    yield Protection("clock", doubt is None, says, doubt.sentence if doubt else "")


def _copies(session: Session) -> Iterable[Protection]:
    state = safe_copies.state(session)
    is_broken = state.tried is not None and not state.held
    is_young = state.place is not None and state.at is not None and state.late_days <= _DAYS
    yield Protection(
        "copies",
        is_young and not is_broken,
        N_("The records were copied elsewhere within the last week"),
        N_("The last copy could not be opened again. Choose another place for copies in Settings.")
        if is_broken
        else N_(
            "No automatic copy was made in the last week; a backup that you write yourself is not counted. Connect the "
            "place for the copies, or choose one in Settings."
        ),
    )
    yield Protection(
        "copies_elsewhere",
        not state.holding_erased,
        N_("No older copy contains what has been erased since"),
        N_(
            "A copy from before an update, or at an earlier place for copies, still contains what has been erased "
            "since. Settings says where it is: connect that place, and Sanad removes the copy."
        ),
    )


def _folder(home: Path) -> Iterable[Protection]:
    holds = system.is_closed_to_others(home)
    yield Protection(
        "folder",
        holds,
        N_("Other users of this computer can’t open the folder of the records"),
        N_(
            "Other users of this computer can open the folder of the records. They read nothing in it, but may remove files. Ask the administrator to close it."
        ),
    )


def _room(home: Path, least_bytes: int = _LEAST_ROOM) -> Iterable[Protection]:
    free = shutil.disk_usage(home).free
    yield Protection(
        "room",
        free >= least_bytes,
        N_("The disk with the records has free space"),
        said(
            N_(
                "Only {free} MB are free on the disk with the records. Once it is full, nothing more can be saved. Free some space there, or ask whoever looks after this computer."
            ),
            free=free // 1_000_000,
        ),
    )


def _policy() -> Iterable[Protection]:
    wrong = [line for line in settings.policy_lines() if line.source in ("refused", "unknown")]
    yield Protection(
        "policy",
        not (wrong or settings.planted_policy()),
        N_("The administrator’s policy can be read, or there is none"),
        N_(
            "The policy file has lines that make no sense or that Sanad does not know, or someone other than an "
            "administrator may have written it. Settings shows which. Tell the administrator."
        ),
    )


def _planted_name(home: Path, name: str) -> Iterable[Protection]:
    marks = name.encode(), name.encode("utf-16-le")
    marked_files = [file for file in _files(home) if _holds(file, marks)]
    yield Protection(
        "planted_name",
        not marked_files,
        N_("No name from the records was found outside them"),
        N_("A name from the records was found outside them. Keep this computer, and show it to user management."),
    )


def _files(home: Path) -> Iterator[Path]:
    """Of the records, of their neighbours, and what this program left among temporary files."""
    places = [home, settings.state(), *Path(tempfile.gettempdir()).glob("*sanad*")]
    for place in places:
        if place.is_file():
            yield place
        for folder, _, names in os.walk(place):
            yield from (Path(folder, name) for name in names)


def _holds(file: Path, marks: tuple[bytes, ...]) -> bool:
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return False
        content = file.read_bytes()
    except OSError:
        return False
    return any(mark in content for mark in marks)


def paper(session: Session, result: SelfCheck) -> Paper:
    """To be printed or saved: what held and what did not, on which computer and by which version."""
    says = [[line.name, int(line.holds)] for line in result.lines]
    record = hashlib.sha256(canonical.encode([int(result.at.timestamp()), says])).digest()

    def notice(words: Words) -> report.ShortPaper:
        kept_lines = [(words(line.says), words(N_("in order"))) for line in result.lines if line.holds]
        missing = [(words(NOT_SO, check=words(line.says)), words.told(line.lacks)) for line in result.missing]
        tables = [(words(N_("What is missing")), "", missing), (words(N_("What is in order")), "", kept_lines)]
        return report.ShortPaper(
            title=words(N_("Check of this computer")),
            organisation=session.vault.directory.organisation.name,
            says=[words(N_("Sanad made this check itself, on this computer. It says nothing about any case."))],
            facts=[
                (words(N_("Checked")), moment(words, result.at)),
                (words(N_("Program")), PROGRAM),
                (words(N_("Officer")), session.officer.name),
                (words(N_("Cases read")), words.number(result.cases)),
                (words(N_("Events verified")), words.number(result.events)),
            ],
            tables=[table for table in tables if table[2]],
            advice=[],
            at=result.at,
            record_hash=record.hex(),
        )

    return Paper("check", session.vault.id, record, notice)
