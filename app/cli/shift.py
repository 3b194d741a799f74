"""`shift`: what one shift tells the next."""

from typing import Annotated

import typer

from app.casework.cases.queries import CaseRow
from app.casework.lifecycle import shift
from app.casework.lifecycle.shift import NoteView, Shift
from app.casework.lifecycle.tasks import TaskView
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView, encode
from app.cli.officer_session import with_case, with_session
from app.cli.output import value_of
from app.language import strip_marks

_SHIFT = JsonView(
    Shift,
    "notes changed due",
    notes=JsonView(NoteView, "case=case_id reference name id text who=author at mine=is_mine"),
    changed=JsonView(CaseRow, "case=id reference at=updated"),
    due=JsonView(
        TaskView,
        "case=case_id reference kind says due",
        says=lambda task: strip_marks(encode(task.says)),
    ),
)


def _in_lines(document: Document) -> str:
    lines = [f"{note['reference']}  {note['text']}" for note in document["notes"]]
    lines += [f"{case['reference']}  {case['at']}" for case in document["changed"]]
    return "\n".join(
        [*lines, *(f"{task['reference']}  {task['says']}" for task in document["due"])]
    )


@with_session(view=_SHIFT, text=_in_lines)
def shift_show(session: Session) -> Shift:
    return shift.now(session)


@with_case(text=value_of("note"))
def shift_note(
    session: Session,
    case_id: str,
    text: Annotated[str, typer.Option("--text", help="What the next shift must know.")],
) -> Document:
    return {"note": shift.note(session, case_id, text)}


@with_session(text=value_of("taken"))
def shift_take(session: Session) -> Document:
    return {"taken": shift.take(session)}
