"""An interview: begun, kept answer by answer, left and resumed, closed early, read back, finished."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.case import events
from app.case.reference import reference
from app.casework import forms, screening
from app.casework.answers import (
    Line,
    Review,
    Section,
    address,
    broken_rules,
    carried_over,
    facts,
    facts_in_words,
    findable,
    gate,
    prefill,
    readback,
    restricted,
    review,
    shown,
)
from app.casework.session import Pen, Session
from app.errors import N_, SanadError
from app.form import Form, Interview
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
    "readback", "refusals", "refuse_consent", "resume", "review", "revisits", "shown", "start",
]  # fmt: skip

_ENTRY = re.compile(r"\[[^\]]*\]")
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
    prefill(interview, carried or {})
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
            session.now(), restricted(interview),
        )  # fmt: skip
        cases.keep(writer, row, " ".join([number, number.replace("-", ""), *findable(interview)]))
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
            "restricted": int(restricted(interview)),
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


def _destroy(session: Session, draft_id: str) -> None:
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, _id(draft_id))
        unfinished.clear(writer, _id(draft_id))


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
