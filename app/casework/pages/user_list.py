"""People, teams and computers of the organisation as lists: searched, filtered by what is amiss, sorted.

What each computer says of itself comes to user management alone; others see who there is. Everything
is read at once and filtered in memory: an organisation of 1,500 people is a few thousand short rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from app.casework.organisation import absences, computer_reports, invitations
from app.casework.organisation.computer_reports import ComputerReport
from app.casework.organisation.invitations import OpenInvitation
from app.casework.pages import work_list
from app.casework.pages.work_list import WorkFilter
from app.casework.session import colleagues
from app.casework.session.colleagues import active, known_of
from app.casework.session.registrar import YEARS_S, key_of
from app.casework.session.session import Session
from app.clock import utc, utc_or_none
from app.language import fold
from app.seal.directory import DESK_TEAM
from app.vault import work_list as rows
from app.version import PROGRAM

Kind = Literal["people", "teams", "computers"]
Trouble = Literal["", "silent", "old", "no_backup", "not_encrypted", "invited", "away", "forked", "unvouched", "ended"]
TROUBLES: tuple[Trouble, ...] = (
    "silent", "old", "no_backup", "not_encrypted", "invited", "away", "forked", "unvouched",
    "ended",
)  # fmt: skip
OF_PEOPLE: tuple[Trouble, ...] = ("invited", "away")  # which no computer can have
SILENT, NO_BACKUP = timedelta(days=14), timedelta(days=7)
TEAM, NAME, VERSION, CONTACT, BACKUP = "team", "name", "version", "contact", "backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputerLine:
    """`version`: of Sanad, "" where it never said. `last_contact`, `last_backup`: None where that is not
    known. `reported`: it says these things of itself. `disk_encrypted`: None where it can't tell."""

    id: str
    name: str
    person_id: str
    person: str
    role: str
    version: str = ""
    is_old: bool = False
    last_contact: datetime | None = None
    last_backup: datetime | None = None
    reported: bool = False
    disk_encrypted: bool | None = None
    certified_at: datetime
    certified_until: datetime | None = None
    ended: bool = False
    is_own: bool = False
    forked: bool = False
    vouchable: bool = False
    backlog: int = 0  # cases that it has not fetched from the server
    locked: datetime | None = None

    def has(self, trouble: Trouble, now: datetime) -> bool:
        """Is this amiss with it?"""
        if self.ended or trouble == "ended":
            return self.ended and trouble == "ended"
        match trouble:
            case "silent":
                return self.is_silent(now)
            case "no_backup":
                return self.is_without_backup(now)
            case "old":
                return self.is_old
            case "not_encrypted":
                return self.disk_encrypted is False
            case "forked":
                return self.forked
            case "unvouched":
                return self.vouchable
        return not trouble

    def is_silent(self, now: datetime) -> bool:
        """For two weeks; one that was never heard of, since it was let in."""
        return not self.is_own and (self.last_contact or self.certified_at) < now - SILENT

    def is_without_backup(self, now: datetime) -> bool:
        """For a week, as far as it says."""
        if not self.reported:
            return False
        return self.last_backup is None or self.last_backup < now - NO_BACKUP


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Days on which somebody is away. `state`: planned or away; `uncovered`: the access of whoever was to
    stand in has ended since."""

    person_id: str
    person: str
    substitute_id: str
    substitute: str
    first_day: date
    last_day: date
    state: str
    reason: str = ""
    uncovered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """Somebody, or an invitation that nobody has come by yet. `computers`: those whose access ended come
    last. `open_cases`: None where whoever looks doesn't see others' work. `stands_in_for`: who is away."""

    id: str
    name: str
    role: str = ""
    teams: tuple[str, ...] = ()
    computers: tuple[ComputerLine, ...] = ()
    invitation: OpenInvitation | None = None
    absence: Away | None = None
    stands_in_for: tuple[Away, ...] = ()
    open_cases: int | None = None
    is_self: bool = False
    ended: bool = False
    judicial: tuple[str, str] = ("", "")  # number and day of the decision

    @property
    def active(self) -> tuple[ComputerLine, ...]:
        return tuple(computer for computer in self.computers if not computer.ended)

    def shown_computer(self) -> ComputerLine | None:
        """The one that was silent longest: a row shows what needs somebody."""
        lines = self.active or self.computers[:1]
        return min(lines, key=lambda line: line.last_contact or line.certified_at, default=None)

    def oldest_backup(self) -> ComputerLine | None:
        """The computer whose last backup is oldest, of those that speak of it."""
        lines = [computer for computer in self.active if computer.reported]
        return min(lines, key=lambda line: line.last_backup or _LONG_AGO, default=None)

    def has(self, trouble: Trouble, now: datetime) -> bool:
        """Is this amiss with the person, or with a computer of theirs?"""
        match trouble:
            case "invited":
                return self.invitation is not None
            case "away":
                return self.absence is not None and self.absence.state == "away"
            case "ended":
                return self.ended
            case "":
                return not self.ended
        return not self.ended and any(line.has(trouble, now) for line in self.active)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLine:
    """`members`: ids and names. `cases`: shared with it here; None where nobody counted. `is_desk`: user
    management's own, which no field computer joins."""

    id: str
    name: str
    members: tuple[tuple[str, str], ...] = ()
    cases: int | None = None
    is_desk: bool = False


Line = PersonLine | TeamLine | ComputerLine


def is_invitation(line: Line) -> bool:
    """One that nobody has come by yet."""
    return isinstance(line, PersonLine) and line.invitation is not None


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class _Folded(dict[str, str]):
    """Names as they are compared, each folded once."""

    def __missing__(self, name: str) -> str:
        folded = self[name] = fold(name)
        return folded


@dataclass(frozen=True, slots=True, kw_only=True)
class UserList:
    """Everybody and everything at one moment. `may_manage`: user management looks."""

    now: datetime
    people: tuple[PersonLine, ...] = ()
    teams: tuple[TeamLine, ...] = ()
    computers: tuple[ComputerLine, ...] = ()
    may_manage: bool = False
    _texts: dict[str, str] = field(default_factory=dict)  # what a line is found by, by its id
    _folded: _Folded = field(default_factory=_Folded)

    def number_of(self, kind: Kind, trouble: Trouble = "") -> int:
        """How many there are, of those that have this. An invitation is nobody yet: it counts among
        those alone."""
        lines = self._of(kind, trouble)
        return len(lines if trouble else [line for line in lines if not is_invitation(line)])

    def covered_by(self, person_id: str) -> list[Away]:
        """The absences, planned or under way, in which somebody is the substitute."""
        return [
            line.absence for line in self.people if line.absence is not None and line.absence.substitute_id == person_id
        ]

    def find(
        self, kind: Kind, trouble: Trouble = "", typed: str = "", sort: str = TEAM, *, reverse: bool = False
    ) -> list[Line]:
        """Those in which every word that was typed begins a word; without a filter, also whose access
        has ended."""
        lines = self._of(kind, trouble)
        terms = [f" {term}" for term in fold(typed).split()]
        if terms and not trouble:
            lines += self._of(kind, "ended") if kind != "teams" else []
        if terms:
            texts = self._texts
            lines = [line for line in lines if all(term in texts.get(line.id, "") for term in terms)]
        if sort == TEAM and not reverse:
            return lines  # as it was read
        key = _KEYS.get(sort, _KEYS[NAME])
        return sorted(lines, key=lambda line: key(line, self._folded), reverse=reverse)

    def _of(self, kind: Kind, trouble: Trouble) -> list[Line]:
        if kind == "teams":
            return list(self.teams)
        if kind == "computers":
            return [line for line in self.computers if line.has(trouble, self.now)]
        return [line for line in self.people if line.has(trouble, self.now)]

    def person(self, person_id: str) -> PersonLine | None:
        return next((line for line in self.people if line.id == person_id), None)


def _contact(line: Line, _folded: _Folded) -> datetime:
    computer = line.shown_computer() if isinstance(line, PersonLine) else line
    if not isinstance(computer, ComputerLine):
        return datetime.max.replace(tzinfo=UTC)
    return computer.last_contact or computer.certified_at


def _backup(line: Line, _folded: _Folded) -> datetime:
    computer = line.oldest_backup() if isinstance(line, PersonLine) else line
    if not isinstance(computer, ComputerLine) or not computer.reported:
        return datetime.max.replace(tzinfo=UTC)
    return computer.last_backup or _LONG_AGO


def _version(line: Line, folded: _Folded) -> tuple[object, ...]:
    computer = line.shown_computer() if isinstance(line, PersonLine) else line
    if not isinstance(computer, ComputerLine):
        return (2,)
    return (0 if computer.is_old else 1, folded[computer.name])


_KEYS: Mapping[str, Callable[[Line, _Folded], Any]] = {
    TEAM: lambda line, folded: _by_team(line, folded) if isinstance(line, PersonLine) else folded[line.name],
    NAME: lambda line, folded: folded[line.name],
    CONTACT: _contact,
    BACKUP: _backup,
    VERSION: _version,
}


def _by_team(line: PersonLine, folded: _Folded) -> tuple[object, ...]:
    """Invitations last; who is in no team after those who are."""
    team = folded[line.teams[0]] if line.teams else ""
    return (line.invitation is not None, not line.teams, team, folded[line.name])


# -- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ServerSays:
    """What headquarters knows of a computer: when it last called and was locked, what it lacks."""

    last_seen: datetime | None
    locked: datetime | None = None
    backlog: int = 0
    forked: bool = False


def read(session: Session, server: Mapping[str, ServerSays] | None = None) -> UserList:
    """The lists as they stand now. `server`: of the computers, by their ids, what headquarters said.
    NotJoined."""
    organisation = known_of(session).organisation
    may_manage = key_of(session) is not None
    computers = _computers(session, server or {}, may_manage=may_manage)
    by_person: dict[str, list[ComputerLine]] = {}
    for line in computers:
        by_person.setdefault(line.person_id, []).append(line)
    teams_of: dict[bytes, list[str]] = {}
    for team in organisation.teams.values():
        for member in team.members if not team.personal else ():
            teams_of.setdefault(member, []).append(team.name)
    cases = work_list.open_by_officer(session) if work_list.may_see(session) else None
    names = {id_.hex(): entry.name for id_ in organisation.versions if (entry := organisation.person(id_)) is not None}
    absent, folded = _away(session, names), _Folded()
    people = []
    for id_ in organisation.versions:
        entry = organisation.person(id_)
        if entry is None:
            continue
        key = id_.hex()
        lines = sorted(by_person.get(key, ()), key=lambda line: line.ended)
        ended = bool(lines) and all(line.ended for line in lines)
        people.append(
            PersonLine(
                id=key,
                name=entry.name,
                role=entry.role,
                teams=tuple(sorted(teams_of.get(id_, ()), key=lambda team: folded[team])),
                computers=tuple(lines),
                absence=next((item for item in absent if item.person_id == key), None),
                stands_in_for=tuple(
                    item for item in absent if item.substitute_id == key and item.state == "away" and not ended
                ),
                open_cases=None if cases is None else cases.get(key, 0),
                is_self=id_ == session.vault.person,
                ended=ended,
                judicial=known_of(session).organisation.judicial_decision(id_),
            )
        )
    for invitation in invitations.open_invitations(session):
        teams = (invitation.team,) if invitation.team else ()
        people.append(PersonLine(id=invitation.id, name=invitation.name, teams=teams, invitation=invitation))
    people.sort(key=lambda line: _by_team(line, folded))
    teams_listed = _teams(session, names, folded)
    computers.sort(key=lambda line: (folded[line.person], line.name))
    return UserList(
        now=utc(session.now()),
        people=tuple(people),
        teams=tuple(teams_listed),
        computers=tuple(computers),
        may_manage=may_manage,
        _texts=_texts(people, teams_listed, computers, folded),
        _folded=folded,
    )


def _computers(session: Session, server: Mapping[str, ServerSays], *, may_manage: bool) -> list[ComputerLine]:
    devices = known_of(session).organisation.devices
    reports = computer_reports.computer_reports(session) if may_manage else {}
    lines = []
    for row in colleagues.devices(session):
        report = reports.get(row.id)
        device = devices[bytes.fromhex(row.id)]
        server_says = server.get(row.id)
        heard = rows.last_contact(session.reading(), [device.id])
        contacts = [utc(heard)] if heard else []
        if server_says is not None and server_says.last_seen is not None:
            contacts.append(server_says.last_seen)
        if report is not None:
            contacts.append(report.last_contact)
        if row.own:
            contacts = [utc(session.now())]
        lines.append(
            ComputerLine(
                id=row.id, name=(report.computer_name if report else "") or row.id[:8], person_id=device.person.hex(), person=row.person,
                role=row.role, version=report.version if report else _bare(row.version),
                is_old=_is_old(row.version, report),
                last_contact=max(contacts, default=None),
                last_backup=report.last_backup if report else None, reported=report is not None,
                disk_encrypted=report.disk_encrypted if report else None,
                certified_at=utc(max(0, row.until - YEARS_S)),
                certified_until=utc_or_none(row.until),
                ended=row.revoked, is_own=row.own,
                forked=row.forked or (server_says is not None and server_says.forked),
                vouchable=may_manage and row.vouchable,
                backlog=server_says.backlog if server_says else 0,
                locked=server_says.locked if server_says else None,
            )
        )  # fmt: skip
    return lines


def _is_old(program: str, report: ComputerReport | None) -> bool:
    """By what the computer says of itself, else by what it last wrote with."""
    if report is not None:
        return not report.newest_version
    return bool(program) and _number(program) < _number(PROGRAM)


def _bare(program: str) -> str:
    return program.rpartition(" ")[2]


def _number(program: str) -> tuple[int, ...]:
    """A version's numbers, for which is the older one."""
    return tuple(int(part) for part in _bare(program).split(".") if part.isascii() and part.isdigit())


def _teams(session: Session, names: Mapping[str, str], folded: _Folded) -> list[TeamLine]:
    may_count = work_list.may_see(session)
    lines = []
    for team in known_of(session).organisation.teams.values():
        if team.personal:
            continue
        id_ = team.id.hex()
        members = sorted(
            ((member.hex(), names.get(member.hex(), "")) for member in team.members),
            key=lambda member: folded[member[1]],
        )
        lines.append(
            TeamLine(
                id=id_,
                name=team.name,
                members=tuple(members),
                cases=work_list.count(session, WorkFilter(team=id_)) if may_count else None,
                is_desk=team.sort == DESK_TEAM,
            )
        )
    return sorted(lines, key=lambda line: folded[line.name])


def _away(session: Session, names: Mapping[str, str]) -> list[Away]:
    return [
        Away(
            person_id=absence.person_id,
            person=names.get(absence.person_id, ""),
            substitute_id=absence.substitute_id,
            substitute=names.get(absence.substitute_id, ""),
            first_day=absence.first_day,
            last_day=absence.last_day,
            state=absence.state,
            reason=absence.reason,
            uncovered=not active(session.vault.directory, bytes.fromhex(absence.substitute_id)),
        )
        for absence in absences.absences(session)
        if absence.state != "over"
    ]


def _texts(
    people: Iterable[PersonLine], teams: Iterable[TeamLine], computers: Iterable[ComputerLine], folded: _Folded
) -> dict[str, str]:
    """The words of each line, each after a space, so that a term is found where a word begins."""
    texts = {}
    of_person = {}
    for person in people:
        words = [person.name, *person.teams]
        of_person[person.id] = _found_by(words, folded)
        words += [line.name for line in person.computers]
        texts[person.id] = _found_by(words, folded)
    for team in teams:
        texts[team.id] = _found_by([team.name], folded)
    for line in computers:
        texts[line.id] = f"{_found_by([line.name], folded)}{of_person.get(line.person_id, '')}"
    return texts


def _found_by(words: Sequence[str], folded: _Folded) -> str:
    text = " ".join(folded[word] for word in words)
    # also what stands after a hyphen: LT-014 of FRW-LT-014, and Otaibi of Al-Otaibi
    return f" {text} {' '.join(part for word in text.split() if '-' in word for part in word.split('-'))}"
