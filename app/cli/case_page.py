"""`case show`: a case with its interviews, its course and what happened."""

from app.casework.cases import access_log, duplicates, queries, related_people
from app.casework.cases.interpretation_view import DeclarationView, TranslationView
from app.casework.exchange import sync
from app.casework.lifecycle import case_stages, closure, consents, decisions, records, referrals, support_services
from app.casework.lifecycle.case_parts import PartView, parts_of
from app.casework.questionnaires import screening
from app.casework.session.session import Session
from app.cli.course import CARE, REFERRAL, ROAD
from app.cli.json_output import Document, JsonView
from app.cli.links import LINK, PERSON
from app.cli.officer_session import with_case
from app.cli.options import Hidden
from app.cli.output import words
from app.cli.records import RECORD

_INTERVIEW = JsonView(queries.InterviewView, "id form=form_id title=form_title version language at")
_OF_INTERVIEW = JsonView(
    queries.InterviewView,
    "assessment agreed corrections view who=author both differing=open",
    assessment=lambda interview: screening.stored_as_json(interview.assessment) if interview.assessment else None,
)
_TRANSLATION = JsonView(TranslationView, "text language by=hand name who=author at")
_DECLARATION = JsonView(DeclarationView, "interpreter moment mode wording who=author at")
_PAGE = JsonView(queries.CasePage, "id reference name stage opened officer facts marks responsible conflicts forks")
_UNFINISHED = JsonView(queries.UnfinishedView, "id=interview_id title who=author to=name note at answered")
_HANDOVER = JsonView(queries.HandoverView, "id who=author to=name note at")
_REVIEW = JsonView(queries.ReviewView, "decision text who=author at")
_HAPPENED = JsonView(
    queries.TimelineEntry,
    "event at what who=author role to note effect enrolled refused clock_in_doubt?",
    refused=lambda event: words()(event.refused) if event.refused else "",
)
_DECISION = JsonView(decisions.DecisionView, "id status body reason state who=author at second")
_CONSENT = JsonView(
    consents.ConsentView,
    "purpose agency answer differs over basis by=author legal_basis=basis allowed"
    " language=given.language mode=given.mode witness=given.witness"
    " interpreter=given.interpreter giver=given.giver expires=given.expires at who=author event",
)
_TO_TELL = JsonView(consents.PendingNoticeView, "consent purpose agency at")
_PROCEEDING = JsonView(related_people.ProceedingView, "id person *facts")
_PART = JsonView(PartView, "id expected count at who=author interview draft")


@with_case()
def case_show(session: Session, case_id: str, hidden: Hidden = False) -> Document:
    access_log.seen(session, case_id)
    page = queries.case(session, case_id)
    interviews = [_interview(session, page, interview, hidden) for interview in page.interviews]
    state = sync.state(session, case_id)
    return {
        **_PAGE(page),
        "interviews": interviews,
        "unfinished": _UNFINISHED.each(page.unfinished),
        "handovers": [{**_HANDOVER(handover), "marks": page.marks} for handover in page.handovers],
        "reviews": _REVIEW.each(page.reviews),
        "timeline": _HAPPENED.each(page.timeline),
        **_course(session, case_id),
        "sync": state,
    }


def _interview(session: Session, page: queries.CasePage, interview: queries.InterviewView, hidden: bool) -> Document:
    answers = access_log.answers(session, page.id, interview, uncover=hidden)
    refs = interview.translations if hidden else interview.translations.keys() - {*answers["hidden"]}
    return {
        **_INTERVIEW(interview),
        **answers,
        **_OF_INTERVIEW(interview),
        "translations": {ref: _TRANSLATION.each(interview.translations[ref]) for ref in sorted(refs)},
        "declarations": _DECLARATION.each(interview.declarations),
    }


def _course(session: Session, case_id: str) -> Document:
    """Its road, consents, referrals, decisions, people, needs."""
    case = queries.case_of(session, case_id)
    retention = closure.keeping_of(session, case)
    return {
        "road": ROAD(case_stages.progress(session, case)),
        "status": case.shown(("status",)),
        "decisions": _DECISION.each(decisions.decisions_of(session, case)),
        "consents": _CONSENT.each(consents.grid_of(session, case)),
        "to_tell": _TO_TELL.each(consents.to_tell(session, case)),
        "referrals": [{"id": referral.id, **REFERRAL(referral)} for referral in referrals.referrals_of(session, case)],
        "checks": {check.id: check.answer for check in closure.checks(session, case)},
        "kinds": retention.kinds,
        "closed": retention.closed,
        "result": retention.result,
        "held": retention.held,
        "keep_until": retention.until,
        "people": PERSON.each(related_people.people_of(session, case)),
        "proceedings": _PROCEEDING.each(related_people.proceedings_of(session, case)),
        "links": LINK.each(duplicates.linked(session, case_id)),
        "parts": _PART.each(parts_of(session, case)),
        "records": RECORD.each(records.records_of(session, case)),
        **CARE(support_services.care_of(session, case)),
    }
