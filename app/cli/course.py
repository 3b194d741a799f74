"""How a case goes on: its stages, consents, referrals, status, end, and what the office gave itself."""

from datetime import datetime
from typing import Annotated

from typer import Argument, BadParameter, Option

from app.casework.cases import queries
from app.casework.cases.refusals import NothingSaid
from app.casework.lifecycle import case_stages, closure, consents, decisions, referrals, support_services, talk_days
from app.casework.lifecycle.case_stages import MissingCondition, NextView, ProgressView, StepView
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case
from app.cli.options import Note, Override, Reason, Referral, end_of_day
from app.cli.output import value_of

ROAD = JsonView(
    ProgressView,
    "profile stage name since due overdue who=author agency held_up closed stages=steps next",
    stages=JsonView(StepView, "id name state agency since who=author"),
    next=JsonView(NextView, "id name agency missing", missing=JsonView(MissingCondition, "need says")),
)
REFERRAL = JsonView(
    referrals.ReferralView,
    "reference to=agency status service=request.service why=request.reason urgency=request.urgency"
    " summary=request.summary withheld=request.withheld override=request.override"
    " at sent due overdue who=author reason differs next",
)
CARE = JsonView(
    support_services.Care,
    "needs services risk recovery",
    needs=JsonView(
        support_services.NeedView,
        "id name urgency words since who=author services referred given kind=id due open urgent",
        services=lambda need: [f"{agency}:{service}" for agency, service in need.services],
        referred=lambda need: [
            {"to": agency, "service": service, "status": status, "reference": number}
            for agency, service, status, number in need.referred
        ],
        given=lambda need: [service.id for service in need.given],
    ),
    services=JsonView(support_services.ServiceView, "id need given=what note on who=author"),
    risk=JsonView(
        support_services.RiskView,
        "level at who=author next overdue reviewer safety_plan=planned differs before",
        before=lambda risk: [{"level": level, "at": at} for level, at in risk.before],
    ),
    recovery=JsonView(support_services.RecoveryView, "day days first last recommended=proposed differs"),
)

Agency = Annotated[str, Option("--agency", help="Of the referral system, such as shelter.")]


@with_case(text=value_of("stage"))
def case_stage(
    session: Session, case_id: str, stage: Annotated[str, Option("--to", help="The stage's id.")], reason: Reason = ""
) -> Document:
    event = case_stages.move(session, case_id, stage, reason)
    road = ROAD(case_stages.road_of(session, case_id))
    return {"event": event, "stage": road["stage"], "road": road}


def _check_consent(basis: str, answer: str) -> None:
    if basis not in ("consent", "duty", "order", "vital", "none"):
        raise BadParameter("--basis is consent, duty, order, vital or none.")
    if answer not in ("", "yes", "no", "withdrawn") or (basis == "consent" and not answer):
        raise BadParameter("--answer is yes, no or withdrawn.")


@with_case(check=_check_consent)
def case_consent(
    *,
    session: Session,
    case_id: str,
    purpose: Annotated[
        str, Option("--purpose", help="interview, record, media, share (with --agency), statistics, recontact, return.")
    ],
    agency: Agency = "",
    answer: Annotated[str, Option("--answer", help="yes, no or withdrawn.")] = "",
    language: Annotated[str, Option("--language", help="In which it was given.")] = "",
    mode: Annotated[str, Option("--mode", help="signature, spoken or thumb.")] = "signature",
    witness: Annotated[str, Option("--witness", help="Of a spoken one.")] = "",
    picture: Annotated[str, Option("--picture", help="The file of the case that shows a thumb’s print.")] = "",
    interpreter: Annotated[str, Option("--interpreter")] = "",
    giver: Annotated[str, Option("--giver", help="Who spoke, if not the person.")] = "",
    wording: Annotated[str, Option("--wording", help="Version of what was read out.")] = "",
    expires: Annotated[datetime | None, Option("--expires", formats=["%Y-%m-%d"], help="Its last day.")] = None,
    basis: Annotated[
        str, Option("--basis", help="consent; or a legal one: duty, order, vital; none ends it.")
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
    (cell,) = [cell for cell in consents.grid(session, case_id) if (cell.purpose, cell.agency) == (purpose, agency)]
    return {
        **document,
        "purpose": purpose,
        "agency": agency,
        "answer": cell.answer,
        "legal_basis": cell.basis,
        "allowed": cell.allowed,
    }


@with_case()
def case_told(
    session: Session, case_id: str, agency: Annotated[str, Option("--agency", help="Who heard of it.")], note: Note = ""
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
    check: Annotated[str, Argument(help="What the referral system asks to be confirmed.")],
    no: Annotated[bool, Option("--no", help="It isn't so, or no longer.")] = False,
    note: Note = "",
) -> Document:
    answer = "no" if no else "yes"
    event = closure.check(session, case_id, check, answer, note)
    return {"event": event, "check": check, "answer": answer}


def _check_urgency(urgency: str) -> None:
    if urgency not in ("1h", "3h", "1d", "3d"):
        raise BadParameter("--urgency is 1h, 3h, 1d or 3d.")


@with_case(check=_check_urgency)
def case_refer(
    *,
    session: Session,
    case_id: str,
    agency: Annotated[str, Option("--to", help="An agency of the referral system.")],
    service: Annotated[str, Option("--service", help="What is asked of it.")],
    reason: Annotated[str, Option("--reason", help="Why.")],
    urgency: Annotated[str, Option("--urgency", help="1h, 3h, 1d or 3d.")],
    override: Override = "",
    summary: Annotated[str, Option("--summary", help="What it needs to know.")] = "",
    withheld: Annotated[list[str] | None, Option("--withheld", help="What it isn't told; several.")] = None,
    person: Annotated[str, Option("--person", help="Whom to ask for there.")] = "",
    phone: Annotated[str, Option("--phone", help="One that is safe to call.")] = "",
    interpreter: Annotated[str, Option("--interpreter")] = "",
    escort: Annotated[str, Option("--escort")] = "",
    attach: Annotated[list[str] | None, Option("--attach", help="A file of the case, by its id; several.")] = None,
    place: Annotated[str, Option("--where", help="A place of the directory, by its id.")] = "",
    draft: Annotated[bool, Option("--draft", help="Not sent yet.")] = False,
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
        str, Option("--set", help="sent, received, accepted, rejected, in-progress, done, revoked, expired.")
    ],
    reason: Annotated[str, Option("--reason", help="Why: rejected and revoked need it.")] = "",
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


_DECISION = JsonView(decisions.DecisionOutcome, "decision=id status in_force")


def _check_status(status: str, confirm: str) -> None:
    if bool(status) == bool(confirm):
        raise BadParameter("Give --set with --body and --reason, or --confirm.")
    if status and status not in ("possible", "presumed", "identified", "not-identified"):
        raise BadParameter("--set is possible, presumed, identified or not-identified.")


@with_case(view=_DECISION, check=_check_status)
def case_status(
    session: Session,
    case_id: str,
    status: Annotated[str, Option("--set", help="possible, presumed, identified or not-identified.")] = "",
    body: Annotated[str, Option("--body", help="Who decides: a body by name.")] = "",
    reason: Reason = "",
    confirm: Annotated[str, Option("--confirm", help="A decision's id, or how it begins: as second person.")] = "",
) -> decisions.DecisionOutcome:
    if confirm:
        return decisions.confirm(session, case_id, confirm)
    return decisions.decide(session, case_id, status, body, reason)


@with_case()
def case_kind(
    session: Session,
    case_id: str,
    kinds: Annotated[list[str], Option("--set", help="trafficking, smuggling; or both.")],
    exploitation: Annotated[
        list[str] | None, Option("--exploitation", help="A form of it, as the profile names them; several.")
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
    result: Annotated[str, Option("--result", help="How it ended.")] = "",
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
    end_hold: Annotated[bool, Option("--off", help="No longer.")] = False,
    reason: Reason = "",
) -> Document:
    closure.hold(session, case_id, not end_hold, reason)
    return {"case": case_id, "held": not end_hold}


def _check_service(support: str, take_back: str) -> None:
    if bool(support) == bool(take_back):
        raise BadParameter("Say what was --given, or which to --take-back.")


@with_case(check=_check_service)
def case_service(
    *,
    session: Session,
    case_id: str,
    support: Annotated[str, Option("--given", help="What was given, in words.")] = "",
    need: Annotated[str, Option("--need", help="Which need it answers, such as legal.")] = "",
    note: Note = "",
    given_on: Annotated[datetime | None, Option("--on", formats=["%Y-%m-%d"])] = None,
    take_back: Annotated[str, Option("--take-back", help="One that was recorded by mistake.")] = "",
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
    session: Session, case_id: str, days: Annotated[int, Option("--days", help="In all.")], reason: Reason = ""
) -> Document:
    event = support_services.extend(session, case_id, days, reason)
    return {"event": event, "recovery": _care(session, case_id)["recovery"]}


@with_case()
def case_talk_day(
    session: Session, case_id: str, day: Annotated[datetime, Option("--on", formats=["%Y-%m-%d"])], reason: Reason = ""
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
