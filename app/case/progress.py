"""The road of a case: where it is, since when, until when, and what is missing for the next step."""

from dataclasses import dataclass
from typing import Literal

from app.case.conditions import missing
from app.case.profile import Need, Profile, Stage
from app.case.projection import Case

State = Literal["done", "here", "left out", "later"]
DAY = 86400


@dataclass(frozen=True, slots=True)
class StageStep:
    """A stage of the road. `since`: when the case came there last, 0 for never. `author`: the stream of
    who moved it there, b"" where nobody did."""

    stage: Stage
    state: State
    since: int
    author: bytes


@dataclass(frozen=True, slots=True)
class NextStage:
    """A stage that may come next, and what is missing for it."""

    stage: Stage
    missing: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class CaseProgress:
    """`due`: when the stage should be over, 0 for no limit or once the case is closed. `held_up`:
    colleagues wrote different values, and somebody must decide first. `known`: False where the case
    stands at a stage of another referral system."""

    steps: tuple[StageStep, ...]
    stage: Stage
    since: int
    due: int
    ahead: tuple[NextStage, ...]
    held_up: bool
    closed: bool
    known: bool


def road(case: Case, profile: Profile, at: int) -> CaseProgress:
    """The road of a case at a moment."""
    arrivals = _came(case)
    stage = case.shown(("stage",)) or profile.stages[0].id  # nobody moved it: where cases begin
    place = profile.place(stage)
    current_stage = profile.stages[max(place, 0)]
    first, no_arrival = (case.opened, case.stream), (0, b"")
    entered_at, _ = arrivals.get(stage, first)
    ground = case.ground(at, profile)
    steps = tuple(
        StageStep(
            stage, _state(stage, n, place, arrivals, profile), *arrivals.get(stage.id, first if not n else no_arrival)
        )
        for n, stage in enumerate(profile.stages)
    )
    ahead = (
        ()
        if case.closed
        else tuple(
            NextStage(stage, missing(stage.needs, ground))
            for stage in profile.stages
            if current_stage.id in stage.after
        )
    )
    due = entered_at + current_stage.days * DAY if current_stage.days and entered_at and not case.closed else 0
    return CaseProgress(
        steps=steps,
        stage=current_stage,
        since=entered_at,
        due=due,
        ahead=ahead,
        held_up=ground.blocked() is not None,
        closed=case.closed,
        known=place >= 0,
    )


def _came(case: Case) -> dict[str, tuple[int, bytes]]:
    """When, and by whom, a case came to each of its stages; the last time counts."""
    register = case.registers.get(("stage",))
    events = [case.timeline[write.place] for write in register.written] if register else []
    return {
        write.text: (event.at, event.stream)
        for write, event in zip(register.written if register else [], events, strict=True)
    }


def _state(stage: Stage, n: int, place: int, arrivals: dict[str, tuple[int, bytes]], profile: Profile) -> State:
    if n == max(place, 0):
        return "here"
    if n > place:
        return "later"
    return "done" if stage.id in arrivals or stage is profile.stages[0] else "left out"
