"""`inbox`: what colleagues changed in this officer's cases."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import (
    Json,
    Who,
    at_work,
    show,
    spoken,
)

if TYPE_CHECKING:
    from app.casework.sharing.inbox import Detail


def inbox(
    unread: Annotated[bool, typer.Option("--unread", help="Those alone.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1)] = 200,
    read: Annotated[
        list[str] | None, typer.Option("--read", help="Mark a line as read, by its event; or all.")
    ] = None,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Every change by somebody else in your cases, the last first, read or not."""
    from app.casework.session.colleagues import is_withdrawn
    from app.casework.sharing import inbox as at

    with at_work(officer) as session:
        if read:
            at.mark_all(session) if "all" in read else at.mark(session, read)
        lines = at.lines(session, limit, unread=unread)
        details = [each for line in lines if (each := at.detail(session, line.event))]
        number, withdrawn = at.how_many(session), is_withdrawn(session)
    show(
        {
            "inbox": [_line(each) for each in details],
            "unread": number,
            "withdrawn": withdrawn,
        },
        as_json,
        lambda told: "\n".join(
            f"{each['at']}  {each['reference']}  {each['says']}  {each['who']}"
            for each in told["inbox"]
        ),
    )


def _line(told: "Detail") -> dict[str, Any]:
    line, say = told.line, spoken()
    changes = told.changes
    return {
        "event": line.event, "case": line.case_id, "reference": line.reference, "name": line.name,
        "kind": line.kind, "group": line.group, "says": say(line.says), "about": line.about,
        "who": line.who, "role": line.role, "at": line.at.isoformat(),
        "came": line.came.isoformat(), "read": line.read, "why": told.why,
        "changes": [
            {"what": what, "before": before, "after": after} for what, before, after in changes
        ],
        "before": changes[0][1] if changes else "", "after": changes[0][2] if changes else "",
        "marks": list(line.marks),
    }  # fmt: skip
