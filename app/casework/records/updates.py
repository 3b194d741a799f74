"""A newer Sanad for this computer: looked for, checked, tried on a copy of the records, installed, and gone
back from. What an update is: app.update. The rules of whoever is at work here: this module."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import clock, disk, settings
from app.broker.client import command
from app.casework.records import safe_copies, update_trial
from app.casework.records.update_trial import Trial, TrialOrder, WouldLookDifferent
from app.casework.session import clock_check
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere, refuse_in_practice
from app.clock import utc
from app.errors import SanadError
from app.platform import system
from app.policy import OFF
from app.seal import canonical
from app.update import entry, steps
from app.update.check import CheckedUpdate, Here, Trust, check, trust
from app.update.conditions import NoFormerVersion, NotPackaged, UpdatesSwitchedOff
from app.update.manifest import numbers_of
from app.update.programs import LISTS, InUseVersion, Programs
from app.update.root import name_of
from app.update.update_file import opened_update
from app.vault.database import newest_form
from app.vault.vault import keep_setting, setting
from app.version import NUMBER, RELEASED, VERSION

__all__ = ["Here"]

ENDING = ".update"
_HISTORY = "updates"  # the setting: [[from, to, at, cases], ...], the last ones
_KEPT = 20
_LOOKED_AT = 20  # files of one folder
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class UpdateOffer:
    """An update that may be installed here. `signer`: (English, Arabic). `news`: the same, by line.
    `size`: bytes of the program."""

    file: Path
    version: str
    signer: tuple[str, str]
    signed: datetime
    until: datetime
    news: tuple[tuple[str, str], ...]
    size: int
    checked: CheckedUpdate


@dataclass(frozen=True, slots=True)
class UpdateStatus:
    """`version`: that runs. `installed`: when, None for the one that came with this computer. `former`:
    the version that one can go back to until `back_until`, "" for none. `signer`: who may sign updates
    here, ("", "") where nobody is known. `channel`: a folder, "off" or "". `packaged`: can this one be
    updated by file at all? `not_started`: a version that was installed and is not the one that runs,
    because it is not as it was signed any more or the system doesn't let it start; "" for none. `last`: of the one that was installed, as long as one can go back."""

    version: str
    installed: datetime | None
    former: str
    back_until: datetime | None
    signer: tuple[str, str]
    channel: str
    packaged: bool
    not_started: str = ""
    last: "LastUpdate | None" = None


@dataclass(frozen=True, slots=True)
class LastUpdate:
    """What is known of the version that was installed. `cases`: that were tried before, None where these
    records did not install it."""

    signed: datetime
    until: datetime
    news: tuple[tuple[str, str], ...]
    cases: int | None


def programs() -> Programs:
    return Programs(settings.programs_folder())


def downloads() -> Path:
    """Where updates lie that were fetched from the server, beside the versions themselves."""
    return settings.programs_folder() / "downloads"


def forget_downloads() -> None:
    """What was fetched is not needed any more. What can't be removed stays."""
    with suppress(OSError):
        for file in downloads().iterdir():
            file.unlink()


def trusted() -> Trust:
    """NoUpdateRoot."""
    return trust(settings.update_root_file(), settings.programs_folder() / LISTS)


def here(session: Session | None) -> Here:
    """What an update is held against. Without open records nothing is known of an organisation, and of
    the clock only the day of release."""
    if session is None:
        now = int(clock.now().timestamp())
        doubtful = now < int(RELEASED.timestamp()) - clock_check.DAY_S
        return Here(VERSION, NUMBER, system.program_kind(), b"", now, doubtful)
    return Here(
        VERSION,
        NUMBER,
        system.program_kind(),
        session.vault.directory.organisation.root,
        session.now(),
        clock_check.doubt(session) is not None,
    )


def refuse_here(session: Session | None = None) -> None:
    """NotPackaged, UpdatesSwitchedOff, NotInPractice."""
    if session is not None:
        refuse_in_practice(session)
    if settings.policy().update_channel == OFF:
        raise UpdatesSwitchedOff
    if not entry.is_packaged():
        raise NotPackaged


def status(session: Session | None = None) -> UpdateStatus:
    """Which version runs, and what one can go back to. Refuses nothing."""
    choice = _in_use()
    can_go_back = choice.former is not None and here(session).now <= choice.until
    signer = ("", "")
    with suppress(SanadError):
        signer = name_of(trusted().follow())
    return UpdateStatus(
        version=VERSION,
        installed=utc(choice.installed) if entry.running_version() else None,
        former=choice.former_name if can_go_back else "",
        back_until=utc(choice.until) if can_go_back else None,
        signer=signer,
        channel=settings.policy().update_channel,
        packaged=entry.is_packaged(),
        not_started=_not_started(),
        last=_last(session) if can_go_back else None,
    )


def _not_started() -> str:
    version = _in_use().version
    is_another = bool(version) and not entry.running_version()
    return version if entry.is_packaged() and is_another else ""


def _in_use() -> InUseVersion:
    """What one can go back from: nothing, where a newer Sanad came with this computer since."""
    choice = programs().in_use()
    came_since = not entry.running_version() and choice.version
    if came_since and numbers_of(choice.version) <= numbers_of(VERSION):
        return InUseVersion()
    return choice


def _last(session: Session | None) -> LastUpdate | None:
    version = entry.running_version()
    if not version:
        return None
    try:
        manifest = programs().manifest(version, trusted().came, system.program_kind())
    except SanadError:
        return None
    tried = [change.cases for change in history(session) if change.to == version] if session else []
    return LastUpdate(manifest.signed_at, manifest.until, manifest.news, tried[-1] if tried else None)


def look(computer: Here, file: Path, progress: Progress | None = None) -> UpdateOffer:
    """Check an update file to its last byte; nothing of it is run. UpdatesSwitchedOff, PlaceNotAllowed,
    what `app.update.steps.look` refuses. On any thread."""
    if settings.policy().update_channel == OFF:
        raise UpdatesSwitchedOff
    channel = settings.policy().update_channel
    if file.parent not in (downloads(), Path(channel) if channel else None):
        refuse_elsewhere(file)
    return _offer(file, steps.look(file, trusted(), computer, progress))


def find(computer: Here, places: Iterable[Path]) -> UpdateOffer | None:
    """The newest update that lies at one of these places, in the channel's folder, or was fetched from the
    server, and may be installed here; only its head is read. What doesn't fit is passed over: nobody asked for it. On any thread; may
    wait for a share that doesn't answer."""
    try:
        refuse_here()
        trust_here = trusted()
    except SanadError:
        return None
    channel = settings.policy().update_channel
    offers = []
    for place in [*([Path(channel)] if channel else []), downloads(), *places]:
        for file in _update_files(place):
            with suppress(SanadError), opened_update(file) as update:
                checked = check(update.head, trust_here, computer)
                update.require_size(checked.manifest)
                offers.append(_offer(file, checked))
    return max(offers, key=lambda offer: offer.checked.manifest.number, default=None)


def _update_files(place: Path) -> list[Path]:
    try:
        files = sorted(place.glob(f"*{ENDING}"))
        return [file for file in files if file.is_file()][:_LOOKED_AT]
    except OSError:
        return []


def _offer(file: Path, checked: CheckedUpdate) -> UpdateOffer:
    manifest = checked.manifest
    return UpdateOffer(
        file=file, version=manifest.version, signer=checked.signer, signed=manifest.signed_at,
        until=manifest.until, news=manifest.news, size=manifest.size, checked=checked,
    )  # fmt: skip


def backup_place(session: Session, offer: UpdateOffer, roots: Iterable[Path] = ()) -> Path:
    """Where the copy before the update goes: where copies go anyway, if that can be reached; else beside
    the update, or beside the records where that can't be written, as a share of the office."""
    place = safe_copies.find(session, roots)
    if place is not None:
        return place
    update_folder = offer.file.parent
    return update_folder if os.access(update_folder, os.W_OK) else session.home


def is_elsewhere(session: Session, place: Path, roots: Iterable[Path] = ()) -> bool:
    """Is it another place than where copies go anyway? A copy there is none of those that keep the records
    safe, and takes away none of their older ones."""
    return place != safe_copies.find(session, roots)


def lay(computer: Here, offer: UpdateOffer, progress: Progress | None = None) -> None:
    """Lay the new version beside this one; it isn't in use yet. Any thread. What `app.update.steps.lay`
    refuses, NotPackaged, UpdatesSwitchedOff."""
    refuse_here()
    steps.lay(programs(), offer.file, trusted(), computer, progress)


def try_out(offer: UpdateOffer, work: TrialOrder, progress: Progress | None = None) -> Trial:
    """Every case of a copy, opened with this version and the new one. Any thread. TrialFailed,
    TrialStopped, NoRoomForUpdate, the conditions of `app.disk`, what `Programs.verify` refuses."""
    folder = programs()
    folder.verify(offer.version, trusted().follow(), system.program_kind())
    former = command("--trial")
    newer = [str(folder.program(offer.version) / Path(former[0]).name), "--trial"]
    return update_trial.carry_out(work, former, newer, progress)


def install(session: Session | None, offer: UpdateOffer, trial: Trial | None) -> InUseVersion:
    """The new version is in use from the next start on, and that is noted in the records. `trial`: None
    where nobody has records here. On the thread that writes. WouldLookDifferent, and what
    `app.update.steps.use` refuses."""
    refuse_here(session)
    if trial is not None and (trial.differences or trial.version != offer.version):
        raise WouldLookDifferent(len(trial.differences))
    choice = steps.use(programs(), offer.checked, trusted(), here(session), entry.running_version(), newest_form())
    forget_downloads()
    if session is not None:
        note(session, VERSION, offer.version, trial.cases if trial else 0)
    return choice


def save_report(trial: Trial, folder: Path) -> Path:
    """Write a trial's report into a folder: its file. PlaceNotAllowed, the conditions of `app.disk`."""
    file = folder / f"sanad-trial-{trial.version}.json"
    refuse_elsewhere(file)
    with disk.in_words():
        disk.write_whole(file, trial.report().encode())
    return file


def end_step_back(computer: Here) -> None:
    """Once the days of going back are over, the version before is removed. On any thread. UpdateUnderWay."""
    if entry.is_packaged():
        steps.forget_step_back(programs(), computer.now)


def stop() -> None:
    """Nothing is installed: what was laid for it goes."""
    programs().tidy()


def step_back(session: Session | None) -> InUseVersion:
    """The version before is in use from the next start on; what was written since stays. NoFormerVersion,
    StepBackOver, RecordsTooNew, FormerVersionDamaged, NotInPractice, NotPackaged, UpdateUnderWay."""
    if session is not None:
        refuse_in_practice(session)
    if not entry.is_packaged():
        raise NotPackaged
    in_use = _in_use()
    former = in_use.former_name
    if in_use.former is None:
        raise NoFormerVersion
    if session is not None:
        steps.require_step_back(in_use, session.vault.database.form(), here(session).now)
    root = None
    with suppress(SanadError):
        root = trusted().came
    choice = steps.step_back(programs(), root, here(session))
    if session is not None:
        note(session, VERSION, former)
    return choice


@dataclass(frozen=True, slots=True)
class VersionChange:
    """A change of version that was made with these records open. `cases`: that were tried before."""

    former: str
    to: str
    at: datetime
    cases: int


def history(session: Session) -> list[VersionChange]:
    """The last ones, in their order."""
    raw = setting(session.reading(), _HISTORY)
    rows = canonical.decode(raw) if raw else []
    return [VersionChange(former, later, utc(at), cases) for former, later, at, cases in rows]


def note(session: Session, former: str, version: str, cases: int = 0) -> None:
    """Write a change of version into the records. On the thread that writes."""
    rows = [[row.former, row.to, int(row.at.timestamp()), row.cases] for row in history(session)]
    rows.append([former, version, max(session.now(), 0), cases])
    keep_setting(session.vault, _HISTORY, canonical.encode(rows[-_KEPT:]))
