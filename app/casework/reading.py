"""Finding cases and looking at one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.case import events
from app.case.events import Event
from app.case.fold import Case
from app.case.fold import Interview as Told
from app.casework import forms
from app.casework.session import Pen, Session, folded
from app.errors import N_, SanadError
from app.language import fold
from app.seal.canonical import nfc
from app.vault import cases as rows
from app.vault.forms import NoForm


@dataclass(eq=False)
class NoCase(SanadError):
    """A case that isn't on this computer."""

    says = N_("There is no such case on this computer. Check the number, or search by name.")


@dataclass(frozen=True, slots=True)
class CaseRow:
    id: str
    reference: str
    name: str
    stage: str
    updated: datetime
    restricted: bool


@dataclass(frozen=True, slots=True)
class InterviewView:
    """A finished interview. `assessment`: as kept, for casework.screening.explain."""

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
    agreed: str  # "yes", "no", "not read back"
    corrections: str
    view: str
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the timeline. `says`: a message id."""

    at: datetime
    what: str
    says: str
    who: str


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
    timeline: tuple[Happened, ...]
    heads: tuple[str, ...]


SAYS = {
    events.OPENED: N_("Case opened"),
    events.ANSWERS: N_("Interview finished"),
    events.ASSESSED: N_("Answers weighed against the indicators"),
    events.NOTE: N_("The officer’s view noted"),
    events.PRINTED: N_("Record printed"),
    events.EXPORTED: N_("Record saved as a file"),
}
UNKNOWN = N_("Something that this version does not know")


def cases(session: Session, text: str = "", limit: int = 200, offset: int = 0) -> list[CaseRow]:
    """The latest first; with text, those in which each of its words begins a word."""
    return [_row(row) for row in rows.search(session.reading(), text, limit, offset)]


def count(session: Session, text: str = "") -> int:
    return rows.count(session.reading(), text)


def case(session: Session, case_id: str) -> CasePage:
    """NoCase."""
    told = case_of(session, case_id)
    return CasePage(
        case_id, told.reference, told.name, told.stage, told.facts, told.officer,
        _time(told.opened), _time(told.updated), told.restricted,
        tuple(_interview(session, each) for each in told.interviews.values()),
        tuple(_happened(session, event) for event in told.timeline),
        tuple(head.hex() for head in told.heads),
    )  # fmt: skip


def case_of(session: Session, case_id: str) -> Case:
    """NoCase where the id is none of ours."""
    try:
        id_ = bytes.fromhex(case_id)
    except ValueError:
        raise NoCase from None
    told = folded(session, id_)
    if not told.timeline or id_ == session.vault.id:
        raise NoCase
    return told


def resolve(session: Session, id_or_reference: str) -> str:
    """A case's id from its id or its reference, in any digits and letter case. NoCase."""
    wanted = fold(id_or_reference).replace("-", "").replace(" ", "")
    if len(wanted) == 32:
        return wanted
    for row in rows.search(session.reading(), id_or_reference, 10):
        if fold(row.reference).replace("-", "") == wanted:
            return row.id.hex()
    raise NoCase


def set_view(session: Session, case_id: str, interview_id: str, text: str) -> None:
    """The officer's own view of an interview's result, and the reason."""
    id_ = bytes.fromhex(case_of(session, case_id).id.hex())
    with session.vault.transaction() as writer:
        Pen(session, writer, id_).say(
            events.NOTE,
            {"about": "view", "interview": bytes.fromhex(interview_id), "text": nfc(text)},
        )
    session.vault.say_head()


def _row(row: rows.Row) -> CaseRow:
    return CaseRow(
        row.id.hex(), row.reference, row.name, row.stage, _time(row.updated), row.restricted
    )


def _interview(session: Session, told: Told) -> InterviewView:
    form_hash = told.form.get("hash", b"").hex()
    title = str(told.form.get("title", ""))
    try:
        titles = forms.titles_of(forms.load(session, form_hash))
    except (NoForm, ValueError):
        titles = {"": title}
    return InterviewView(
        told.id.hex(), form_hash, str(told.form.get("id", "")), title,
        str(told.form.get("version", "")), told.language, _time(told.started), _time(told.finished),
        dict(told.answers), told.assessment, str(told.agreement.get("agreed", "")),
        str(told.agreement.get("corrections", "")), told.view, titles,
    )  # fmt: skip


def _happened(session: Session, event: Event) -> Happened:
    who = session.vault.directory.name_of(event.stream)
    return Happened(_time(event.at), event.what, SAYS.get(event.what, UNKNOWN), who)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
