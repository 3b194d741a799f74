"""`case stage`, `consent`, `told`, `check`: how a case goes on, and what the person agreed to."""

from datetime import datetime
from typing import Annotated

import typer

from app.casework.cases import queries
from app.casework.lifecycle import case_stages, closure, consents
from app.casework.session.session import Session
from app.cli.case_views import ROAD
from app.cli.json_output import Document
from app.cli.officer_session import with_case
from app.cli.options import Note, Reason, end_of_day
from app.cli.output import value_of

Agency = Annotated[str, typer.Option("--agency", help="Of the referral system, such as shelter.")]


@with_case(text=value_of("stage"))
def case_stage(
    session: Session,
    case_id: str,
    stage: Annotated[str, typer.Option("--to", help="The stage's id.")],
    reason: Reason = "",
) -> Document:
    event = case_stages.move(session, case_id, stage, reason)
    road = ROAD(case_stages.road_of(session, case_id))
    return {"event": event, "stage": road["stage"], "road": road}


def _check_consent(basis: str, answer: str) -> None:
    if basis not in ("consent", "duty", "order", "vital", "none"):
        raise typer.BadParameter("--basis is consent, duty, order, vital or none.")
    if answer not in ("", "yes", "no", "withdrawn") or (basis == "consent" and not answer):
        raise typer.BadParameter("--answer is yes, no or withdrawn.")


@with_case(check=_check_consent)
def case_consent(
    *,
    session: Session,
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
) -> Document:
    document: Document = {}
    if basis != "consent":
        legal = "" if basis == "none" else basis
        document["basis"] = consents.base(session, case_id, purpose, legal, reason, agency)
    if answer:
        consent = consents.ConsentDetails(
            language=language, mode=mode, witness=witness, interpreter=interpreter, giver=giver,
            wording=wording, expires=end_of_day(expires), note=reason, picture=picture,
        )  # fmt: skip
        document["consent"] = consents.record(session, case_id, purpose, answer, consent, agency)
    (cell,) = [
        cell
        for cell in consents.grid(session, case_id)
        if (cell.purpose, cell.agency) == (purpose, agency)
    ]
    return {
        **document, "purpose": purpose, "agency": agency, "answer": cell.answer,
        "legal_basis": cell.basis, "allowed": cell.allowed,
    }  # fmt: skip


@with_case()
def case_told(
    session: Session,
    case_id: str,
    agency: Annotated[str, typer.Option("--agency", help="Who heard of it.")],
    note: Note = "",
) -> Document:
    waiting = consents.to_tell(session, queries.case_of(session, case_id))
    withdrawals = [withdrawal for withdrawal in waiting if withdrawal.agency == agency]
    for withdrawal in withdrawals:
        consents.told(session, case_id, withdrawal.consent, agency, note)
    return {"told": len(withdrawals), "agency": agency}


@with_case()
def case_check(
    session: Session,
    case_id: str,
    check: Annotated[str, typer.Argument(help="What the referral system asks to be confirmed.")],
    no: Annotated[bool, typer.Option("--no", help="It isn't so, or no longer.")] = False,
    note: Note = "",
) -> Document:
    answer = "no" if no else "yes"
    event = closure.check(session, case_id, check, answer, note)
    return {"event": event, "check": check, "answer": answer}
