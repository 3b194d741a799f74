"""`case grant`, `hand`, `accept`, `decline`, `substitute`, `verify`, `came-in`."""

from datetime import datetime
from typing import Annotated, Any

import typer

from app.cli.case import case
from app.cli.output import (
    Json,
    Who,
    at_case,
    at_work,
    show,
    spoken,
)

__all__ = ["case"]

To = Annotated[str, typer.Option("--to", help="A colleague or a team, by name or id.")]


@case.command("grant")
def case_grant(case_id: str, to: To, officer: Who = "", as_json: Json = False) -> None:
    """Let a colleague or a team read a case, from its beginning."""
    from app.casework.sharing import case_access

    with at_case(officer, case_id) as (session, id_):
        whom = case_access.find(session, to)
        given = case_access.grant(session, id_, whom)
    show({"case": id_, "to": whom.id, "name": whom.name, "given": given})


@case.command("hand")
def case_hand(
    case_id: str,
    to: To,
    note: Annotated[str, typer.Option("--note")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Hand a case over to a colleague, a team, a supervisor."""
    from app.casework.sharing import case_access

    with at_case(officer, case_id) as (session, id_):
        whom = case_access.find(session, to)
        event = case_access.hand_over(session, id_, whom, note)
    show({"case": id_, "to": whom.id, "name": whom.name, "handover": event})


@case.command("accept")
def case_accept(case_id: str, officer: Who = "", as_json: Json = False) -> None:
    """Accept a case that was handed over."""
    from app.casework.sharing import case_access

    with at_case(officer, case_id) as (session, id_):
        case_access.accept(session, id_)
    show({"accepted": id_})


@case.command("decline")
def case_decline(
    case_id: str,
    reason: Annotated[str, typer.Option("--reason")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Leave a case that was handed over with whoever has it."""
    from app.casework.sharing import case_access

    with at_case(officer, case_id) as (session, id_):
        case_access.decline(session, id_, reason)
    show({"declined": id_})


@case.command("substitute")
def case_substitute(
    to: To,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"])],
    last: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"])],
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Name who stands in for you from one day to another, in all your cases but restricted ones."""
    from app.casework.sharing import case_access

    with at_work(officer) as session:
        whom = case_access.find(session, to)
        named = case_access.substitute(session, whom, first.date(), last.date())
    show({"to": whom.id, "name": whom.name, "cases": named})


@case.command("came-in")
def case_came_in(officer: Who = "", as_json: Json = False) -> None:
    """What colleagues left for you, and values that differ."""
    from app.casework.session.colleagues import is_withdrawn
    from app.casework.sharing import inbox

    with at_work(officer) as session:
        rows, withdrawn = inbox.came_in(session), is_withdrawn(session)
    show(
        {
            "withdrawn": withdrawn,
            "came_in": [
                {"case": row.case_id, "reference": row.reference, "kind": row.kind, "who": row.who,
                 "at": row.at.isoformat(), "note": row.note, "interview": row.interview_id,
                 "marks": list(row.marks)}
                for row in rows
            ]
        }
    )  # fmt: skip


@case.command("verify")
def case_verify(case_id: str, officer: Who = "", as_json: Json = False) -> None:
    """Verify every signature, author, body and place of a case again."""
    from app.casework.cases import queries
    from app.casework.sharing import case_access

    with at_work(officer) as session:
        told = case_access.verify(session, queries.resolve(session, case_id))
    shown: dict[str, Any] = {
        "ok": told.ok, "events": told.events, "signatures": told.signatures,
        "problems": [
            {"kind": each.kind, "event": each.event, "who": each.who,
             **({"why": spoken()(each.why)} if each.why else {})}
            for each in told.problems
        ],
    }  # fmt: skip
    show(shown)
    if not told.ok:
        raise typer.Exit(1)
