"""How old is what this computer knows of its colleagues, and is something of it withheld?

A desk signs once a day what the directory is as of then (kind 9 of docs/formats/directory.md), and
each computer writes into a case which entries its officer knew. Headquarters can hold entries back,
but not make anybody say that there are none. docs/decisions/0027-fresh-or-said-so.md"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from app.casework.session import clock_check, profiles
from app.clock import utc_or_none
from app.errors import N_, SanadError
from app.seal import canonical, case_grant
from app.seal.case_grant import is_key_log
from app.seal.envelope import EnvelopeRefused
from app.vault import log, sync_state, waiting
from app.vault.database import Writer
from app.vault.vault import put_setting, setting

if TYPE_CHECKING:
    from app.casework.session.session import Session

KEY = "directory"  # in an event: the last entries that its author knew, where they have changed
# of app.vault.sync_state: when headquarters was asked for the directory by a sync that came to its end
ASKED = "asked"
_DAY_S = 86_400
_UNSEEN = "directory entries that others knew"  # a setting
_MOST = 256  # of them
_KEPT_BACK = "cases that wait for a fresh list"  # a setting
_A_DESK = b""  # in place of the stream of who knew of it

Kind = Literal["alone", "fresh", "old", "behind", "hidden"]


class DirectoryOld(SanadError):
    says = N_(
        "The list of colleagues on this computer is {days} days old: somebody’s access may have ended since. Nothing "
        "was changed. Sync with the server, or import a USB stick from user management, then try again."
    )
    days: int = 0


class DirectoryBehind(SanadError):
    says = N_(
        "{name} knew of a change in the list of colleagues that has not arrived on this computer. Nothing was changed. "
        "Sync, or import a USB stick from user management. If this continues, tell user management that the server is "
        "withholding something."
    )
    name: str = ""


class DirectoryFrozen(SanadError):
    says = N_(
        "The list of colleagues has not been confirmed for {days} days. Nothing is lost: only you can read a case that "
        "begins now, and your team gets it once a newer list has arrived. Tell user management that the server sends "
        "none, and import a USB stick from them."
    )
    days: int = 0


@dataclass(frozen=True, slots=True)
class Freshness:
    """`kind`: alone in no organisation; fresh; older than the desk's word holds; behind what a colleague
    knew; or, where headquarters was asked for it since, hidden by headquarters. `as_of`: when a desk last said
    what the directory is; `days`: since then; `known_by`: who knew of what is missing; `keeps_back`: new
    cases are their officer's alone by now, as `kept_back` are."""

    kind: Kind
    as_of: datetime | None = None
    days: int = 0
    known_by: str = ""
    keeps_back: bool = False
    kept_back: int = 0


ALONE = Freshness("alone")


def freshness(session: "Session") -> Freshness:
    """What can be said of the directory now."""
    if not session.vault.directory.joined:
        return ALONE
    directory = session.vault.directory.organisation
    now = min(session.now(), clock_check.likely(session))  # none is old by a clock far ahead
    # a word of a day that has not come is of a clock that ran ahead: nothing is fresh by it until then
    said = [(at, until) for _, at, until in directory.said_as_of if at <= now + _DAY_S]
    at, until = max(said, default=(0, 0))
    as_of = utc_or_none(at)
    days = max(now - at, 0) // _DAY_S if at else 0
    is_frozen = now > until and days >= profiles.in_use(session).list_days
    keeping = is_frozen, len(kept_back(session))
    if missing := _missing(session):
        asked_at = int.from_bytes(sync_state.state(session.reading(), ASKED), "big", signed=True)
        known_by, since = missing[0]
        kind: Kind = "hidden" if asked_at > since else "behind"
        return Freshness(kind, as_of, days, known_by, *keeping)
    return Freshness("fresh" if now <= until else "old", as_of, days, "", *keeping)


def check_fresh(session: "Session") -> None:
    """Before something is given that a withdrawn colleague must not get. DirectoryOld,
    DirectoryBehind."""
    check_nothing_missing(session)
    state = freshness(session)
    if state.kind == "old":
        raise DirectoryOld(state.days)


def check_nothing_missing(session: "Session") -> None:
    """DirectoryBehind."""
    state = freshness(session)
    if state.kind in ("behind", "hidden"):
        raise DirectoryBehind(state.known_by)


def keep_back(session: "Session", writer: Writer, case: bytes) -> bool:
    """Does a case that begins now stay its officer's alone? Then it is noted, so that it goes to the team once
    a fresh list has come (`app.casework.sharing.case_access.give_kept_back`)."""
    begins = not is_key_log(case) and not log.has(writer, case)
    if not begins or not freshness(session).keeps_back:
        return False
    put_setting(writer, _KEPT_BACK, canonical.encode([*kept_back(session), case]))
    return True


def kept_back(session: "Session") -> list[bytes]:
    """Cases that wait for a fresh list."""
    stored = setting(session.reading(), _KEPT_BACK)
    return list(canonical.decode(stored)) if stored else []


def none_kept_back(writer: Writer) -> None:
    put_setting(writer, _KEPT_BACK, canonical.encode([]))


def heads(session: "Session", case: bytes) -> dict[str, Any]:
    """What an event of this case says of what its author knows: once, and when it has changed."""
    if not session.vault.directory.joined:
        return {}
    tips = session.vault.directory.organisation.heads
    if session.heads_said.get(case) == tips:
        return {}
    session.heads_said[case] = tips
    return {KEY: sorted(tips)}


def note_missing(session: "Session", writer: Writer) -> None:
    """Entries have come in: what a desk had seen, and is not among them, is known of from here on."""
    missing = session.vault.directory.organisation.missing
    note(session, writer, [(_A_DESK, sorted(missing))] if missing else [])


def note(session: "Session", writer: Writer, events: Iterable[tuple[bytes, object]]) -> None:
    """Colleagues' events have come in: (stream, what each says that its author knew)."""
    directory, unseen = session.vault.directory.organisation, _unseen(session)
    known_ids = {id_ for id_, _, _ in unseen} | directory.known.keys()
    new: dict[bytes, tuple[bytes, int]] = {}
    for stream, signed_at in events:
        if isinstance(signed_at, list):
            for id_ in signed_at:
                if type(id_) is bytes and len(id_) == 32 and id_ not in known_ids:
                    new.setdefault(id_, (stream, session.now()))
    still = [row for row in unseen if row[0] not in directory.known]
    rows = [*still, *([id_, stream, at] for id_, (stream, at) in sorted(new.items()))][:_MOST]
    if rows != unseen:
        put_setting(writer, _UNSEEN, canonical.encode([list(row) for row in rows]))


def _missing(session: "Session") -> list[tuple[str, int]]:
    """(who knew of it, since when that is known here), the first that came first."""
    directory, colleagues = session.vault.directory.organisation, session.vault.directory
    unseen = _unseen(session)
    missing = [
        (colleagues.name_of(stream) if stream else _desk_name(session), at)
        for id_, stream, at in unseen
        if id_ not in directory.known
    ]
    missing += _by_newer_keys(session)
    if directory.missing - {id_ for id_, _, _ in unseen}:
        missing.append((_desk_name(session), session.now()))
    return sorted(missing, key=lambda pair: pair[1])


def _by_newer_keys(session: "Session") -> list[tuple[str, int]]:
    """Who gave a case to a team by a key that the directory here doesn't know yet, as after somebody was
    withdrawn."""
    colleagues, teams = session.vault.directory, session.vault.directory.organisation.teams
    newer = []
    for grant, arrived in waiting.grants(session.reading()):
        try:
            items = case_grant.read(grant.body)
        except EnvelopeRefused:
            continue
        if any(item.team in teams and item.team_number > teams[item.team].number for item in items):
            newer.append((colleagues.name_of(grant.header.stream), arrived))
    return newer


def _desk_name(session: "Session") -> str:
    registrars = session.vault.directory.organisation.registrars.values()
    return next((entry.name for entry in registrars if entry.last is None), "")


def _unseen(session: "Session") -> list[list[Any]]:
    stored = setting(session.reading(), _UNSEEN)
    try:
        rows = canonical.decode(stored) if stored else []
    except canonical.NotCanonical:
        return []
    return [row for row in rows if len(row) == 3]
