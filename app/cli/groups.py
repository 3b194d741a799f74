"""`case group`, `case links`, `case together`: cases of one site or investigation, what hangs together,
and one person's cases as one."""

from typing import Annotated, Any

import typer

from app.cli.duplicates import case
from app.cli.fact_options import Set, told_facts
from app.cli.output import (
    PLAIN,
    Json,
    Who,
    at_work,
    show,
    spoken,
)

__all__ = ["case"]

group = typer.Typer(help="Cases of one site or one investigation.", **PLAIN)
case.add_typer(group, name="group")

Kind = Annotated[str, typer.Option("--kind", help="site or investigation.")]
Name = Annotated[str, typer.Option("--name", help="Its name or number; no person's name.")]
Cases = Annotated[list[str], typer.Argument(help="Ids or references.")]
Which = Annotated[str, typer.Argument(help="The group's id, how it begins, or its name.")]


@group.command("list")
def group_list(officer: Who = "", as_json: Json = False) -> None:
    """The groups that have a case on this computer."""
    from app.casework.cases import groups

    with at_work(officer) as session:
        found = groups.groups(session)
    show({"groups": [_row(each) for each in found]})


@group.command("make")
def group_make(
    cases: Cases, kind: Kind, name: Name, officer: Who = "", as_json: Json = False
) -> None:
    """A new group of these cases."""
    from app.casework.cases import groups, queries

    _check(kind)
    with at_work(officer) as session:
        made = groups.make(session, kind, name, [queries.resolve(session, each) for each in cases])
        told = _view(session, made)
    show(told)


@group.command("put")
def group_put(which: Which, cases: Cases, officer: Who = "", as_json: Json = False) -> None:
    """Put cases into a group, and what it shares into them."""
    from app.casework.cases import groups, queries

    with at_work(officer) as session:
        id_ = groups.resolve(session, which)
        groups.put(session, id_, [queries.resolve(session, each) for each in cases])
        told = _view(session, id_)
    show(told)


@group.command("out")
def group_out(
    which: Which,
    case_id: str,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Take a case out of a group; it can be put there again."""
    from app.casework.cases import groups, queries

    with at_work(officer) as session:
        id_ = groups.resolve(session, which)
        groups.take_out(session, id_, queries.resolve(session, case_id), reason)
        left = [_row(each) for each in groups.groups(session) if each.id == id_]
    show({"group": id_, "groups": left})


@group.command("show")
def group_show(which: Which, officer: Who = "", as_json: Json = False) -> None:
    """Its cases here, what they share, and what the next interview there begins with."""
    from app.casework.cases import groups

    with at_work(officer) as session:
        told = _view(session, groups.resolve(session, which))
    show(told)


@group.command("name")
def group_name(
    which: Which, kind: Kind, name: Name, officer: Who = "", as_json: Json = False
) -> None:
    """Another name or kind, said in each of its cases here."""
    from app.casework.cases import groups

    _check(kind)
    with at_work(officer) as session:
        id_ = groups.resolve(session, which)
        groups.rename(session, id_, kind, name)
        told = _view(session, id_)
    show(told)


@group.command("share")
def group_share(
    which: Which,
    role: Annotated[str, typer.Option("--role", help="suspect, employer, sponsor, agent, site.")],
    facts: Set = None,
    person: Annotated[str, typer.Option("--person", help="To put right what is known.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Note somebody or some place in every case of a group here."""
    from app.casework.cases import groups, related_people

    told = told_facts(facts, related_people.FACTS)
    with at_work(officer) as session:
        id_ = groups.resolve(session, which)
        made = groups.share(session, id_, role, told, person)
        view = _view(session, id_)
    show({"person": made, **view})


@case.command("links")
def case_links(
    case_id: Annotated[str, typer.Argument(help="A case; none with --group.")] = "",
    of_group: Annotated[str, typer.Option("--group", help="Around a group.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """What hangs together around a case or a group: groups, cases by their numbers, people."""
    from app.casework.cases import groups, link_graph, queries

    if bool(case_id) == bool(of_group):
        raise typer.BadParameter("Give a case, or --group.")
    with at_work(officer) as session:
        if case_id:
            found = link_graph.around_case(session, queries.resolve(session, case_id))
        else:
            found = link_graph.around_group(session, groups.resolve(session, of_group))
    show({
        "nodes": [
            {
                "key": each.key, "kind": each.kind, "what": each.what, "name": each.name,
                "number": each.number, "restricted": each.restricted,
                "references": [reference for reference, _ in each.references],
            }
            for each in found.nodes()
        ],
        "links": [{"one": each.one, "other": each.other, "as": each.as_} for each in found.links],
    })  # fmt: skip


@case.command("together")
def case_together(case_id: str, officer: Who = "", as_json: Json = False) -> None:
    """Cases linked as the same person told as one: facts beside each other, and one timeline."""
    from app.casework.cases import access_log, linked_cases, queries

    with at_work(officer) as session:
        told = linked_cases.together(session, queries.resolve(session, case_id))
        for each in told.cases:
            access_log.seen(session, each.id)
    say = spoken()
    show({
        "cases": [{"id": each.id, "reference": each.reference} for each in told.cases],
        "away": told.away,
        "facts": [
            {"name": each.name, "values": list(each.values), "differs": each.differs}
            for each in told.facts
        ],
        "timeline": [
            {
                "reference": each.reference, "at": each.told.at.isoformat(), "what": each.told.what,
                "says": say(each.told.says), "who": each.told.who,
            }
            for each in told.timeline
        ],
    })  # fmt: skip


def _check(kind: str) -> None:
    if kind not in ("site", "investigation"):
        raise typer.BadParameter("--kind is site or investigation.")


def _row(each: Any) -> dict[str, Any]:
    return {
        "id": each.id, "kind": each.kind, "name": each.name, "here": each.here,
        "known": each.known,
    }  # fmt: skip


def _view(session: Any, id_: str) -> dict[str, Any]:
    from app.casework.cases import groups

    told = groups.group(session, id_)
    return {
        "group": id_, **{key: each for key, each in _row(told.row).items() if key != "id"},
        "cases": [
            {"id": each.case_id, "reference": each.reference, "name": each.name,
             "stage": each.stage, "restricted": each.restricted}
            for each in told.members
        ],
        "people": [
            {"id": each.id, "role": each.role, "cases": each.cases, **each.facts}
            for each in told.people
        ],
        "proceedings": [
            {"id": each.id.hex(), "person": each.person.hex(), **each.facts}
            for each in told.proceedings
        ],
        "next": groups.carried(session, id_),
    }  # fmt: skip
