"""`org people`, `computers`, `role`, `rename`, `withdraw-person`, `absence` and `team`."""

from datetime import datetime
from typing import Annotated

from typer import Argument, Option

from app.casework.organisation import absences, computer_reports, people
from app.casework.organisation.absences import Absence, AbsenceSummary
from app.casework.session.colleagues import own_id
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session

Who = Annotated[str, Argument(metavar="who", help="A person, by name or id.")]
TeamName = Annotated[str, Argument(metavar="team", help="A team, by name or id.")]
Whose = Annotated[str, Option("--of", help="Whose absence, by name or id; else one's own.")]

_ABSENCE = JsonView(
    Absence, "person=person_id substitute=substitute_id first=first_day last=last_day reason by=set_by state"
)
_SET = JsonView(AbsenceSummary, "absence given later not_given uncovered", absence=_ABSENCE)
_PERSON = JsonView(
    people.PersonRow,
    "id name role teams computers former withdrawn own absence stands_in pending judicial judicial_since",
    absence=_ABSENCE,
    stands_in=_ABSENCE,
)
_TEAM = JsonView(people.TeamRow, "id name members desk")
_COMPUTER = JsonView(
    computer_reports.ComputerReport,
    "computer=stream name=computer_name version newest=newest_version reported=reported_at"
    " contact=last_contact backup=last_backup disk_encrypted",
)


@with_session()
def org_people(session: Session) -> Document:
    return {"people": _PERSON.each(people.people(session)), "teams": _TEAM.each(people.teams(session))}


@with_session()
def org_computers(session: Session) -> Document:
    reports = computer_reports.computer_reports(session)
    return {"computers": _COMPUTER.each(reports[stream] for stream in sorted(reports))}


@with_session()
def org_role(
    session: Session,
    person_name: Who,
    role: Annotated[str, Option("--as", help="inspector, shelter, supervisor or desk.")],
) -> Document:
    person = people.person_called(session, person_name)
    people.change_role(session, person.id, role)
    return _person(session, person.id)


@with_session()
def org_rename(session: Session, person_name: Who, name: Annotated[str, Option("--name")]) -> Document:
    person = people.person_called(session, person_name)
    people.rename_person(session, person.id, name)
    return _person(session, person.id)


@with_session()
def org_judicial(
    session: Session,
    person_name: Who,
    number: Annotated[str, Option("--decision", help="Its number; empty to take it back.")],
    day: Annotated[datetime | None, Option("--day", formats=["%Y-%m-%d"], help="Of the decision.")] = None,
) -> Document:
    person = people.person_called(session, person_name)
    people.set_judicial(session, person.id, number, day.date() if day else None)
    return _person(session, person.id)


@with_session()
def org_withdraw_person(session: Session, person_name: Who) -> Document:
    summary = people.withdraw_person(session, people.person_called(session, person_name).id)
    return {"withdrawn": summary.person, "teams": list(summary.teams), "cases": summary.cases}


# -- absences --------------------------------------------------------------------------------


@with_session()
def absence_set(
    session: Session,
    substitute: Annotated[str, Option("--to", help="Who stands in, by name or id.")],
    first: Annotated[datetime, Option("--from", formats=["%Y-%m-%d"])],
    last: Annotated[datetime, Option("--until", formats=["%Y-%m-%d"])],
    absent_name: Whose = "",
    restricted: Annotated[bool, Option("--restricted", help="Restricted cases too, at once: one's own alone.")] = False,
    reason: Annotated[str, Option("--reason", help="Read by the team and the desk.")] = "",
) -> Document:
    return _SET(
        absences.set_absence(
            session,
            _whose(session, absent_name),
            first_day=first.date(),
            last_day=last.date(),
            substitute_id=people.person_called(session, substitute).id,
            restricted=restricted,
            reason=reason,
        )
    )


@with_session()
def absence_end(session: Session, absent_name: Whose = "") -> Document:
    person = _whose(session, absent_name)
    return {"person": person, "taken_back": absences.end_absence(session, person)}


@with_session()
def absence_list(session: Session) -> Document:
    return {"absences": _ABSENCE.each(absences.absences(session))}


# -- teams -----------------------------------------------------------------------------------


@with_session()
def team_create(
    session: Session,
    name: Annotated[str, Argument(metavar="name")],
    members: Annotated[list[str] | None, Option("--member", help="By name or id; once for each.")] = None,
) -> Document:
    ids = [people.person_called(session, member).id for member in members or ()]
    return _TEAM(people.create_team(session, name, ids))


@with_session()
def team_rename(session: Session, team: TeamName, name: Annotated[str, Option("--name")]) -> Document:
    row = people.team_called(session, team)
    people.rename_team(session, row.id, name)
    return _team(session, row.id)


@with_session()
def team_add(session: Session, team: TeamName, person_name: Who) -> Document:
    row = people.team_called(session, team)
    people.add_to_team(session, people.person_called(session, person_name).id, row.id)
    return _team(session, row.id)


@with_session()
def team_remove(session: Session, team: TeamName, person_name: Who) -> Document:
    row = people.team_called(session, team)
    people.remove_from_team(session, people.person_called(session, person_name).id, row.id)
    return _team(session, row.id)


@with_session()
def team_move(
    session: Session,
    person_name: Who,
    out_of: Annotated[str, Option("--from", help="The former team.")],
    into: Annotated[str, Option("--to", help="The new one.")],
) -> Document:
    person = people.person_called(session, person_name)
    former, new = people.team_called(session, out_of), people.team_called(session, into)
    people.move_person(session, person.id, out_of=former.id, into=new.id)
    return _person(session, person.id)


def _whose(session: Session, person_name: str) -> str:
    return people.person_called(session, person_name).id if person_name else own_id(session)


def _person(session: Session, id_: str) -> Document:
    return _PERSON(people.person_called(session, id_))


def _team(session: Session, id_: str) -> Document:
    return _TEAM(people.team_called(session, id_))
