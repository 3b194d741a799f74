"""`case person`, `proceeding`, `hearing`; `case doubles`, `link`, `unlink`, `links`, `together`; `case group`:
who else belongs to a case, and which cases belong together."""

from typing import Annotated

from typer import Argument, BadParameter, Option

from app.casework.cases import access_log, duplicates, groups, link_graph, linked_cases, queries, related_people
from app.casework.session.session import Session
from app.casework.session.unreadable import Unreadable
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_case, at_work, with_case, with_session
from app.cli.options import Facts, Officer, Reason, facts_of
from app.cli.output import words

Person = Annotated[str, Option("--person", help="The id of somebody in the case.")]

PERSON = JsonView(related_people.PersonView, "id role *facts")
LINK = JsonView(duplicates.LinkedCase, "id=case_id reference as=as_ here")
_PROCEEDING = JsonView(
    related_people.ProceedingView,
    "id person group *facts entered hearings",
    entered=lambda proceeding: {name: {"who": officer, "at": at} for name, (officer, at) in proceeding.entered.items()},
    hearings=JsonView(related_people.HearingView, "id *facts who=author at"),
)


@command()
def case_person(
    *,
    case_id: str,
    role: Annotated[
        str, Option("--role", help="family, suspect, employer, sponsor, agent, site, witness, interpreter, other.")
    ] = "",
    facts: Facts = None,
    person: Person = "",
    strike: Annotated[bool, Option("--strike", help="Noted by mistake.")] = False,
    reason: Reason = "",
    officer: Officer = "",
) -> Document:
    named_facts = facts_of(facts, related_people.FACTS)
    if not strike and role not in related_people.ROLES:
        raise BadParameter(f"--role is one of {', '.join(related_people.ROLES)}.")
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
    proceeding: Annotated[str, Option("--proceeding", help="To add to one.")] = "",
    group: Annotated[str, Option("--group", help="Of every case of a group.")] = "",
    officer: Officer = "",
) -> Document:
    named_facts = facts_of(facts, related_people.PROCEEDING)
    with at_case(officer, case_id) as (session, id_):
        group_id = groups.resolve(session, group) if group else ""
        proceeding_id = related_people.proceed(session, id_, named_facts, person, proceeding, group_id)
        return {"proceeding": proceeding_id, "proceedings": _proceedings(session, id_)}


@command()
def case_hearing(
    case_id: str,
    proceeding: Annotated[str, Option("--proceeding", help="Its id, or how that begins.")],
    facts: Annotated[
        list[str] | None, Option("--set", help="date=2026-12-01, time=09:30, court=..., outcome=...; several.")
    ] = None,
    hearing: Annotated[str, Option("--hearing", help="To add to one.")] = "",
    officer: Officer = "",
) -> Document:
    named_facts = facts_of(facts, related_people.HEARING)
    with at_case(officer, case_id) as (session, id_):
        hearing_id = related_people.hear(session, id_, proceeding, named_facts, hearing)
        return {"hearing": hearing_id, "proceedings": _proceedings(session, id_)}


def _proceedings(session: Session, case_id: str) -> list[Document]:
    case = queries.case_of(session, case_id)
    return _PROCEEDING.each(related_people.proceedings_of(session, case))


OtherCase = Annotated[str, Argument(metavar="other")]

_DOUBLE = JsonView(
    duplicates.DuplicateCandidate,
    "id=case_id reference name score reasons",
    reasons=lambda double: [words()(reason) for reason in double.reasons],
)
_NODE = JsonView(
    link_graph.GraphNode,
    "key kind what name number restricted references",
    references=lambda node: [reference for reference, _ in node.references],
)
_EDGE = JsonView(link_graph.Link, "one=first other=second as=as_")
_TOGETHER = JsonView(
    linked_cases.LinkedCases,
    "cases away=cleared_count unreadable facts timeline",
    cases=JsonView(queries.CasePage, "id reference"),
    unreadable=JsonView(Unreadable, "id=case_id reference"),
    facts=JsonView(linked_cases.ComparedFact, "name values differs"),
    timeline=JsonView(
        linked_cases.LinkedTimelineEntry,
        "reference at=entry.at what=entry.what says who=entry.author",
        says=lambda entry: words()(entry.entry.says),
    ),
)


@with_case()
def case_doubles(session: Session, case_id: str) -> Document:
    return {"doubles": _DOUBLE.each(duplicates.doubles(session, case_id))}


def _check_link(as_: str) -> None:
    if as_ not in duplicates.AS:
        raise BadParameter("--as is same, not-same, family or together.")


@with_case(check=_check_link)
def case_link(
    session: Session,
    case_id: str,
    other_case: OtherCase,
    as_: Annotated[str, Option("--as", help="same, not-same, family, together (one site).")],
    reason: Annotated[str, Option("--reason", help="Why; needed for the same person.")] = "",
) -> Document:
    other_id = queries.resolve(session, other_case)
    duplicates.link(session, case_id, other_id, as_, reason)
    return {"case": case_id, "links": LINK.each(duplicates.linked(session, case_id))}


@with_case()
def case_unlink(
    session: Session, case_id: str, other_case: OtherCase, reason: Annotated[str, Option("--reason", help="Why.")] = ""
) -> Document:
    other_id = queries.resolve(session, other_case)
    duplicates.unlink(session, case_id, other_id, reason)
    return {"case": case_id, "links": LINK.each(duplicates.linked(session, case_id))}


def _check_center(case_id: str, of_group: str) -> None:
    if bool(case_id) == bool(of_group):
        raise BadParameter("Give a case, or --group.")


@with_session(check=_check_center)
def case_links(
    session: Session,
    case_id: Annotated[str, Argument(help="A case; none with --group.")] = "",
    of_group: Annotated[str, Option("--group", help="Around a group.")] = "",
) -> Document:
    if case_id:
        graph = link_graph.around_case(session, queries.resolve(session, case_id))
    else:
        graph = link_graph.around_group(session, groups.resolve(session, of_group))
    return {"nodes": _NODE.each(graph.nodes()), "links": _EDGE.each(graph.links)}


@with_case(view=_TOGETHER)
def case_together(session: Session, case_id: str) -> linked_cases.LinkedCases:
    together = linked_cases.together(session, case_id)
    for page in together.cases:
        access_log.seen(session, page.id)
    return together


Kind = Annotated[str, Option("--kind", help="site or investigation.")]
Name = Annotated[str, Option("--name", help="Its name or number; no person's name.")]
Cases = Annotated[list[str], Argument(help="Ids or references.")]
GroupName = Annotated[str, Argument(metavar="which", help="The group's id, how it begins, or its name.")]

_ROW = JsonView(groups.GroupRow, "id kind name here known")
_VIEW = JsonView(
    groups.GroupView,
    "group=row.id kind=row.kind name=row.name here=row.here known=row.known cases=members people proceedings",
    cases=JsonView(groups.Member, "id=case_id reference name stage restricted damaged=is_damaged"),
    people=JsonView(groups.SharedEntity, "id role cases *facts"),
    proceedings=lambda view: [
        {"id": proceeding.id, "person": proceeding.person, **proceeding.facts} for proceeding in view.proceedings
    ],
)


@with_session()
def group_list(session: Session) -> Document:
    return {"groups": _ROW.each(groups.groups(session))}


def _check_kind(kind: str) -> None:
    if kind not in ("site", "investigation"):
        raise BadParameter("--kind is site or investigation.")


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
    session: Session, group: GroupName, case_id: str, reason: Annotated[str, Option("--reason", help="Why.")] = ""
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
    role: Annotated[str, Option("--role", help="suspect, employer, sponsor, agent, site.")],
    facts: Facts = None,
    person: Annotated[str, Option("--person", help="To put right what is known.")] = "",
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
