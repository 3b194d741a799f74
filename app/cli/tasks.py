"""`tasks`: what is to be done, in all cases, overdue first."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from app.cli.output import (
    Json,
    Who,
    at_work,
    show,
)


def tasks(
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            help="stage, referral, consent, withdrawal, decision, recovery, hearing, risk, contact, shift, "
            "retention; several.",
        ),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Due by this day.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000)] = 500,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """What is to be done, in all cases on this computer: overdue first."""
    from app.casework.lifecycle import tasks as todo
    from app.language import strip_marks

    kinds = kind or []
    if wrong := [each for each in kinds if each not in todo.KINDS]:
        raise typer.BadParameter(f"--kind has no {wrong[0]}.")
    last = (until + timedelta(days=1, seconds=-1)).astimezone() if until else None
    with at_work(officer) as session:
        found = todo.tasks(session, kinds, last, limit)
        number, overdue = todo.how_many(session)
    show(
        {
            "tasks": [
                {"case": each.case_id, "reference": each.reference, "name": each.name,
                 "kind": each.kind, "says": strip_marks(each.says), "what": each.what,
                 "agency": each.agency, "ref": each.ref, "since": each.since.isoformat(),
                 "due": each.due.isoformat() if each.due else None, "overdue": each.overdue}
                for each in found
            ],
            "count": number, "overdue": overdue,
        },
        as_json,
        _in_lines,
    )  # fmt: skip


def _in_lines(told: dict[str, Any]) -> str:
    return "\n".join(
        f"{'!' if each['overdue'] else ' '} {each['due'] or '-':25}  {each['reference']}  {each['says']}"
        for each in told["tasks"]
    )
