"""`case history`: all that happened, or all that was ever written as one answer."""

from typing import Annotated

import typer

from app.casework.cases import access_log, history, queries
from app.casework.cases.history import HistoryLine
from app.casework.cases.queries import Change
from app.casework.session.session import Session
from app.cli.decisions import only_interview
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case
from app.cli.options import Hidden, Interview
from app.cli.output import one_line, words

_ENTRY = JsonView(
    HistoryLine,
    "who=author at what field from=before to=after why=reason role event effect refused hidden clock_in_doubt?",
    refused=lambda entry: words()(entry.refused) if entry.refused else "",
)
_CHANGE = JsonView(Change, "event at what who=author role before after source reason")


def _in_lines(document: Document) -> str:
    if "entries" not in document:
        return one_line(document)
    return "\n".join(_line(entry) for entry in document["entries"])


def _line(entry: Document) -> str:
    change = f"  {entry['field']}: {entry['from'] or '-'} > {entry['to'] or '-'}"
    return (
        f"{entry['at']}  {entry['who']}  {entry['what']}"
        + (change if entry["field"] else "")
        + (f"  ({entry['refused']})" if entry["refused"] else "")
        + ("  (the clock was in doubt)" if entry.get("clock_in_doubt") else "")
    )


@with_case(text=_in_lines)
def case_history(
    session: Session,
    case_id: str,
    ref: Annotated[str, typer.Argument(help="Of one answer alone.")] = "",
    interview: Interview = "",
    hidden: Hidden = False,
) -> Document:
    if not ref:
        return {"entries": _ENTRY.each(history.entries(session, case_id, uncover=hidden))}
    interview_id = interview or only_interview(queries.case(session, case_id))
    if access_log.is_hidden(session, case_id, interview_id, ref):
        if not hidden:
            raise access_log.HiddenAnswer
        access_log.uncovered(session, case_id, interview_id)
    return {"history": _CHANGE.each(queries.history(session, case_id, "answer", interview_id, ref))}
