"""Finding cases and looking at one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from app.case import events, match_keys, search_text, shift
from app.case.fields import Field
from app.case.fields import text as text_of
from app.case.handover import HandedOnInterview
from app.case.kinds.links import SAME
from app.case.kinds.talks import DATE
from app.case.projection import Case, FinishedInterview
from app.case.urgency import marks
from app.casework.cases import case_rows, event_outcomes, index, interpretation_view
from app.casework.cases.ineffective_events import WHY
from app.casework.cases.open_handovers import for_me, may_answer, open_handovers
from app.casework.questionnaires import forms, screening
from app.casework.questionnaires.answers import open_facts
from app.casework.questionnaires.versions import OrphanedAnswer, retired_of
from app.casework.session import clock_check, profiles
from app.casework.session.colleagues import has_left
from app.casework.session.ids import id_of, id_or_empty
from app.casework.session.session import EventAppender, Session, case_state_of
from app.clock import utc
from app.errors import N_, SanadError
from app.form import with_origins
from app.language import fold, isolate_ltr
from app.seal.canonical import nfc
from app.seal.case_grant import is_key_log
from app.vault import audit, case_search, link_index
from app.vault import cases as rows


class NoCase(SanadError):
    says = N_("This case is not on this computer. Check the number, or search by name.")


@dataclass(frozen=True)
class CaseRow(rows.IndexRow):
    """A case as the list shows it. `same_person`: references of cases here that are the same person's.
    `matched`: by what a search found it, of app.case.search_text."""

    same_person: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.case.hex()

    @property
    def updated(self) -> datetime:
        return utc(self.changed)


@dataclass(frozen=True, slots=True)
class InterviewView:
    """A finished interview. `assessment`: as kept, for casework.questionnaires.screening.explain."""

    id: str
    form_hash: str
    form_id: str
    form_title: str
    version: str
    language: str
    started: datetime
    at: datetime
    values: dict[str, str]
    assessment: dict[str, Any] | None
    agreed: str  # "yes", "no", "not read back", "" where nobody said
    corrections: str
    view: str
    titles: dict[str, str]
    author: str = ""  # held it, or finished it
    both: dict[str, tuple[str, ...]] = field(default_factory=dict)  # kept together on purpose
    open: frozenset[str] = frozenset()  # refs whose values differ and wait for a decision
    retired: tuple[OrphanedAnswer, ...] = ()  # of earlier versions of the questionnaire
    over: dict[str, str] = field(default_factory=dict)  # what the form calculates where they stand
    spoken: dict[str, dict[str, str]] = field(default_factory=dict)  # in which language, by ref
    stops: tuple[tuple[datetime, str], ...] = ()  # when the person stopped the talk, and where
    translations: dict[str, tuple[interpretation_view.TranslationView, ...]] = field(default_factory=dict)  # by ref
    declarations: tuple[interpretation_view.DeclarationView, ...] = ()  # of interpreters


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of the timeline. `says`: a message id. `effect`: False where its author's role may not
    say this, or where it says nothing that can be used. `enrolled`: False for what was written
    before its author's computer joined. `to`: whom it names; `note`: its author's words."""

    at: datetime
    what: str
    says: str
    author: str
    role: str = ""
    effect: bool = True
    enrolled: bool = True
    to: str = ""
    note: str = ""
    event: str = ""
    refused: str = ""  # why it has no effect: a message id
    clock_in_doubt: bool = False  # its author's, when it was written


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A case offered to somebody who has not answered. `is_mine`: it is this officer who may answer;
    `declined`: who of a team has declined it, while others may still accept."""

    id: str
    name: str
    note: str
    author: str
    at: datetime
    is_mine: bool
    declined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A decision: approved or returned."""

    decision: str
    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnfinishedView:
    """An interview that was handed on and that nobody has finished. `answered`: how many answers."""

    interview_id: str
    form_hash: str
    title: str
    name: str
    note: str
    author: str
    started: datetime
    at: datetime
    answered: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class SubstituteView:
    """Who stands in for whom, from the first day to the last, both included."""

    author: str
    name: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A value as it was written into a field: by whom, in whose place, and why.

    `before`: what stood there as far as its author had seen: several where colleagues had differed."""

    event: str
    at: datetime
    what: str
    author: str
    role: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class CasePage:
    id: str
    reference: str
    name: str
    stage: str
    facts: dict[str, str]
    officer: str
    opened: datetime
    updated: datetime
    restricted: bool
    interviews: tuple[InterviewView, ...]
    timeline: tuple[TimelineEntry, ...]
    heads: tuple[str, ...]
    conflicts: int = 0
    responsible: str = ""
    responsible_left: bool = False  # no computer of that person has access any more
    handovers: tuple[HandoverView, ...] = ()
    reviews: tuple[ReviewView, ...] = ()
    substitutes: tuple[SubstituteView, ...] = ()
    unfinished: tuple[UnfinishedView, ...] = ()
    forks: int = 0
    marks: tuple[str, ...] = ()
    to_correct: tuple[str, ...] = ()  # interviews of which the person wants something corrected


DECIDED = {events.APPROVED: N_("Approved"), events.RETURNED: N_("Returned with what is still needed")}
LETTER = {events.PRINTED: N_("Referral letter printed"), events.EXPORTED: N_("Referral letter saved as a file")}
SHIFT = {
    shift.NOTE: N_("Note for the next shift"),
    shift.TAKEN: N_("Notes of the previous shift taken over"),
    DATE: N_("Date moved"),
}
_NAMED_OF_RESTRICTED = (search_text.REFERENCE, search_text.OFFICER)


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """The first that were found, and how many there are."""

    rows: list[CaseRow]
    total: int


def cases(session: Session, text: str = "", limit: int = 200, offset: int = 0) -> list[CaseRow]:
    """The rows of `find`."""
    return find(session, text, limit, offset).rows


def find(session: Session, text: str = "", limit: int = 200, offset: int = 0) -> CaseSearch:
    """The latest first; with text, those that have all that was typed, and after them those whose names
    sound so. Of cases of one person that are found, the later follows the first at once."""
    result = case_search.search(session.reading(), text, limit, offset)
    found_rows = [as_row(row, result.reasons) for row in result.rows]
    return CaseSearch(beside(session, found_rows), result.total)


def beside(session: Session, listed: list[CaseRow]) -> list[CaseRow]:
    """Cases of one person one after the other, each with the numbers of the others."""
    partners = _partners(session, [row.id for row in listed])
    if not partners:
        return listed
    order: dict[str, CaseRow] = {}
    by_id = {row.id: row for row in listed}
    for row in listed:
        for id_ in (row.id, *(partner_id for partner_id, _ in partners.get(row.id, ()))):
            if id_ in by_id and id_ not in order:
                references = tuple(reference for _, reference in partners.get(id_, ()))
                order[id_] = replace(by_id[id_], same_person=references)
    return list(order.values())


def as_row(row: rows.IndexRow, reasons: Mapping[bytes, tuple[str, ...]]) -> CaseRow:
    """`reasons`: by what each was found. A restricted case has no name here, and only its number and officer
    are named as what it was found by: what else is in it would be told by the search."""
    matched = reasons.get(row.case, ())
    if row.restricted:
        matched = tuple(kind for kind in matched if kind in _NAMED_OF_RESTRICTED)
    values = {column.name: getattr(row, column.name) for column in fields(row)}
    if row.restricted:
        values["name"] = ""
    return CaseRow(**values, matched=matched)


def count(session: Session, text: str = "") -> int:
    """How many `find` finds."""
    return find(session, text, 1).total


def case(session: Session, case_id: str, *, with_answers: bool = True) -> CasePage:
    """NoCase. Not `with_answers`: without its interviews and what happened, which a long case has many of."""
    case_state = case_of(session, case_id)
    name_of = session.vault.directory.name_of
    person, responsible = case_rows.responsible(session, case_state)
    return CasePage(
        id=case_id, reference=index.number_of(case_state), name=case_state.name, stage=case_state.stage, facts=open_facts(case_state.facts), officer=case_state.officer,
        opened=utc(case_state.opened or case_state.updated), updated=utc(case_state.updated), restricted=case_state.restricted,
        interviews=interviews_of(session, case_state) if with_answers else (),
        timeline=happened(session, case_state) if with_answers else (),
        heads=tuple(head.hex() for head in case_state.heads),
        conflicts=len(case_state.conflicts), responsible=responsible or case_state.officer,
        responsible_left=has_left(session.vault.directory, person),
        handovers=tuple(
            HandoverView(
                id=handover.event.hex(), name=handover.name, note=handover.note,
                author=name_of(handover.stream), at=utc(handover.at), is_mine=may_answer(session, handover),
                declined=tuple(name_of(stream) for stream in handover.declined),
            )
            for handover in open_handovers(session, case_state)
        ),
        reviews=tuple(
            ReviewView(review.decision, review.text, name_of(review.stream), utc(review.at))
            for review in case_state.reviews
        ),
        substitutes=tuple(
            SubstituteView(
                substitute.absent_name or name_of(substitute.stream), substitute.name, utc(substitute.first), utc(substitute.last)
            )
            for substitute in case_state.substitutes
            if not substitute.ended
        ),
        unfinished=tuple(_unfinished(session, unfinished_interview) for unfinished_interview in case_state.unfinished),
        forks=len(audit.forks(session.reading(), case_state.id)),
        marks=marks(case_state, profiles.in_use(session), session.now()),
        to_correct=tuple(
            interview.id.hex()
            for interview in case_state.interviews.values()
            if interview.awaits_correction
        ),
    )  # fmt: skip


def interviews_of(session: Session, case_state: Case, *, weighed: bool = True) -> tuple[InterviewView, ...]:
    """The finished ones, in their order. Not `weighed`: without their results."""
    return tuple(
        interview_view(session, case_state, interview, weighed=weighed) for interview in case_state.interviews.values()
    )


def happened(session: Session, case_state: Case) -> tuple[TimelineEntry, ...]:
    """What happened, in its order."""
    return tuple(_happened(session, case_state, event) for event in case_state.timeline)


def history(session: Session, case_id: str, kind: str, interview_id: str = "", ref: str = "") -> list[Change]:
    """Everything ever written into a field, in order: an "answer" (of an interview, at a ref), a
    "fact" (ref: its name), the "view" of an interview, the "review". NoCase."""
    case_state, id_ = case_of(session, case_id), id_or_empty(interview_id)
    fields: dict[str, Field] = {"answer": (kind, id_, ref), "fact": (kind, ref), "view": (kind, id_), "review": (kind,)}
    return [
        Change(
            event=value.event.hex(),
            at=utc(value.at),
            what=value.what,
            author=session.vault.directory.name_of(value.stream),
            role=value.role,
            before=value.before,
            after=value.texts,
            source=value.source,
            reason=value.reason,
        )
        for value in case_state.history(fields.get(kind, ()))
    ]


def changed(session: Session, case_id: str, interview_id: str) -> tuple[str, ...]:
    """The refs of an interview's answers that somebody wrote more than once. NoCase."""
    state, id_ = case_of(session, case_id), id_or_empty(interview_id)
    return tuple(
        str(key[2])
        for key, register in state.registers.items()
        if key[:2] == ("answer", id_) and len(register.written) > 1
        if sum(bool(write.text) for write in register.written) > 1 or len(state.history(key)) > 1
    )


def case_of(session: Session, case_id: str) -> Case:
    """NoCase where the id is none of ours."""
    id_ = id_of(case_id, NoCase)
    case_state = case_state_of(session, id_)
    if not case_state.timeline or id_ == session.vault.id or is_key_log(id_):
        raise NoCase
    return case_state


def resolve(session: Session, id_or_reference: str) -> str:
    """A case's id from its id or its reference, in any digits and letter case. NoCase."""
    query = fold(id_or_reference).replace("-", "").replace(" ", "")
    if len(query) == 32:
        return query
    for row in case_search.search(session.reading(), id_or_reference, 10).rows:
        if fold(row.reference).replace("-", "") == query:
            return row.case.hex()
    raise NoCase


def reference_of(session: Session, case_id: str) -> str:
    """As the list has it, without opening the case; "" where it isn't there."""
    listed = rows.by_ids(session.reading(), [bytes.fromhex(case_id)])
    return listed[0].reference if listed else ""


def set_view(session: Session, case_id: str, interview_id: str, text: str, *, concern: bool = False) -> None:
    """The officer's own view of an interview's result, and the reason. `concern`: the officer is
    concerned; that raises the result and never lowers it."""
    case_state, talk_id = case_of(session, case_id), bytes.fromhex(interview_id)
    talk = case_state.interviews.get(talk_id) if concern else None
    stored = talk.assessment if talk and screening.is_sound(talk.assessment) else None
    changed = screening.with_concern(stored) if stored else None
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, case_state.id)
        pen.say(events.NOTE, {"about": "view", "interview": talk_id, "text": nfc(text)})
        if changed:
            pen.say(events.ASSESSED, {"interview": talk_id, "assessment": changed})


def _partners(session: Session, cases: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Of each of these cases the ids and references of those here that are the same person's; for a list
    of up to some hundreds."""
    database = session.reading()
    ties = [
        tie
        for tie in link_index.of_cases(database, [bytes.fromhex(case_id) for case_id in cases])
        if tie.kind == link_index.CASE and tie.what == SAME
    ]
    case_rows = {row.case: row for row in rows.by_ids(database, sorted({tie.ref for tie in ties}))}
    partners_by_case: dict[str, tuple[tuple[str, str], ...]] = {}
    for tie in ties:
        if tie.ref in case_rows:
            case_id = tie.case.hex()
            partners_by_case[case_id] = (
                *partners_by_case.get(case_id, ()),
                (tie.ref.hex(), case_rows[tie.ref].reference),
            )
    return partners_by_case


def interview_view(
    session: Session, case: Case, interview: FinishedInterview, *, weighed: bool = True
) -> InterviewView:
    """One that was finished, as pages show it."""
    form_hash, title = interview.form["hash"].hex(), interview.form["title"]
    try:
        titles = forms.titles_of(forms.load(session, form_hash))
    except SanadError:
        titles = {"": title}
    is_sound = weighed and screening.is_sound(interview.assessment)
    assessment = interview.assessment if is_sound else None
    return InterviewView(
        id=interview.id.hex(), form_hash=form_hash, form_id=interview.form["id"], form_title=title, version=interview.form["version"], language=interview.language,
        started=utc(interview.started), at=utc(interview.finished), values=with_origins(interview.answers, interview.origins), assessment=assessment,
        agreed=interview.agreement.get("agreed", ""), corrections=interview.agreement.get("corrections", ""), view=interview.view, titles=titles,
        author=session.vault.directory.name_of(interview.stream), both=dict(interview.both),
        open=frozenset(
            str(conflict.field[2]) for conflict in case.conflicts if conflict.field[:2] == ("answer", interview.id)
        ),
        retired=retired_of(interview.retired), over=dict(interview.over), spoken=dict(interview.spoken),
        stops=tuple((utc(at), ref) for at, ref in interview.stops),
        translations=interpretation_view.translations_in(case, interview, session.vault.directory),
        declarations=interpretation_view.declarations_in(case, interview, session.vault.directory),
    )  # fmt: skip


def _unfinished(session: Session, unfinished_interview: HandedOnInterview) -> UnfinishedView:
    return UnfinishedView(
        interview_id=unfinished_interview.interview.hex(),
        form_hash=unfinished_interview.form.hex(),
        title=unfinished_interview.title,
        name=unfinished_interview.name,
        note=unfinished_interview.note,
        author=session.vault.directory.name_of(unfinished_interview.stream),
        started=utc(unfinished_interview.started),
        at=utc(unfinished_interview.at),
        answered=sum(bool(text) for text in unfinished_interview.answers.values()),
        is_mine=unfinished_interview.to is not None and for_me(session, unfinished_interview.to),
    )


def _happened(session: Session, case: Case, event: events.Event) -> TimelineEntry:
    content = event.content
    says = event_outcomes.says(event)
    if event.what == events.REVIEWED:
        says = DECIDED.get(text_of(content.get("decision")), says)
    if event.what == events.EXPORTED and "manifest" in content:
        says = N_("Sealed as a file for others")
    if "receipt" in content and event.what in (events.EXPORTED, events.PRINTED):
        says = N_("Receipt of a hand-over issued")
    if "dossier" in content and event.what in (events.EXPORTED, events.PRINTED):
        says = N_("Dossier made for an authority")
    if event.what == events.EXPORTED and content.get("standard") == match_keys.STANDARD:
        says = N_("Took part in a matching with a partner")
    if event.what == events.NOTE:
        says = SHIFT.get(text_of(content.get("about")), says)
    if event.what == events.VIEWED and "interview" in content:
        says = N_("Hidden answers shown")
    number = ""
    if event.what in LETTER and "referral" in content:
        says, number = LETTER[event.what], _number(case, content["referral"])
    names = event.what in (events.ACCESS, events.HANDED, events.HANDED_ON, events.SUBSTITUTE, events.SUBSTITUTE_ENDED)
    speaks = event.what == events.REVIEWED or (
        event.what == events.NOTE and text_of(content.get("about")) in (shift.NOTE, DATE)
    )
    words = content.get("text") if speaks else content.get("reason")
    return TimelineEntry(
        at=utc(event.at), what=event.what, says=says, author=session.vault.directory.name_of(event.stream),
        role=event.role, effect=event.id not in case.without_effect, enrolled=event.enrolled,
        to=text_of(content.get("name")) if names else "", note=text_of(words or content.get("note") or number), event=event.id.hex(),
        refused=WHY[refused.reason] if (refused := case.refused.get(event.id)) else "",
        clock_in_doubt=clock_check.is_doubtful(content),
    )  # fmt: skip


def _number(case: Case, referral: object) -> str:
    """Of a referral, as it stands on its letter."""
    referral_record = case.referrals.get(referral) if isinstance(referral, bytes) else None
    return isolate_ltr(referral_record.reference) if referral_record else ""
