"""The stages of a case: moving it, and the road as a person sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.case import events
from app.case.conditions import missing
from app.case.profile import Need, Profile
from app.case.progress import road
from app.case.projection import Case
from app.casework.cases.case_rows import responsible
from app.casework.cases.event_writer import say, under
from app.casework.cases.queries import case_of
from app.casework.cases.refusals import need_name
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc_or_none
from app.language import Name, Sayable
from app.seal.canonical import nfc


@dataclass(frozen=True, slots=True)
class MissingCondition:
    """`need`: the condition's id, as in a profile; `says`: in words."""

    need: str
    says: Sayable


@dataclass(frozen=True, slots=True)
class NextView:
    id: str
    name: Name
    agency: Name
    missing: tuple[MissingCondition, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """`state`: done, here, left out, later."""

    id: str
    name: Name
    state: str
    agency: Name
    since: datetime | None
    author: str
    leaves: Name


@dataclass(frozen=True, slots=True)
class ProgressView:
    """`author`: the colleague who has the case; `agency`: whose turn it is; `beside`: what runs beside
    the stages. `due`: when this stage should be over. `held_up`: people must decide between values
    first. `known`: False where the case stands at a stage of another referral system. `gate`: what
    is missing for a return to be called voluntary."""

    profile: str
    stage: str
    name: Name
    steps: tuple[StepView, ...]
    since: datetime | None
    due: datetime | None
    overdue: bool
    author: str
    agency: Name
    next: tuple[NextView, ...]
    held_up: bool
    closed: bool
    known: bool
    beside: Name
    beside_agency: Name
    gate: tuple[MissingCondition, ...] = ()


def move(session: Session, case_id: str, stage: str, reason: str = "") -> str:
    """Move a case to a stage; back only with a reason. The event's id.

    NoCase; StageRefused, ConsentFirst, ReasonWanted, ValuesDiffer, CaseClosed, NotYours."""
    content = {"to": nfc(stage.strip()), "reason": nfc(reason.strip()), **under(session)}
    return say(session, case_id, events.STAGE, content)


def road_of(session: Session, case_id: str) -> ProgressView:
    """NoCase."""
    return progress(session, case_of(session, case_id))


def progress(session: Session, case_state: Case) -> ProgressView:
    """The stages of a case with their names, who moved it and when, and what the next ones still
    need."""
    profile, nobody = profiles.in_use(session), Name({})
    case_road, agencies = road(case_state, profile, session.now()), profiles.agency_names(profile)
    name_of = session.vault.directory.name_of
    return ProgressView(
        profile=profile.id, stage=case_state.shown(("stage",)) or case_road.stage.id, name=Name(case_road.stage.name, case_state.stage),
        steps=tuple(
            StepView(
                id=step.stage.id, name=Name(step.stage.name), state=step.state,
                agency=agencies.get(step.stage.agency, nobody), since=utc_or_none(step.since), author=name_of(step.author),
                leaves=Name(step.stage.leaves),
            )
            for step in case_road.steps
        ),
        since=utc_or_none(case_road.since), due=utc_or_none(case_road.due), overdue=0 < case_road.due < session.now(),
        author=responsible(session, case_state)[1] or case_state.officer, agency=agencies.get(case_road.stage.agency, nobody),
        next=tuple(
            NextView(
                ahead.stage.id, Name(ahead.stage.name), agencies.get(ahead.stage.agency, nobody),
                _conditions(ahead.missing, profile),
            )
            for ahead in case_road.ahead
        ),
        held_up=case_road.held_up, closed=case_road.closed, known=case_road.known, beside=Name(profile.beside),
        beside_agency=agencies.get(profile.beside_agency, nobody),
        gate=_conditions(missing(profile.gate, case_state.ground(session.now(), profile)), profile),
    )  # fmt: skip


def _conditions(needs: Iterable[Need], profile: Profile) -> tuple[MissingCondition, ...]:
    return tuple(MissingCondition(str(need), need_name(need, profile)) for need in needs)


def stages(session: Session) -> list[tuple[str, Name]]:
    """(id, name) of the stages of the referral system in use, in their order."""
    return [(stage.id, Name(stage.name, stage.id)) for stage in profiles.in_use(session).stages]
