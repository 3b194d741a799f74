"""What is said of an interview when it becomes part of a case: finished, or handed on half-way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from app.case import events
from app.case.profile import Profile
from app.case.reference import reference
from app.casework.cases.event_writer import under
from app.casework.interviews import spoken_answers
from app.casework.interviews.prefill import PrefilledAnswer, new_facts, unchanged
from app.casework.interviews.second_talk import AGAIN
from app.casework.questionnaires import consent_answers, gates, screening
from app.casework.questionnaires.answer_origins import of_interview
from app.casework.questionnaires.answers import computed, facts, restricted, several
from app.casework.questionnaires.form_parts import RISK, SCREENING, part_of
from app.casework.questionnaires.versions import OrphanedAnswer, stored
from app.casework.session import clock_check, profiles
from app.casework.session.session import EventAppender, Session, case_state_of
from app.errors import N_, SanadError
from app.form import Form, Interview, with_origins
from app.seal.canonical import nfc
from app.vault import draft_guard
from app.version import PROGRAM

RISK_LEVEL = "risk_level"  # the fact that a risk review is for
RISK_REVIEW = "risk-review"  # what a profile calls it among its checks


class NotSafe(SanadError):
    says = N_(
        "This is not a safe moment to talk, so the interview was closed. Nothing about "
        "the person was saved. Note when, where and how to try again."
    )


class ConsentRefused(SanadError):
    says = N_("The person does not want this recorded. The answers were destroyed; only an anonymous count remains.")


@dataclass(frozen=True, slots=True)
class LiveInterview:
    """An interview under way. `interrupted`: it was left without being closed, as in a crash.
    `known_facts`: facts that its case knew, by name; `known`: the places where they stand unchanged;
    `earlier`: what was said the last time, where it is asked anew; `case_id`: the case that it is for,
    "" for a new one."""

    draft_id: str
    form: Form
    interview: Interview
    started: datetime
    place: str = ""
    interrupted: bool = False
    known_facts: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, PrefilledAnswer] = field(default_factory=dict)
    earlier: Mapping[str, PrefilledAnswer] = field(default_factory=dict)
    drawer: tuple[OrphanedAnswer, ...] = ()  # answers of an earlier version of the questionnaire
    case_id: str = ""
    memory: Mapping[str, Any] = field(default_factory=dict)  # of its draft: how answers were asked
    skipped: frozenset[str] = frozenset()  # places that a second talk doesn't ask
    profile: Profile | None = None  # whose thresholds of labour law are hinted at


WasReadBack = Literal["", "yes", "no", "not read back"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the person said when the answers were read back; "": nobody said whether they were."""

    agreed: WasReadBack = ""
    corrections: str = ""
    view: str = ""  # the officer's own view and reason


def may_be_kept(interview: Interview) -> None:
    """NotSafe, ConsentRefused where a gate says stop, GateOpen where one has no answer that opens it:
    then nothing of it becomes a record."""
    if stopped := gates.stopped(interview):
        raise NotSafe if stopped == gates.SAFETY else ConsentRefused
    if gate := gates.first_closed(interview):
        raise gates.GateOpen(gates.opened_by(interview, gate), gate.kind)


def open_case(session: Session, pen: EventAppender, case: bytes) -> None:
    """Open a case that is new."""
    if not case_state_of(session, case).timeline:
        profile, officer = profiles.in_use(session), session.officer
        number = reference(case, clock_check.year(session), profile.prefix)
        pen.say(
            events.OPENED, {"reference": number, "profile": profile.id, "officer": officer.name, "role": officer.role}
        )


def account(live: LiveInterview, interview_id: bytes, answers: Mapping[str, str]) -> dict[str, Any]:
    """What an event says of an interview, finished or handed on."""
    return {
        "interview": interview_id,
        "form": {
            "id": nfc(live.form.id),
            "version": nfc(live.form.version),
            "hash": bytes.fromhex(live.form.hash),
            "title": nfc(live.form.title),
            **_part(live.form),
        },
        "language": live.interview.language,
        "started": int(live.started.timestamp()),
        "answers": [[path, nfc(value)] for path, value in answers.items()],
        **of_interview(live.interview, answers),
        **spoken_answers.as_told(live.interview, live.memory, answers, computed(live.interview)),
        **spoken_answers.stops_told(live.memory),
        "facts": {name: nfc(value) for name, value in new_facts(live.interview, live.known_facts).items()},
        **_known(live),
        **({AGAIN: earlier} if isinstance(earlier := live.memory.get(AGAIN), bytes) else {}),
        "consents": consent_answers.asked(live.interview),
        **({"retired": stored(live.drawer)} if live.drawer else {}),
        "restricted": int(restricted(live.interview)),
        "program": PROGRAM,
    }


def lost_of(session: Session, live: LiveInterview) -> dict[str, Any]:
    """Where a draft came back with less than was kept of it: how many answers, of how many, when."""
    losses = draft_guard.losses(session.vault.database)
    loss_entries = [
        {"kept": loss.answers, "remained": loss.remained, "at": loss.at, "noticed": loss.noticed}
        for loss in losses
        if loss.draft.hex() == live.draft_id
    ]
    return {"rolled back": loss_entries} if loss_entries else {}


def _known(live: LiveInterview) -> dict[str, Any]:
    """What the case knew and the interview left as it was."""
    unchanged_facts = unchanged(live.interview, live.known_facts)
    return {"known": {name: nfc(text) for name, text in unchanged_facts.items()}} if unchanged_facts else {}


def _part(form: Form) -> dict[str, str]:
    part = part_of(form)
    return {} if part == SCREENING else {"part": part}


def say_apart(pen: EventAppender, live: LiveInterview, interview_id: bytes, notes: Mapping[str, str]) -> None:
    """What staff noted apart from a talk that was not held, and what the person answered to the questions
    of consent; nothing else of it."""
    alone = Interview(live.form, with_origins(notes, live.interview.origins()))
    alone.set_language(live.interview.language)
    only = replace(live, interview=alone, known_facts={}, drawer=(), memory={})
    pen.say(
        events.ANSWERS,
        {
            **account(only, interview_id, notes),
            "facts": {name: nfc(value) for name, value in facts(alone).items()},
            "consents": consent_answers.asked(live.interview),
            "several": [ref for ref in several(alone) if ref in notes],
            "computed": [],
            "agreement": {"agreed": "not read back", "corrections": ""},
            "apart": 1,
        },
    )


def say_finished(
    session: Session, pen: EventAppender, live: LiveInterview, agreement: Agreement, interview_id: bytes
) -> None:
    """The answers, what they may show, and the officer's view."""
    interview = live.interview
    pen.say(
        events.ANSWERS,
        {
            **account(live, interview_id, interview.values()),
            **lost_of(session, live),
            "several": several(interview),
            "computed": computed(interview),
            "agreement": {"agreed": agreement.agreed, "corrections": nfc(agreement.corrections)},
        },
    )
    if part_of(live.form) == RISK and facts(interview).get(RISK_LEVEL):
        _risks_reviewed(session, pen, interview_id)
    result = screening.assess(
        live.form, interview, session.clock().astimezone().date(), profile=profiles.in_use(session)
    )
    if result is not None:
        pen.say(events.ASSESSED, {"interview": interview_id, "assessment": screening.to_stored(result)})
    if agreement.view.strip():
        pen.say(events.NOTE, {"about": "view", "interview": interview_id, "text": nfc(agreement.view)})


def _risks_reviewed(session: Session, pen: EventAppender, interview_id: bytes) -> None:
    """A finished risk review is what the referral system asks to be confirmed."""
    if RISK_REVIEW in profiles.in_use(session).checks:
        content = {"check": RISK_REVIEW, "answer": "yes", "reason": "", "interview": interview_id}
        pen.say(events.CHECKED, {**content, **under(session)})
