"""`tasks`, `inbox`, `shift`: what is to be done, what colleagues changed, what one shift tells the next."""

from datetime import datetime
from typing import Annotated

from typer import BadParameter, Option

from app.casework.cases.queries import CaseRow
from app.casework.lifecycle import shift, tasks
from app.casework.lifecycle.shift import NoteView, Shift
from app.casework.session.colleagues import is_withdrawn
from app.casework.session.session import Session
from app.casework.session.unreadable import Unreadable
from app.casework.sharing import inbox
from app.cli.json_output import Document, JsonView, encode
from app.cli.officer_session import with_case, with_session
from app.cli.options import end_of_day
from app.cli.output import rows, value_of, words
from app.language import strip_marks

_TASK = JsonView(
    tasks.TaskView,
    "case=case_id reference name kind says what agency ref since due overdue",
    says=lambda task: strip_marks(encode(task.says)),
)


def _tasks_in_lines(document: Document) -> str:
    return "\n".join(
        f"{'!' if task['overdue'] else ' '} {task['due'] or '-':25}  {task['reference']}  {task['says']}"
        for task in document["tasks"]
    )


def _check_kinds(kinds: list[str] | None) -> None:
    if unknown := [kind for kind in kinds or () if kind not in tasks.KINDS]:
        raise BadParameter(f"--kind has no {unknown[0]}.")


@with_session(text=_tasks_in_lines, check=_check_kinds)
def sanad_tasks(
    session: Session,
    kinds: Annotated[
        list[str] | None,
        Option(
            "--kind",
            help="stage, referral, consent, withdrawal, decision, recovery, hearing, risk, contact, shift, "
            "retention, deadline; several.",
        ),
    ] = None,
    last_day: Annotated[datetime | None, Option("--until", formats=["%Y-%m-%d"], help="Due by this day.")] = None,
    limit: Annotated[int, Option("--limit", min=1, max=100_000)] = 500,
) -> Document:
    due = tasks.tasks(session, kinds or [], end_of_day(last_day), limit)
    count, overdue = tasks.how_many(session)
    return {"tasks": _TASK.each(due), "count": count, "overdue": overdue}


_LINE = JsonView(
    inbox.Detail,
    "event=line.event case=line.case_id reference=line.reference name=line.name kind=line.kind"
    " group=line.group says about=line.about who=line.author role=line.role at=line.at"
    " came=line.arrived read=line.read why=reason changes before after marks=line.marks",
    says=lambda detail: words()(detail.line.says),
    changes=lambda detail: [{"what": field, "before": old, "after": new} for field, old, new in detail.changes],
    before=lambda detail: detail.changes[0][1] if detail.changes else "",
    after=lambda detail: detail.changes[0][2] if detail.changes else "",
)


@with_session(text=rows("inbox", "{at}  {reference}  {says}  {who}"))
def sanad_inbox(
    session: Session,
    unread: Annotated[bool, Option("--unread", help="Those alone.")] = False,
    limit: Annotated[int, Option("--limit", min=1)] = 200,
    read: Annotated[list[str] | None, Option("--read", help="Mark a line as read, by its event; or all.")] = None,
) -> Document:
    if read:
        inbox.mark_all(session) if "all" in read else inbox.mark(session, read)
    lines = inbox.lines(session, limit, unread=unread)
    details = [detail for line in lines if (detail := inbox.detail(session, line.event))]
    return {"inbox": _LINE.each(details), "unread": inbox.how_many(session), "withdrawn": is_withdrawn(session)}


_SHIFT = JsonView(
    Shift,
    "notes changed due unreadable",
    notes=JsonView(NoteView, "case=case_id reference name id text who=author at mine=is_mine"),
    changed=JsonView(CaseRow, "case=id reference at=updated"),
    unreadable=JsonView(Unreadable, "case=case_id reference"),
    due=JsonView(
        tasks.TaskView, "case=case_id reference kind says due", says=lambda task: strip_marks(encode(task.says))
    ),
)


def _shift_in_lines(document: Document) -> str:
    lines = [f"{note['reference']}  {note['text']}" for note in document["notes"]]
    lines += [f"{case['reference']}  {case['at']}" for case in document["changed"]]
    return "\n".join([*lines, *(f"{task['reference']}  {task['says']}" for task in document["due"])])


@with_session(view=_SHIFT, text=_shift_in_lines)
def shift_show(session: Session) -> Shift:
    return shift.now(session)


@with_case(text=value_of("note"))
def shift_note(
    session: Session, case_id: str, text: Annotated[str, Option("--text", help="What the next shift must know.")]
) -> Document:
    return {"note": shift.note(session, case_id, text)}


@with_session(text=value_of("taken"))
def shift_take(session: Session) -> Document:
    return {"taken": shift.take(session)}
