"""The course of a case as a document: its road, consents, referrals, decisions."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.casework.lifecycle.case_stages import ProgressView
    from app.casework.lifecycle.referrals import ReferralView
    from app.casework.session.session import Session


def course(session: "Session", case_id: str) -> dict[str, Any]:
    """What `case show` says of it."""
    from app.casework.cases import duplicates, related_people
    from app.casework.cases.queries import case_of
    from app.casework.lifecycle import (
        case_stages,
        closure,
        consents,
        decisions,
        referrals,
        support_services,
    )
    from app.casework.lifecycle.case_parts import parts_of
    from app.cli.support_services import care

    case = case_of(session, case_id)
    kept = closure.keeping_of(session, case)
    return {
        "road": road(case_stages.road_in_words(session, case)),
        "status": case.shown(("status",)),
        "decisions": [
            {"id": each.id, "status": each.status, "body": each.body, "reason": each.reason,
             "state": each.state, "who": each.who, "at": each.at.isoformat(), "second": each.second}
            for each in decisions.decisions_of(session, case)
        ],
        "consents": [
            {"purpose": each.purpose, "agency": each.agency, "answer": each.answer,
             "differs": each.differs, "over": each.over, "basis": each.basis, "by": each.who,
             "legal_basis": each.basis,
             "allowed": each.allowed, "language": each.given.language, "mode": each.given.mode,
             "witness": each.given.witness, "interpreter": each.given.interpreter,
             "giver": each.given.giver, "expires": _at(each.given.expires), "at": _at(each.at),
             "who": each.who, "event": each.event}
            for each in consents.grid_of(session, case)
        ],
        "to_tell": [
            {"consent": each.consent, "purpose": each.purpose, "agency": each.agency,
             "at": each.at.isoformat()}
            for each in consents.to_tell(session, case)
        ],
        "referrals": [
            {"id": each.id, **referral(each)} for each in referrals.referrals_of(session, case)
        ],
        "checks": {each.id: each.answer for each in closure.checks(session, case)},
        "kinds": list(kept.kinds),
        "closed": _at(kept.closed), "result": kept.result, "held": kept.held,
        "keep_until": _at(kept.until),
        "people": [
            {"id": each.id, "role": each.role, **each.facts} for each in related_people.people_of(session, case)
        ],
        "proceedings": [
            {"id": each.id, "person": each.person, **each.facts}
            for each in related_people.proceedings_of(session, case)
        ],
        "links": [
            {"id": each.case_id, "reference": each.reference, "as": each.as_, "here": each.here}
            for each in duplicates.linked(session, case_id)
        ],
        "parts": [
            {"id": each.id, "expected": each.expected, "count": each.count, "at": _at(each.at),
             "who": each.who, "interview": each.interview, "draft": each.draft}
            for each in parts_of(session, case)
        ],
        **care(support_services.care_of(session, case)),
    }  # fmt: skip


def road(told: "ProgressView") -> dict[str, Any]:
    return {
        "profile": told.profile, "stage": told.stage, "name": told.name,
        "since": _at(told.since), "due": _at(told.due), "overdue": told.overdue, "who": told.who,
        "agency": told.agency, "held_up": told.held_up, "closed": told.closed,
        "stages": [
            {"id": each.id, "name": each.name, "state": each.state, "agency": each.agency,
             "since": _at(each.since), "who": each.who}
            for each in told.steps
        ],
        "next": [
            {"id": each.id, "name": each.name, "agency": each.agency,
             "missing": [{"need": one.need, "says": one.says} for one in each.missing]}
            for each in told.next
        ],
    }  # fmt: skip


def referral(told: "ReferralView") -> dict[str, Any]:
    asked = told.request
    return {
        "reference": told.reference, "to": told.agency, "status": told.status,
        "service": asked.service, "why": asked.reason, "urgency": asked.urgency,
        "summary": asked.summary, "withheld": list(asked.withheld), "override": asked.override,
        "at": told.at.isoformat(), "sent": _at(told.sent), "due": _at(told.due),
        "overdue": told.overdue, "who": told.who, "reason": told.reason,
        "differs": told.differs, "next": list(told.next),
    }  # fmt: skip


def _at(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
