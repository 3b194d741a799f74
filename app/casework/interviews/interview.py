"""An interview: begun, kept answer by answer, left and resumed, closed early, read back, finished."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.case import events, fields
from app.case.projection import Case
from app.case.spoken import STOPS
from app.case.urgency import NOW
from app.casework.cases import groups, index
from app.casework.cases.queries import case_of
from app.casework.interviews import answer_files, presence, second_talk, spoken_answers
from app.casework.interviews import prefill as prefill_module
from app.casework.interviews.interview_events import (
    Agreement,
    ConsentRefused,
    LiveInterview,
    NotSafe,
    account,
    lost_of,
    may_be_kept,
    open_case,
    say_apart,
    say_finished,
)
from app.casework.interviews.spoken_answers import Asking
from app.casework.questionnaires import (
    answer_origins,
    apart_notes,
    forms,
    gates,
    unsaid_numbers,
)
from app.casework.questionnaires.answers import (
    Line,
    Review,
    Section,
    address,
    broken_rules,
    carried_over,
    fact_of,
    facts,
    facts_in_words,
    prefill,
    readback,
    restricted,
    review,
    shown,
    spoken,
)
from app.casework.questionnaires.gates import GateOpen, may_answer
from app.casework.questionnaires.gates import stopped as gate
from app.casework.questionnaires.orphaned_answers import drawer_of, retired_of, stored
from app.casework.questionnaires.raised_needs import raised, raises
from app.casework.session import clock_check, profiles
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_access
from app.errors import N_, SanadError
from app.form import Form, Interview, origin_of, with_origins
from app.seal.canonical import nfc
from app.seal.keys import fresh_id
from app.vault import draft_guard, visits
from app.vault import drafts as unfinished
from app.vault import forms as kept
from app.vault.database import Database, Writer
from app.vault.drafts import NoDraft
from app.vault.visits import Revisit

if TYPE_CHECKING:
    from app.casework.session.colleagues import Recipient

__all__ = [
    "Agreement",
    "Asking",
    "ConsentRefused",
    "DraftRow",
    "FinishedInterview",
    "GateOpen",
    "KeepReceipt",
    "Line",
    "LiveInterview",
    "NeedsAttention",
    "NoDraft",
    "NotSafe",
    "NotWaiting",
    "Review",
    "Revisit",
    "RolledBackDraft",
    "Section",
    "accept_rolled_back",
    "address",
    "carried_over",
    "close_unsafe",
    "discard",
    "drafts",
    "facts",
    "facts_in_words",
    "finish",
    "forget_revisit",
    "gate",
    "hand_on",
    "keep",
    "leave",
    "may_answer",
    "person_stopped",
    "readback",
    "refusals",
    "refuse_consent",
    "resume",
    "review",
    "revisits",
    "rolled_back",
    "shown",
    "spoken",
    "start",
    "stays",
    "take_up",
    "talk_again",
    "uncover",
]  # fmt: skip

_ENTRY = re.compile(r"\[[^\]]*\]")


class NeedsAttention(SanadError):
    """Answers that break a rule of the form. `refs`: where."""

    refs: tuple[str, ...]
    says = N_(
        "Some answers need correcting. Everything is saved. Open the review to see which, then finish."
    )


class NotWaiting(SanadError):
    """An interview that nobody handed on, or that is finished."""

    says = N_(
        "This interview is not waiting for anybody: somebody finished it, or it was "
        "never handed over. Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class KeepReceipt:
    """Durable: `number` counts the keeps of this draft."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RolledBackDraft:
    """An unfinished interview of which less is here than was kept. `id`: "" where the note beside the
    records was itself gone or damaged, so that nobody can tell. `kept`, `remained`: answers; `at`: of
    the last keep; `accepted`: the officer went on with what is left; `here`: is the draft still there?"""

    id: str
    kept: int
    remained: int
    at: datetime
    accepted: bool
    here: bool


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An unfinished interview in the list. `section` counts from 1, 0 if unknown."""

    id: str
    form_title: str
    titles: dict[str, str]
    name: str
    site: str
    started: datetime
    updated: datetime
    answered: int
    questions: int
    section: int
    sections: int
    interrupted: bool
    newer: str = ""  # the hash of a newer version of its questionnaire that is offered here
    urgent: bool = False  # an answer says that something is needed today
    rolled_back: "RolledBackDraft | None" = None


@dataclass(frozen=True, slots=True)
class FinishedInterview:
    case_id: str
    reference: str
    interview_id: str


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
    new case will be put into. NoCase.
    """
    belongs = _belonging(session, case_id) if case_id else {}
    belongs |= {"group": bytes.fromhex(group_id)} if group_id else {}
    form = form or forms.load(session, form_hash)
    interview = Interview(form, now=session.clock)
    gates.unask(interview)
    prefill(interview, carried or {})
    if case_id:
        belongs["known"] = prefill_module.fill(
            interview, case_state_of(session, bytes.fromhex(case_id))
        )
    draft = unfinished.Draft(
        id=fresh_id(),
        form=bytes.fromhex(form_hash),
        started=session.now(),
        updated=session.now(),
        place="",
        interrupted=False,
        number=0,
        meta=belongs,
    )
    with session.vault.transaction() as writer:
        unfinished.begin(writer, draft)
        answer_origins.keep(writer, draft.id, interview.stored(), session.now())
    live = LiveInterview(draft.id.hex(), form, interview, _time(draft.started))
    return _with_known(session, live, draft.meta)


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
    draft = unfinished.Draft(
        id=fresh_id(), form=bytes.fromhex(form_hash), started=session.now(), updated=session.now(), place="",
        interrupted=False, number=0, meta=belongs,
    )  # fmt: skip
    with session.vault.transaction() as writer:
        unfinished.begin(writer, draft)
        answer_origins.keep(writer, draft.id, interview.stored(), session.now())
    live = LiveInterview(draft.id.hex(), form, interview, _time(draft.started), memory=draft.meta)
    return _with_known(session, live, draft.meta)


def keep(
    session: Session,
    draft_id: str,
    answers: Mapping[str, str | None],
    place: str = "",
    asking: Asking | None = None,
) -> KeepReceipt:
    """Durable when it returns. NoDraft, DiskFull, InUse: then nothing of it was kept; GateOpen for an
    answer behind a gate that is not open. `asking`: in which language these were asked and given."""
    at = session.now()
    _behind_gates(session, draft_id, answers)
    with session.vault.transaction() as writer:
        number = answer_origins.keep(writer, _id(draft_id), answers, at, place)
        if asking is not None and answers:
            _note_asking(session, writer, _id(draft_id), answers, asking)
    return KeepReceipt(number, _time(at))


def _note_asking(
    session: Session, writer: Writer, draft_id: bytes, answers: Iterable[str], asking: Asking
) -> None:
    meta = unfinished.one(session.vault.database, draft_id).meta

    def earlier() -> Iterable[str]:
        return unfinished.answers(session.vault.database, draft_id)

    noted = spoken_answers.noted(meta, answers, asking, earlier)
    if noted is not None:
        unfinished.describe(writer, draft_id, noted)


def person_stopped(session: Session, draft_id: str, place: str) -> None:
    """The person stopped the talk there, by her or his own hand. NoDraft."""
    draft = unfinished.one(session.reading(), _id(draft_id))
    with session.vault.transaction() as writer:
        meta = spoken_answers.stopped(draft.meta, session.now(), place)
        unfinished.describe(writer, draft.id, meta)


def _behind_gates(session: Session, draft_id: str, answers: Mapping[str, str | None]) -> None:
    """GateOpen where one of these answers stands behind a gate that what is durable, with them, does
    not open. Looked at anew whenever an answer of a gate comes."""
    draft = unfinished.one(session.reading(), _id(draft_id))
    form = forms.load(session, draft.form.hex())
    if not gates.gates(form):
        return
    if any(gates.asks(form, gates.plain(ref)) for ref in answers):
        session.past_gates.discard(draft.id)
    later = gates.later(form, [ref for ref, text in answers.items() if text])
    if not later or draft.id in session.past_gates:
        return
    all_answers = {**answer_origins.saved(session.reading(), draft.id), **answers}
    interview = Interview(
        form,
        {ref: text for ref, text in all_answers.items() if text is not None},
        now=session.clock,
    )
    for ref in later:
        may_answer(interview, ref)
    if gates.first_closed(interview) is None:
        session.past_gates.add(draft.id)


def leave(session: Session, draft_id: str) -> None:
    """The screen closes the interview: when it is found next time, nothing was interrupted."""
    with session.vault.transaction() as writer:
        unfinished.mark(writer, _id(draft_id), closed=True)


def resume(session: Session, draft_id: str) -> LiveInterview:
    """Where it was left, to the letter. NoDraft."""
    draft = unfinished.one(session.reading(), _id(draft_id))
    live, meta = _rebuilt(session, draft_id), draft.meta
    if case := _case_of(session, meta):
        meta = {**meta, "known": prefill_module.follow(live.interview, live.told, case)}
    with session.vault.transaction() as writer:
        unfinished.mark(writer, _id(draft_id), closed=False)
        if meta != draft.meta:  # a correction came meanwhile
            unfinished.describe(writer, draft.id, meta)
            answer_origins.keep(writer, draft.id, live.interview.stored(), session.now())
    return _with_known(session, live, meta)


def _with_known(session: Session, live: LiveInterview, meta: Mapping[str, Any]) -> LiveInterview:
    case, known_facts = _case_of(session, meta), fields.mapped(meta.get("known"))
    places = (
        prefill_module.places(session, live.interview, known_facts, case)
        if case and known_facts
        else {}
    )
    prefilled = prefill_module.earlier(session, live.interview, case) if case else {}
    case_id = case.id.hex() if case else ""
    if case and (talk := second_talk.earlier_of(case, meta)):
        places = second_talk.carried(session, live.interview, talk) | places
        prefilled = second_talk.said_before(session, live.interview, talk, places) | prefilled
    return replace(
        live, told=known_facts, known=places, earlier=prefilled, case_id=case_id,
        profile=profiles.in_use(session), skipped=second_talk.skipped_of(meta),
    )  # fmt: skip


def uncover(session: Session, draft_id: str, ref: str) -> None:
    """A hidden answer that the case knew is shown in an interview: the case says so. NoDraft."""
    live = _rebuilt(session, draft_id)
    case = _case_of(session, unfinished.one(session.reading(), _id(draft_id)).meta)
    extras = next(
        (definition.extras for definition in live.form.questions() if definition.path == ref), {}
    )
    if case and extras:
        prefill_module.uncovered(session, case, fact_of(extras))


def _case_of(session: Session, meta: Mapping[str, Any]) -> Case | None:
    """The case that a draft was begun for, where it is here."""
    case = meta.get("case")
    case_state = case_state_of(session, case) if isinstance(case, bytes) else None
    return case_state if case_state and case_state.timeline else None


def _rebuilt(session: Session, draft_id: str) -> LiveInterview:
    draft = unfinished.one(session.reading(), _id(draft_id))
    form = forms.load(session, draft.form.hex())
    saved = answer_origins.saved(session.reading(), draft.id)
    interview = Interview(form, saved, now=session.clock)
    return LiveInterview(
        draft_id=draft_id, form=form, interview=interview, started=_time(draft.started), place=draft.place, interrupted=draft.interrupted,
        told=fields.mapped(draft.meta.get("known")), drawer=drawer_of(draft.meta), memory=draft.meta,
    )  # fmt: skip


def drafts(session: Session) -> list[DraftRow]:
    """Unfinished interviews, the last touched first."""
    return [_draft_row(session, draft) for draft in unfinished.unfinished(session.reading())]


def rolled_back(session: Session) -> list[RolledBackDraft]:
    """What an officer is still to be told: drafts older than what was kept of them."""
    database = session.reading()
    return [
        _rolled_back(database, loss) for loss in draft_guard.losses(database) if not loss.accepted
    ]


def accept_rolled_back(session: Session, draft_id: str) -> None:
    """Go on with what is left of a draft ("" for the guard itself). That it happened stays with it,
    and with the case that it becomes."""
    with session.vault.transaction() as writer:
        draft_guard.accept(writer, _id(draft_id), session.now())


def _rolled_back(database: Database, loss: draft_guard.Loss) -> RolledBackDraft:
    return RolledBackDraft(
        loss.draft.hex(), loss.answers, loss.remained, _time(loss.at), bool(loss.accepted),
        unfinished.exists(database, loss.draft),
    )  # fmt: skip


def discard(session: Session, draft_id: str) -> None:
    """Destroy a draft for good. NoDraft."""
    _destroy(session, draft_id)


def close_unsafe(
    session: Session,
    draft_id: str,
    retry_time: str,
    retry_place: str,
    retry_means: str,
    outcome: str = "",
) -> FinishedInterview | None:
    """Destroy the draft; keep only when, where and how to try again, why no talk was held (`outcome`: of
    OUTCOMES, else as the answers say) and who was there. Nothing that the person said is kept; what staff
    noted apart from the talk becomes a case, None where nothing was."""
    live = _rebuilt(session, draft_id)
    interview = live.interview
    visit = Revisit(
        n=0, at=session.now(), time=nfc(retry_time), place=nfc(retry_place), how=nfc(retry_means),
        outcome=outcome if outcome in visits.OUTCOMES else presence.outcome(interview),
        present=presence.present(interview),
    )  # fmt: skip
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        apart_ids = _keep_apart(session, writer, live)
        unfinished.clear(writer, _id(draft_id))
        visits.keep(writer, visit)
    return _finished_as(session, apart_ids)


def revisits(session: Session) -> list[Revisit]:
    return visits.waiting(session.reading())


def forget_revisit(session: Session, n: int) -> None:
    with session.vault.transaction() as writer:
        visits.forget(writer, n)


def refuse_consent(session: Session, draft_id: str) -> FinishedInterview | None:
    """Destroy the draft; one more in an anonymous count. What staff noted apart from the talk becomes a
    case, with the refusal; None where nothing was."""
    live = _rebuilt(session, draft_id)
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        apart_ids = _keep_apart(session, writer, live)
        unfinished.clear(writer, _id(draft_id))
        visits.count(writer, "consent refused", clock_check.year(session))
    return _finished_as(session, apart_ids)


def stays(interview: Interview) -> bool:
    """Was anything noted apart from the talk, which stays where no talk is held?"""
    return bool(apart_notes.noted(interview))


def _keep_apart(
    session: Session, writer: Writer, live: LiveInterview
) -> tuple[bytes, bytes] | None:
    notes = apart_notes.noted(live.interview)
    if not notes:
        return None
    case, interview_id = _belongs_to(session, live)
    pen = EventAppender(session, writer, case, restricted=restricted(live.interview))
    open_case(session, pen, case)
    say_apart(pen, live, interview_id, notes)
    _into_group(session, writer, live, case)
    _carry(session, writer, case)
    return case, interview_id


def _finished_as(
    session: Session, apart_ids: tuple[bytes, bytes] | None
) -> FinishedInterview | None:
    if apart_ids is None:
        return None
    case, interview_id = apart_ids
    number = index.number_of(case_state_of(session, case))
    return FinishedInterview(case.hex(), number, interview_id.hex())


def refusals(session: Session) -> int:
    """How many did not want to be recorded."""
    return visits.counted(session.reading(), "consent refused")


def finish(
    session: Session, draft_id: str, agreement: Agreement | None = None, language: str = ""
) -> FinishedInterview:
    """Make what is durable of a draft a case: its events are signed and the draft is cleared in
    one transaction. `language`: the form's language in which it was held.

    NotSafe and ConsentRefused where a gate says stop, GateOpen where one is not open,
    NeedsAttention for answers that break a rule.
    """
    live = _rebuilt(session, draft_id)
    interview = live.interview
    if language:
        interview.set_language(language)
    may_be_kept(interview)
    if broken := broken_rules(interview):
        raise NeedsAttention(tuple(ref for ref, _ in broken))
    case, interview_id = _belongs_to(session, live)
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        pen = EventAppender(session, writer, case, restricted=restricted(interview))
        open_case(session, pen, case)
        say_finished(session, pen, live, agreement or Agreement(), interview_id)
        answer_files.into_case(writer, pen, draft_id, interview, case)
        _into_group(session, writer, live, case)
        _carry(session, writer, case)
        unfinished.clear(writer, _id(draft_id))
    case_state = case_state_of(session, case)
    return FinishedInterview(case.hex(), index.number_of(case_state), interview_id.hex())


def hand_on(
    session: Session, draft_id: str, recipient: "Recipient", note: str = "", language: str = ""
) -> str:
    """Give what is durable of a draft to a colleague or a team, who may go on from it: it becomes
    an event of the draft's case, or of a new one, whose id this is; the draft is cleared in the
    same transaction. `language`: the form's, in which it was held.

    NoDraft, NotSafe, ConsentRefused, GateOpen; NoRecipient.
    """
    live = _rebuilt(session, draft_id)
    if language:
        live.interview.set_language(language)
    may_be_kept(live.interview)
    case, interview_id = _belongs_to(session, live)
    saved = answer_origins.saved(session.reading(), _id(draft_id))
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        pen = EventAppender(session, writer, case, restricted=restricted(live.interview))
        open_case(session, pen, case)
        pen.say(
            events.HANDED_ON,
            {
                **account(live, interview_id, saved), **lost_of(session, live), "place": nfc(live.place),
                "to": [recipient.kind, bytes.fromhex(recipient.id)], "name": nfc(recipient.name), "note": nfc(note),
            },
        )  # fmt: skip
        answer_files.into_case(writer, pen, draft_id, live.interview, case)
        _give(session, writer, case, recipient)
        unfinished.clear(writer, _id(draft_id))
    return case.hex()


def _carry(session: Session, writer: Writer, case: bytes) -> None:
    """Another team may read the case already: the questionnaire goes with it."""
    case_access.carry(session, writer, case)


def _give(session: Session, writer: Writer, case: bytes, recipient: "Recipient") -> None:
    case_access.give(session, writer, case, recipient)


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
    saved = {
        path: text
        for account in accounts
        for path, text in account.items()
        if text or origin_of(text)
    }
    spoken = {path: mode for account in waiting for path, mode in account.spoken.items()}
    stops = [list(stop) for account in waiting for stop in account.stops]
    form = forms.load(session, last.form.hex())
    interview = Interview(form, {**accounts[-1], **saved}, now=session.clock)
    if last.language in [form_language.name for form_language in form.languages]:
        interview.set_language(last.language)
    draft = unfinished.Draft(
        id=fresh_id(), form=last.form, started=last.started or session.now(), updated=session.now(), place="", interrupted=False, number=0,
        meta={"case": case_state.id, "interview": last.interview, "known": dict(last.known), "name": case_state.name,
         **spoken_answers.remembered(spoken), **spoken_answers.stops_told({STOPS: stops}), **({"drawer": drawer} if (drawer := stored(retired_of(last.retired))) else {})},
    )  # fmt: skip
    with session.vault.transaction() as writer:
        unfinished.begin(writer, draft)
        answer_origins.keep(writer, draft.id, interview.stored(), session.now(), nfc(last.place))
    live = LiveInterview(draft.id.hex(), form, interview, _time(draft.started), last.place)
    return _with_known(session, live, draft.meta)


def _belonging(session: Session, case_id: str) -> dict[str, Any]:
    case_state = case_of(session, case_id)
    return {"case": case_state.id, "interview": fresh_id(), "name": case_state.name}


def _belongs_to(session: Session, live: LiveInterview) -> tuple[bytes, bytes]:
    """The case and the interview that a draft will be, both new unless it was begun for a case."""
    meta = unfinished.one(session.reading(), _id(live.draft_id)).meta
    case, interview_id = meta.get("case"), meta.get("interview")
    return (
        case if isinstance(case, bytes) else session.vault.new_case(),
        interview_id if isinstance(interview_id, bytes) else fresh_id(),
    )


def _into_group(session: Session, writer: Writer, live: LiveInterview, case: bytes) -> None:
    group = unfinished.one(session.vault.database, _id(live.draft_id)).meta.get("group")
    if isinstance(group, bytes):
        groups.put_in(session, writer, group, case)


def _destroy(session: Session, draft_id: str) -> None:
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        unfinished.clear(writer, _id(draft_id))


def _draft_row(session: Session, draft: unfinished.Draft) -> DraftRow:
    form = forms.load(session, draft.form.hex())
    answers = unfinished.answers(session.reading(), draft.id)
    plain = {_ENTRY.sub("", path) for path, value in answers.items() if value}
    definitions = [
        question
        for question in form.questions()
        if question.control not in ("", "note", "hidden")
        and not unsaid_numbers.is_beside(form, question.path)
    ]
    fact_answers = {
        q.extras["fact"]: answers.get(q.path, "") for q in definitions if q.extras.get("fact")
    }
    sections = list(
        dict.fromkeys(q.path.split("/")[2] for q in definitions if q.path.count("/") > 2)
    )
    parts = _ENTRY.sub("", draft.place).split("/")
    at = sections.index(parts[2]) + 1 if len(parts) > 2 and parts[2] in sections else 0
    titles = forms.titles_of(form)
    return DraftRow(
        id=draft.id.hex(), form_title=form.title, titles=titles,
        name=fact_answers.get("name") or fact_answers.get("name_ar") or fields.text(draft.meta.get("name")),
        site=fact_answers.get("site", ""), started=_time(draft.started), updated=_time(draft.updated),
        answered=sum(not {q.path, f"{q.path}{unsaid_numbers.SUFFIX}"}.isdisjoint(plain) for q in definitions), questions=len(definitions), section=at, sections=len(sections), interrupted=draft.interrupted,
        newer=_newer(session, form, draft.form), urgent=_urgent(session, form, answers),
        rolled_back=_loss_of(session, draft.id),
    )  # fmt: skip


def _urgent(session: Session, form: Form, answers: Mapping[str, str]) -> bool:
    """Does an answer raise a need of today? Only a form that asks for needs is opened for that."""
    if not any(answers.get(question.path) for question in raises(form)):
        return False
    interview = Interview(form, answers, now=session.clock)
    return NOW in raised(interview, interview.values()).values()


def _loss_of(session: Session, draft: bytes) -> RolledBackDraft | None:
    database = session.reading()
    loss = draft_guard.by_draft(draft_guard.losses(database)).get(draft)
    return _rolled_back(database, loss) if loss else None


def _newer(session: Session, form: Form, form_hash: bytes) -> str:
    offered = (row for row in kept.rows(session.reading()) if row.form_id == form.id)
    return next((row.hash.hex() for row in offered if row.hash != form_hash), "")


def _id(draft_id: str) -> bytes:
    try:
        return bytes.fromhex(draft_id)
    except ValueError:
        raise NoDraft from None


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
