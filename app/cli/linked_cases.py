"""`case doubles`, `link`, `unlink`, `links`, `together`: which cases may be one person's, which belong
together, what hangs together around them, and one person's cases as one."""

from typing import Annotated

import typer

from app.casework.cases import access_log, duplicates, groups, link_graph, linked_cases, queries
from app.casework.cases.duplicates import DuplicateCandidate
from app.casework.cases.link_graph import GraphNode, Link
from app.casework.cases.linked_cases import ComparedFact, LinkedCases, LinkedTimelineEntry
from app.casework.cases.queries import CasePage
from app.casework.session.session import Session
from app.cli.case_views import LINK
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case, with_session
from app.cli.output import words

OtherCase = Annotated[str, typer.Argument(metavar="other")]

_DOUBLE = JsonView(
    DuplicateCandidate,
    "id=case_id reference name score reasons",
    reasons=lambda double: [words()(reason) for reason in double.reasons],
)
_NODE = JsonView(
    GraphNode,
    "key kind what name number restricted references",
    references=lambda node: [reference for reference, _ in node.references],
)
_EDGE = JsonView(Link, "one=first other=second as=as_")
_TOGETHER = JsonView(
    LinkedCases,
    "cases away=cleared_count facts timeline",
    cases=JsonView(CasePage, "id reference"),
    facts=JsonView(ComparedFact, "name values differs"),
    timeline=JsonView(
        LinkedTimelineEntry,
        "reference at=entry.at what=entry.what says who=entry.author",
        says=lambda entry: words()(entry.entry.says),
    ),
)


@with_case()
def case_doubles(session: Session, case_id: str) -> Document:
    return {"doubles": _DOUBLE.each(duplicates.doubles(session, case_id))}


def _check_link(as_: str) -> None:
    if as_ not in duplicates.AS:
        raise typer.BadParameter("--as is same, not-same, family or together.")


@with_case(check=_check_link)
def case_link(
    session: Session,
    case_id: str,
    other_case: OtherCase,
    as_: Annotated[str, typer.Option("--as", help="same, not-same, family, together (one site).")],
    reason: Annotated[str, typer.Option("--reason", help="Why; needed for the same person.")] = "",
) -> Document:
    other_id = queries.resolve(session, other_case)
    duplicates.link(session, case_id, other_id, as_, reason)
    return {"case": case_id, "links": LINK.each(duplicates.linked(session, case_id))}


@with_case()
def case_unlink(
    session: Session,
    case_id: str,
    other_case: OtherCase,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
) -> Document:
    other_id = queries.resolve(session, other_case)
    duplicates.unlink(session, case_id, other_id, reason)
    return {"case": case_id, "links": LINK.each(duplicates.linked(session, case_id))}


def _check_center(case_id: str, of_group: str) -> None:
    if bool(case_id) == bool(of_group):
        raise typer.BadParameter("Give a case, or --group.")


@with_session(check=_check_center)
def case_links(
    session: Session,
    case_id: Annotated[str, typer.Argument(help="A case; none with --group.")] = "",
    of_group: Annotated[str, typer.Option("--group", help="Around a group.")] = "",
) -> Document:
    if case_id:
        graph = link_graph.around_case(session, queries.resolve(session, case_id))
    else:
        graph = link_graph.around_group(session, groups.resolve(session, of_group))
    return {"nodes": _NODE.each(graph.nodes()), "links": _EDGE.each(graph.links)}


@with_case(view=_TOGETHER)
def case_together(session: Session, case_id: str) -> LinkedCases:
    together = linked_cases.together(session, case_id)
    for page in together.cases:
        access_log.seen(session, page.id)
    return together
