"""The parts of a case's work: which were done, which are under way, and which are due at its stage."""

from dataclasses import dataclass
from datetime import datetime

from app.case.projection import Case
from app.casework.interviews.interview_events import RISK_LEVEL
from app.casework.lifecycle.support_services import GRAVE, finished
from app.casework.questionnaires import forms
from app.casework.questionnaires.form_parts import (
    FOLLOW_UP,
    FURTHER,
    INTAKE,
    NEEDS,
    PARTS,
    RISK,
    SAFETY_PLAN,
    SCREENING,
    SMUGGLING,
    part_of,
)
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.vault import drafts as unfinished

SAYS: dict[str, str] = {
    SCREENING: N_("Screening"),
    INTAKE: N_("Intake"),
    NEEDS: N_("Needs"),
    RISK: N_("Risk review"),
    SAFETY_PLAN: N_("Safety plan"),
    FOLLOW_UP: N_("Follow-up"),
    SMUGGLING: N_("The journey"),
    **FURTHER,
}
_AGAIN = frozenset({RISK, FOLLOW_UP})  # of which one is not the last


@dataclass(frozen=True, slots=True)
class PartView:
    """`expected`: at this stage, and not there yet. `at`, `author`: of the last that was finished, with
    its `interview`; `count` of them. `draft`: one that was begun on this computer."""

    id: str
    says: str
    expected: bool
    again: bool
    count: int
    at: datetime | None
    author: str
    interview: str
    draft: str


def parts_of(session: Session, case: Case) -> list[PartView]:
    """What was begun and what the stage expects first; the journey only of a smuggled person, or where it was asked about."""
    first = _first(session, case)
    drafts = _drafts(session, case)
    in_danger = case.facts.get(RISK_LEVEL) in GRAVE
    expected_parts = {*first, *((SAFETY_PLAN,) if in_danger else ())}
    part_views = [
        _part(session, case, fromkey, fromkey in expected_parts, drafts.get(fromkey, ""))
        for fromkey in dict.fromkeys((*first, *PARTS))
    ]
    visible_parts = [
        part_view for part_view in part_views if part_view.id != SMUGGLING or _smuggled(case) or part_view.count
    ]
    return sorted(
        visible_parts, key=lambda part_view: (not part_view.draft, not part_view.expected, not part_view.count)
    )


def _smuggled(case: Case) -> bool:
    return SMUGGLING in case.shown(("kind",)).split()


def _first(session: Session, case: Case) -> tuple[str, ...]:
    stage = profiles.in_use(session).stage(case.stage)
    return ((SMUGGLING,) if _smuggled(case) else ()) + (stage.interviews if stage else ())


def _part(session: Session, case: Case, id_: str, is_expected: bool, draft: str) -> PartView:
    interviews = finished(case, id_)
    last = interviews[0] if interviews else None
    return PartView(
        id=id_,
        says=SAYS[id_],
        expected=is_expected and not interviews,
        again=id_ in _AGAIN,
        count=len(interviews),
        at=utc(last.finished) if last else None,
        author=session.vault.directory.name_of(last.stream) if last else "",
        interview=last.id.hex() if last else "",
        draft=draft,
    )


def _drafts(session: Session, case: Case) -> dict[str, str]:
    """Part to the draft of one that was begun for this case here, the last touched."""
    drafts_by_part: dict[str, str] = {}
    for draft in unfinished.unfinished(session.reading()):
        if draft.meta.get("case") != case.id:
            continue
        try:
            part = part_of(forms.load(session, draft.form.hex()))
        except SanadError:
            continue
        drafts_by_part.setdefault(part, draft.id.hex())
    return drafts_by_part
