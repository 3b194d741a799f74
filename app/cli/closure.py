"""`case status`, `kind`, `close`, `reopen`, `hold`: what a person is, and how a case ends."""

from typing import Annotated

import typer

from app.casework.lifecycle import closure, decisions
from app.casework.lifecycle.decisions import DecisionOutcome
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case
from app.cli.options import Reason

_DECISION = JsonView(DecisionOutcome, "decision=id status in_force")


def _check_status(status: str, confirm: str) -> None:
    if bool(status) == bool(confirm):
        raise typer.BadParameter("Give --set with --body and --reason, or --confirm.")
    if status and status not in ("possible", "presumed", "identified", "not-identified"):
        raise typer.BadParameter("--set is possible, presumed, identified or not-identified.")


@with_case(view=_DECISION, check=_check_status)
def case_status(
    session: Session,
    case_id: str,
    status: Annotated[
        str, typer.Option("--set", help="possible, presumed, identified or not-identified.")
    ] = "",
    body: Annotated[str, typer.Option("--body", help="Who decides: a body by name.")] = "",
    reason: Reason = "",
    confirm: Annotated[
        str, typer.Option("--confirm", help="A decision's id, or how it begins: as second person.")
    ] = "",
) -> DecisionOutcome:
    if confirm:
        return decisions.confirm(session, case_id, confirm)
    return decisions.decide(session, case_id, status, body, reason)


@with_case()
def case_kind(
    session: Session,
    case_id: str,
    kinds: Annotated[list[str], typer.Option("--set", help="trafficking, smuggling; or both.")],
    exploitation: Annotated[
        list[str] | None,
        typer.Option("--exploitation", help="A form of it, as the profile names them; several."),
    ] = None,
    reason: Reason = "",
) -> Document:
    closure.set_kinds(session, case_id, kinds, reason, exploitation)
    return {"kinds": set(kinds), "exploitation": set(exploitation or [])}


@with_case()
def case_close(
    session: Session,
    case_id: str,
    reason: Reason = "",
    result: Annotated[str, typer.Option("--result", help="How it ended.")] = "",
) -> Document:
    closure.close(session, case_id, reason, result)
    return {"closed": case_id, "until": closure.keeping(session, case_id).until}


@with_case()
def case_reopen(session: Session, case_id: str, reason: Reason = "") -> Document:
    closure.reopen(session, case_id, reason)
    return {"reopened": case_id}


@with_case()
def case_hold(
    session: Session,
    case_id: str,
    end_hold: Annotated[bool, typer.Option("--off", help="No longer.")] = False,
    reason: Reason = "",
) -> Document:
    closure.hold(session, case_id, not end_hold, reason)
    return {"case": case_id, "held": not end_hold}
