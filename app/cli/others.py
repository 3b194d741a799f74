"""`case person`, `case proceeding`: who else belongs to a case, and what authorities do."""

from typing import Annotated

import typer

from app.cli.doubles import case
from app.cli.telling import Json, Who, at_work, show

__all__ = ["case"]


Set = Annotated[
    list[str] | None, typer.Option("--set", help="A fact: name=..., phone=...; several.")
]
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
    from app.casework import others, reading

    told = _told(facts, others.FACTS)
    if not strike and role not in others.ROLES:
        raise typer.BadParameter(f"--role is one of {', '.join(others.ROLES)}.")
    with at_work(officer) as session:
        id_ = reading.resolve(session, case_id)
        if strike:
            others.strike(session, id_, person, reason)
        else:
            person = others.note(session, id_, role, told, person)
        found = others.people_of(session, reading.case_of(session, id_))
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
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Enter what an authority does: --set complaint=..., prosecution=..., court=..., charge=..."""
    from app.casework import others, reading

    told = _told(facts, others.PROCEEDING)
    with at_work(officer) as session:
        id_ = reading.resolve(session, case_id)
        made = others.proceed(session, id_, told, person, proceeding)
        found = others.proceedings_of(session, reading.case_of(session, id_))
    show({
        "proceeding": made,
        "proceedings": [
            {
                "id": each.id, "person": each.person, **each.facts,
                "entered": {
                    name: {"who": who, "at": at.isoformat()}
                    for name, (who, at) in each.entered.items()
                },
            }
            for each in found
        ],
    })  # fmt: skip


def _told(facts: list[str] | None, known: tuple[str, ...]) -> dict[str, str]:
    told = {}
    for each in facts or []:
        name, sign, text = each.partition("=")
        if not sign or name not in known:
            raise typer.BadParameter(f"--set is NAME=TEXT, with one of {', '.join(known)}.")
        told[name] = text
    return told
