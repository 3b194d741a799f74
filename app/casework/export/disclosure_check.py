"""Before a paper or a file leaves: to whom it may go, on what that rests, and what there is to hold back."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from app.case.profile import Agency
from app.case.projection import Case
from app.case.recipient_rules import RecipientRules
from app.casework.cases import queries
from app.casework.cases.redaction import chosen, extras_at, kinds_of
from app.casework.cases.refusals import AgreementOver
from app.casework.export import redacted_reading
from app.casework.interviews import interview as talking
from app.casework.questionnaires import forms
from app.casework.questionnaires.form_parts import part_of
from app.casework.session import profiles
from app.casework.session.session import Session
from app.form import Interview
from app.settings import Language

Rests = Literal["consent", "basis", "nothing", "over", "agreement"]


@dataclass(frozen=True, slots=True)
class DisclosureBasis:
    """An agency. `rests`: on the person's consent, a legal basis, nothing, an agreement that is over, or one
    that is missing. `rules`: what goes there at the stage that the case stands at, None where nothing may."""

    agency: str
    name: str
    rests: Rests
    rules: RecipientRules | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """`known`: kinds of sensitive answers and parts of the work that the case has, and how many."""

    ways: tuple[DisclosureBasis, ...]
    known: dict[str, int]


def disclosure_of(session: Session, case_id: str, language: Language) -> Disclosure:
    """NoCase."""
    case_state = queries.case_of(session, case_id)
    return Disclosure(
        tuple(
            _way(session, case_state, agency, language)
            for agency in profiles.in_use(session).agencies
            if not agency.own
        ),
        _known(session, case_id),
    )


def _way(session: Session, case_state: Case, agency: Agency, language: Language) -> DisclosureBasis:
    name = agency.name.get(language, agency.id)
    rests = _rests(session, case_state, agency.id, agency.until)
    try:
        rules = redacted_reading.rules_for(session, case_state, chosen(agency.id))
    except redacted_reading.AgreementNeeded:
        return DisclosureBasis(agency.id, name, "agreement")
    except AgreementOver:
        return DisclosureBasis(agency.id, name, "over")
    return DisclosureBasis(agency.id, name, rests, rules)


def _rests(session: Session, case_state: Case, agency: str, expires_at: int) -> Rests:
    ground = case_state.ground(session.now())
    if 0 < expires_at < ground.at:
        return "over"
    if ground.basis("share", agency):
        return "basis"
    return "consent" if ground.agrees("share", agency) else "nothing"


def _known(session: Session, case_id: str) -> dict[str, int]:
    counter: Counter[str] = Counter()
    for interview_view in queries.case(session, case_id).interviews:
        form = forms.load_if_here(session, interview_view.form_hash)
        if form is None:
            continue
        counter[part_of(form)] += 1
        interview = Interview(form, interview_view.values, now=session.clock)
        for section in talking.readback(interview, interview.language, aloud=False):
            for line in section.lines:
                counter.update(kinds_of(extras_at(form, interview.node(line.ref))))
    return dict(counter)
