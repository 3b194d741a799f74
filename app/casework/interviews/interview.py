"""An interview under way: begun, kept answer by answer, left, resumed, taken up from a colleague.

How it ends: app.casework.interviews.endings; those in a list: draft_list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.case import fields
from app.case.spoken import STOPS
from app.casework.cases.queries import case_of
from app.casework.interviews import prefill as prefill_module
from app.casework.interviews import second_talk, spoken_answers
from app.casework.interviews.draft_list import (
    DraftRow,
    RolledBackDraft,
    accept_rolled_back,
    begun_for,
    draft_key,
    drafts,
    rebuilt,
    rolled_back,
)
from app.casework.interviews.endings import (
    FinishedInterview,
    NeedsAttention,
    close_unsafe,
    discard,
    finish,
    forget_revisit,
    hand_on,
    refusals,
    refuse_consent,
    revisits,
    stays,
)
from app.casework.interviews.interview_events import Agreement, ConsentRefused, LiveInterview, NotSafe, WasReadBack
from app.casework.interviews.spoken_answers import QuestionMode
from app.casework.questionnaires import answer_origins, forms, gates
from app.casework.questionnaires.answers import (
    address,
    carried_over,
    fact_of,
    facts,
    facts_in_words,
    prefill,
    readback,
    review,
    spoken,
)
from app.casework.questionnaires.gates import GateOpen, may_answer
from app.casework.questionnaires.gates import stopped as gate
from app.casework.questionnaires.versions import retired_of, stored
from app.casework.session import profiles
from app.casework.session.session import Session, case_state_of
from app.clock import utc
from app.errors import N_, SanadError
from app.form import TYPED, UNKNOWN, Form, Interview, origin_of, with_origins
from app.seal.canonical import nfc
from app.seal.keys import fresh_id
from app.vault import draft_guard
from app.vault import drafts as unfinished
from app.vault.database import Writer
from app.vault.drafts import NoDraft
from app.vault.visits import Revisit

if TYPE_CHECKING:
    pass

__all__ = [
    "Agreement", "ConsentRefused", "DraftRow", "FinishedInterview", "GateOpen", "LiveInterview",
    "NeedsAttention", "NoDraft", "NotSafe", "Revisit", "RolledBackDraft", "WasReadBack",
    "accept_rolled_back", "address", "carried_over", "close_unsafe", "discard", "drafts", "facts",
    "facts_in_words", "finish", "forget_revisit", "gate", "hand_on", "may_answer", "readback",
    "refusals", "refuse_consent", "review", "revisits", "rolled_back", "spoken", "stays",
]  # fmt: skip


class NotWaiting(SanadError):
    says = N_(
        "This interview is not waiting for anybody: somebody finished it, or it was "
        "never handed over. Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class KeepReceipt:
    """Durable: `number` counts the keeps of this draft."""

    number: int
    at: datetime


def start(
    session: Session,
    form_hash: str,
    carried: Mapping[str, str] | None = None,
    *,
    form: Form | None = None,
    case_id: str = "",
    group_id: str = "",
) -> LiveInterview:
    """Begin; what the form computes at once, and what is carried over, is kept before it returns.

    `case_id`: a case that is here, to which the interview will be added. `group_id`: a group that its
    new case will be put into. NoCase."""
    belongs = _belonging(session, case_id) if case_id else {}
    belongs |= {"group": bytes.fromhex(group_id)} if group_id else {}
    form = form or forms.load(session, form_hash)
    interview = Interview(form, now=session.clock)
    gates.unask(interview)
    prefill(interview, carried or {})
    if case_id:
        belongs["known"] = prefill_module.fill(interview, case_state_of(session, bytes.fromhex(case_id)))
    return _begin(session, interview, _new_draft(session, bytes.fromhex(form_hash), belongs))


def talk_again(session: Session, case_id: str, interview_id: str = "") -> LiveInterview:
    """Begin another talk that asks only what is open in an earlier one (of "" the last that was weighed)
    and would decide, after safety and consent. NoCase, NoOpenTalk, NoForm."""
    case_state = case_of(session, case_id)
    talk = second_talk.talk_of(case_state, interview_id)
    form_hash = talk.form["hash"].hex()
    form = forms.load(session, form_hash)
    today = session.clock().astimezone().date()
    talk_plan = second_talk.plan(form, talk, today)
    interview = Interview(form, talk_plan.saved, now=session.clock)
    gates.unask(interview)
    belongs = {**_belonging(session, case_id), **second_talk.remembered(talk, talk_plan)}
    belongs["known"] = prefill_module.recognised(interview, case_state)
    return _begin(session, interview, _new_draft(session, bytes.fromhex(form_hash), belongs))


def _begin(session: Session, interview: Interview, draft: unfinished.Draft, place: str = "") -> LiveInterview:
    """What the interview holds is durable when this returns."""
    with session.vault.transaction() as writer:
        unfinished.begin(writer, draft)
        answer_origins.keep(writer, draft.id, interview.stored(), session.now(), nfc(place))
    live = LiveInterview(draft.id.hex(), interview.form, interview, utc(draft.started), place, memory=draft.meta)
    return _with_known(session, live, draft.meta)


def _new_draft(session: Session, form_hash: bytes, meta: dict[str, Any]) -> unfinished.Draft:
    now = session.now()
    return unfinished.Draft(
        id=fresh_id(), form=form_hash, started=now, updated=now, place="", interrupted=False, number=0, meta=meta
    )


def keep(
    session: Session,
    draft_id: str,
    answers: Mapping[str, str | None],
    place: str = "",
    how_asked: QuestionMode | None = None,
) -> KeepReceipt:
    """Durable when it returns. NoDraft, DiskFull, RecordsInUse: then nothing of it was kept; GateOpen for an
    answer behind a gate that is not open. `how_asked`: in which language these were asked and given."""
    at = session.now()
    _behind_gates(session, draft_id, answers)
    with session.vault.transaction() as writer:
        number = answer_origins.keep(writer, draft_key(draft_id), answers, at, place)
        if how_asked is not None and answers:
            _note_asking(session, writer, draft_key(draft_id), answers, how_asked)
    return KeepReceipt(number, utc(at))


def _note_asking(
    session: Session, writer: Writer, draft_id: bytes, answers: Iterable[str], how_asked: QuestionMode
) -> None:
    meta = unfinished.one(session.vault.database, draft_id).meta

    def earlier() -> Iterable[str]:
        return unfinished.answers(session.vault.database, draft_id)

    noted = spoken_answers.noted(meta, answers, how_asked, earlier)
    if noted is not None:
        unfinished.describe(writer, draft_id, noted)


def person_stopped(session: Session, draft_id: str, place: str) -> None:
    """The person stopped the talk there, by her or his own hand. NoDraft."""
    draft = unfinished.one(session.reading(), draft_key(draft_id))
    with session.vault.transaction() as writer:
        meta = spoken_answers.stopped(draft.meta, session.now(), place)
        unfinished.describe(writer, draft.id, meta)


def _behind_gates(session: Session, draft_id: str, answers: Mapping[str, str | None]) -> None:
    """GateOpen where one of these answers stands behind a gate that what is durable, with them, does
    not open. Looked at anew whenever an answer of a gate comes."""
    draft = unfinished.one(session.reading(), draft_key(draft_id))
    form = forms.load(session, draft.form.hex())
    if not gates.gates(form):
        return
    if any(gates.asks(form, gates.plain(ref)) for ref in answers):
        session.past_gates.discard(draft.id)
    later = gates.later(form, [ref for ref, text in answers.items() if text])
    if not later or draft.id in session.past_gates:
        return
    all_answers = {**answer_origins.saved(session.reading(), draft.id), **answers}
    interview = Interview(form, {ref: text for ref, text in all_answers.items() if text is not None}, now=session.clock)
    for ref in later:
        may_answer(interview, ref)
    if gates.first_closed(interview) is None:
        session.past_gates.add(draft.id)


def leave(session: Session, draft_id: str) -> None:
    """The screen closes the interview: when it is found next time, nothing was interrupted."""
    with session.vault.transaction() as writer:
        unfinished.mark(writer, draft_key(draft_id), closed=True)


def close(session: Session, draft_id: str) -> None:
    """An officer closes the interview: it waits, unless nobody gave an answer; then nothing stays of it."""
    database, draft = session.reading(), draft_key(draft_id)
    origins = unfinished.origins(database, draft)
    is_answered = any(
        text and origins[path] in (TYPED, UNKNOWN) for path, text in unfinished.answers(database, draft).items()
    )
    if is_answered or draft in draft_guard.by_draft(draft_guard.losses(database)):
        leave(session, draft_id)
    else:
        discard(session, draft_id)


def resume(session: Session, draft_id: str) -> LiveInterview:
    """Where it was left, to the letter. NoDraft."""
    draft = unfinished.one(session.reading(), draft_key(draft_id))
    live, meta = rebuilt(session, draft_id), draft.meta
    if case := begun_for(session, meta):
        meta = {**meta, "known": prefill_module.follow(live.interview, live.known_facts, case)}
    with session.vault.transaction() as writer:
        unfinished.mark(writer, draft_key(draft_id), closed=False)
        if meta != draft.meta:  # a correction came meanwhile
            unfinished.describe(writer, draft.id, meta)
            answer_origins.keep(writer, draft.id, live.interview.stored(), session.now())
    return _with_known(session, live, meta)


def _with_known(session: Session, live: LiveInterview, meta: Mapping[str, Any]) -> LiveInterview:
    case, known_facts = begun_for(session, meta), fields.mapped(meta.get("known"))
    places = prefill_module.places(session, live.interview, known_facts, case) if case and known_facts else {}
    prefilled = prefill_module.earlier(session, live.interview, case) if case else {}
    case_id = case.id.hex() if case else ""
    if case and (talk := second_talk.earlier_of(case, meta)):
        places = second_talk.carried(session, live.interview, talk) | places
        prefilled = second_talk.said_before(session, live.interview, talk, places) | prefilled
    return replace(
        live,
        known_facts=known_facts,
        known=places,
        earlier=prefilled,
        case_id=case_id,
        profile=profiles.in_use(session),
        skipped=second_talk.skipped_of(meta),
    )


def uncover(session: Session, draft_id: str, ref: str) -> None:
    """A hidden answer that the case knew is shown in an interview: the case says so. NoDraft."""
    live = rebuilt(session, draft_id)
    case = begun_for(session, unfinished.one(session.reading(), draft_key(draft_id)).meta)
    extras = next((definition.extras for definition in live.form.questions() if definition.path == ref), {})
    if case and extras:
        prefill_module.uncovered(session, case, fact_of(extras))


def take_up(session: Session, case_id: str, interview_id: str) -> LiveInterview:
    """Go on with an interview that was handed on; where it was taken up here already, with that
    draft. NoCase, NotWaiting, NoForm."""
    case_state = case_of(session, case_id)
    waiting = [
        unfinished_interview
        for unfinished_interview in case_state.unfinished
        if unfinished_interview.interview.hex() == interview_id
    ]
    if not waiting:
        raise NotWaiting
    for draft in unfinished.unfinished(session.reading()):
        if draft.meta.get("interview") == waiting[-1].interview:
            return resume(session, draft.id.hex())
    last = waiting[-1]
    accounts = [with_origins(account.answers, account.origins) for account in waiting]
    saved = {path: text for account in accounts for path, text in account.items() if text or origin_of(text)}
    spoken = {path: mode for account in waiting for path, mode in account.spoken.items()}
    stops = [list(stop) for account in waiting for stop in account.stops]
    form = forms.load(session, last.form.hex())
    interview = Interview(form, {**accounts[-1], **saved}, now=session.clock)
    if last.language in [form_language.name for form_language in form.languages]:
        interview.set_language(last.language)
    drawer = stored(retired_of(last.retired))
    meta = {
        "case": case_state.id,
        "interview": last.interview,
        "known": dict(last.known),
        "name": case_state.name,
        **spoken_answers.remembered(spoken),
        **spoken_answers.stops_told({STOPS: stops}),
        **({"drawer": drawer} if drawer else {}),
    }
    draft = _new_draft(session, last.form, meta)
    draft = replace(draft, started=last.started or draft.started)
    return _begin(session, interview, draft, last.place)


def _belonging(session: Session, case_id: str) -> dict[str, Any]:
    case_state = case_of(session, case_id)
    return {"case": case_state.id, "interview": fresh_id(), "name": case_state.name}
