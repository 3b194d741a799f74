"""An interview: begun, kept answer by answer, left and resumed, closed early, read back, finished."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.case import events
from app.case.reference import reference
from app.casework import forms, screening
from app.casework.session import Pen, Session
from app.errors import N_, SanadError
from app.form import Form, Interview, Node
from app.seal.canonical import nfc
from app.seal.keys import fresh_id
from app.vault import cases, visits
from app.vault import drafts as unfinished
from app.vault.drafts import NoDraft
from app.vault.visits import Revisit

__all__ = [
    "Agreement", "ConsentRefused", "DraftRow", "Finished", "Kept", "Line", "Live", "NeedsAttention",
    "NoDraft", "NotSafe", "Review", "Revisit", "Section", "address", "carried_over", "close_unsafe",
    "discard", "drafts", "facts", "facts_in_words", "finish", "forget_revisit", "gate", "keep", "leave",
    "readback", "refusals", "refuse_consent", "resume", "review", "revisits", "start",
]  # fmt: skip

_ENTRY = re.compile(r"\[[^\]]*\]")
# What the next worker at the same site shares with this one: facts of the place, none of a person.
_SHARED = ("site", "employer", "employer_file", "interpreter", "language")
_SEARCHED = 200  # letters of an answer that is still a name, a number or a place
_HTCDS_NAME = ("prs_First_Name", "prs_Second_Name")  # IOM, HTCDS 2.0
PROFILE = "kw-2019"


@dataclass(eq=False)
class NotSafe(SanadError):
    """It is not safe to talk now."""

    says = N_(
        "This is not a safe moment to talk, so the interview was closed. "
        "Nothing about the person was kept. Note when, where and how to try again."
    )


@dataclass(eq=False)
class ConsentRefused(SanadError):
    """The person does not want this recorded."""

    says = N_(
        "The person does not want this recorded. The answers were destroyed; only an anonymous count remains."
    )


@dataclass(eq=False)
class NeedsAttention(SanadError):
    """Answers that break a rule of the form. `refs`: where."""

    refs: tuple[str, ...]
    says = N_(
        "Some answers can't be right yet. Everything is kept. Open the review to see which, then finish."
    )


@dataclass(frozen=True, slots=True)
class Live:
    """An interview under way. `interrupted`: it was left without being closed, as in a crash."""

    draft_id: str
    form: Form
    interview: Interview
    started: datetime
    place: str = ""
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Durable: `number` counts the keeps of this draft."""

    number: int
    at: datetime


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


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the person said when the answers were read back. None: not read back."""

    agreed: bool | None = None
    corrections: str = ""
    view: str = ""  # the officer's own view and reason


@dataclass(frozen=True, slots=True)
class Finished:
    case_id: str
    reference: str
    interview_id: str


@dataclass(frozen=True, slots=True)
class Review:
    """Before finishing. `missing`: required and not asked; `problems`: (ref, what is wrong)."""

    missing: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    unanswered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    ref: str
    question: str
    answer: str
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...] = field(default_factory=tuple)


def start(
    session: Session,
    form_hash: str,
    carried: Mapping[str, str] | None = None,
    *,
    form: Form | None = None,
) -> Live:
    """Begin; what the form computes at once, and what is carried over, is kept before it returns."""
    form = form or forms.load(session, form_hash)
    interview = Interview(form, now=session.clock)
    _prefill(interview, carried or {})
    draft = unfinished.Draft(
        fresh_id(), bytes.fromhex(form_hash), session.now(), session.now(), "", False, 0
    )
    with session.vault.transaction() as writer:
        unfinished.begin(writer, draft)
        unfinished.keep(writer, draft.id, _clean(interview.stored()), session.now())
    return Live(draft.id.hex(), form, interview, _time(draft.started))


def keep(
    session: Session, draft_id: str, answers: Mapping[str, str | None], place: str = ""
) -> Kept:
    """Durable when it returns. NoDraft, DiskFull, InUse: then nothing of it was kept."""
    at = session.now()
    with session.vault.transaction() as writer:
        number = unfinished.keep(writer, _id(draft_id), _clean(answers), at, place)
    return Kept(number, _time(at))


def leave(session: Session, draft_id: str) -> None:
    """The screen closes the interview: when it is found next time, nothing was interrupted."""
    with session.vault.transaction() as writer:
        unfinished.mark(writer, _id(draft_id), closed=True)


def resume(session: Session, draft_id: str) -> Live:
    """Where it was left, to the letter. NoDraft."""
    live = _rebuilt(session, draft_id)
    with session.vault.transaction() as writer:
        unfinished.mark(writer, _id(draft_id), closed=False)
    return live


def _rebuilt(session: Session, draft_id: str) -> Live:
    draft = unfinished.one(session.reading(), _id(draft_id))
    form = forms.load(session, draft.form.hex())
    saved = unfinished.answers(session.reading(), draft.id)
    interview = Interview(form, saved, now=session.clock)
    return Live(
        draft_id, form, interview, _time(draft.started), draft.place, interrupted=draft.interrupted
    )


def drafts(session: Session) -> list[DraftRow]:
    """Unfinished interviews, the last touched first."""
    return [_draft_row(session, draft) for draft in unfinished.unfinished(session.reading())]


def discard(session: Session, draft_id: str) -> None:
    """Destroy a draft for good. NoDraft."""
    _destroy(session, draft_id)


def gate(interview: Interview) -> str | None:
    """Which gate says stop: "safety", "consent", or None."""
    by_path = _by_plain_path(interview)
    for question in interview.form.questions():
        told = question.extras.get("gate")
        if told in ("safety", "consent") and by_path.get(question.path) == "stop":
            return told
    return None


def close_unsafe(session: Session, draft_id: str, when: str, where: str, how: str) -> None:
    """Destroy the draft; keep only when, where and how to try again."""
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        unfinished.clear(writer, _id(draft_id))
        visits.keep(writer, session.now(), nfc(when), nfc(where), nfc(how))


def revisits(session: Session) -> list[Revisit]:
    return visits.waiting(session.reading())


def forget_revisit(session: Session, n: int) -> None:
    with session.vault.transaction() as writer:
        visits.forget(writer, n)


def refuse_consent(session: Session, draft_id: str) -> None:
    """Destroy the draft; one more in an anonymous count."""
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        unfinished.clear(writer, _id(draft_id))
        visits.count(writer, "consent refused", session.clock().year)


def refusals(session: Session) -> int:
    """How many did not want to be recorded."""
    return visits.counted(session.reading(), "consent refused")


def facts(interview: Interview) -> dict[str, str]:
    """Facts of the case that answers are: {"name": ..., "sex": "female"}.

    A form that names no fact but speaks HTCDS has its person's name from there.
    """
    by_path = _by_plain_path(interview)
    told: dict[str, str] = {}
    standard: dict[str, str] = {}
    for question in interview.form.questions():
        value = by_path.get(question.path)
        if not value:
            continue
        if fact := question.extras.get("fact"):
            told[fact] = value
        field_name = question.extras.get("htcds") or question.path.rpartition("/")[2]
        if field_name in _HTCDS_NAME:
            standard[field_name] = value
    if standard and not (told.get("name") or told.get("name_ar")):
        told["name"] = " ".join(standard[each] for each in _HTCDS_NAME if each in standard)
    return told


def facts_in_words(interview: Interview, language: str) -> dict[str, str]:
    """The same facts as their questions' choices say them."""
    found: dict[str, str] = {}
    for ref in interview.values():
        node = interview.node(ref, language)
        if fact := node.extras.get("fact"):
            found[fact] = found.get(fact) or shown(node)
    return found


def carried_over(interview: Interview) -> dict[str, str]:
    """For the next worker here: site, employer, interpreter and language."""
    told = facts(interview)
    return {name: told[name] for name in _SHARED if name in told}


def address(interview: Interview, code: str) -> str:
    """The name of the form's language for a code ("ar", "en"), in the person's gender once known.

    The settings sheet names the Arabic for a woman in `attribute::sanad:feminine`. "" when the form
    doesn't speak that language.
    """
    feminine = interview.form.settings.get("feminine", "")
    speaks = [each.name for each in interview.form.languages if each.code == code]
    if feminine in speaks and facts(interview).get("sex") == "female":
        return feminine
    return next((name for name in speaks if name != feminine), "")


def review(interview: Interview) -> Review:
    """What is missing, what breaks a rule, and what was simply not asked."""
    missing = interview.missing()
    unanswered = [
        ref
        for page in interview.pages()
        for ref in page.refs
        if _asked(node := interview.node(ref)) and not node.value and ref not in missing
    ]
    return Review(missing, broken_rules(interview), tuple(unanswered))


def broken_rules(interview: Interview) -> tuple[tuple[str, str], ...]:
    """(ref, what is wrong) of answers that break a rule; what is only missing is no broken rule."""
    return tuple(
        (each.ref, each.message)
        for each in interview.violations()
        if each.condition == "constraint"
    )


def readback(interview: Interview, language: str, *, aloud: bool = True) -> list[Section]:
    """The answers in the form's words, section by section, unanswered ones left out.

    `aloud`: for the person's ears, without what only the interviewer answers (`sanad:aside`).
    """
    sections = []
    for page in interview.pages():
        lines = [
            Line(ref, node.label, answer, node.extras.get("restricted") == "yes")
            for ref in page.refs
            if _asked(node := interview.node(ref, language))
            and (answer := shown(node))
            and not (aloud and node.extras.get("aside") == "yes")
        ]
        if lines:
            sections.append(Section(interview.node(page.ref, language).label, tuple(lines)))
    return sections


def shown(node: Node) -> str:
    """An answer in the words of its choices."""
    if node.control in ("select_one", "select_multiple", "rank"):
        labels = {choice.value: choice.label for choice in node.choices}
        chosen = [node.value] if node.control == "select_one" else node.value.split()
        return " · ".join(labels.get(each, each) for each in chosen if each)
    return node.value


def finish(
    session: Session, draft_id: str, agreement: Agreement | None = None, language: str = ""
) -> Finished:
    """Make what is durable of a draft a case: its events are signed and the draft is cleared in
    one transaction. `language`: the form's language in which it was held.

    NotSafe and ConsentRefused where a gate says stop, NeedsAttention for answers that break a rule.
    """
    live = _rebuilt(session, draft_id)
    interview = live.interview
    if language:
        interview.set_language(language)
    closed = gate(interview)
    if closed:
        raise NotSafe if closed == "safety" else ConsentRefused
    if broken := broken_rules(interview):
        raise NeedsAttention(tuple(ref for ref, _ in broken))
    case, interview_id = fresh_id(), fresh_id()
    number = reference(case, session.clock().year)
    told = facts(interview)
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        pen = Pen(session, writer, case)
        _say_all(session, pen, live, agreement or Agreement(), number, interview_id)
        row = cases.Row(
            case, number, told.get("name") or told.get("name_ar") or "", "identification",
            session.now(), _restricted(interview),
        )  # fmt: skip
        cases.keep(writer, row, " ".join([number, number.replace("-", ""), *_findable(interview)]))
        unfinished.clear(writer, _id(draft_id))
    session.vault.say_head()
    return Finished(case.hex(), number, interview_id.hex())


def _say_all(
    session: Session,
    pen: Pen,
    live: Live,
    agreement: Agreement,
    number: str,
    interview_id: bytes,
) -> None:
    interview, officer = live.interview, session.officer
    pen.say(
        events.OPENED,
        {"reference": number, "profile": PROFILE, "officer": officer.name, "role": officer.role},
    )
    pen.say(
        events.ANSWERS,
        {
            "interview": interview_id,
            "form": {
                "id": live.form.id, "version": live.form.version,
                "hash": bytes.fromhex(live.form.hash), "title": nfc(live.form.title),
            },
            "language": interview.language,
            "started": int(live.started.timestamp()),
            "answers": [[path, nfc(value)] for path, value in interview.values().items()],
            "facts": {name: nfc(value) for name, value in facts(interview).items()},
            "agreement": {
                "agreed": {None: "not read back", True: "yes", False: "no"}[agreement.agreed],
                "corrections": nfc(agreement.corrections),
            },
            "restricted": int(_restricted(interview)),
            "program": PROGRAM,
        },
    )  # fmt: skip
    assessment = screening.assess(live.form, interview, session.clock().astimezone().date())
    if assessment is not None:
        pen.say(
            events.ASSESSED,
            {"interview": interview_id, "assessment": screening.to_stored(assessment)},
        )
    if agreement.view.strip():
        pen.say(
            events.NOTE, {"about": "view", "interview": interview_id, "text": nfc(agreement.view)}
        )


PROGRAM = "Sanad 0.1.0"


def _restricted(interview: Interview) -> bool:
    """Does an answer mark the whole case as restricted? One restricted answer does not."""
    return facts(interview).get("restricted_case") in ("yes", "true", "1")


def _destroy(session: Session, draft_id: str) -> None:
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        unfinished.clear(writer, _id(draft_id))


def _prefill(interview: Interview, carried: Mapping[str, str]) -> None:
    for question in interview.form.questions():
        value = carried.get(question.extras.get("fact", ""))
        if value and "[" not in question.path:
            try:
                interview.answer(question.path, value)
            except SanadError:
                continue  # a form where the same fact has other choices: it is asked again


def _asked(node: Node) -> bool:
    return (
        node.kind == "question" and node.relevant and not node.readonly and node.control != "note"
    )


def _findable(interview: Interview) -> list[str]:
    """What search finds a case by: its facts, and short answers in the person's own words or
    numbers, whatever form asked for them. Restricted answers are not among them."""
    found = list(facts(interview).values())
    for ref, value in interview.values().items():
        if value and len(value) <= _SEARCHED:
            node = interview.node(ref)
            if node.control == "input" and node.extras.get("restricted") != "yes":
                found.append(value)
    return list(dict.fromkeys(found))


def _by_plain_path(interview: Interview) -> dict[str, str]:
    """Values by path without the ids of entries; the first entry that has one speaks."""
    found: dict[str, str] = {}
    for path, value in interview.values().items():
        plain = _ENTRY.sub("", path)
        found[plain] = found.get(plain) or value
    return found


def _draft_row(session: Session, draft: unfinished.Draft) -> DraftRow:
    form = forms.load(session, draft.form.hex())
    given = unfinished.answers(session.reading(), draft.id)
    plain = {_ENTRY.sub("", path) for path, value in given.items() if value}
    asked = [q for q in form.questions() if q.control not in ("", "note", "hidden")]
    told = {q.extras["fact"]: given.get(q.path, "") for q in asked if q.extras.get("fact")}
    sections = list(dict.fromkeys(q.path.split("/")[2] for q in asked if q.path.count("/") > 2))
    here = _ENTRY.sub("", draft.place).split("/")
    at = sections.index(here[2]) + 1 if len(here) > 2 and here[2] in sections else 0
    titles = forms.titles_of(form)
    return DraftRow(
        draft.id.hex(), form.title, titles, told.get("name") or told.get("name_ar") or "",
        told.get("site", ""), _time(draft.started), _time(draft.updated),
        sum(q.path in plain for q in asked), len(asked), at, len(sections), draft.interrupted,
    )  # fmt: skip


def _clean(answers: Mapping[str, str | None]) -> dict[str, str | None]:
    return {path: None if text is None else nfc(text) for path, text in answers.items()}


def _id(draft_id: str) -> bytes:
    try:
        return bytes.fromhex(draft_id)
    except ValueError:
        raise NoDraft from None


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
