"""Which referral system counts: the organisation's, else the one that came with Sanad.

A profile is a file that the desk gives to all (app.casework.organisation.referral_system); it goes the way of questionnaires, as an
event that only the desk's role may write."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app import clock, settings
from app.case import built_in_profiles
from app.case.profile import Agency, Profile, Profiles
from app.case.profile_file import ProfileRefused, read
from app.case.profile_table import Fault
from app.errors import N_, SanadError
from app.language import Name, Words, strip_marks
from app.screening.readings import all_codes
from app.seal.keys import digest
from app.vault import log
from app.vault import profiles as kept
from app.vault import tasks as todo
from app.vault.database import Database, Writer

if TYPE_CHECKING:
    from app.casework.session.session import Session

__all__ = ["Profile", "ProfileRefused"]

_LARGEST = 1 << 20


class NoProfileFile(SanadError):
    says = N_("The file cannot be read: it is missing, too large or protected. Choose another file.")

    @classmethod
    def kind(cls) -> str:
        return "no_file"


@dataclass(frozen=True, slots=True)
class CheckedProfile:
    """What a look at a file found: a profile, or faults."""

    file: str
    profile: Profile | None
    faults: Sequence[Fault]


def check(file: Path) -> CheckedProfile:
    """Look a profile over. NoProfileFile."""
    try:
        now = int(clock.now().timestamp())
        return CheckedProfile(str(file), read(content(file), all_codes(), now), ())
    except ProfileRefused as refused:
        return CheckedProfile(str(file), None, refused.faults)


def words(fault: Fault, say: Words) -> str:
    """What is wrong, and what to do, without its line."""
    fields = {k: say(v) if k == "wanted" else v for k, v in fault.fields.items()}
    return strip_marks(say(fault.says, **fields))


def agency_names(profile: Profile) -> dict[str, Name]:
    """What its agencies are called, by id."""
    return {agency.id: Name(agency.name, agency.id) for agency in profile.agencies}


def service_name(agency: Agency | None, service: str) -> Name:
    """What a service of an agency is called; one that it does not name, as it is written."""
    return Name({"ar": agency.service(service, "ar")} if agency else {}, service)


def known_profiles(database: Database) -> Profiles:
    """All that count, by id and version: those of this version of Sanad, and the organisation's."""
    return _known(texts(database))


def texts(database: Database) -> tuple[bytes, ...]:
    """The organisation's own, as the desk gave them, in order."""
    return tuple(kept.texts(database))


def take_in(writer: Writer, raw_profiles: Sequence[bytes]) -> None:
    """Keep what the desk gave; where something is new, every case's tasks are made again."""
    if kept.add(writer, raw_profiles):
        todo.remake_all(writer)


def in_use(session: "Session") -> Profile:
    """The one for what is done now: the desk's with the highest version, else the administrator's
    choice of those that came with Sanad, else the default."""
    return _in_use(texts(session.reading()), settings.policy().profile)


def number_name(session: "Session") -> Name:
    """What the number is called by which the country knows a person."""
    return Name(built_in_profiles.number_of(in_use(session)).name)


def is_chosen(session: "Session") -> bool:
    """Did the desk or the administrator choose the one in use?"""
    return bool(texts(session.reading()) or settings.policy().profile)


def text_in_use(session: "Session") -> str:
    """The file of the one in use, as it was given."""
    profile = in_use(session)
    same_texts = [raw for raw in texts(session.reading()) if _read(raw) == profile]
    return same_texts[-1].decode() if same_texts else built_in_profiles.text_of(profile)


def of_key(session: "Session", key: object) -> Profile:
    """The one of an id and a version, as an event names it; where nobody here has that, the one in use."""
    known = known_profiles(session.reading())
    match key:
        case [str(id_), int(version)] if (id_, version) in known:
            return known[id_, version]
    return in_use(session)


def share(session: "Session", writer: Writer) -> None:
    """Let every team read what the desk's team shares: a team may be newer than the profile."""
    vault = session.vault
    teams = vault.directory.organisation.teams.values()
    log.grant(writer, vault, vault.home_team, [t for t in teams if t.members and not t.personal])


@lru_cache(maxsize=8)
def _in_use(texts: tuple[bytes, ...], chosen: str) -> Profile:
    candidates = [(profile.version, digest(raw), profile) for raw in texts if (profile := _read(raw))]
    return (
        max(candidates, key=lambda candidate: candidate[:2])[2] if candidates else built_in_profiles.default(id_=chosen)
    )


@lru_cache(maxsize=8)
def _known(texts: tuple[bytes, ...]) -> Profiles:
    profiles = [profile for raw in texts if (profile := _read(raw))]
    # what came with Sanad can't be given again under the same name and number
    return (
        {**{profile.key: profile for profile in profiles}, **built_in_profiles.built_in()}
        if profiles
        else built_in_profiles.built_in()
    )


@lru_cache(maxsize=8)
def _read(raw: bytes) -> Profile | None:
    try:
        return read(raw)
    except ProfileRefused:  # of a later version: the desk's computer could read it
        return None


def content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            raise NoProfileFile
        return file.read_bytes()
    except OSError as error:
        raise NoProfileFile from error
