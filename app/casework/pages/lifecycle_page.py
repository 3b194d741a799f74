"""The course of a case as its page shows it: road, consents, referrals, decisions."""

from dataclasses import dataclass

from app.case.projection import Case
from app.casework.cases import attachments, duplicates, groups, related_people
from app.casework.cases.attachments import AttachmentView
from app.casework.cases.duplicates import LinkedCase
from app.casework.cases.groups import CaseGroup
from app.casework.cases.related_people import PersonView, ProceedingView
from app.casework.cases.reviews import may_review
from app.casework.export import receipt_return, release_requests
from app.casework.export.receipt_return import ReturnedView
from app.casework.export.release_requests import ReleaseView
from app.casework.lifecycle import agency_directory, case_parts, case_stages, closure, records, support_services
from app.casework.lifecycle import consents as consents_module
from app.casework.lifecycle import decisions as decisions_module
from app.casework.lifecycle import referrals as referrals_module
from app.casework.lifecycle.agency_directory import ServiceEntry
from app.casework.lifecycle.case_parts import PartView
from app.casework.lifecycle.case_stages import ProgressView
from app.casework.lifecycle.closure import NO_KINDS, CheckView, KeepingView, KindsView
from app.casework.lifecycle.consents import ConsentView, PendingNoticeView
from app.casework.lifecycle.decisions import DecisionView
from app.casework.lifecycle.records import RecordView
from app.casework.lifecycle.referrals import ReferralView
from app.casework.lifecycle.support_services import NO_CARE, Care, KindView
from app.casework.session import profiles
from app.casework.session.session import Session
from app.language import Name


@dataclass(frozen=True, slots=True)
class AgencyView:
    """One to which a case can be referred. `services`: each as it is recorded, and in words. `hours`: when it is safe to call, as the profile says."""

    id: str
    name: Name
    services: tuple[tuple[str, Name], ...]
    hours: str


@dataclass(frozen=True, slots=True)
class LifecyclePage:
    """`spoken`: the person's language and the interpreter, as the case knows them.
    `results`: (id, name, whether it needs the gate) of how the case may end. `decides`: may this
    officer decide on a status beyond possible? `closes`: close, reopen, hold?"""

    road: ProgressView
    consents: tuple[ConsentView, ...]
    to_tell: tuple[PendingNoticeView, ...]
    referrals: tuple[ReferralView, ...]
    decisions: tuple[DecisionView, ...]
    retention: KeepingView
    checks: tuple[CheckView, ...]
    results: tuple[tuple[str, Name, bool], ...]
    agencies: tuple[AgencyView, ...]
    decides: bool
    closes: bool
    linked: tuple[LinkedCase, ...]
    people: tuple[PersonView, ...]
    proceedings: tuple[ProceedingView, ...]
    groups: tuple[CaseGroup, ...] = ()
    directory: tuple[ServiceEntry, ...] = ()
    files: tuple[AttachmentView, ...] = ()
    thumb: bool = False  # may consent be a photographed thumb's print?
    parts: tuple[PartView, ...] = ()
    care: Care = NO_CARE
    kinds: tuple[KindView, ...] = ()
    all_kinds: KindsView = NO_KINDS
    spoken: tuple[str, str] = ("", "")
    releases: tuple[ReleaseView, ...] = ()
    receipts: tuple[ReturnedView, ...] = ()
    records: tuple[RecordView, ...] = ()


def course(session: Session, case_state: Case) -> LifecyclePage:
    return LifecyclePage(
        road=case_stages.progress(session, case_state),
        consents=tuple(consents_module.grid_of(session, case_state)),
        to_tell=tuple(consents_module.to_tell(session, case_state)),
        referrals=tuple(referrals_module.referrals_of(session, case_state)),
        decisions=tuple(decisions_module.decisions_of(session, case_state)),
        retention=closure.keeping_of(session, case_state),
        checks=tuple(closure.checks(session, case_state)),
        results=tuple(closure.results(session, case_state)),
        agencies=tuple(
            AgencyView(
                agency.id,
                Name(agency.name, agency.id),
                tuple((service, profiles.service_name(agency, service)) for service in agency.services),
                agency.hours,
            )
            for agency in profiles.in_use(session).agencies
            if not agency.own
        ),
        decides=may_review(session),
        closes=closure.may_close(session),
        linked=tuple(duplicates.linked(session, case_state.id.hex())),
        people=tuple(related_people.people_of(session, case_state)),
        proceedings=tuple(related_people.proceedings_of(session, case_state)),
        groups=tuple(groups.groups_of(session, case_state)),
        directory=tuple(agency_directory.entries(session)),
        files=tuple(attachments.of(session, case_state.id.hex())),
        thumb=profiles.in_use(session).thumb,
        parts=tuple(case_parts.parts_of(session, case_state)),
        care=support_services.care_of(session, case_state),
        kinds=tuple(support_services.kinds_of(session, case_state)),
        all_kinds=closure.kinds_view(session, case_state),
        spoken=(case_state.facts.get("language", ""), case_state.facts.get("interpreter", "")),
        releases=tuple(release_requests.releases_of(session, case_state)),
        receipts=tuple(receipt_return.receipts_of(session, case_state)),
        records=records.records_of(session, case_state),
    )
