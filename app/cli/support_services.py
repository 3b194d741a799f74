"""`case service`, `case recovery`: what the office gave itself, and a longer time to recover."""

from datetime import datetime
from typing import Annotated

import typer

from app.casework.cases import queries
from app.casework.cases.refusals import NothingSaid
from app.casework.lifecycle import support_services, talk_days
from app.casework.session.session import Session
from app.cli.case_views import CARE
from app.cli.json_output import Document
from app.cli.officer_session import with_case
from app.cli.options import Note, Reason


def _check_service(support: str, take_back: str) -> None:
    if bool(support) == bool(take_back):
        raise typer.BadParameter("Say what was --given, or which to --take-back.")


@with_case(check=_check_service)
def case_service(
    *,
    session: Session,
    case_id: str,
    support: Annotated[str, typer.Option("--given", help="What was given, in words.")] = "",
    need: Annotated[str, typer.Option("--need", help="Which need it answers, such as legal.")] = "",
    note: Note = "",
    given_on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"])] = None,
    take_back: Annotated[
        str, typer.Option("--take-back", help="One that was recorded by mistake.")
    ] = "",
    reason: Reason = "",
) -> Document:
    if support:
        day = given_on.date() if given_on else None
        service = support_services.give(session, case_id, support, need, note, day)
    else:
        service = _service(session, case_id, take_back)
        support_services.take_back(session, case_id, service, reason)
    care = _care(session, case_id)
    return {"service": service, "needs": care["needs"], "services": care["services"]}


@with_case()
def case_recovery(
    session: Session,
    case_id: str,
    days: Annotated[int, typer.Option("--days", help="In all.")],
    reason: Reason = "",
) -> Document:
    event = support_services.extend(session, case_id, days, reason)
    return {"event": event, "recovery": _care(session, case_id)["recovery"]}


@with_case()
def case_talk_day(
    session: Session,
    case_id: str,
    day: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"])],
    reason: Reason = "",
) -> Document:
    return {"event": talk_days.set_day(session, case_id, day.date(), reason)}


def _service(session: Session, case_id: str, id_prefix: str) -> str:
    care = support_services.care_of(session, queries.case_of(session, case_id))
    matches = [service.id for service in care.services if service.id.startswith(id_prefix)]
    if len(matches) != 1:
        raise NothingSaid
    return matches[0]


def _care(session: Session, case_id: str) -> Document:
    return CARE(support_services.care_of(session, queries.case_of(session, case_id)))
