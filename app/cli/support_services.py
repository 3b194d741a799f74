"""`case service`, `case recovery`: what the office gave itself, and a longer time to recover."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.letter import case
from app.cli.output import (
    Json,
    Reason,
    Who,
    at_case,
    show,
)

if TYPE_CHECKING:
    from app.casework.lifecycle.support_services import Care
    from app.casework.session.session import Session

__all__ = ["care", "case"]


@case.command("service")
def case_service(
    case_id: str,
    given: Annotated[str, typer.Option("--given", help="What was given, in words.")] = "",
    need: Annotated[str, typer.Option("--need", help="Which need it answers, such as legal.")] = "",
    note: Annotated[str, typer.Option("--note")] = "",
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"])] = None,
    take_back: Annotated[
        str, typer.Option("--take-back", help="One that was recorded by mistake.")
    ] = "",
    reason: Reason = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Record what the office gave the person itself, or take back what was recorded by mistake."""
    from app.casework.cases import queries
    from app.casework.lifecycle import support_services

    if bool(given) == bool(take_back):
        raise typer.BadParameter("Say what was --given, or which to --take-back.")
    with at_case(officer, case_id) as (session, id_):
        if given:
            day = on.date() if on else None
            service = support_services.give(session, id_, given, need, note, day)
        else:
            service = _service(session, id_, take_back)
            support_services.take_back(session, id_, service, reason)
        told = care(support_services.care_of(session, queries.case_of(session, id_)))
    show({"service": service, "needs": told["needs"], "services": told["services"]})


def _service(session: "Session", case_id: str, begins: str) -> str:
    from app.casework.cases import queries
    from app.casework.cases.refusals import NothingSaid
    from app.casework.lifecycle import support_services

    told = support_services.care_of(session, queries.case_of(session, case_id)).services
    found = [each.id for each in told if each.id.startswith(begins)]
    if len(found) != 1:
        raise NothingSaid
    return found[0]


@case.command("recovery")
def case_recovery(
    case_id: str,
    days: Annotated[int, typer.Option("--days", help="In all.")],
    reason: Reason = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Make the time to recover and reflect longer."""
    from app.casework.cases import queries
    from app.casework.lifecycle import support_services

    with at_case(officer, case_id) as (session, id_):
        event = support_services.extend(session, id_, days, reason)
        told = care(support_services.care_of(session, queries.case_of(session, id_)))
    show({"event": event, "recovery": told["recovery"]})


def care(told: "Care") -> dict[str, Any]:
    """What `case show` says of it."""
    risk, time = told.risk, told.recovery
    return {
        "needs": [
            {
                "id": each.id, "name": each.name, "urgency": each.urgency, "words": each.words,
                "since": each.since.isoformat(), "who": each.who,
                "services": [f"{agency}:{service}" for agency, service in each.services],
                "referred": [
                    {"to": to, "service": service, "status": status, "reference": number}
                    for to, service, status, number in each.referred
                ],
                "given": [one.id for one in each.given],
                "kind": each.id, "due": each.due.isoformat() if each.due else None,
                "open": each.open, "urgent": each.urgent,
            }
            for each in told.needs
        ],
        "services": [
            {"id": each.id, "need": each.need, "given": each.what, "note": each.note,
             "on": each.on.isoformat(), "who": each.who}
            for each in told.services
        ],
        "risk": None
        if risk is None
        else {
            "level": risk.level, "at": risk.at.isoformat(), "who": risk.who,
            "next": risk.next.isoformat() if risk.next else None, "overdue": risk.overdue,
            "reviewer": risk.reviewer, "safety_plan": risk.planned, "differs": risk.differs,
            "before": [{"level": level, "at": at.isoformat()} for level, at in risk.before],
        },
        "recovery": None
        if time is None
        else {
            "day": time.day, "days": time.days, "first": time.first.isoformat(),
            "last": time.last.isoformat(), "recommended": time.proposed, "differs": time.differs,
        },
    }  # fmt: skip
