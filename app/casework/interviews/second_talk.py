"""Another talk with the person whose result was still open: only what is open and would decide is asked.

What was answered before is carried over with its origin, stands in one line as the earlier talk's, and is
not asked anew. Safety and consent are: no earlier yes opens a gate. What an answer of this talk opens is
asked as well."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.case import fields
from app.case.projection import Case, FinishedInterview
from app.casework.interviews.prefill import PrefilledAnswer
from app.casework.questionnaires import gates, screening, unsaid_numbers
from app.casework.questionnaires.answers import plain
from app.casework.questionnaires.apart_notes import is_aside
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.form import CARRIED, Form, Interview, with_origins

AGAIN = "again"  # in a draft's meta, and in the event: the interview that this one goes on from
_SKIPPED = "skipped"
_OPEN = ("unknown", "refused", "not_asked")


class NoOpenTalk(SanadError):
    says = N_("This case has no interview to continue from. Nothing was changed. Begin a new interview in the case.")


@dataclass(frozen=True, slots=True)
class Plan:
    """`saved`: what is carried over, by place; `skipped`: places that this talk doesn't ask, although
    nobody answered them."""

    saved: Mapping[str, str]
    skipped: tuple[str, ...] = ()
    asked_paths: frozenset[str] = field(default_factory=frozenset)


def talk_of(case: Case, interview_id: str) -> FinishedInterview:
    """The interview to go on from; of "" the last that was weighed. NoOpenTalk."""
    talks = [
        talk for talk in case.interviews.values() if talk.assessment is not None and interview_id in ("", talk.id.hex())
    ]
    if not talks:
        raise NoOpenTalk
    return max(talks, key=lambda talk: (talk.finished, talk.id))


def plan(form: Form, talk: FinishedInterview, today: date) -> Plan:
    """What is carried over, what is asked, what is neither."""
    earlier = Interview(form, with_origins(talk.answers, talk.origins))
    asked_paths = _asked(form, earlier, talk, today)
    gated = {path for gate in gates.gates(form) for path in gate.refs}
    anew = {
        question.path
        for question in form.questions()
        if question.path in gated
        or question.extras.get("anew")
        or question.extras.get("fact", "") in ("view", "view_reason")
    }
    computed = {question.path for question in form.questions() if question.kind != "question"}
    saved = {
        ref: text
        for ref, text in talk.answers.items()
        if (text or ref.endswith("]"))
        and plain(ref) not in anew | computed
        and plain(ref.removesuffix(unsaid_numbers.SUFFIX)) not in asked_paths
    }
    origins = dict.fromkeys(saved, CARRIED)
    skipped = tuple(
        question.path
        for question in form.questions()
        if question.kind == "question"
        and question.path not in asked_paths | anew
        and not is_aside(form, question.path)
        and _is_open(earlier, question.path)
    )
    return Plan(with_origins(saved, origins), skipped, asked_paths)


def _asked(form: Form, earlier: Interview, talk: FinishedInterview, today: date) -> frozenset[str]:
    """Paths of what would decide; where nothing alone would, of every sign that is still open. And of what
    keeps these closed, where nobody answered it."""
    stored = talk.assessment or {}
    refs = fields.texts(stored.get("would_decide")) or _open_signs(form, earlier, today)
    paths = {plain(ref) for ref in refs}
    openers = {opener for path in paths for opener in form.opening(path) if _is_open(earlier, opener)}
    return frozenset(paths | openers)


def _open_signs(form: Form, earlier: Interview, today: date) -> list[str]:
    """Those that were to be asked: what earlier answers left closed stays closed."""
    result = screening.assess(form, earlier, today)
    if result is None:
        return []
    return [
        ref
        for states in result.evidence.values()
        for ref, state in states
        if state in _OPEN and _is_open(earlier, plain(ref))
    ]


def _is_open(interview: Interview, path: str) -> bool:
    """Is it to be asked and has no answer, or one that says nothing?"""
    try:
        node = interview.node(path)
    except SanadError:
        return False
    return node.relevant and not node.readonly and node.value in ("", "unknown", "refused")


# -- as a draft remembers it -------------------------------------------------------------------


def remembered(talk: FinishedInterview, talk_plan: Plan) -> dict[str, Any]:
    """For the draft's meta."""
    return {AGAIN: talk.id, _SKIPPED: list(talk_plan.skipped)}


def skipped_of(meta: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(fields.texts(meta.get(_SKIPPED)))


def earlier_of(case: Case, meta: Mapping[str, Any]) -> FinishedInterview | None:
    """The talk that a draft goes on from."""
    id_ = meta.get(AGAIN)
    return case.interviews.get(id_) if isinstance(id_, bytes) else None


def carried(session: Session, interview: Interview, talk: FinishedInterview) -> dict[str, PrefilledAnswer]:
    """Where an answer stands as it was given in the earlier talk."""
    at = utc(talk.finished)
    author = session.vault.directory.name_of(talk.stream)
    return {
        ref: PrefilledAnswer(text, at, author)
        for ref, text in _values(interview)
        if interview.node(ref).origin == CARRIED and talk.answers.get(ref) == text
    }


def said_before(
    session: Session, interview: Interview, talk: FinishedInterview, places: Iterable[str]
) -> dict[str, PrefilledAnswer]:
    """What was said the last time, at places that are asked again."""
    at = utc(talk.finished)
    author = session.vault.directory.name_of(talk.stream)
    known_places = set(places)
    return {
        path: PrefilledAnswer(talk.answers[path], at, author)
        for path in (question.path for question in interview.form.questions())
        if talk.answers.get(path) and path not in known_places and not gates.asks(interview.form, path)
    }


def _values(interview: Interview) -> list[tuple[str, str]]:
    questions = {question.path for question in interview.form.questions() if question.kind == "question"}
    return [(ref, text) for ref, text in interview.values().items() if text and plain(ref) in questions]
