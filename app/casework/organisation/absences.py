"""Who is away, on which days, and who stands in: set by the person herself or by the desk.

What is said lies in the log that the person's teams share. The cases themselves are given and taken
back on their days by whichever computer can (app.casework.sharing.stand_ins).
docs/decisions/0038-absence.md"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from app.case import events
from app.case.absence import LONGEST_DAYS, AbsenceEntry
from app.case.kinds.table import written_by
from app.casework.session import clock_check
from app.casework.session.colleagues import NoRecipient, active, is_desk, known_of, teams_of
from app.casework.session.ids import id_of
from app.casework.session.session import EventAppender, Session
from app.casework.sharing import stand_ins
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.seal.case_grant import unbound_id
from app.seal.directory import Person, Team
from app.vault import absences as rows
from app.vault import log
from app.vault.database import Writer

__all__ = ["LONGEST_DAYS"]

State = Literal["planned", "away", "over"]
_LONGEST_REASON = 500


class DatesRefused(SanadError):
    says = N_("The last day can't be before the first. Nothing was changed.")


class AbsenceOver(SanadError):
    says = N_("These days have already passed. Nothing was changed. Choose today or a later day as the last day.")


class AbsenceTooLong(SanadError):
    says = N_(
        "An absence can last at most {days} days. Nothing was changed. For a longer time hand the cases over, or enter "
        "the remaining days when they come."
    )
    days: int = LONGEST_DAYS


class AbsenceNotYours(SanadError):
    says = N_("Only the officer and user management can set an absence. Nothing was changed. Ask user management.")


class RestrictedNotYours(SanadError):
    says = N_(
        "Only the officer can let somebody stand in for restricted cases. Nothing was "
        "changed. Set the absence without them, and ask the officer."
    )


class OwnSubstitute(SanadError):
    says = N_("Nobody can stand in for themselves. Nothing was changed. Choose a colleague.")


class SubstituteRole(SanadError):
    says = N_(
        "{name} cannot stand in: the role does not allow this officer’s work. Nothing was "
        "changed. Choose somebody with the same role, or a supervisor."
    )
    name: str = ""


class SubstituteAway(SanadError):
    says = N_("{name} is away on some of these days too. Nothing was changed. Choose somebody else, or other days.")
    name: str = ""


class NoAbsence(SanadError):
    says = N_("No absence is set for this person. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Absence:
    """`set_by`: the id of whoever said so last. `state`: by this computer's day."""

    person_id: str
    substitute_id: str
    first_day: date
    last_day: date
    reason: str
    set_by: str
    state: State


@dataclass(frozen=True, slots=True)
class AbsenceSummary:
    """Of the open cases that this computer has of that officer: `given` now, `later` on the first day,
    `not_given`: restricted ones. `uncovered`: for whom the officer was to stand in on these days."""

    absence: Absence
    given: int
    later: int
    not_given: int
    uncovered: tuple[str, ...] = ()


def absences(session: Session) -> list[Absence]:
    """All that were ever set, as far as they came here, by their first days."""
    return [_shown(session, entry) for entry in rows.all_absences(session.reading())]


def absence_of(session: Session, person_id: str) -> Absence | None:
    """The one that is planned or under way; None where there is none."""
    entry = _current(session, id_of(person_id, NoRecipient))
    return _shown(session, entry) if entry else None


def set_absence(
    session: Session,
    person_id: str,
    *,
    first_day: date,
    last_day: date,
    substitute_id: str,
    restricted: bool = False,
    reason: str = "",
) -> AbsenceSummary:
    """Set it, or change the one that is planned or under way. `restricted`: restricted cases too; they are
    given at once, as nobody else can on the first day. NotJoined, NoRecipient, and this module's."""
    person, substitute = _known(session, person_id), _known(session, substitute_id)
    _check_author(session, person.id)
    if restricted and person.id != session.vault.person:
        raise RestrictedNotYours
    _check_days(session, first_day, last_day)
    _check_substitute(session, person, substitute, first_day, last_day)
    current = _current(session, person.id)
    entry = AbsenceEntry(
        id=current.id if current else unbound_id(), version=current.version + 1 if current else 1,
        event=b"", person=person.id, substitute=substitute.id, first=first_day, last=last_day,
        reason=nfc(" ".join(reason.split()))[:_LONGEST_REASON], restricted=restricted, ended=False,
        set_by=session.vault.person,
    )  # fmt: skip
    with session.vault.transaction() as writer:
        _say(session, writer, entry)
    due = stand_ins.giving(session, entry)
    count = stand_ins.settle(session)
    return AbsenceSummary(
        _shown(session, entry),
        min(count, len(due.cases)),
        due.later,
        due.kept,
        _uncovered(session, person.id, first_day, last_day),
    )


def end_absence(session: Session, person_id: str) -> int:
    """End the one that is planned or under way; in how many cases the substitute's days ended now.
    AbsenceNotYours, NoAbsence."""
    person = id_of(person_id, NoRecipient)
    _check_author(session, person)
    current = _current(session, person)
    if current is None:
        raise NoAbsence
    today = stand_ins.today(session)
    last = min(current.last, max(current.first, today))
    entry = replace(current, version=current.version + 1, event=b"", last=last, ended=True, set_by=session.vault.person)
    with session.vault.transaction() as writer:
        _say(session, writer, entry)
    return stand_ins.settle(session)


# -- parts -----------------------------------------------------------------------------------


def _check_author(session: Session, person: bytes) -> None:
    known_of(session)
    if person != session.vault.person and not is_desk(session):
        raise AbsenceNotYours


def _check_days(session: Session, first: date, last: date) -> None:
    if last < first:
        raise DatesRefused
    if (last - first).days >= LONGEST_DAYS:
        raise AbsenceTooLong
    if last < stand_ins.today(session) and clock_check.doubt(session) is None:
        raise AbsenceOver


def _check_substitute(session: Session, person: Person, substitute: Person, first: date, last: date) -> None:
    if substitute.id == person.id:
        raise OwnSubstitute
    if not active(session.vault.directory, substitute.id):
        raise NoRecipient
    if not written_by(substitute.role) >= written_by(person.role):
        raise SubstituteRole(substitute.name)
    absence = _current(session, substitute.id)
    if absence and absence.first <= last and first <= absence.last:
        raise SubstituteAway(substitute.name)


def _uncovered(session: Session, person: bytes, first: date, last: date) -> tuple[str, ...]:
    today, directory = stand_ins.today(session), session.vault.directory.organisation
    people = (
        directory.person(entry.person)
        for entry in rows.all_absences(session.reading())
        if entry.substitute == person
        and stand_ins.state_on(entry, today) != stand_ins.OVER
        and entry.first <= last
        and first <= entry.last
    )
    return tuple(person.name for person in people if person)


def _current(session: Session, person: bytes) -> AbsenceEntry | None:
    today = stand_ins.today(session)
    entries = [
        entry
        for entry in rows.all_absences(session.reading())
        if entry.person == person and stand_ins.state_on(entry, today) != stand_ins.OVER
    ]
    return entries[0] if entries else None


def _shown(session: Session, entry: AbsenceEntry) -> Absence:
    state = stand_ins.state_on(entry, stand_ins.today(session))
    return Absence(
        person_id=entry.person.hex(),
        substitute_id=entry.substitute.hex(),
        first_day=entry.first,
        last_day=entry.last,
        reason=entry.reason,
        set_by=entry.set_by.hex(),
        state="planned" if state == stand_ins.PLANNED else "away" if state == stand_ins.AWAY else "over",
    )


def _known(session: Session, person_id: str) -> Person:
    person = known_of(session).organisation.person(id_of(person_id, NoRecipient))
    if person is None:
        raise NoRecipient
    return person


def _say(session: Session, writer: Writer, entry: AbsenceEntry) -> None:
    """In what each team of the person shares, as far as this computer can write there. NoRecipient where
    that is nowhere."""
    content = {
        "absence": entry.id,
        "version": entry.version,
        "person": entry.person,
        "substitute": entry.substitute,
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat(),
        "reason": entry.reason,
        "restricted": int(entry.restricted),
        "ended": int(entry.ended),
    }
    teams = [
        team
        for team in teams_of(session.vault.directory, entry.person)
        if (team.id, team.number) in session.vault.keyring
    ]
    if not teams:
        raise NoRecipient
    for team in teams:
        say_in_team(session, writer, team, events.ABSENCE, content)
        stand_ins.take_in(session, writer, team.id)


def say_in_team(session: Session, writer: Writer, team: Team, kind: str, content: dict[str, object]) -> None:
    """Write into what a team shares, also where nobody has yet, or the desk is not in it."""
    EventAppender(session, writer, team.id, restricted=team.id != session.vault.home_team).say(kind, content)
    log.grant(writer, session.vault, team.id, [team])
