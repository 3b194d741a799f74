"""What a case's page shows, read as far as the open tab needs it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.case import events, fields
from app.case.kinds.people import people, proceedings
from app.case.projection import Case
from app.casework.cases import case_rows, erasure, queries, reviews
from app.casework.cases.queries import CasePage, InterviewView, TimelineEntry
from app.casework.exchange import sync
from app.casework.exchange.match_partners import KIND_SAYS
from app.casework.interviews import additions
from app.casework.interviews import interview as work
from app.casework.lifecycle import shift, tasks
from app.casework.lifecycle.shift import NoteView
from app.casework.pages import attachment_list, lifecycle_page
from app.casework.pages.attachment_list import FileView
from app.casework.pages.lifecycle_page import LifecyclePage
from app.casework.pages.waiting import WaitingItem, waiting
from app.casework.questionnaires import answer_format, forms, screening
from app.casework.questionnaires.answers import fact_of
from app.casework.questionnaires.explanation import headline
from app.casework.session.ids import id_of
from app.casework.session.session import Session, past_damage
from app.clock import utc
from app.errors import SanadError
from app.form import Form, Interview, QuestionDef
from app.language import Words

OVERVIEW, INTERVIEWS, PROGRESS, PAPERS, PEOPLE, HISTORY = (
    "overview",
    "interviews",
    "progress",
    "papers",
    "people",
    "history",
)
_READ = frozenset(("date", "time", "dateTime", "decimal", "geopoint", "geotrace", "geoshape"))


@dataclass(frozen=True, slots=True)
class ResultView:
    """The last result. `outcome`, `readings`: its name and those of the readings that gave it, as
    message ids."""

    interview_id: str
    result: str
    outcome: str
    readings: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """`facts`: known of the person, as kept, by name. `places`: (questionnaire, answers, path) of those
    that a questionnaire's choices or a calendar put into words."""

    facts: Mapping[str, str]
    places: Mapping[str, tuple[Form, Mapping[str, str], str]]

    def in_words(self, words: Words) -> dict[str, str]:
        texts, interviews = dict(self.facts), dict[int, Interview]()
        for fact, (form, values, path) in self.places.items():
            interview = interviews.setdefault(id(values), Interview(form, values))
            spoken = work.address(interview, words.language) or None
            texts[fact] = answer_format.formatted_answer(interview.node(path, spoken), words)
        return texts


@dataclass(frozen=True, slots=True)
class PartnerMatch:
    """A partner that had the same keys; `kinds`: of them, as message ids."""

    partner: str
    kinds: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class CasePageContent:
    """`page`: without its interviews and what happened. `counts`: by tab. `where`: with headquarters,
    "" without one. `order`: that it be erased; `orders`: may this officer? `decides`: may this officer
    review it? `notes`: for the next shift. Of one tab alone: `interviews` with `forms`, those that are
    here, by hash, and `changed`: answers that were written more than once, by interview; `timeline`;
    `files`. `damaged`: which records of the case, from 1, nothing of this is from."""

    page: CasePage
    counts: Mapping[str, int]
    course: LifecyclePage
    facts: KnownFacts
    waiting: tuple[WaitingItem, ...]
    result: ResultView | None
    decides: bool
    where: str = ""
    order: erasure.OpenOrder | None = None
    orders: bool = False
    notes: tuple[NoteView, ...] = ()
    interviews: tuple[InterviewView, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    changed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    timeline: tuple[TimelineEntry, ...] = ()
    files: tuple[FileView, ...] = ()
    matches: tuple[PartnerMatch, ...] = ()
    damaged: tuple[int, ...] = ()


def case_page(session: Session, case_id: str, tab: str = OVERVIEW) -> CasePageContent:
    """NoCase. A questionnaire that isn't here closes nothing, nor does a damaged record."""
    with past_damage(session, id_of(case_id, queries.NoCase)) as damaged:
        return replace(_case_page(session, case_id, tab), damaged=damaged)


def _case_page(session: Session, case_id: str, tab: str) -> CasePageContent:
    case_state = queries.case_of(session, case_id)
    page = queries.case(session, case_id, with_answers=False)
    order = erasure.ordered(session, case_id)
    course = lifecycle_page.course(session, case_state)
    waits = bool(not case_state.closed and case_rows.waits_for_supervisor(session, case_state)[0])
    reviewer = reviews.may_review(session)
    last_decision = case_state.reviews[-1].decision if case_state.reviews else ""
    is_open = not (waits or reviewer or case_state.closed)
    added = additions.unsaved(session, case_id, (id_.hex() for id_ in case_state.interviews))
    interviews = queries.interviews_of(session, case_state, weighed=False) if tab == INTERVIEWS else ()
    return CasePageContent(
        page=page, counts=_counts(case_state), decides=reviewer,
        course=course, facts=known_facts(session, case_state, page.facts),
        waiting=waiting(
            page, course, order, tasks.of_case(session, case_state),
            to_review=waits and reviewer, is_returned=is_open and last_decision == reviews.RETURNED, added=added,
        ),
        result=last_result(session, case_state),
        where=sync.state(session, case_id) if sync.address(session) else "", order=order,
        orders=erasure.may_order(session), notes=tuple(shift.of_case(session, case_id)),
        interviews=interviews, forms=_forms(session, interviews), changed=_changed(case_state) if interviews else {},
        timeline=queries.happened(session, case_state) if tab == HISTORY else (),
        files=tuple(attachment_list.files(session, case_id)) if tab == PAPERS else (),
        matches=_matches(case_state),
    )  # fmt: skip


def _matches(case_state: Case) -> tuple[PartnerMatch, ...]:
    """Of each partner the last."""
    matches: dict[str, PartnerMatch] = {}
    for event in case_state.timeline:
        if event.what == events.MATCHED and event.id not in case_state.without_effect:
            partner = fields.text(event.content.get("partner"))
            kinds = fields.texts(event.content.get("kinds"))
            says = tuple(KIND_SAYS[kind] for kind in kinds if kind in KIND_SAYS)
            matches[partner] = PartnerMatch(partner, says, utc(event.at))
    return tuple(matches.values())


def _counts(case_state: Case) -> dict[str, int]:
    return {
        INTERVIEWS: len(case_state.interviews),
        PAPERS: len(case_state.attached),
        PEOPLE: len(people(case_state)) + len(proceedings(case_state)),
        HISTORY: len(case_state.timeline),
    }


def _forms(session: Session, interviews: tuple[InterviewView, ...]) -> dict[str, Form]:
    loaded = {}
    for hash_ in dict.fromkeys(view.form_hash for view in interviews):
        try:
            loaded[hash_] = forms.load(session, hash_)
        except SanadError:
            continue
    return loaded


def _changed(case_state: Case) -> dict[str, frozenset[str]]:
    """Of each interview the refs of answers that somebody wrote more than once."""
    refs: dict[str, set[str]] = {}
    for key, register in case_state.registers.items():
        if key[0] == "answer" and len(register.written) > 1:
            said_twice = sum(bool(write.text) for write in register.written) > 1
            if said_twice or len(case_state.history(key)) > 1:
                refs.setdefault(key[1].hex(), set()).add(str(key[2]))  # type: ignore[union-attr]
    return {interview_id: frozenset(paths) for interview_id, paths in refs.items()}


def _screenings(case_state: Case) -> Iterator[tuple[str, dict[str, object]]]:
    """Interviews with a result that can be explained, the last first."""
    for talk in sorted(case_state.interviews.values(), key=lambda talk: (talk.finished, talk.id), reverse=True):
        if talk.assessment is not None and screening.is_sound(talk.assessment):
            yield talk.id.hex(), talk.assessment


def last_result(session: Session, case_state: Case) -> ResultView | None:
    """Nothing where no interview was weighed, or its questionnaire is not here."""
    interview_id, assessment = next(_screenings(case_state), ("", None))
    if assessment is None:
        return None
    talk = case_state.interviews[bytes.fromhex(interview_id)]
    try:
        form = forms.load(session, talk.form["hash"].hex())
    except SanadError:
        return None
    outcome, readings = headline(assessment, form)
    return ResultView(interview_id, str(assessment["result"]), outcome, readings, utc(talk.finished))


def known_facts(session: Session, case_state: Case, facts: Mapping[str, str]) -> KnownFacts:
    """With the last interview that says each; no other interview is opened."""
    places: dict[str, tuple[Form, Mapping[str, str], str]] = {}
    waiting_for = set(facts)
    for talk in reversed(case_state.interviews.values()):
        if not waiting_for:
            break
        try:
            form = forms.load(session, talk.form["hash"].hex())
        except SanadError:
            continue
        answered = {
            fact: question
            for question in form.questions()
            if (fact := fact_of(question.extras)) in waiting_for and talk.answers.get(question.path)
        }
        for fact, question in answered.items():
            if _reads_otherwise(question):
                places[fact] = (form, talk.answers, question.path)
        waiting_for -= set(answered)
    return KnownFacts(facts, places)


def _reads_otherwise(question: QuestionDef) -> bool:
    """Does its value read otherwise than it is kept? A number may be a phone's, or a person's."""
    return bool(question.choices) or question.type in _READ
