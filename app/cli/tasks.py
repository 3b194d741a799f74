"""`tasks`: what is to be done, in all cases, overdue first."""

from datetime import datetime
from typing import Annotated

import typer

from app.casework.lifecycle import tasks
from app.casework.lifecycle.tasks import TaskView
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView, encode
from app.cli.officer_session import with_session
from app.cli.options import end_of_day
from app.language import strip_marks

_TASK = JsonView(
    TaskView,
    "case=case_id reference name kind says what agency ref since due overdue",
    says=lambda task: strip_marks(encode(task.says)),
)


def _in_lines(document: Document) -> str:
    return "\n".join(
        f"{'!' if task['overdue'] else ' '} {task['due'] or '-':25}  {task['reference']}  {task['says']}"
        for task in document["tasks"]
    )


def _check_kinds(kinds: list[str] | None) -> None:
    if unknown := [kind for kind in kinds or () if kind not in tasks.KINDS]:
        raise typer.BadParameter(f"--kind has no {unknown[0]}.")


@with_session(text=_in_lines, check=_check_kinds)
def sanad_tasks(
    session: Session,
    kinds: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            help="stage, referral, consent, withdrawal, decision, recovery, hearing, risk, contact, shift, "
            "retention, deadline; several.",
        ),
    ] = None,
    last_day: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Due by this day.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000)] = 500,
) -> Document:
    rows = tasks.tasks(session, kinds or [], end_of_day(last_day), limit)
    count, overdue = tasks.how_many(session)
    return {"tasks": _TASK.each(rows), "count": count, "overdue": overdue}
