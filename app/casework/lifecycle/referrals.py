"""A case referred to an agency, and how the agency answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.case import events
from app.case.profile import Agency
from app.case.projection import Case
from app.case.reference import reference
from app.case.referral import NEXT, STATES, WAITING, Referral
from app.casework.cases.attachment_reader import NoAttachment, named
from app.casework.cases.event_writer import attempt_all, say, say_in, under
from app.casework.cases.queries import case_of
from app.casework.lifecycle import consents
from app.casework.session import clock_check, profiles
from app.casework.session.session import Session
from app.clock import end_of_day, utc, utc_or_none
from app.errors import N_, SanadError
from app.language import Name, fold
from app.seal.canonical import nfc
from app.seal.keys import fresh_id


class DayOver(SanadError):
    says = N_("This day is over. Nothing was referred. Choose today or a later day.")


class NoReferral(SanadError):
    says = N_("This referral is not in the case. Nothing was changed. Check its number.")


@dataclass(frozen=True, slots=True)
class ReferralRequest:
    """What is asked of an agency. `urgency`: 1h, 3h, 1d, 3d; where `answer_day` names the day until which an
    answer is wanted, the one that comes nearest before its end. `summary`: what it needs to know;
    `withheld`: what it is not told; `phone`: one that is safe to call. `attached`: SHA-256 of files
    of the case, in hexadecimal; `where`: a place of the directory, by its id."""

    agency: str
    service: str
    reason: str
    urgency: str
    summary: str = ""
    withheld: tuple[str, ...] = ()
    person: str = ""
    phone: str = ""
    interpreter: str = ""
    escort: str = ""
    attached: tuple[str, ...] = ()
    override: str = ""
    where: str = ""
    answer_day: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralView:
    """`due`: when an answer is wanted, None while it is a draft or once it was answered. `next`: the
    statuses that may follow. `differs`: colleagues wrote different ones. `override`: why it went out
    without consent."""

    id: str
    reference: str
    agency: str
    agency_name: Name
    service_name: Name
    request: ReferralRequest
    status: str
    differs: bool
    at: datetime
    sent: datetime | None
    due: datetime | None
    overdue: bool
    author: str
    reason: str
    next: tuple[str, ...]


def refer(
    session: Session,
    case_id: str,
    request: ReferralRequest,
    *,
    draft: bool = False,
    answer: str = "",
    terms: consents.ConsentDetails | None = None,
) -> str:
    """Refer a case; the referral's id. Nothing is sent by this program: it is the record, its number
    and its clock. `answer`: what the person says now (yes, no) to whether the agency may know, and
    `terms`, how: recorded before the referral, both or neither; a no takes back what was agreed before.
    NoCase, NoAttachment; ConsentIncomplete, OutsideConsent, AgreementOver, NoAgency, ReasonWanted,
    CaseClosed, DayOver, NothingSaid for an urgency that isn't one or a service that isn't named."""
    id_, case = fresh_id(), case_of(session, case_id)
    contents = _contents(session, case, id_, request, draft=draft, answer=answer, terms=terms)
    with session.vault.transaction() as writer:
        for kind, content in contents:
            say_in(session, writer, case_of(session, case_id), kind, content)
    return id_.hex()


def attempt(
    session: Session,
    case_id: str,
    request: ReferralRequest,
    answer: str = "",
    terms: consents.ConsentDetails | None = None,
) -> tuple[Case, Referral]:
    """The case as it would be once it was referred, and the referral; nothing is written. As `refer`."""
    id_, case = fresh_id(), case_of(session, case_id)
    contents = _contents(session, case, id_, request, draft=False, answer=answer, terms=terms)
    tried = attempt_all(session, case, contents)
    return tried, tried.referrals[id_]


def _contents(
    session: Session,
    case: Case,
    id_: bytes,
    request: ReferralRequest,
    *,
    draft: bool,
    answer: str,
    terms: consents.ConsentDetails | None,
) -> list[tuple[str, dict[str, Any]]]:
    """What the person says now, if anything, and the referral after it."""
    referral = (events.REFERRAL, _content(session, case, id_, request, draft=draft))
    if not answer:
        return [referral]
    consent = consents.said_to_agency(session, case, request.agency, answer, terms or consents.ConsentDetails())
    return [(events.CONSENT, consent), referral]


def _content(session: Session, case: Case, id_: bytes, request: ReferralRequest, *, draft: bool) -> dict[str, Any]:
    hashes = {attachment.hash for attachment in case.attached.values()}
    attached = [bytes.fromhex(hash_hex) for hash_hex in request.attached]
    if not hashes.issuperset(attached):
        raise NoAttachment
    today = utc(clock_check.likely(session)).astimezone().date()
    if request.answer_day is not None and request.answer_day < today:
        raise DayOver
    return {
        "referral": id_, "reference": reference(id_, clock_check.year(session), "R"),
        "agency": request.agency, "service": _clean(request.service),
        "reason": _clean(request.reason),
        "urgency": _within((request.answer_day - today).days) if request.answer_day else request.urgency,
        "person": _clean(request.person), "phone": _clean(request.phone),
        "summary": _clean(request.summary),
        "withheld": [_clean(topic) for topic in request.withheld],
        "interpreter": _clean(request.interpreter), "escort": _clean(request.escort),
        "attached": attached, "override": _clean(request.override), "draft": int(draft),
        **({"where": request.where} if request.where else {}),
        **({"until": request.answer_day.isoformat()} if request.answer_day else {}), **under(session),
    }  # fmt: skip


def _within(days: int) -> str:
    """For a program that doesn't know the day: an urgency that ends before it does."""
    return "3h" if days < 1 else "1d" if days < 3 else "3d"


def set_status(session: Session, case_id: str, referral: str, status: str, reason: str = "", override: str = "") -> str:
    """Say how a referral goes; the event's id. NoCase, NoReferral, NoSuchStep, ReasonWanted;
    OutsideConsent, AgreementOver for a draft that is sent."""
    referral_record = find(case_of(session, case_id), referral)
    return say(
        session,
        case_id,
        events.REFERRED,
        {
            "referral": referral_record.id,
            "status": status,
            "reason": _clean(reason),
            "override": _clean(override),
            **under(session),
        },
    )


def hash_of(session: Session, case_id: str, file_id: str) -> str:
    """SHA-256 of a file of the case, by its id or how it begins. NoAttachment, NoCase."""
    return named(case_of(session, case_id), file_id).hash.hex()


def find(case: Case, id_or_reference: str) -> Referral:
    """By id, by how it begins, or by its number. NoReferral."""
    query = fold(id_or_reference).replace("-", "").replace(" ", "")
    referrals = [
        referral
        for referral in case.referrals.values()
        if query and (referral.id.hex().startswith(query) or _plain(referral.reference) == query)
    ]
    if len(referrals) != 1:
        raise NoReferral
    return referrals[0]


def referrals(session: Session, case_id: str) -> list[ReferralView]:
    """Every referral of a case, the last first. NoCase."""
    return referrals_of(session, case_of(session, case_id))


def referrals_of(session: Session, case: Case) -> list[ReferralView]:
    agencies = {agency.id: agency for agency in profiles.in_use(session).agencies}
    referral_views = [
        _view(session, case, referral, agencies.get(referral.agency)) for referral in case.referrals.values()
    ]
    return sorted(referral_views, key=lambda referral_view: (referral_view.at, referral_view.id), reverse=True)


def _view(session: Session, case: Case, referral: Referral, agency: Agency | None) -> ReferralView:
    referral_field = ("referral", referral.id)
    texts = {write.text for write in case.standing(referral_field)}
    status, last = case.shown(referral_field), case.history(referral_field)[-1]
    sent = case.sent_at(referral)
    due = referral.due(sent) if sent and status in WAITING else 0
    follow = [set(NEXT.get(text, ())) for text in texts]
    return ReferralView(
        id=referral.id.hex(), reference=referral.reference, agency=referral.agency,
        agency_name=Name(agency.name if agency else {}, referral.agency),
        service_name=profiles.service_name(agency, referral.service),
        request=ReferralRequest(
            agency=referral.agency, service=referral.service, reason=referral.reason, urgency=referral.urgency, summary=referral.summary, withheld=referral.withheld,
            person=referral.person, phone=referral.phone, interpreter=referral.interpreter, escort=referral.escort,
            attached=tuple(file_hash.hex() for file_hash in referral.attached), override=referral.override, where=referral.where,
            answer_day=day_of(referral.answer_day),
        ),
        status=status, differs=len(texts) > 1, at=utc(referral.at), sent=utc_or_none(sent),
        due=utc_or_none(due), overdue=0 < due < session.now(),
        author=session.vault.directory.name_of(referral.stream),
        reason="" if last.event == referral.event else last.reason, next=_in_order(follow),
    )  # fmt: skip


def _in_order(follow: Sequence[set[str]]) -> tuple[str, ...]:
    return tuple(status for status in STATES if follow and all(status in allowed for allowed in follow))


def day_of(text: str) -> date | None:
    """A day such as 2026-12-01; None for what is none."""
    return utc(end).astimezone().date() if (end := end_of_day(text)) else None


def _plain(number: str) -> str:
    return fold(number).replace("-", "")


def _clean(text: str) -> str:
    return nfc(text.strip())
