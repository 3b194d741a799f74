"""The desk gives its teams a referral system: from then on it is the one in use. One of its facts that was asked
after again is a next version of it."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.case import events
from app.case.kinds import table
from app.case.profile import NamedFact, Profile
from app.case.profile_file import read
from app.case.profile_table import LineNumbers
from app.casework.session import profiles
from app.casework.session.colleagues import NotTheDesk, known_of
from app.casework.session.session import EventAppender, Session
from app.clock import utc
from app.errors import N_, SanadError
from app.screening.readings import all_codes

_VERSION = re.compile(r"^version[ \t]*=[ \t]*\d+", re.MULTILINE)


class VersionTaken(SanadError):
    """A profile that is not newer than the one in use. `version`: of that one."""

    version: int
    says = N_(
        "The referral system in use has version {version}. Nothing was changed. Give the "
        "file a higher version, so that the two are not confused."
    )


class NoSuchFact(SanadError):
    name: str
    says = N_("The referral system in use has no fact “{name}”. Nothing was changed. Choose one from the list.")


class OtherCountry(SanadError):
    name: str
    country: str
    says = N_(
        "“{name}” belongs to another country: the referral system in use is for {country}. Nothing was changed. Choose "
        "one of this country."
    )


class NotConfirmed(SanadError):
    says = N_(
        "A confirmation needs the name of who confirmed it, the day of asking, which cannot be in the future, and a "
        "later day for asking again. Nothing was changed. Correct the days, or add who confirmed it."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """`source`: who said so; `day`: when; `until`: the day by which it is asked again. `phone`: of a place, where
    the number is another now."""

    source: str
    day: date
    until: date
    phone: str = ""


def adopt(session: Session, file: Path) -> Profile:
    """Give a profile to all teams: from now on it is the one in use. NotJoined, NotTheDesk,
    ProfileRefused, NoProfileFile; VersionTaken where one in use has this version or a higher one, OtherCountry where one of another country
    was chosen before."""
    raw = profiles.content(file)
    read(raw, all_codes(), session.now())
    return adopt_text(session, raw)


def refuse_others(session: Session) -> None:
    """NotJoined, NotTheDesk."""
    known_of(session)
    if not table.may(session.officer.role, events.PROFILE) or not session.vault.home_team:
        raise NotTheDesk


def adopt_text(session: Session, raw: bytes) -> Profile:
    """As `adopt`, of what stands in such a file; its facts may be older than Sanad asks for now."""
    profile, vault = read(raw), session.vault
    refuse_others(session)
    in_use, is_chosen = profiles.in_use(session), profiles.is_chosen(session)
    if is_chosen and profile.prefix != in_use.prefix:
        raise OtherCountry(profile.id, in_use.country)
    if profile.version <= in_use.version and profile.prefix == in_use.prefix:
        raise VersionTaken(in_use.version)
    with vault.transaction() as writer:
        EventAppender(session, writer, vault.home_team).say(
            events.PROFILE, {"text": raw, "id": profile.id, "version": profile.version}
        )
        profiles.share(session, writer)
        profiles.take_in(writer, [raw])
    return profile


def next_version(profile: Profile, text: str) -> str:
    return _VERSION.sub(f"version = {profile.version + 1}", text, count=1)


def facts(session: Session) -> dict[str, NamedFact]:
    """All that the referral system in use says with a source and a day, by country, table and id; those first
    that nobody confirmed, or not lately."""
    profile, now = profiles.in_use(session), session.now()
    by_name = {"/".join((profile.country, *at)): fact for at, fact in profile.facts().items()}
    return dict(sorted(by_name.items(), key=lambda named: named[1].state_at(now) == "confirmed"))


def confirm(session: Session, name: str, confirmation: Confirmation) -> Profile:
    """Somebody was asked, and the fact holds or is corrected: the next version of the referral system in use, for
    everybody. NotJoined, NotTheDesk, OtherCountry, NoSuchFact, NotConfirmed."""
    refuse_others(session)
    profile, today = profiles.in_use(session), utc(session.now()).date()
    country, *at = name.split("/")
    if country != profile.country:
        raise OtherCountry(name, profile.country)
    if tuple(at) not in profile.facts() or (confirmation.phone and at[:1] != ["place"]):
        raise NoSuchFact(name)
    source, phone = confirmation.source.strip(), confirmation.phone.strip()
    if not source or not (source + phone).isprintable() or not confirmation.day <= today < confirmation.until:
        raise NotConfirmed
    texts = {"source": source, "reviewed": f"{session.officer.name}, {today}"}
    texts |= {"phone": phone} if phone else {}
    values = {key: json.dumps(value, ensure_ascii=False) for key, value in texts.items()}
    values |= {"as_of": confirmation.day.isoformat(), "check_by": confirmation.until.isoformat()}
    text = _with(next_version(profile, profiles.text_in_use(session)), at, values)
    return adopt_text(session, text.encode())


def _with(text: str, at: Sequence[str], values: Mapping[str, str]) -> str:
    """The file as it is, with these values in one of its tables."""
    lines, places = text.splitlines(), LineNumbers(text)
    table_name, number = "", 0
    if at:
        table_name, ids = at[0], [entry["id"] for entry in tomllib.loads(text)[at[0]]]
        number = ids.index(at[1])
    new_lines = []
    for key, value in values.items():
        line = places.of(table_name, number, key) - 1
        if re.match(rf"\s*{key}\s*=", lines[line]):
            lines[line] = f"{key} = {value}"
        else:
            new_lines.append(f"{key} = {value}")
    head = places.of(table_name, number, "id")
    return "\n".join([*lines[:head], *new_lines, *lines[head:], ""])
