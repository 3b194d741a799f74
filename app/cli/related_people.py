"""`case person`, `case proceeding`, `case hearing`: who else belongs to a case, and what authorities do."""

from typing import Annotated

import typer

from app.casework.cases import groups, queries, related_people
from app.casework.cases.related_people import HearingView, ProceedingView
from app.casework.session.session import Session
from app.cli.case_views import PERSON
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_case
from app.cli.options import Facts, Officer, Reason, facts_of

Person = Annotated[str, typer.Option("--person", help="The id of somebody in the case.")]

_PROCEEDING = JsonView(
    ProceedingView,
    "id person group *facts entered hearings",
    entered=lambda proceeding: {
        name: {"who": officer, "at": at} for name, (officer, at) in proceeding.entered.items()
    },
    hearings=JsonView(HearingView, "id *facts who=author at"),
)


@command()
def case_person(
    *,
    case_id: str,
    role: Annotated[
        str,
        typer.Option(
            "--role",
            help="family, suspect, employer, sponsor, agent, site, witness, interpreter, other.",
        ),
    ] = "",
    facts: Facts = None,
    person: Person = "",
    strike: Annotated[bool, typer.Option("--strike", help="Noted by mistake.")] = False,
    reason: Reason = "",
    officer: Officer = "",
) -> Document:
    named_facts = facts_of(facts, related_people.FACTS)
    if not strike and role not in related_people.ROLES:
        raise typer.BadParameter(f"--role is one of {', '.join(related_people.ROLES)}.")
    with at_case(officer, case_id) as (session, id_):
        if strike:
            related_people.strike(session, id_, person, reason)
        else:
            person = related_people.note(session, id_, role, named_facts, person)
        people = related_people.people_of(session, queries.case_of(session, id_))
        return {"person": person, "people": PERSON.each(people)}


@command()
def case_proceeding(
    case_id: str,
    facts: Facts = None,
    person: Person = "",
    proceeding: Annotated[str, typer.Option("--proceeding", help="To add to one.")] = "",
    group: Annotated[str, typer.Option("--group", help="Of every case of a group.")] = "",
    officer: Officer = "",
) -> Document:
    named_facts = facts_of(facts, related_people.PROCEEDING)
    with at_case(officer, case_id) as (session, id_):
        group_id = groups.resolve(session, group) if group else ""
        proceeding_id = related_people.proceed(
            session, id_, named_facts, person, proceeding, group_id
        )
        return {"proceeding": proceeding_id, "proceedings": _proceedings(session, id_)}


@command()
def case_hearing(
    case_id: str,
    proceeding: Annotated[str, typer.Option("--proceeding", help="Its id, or how that begins.")],
    facts: Annotated[
        list[str] | None,
        typer.Option("--set", help="date=2026-12-01, time=09:30, court=..., outcome=...; several."),
    ] = None,
    hearing: Annotated[str, typer.Option("--hearing", help="To add to one.")] = "",
    officer: Officer = "",
) -> Document:
    named_facts = facts_of(facts, related_people.HEARING)
    with at_case(officer, case_id) as (session, id_):
        hearing_id = related_people.hear(session, id_, proceeding, named_facts, hearing)
        return {"hearing": hearing_id, "proceedings": _proceedings(session, id_)}


def _proceedings(session: Session, case_id: str) -> list[Document]:
    case = queries.case_of(session, case_id)
    return _PROCEEDING.each(related_people.proceedings_of(session, case))
