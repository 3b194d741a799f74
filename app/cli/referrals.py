"""`case refer`, `referral`: a case referred to an agency, and its answer."""

from typing import Annotated

import typer

from app.casework.cases import queries
from app.casework.lifecycle import referrals
from app.casework.session.session import Session
from app.cli.case_views import REFERRAL
from app.cli.json_output import Document
from app.cli.officer_session import with_case
from app.cli.options import Override, Referral


def _check_urgency(urgency: str) -> None:
    if urgency not in ("1h", "3h", "1d", "3d"):
        raise typer.BadParameter("--urgency is 1h, 3h, 1d or 3d.")


@with_case(check=_check_urgency)
def case_refer(
    *,
    session: Session,
    case_id: str,
    agency: Annotated[str, typer.Option("--to", help="An agency of the referral system.")],
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
    place: Annotated[
        str, typer.Option("--where", help="A place of the directory, by its id.")
    ] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Not sent yet.")] = False,
) -> Document:
    request = referrals.ReferralRequest(
        agency=agency, service=service, reason=reason, urgency=urgency, summary=summary,
        withheld=tuple(withheld or ()), person=person, phone=phone, interpreter=interpreter,
        escort=escort, override=override, where=place,
        attached=tuple(referrals.hash_of(session, case_id, file) for file in attach or ()),
    )  # fmt: skip
    return _referral(session, case_id, referrals.refer(session, case_id, request, draft=draft))


@with_case()
def case_referral(
    session: Session,
    case_id: str,
    referral: Referral,
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
) -> Document:
    code = status.replace(" ", "-").replace("_", "-")
    referrals.set_status(session, case_id, referral, code, reason, override)
    referral_id = referrals.find(queries.case_of(session, case_id), referral).id.hex()
    return _referral(session, case_id, referral_id)


def _referral(session: Session, case_id: str, referral_id: str) -> Document:
    views = referrals.referrals(session, case_id)
    (view,) = [referral for referral in views if referral.id == referral_id]
    return {"referral": referral_id, **REFERRAL(view)}
