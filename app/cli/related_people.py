"""`case person`, `case proceeding`, `case hearing`: who else belongs to a case, and what authorities do."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.fact_options import Set, told_facts
from app.cli.groups import case
from app.cli.output import (
    Json,
    Who,
    at_case,
    show,
)

if TYPE_CHECKING:
    from app.casework.cases.related_people import ProceedingView

__all__ = ["case"]


Person = Annotated[str, typer.Option("--person", help="The id of somebody in the case.")]


@case.command("person")
def case_person(
    case_id: str,
    role: Annotated[
        str,
        typer.Option(
            "--role",
            help="family, suspect, employer, sponsor, agent, site, witness, interpreter, other.",
        ),
    ] = "",
    facts: Set = None,
    person: Person = "",
    strike: Annotated[bool, typer.Option("--strike", help="Noted by mistake.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Note a person or a place, or put right what is known (--person)."""
    from app.casework.cases import queries, related_people

    told = told_facts(facts, related_people.FACTS)
    if not strike and role not in related_people.ROLES:
        raise typer.BadParameter(f"--role is one of {', '.join(related_people.ROLES)}.")
    with at_case(officer, case_id) as (session, id_):
        if strike:
            related_people.strike(session, id_, person, reason)
        else:
            person = related_people.note(session, id_, role, told, person)
        found = related_people.people_of(session, queries.case_of(session, id_))
    show({
        "person": person,
        "people": [{"id": each.id, "role": each.role, **each.facts} for each in found],
    })  # fmt: skip


@case.command("proceeding")
def case_proceeding(
    case_id: str,
    facts: Set = None,
    person: Person = "",
    proceeding: Annotated[str, typer.Option("--proceeding", help="To add to one.")] = "",
    group: Annotated[str, typer.Option("--group", help="Of every case of a group.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Enter what an authority does: --set complaint=..., prosecution=..., court=..., charge=..."""
    from app.casework.cases import groups, queries, related_people

    told = told_facts(facts, related_people.PROCEEDING)
    with at_case(officer, case_id) as (session, id_):
        of = groups.resolve(session, group) if group else ""
        made = related_people.proceed(session, id_, told, person, proceeding, of)
        found = related_people.proceedings_of(session, queries.case_of(session, id_))
    show({"proceeding": made, "proceedings": [_proceeding(each) for each in found]})


@case.command("hearing")
def case_hearing(
    case_id: str,
    proceeding: Annotated[str, typer.Option("--proceeding", help="Its id, or how that begins.")],
    facts: Annotated[
        list[str] | None,
        typer.Option("--set", help="date=2026-12-01, time=09:30, court=..., outcome=...; several."),
    ] = None,
    hearing: Annotated[str, typer.Option("--hearing", help="To add to one.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Enter a hearing, or what came of it; until then it is a task."""
    from app.casework.cases import queries, related_people

    told = told_facts(facts, related_people.HEARING)
    with at_case(officer, case_id) as (session, id_):
        made = related_people.hear(session, id_, proceeding, told, hearing)
        found = related_people.proceedings_of(session, queries.case_of(session, id_))
    show({"hearing": made, "proceedings": [_proceeding(each) for each in found]})


def _proceeding(each: "ProceedingView") -> dict[str, object]:
    return {
        "id": each.id, "person": each.person, "group": each.group, **each.facts,
        "entered": {
            name: {"who": who, "at": at.isoformat()} for name, (who, at) in each.entered.items()
        },
        "hearings": [
            {"id": one.id, **one.facts, "who": one.who, "at": one.at.isoformat()}
            for one in each.hearings
        ],
    }  # fmt: skip
