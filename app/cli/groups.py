"""`case group`: cases of one site or one investigation."""

from typing import Annotated

import typer

from app.casework.cases import groups, queries, related_people
from app.casework.cases.groups import GroupRow, GroupView, Member, SharedEntity
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_work, with_session
from app.cli.options import Facts, Officer, facts_of

Kind = Annotated[str, typer.Option("--kind", help="site or investigation.")]
Name = Annotated[str, typer.Option("--name", help="Its name or number; no person's name.")]
Cases = Annotated[list[str], typer.Argument(help="Ids or references.")]
GroupName = Annotated[
    str, typer.Argument(metavar="which", help="The group's id, how it begins, or its name.")
]

_ROW = JsonView(GroupRow, "id kind name here known")
_VIEW = JsonView(
    GroupView,
    "group=row.id kind=row.kind name=row.name here=row.here known=row.known"
    " cases=members people proceedings",
    cases=JsonView(Member, "id=case_id reference name stage restricted"),
    people=JsonView(SharedEntity, "id role cases *facts"),
    proceedings=lambda view: [
        {"id": proceeding.id, "person": proceeding.person, **proceeding.facts}
        for proceeding in view.proceedings
    ],
)


@with_session()
def group_list(session: Session) -> Document:
    return {"groups": _ROW.each(groups.groups(session))}


def _check_kind(kind: str) -> None:
    if kind not in ("site", "investigation"):
        raise typer.BadParameter("--kind is site or investigation.")


@with_session(check=_check_kind)
def group_make(session: Session, cases: Cases, kind: Kind, name: Name) -> Document:
    return _group(session, groups.make(session, kind, name, _ids(session, cases)))


@with_session()
def group_put(session: Session, group: GroupName, cases: Cases) -> Document:
    group_id = groups.resolve(session, group)
    groups.put(session, group_id, _ids(session, cases))
    return _group(session, group_id)


@with_session()
def group_out(
    session: Session,
    group: GroupName,
    case_id: str,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
) -> Document:
    group_id = groups.resolve(session, group)
    groups.take_out(session, group_id, queries.resolve(session, case_id), reason)
    rows = [row for row in groups.groups(session) if row.id == group_id]
    return {"group": group_id, "groups": _ROW.each(rows)}


@with_session()
def group_show(session: Session, group: GroupName) -> Document:
    return _group(session, groups.resolve(session, group))


@with_session(check=_check_kind)
def group_name(session: Session, group: GroupName, kind: Kind, name: Name) -> Document:
    group_id = groups.resolve(session, group)
    groups.rename(session, group_id, kind, name)
    return _group(session, group_id)


@command()
def group_share(
    group: GroupName,
    role: Annotated[str, typer.Option("--role", help="suspect, employer, sponsor, agent, site.")],
    facts: Facts = None,
    person: Annotated[str, typer.Option("--person", help="To put right what is known.")] = "",
    officer: Officer = "",
) -> Document:
    named_facts = facts_of(facts, related_people.FACTS)
    with at_work(officer) as session:
        group_id = groups.resolve(session, group)
        person_id = groups.share(session, group_id, role, named_facts, person)
        return {"person": person_id, **_group(session, group_id)}


def _ids(session: Session, cases: list[str]) -> list[str]:
    return [queries.resolve(session, case) for case in cases]


def _group(session: Session, group_id: str) -> Document:
    view = groups.group(session, group_id)
    return {**_VIEW(view), "next": groups.carried(session, group_id)}
