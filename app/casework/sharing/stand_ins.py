"""Cases given to whoever stands in, and taken back, on their days: nobody has to press anything.

A computer does it that knows of the absence, can read the case and is the absent officer's own, a
supervisor's or the desk's; to take back also the substitute's. Which of them comes first does not
matter. Where a clock is in doubt, nothing is given. docs/decisions/0038-absence.md
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.case import events, roles
from app.case.absence import AbsenceEntry, read_all
from app.case.projection import Case
from app.casework.session import clock_check, freshness
from app.casework.session.colleagues import ColleagueOrTeam, NoRecipient, active, addressed
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_access
from app.seal.canonical import nfc
from app.vault import absences, log, stand_ins
from app.vault.database import Writer

AT_ONCE = 20  # cases in one transaction
_HALF_A_DAY_S = 43_200
_ALL = 1 << 30
PLANNED, AWAY, OVER = "planned", "away", "over"


def today(session: Session) -> date:
    return datetime.fromtimestamp(session.now()).astimezone().date()


def state_on(entry: AbsenceEntry, day: date) -> str:
    """planned, away or over, on a day."""
    if entry.ended or day > entry.last:
        return OVER
    return PLANNED if day < entry.first else AWAY


def take_in(session: Session, writer: Writer, team: bytes) -> None:
    """Keep what a team's log says of absences."""
    absences.keep(writer, read_all(case_state_of(session, team).timeline))


# -- on their days ---------------------------------------------------------------------------


def settle(session: Session, limit: int = _ALL) -> int:
    """Give and take back what is to be given and taken back today, in so many cases at most; in how many
    it was done."""
    if not session.vault.directory.joined:
        return 0
    changed = 0
    for entry in absences.all_absences(session.reading()):
        cases = _to_end(session, entry)
        cases += giving(session, entry).cases if _acts(session, entry) else []
        for start in range(0, len(cases), AT_ONCE):
            with session.vault.transaction() as writer:
                for case in cases[start : start + AT_ONCE]:
                    if changed < limit:
                        is_ended = end(session, writer, case, entry)
                        changed += give(session, writer, case, entry) or is_ended
    return changed


def _acts(session: Session, entry: AbsenceEntry) -> bool:
    """May this computer give for this absence, by whose it is?"""
    return entry.person == session.vault.person or session.officer.role in roles.DECIDING


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """`cases`: to be given now; `later`: from the first day on; `kept`: restricted ones that are not."""

    cases: list[bytes]
    later: int
    kept: int


def giving(session: Session, entry: AbsenceEntry) -> HandoverPlan:
    """The open cases of an absent officer, as far as this computer has them."""
    state, database = state_on(entry, today(session)), session.reading()
    if state == OVER:
        return HandoverPlan([], 0, 0)
    lent = {
        row.case
        for row in stand_ins.of_absence(database, entry.id)
        if row.person == entry.substitute and not row.ended and _same_days(entry, row.first, row.last)
    }
    is_own = entry.person == session.vault.person
    cases, later, restricted_count = list[bytes](), 0, 0
    for case, restricted in stand_ins.open_cases_of(database, entry.person):
        if restricted and not (entry.restricted and is_own):
            restricted_count += 1
        elif case in lent:
            continue
        elif state == AWAY or restricted:  # nobody else can give a restricted one on the first day
            cases.append(case)
        else:
            later += 1
    if clock_check.doubt(session) is not None:
        return HandoverPlan([], later + len(cases), restricted_count)
    return HandoverPlan(cases, later, restricted_count)


def give(session: Session, writer: Writer, case: bytes, entry: AbsenceEntry) -> bool:
    """Let the substitute read a case, and say so in it. False where it is so already, or can't be."""
    if not _acts(session, entry) or state_on(entry, today(session)) == OVER:
        return False
    case_state, vault = case_state_of(session, case), session.vault
    if case_state.restricted and not (entry.restricted and entry.person == vault.person):
        return False
    organisation = vault.directory.organisation
    substitute, absent = organisation.person(entry.substitute), organisation.person(entry.person)
    if substitute is None or absent is None or not active(vault.directory, entry.substitute):
        return False  # withdrawn since
    if _is_said(session, case_state, entry):
        return False
    if not _reads_by_team(session, case, entry.substitute):
        recipient = ColleagueOrTeam("person", entry.substitute.hex(), substitute.name)
        try:
            case_access.give(session, writer, case, recipient)
        except (NoRecipient, freshness.DirectoryOld, freshness.DirectoryBehind):
            return False  # with the next sync
    EventAppender(session, writer, case).say(
        events.SUBSTITUTE,
        {
            "person": entry.substitute,
            "name": nfc(substitute.name),
            "from": seconds(entry)[0],
            "until": seconds(entry)[1],
            "absence": entry.id,
            "absent": entry.person,
            "absent_name": nfc(absent.name),
        },
    )
    return True


def _is_said(session: Session, case_state: Case, entry: AbsenceEntry) -> bool:
    """Does the case say so already? Whoever stands in changes nothing of what others said of it."""
    records = [
        known for known in case_state.substitutes if (known.absence, known.person) == (entry.id, entry.substitute)
    ]
    if entry.substitute == session.vault.person and any(not known.by_self for known in records):
        return True
    return any(not known.ended and _same_days(entry, known.first, known.last) for known in records)


def _reads_by_team(session: Session, case: bytes, person: bytes) -> bool:
    teams = session.vault.directory.organisation.teams
    return any(
        not teams[id_].personal and person in teams[id_].members
        for id_ in log.readers(session.vault.database, session.vault, case)
        if id_ in teams
    )


def _to_end(session: Session, entry: AbsenceEntry) -> list[bytes]:
    """Cases in which somebody still stands in by an absence that is over, or no longer by this one."""
    return [row.case for row in stand_ins.of_absence(session.reading(), entry.id) if _ends(session, entry, row)]


def _ends(session: Session, entry: AbsenceEntry, row: stand_ins.StandInRow) -> bool:
    me = session.vault.person
    if row.ended or row.absent != entry.person or not (_acts(session, entry) or row.person == me):
        return False
    is_past = row.last < clock_check.not_before(session)
    is_put_off = state_on(entry, today(session)) == PLANNED and not _same_days(entry, row.first, row.last)
    return is_past or entry.ended or is_put_off or row.person != entry.substitute


def end(session: Session, writer: Writer, case: bytes, entry: AbsenceEntry) -> bool:
    """Take a case back from who stood in, and say so in it: what is written from then on has a key that
    he is not given. This is the last that he reads."""
    ended = False
    for row in stand_ins.of_case(writer, case):
        if row.absence != entry.id or not _ends(session, entry, row):
            continue
        try:
            recipient = ColleagueOrTeam("person", row.person.hex(), "")
            teams = [team.id for team in addressed(session, recipient)]
        except NoRecipient:  # withdrawn since
            teams = []
        EventAppender(session, writer, case).say(
            events.SUBSTITUTE_ENDED,
            {
                "absence": row.absence,
                "person": row.person,
                "name": _name(session, row.person),
                "absent": row.absent,
                "absent_name": row.absent_name,
            },
            for_teams=teams,
        )
        ended = True
    return ended


def _name(session: Session, person: bytes) -> str:
    entry = session.vault.directory.organisation.person(person)
    return nfc(entry.name) if entry else ""


def seconds(entry: AbsenceEntry) -> tuple[int, int]:
    """The first and the last second of an absence, by this computer's zone."""
    return _second(entry.first), _second(entry.last + timedelta(days=1)) - 1


def _same_days(entry: AbsenceEntry, first: int, last: int) -> bool:
    """Also where the computer that said them is set to another zone."""
    return all(
        abs(expected - actual) < _HALF_A_DAY_S for expected, actual in zip(seconds(entry), (first, last), strict=True)
    )


def _second(day: date) -> int:
    return int(datetime.combine(day, time()).astimezone().timestamp())
