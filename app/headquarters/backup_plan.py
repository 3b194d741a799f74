"""Backups that a headquarters makes by itself: where to, at which hour, for how long they are kept, and
whether the last one could be opened again.

backups.json       the plan: folder, hour, days
last-backup.json   of the last try: when, which file, how many records; or the kind of what went wrong

The server that serves from this folder makes them (`app.headquarters.upkeep`), so nothing has to be set up in the
system. What an order destroyed is still in older backups: hence the days.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.disk import write_whole
from app.errors import SanadError
from app.headquarters import backup, problems, setup
from app.sync import wire

_PLAN, _LAST = "backups.json", "last-backup.json"
_PREFIX, _SUFFIX = "sanad-server-", ".backup"
_LATE = timedelta(hours=26)
_AHEAD = timedelta(hours=1)
_PAUSE, _LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """`place`: a folder; `hour`: of the local day, 0 to 23; `days`: how long a backup is kept."""

    place: str
    hour: int = 2
    days: int = 35


@dataclass(frozen=True, slots=True)
class BackupOutcome:
    """`at`: seconds since 1970. `problem`: the kind of the error, "" where the backup was opened again
    whole; `file`, `envelopes` are of the last whole one. `failures`: how many tries since it."""

    at: int
    file: str = ""
    envelopes: int = 0
    problem: str = ""
    failures: int = 0


def choose(folder: Path, new_plan: BackupPlan) -> None:
    """From now on. NoHeadquarters, NoBackupPlace, BackupBesideData."""
    setup.settings(folder)
    place = Path(new_plan.place)
    if not place.is_dir():
        raise problems.NoBackupPlace
    if place.resolve().is_relative_to(folder.resolve()):
        raise problems.BackupBesideData
    clean = BackupPlan(str(place.absolute()), new_plan.hour % 24, max(1, new_plan.days))
    write_whole(folder / _PLAN, json.dumps(asdict(clean), indent=1).encode())


def plan(folder: Path) -> BackupPlan | None:
    """None where nobody made one."""
    try:
        return BackupPlan(**json.loads((folder / _PLAN).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def last(folder: Path) -> BackupOutcome | None:
    """Of the last try; None before the first."""
    try:
        return BackupOutcome(**json.loads((folder / _LAST).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def due(folder: Path, now: datetime) -> bool:
    """Is the day's hour past, and no backup made since? One that failed is tried again, after longer and
    longer. `now`: with a time zone, the local one."""
    current = plan(folder)
    if current is None:
        return False
    hour = now.replace(hour=current.hour, minute=0, second=0, microsecond=0)
    if hour > now:
        hour -= timedelta(days=1)
    outcome = last(folder)
    if outcome is None or outcome.at < hour.timestamp() or _is_ahead(outcome, now):
        return True
    pause = min(_PAUSE * 2 ** min(outcome.failures, 9), _LONGEST_PAUSE)
    return bool(outcome.problem) and now - _moment(outcome.at) >= pause


def is_late(folder: Path, now: datetime) -> bool:
    """Was the last whole backup made more than a day ago, or did one fail since, or is there no plan?"""
    outcome = last(folder)
    return outcome is None or bool(outcome.problem) or plan(folder) is None or is_missing(folder, now)


def is_missing(folder: Path, now: datetime) -> bool:
    """Is the last whole backup older than a day, though there is a plan? One that failed in the night, and
    is tried again, is not missing yet."""
    backups = state(folder)
    age = now - _moment(backups.last_whole)
    return bool(backups.planned) and not -_AHEAD <= age <= _LATE


def state(folder: Path | None) -> wire.BackupState:
    """For the desk. A backup that somebody makes otherwise is not known here."""
    outcome = last(folder) if folder else None
    planned = int(folder is not None and plan(folder) is not None)
    if outcome is None:
        return wire.BackupState(planned, 0, 0)
    if not outcome.problem:
        return wire.BackupState(planned, max(0, outcome.at), 0)
    made_at = _made_at(outcome.file)
    return wire.BackupState(planned, max(0, int(made_at.timestamp())) if made_at else 0, 1)


def _is_ahead(outcome: BackupOutcome, now: datetime) -> bool:
    """Was it made by a clock that ran ahead? Nothing waits for that day."""
    return _moment(outcome.at) - now > _AHEAD


def make_now(folder: Path, now: datetime) -> BackupOutcome:
    """Make one, open it again, and forget those that are older than the plan says; what came of it is
    noted either way. NoBackupPlace, and what `backup.backup` and `backup.opened_again` refuse."""
    current = plan(folder)
    if current is None or not Path(current.place).is_dir():
        note_failure(folder, now, problems.NoBackupPlace.kind())
        raise problems.NoBackupPlace
    place = Path(current.place)
    file = place / f"{_PREFIX}{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}{_SUFFIX}"
    try:
        backup.backup(folder, file)
        summary = backup.opened_again(file)
    except SanadError as error:
        note_failure(folder, now, error.kind())
        raise
    outcome = BackupOutcome(int(now.timestamp()), file.name, summary.envelopes)
    _note(folder, outcome)
    _forget_older(place, now - timedelta(days=current.days), keep=file)
    return outcome


def _forget_older(place: Path, until: datetime, keep: Path) -> None:
    for file in place.glob(f"{_PREFIX}*{_SUFFIX}"):
        made_at = _made_at(file.name)
        with suppress(OSError):  # held by another program
            if made_at and file != keep and made_at < until:
                file.unlink()


def _made_at(name: str) -> datetime | None:
    """By the name of a backup of ours."""
    stamp = name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
    with suppress(ValueError):
        return datetime.strptime(stamp, "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
    return None


def note_failure(folder: Path, now: datetime, problem: str) -> None:
    previous = last(folder) or BackupOutcome(0)
    failed = replace(previous, at=int(now.timestamp()), problem=problem)
    _note(folder, replace(failed, failures=previous.failures + 1))


def _note(folder: Path, outcome: BackupOutcome) -> None:
    write_whole(folder / _LAST, json.dumps(asdict(outcome), indent=1).encode())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
