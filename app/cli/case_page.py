"""`case show`: a case with its interviews, its course and what happened."""

import sys

from app.casework.cases import access_log, duplicates, queries, redaction, related_people
from app.casework.cases.interpretation_view import DeclarationView, TranslationView
from app.casework.cases.queries import (
    CasePage,
    CaseRow,
    HandoverView,
    InterviewView,
    ReviewView,
    TimelineEntry,
    UnfinishedView,
)
from app.casework.cases.related_people import ProceedingView
from app.casework.exchange import sync
from app.casework.export import case_print
from app.casework.lifecycle import (
    case_stages,
    closure,
    consents,
    decisions,
    records,
    referrals,
    support_services,
)
from app.casework.lifecycle.case_parts import PartView, parts_of
from app.casework.lifecycle.consents import ConsentView, PendingNoticeView
from app.casework.lifecycle.decisions import DecisionView
from app.casework.questionnaires import screening
from app.casework.session.session import Session
from app.cli.case_views import CARE, LINK, PERSON, REFERRAL, ROAD
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_case, with_case, with_session
from app.cli.options import (
    ForRecipient,
    Give,
    Hidden,
    HoldBack,
    Language,
    LeaveUnreviewed,
    Limit,
    Officer,
    Out,
    Override,
    PasswordFile,
    Plain,
    ToAgency,
    language_of,
)
from app.cli.output import value_of, words
from app.cli.records import RECORD
from app.cli.secrets import PasswordOrPlain, secret
from app.errors import N_

_INTERVIEW = JsonView(InterviewView, "id form=form_id title=form_title version language at")
_OF_INTERVIEW = JsonView(
    InterviewView,
    "assessment agreed corrections view who=author both differing=open",
    assessment=lambda interview: (
        screening.stored_as_json(interview.assessment) if interview.assessment else None
    ),
)
_TRANSLATION = JsonView(TranslationView, "text language by=hand name who=author at")
_DECLARATION = JsonView(DeclarationView, "interpreter moment mode wording who=author at")
_PAGE = JsonView(
    CasePage,
    "id reference name stage opened officer facts marks responsible conflicts forks",
)
_UNFINISHED = JsonView(UnfinishedView, "id=interview_id title who=author to=name note at answered")
_HANDOVER = JsonView(HandoverView, "id who=author to=name note at")
_REVIEW = JsonView(ReviewView, "decision text who=author at")
_HAPPENED = JsonView(
    TimelineEntry,
    "event at what who=author role to note effect enrolled refused clock_in_doubt?",
    refused=lambda event: words()(event.refused) if event.refused else "",
)
_DECISION = JsonView(DecisionView, "id status body reason state who=author at second")
_CONSENT = JsonView(
    ConsentView,
    "purpose agency answer differs over basis by=author legal_basis=basis allowed"
    " language=given.language mode=given.mode witness=given.witness"
    " interpreter=given.interpreter giver=given.giver expires=given.expires at who=author event",
)
_TO_TELL = JsonView(PendingNoticeView, "consent purpose agency at")
_PROCEEDING = JsonView(ProceedingView, "id person *facts")
_PART = JsonView(PartView, "id expected count at who=author interview draft")


@with_case()
def case_show(session: Session, case_id: str, hidden: Hidden = False) -> Document:
    """A case with its interviews and what happened."""
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


def _interview(
    session: Session, page: CasePage, interview: InterviewView, hidden: bool
) -> Document:
    answers = access_log.answers(session, page.id, interview, uncover=hidden)
    refs = (
        interview.translations if hidden else interview.translations.keys() - {*answers["hidden"]}
    )
    return {
        **_INTERVIEW(interview), **answers, **_OF_INTERVIEW(interview),
        "translations": {ref: _TRANSLATION.each(interview.translations[ref]) for ref in sorted(refs)},
        "declarations": _DECLARATION.each(interview.declarations),
    }  # fmt: skip


def _course(session: Session, case_id: str) -> Document:
    """Its road, consents, referrals, decisions, people, needs."""
    case = queries.case_of(session, case_id)
    retention = closure.keeping_of(session, case)
    return {
        "road": ROAD(case_stages.road_in_words(session, case)),
        "status": case.shown(("status",)),
        "decisions": _DECISION.each(decisions.decisions_of(session, case)),
        "consents": _CONSENT.each(consents.grid_of(session, case)),
        "to_tell": _TO_TELL.each(consents.to_tell(session, case)),
        "referrals": [
            {"id": referral.id, **REFERRAL(referral)}
            for referral in referrals.referrals_of(session, case)
        ],
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


# -- case search -------------------------------------------------------------------------------
# `case list`, `case search`: the cases on this computer.

_LISTED = 1000
_KEYS = "id reference name stage marks"
_CASE = JsonView(CaseRow, _KEYS)
_FOUND = JsonView(CaseRow, f"{_KEYS} matched")


def _references(document: Document) -> str:
    return "\n".join(f"{case['reference']}  {case['name']}" for case in document["cases"])


@with_session(text=_references)
def case_list(session: Session, limit: Limit = _LISTED) -> Document:
    """The cases on this computer, the latest first."""
    return _cases(session, "", limit)


@with_session(text=_references)
def case_search(session: Session, text: str, limit: Limit = _LISTED) -> Document:
    """Find cases by name in either script, telephone in any spelling, any number, employer, place, officer
    or nationality; each says by what it was found."""
    return _cases(session, text, limit)


def _cases(session: Session, text: str, limit: int) -> Document:
    search = queries.find(session, text, limit)
    rows, has_more = search.rows, search.total > len(search.rows)
    if has_more:
        sentence = N_("Only the first {n} are shown. Give a higher --limit, or narrow the search.")  # fmt: skip
        print(words()(sentence, n=len(rows)), file=sys.stderr)
    view = _FOUND if text.strip() else _CASE
    return {"cases": view.each(rows), "more": has_more}


# -- case pdf ----------------------------------------------------------------------------------
# `case pdf`: the record of a case as a PDF.


@command(text=value_of("pdf"))
def case_pdf(
    *,
    case_id: str,
    out_file: Out,
    language: Language = "ar",
    password_file: PasswordFile = None,
    plain: Plain = False,
    to_agency: ToAgency = "",
    recipient: ForRecipient = "",
    leave_unreviewed: LeaveUnreviewed = False,
    override: Override = "",
    hold_back: HoldBack = None,
    give: Give = None,
    officer: Officer = "",
) -> Document:
    """Save a case's record; the event is written before the file exists."""
    if plain == (password_file is not None):
        raise PasswordOrPlain
    held_back = redaction.chosen(to_agency, hold_back or (), give or (), recipient)
    held_back.leaves_unreviewed = leave_unreviewed
    password = None if plain else secret(password_file, "Password")
    with at_case(officer, case_id) as (session, id_):
        code, file = language_of(language), out_file.absolute()
        case_print.save(
            session, id_, code, file, password,
            agency=to_agency, override=override, withheld=held_back,
        )  # fmt: skip
    return {"pdf": str(file), "held_back": held_back.said()}
