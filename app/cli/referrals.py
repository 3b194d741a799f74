"""`case refer`, `referral`: a case referred to an agency, and its answer."""

from typing import Annotated

import typer

from app.cli.lifecycle import case
from app.cli.output import (
    Json,
    Override,
    Who,
    at_case,
    show,
)

__all__ = ["case"]


@case.command("refer")
def case_refer(
    case_id: str,
    to: Annotated[str, typer.Option("--to", help="An agency of the referral system.")],
    service: Annotated[str, typer.Option("--service", help="What is asked of it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    urgency: Annotated[str, typer.Option("--urgency", help="1h, 3h, 1d or 3d.")],
    override: Override = "",
    summary: Annotated[str, typer.Option("--summary", help="What it needs to know.")] = "",
    withheld: Annotated[
        list[str] | None, typer.Option("--withheld", help="What it isn't told; several.")
    ] = None,
    person: Annotated[str, typer.Option("--person", help="Whom to ask for there.")] = "",
    phone: Annotated[str, typer.Option("--phone", help="One that is safe to call.")] = "",
    interpreter: Annotated[str, typer.Option("--interpreter")] = "",
    escort: Annotated[str, typer.Option("--escort")] = "",
    attach: Annotated[
        list[str] | None, typer.Option("--attach", help="A file of the case, by its id; several.")
    ] = None,
    where: Annotated[
        str, typer.Option("--where", help="A place of the directory, by its id.")
    ] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Not sent yet.")] = False,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Record a referral, with its number and its clock; refused outside the person's consent."""
    from app.casework.lifecycle import referrals
    from app.cli.lifecycle_json import referral

    if urgency not in ("1h", "3h", "1d", "3d"):
        raise typer.BadParameter("--urgency is 1h, 3h, 1d or 3d.")
    with at_case(officer, case_id) as (session, id_):
        files = tuple(referrals.hash_of(session, id_, each) for each in attach or ())
        asked = referrals.Request(
            to, service, reason, urgency, summary, tuple(withheld or ()), person, phone,
            interpreter, escort, files, override, where,
        )  # fmt: skip
        made = referrals.refer(session, id_, asked, draft=draft)
        (view,) = [each for each in referrals.referrals(session, id_) if each.id == made]
    show({"referral": made, **referral(view)})


@case.command("referral")
def case_referral(
    case_id: str,
    which: Annotated[str, typer.Argument(metavar="REFERRAL", help="Its id or its number.")],
    status: Annotated[
        str,
        typer.Option(
            "--set",
            help="sent, received, accepted, rejected, in-progress, done, revoked, expired.",
        ),
    ],
    reason: Annotated[
        str, typer.Option("--reason", help="Why: rejected and revoked need it.")
    ] = "",
    override: Override = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Say how a referral goes."""
    from app.casework.cases import queries
    from app.casework.lifecycle import referrals
    from app.cli.lifecycle_json import referral

    wanted = status.replace(" ", "-").replace("_", "-")
    with at_case(officer, case_id) as (session, id_):
        referrals.set_status(session, id_, which, wanted, reason, override)
        told = referrals.find(queries.case_of(session, id_), which).id.hex()
        (view,) = [each for each in referrals.referrals(session, id_) if each.id == told]
    show({"referral": told, **referral(view)})
