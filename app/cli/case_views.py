"""The keys of what a case's page and its course are made of (docs/cli.md, `case show`)."""

from app.casework.cases.duplicates import LinkedCase
from app.casework.cases.related_people import PersonView
from app.casework.lifecycle.case_stages import MissingCondition, NextView, ProgressView, StepView
from app.casework.lifecycle.referrals import ReferralView
from app.casework.lifecycle.support_services import (
    Care,
    NeedView,
    RecoveryView,
    RiskView,
    ServiceView,
)
from app.cli.json_output import JsonView

MISSING = JsonView(MissingCondition, "need says")
ROAD = JsonView(
    ProgressView,
    "profile stage name since due overdue who=author agency held_up closed stages=steps next",
    stages=JsonView(StepView, "id name state agency since who=author"),
    next=JsonView(NextView, "id name agency missing", missing=MISSING),
)
REFERRAL = JsonView(
    ReferralView,
    "reference to=agency status service=request.service why=request.reason urgency=request.urgency"
    " summary=request.summary withheld=request.withheld override=request.override"
    " at sent due overdue who=author reason differs next",
)
PERSON = JsonView(PersonView, "id role *facts")
LINK = JsonView(LinkedCase, "id=case_id reference as=as_ here")
CARE = JsonView(
    Care,
    "needs services risk recovery",
    needs=JsonView(
        NeedView,
        "id name urgency words since who=author services referred given kind=id due open urgent",
        services=lambda need: [f"{agency}:{service}" for agency, service in need.services],
        referred=lambda need: [
            {"to": agency, "service": service, "status": status, "reference": number}
            for agency, service, status, number in need.referred
        ],
        given=lambda need: [service.id for service in need.given],
    ),
    services=JsonView(ServiceView, "id need given=what note on who=author"),
    risk=JsonView(
        RiskView,
        "level at who=author next overdue reviewer safety_plan=planned differs before",
        before=lambda risk: [{"level": level, "at": at} for level, at in risk.before],
    ),
    recovery=JsonView(RecoveryView, "day days first last recommended=proposed differs"),
)
