"""The desk gives its teams a referral system: from then on it is the one in use."""

from pathlib import Path

from app.case import events
from app.case.kinds import table
from app.case.profile import Profile
from app.case.profile_file import read
from app.casework.session import profiles
from app.casework.session.colleagues import NotTheDesk, known_of
from app.casework.session.session import EventAppender, Session
from app.errors import N_, SanadError


class VersionTaken(SanadError):
    """A profile that is not newer than the one in use. `version`: of that one."""

    version: int
    says = N_(
        "The referral system in use has version {version}. Nothing was changed. Give the "
        "file a higher version, so that the two are not confused."
    )


def adopt(session: Session, file: Path) -> Profile:
    """Give a profile to all teams: from now on it is the one in use. NotJoined, NotTheDesk,
    ProfileRefused, NoProfileFile; VersionTaken where one in use has this version or a higher one."""
    return adopt_text(session, profiles.content(file))


def refuse_others(session: Session) -> None:
    """NotJoined, NotTheDesk."""
    known_of(session)
    if not table.may(session.officer.role, events.PROFILE) or not session.vault.home_team:
        raise NotTheDesk


def adopt_text(session: Session, raw: bytes) -> Profile:
    """As `adopt`, of what stands in such a file."""
    profile, vault = read(raw), session.vault
    refuse_others(session)
    in_use = profiles.in_use(session)
    if profile.version <= in_use.version:
        raise VersionTaken(in_use.version)
    with vault.transaction() as writer:
        EventAppender(session, writer, vault.home_team).say(
            events.PROFILE, {"text": raw, "id": profile.id, "version": profile.version}
        )
        profiles.share(session, writer)
        profiles.take_in(writer, [raw])
    return profile
