"""The course of a case as its page shows it: road, consents, referrals, decisions, in each language."""

from dataclasses import dataclass
from typing import get_args

from app.case.fold import Case
from app.casework import (
    attaching,
    caring,
    closing,
    consenting,
    deciding,
    directory,
    doubles,
    groups,
    others,
    profiles,
    referring,
    staging,
    work_parts,
)
from app.casework.attaching import Attachment
from app.casework.caring import NO_CARE, Care, KindView
from app.casework.closing import NO_KINDS, CheckView, KeepingView, KindsView
from app.casework.consenting import ConsentView, ToTellView
from app.casework.deciding import DecisionView
from app.casework.directory import Entry
from app.casework.doubles import Linked
from app.casework.groups import GroupOf
from app.casework.others import PersonView, ProceedingView
from app.casework.reading import case_of
from app.casework.referring import ReferralView
from app.casework.reviewing import may_review
from app.casework.session import Session
from app.casework.staging import RoadView
from app.casework.work_parts import PartView
from app.settings import Language

__all__ = ["AgencyView", "Course", "course"]


@dataclass(frozen=True, slots=True)
class AgencyView:
    """One to which a case can be referred. `services`: each as it is recorded, and in words. `hours`: when it is safe to call, as the profile says."""

    id: str
    name: str
    services: tuple[tuple[str, str], ...]
    hours: str


@dataclass(frozen=True, slots=True)
class Course:
    """`results`: (id, name, whether it needs the gate) of how the case may end. `decides`: may this
    officer decide on a status beyond possible? `closes`: close, reopen, hold?"""

    road: RoadView
    consents: tuple[ConsentView, ...]
    to_tell: tuple[ToTellView, ...]
    referrals: tuple[ReferralView, ...]
    decisions: tuple[DecisionView, ...]
    keeping: KeepingView
    checks: tuple[CheckView, ...]
    results: tuple[tuple[str, str, bool], ...]
    agencies: tuple[AgencyView, ...]
    decides: bool
    closes: bool
    linked: tuple[Linked, ...]
    people: tuple[PersonView, ...]
    proceedings: tuple[ProceedingView, ...]
    groups: tuple[GroupOf, ...] = ()
    directory: tuple[Entry, ...] = ()
    files: tuple[Attachment, ...] = ()
    thumb: bool = False  # may consent be a photographed thumb's print?
    parts: tuple[PartView, ...] = ()
    care: Care = NO_CARE
    kinds: tuple[KindView, ...] = ()
    all_kinds: KindsView = NO_KINDS


def course(session: Session, case_id: str) -> dict[Language, Course]:
    """By language, so that the page can change it without reading again. NoCase."""
    told = case_of(session, case_id)
    linked = tuple(doubles.linked(session, case_id))
    return {code: _in(session, told, code, linked) for code in get_args(Language)}


def _in(
    session: Session, told: Case, code: Language,
    linked: tuple[Linked, ...],
) -> Course:  # fmt: skip
    return Course(
        staging.road_in_words(session, told, code),
        tuple(consenting.grid_of(session, told, code)),
        tuple(consenting.to_tell(session, told, code)),
        tuple(referring.referrals_of(session, told, code)),
        tuple(deciding.decisions_of(session, told)),
        closing.keeping_of(session, told),
        tuple(closing.checks(session, told, code)),
        tuple(closing.results(session, told, code)),
        tuple(
            AgencyView(
                each.id, each.name.get(code, each.id),
                tuple((one, each.service(one, code)) for one in each.services), each.hours,
            )
            for each in profiles.in_use(session).agencies
            if not each.own
        ),
        may_review(session),
        closing.may_close(session),
        linked,
        tuple(others.people_of(session, told)),
        tuple(others.proceedings_of(session, told)),
        tuple(groups.groups_of(session, told)),
        tuple(directory.entries(session, code)),
        tuple(attaching.of(session, told.id.hex())),
        profiles.in_use(session).thumb,
        parts=tuple(work_parts.parts_of(session, told)),
        care=caring.care_of(session, told, code),
        kinds=tuple(caring.kinds_of(session, told, code)),
        all_kinds=closing.kinds_view(session, told, code),
    )  # fmt: skip
