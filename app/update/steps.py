"""Installing an update and going a step back. What is read of the records to try it first is not known
here: app.casework.records.update_trial."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tuf.api.metadata import Root

from app import disk
from app.errors import SanadError
from app.update.check import CheckedUpdate, Here, Trust, check
from app.update.conditions import FormerVersionDamaged, NoFormerVersion, RecordsTooNew, StepBackOver
from app.update.programs import BACK_S, SHIPPED, InUseVersion, Programs
from app.update.update_file import Progress, opened_update


def look(file: Path, trusted: Trust, computer: Here, progress: Progress | None = None) -> CheckedUpdate:
    """Check an update file from its first byte to its last; nothing of it is run, and nothing kept but a
    newer list of keys. What
    `opened_update` and `check` refuse, UpdateDamaged."""
    with opened_update(file) as update:
        checked = check(update.head, trusted, computer)
        update.verify_contents(checked.manifest, progress)
    return checked


def lay(
    programs: Programs, file: Path, trusted: Trust, computer: Here, progress: Progress | None = None
) -> CheckedUpdate:
    """Check it, and lay the new version beside the one in use, which stays. As `look`, NoRoomForUpdate,
    UpdateUnderWay."""
    with programs.alone(), opened_update(file) as update:
        checked = check(update.head, trusted, computer)
        programs.lay(update, checked, progress)
    return checked


def use(
    programs: Programs, checked: CheckedUpdate, trusted: Trust, computer: Here, former: str, records: int
) -> InUseVersion:
    """The version that was laid is in use from the next start on. `former`: the one that runs now, as
    `Programs` calls it; `records`: the newest form of records that it reads. As `Programs.verify`;
    UpdateUnderWay."""
    with programs.alone():
        programs.verify(checked.manifest.version, trusted.follow(), computer.system)
        choice = InUseVersion(
            version=checked.manifest.version,
            former=former,
            former_name=computer.version,
            former_records=records,
            installed=computer.now,
            until=computer.now + BACK_S,
        )
        with disk.in_words():
            trusted.accept(checked.manifest.number)
            programs.use(choice)
        programs.tidy()
    return choice


def step_back(programs: Programs, trusted: Root | None, computer: Here) -> InUseVersion:
    """The version before is in use from the next start on; what was written since stays. NoFormerVersion,
    StepBackOver, RecordsTooNew, FormerVersionDamaged, UpdateUnderWay."""
    with programs.alone():
        choice = programs.in_use()
        require_step_back(choice, _records(programs, choice, trusted, computer), computer.now)
        is_whole = not choice.former or (
            trusted is not None and programs.holds(choice.former, trusted, computer.system)
        )
        if not is_whole:
            raise FormerVersionDamaged(choice.former_name)
        former = InUseVersion(version=choice.former or SHIPPED, installed=computer.now, opened=True)
        with disk.in_words():
            programs.use(former)
    return former


def require_step_back(choice: InUseVersion, records: int, now: int) -> None:
    """May one go back now? `records`: the form that the records have by now. NoFormerVersion,
    StepBackOver, RecordsTooNew."""
    if choice.former is None:
        raise NoFormerVersion
    if now > choice.until:
        raise StepBackOver(choice.former_name, datetime.fromtimestamp(choice.until, UTC))
    if records > choice.former_records:
        raise RecordsTooNew(choice.former_name)


def _records(programs: Programs, choice: InUseVersion, trusted: Root | None, computer: Here) -> int:
    """The form that records may have by now: the newest that the version in use writes, once it has
    opened any."""
    if not choice.opened or choice.version == SHIPPED or trusted is None:
        return 0
    try:
        return programs.manifest(choice.version, trusted, computer.system).records
    except SanadError:  # it isn't started any more: the version before is
        return 0


def forget_step_back(programs: Programs, now: int) -> None:
    """Once the days of going back are over, the version before is removed."""
    choice = programs.in_use()
    if choice.former is not None and now > choice.until:
        with programs.alone():
            with disk.in_words():
                programs.use(replace(choice, former=None, former_name="", former_records=0))
            programs.tidy()
