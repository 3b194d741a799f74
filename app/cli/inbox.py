"""`inbox`: what colleagues changed in this officer's cases."""

from typing import Annotated

import typer

from app.casework.session.colleagues import is_withdrawn
from app.casework.session.session import Session
from app.casework.sharing import inbox
from app.casework.sharing.inbox import Detail
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.output import words

_LINE = JsonView(
    Detail,
    "event=line.event case=line.case_id reference=line.reference name=line.name kind=line.kind"
    " group=line.group says about=line.about who=line.author role=line.role at=line.at"
    " came=line.arrived read=line.read why=reason changes before after marks=line.marks",
    says=lambda detail: words()(detail.line.says),
    changes=lambda detail: [
        {"what": field, "before": old, "after": new} for field, old, new in detail.changes
    ],
    before=lambda detail: detail.changes[0][1] if detail.changes else "",
    after=lambda detail: detail.changes[0][2] if detail.changes else "",
)


def _in_lines(document: Document) -> str:
    return "\n".join(
        f"{line['at']}  {line['reference']}  {line['says']}  {line['who']}"
        for line in document["inbox"]
    )


@with_session(text=_in_lines)
def sanad_inbox(
    session: Session,
    unread: Annotated[bool, typer.Option("--unread", help="Those alone.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1)] = 200,
    read: Annotated[
        list[str] | None, typer.Option("--read", help="Mark a line as read, by its event; or all.")
    ] = None,
) -> Document:
    if read:
        inbox.mark_all(session) if "all" in read else inbox.mark(session, read)
    lines = inbox.lines(session, limit, unread=unread)
    details = [detail for line in lines if (detail := inbox.detail(session, line.event))]
    return {
        "inbox": _LINE.each(details),
        "unread": inbox.how_many(session),
        "withdrawn": is_withdrawn(session),
    }
