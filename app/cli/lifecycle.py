"""`case stage`, `consent`, `told`, `check`: how a case goes on, and what the person agreed to."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from app.cli.history import case
from app.cli.output import (
    Json,
    Reason,
    Who,
    at_case,
    show,
)

__all__ = ["case"]

Agency = Annotated[str, typer.Option("--agency", help="Of the referral system, such as shelter.")]


@case.command("stage")
def case_stage(
    case_id: str,
    to: Annotated[str, typer.Option("--to", help="The stage's id.")],
    reason: Reason = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Move a case to another stage; back only with a reason."""
    from app.casework.lifecycle import case_stages
    from app.cli.lifecycle_json import road

    with at_case(officer, case_id) as (session, id_):
        event = case_stages.move(session, id_, to, reason)
        told = road(case_stages.road_of(session, id_))
    show({"event": event, "stage": told["stage"], "road": told}, as_json, lambda t: str(t["stage"]))


@case.command("consent")
def case_consent(
    case_id: str,
    purpose: Annotated[
        str,
        typer.Option(
            "--purpose",
            help="interview, record, media, share (with --agency), statistics, recontact, return.",
        ),
    ],
    agency: Agency = "",
    answer: Annotated[str, typer.Option("--answer", help="yes, no or withdrawn.")] = "",
    language: Annotated[str, typer.Option("--language", help="In which it was given.")] = "",
    mode: Annotated[str, typer.Option("--mode", help="signature, spoken or thumb.")] = "signature",
    witness: Annotated[str, typer.Option("--witness", help="Of a spoken one.")] = "",
    picture: Annotated[
        str, typer.Option("--picture", help="The file of the case that shows a thumb’s print.")
    ] = "",
    interpreter: Annotated[str, typer.Option("--interpreter")] = "",
    giver: Annotated[str, typer.Option("--giver", help="Who spoke, if not the person.")] = "",
    wording: Annotated[str, typer.Option("--wording", help="Version of what was read out.")] = "",
    expires: Annotated[
        datetime | None, typer.Option("--expires", formats=["%Y-%m-%d"], help="Its last day.")
    ] = None,
    basis: Annotated[
        str,
        typer.Option("--basis", help="consent; or a legal one: duty, order, vital; none ends it."),
    ] = "consent",
    reason: Reason = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Record what the person answered, or, apart from it, a legal basis."""
    from app.casework.lifecycle import consents

    if basis not in ("consent", "duty", "order", "vital", "none"):
        raise typer.BadParameter("--basis is consent, duty, order, vital or none.")
    if answer not in ("", "yes", "no", "withdrawn") or (basis == "consent" and not answer):
        raise typer.BadParameter("--answer is yes, no or withdrawn.")
    given = consents.ConsentDetails(
        language, mode, witness, interpreter, giver, wording,
        (expires + timedelta(days=1, seconds=-1)).astimezone() if expires else None, reason,
        picture,
    )  # fmt: skip
    made = {}
    with at_case(officer, case_id) as (session, id_):
        if basis != "consent":
            legal = "" if basis == "none" else basis
            made["basis"] = consents.base(session, id_, purpose, legal, reason, agency)
        if answer:
            made["consent"] = consents.record(session, id_, purpose, answer, given, agency)
        cells = consents.grid(session, id_)
        (cell,) = [each for each in cells if (each.purpose, each.agency) == (purpose, agency)]
    show({
        **made, "purpose": purpose, "agency": agency, "answer": cell.answer,
        "legal_basis": cell.basis, "allowed": cell.allowed,
    })  # fmt: skip


@case.command("told")
def case_told(
    case_id: str,
    agency: Annotated[str, typer.Option("--agency", help="Who heard of it.")],
    note: Annotated[str, typer.Option("--note")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Record that an agency heard of every withdrawn consent that concerns it."""
    from app.casework.cases import queries
    from app.casework.lifecycle import consents

    with at_case(officer, case_id) as (session, id_):
        waiting = consents.to_tell(session, queries.case_of(session, id_))
        mine = [each for each in waiting if each.agency == agency]
        for each in mine:
            consents.told(session, id_, each.consent, agency, note)
    show({"told": len(mine), "agency": agency})


@case.command("check")
def case_check(
    case_id: str,
    check: Annotated[str, typer.Argument(help="What the referral system asks to be confirmed.")],
    no: Annotated[bool, typer.Option("--no", help="It isn't so, or no longer.")] = False,
    note: Annotated[str, typer.Option("--note")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Confirm something that a stage or a voluntary return needs."""
    from app.casework.lifecycle import closure

    with at_case(officer, case_id) as (session, id_):
        event = closure.check(session, id_, check, "no" if no else "yes", note)
    show({"event": event, "check": check, "answer": "no" if no else "yes"})
