"""The stages of a case: moving it, and the road as a person sees it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.case import events
from app.case.conditions import missing
from app.case.profile import Need, Profile
from app.case.progress import CaseProgress, road
from app.case.projection import Case
from app.casework.cases.case_rows import responsible
from app.casework.cases.event_writer import say, under
from app.casework.cases.queries import case_of
from app.casework.cases.refusals import need_in_words
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc_or_none
from app.language import Words
from app.seal.canonical import nfc
from app.settings import Language


@dataclass(frozen=True, slots=True)
class MissingCondition:
    """`need`: the condition's id, as in a profile; `says`: in words."""

    need: str
    says: str


@dataclass(frozen=True, slots=True)
class NextView:
    id: str
    name: str
    agency: str
    missing: tuple[MissingCondition, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """`state`: done, here, left out, later."""

    id: str
    name: str
    state: str
    agency: str
    since: datetime | None
    author: str
    leaves: str


@dataclass(frozen=True, slots=True)
class ProgressView:
    """`author`: the colleague who has the case; `agency`: whose turn it is; `beside`: what runs beside
    the stages. `due`: when this stage should be over. `held_up`: people must decide between values
    first. `known`: False where the case stands at a stage of another referral system. `gate`: what
    is missing for a return to be called voluntary."""

    profile: str
    stage: str
    name: str
    steps: tuple[StepView, ...]
    since: datetime | None
    due: datetime | None
    overdue: bool
    author: str
    agency: str
    next: tuple[NextView, ...]
    held_up: bool
    closed: bool
    known: bool
    beside: str
    beside_agency: str
    gate: tuple[MissingCondition, ...] = ()


def move(session: Session, case_id: str, stage: str, reason: str = "") -> str:
    """Move a case to a stage; back only with a reason. The event's id.

    NoCase; StageRefused, ConsentFirst, ReasonWanted, ValuesDiffer, CaseClosed, NotYours."""
    content = {"to": nfc(stage.strip()), "reason": nfc(reason.strip()), **under(session)}
    return say(session, case_id, events.STAGE, content)


def road_of(session: Session, case_id: str, language: Language | None = None) -> ProgressView:
    """NoCase."""
    return road_in_words(session, case_of(session, case_id), language)


def road_in_words(
    session: Session, case_state: Case, language: Language | None = None
) -> ProgressView:
    """The stages of a case with their names, who moved it and when, and what the next ones still
    need."""
    profile, words = profiles.in_use(session), Words(language or session.officer.language)
    case_road, code = road(case_state, profile, session.now()), words.language
    agencies = {agency.id: agency.name.get(code, agency.id) for agency in profile.agencies}
    name_of = session.vault.directory.name_of
    return ProgressView(
        profile=profile.id, stage=case_state.shown(("stage",)) or case_road.stage.id, name=case_road.stage.name.get(code, case_state.stage),
        steps=tuple(
            StepView(
                id=step.stage.id, name=step.stage.name.get(code, ""), state=step.state,
                agency=agencies.get(step.stage.agency, ""), since=utc_or_none(step.since), author=name_of(step.author),
                leaves=step.stage.leaves.get(code, ""),
            )
            for step in case_road.steps
        ),
        since=utc_or_none(case_road.since), due=utc_or_none(case_road.due), overdue=_overdue(case_road, session.now()),
        author=responsible(session, case_state)[1] or case_state.officer, agency=agencies.get(case_road.stage.agency, ""),
        next=tuple(
            NextView(
                ahead.stage.id, ahead.stage.name.get(code, ""), agencies.get(ahead.stage.agency, ""),
                _in_words(ahead.missing, profile, words),
            )
            for ahead in case_road.ahead
        ),
        held_up=case_road.held_up, closed=case_road.closed, known=case_road.known, beside=profile.beside.get(code, ""),
        beside_agency=agencies.get(profile.beside_agency, ""),
        gate=_in_words(missing(profile.gate, case_state.ground(session.now(), profile)), profile, words),
    )  # fmt: skip


def _in_words(
    needs: Iterable[Need], profile: Profile, words: Words
) -> tuple[MissingCondition, ...]:
    return tuple(MissingCondition(str(need), need_in_words(need, profile, words)) for need in needs)


def stages(session: Session, language: Language | None = None) -> list[tuple[str, str]]:
    """(id, name) of the stages of the referral system in use, in their order."""
    code = language or session.officer.language
    stages = profiles.in_use(session).stages
    return [(stage.id, stage.name.get(code, stage.id)) for stage in stages]


def names(session: Session) -> list[tuple[str, Mapping[str, str]]]:
    """(id, name by language) of the stages of the referral system in use, in their order."""
    return [(stage.id, stage.name) for stage in profiles.in_use(session).stages]


def _overdue(road: CaseProgress, now: int) -> bool:
    return 0 < road.due < now
