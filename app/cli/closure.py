"""`case status`, `kind`, `close`, `reopen`, `hold`: what a person is, and how a case ends."""

from typing import Annotated

import typer

from app.cli.output import (
    Json,
    Reason,
    Who,
    at_case,
    show,
)
from app.cli.referrals import case

__all__ = ["case"]


@case.command("status")
def case_status(
    case_id: str,
    status: Annotated[
        str, typer.Option("--set", help="possible, presumed, identified or not-identified.")
    ] = "",
    body: Annotated[str, typer.Option("--body", help="Who decides: a body by name.")] = "",
    reason: Reason = "",
    confirm: Annotated[
        str, typer.Option("--confirm", help="A decision's id, or how it begins: as second person.")
    ] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Decide on the status, or confirm a decision as a second person."""
    from app.casework.lifecycle import decisions

    if bool(status) == bool(confirm):
        raise typer.BadParameter("Give --set with --body and --reason, or --confirm.")
    if status and status not in ("possible", "presumed", "identified", "not-identified"):
        raise typer.BadParameter("--set is possible, presumed, identified or not-identified.")
    with at_case(officer, case_id) as (session, id_):
        if confirm:
            told = decisions.confirm(session, id_, confirm)
        else:
            told = decisions.decide(session, id_, status, body, reason)
    show({"decision": told.id, "status": told.status, "in_force": told.in_force})


@case.command("kind")
def case_kind(
    case_id: str,
    kinds: Annotated[list[str], typer.Option("--set", help="trafficking, smuggling; or both.")],
    exploitation: Annotated[
        list[str] | None,
        typer.Option("--exploitation", help="A form of it, as the profile names them; several."),
    ] = None,
    reason: Reason = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Say what kind of case it is, and which forms of exploitation."""
    from app.casework.lifecycle import closure

    with at_case(officer, case_id) as (session, id_):
        closure.set_kinds(session, id_, kinds, reason, exploitation)
    show({"kinds": sorted(set(kinds)), "exploitation": sorted(set(exploitation or []))})


@case.command("close")
def case_close(
    case_id: str,
    reason: Reason = "",
    result: Annotated[str, typer.Option("--result", help="How it ended.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Close a case: a supervisor or the desk."""
    from app.casework.lifecycle import closure

    with at_case(officer, case_id) as (session, id_):
        closure.close(session, id_, reason, result)
        told = closure.keeping(session, id_)
    show({"closed": id_, "until": told.until.isoformat() if told.until else None})


@case.command("reopen")
def case_reopen(
    case_id: str, reason: Reason = "", officer: Who = "", as_json: Json = False
) -> None:
    """Open a closed case again."""
    from app.casework.lifecycle import closure

    with at_case(officer, case_id) as (session, id_):
        closure.reopen(session, id_, reason)
    show({"reopened": id_})


@case.command("hold")
def case_hold(
    case_id: str,
    off: Annotated[bool, typer.Option("--off", help="No longer.")] = False,
    reason: Reason = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Keep a case beyond its time."""
    from app.casework.lifecycle import closure

    with at_case(officer, case_id) as (session, id_):
        closure.hold(session, id_, not off, reason)
    show({"case": id_, "held": not off})
